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
from generator.examined import examine
from generator.model.answers import Answers
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
    """The note stands beside the household that is wrong, which the last good page shows on another row."""
    path = example / "quota_data/postings/2008-dong-provisional/households.csv"
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    wrong = lines[4].split(",")
    wrong[8] = "很多"
    path.write_text("\n".join([lines[0], ",".join(wrong), *lines[1:4], *lines[5:]]) + "\n", encoding="utf-8")
    preview.update({path})
    page = text(preview, "quota/posting/2008-dong-provisional/")
    assert '<tr id="r5" class="gp-wrong">' in page and page.count("gp-wrong") == 1
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


def test_without_a_good_state_every_page_is_the_list_of_problems(example: Path) -> None:
    """A project that never was good shows all its problems at any address, and its pages once they are mended."""
    config_file, table = example / "mkdocs.yml", example / TABLE
    whole = table.read_text(encoding="utf-8")
    table.write_text(whole.replace("13000.00", "很多"), encoding="utf-8")
    site = Site(config_file, None, partial(draw, config_file), "en")
    site.update()
    assert site.page("quota/").status == 503 and TABLE in text(site, "quota/") and "What to type" in text(site, "")
    table.write_text(whole, encoding="utf-8")
    site.update({table})
    assert site.page("quota/").status == 200
    site.close()


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
