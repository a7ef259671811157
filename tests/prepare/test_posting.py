"""The skeleton of a posting: days counted, the rest copied, nothing invented, and `check` says what is left to write."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from generator.examined import examine
from generator.model.posting import PostingKind
from generator.model.problem import GeneratorError
from generator.prepare.header import line
from generator.prepare.posting import PostingWish, Register, posting_skeleton
from generator.read.settings import read_project
from generator.skeleton import write_skeleton
from tests.prepare.beyond import beyond

DAY = date(2008, 9, 26)


def made(bureau: Path, wish: PostingWish) -> tuple[Path, dict, str]:
    """The folder that was written, its header and its table."""
    project, _ = read_project(bureau / "mkdocs.yml")
    header, _ = write_skeleton(project, posting_skeleton(Register(project), wish, DAY))
    return header.parent, yaml.safe_load(header.read_text(encoding="utf-8")), (header.parent / "households.csv").read_text(encoding="utf-8")


def rules(bureau: Path) -> list[tuple[str, str]]:
    """What `check` says of the new posting: file and rule."""
    return [(problem.file.split("/")[-1], problem.rule) for problem in beyond(bureau, "2008-12-26")]


def test_the_window_of_a_provisional_posting_is_counted(example: Path) -> None:
    """Five working days after 26 September 2008, two of them a Saturday and a Sunday that are worked; the holidays are not."""
    project, _ = read_project(example / "mkdocs.yml")
    skeleton = posting_skeleton(Register(project), PostingWish(PostingKind.PROVISIONAL, texts=(("office", "11010201"),)), DAY)
    days = "2008-09-27、2008-09-28、2008-10-06、2008-10-07、2008-10-08；最后一天 2008-10-08"
    header = next(text for path, text in skeleton.files.items() if path.name == "posting.yml")
    assert days in skeleton.said[0][0] and days in header and "the last is 2008-10-08" in skeleton.said[0][1]


def test_a_window_that_is_not_certain_says_so(example: Path) -> None:
    """At the end of a year whose successor is not announced."""
    project, _ = read_project(example / "mkdocs.yml")
    wish = PostingWish(PostingKind.PROVISIONAL, "x", posted_on=date(2031, 12, 30))
    assert "暂定" in posting_skeleton(Register(project), wish, DAY).said[0][0]


def test_a_provisional_posting_lacks_its_rows_and_what_nobody_said(example: Path) -> None:
    """`check` tells of the empty table and warns of the two keys that nobody gave; with them, of the table only."""
    texts = (("office", "11010201"), ("scope", "西区: 全部 # 户"))
    folder, header, table = made(example, PostingWish(PostingKind.PROVISIONAL, texts=texts))
    assert folder.name == "2008-11010201-provisional-01" and header["scope"] == "西区: 全部 # 户" and header["office"] == "11010201"
    assert table == "公示编号,字号,经营者,行业代码,街道代码,经营地址,经营面积(㎡),从业人数,月核定营业额(元),营业税(元),城市维护建设税(元)," \
                    "教育费附加(元),执行期起,执行期止,核定方法,状态,备注\n"
    assert rules(example) == [("households.csv", "table-without-rows"), ("posting.yml", "place-not-stated"), ("posting.yml", "contact-not-stated")]
    shutil.rmtree(folder)
    made(example, PostingWish(PostingKind.PROVISIONAL, texts=(*texts, ("place", "西区办税服务厅"), ("contact", "西区第一税务所办税窗口"))))
    assert rules(example) == [("households.csv", "table-without-rows")]


def test_a_final_posting_copies_its_provisional_one(example: Path) -> None:
    """Office, place and contact, and the rows as they stand: the one that was withdrawn is left out. The approval is not invented.
    The surcharge that was odd in the original is as odd in the copy."""
    wish = PostingWish(PostingKind.FINAL, of="2008-xi-provisional", copies_rows=True)
    folder, header, table = made(example, wish)
    assert folder.name == "2008-xi-final-01" and header["of"] == "2008-xi-provisional" and header["place"] == "西区办税服务厅"
    assert header["approved_on"] is None and header["posted_on"] == date(2008, 10, 8)  # the day after the window
    assert [row.split(",")[0] for row in table.splitlines()[1:]] == ["HXB2001"]
    assert rules(example) == [("households.csv", "surcharge-differs"), ("posting.yml", "final-without-approval")]


def test_a_complete_final_posting_has_no_problem(example: Path) -> None:
    """With the day of approval, `check` finds nothing: the copied rows are as good as the original's, whose odd figures were mended."""
    for table in example.glob("quota_data/postings/2008-xi-*/households.csv"):
        table.write_text(table.read_text(encoding="utf-8").replace(",8.50,2008-10-01,2009-09-30,", ",7.50,2008-10-01,2009-09-30,")
                         .replace(",2008-10-01,2009-09-30,", ",2008-11-01,2009-10-31,"), encoding="utf-8")
    made(example, PostingWish(PostingKind.FINAL, of="2008-xi-provisional", approved_on=date(2008, 10, 8), copies_rows=True))
    assert examine(example / "mkdocs.yml", "2008-12-26").problems == ()


def test_a_final_posting_tells_what_was_odd_in_the_rows_it_copies(example: Path) -> None:
    """A period that began while the quota was open for comment begins before its approval too."""
    made(example, PostingWish(PostingKind.FINAL, of="2008-xi-provisional", approved_on=date(2008, 10, 8), copies_rows=True))
    assert rules(example) == [("households.csv", "period-starts-before-approval"), ("households.csv", "surcharge-differs")]


def test_rows_are_copied_as_they_were_corrected(example: Path) -> None:
    """A correction of the provisional posting is in the final's table, in its place among the rows of its own posting."""
    folder = example / "quota_data/postings/2008-xi-correction"
    folder.mkdir()
    original = (example / "quota_data/postings/2008-xi-provisional/households.csv").read_text(encoding="utf-8").splitlines()
    (folder / "households.csv").write_text("\n".join([original[0], original[1].replace("5000.00", "5100.00")]) + "\n", encoding="utf-8")
    (folder / "posting.yml").write_text("id: 2008-xi-correction\nkind: correction\nof: 2008-xi-provisional\noffice: '11010201'\n"
                                        "posted_on: 2008-09-26\n", encoding="utf-8")
    _, _, table = made(example, PostingWish(PostingKind.FINAL, of="2008-xi-provisional", copies_rows=True))
    assert len(table.splitlines()) == 2 and ",5100.00," in table


def test_a_whole_withdrawal_leaves_no_rows_to_copy(example: Path) -> None:
    """The headings remain, and `check` says that there are no rows."""
    (example / "quota_data/postings/2008-xi-withdrawal/households.csv").unlink()
    _, _, table = made(example, PostingWish(PostingKind.FINAL, of="2008-xi-provisional", copies_rows=True))
    assert table.startswith("公示编号,") and len(table.splitlines()) == 1


def test_a_correction_has_the_headings_of_what_it_corrects(example: Path) -> None:
    """And copies whom to address; which rows change is for the clerk."""
    folder, header, table = made(example, PostingWish(PostingKind.CORRECTION, of="2008-dong-final"))
    assert folder.name == "2008-dong-correction-01" and header["contact"] == "东区第一税务所办税窗口" and "scope" in header
    assert table == (example / "quota_data/postings/2008-dong-final/households.csv").read_text(encoding="utf-8").splitlines()[0] + "\n"


def test_names_are_counted_on(example: Path) -> None:
    """The second correction of a posting is number two."""
    wish = PostingWish(PostingKind.CORRECTION, of="2008-dong-final")
    assert [made(example, wish)[0].name for _ in range(2)] == ["2008-dong-correction-01", "2008-dong-correction-02"]


@pytest.mark.parametrize(("wish", "said"), (
    (PostingWish(PostingKind.PROVISIONAL), "NAME"), (PostingWish(PostingKind.PROVISIONAL, "东区"), "东区"),
    (PostingWish(PostingKind.PROVISIONAL, "x", texts=(("office", "99"),)), "99"), (PostingWish(PostingKind.FINAL, of="nothing"), "nothing"),
    (PostingWish(PostingKind.FINAL, of="2007-dong-final"), "2007-dong-final"), (PostingWish(PostingKind.FINAL, "x", copies_rows=True), "--of"),
    (PostingWish(PostingKind.CORRECTION, of="2008-dong-final", copies_rows=True), "--copy-rows")))
def test_what_cannot_be_is_refused(example: Path, wish: PostingWish, said: str) -> None:
    """A name that is none, an office nobody knows, a posting of the wrong kind: one line that says which."""
    with pytest.raises(GeneratorError, match=said):
        made(example, wish)


def test_nothing_is_overwritten(example: Path) -> None:
    """Neither file of a posting that is there, even if only one of them is."""
    wish = PostingWish(PostingKind.PROVISIONAL, "mine", texts=(("office", "11010201"),))
    folder, _, _ = made(example, wish)
    (folder / "posting.yml").unlink()
    with pytest.raises(GeneratorError, match="exists already"):
        made(example, replace(wish, posted_on=DAY))
    assert not (folder / "posting.yml").exists()


@pytest.mark.parametrize("value", ("a: b", "# x", "- y", "'", '"', "yes", "0123", "2008-09-26", "多行\n文字", "[", "{a}", "&a", "*b", "!tag", "%", "@", "`"))
def test_any_value_reads_back(value: str) -> None:
    """As the text that was put in, on one line."""
    written = line("key", value, "note: # with signs")
    assert "\n" not in written and str(yaml.safe_load(written)["key"]) == " ".join(value.split())
