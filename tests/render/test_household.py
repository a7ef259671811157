"""The households' pages: figures worked out by hand, every state in its own words, nothing unsafe."""

import pytest

from generator.model.part import files_of
from tests.render.answers_example import (HAIRDRESSER, NASTY, RESTAURANT, SUSPENDED, WITHDRAWN, answers, frames, household, settings,
                                          version)
from generator.model.answers import HOUSEHOLDS, QUOTAS
from generator.model.document import Document
from generator.render import household as subject
from generator.render import objection_form
from generator.render.household_block import sentence
from generator.render.household_history import history_rows
from generator.render.household_tax import document_of, policies_by_title
from tests.render.pages_read import blocks, by_id, elements, parsed, words

import polars as pl
from datetime import date


@pytest.fixture(scope="module")
def found() -> dict:
    """All blocks of all buckets by disclosure number, each with the path of its page."""
    return {number: (path, block) for path, page in files_of(subject.parts(answers(), frames()))
            for number, block in blocks(parsed(page)).items()}


def of_class(block, name: str) -> list:
    return [element for element in block.iter() if element.get("class") == name]


def test_every_household_has_exactly_one_block(found) -> None:
    """Blocks = households: nobody goes missing and nobody stands twice."""
    pages = [block for _, page in files_of(subject.parts(answers(), frames())) for block in blocks(parsed(page))]
    assert sorted(pages) == sorted(answers().households["disclosure_no"])


def test_a_block_stands_in_the_page_of_its_bucket(found) -> None:
    """The public address `/household/<bucket>/#<number>` leads to the block."""
    for number, bucket in answers().households.select("disclosure_no", "bucket").iter_rows():
        assert found[number][0] == f"household/{bucket}/index.html"


def test_shelves_do_not_change_the_pages(monkeypatch) -> None:
    """Cutting the work into shelves changes no byte."""
    whole = dict(files_of(subject.parts(answers(), frames())))
    monkeypatch.setattr(subject, "BATCH", 2)
    assert dict(files_of(subject.parts(answers(), frames()))) == whole


def test_the_quota_in_force_is_said_in_one_sentence(found) -> None:
    """Amount, unit and period, as the household would read them on its notice."""
    assert "每月定额 8,000 元，从2008年1月1日到2008年12月31日。" in words(found["HPAK-0004"][1])


@pytest.mark.parametrize(("state", "said"), [
    ("in_force", "每月定额 <strong>3,000 元</strong>，从2008年1月1日到2008年12月31日。"),
    ("upcoming", "每月定额 <strong>3,000 元</strong>，已公布，从2008年1月1日起执行，到2008年12月31日为止。"),
    ("open", "拟定每月 <strong>3,000 元</strong>，正在公示，提意见截至<strong>2008年10月7日</strong>（暂定，放假安排尚未公布）。"),
    ("pending", "拟定每月 <strong>3,000 元</strong>，公示期已满，等待公布，还不是最后确定的定额。"),
    ("ended", "最近一次定额每月 <strong>3,000 元</strong>，执行期已在2008年12月31日满；之后的定额尚未公布。"),
    ("withdrawn", "曾公示的每月 <strong>3,000 元</strong>已撤回，不再有效。"),
])
def test_each_state_has_its_own_sentence(state: str, said: str) -> None:
    """Nobody can take a proposal for a decision, or a quota that ended for one in force."""
    record = household("HPAK-0007", "店", "8240", "理发", 3000, 2, state=state, comment_until=date(2008, 10, 7),
                       comment_is_certain=False)
    assert pl.DataFrame([record], schema=HOUSEHOLDS).select(sentence().alias("s"))["s"][0] == said


def test_a_proposal_stands_beside_the_present_quota(found) -> None:
    """四季饭店 pays on 8,000 yuan (428 yuan of tax) and is proposed 9,000 (481.50): both are shown, with the last day."""
    text = words(found["HPAK-0004"][1])
    assert "有新的拟定定额，高于现在的定额：正在公示，提意见截至2008年10月7日" in text
    assert "现在8,000 元/月税额 428 元" in text and "拟定9,000 元/月税额 481.50 元" in text


def test_peers_are_counted_without_the_household_itself(found) -> None:
    """Of the five others three pay less than 四季饭店, none the same, two more."""
    text = words(found["HPAK-0004"][1])
    assert "本街道同行业 6 户：中位数 7,000 元，一半在 5,250 元到 9,500 元之间。" in text
    assert "除本户外的 5 户中，比本户低的 3 户，相同的 0 户，比本户高的 2 户。" in text
    assert "不同不等于不公" in text


def test_a_wider_ring_is_named_with_its_reason() -> None:
    """Where the street has fewer than five, the page says that it looked further and how far."""
    frame = answers().households.with_columns(pl.lit("city").alias("ring"))
    pages = "".join(page.decode() for _, page in files_of(subject.parts(answers(households=frame), frames())))
    assert "本街道同行业不足 5 户，所以扩大了比较范围。全市同行业 <b>6</b> 户" in pages


@pytest.mark.parametrize(("number", "why"), [
    (HAIRDRESSER, "同业不足 5 户，不作比较。"), (SUSPENDED, "本户状态为停业，不与同业比较。"),
    (WITHDRAWN, "本户没有现行或拟定的定额，不作比较。")])
def test_who_is_not_compared_is_told_why(found, number: str, why: str) -> None:
    """No comparison is never silence."""
    assert why in words(found[number][1])


def test_a_suspension_says_its_days(found) -> None:
    """On the block of the household that is suspended, and on no other."""
    assert "2008-07-01 至 2008-08-31" in words(found[SUSPENDED][1])
    assert sum("2008-08-31" in words(block) for _, block in found.values()) == 1


def test_the_drawing_places_the_household_on_the_line(found) -> None:
    """8,000 between 4,000 and 12,000 is the middle of a line from 10 to 210; the median 7,000 is at 85."""
    drawing = next(element for element in found["HPAK-0004"][1].iter() if element.tag.endswith("svg"))
    circle = next(element for element in drawing.iter() if element.tag.endswith("circle"))
    assert circle.get("cx") == "110"
    assert any(element.get("d") == "M85 3V25" for element in drawing.iter())


def test_taxes_are_shown_with_base_rate_and_recomputation(found) -> None:
    """5 % of 8,000 is 400 and 7 % of 400 is 28: the formula, the posted and our amount, and that they agree."""
    text = words(found["HPAK-0004"][1])
    assert "营业税月核定营业额 8,000 × 5%400400一致" in text
    assert "城市维护建设税营业税 400 × 7%范例参数，未核实2828一致" in text
    assert "每月税额 428 元" in text


def test_a_difference_is_said_in_words(found) -> None:
    """六合饭店 was charged 650 where 5 % of 12,000 are 600."""
    text = words(found["HPAK-0006"][1])
    assert "650600公示多 50" in text and "有税额与按参数重算的不一致" in text
    assert "不一致" not in words(found["HPAK-0001"][1])


def test_the_history_keeps_what_was_corrected(found) -> None:
    """三春饭店: 6,500 was corrected to 6,000; both versions stand there, the first with the posting that corrected it."""
    text = words(found["HPAK-0003"][1])
    assert "6,500首次已被更正" in text and "6,000−500有效" in text
    links = {link.get("href") for link in elements(found["HPAK-0003"][1], "a")}
    assert "../../quota/posting/heping-2008-02/" in links
    assert "../../quota/posting/heping-2008-01/#r4" in links and "../../quota/posting/heping-2008-02/#r2" in links


def test_a_nasty_name_stays_text(found) -> None:
    """A shop called `<script>"'&` is its name on the page, never markup."""
    block = found[HAIRDRESSER][1]
    assert words(next(elements(block, "h2"))) == NASTY
    assert not list(elements(block, "script"))


def test_pages_hold_no_inline_style_or_script() -> None:
    """The strict content policy forbids them."""
    for _, page in files_of(subject.parts(answers(), frames())):
        tree = parsed(page)
        scripts = list(elements(tree, "script"))
        assert [script.get("src") for script in scripts] == ["../../scripts/household/main.js"] and not words(scripts[0])
        assert not list(elements(tree, "style"))
        assert not any(element.get("style") for element in tree.iter())


def test_search_engines_are_asked_not_to_index() -> None:
    """A setting: with it the head says noindex, without it nothing."""
    assert b'<meta name="robots" content="noindex">' in next(iter(files_of(subject.parts(answers(), frames()))))[1]
    open_site = answers(settings=settings(household_noindex=False))
    assert b"noindex" not in next(iter(files_of(subject.parts(open_site, frames()))))[1]


def test_the_page_tells_how_to_object() -> None:
    """Every page has the ways to object and the bureau's own guide."""
    tree = parsed(next(iter(files_of(subject.parts(answers(), frames()))))[1])
    help_text = words(by_id(tree, "objection"))
    assert help_text == "不同意这个定额，怎么办"
    assert "../../guides/yi-yi/" in {link.get("href") for link in elements(tree, "a")}


def test_a_site_without_households_has_no_pages() -> None:
    """Nothing to show is nothing written."""
    empty = answers(households=HOUSEHOLDS.to_frame())
    assert list(files_of(subject.parts(empty, frames()))) == []


def test_an_open_proposal_says_its_last_day_and_the_days_counted(found) -> None:
    """四季饭店 has a proposal posted on 25 September: the five working days are printed, holidays left out."""
    text = words(of_class(found["HPAK-0004"][1], "g-today")[0])
    assert text.startswith("可以提意见，最后一天2008年10月7日；数进去的工作日：9月26日、9月27日、9月28日、10月6日、10月7日。")


def test_a_quota_past_every_term_says_what_is_left(found) -> None:
    """Published on 20 December 2007: 30 days ended on 21 January, 60 on 18 February 2008; a change may be asked for any day."""
    text = words(of_class(found["HPAK-0001"][1], "g-today")[0])
    assert "按公布日算已过（2008-01-21、2008-02-18）" in text and "申请变更定额" in text


def test_a_withdrawn_quota_has_no_way(found) -> None:
    """There is nothing to object to."""
    assert not of_class(found[WITHDRAWN][1], "g-today")


def test_the_days_of_a_quota_stand_in_order(found) -> None:
    """Approved, published, corrected, in force until: each with its day."""
    text = words(of_class(found["HPAK-0003"][1], "g-steps")[0])
    assert text.replace(" ", "") == "核准2007-12-18公布2007-12-20更正2008-01-15执行到2008-12-31"


def test_the_hall_is_named_with_its_address(found) -> None:
    """Where the household's office is met: a link to its page, and the address that page states."""
    assert "和平第一税务所和平办税服务厅，南京街1号" in words(found["HPAK-0001"][1]).replace("\n", "")
    assert "../../halls/heping/" in {link.get("href") for link in elements(found["HPAK-0001"][1], "a")}


def test_a_tax_leads_to_the_document_its_rate_stands_in() -> None:
    """The policy whose title the parameter's source names; none where the site has no such document."""
    policies = (Document("policies", "ying", "x.md", "中华人民共和国营业税暂行条例", ""), Document("policies", "short", "y.md", "条例", ""))
    site = answers(documents={"policies": policies})
    titles = policies_by_title(site)
    assert document_of("《中华人民共和国营业税暂行条例》所附税率表", titles) == "policies/ying"
    assert document_of("《营业税暂行条例》所附税率表", titles) == "policies/ying"
    assert document_of("《契税暂行条例》", titles) is None and document_of("营业税", titles) is None


def test_two_periods_are_drawn_as_bars() -> None:
    """6,000 beside 12,000 yuan: a bar half as high, and the amounts in words; one period alone is not drawn."""
    rows = [version(household("HPAK-0001", "店", RESTAURANT, "正餐服务", yuan, 2), starts_on=date(year, 1, 1)) | {"source_path": "x/#r2"}
            for year, yuan in ((2008, 12000), (2007, 6000))]
    drawn = history_rows(pl.DataFrame(rows, schema={**QUOTAS, "source_path": pl.String}))["chart"][0]
    assert 'd="M12 40v-18M36 40v-36"' in drawn and "6,000、12,000" in drawn
    single = history_rows(pl.DataFrame(rows[:1], schema={**QUOTAS, "source_path": pl.String}))
    assert single["chart"].to_list() == [None]


def test_the_form_is_one_page_for_all() -> None:
    """Its lines are empty and labelled, and nothing can be sent: there is no form element and no button that submits."""
    (path, page), = files_of(objection_form.parts(answers(), frames()))
    tree = parsed(page)
    assert path == "household/form/index.html"
    labels = {label.get("for") for label in elements(tree, "label") if label.get("for")}
    lines = {line.get("id") for tag in ("input", "textarea") for line in elements(tree, tag) if line.get("id")}
    assert labels == lines and len(lines) > 15
    assert not list(elements(tree, "form")) and {button.get("type") for button in elements(tree, "button")} == {"button"}
    assert "国家税务总局令第16号（2018年修正前）第二十三条" in words(tree) and "12366" in words(tree)
