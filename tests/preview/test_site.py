"""The state of a preview: after any change it is what a build would make; what cannot be shown is told and goes away."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from bench.project import make_project
from generator.derive.answers import Often
from generator.examined import contradictions, examine
from generator.model.answers import Answers
from generator.model.part import Memory
from generator.pipeline import answers_of
from generator.preview.site import Site
from tests.preview.conftest import draw

Save = Callable[[str, str, str], None]
TABLE = "quota_data/postings/2008-dong-correction/households.csv"
STREET = "quota/110101/110101001/"
EDITS = 30


def text(site: Site, path: str) -> str:
    return site.page(path).content.decode()


def assert_same(one: Answers, other: Answers) -> None:
    """Every fact, whatever the shelves they were derived on."""
    for name in ("households", "quotas", "taxes", "spreads", "counts"):
        assert_frame_equal(getattr(one, name), getattr(other, name))
    assert (one.figures, one.postings, one.documents) == (other.figures, other.postings, other.documents)


def edit(chance: Random, lines: list[str]) -> list[str]:
    """One thing a clerk does to a table: a quota, a status, a row gone, a row moved, a row twice, a letter too many."""
    at, way = chance.randrange(1, len(lines)), chance.randrange(7)
    cells = lines[at].split(",")
    if way == 0 and len(lines) > 3:
        return lines[:at] + lines[at + 1:]
    if way == 1:
        return [lines[0], lines[at], *lines[1:at], *lines[at + 1:]]
    if way == 2:
        return [*lines, lines[at]]
    if way == 3:
        cells[3] = chance.choice([row.split(",")[3] for row in lines[1:]])
    elif way == 4:
        cells[8] = "八千"
    else:
        cells[8] = f"{chance.randrange(10, 9000) * 10}.00"
    return lines[:at] + [",".join(cells)] + lines[at + 1:]


def test_after_any_edits_it_knows_what_a_first_look_would_find(tmp_path: Path) -> None:
    """Random edits of random tables, some of them wrong: problems and answers are those of a process that just started."""
    make_project(1_500, 7, tmp_path / "bureau")
    config_file, chance = tmp_path / "bureau" / "mkdocs.yml", Random(2008)
    site = Site(config_file, None, lambda drawn: None, "zh", often=Often(shelf_rows=200))
    tables = sorted((tmp_path / "bureau" / "quota_data" / "postings").glob("*/households.csv"))
    kept = {table: table.read_text(encoding="utf-8") for table in tables}
    compared = wrong = 0
    for _ in range(EDITS):
        table = chance.choice(tables)
        lines = edit(chance, table.read_text(encoding="utf-8").rstrip("\n").split("\n"))
        table.write_text("\n".join(lines) + "\n", encoding="utf-8")
        site.update({table})
        fresh = examine(config_file)
        assert site.state.examined.problems == fresh.problems
        if fresh.has_errors:
            wrong += 1
            table.write_text(kept[table], encoding="utf-8")  # the clerk mends it; seen with the next change
        else:
            compared += 1
            kept[table] = table.read_text(encoding="utf-8")
            assert len(site.state.pages.answers.shelves) > 4
            assert_same(site.state.pages.answers, answers_of(fresh))
    site.close()
    assert compared > 8 and wrong > 2


def test_an_error_is_shown_in_place_and_goes_when_mended(preview: Site, save: Save) -> None:
    """On the posting's page beside the row, on the household's below its head, in the clerk's words; the page is the last good one."""
    good = {path: text(preview, path) for path in ("quota/posting/2008-dong-correction/", STREET, "policies/")}
    save(TABLE, "13000.00", "一万三")
    posting = text(preview, "quota/posting/2008-dong-correction/")
    row = posting[posting.index('<tr id="r2" class="gp-wrong">'):]
    assert row.index("一万三") > row.index('<tr class="gp-row">') and "13,000" in row
    assert "金额不是" in posting or "数字" in posting
    number = (preview.config_file.parent / TABLE).read_text(encoding="utf-8").split("\n")[1].split(",")[0]
    bucket = next(bucket for bucket in (f"{n:x}" for n in range(16)) if f'id="{number}"' in text(preview, f"household/{bucket}/"))
    household = text(preview, f"household/{bucket}/")
    assert "gp-note" in household[household.index(f'id="{number}"'):].split("</article>")[0]
    assert "13,000" in text(preview, STREET) and "一万三" in text(preview, STREET)
    assert "一万三" not in text(preview, "policies/") and "gp-badge" in text(preview, "policies/")
    assert TABLE in preview.problems_page().content.decode()
    save(TABLE, "一万三", "13000.00")
    assert {path: text(preview, path) for path in good} == good


def test_a_problem_finds_its_row_when_rows_have_moved(preview: Site, example: Path) -> None:
    """The note stands beside the household that is wrong, which is shown as it was, on the row it has now."""
    path = example / "quota_data/postings/2008-dong-provisional/households.csv"
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    wrong = lines[4].split(",")
    wrong[8] = "很多"
    path.write_text("\n".join([lines[0], ",".join(wrong), *lines[1:4], *lines[5:]]) + "\n", encoding="utf-8")
    preview.update({path})
    page = text(preview, "quota/posting/2008-dong-provisional/")
    assert '<tr id="r2" class="gp-wrong">' in page and page.count("gp-wrong") == 1 and "很多" not in page.split("gp-row")[0].split("<table")[-1]
    note = page[page.index('class="gp-row"'):]
    assert "第 2 行" in note[:note.index("</tr>")]


def test_a_mistyped_number_is_found_by_its_row(preview: Site, save: Save) -> None:
    """Where the disclosure number itself is wrong, the row shows which household it was."""
    number = (preview.config_file.parent / TABLE).read_text(encoding="utf-8").split("\n")[1].split(",")[0]
    save(TABLE, number, "错了")
    assert '<tr id="r2" class="gp-wrong">' in text(preview, "quota/posting/2008-dong-correction/")


def test_a_document_follows_its_file(preview: Site, save: Save, example: Path) -> None:
    """Text, title in the list, a new file, a removed one; a mistake stands on the document's page and its list."""
    page = "policies/gongshi-banfa/"
    before = preview.state.pages.drawn
    save("content/press/xinwen.md", "下一执行期", "新一执行期")
    assert "新一执行期" in text(preview, "press/xinwen/") and preview.state.pages.drawn is before
    new = example / "content/press/another.md"
    new.write_text("---\ntitle: 又一条\npublished_on: 2008-09-01\nsource: 本局\n---\n\n正文。\n", encoding="utf-8")
    preview.update({new})
    assert "又一条" in text(preview, "press/") and "正文" in text(preview, "press/another/") and "又一条" in text(preview, "")
    new.unlink()
    preview.update({new})
    assert preview.page("press/another/").status == 404 and "又一条" not in text(preview, "press/")
    source = (example / "content/policies/gongshi-banfa.md").read_text(encoding="utf-8")
    save("content/policies/gongshi-banfa.md", source, source + "\n[去处](nowhere.md)\n")
    assert "nowhere.md" in text(preview, page) and "nowhere.md" in text(preview, "policies/")
    assert "nowhere.md" not in text(preview, "press/") and "gp-badge" in text(preview, "press/")


def test_a_hand_written_page_and_a_picture_follow_their_file(preview: Site, save: Save, example: Path) -> None:
    """What the shell draws is drawn again when its file changes."""
    save("content/data/index.md", "title: ", "title: 新的")
    assert "新的开放数据" in text(preview, "data/")
    picture = example / "content/assets" / "a.svg"
    picture.parent.mkdir()
    picture.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    preview.update({picture})
    assert preview.page("assets/a.svg").content.startswith(b"<svg")


def test_a_piece_of_a_hand_written_page_follows_the_data(preview: Site, save: Save) -> None:
    """The home page is drawn once; what it says of the data is of now."""
    drawn = preview.state.pages.drawn
    before = text(preview, "quota/")
    save("quota_data/reference/streets.csv", "河沿街道", "河沿大街")
    assert preview.state.pages.drawn is drawn
    assert "河沿大街" in text(preview, "quota/") and "河沿大街" not in before


@pytest.mark.parametrize("broken", ["site_name: [", "", "a: 1\n\tb", "theme:\n  name: nothing\nplugins:\n  - gongshi\n"])
def test_a_broken_configuration_is_told_and_does_not_end_it(preview: Site, example: Path, broken: str) -> None:
    """The last good pages stay, with what is wrong on every one of them, until it is mended."""
    config = example / "mkdocs.yml"
    whole = config.read_text(encoding="utf-8")
    config.write_text(broken, encoding="utf-8")
    preview.update({config})
    assert preview.state.failure or preview.state.problems
    page = text(preview, STREET)
    assert "gp-box" in page and "13,000" in page
    config.write_text(whole, encoding="utf-8")
    preview.update({config})
    assert not preview.state.failure and "gp-box" not in text(preview, STREET)


@pytest.mark.parametrize("file, old, new", [("quota_data/reference/streets.csv", "code", "cdoe"), ("mkdocs.yml", "short_name", "shrot_name")])
def test_without_a_good_state_every_page_is_the_list_of_problems(example: Path, file: str, old: str, new: str) -> None:
    """Where all depends on what is wrong, every address shows the problems, and its page once they are mended."""
    config_file, path = example / "mkdocs.yml", example / file
    whole = path.read_text(encoding="utf-8")
    assert old in whole
    path.write_text(whole.replace(old, new), encoding="utf-8")
    site = Site(config_file, None, partial(draw, config_file), "en")
    site.update()
    assert site.page("quota/").status == 503 and file in text(site, "quota/") and "What to type" in text(site, "")
    path.write_text(whole, encoding="utf-8")
    site.update({path})
    assert site.page("quota/").status == 200
    site.close()


def test_what_never_was_right_is_left_out_and_the_rest_is_there(example: Path) -> None:
    """A preview that begins with a wrong row, a wrong document and a wrong posting shows everything else, and says so."""
    config_file = example / "mkdocs.yml"
    for file, old, new in ((TABLE, "13000.00", "很多"), ("content/press/xinwen.md", "published_on", "pubilshed_on"),
                           ("quota_data/postings/2008-xi-withdrawal/posting.yml", "kind: ", "kind: un")):
        path = example / file
        words = path.read_text(encoding="utf-8")
        assert old in words
        path.write_text(words.replace(old, new), encoding="utf-8")
    site = Site(config_file, None, partial(draw, config_file), "zh")
    site.update()
    assert "13,000" not in text(site, STREET) and site.page(STREET).status == 200
    assert "很多" in text(site, "quota/posting/2008-dong-correction/") and site.page("press/xinwen/").status == 404
    assert site.page("quota/posting/2008-xi-withdrawal/").status == 404 and "gp-badge" in text(site, "guides/")
    site.close()


def test_beside_what_is_wrong_everything_else_is_new(preview: Site, example: Path) -> None:
    """In one table a wrong row keeps its old figure while the row beside it has its new one; so do documents, and other postings."""
    path = example / "quota_data/postings/2008-dong-provisional/households.csv"
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    wrong, right = lines[2].split(","), lines[4].split(",")
    before, wrong[8], right[1] = wrong[1], "很多", "改了名的店"
    path.write_text("\n".join([*lines[:2], ",".join(wrong), lines[3], ",".join(right), *lines[5:]]) + "\n", encoding="utf-8")
    policy, press = example / "content/policies/gongshi-banfa.md", example / "content/press/xinwen.md"
    policy.write_text(policy.read_text(encoding="utf-8") + "\n[去处](nowhere.md) 加在错处旁边\n", encoding="utf-8")
    press.write_text(press.read_text(encoding="utf-8") + "\n加在好的文件里\n", encoding="utf-8")
    preview.update({path, policy, press})
    posting = text(preview, "quota/posting/2008-dong-provisional/")
    row = posting[posting.index('<tr id="r3" class="gp-wrong">'):].split('<tr class="gp-row">')[0]
    assert before in row and "很多" not in row and "改了名的店" in posting and "其余都是最新的" in posting
    assert "加在错处旁边" not in text(preview, "policies/gongshi-banfa/") and "nowhere.md" in text(preview, "policies/gongshi-banfa/")
    assert "加在好的文件里" in text(preview, "press/xinwen/")
    right[1] = "又改了名的店"  # while the error stands, the next edit is shown too
    path.write_text("\n".join([*lines[:2], ",".join(wrong), lines[3], ",".join(right), *lines[5:]]) + "\n", encoding="utf-8")
    preview.update({path})
    assert "又改了名的店" in text(preview, "quota/posting/2008-dong-provisional/")


def test_a_posting_that_is_wrong_holds_no_other_up(preview: Site, save: Save) -> None:
    """A header that cannot be read leaves its posting as it was; another posting's edit is shown."""
    header = "quota_data/postings/2008-dong-correction/posting.yml"
    before = text(preview, "quota/posting/2008-dong-correction/")
    save(header, "kind: ", "kind: un")
    save("quota_data/postings/2008-xi-provisional/households.csv", "西门美发", "西门新美发")
    assert "西门新美发" in text(preview, "quota/110102/110102001/")
    now = text(preview, "quota/posting/2008-dong-correction/")
    assert "unc" in now and all(cell in now for cell in before.split("<td>")[1:3]) and "其余都是最新的" in now


def test_where_all_depends_on_it_the_last_good_site_says_of_when_it_is(preview: Site, save: Save) -> None:
    """A wrong reference table: every page, those without a problem too, says that the site is as it was saved at a time."""
    save(TABLE, "13000.00", "12900.00")
    saved = preview.state.saved_at
    save("quota_data/reference/streets.csv", "code", "cdoe")
    save(TABLE, "12900.00", "12800.00")
    assert not preview.state.is_newest
    for page in (STREET, "policies/"):
        assert f"即 {saved} 保存的样子" in text(preview, page) and "12,800" not in text(preview, page)
    save("quota_data/reference/streets.csv", "cdoe", "code")
    assert "12,800" in text(preview, STREET) and "gp-still" not in text(preview, STREET)


def test_a_reference_table_that_makes_rows_wrong_changes_nothing(preview: Site, save: Save) -> None:
    """Where a street's code is gone, its households are not: the site stays as it was, and says so."""
    save("quota_data/reference/streets.csv", "110101001", "110101009")
    assert "13,000" in text(preview, STREET) and not preview.state.is_newest and "gp-still" in text(preview, STREET)
    save("quota_data/reference/streets.csv", "110101009", "110101001")
    assert preview.state.is_newest and "gp-box" not in text(preview, STREET)


def test_two_rows_of_one_household_show_it_once(preview: Site, example: Path) -> None:
    """The row that was there stays, the second, which is wrong, is not shown; nothing is counted twice."""
    path = example / TABLE
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    before = preview.state.pages.answers.figures
    path.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    preview.update({path})
    assert preview.state.examined.has_errors and preview.state.is_newest
    assert preview.state.pages.answers.figures == before


def test_after_any_edits_what_is_shown_is_whole(tmp_path: Path) -> None:
    """Random edits, most of them left wrong: what is shown has no error, money in is money out, a right row is as it is now."""
    make_project(1_500, 11, tmp_path / "bureau")
    config_file, chance = tmp_path / "bureau" / "mkdocs.yml", Random(2009)
    site = Site(config_file, None, lambda drawn: None, "zh", often=Often(shelf_rows=200))
    site.update()
    tables = sorted((tmp_path / "bureau" / "quota_data" / "postings").glob("*/households.csv"))
    mixed = 0
    for number in range(EDITS):
        table = chance.choice(tables)
        lines = edit(chance, table.read_text(encoding="utf-8").rstrip("\n").split("\n"))
        table.write_text("\n".join(lines) + "\n", encoding="utf-8")
        site.update({table})
        state = site.state
        assert state.is_newest and not any(problem.is_error for problem in contradictions(state.shown, Memory()))
        figures = state.pages.answers.figures
        assert figures.turnover_in_fen == figures.turnover_out_fen
        mixed += state.examined.has_errors
        for name, now in state.examined.tables.items():
            wrong = {problem.row for problem in state.examined.problems if problem.is_error and problem.file == now.file}
            if name in state.shown.tables and None not in wrong and 1 not in wrong:
                right = now.load().filter(~pl.col("row").is_in(list(wrong)))
                shown = state.shown.tables[name].load()
                assert right.join(shown, on=["disclosure_no", "row", "monthly_turnover_fen"], how="anti").is_empty()
                assert shown["disclosure_no"].n_unique() == shown.height or not shown["disclosure_no"].null_count()
    site.close()
    assert mixed > 10


def test_a_removed_folder_is_no_more_than_a_problem(preview: Site, example: Path) -> None:
    """A posting or all content gone for a moment, as while a branch is changed, and back."""
    for folder in ("quota_data/postings/2008-dong-final", "content", "quota_data"):
        shutil.move(example / folder, example / "away")
        preview.update({example / folder})
        assert text(preview, STREET)
        shutil.move(example / "away", example / folder)
        preview.update({example / folder})
        assert not preview.state.problems and not preview.state.failure and "gp-box" not in text(preview, STREET)


def test_what_nobody_uses_is_forgotten(preview: Site, save: Save) -> None:
    """Memory does not grow with the number of changes."""
    sizes = []
    amount = "13000.00"
    for number in range(12):
        save(TABLE, amount, amount := f"{13010 + number}.00")
        sizes.append(len(preview._cache._frames))
    assert max(sizes[4:]) <= sizes[4] and isinstance(preview.state.pages.answers.households, pl.DataFrame)
