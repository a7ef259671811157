"""Postings: what each act means, its counted days, its whole table with what became of every row."""

from dataclasses import replace

import polars as pl
import pytest


from generator.model.answers import QUALITY
from generator.model.part import files_of
from tests.render.answers_example import CORRECTION, FINAL, OPEN, WITHDRAWAL, answers, frames, settings
from generator.render import posting
from tests.render.pages_read import by_id, elements, parsed, targets, words


@pytest.fixture(scope="module")
def pages() -> dict:
    return {path: parsed(page) for path, page in files_of(posting.parts(answers(), frames()))}


def _of(pages: dict, posting_id: str):
    return pages[f"quota/posting/{posting_id}/index.html"]


def test_every_posting_has_its_page_and_stands_in_the_list(pages) -> None:
    """Four acts, four pages, four links, the one open for comment on top."""
    path = "quota/posting/index.html"
    assert {f"quota/posting/{i}/" for i in (FINAL, CORRECTION, WITHDRAWAL, OPEN)} <= targets(path, pages[path])
    headings = [words(h) for h in elements(pages[path], "h2")]
    assert headings == ["正在公示，可以提意见", "2008年", "2007年"]


def test_an_open_posting_prints_the_counted_days(pages) -> None:
    """Posted on 2008-09-25: five working days with make-up days, the last on 7 October."""
    days = next(e for e in elements(_of(pages, OPEN), "ol"))
    assert [words(day) for day in days] == ["2008年9月26日", "2008年9月27日", "2008年9月28日", "2008年10月6日", "2008年10月7日"]
    assert "现在可以提意见，截至2008年10月7日" in words(_of(pages, OPEN))
    assert "和平第一税务所窗口" in words(_of(pages, OPEN))


def test_the_sums_are_those_of_the_posting(pages) -> None:
    """Nine households, 57,500 yuan a month, 3,129.75 yuan of tax."""
    text = words(_of(pages, FINAL))
    assert "户数9 户" in text and "月定额合计57,500 元" in text and "月税额合计3,129.75 元" in text


def test_every_row_has_the_anchor_that_households_link_to(pages) -> None:
    """Row 4 of the final is 三春饭店 with 6,500 yuan, since corrected; the link leads to the correction."""
    row = by_id(_of(pages, FINAL), "r4")
    assert "三春饭店" in words(row) and "6,500" in words(row) and "已被更正" in words(row)
    assert f"../../../quota/posting/{CORRECTION}/" in {link.get("href") for link in elements(row, "a")}
    assert len([e for e in elements(_of(pages, FINAL), "tr") if (e.get("id") or "").startswith("r")]) == 9


def test_a_suspension_says_its_days(pages) -> None:
    """In the row of the household that is suspended, beside the word."""
    text = words(_of(pages, FINAL))
    assert "2008-07-01 至 2008-08-31" in text and text.count("2008-08-31") == 1


def test_a_withdrawal_shows_what_it_took_back(pages) -> None:
    """The one household whose quota was withdrawn, and the posting it stood in."""
    text = words(_of(pages, WITHDRAWAL))
    assert "撤回的各户" in text and "退记面馆" in text
    assert f"quota/posting/{FINAL}/" in targets(f"quota/posting/{WITHDRAWAL}/index.html", _of(pages, WITHDRAWAL))


def test_what_came_after_is_listed(pages) -> None:
    """The final names the correction and the withdrawal that followed."""
    assert {f"quota/posting/{CORRECTION}/", f"quota/posting/{WITHDRAWAL}/"} <= targets(
        f"quota/posting/{FINAL}/index.html", _of(pages, FINAL))


def test_downloads_and_digest_are_there(pages) -> None:
    """The table and the header as files, and the digest of the originals."""
    found = targets(f"quota/posting/{FINAL}/index.html", _of(pages, FINAL))
    assert {f"data/postings/{FINAL}/households.csv", f"data/postings/{FINAL}/posting.yml"} <= found
    assert "a" * 64 in words(_of(pages, FINAL))


def test_rows_and_links_agree_when_a_table_takes_more_pages() -> None:
    """With four rows to a page row 10 stands on page three, and the household's link says so."""
    from generator.render import household
    small = answers(settings=settings(rows_per_posting_page=4))
    pages = {path: parsed(page) for path, page in files_of(posting.parts(small, frames()))}
    assert "退记面馆" in words(by_id(pages[f"quota/posting/{FINAL}/3/index.html"], "r10"))
    blocks = "".join(page.decode() for _, page in files_of(household.parts(small, frames())))
    assert f"quota/posting/{FINAL}/3/#r10" in blocks


def test_a_posting_without_rows_says_so() -> None:
    """A posting whose households all left after the retention years still has its page."""
    gone = answers(quotas=answers().quotas.clear())
    pages = {path: parsed(page) for path, page in files_of(posting.parts(gone, frames()))}
    assert "各户都已过保留期" in words(_of(pages, FINAL))


def test_what_the_checks_noticed_stands_on_the_posting() -> None:
    """Each rule once with how often, the law, the rows with a link to their place, and whether its parameter was never verified."""
    rows = [("same-place-twice", "w", FINAL, "p/households.csv", row, None, None, "m", "法第8条", None) for row in range(2, 22)]
    rows += [("books-required", "w", FINAL, "p/households.csv", 9, None, "x", "月营业额太高", None, "limits.csv:2"),
             ("books-required", "w", OPEN, "p/posting.yml", 3, None, None, "n", None, None)]
    noticed = replace(answers(), quality_of=lambda: pl.DataFrame(rows, schema=QUALITY, orient="row"))
    found = {path: parsed(page) for path, page in files_of(posting.parts(noticed, frames()))}
    items = [words(item) for item in elements(_of(found, FINAL), "li") if "处" in words(item)]
    assert "20 处" in items[0] and "法第8条" in items[0] and "…" in items[0]
    assert "1 处" in items[1] and "未核实" in items[1] and "月营业额太高" in items[1]
    size = noticed.settings.rows_per_posting_page
    assert {(f"{(row - 2) // size + 1}/" if (row - 2) // size else "") + f"#r{row}" for row in (*range(2, 14), 9)} <= {
        link.get("href") for link in elements(_of(found, FINAL), "a")}
    assert "检查时的提醒" not in words(_of(found, CORRECTION))
    keys = [{name: key for batch in posting.parts(one, frames()) for name, key in batch.keys.items()} for one in (answers(), noticed)]
    assert {name for name in keys[0] if keys[0][name] != keys[1][name]} == {f"quota/posting/{name}" for name in (FINAL, OPEN)}
