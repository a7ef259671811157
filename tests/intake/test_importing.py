"""What is written and when; what is asked, and how it is answered once."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from generator.cli import gongshi
from generator.examined import examine
from generator.model.problem import GeneratorError
from generator.import_files import register_path
from generator.importing_command import understood_text
from generator.reference_docs import IMPORT_JSON
from tests.intake.clerk_tables import FORMATS, HEADINGS, citizen_id, csv_text, household, plain_table, xlsx


def run(bureau, *arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(gongshi, ["import", *arguments, "--register", str(bureau.register), "--project", str(bureau.folder), "--lang", "en"],
                              standalone_mode=False)
    assert done.exception is None, done.exception
    return done.return_value, done.stdout, done.stderr


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_imported_passes_the_check(bureau) -> None:
    """The posting is one a clerk could publish: no problem in it."""
    code, said, _ = run(bureau, str(bureau.file("t.csv", csv_text(plain_table(30)))), "--posting", "2008-heping-provisional-09")
    examined = examine(bureau.config)
    assert code == 0 and "30 households" in said and examined.rows_read == 30
    assert not [problem for problem in examined.problems if problem.is_error and "postings" in problem.file]


def test_a_dry_run_writes_nothing_at_all(bureau) -> None:
    """No posting, no register, no folder."""
    path = bureau.file("t.csv", csv_text(plain_table(3, 备注="x")))
    before = everything(bureau.folder.parent)
    code, said, _ = run(bureau, str(path), "--posting", "p", "--dry-run", "--json")
    assert code == 0 and json.loads(said)["households"] == 3
    assert everything(bureau.folder.parent) == before and not bureau.register.parent.exists()


def test_json_is_one_document_with_the_keys_of_the_format(bureau) -> None:
    """And the rows add up."""
    _, said, told = run(bureau, str(bureau.file("t.csv", csv_text([["题"], *plain_table(3)]))), "--posting", "p", "--json")
    found = json.loads(said)
    assert list(found) == list(IMPORT_JSON)
    assert found["rows_read"] == 5 == found["rows_accepted"] + found["rows_refused"] + found["rows_skipped"]
    assert "heading: row 2" in told and "p/households.csv" not in said


def test_an_import_never_overwrites(bureau) -> None:
    """The same again is no problem; another table under the same name is, and the first one stays."""
    path = bureau.file("t.csv", csv_text(plain_table(3)))
    assert run(bureau, str(path), "--posting", "p")[0] == 0
    first = bureau.table("p")
    assert run(bureau, str(path), "--posting", "p")[0] == 0
    code, _, told = run(bureau, str(bureau.file("u.csv", csv_text(plain_table(4)))), "--posting", "p")
    assert code == 1 and "posting-exists" in told and bureau.table("p") == first


def test_refused_rows_are_kept_corrected_and_imported(bureau) -> None:
    """With the reason in front, as they came; the corrected file is a table like any other, units and period included."""
    rows = [["和平区公示表"], ["单位：万元"], ["执行期起", "2008-10-01"], ["执行期止", "2009-09-30"],
            ["户名", "税号", "地址", "行业", "街道", "月定额"],
            ["老槐饺子馆", "210102888", "中山路1号", "饮食业", "新华街道", "0.3"], ["佳和旅店", "210102999", "中山路2号", "旅馆业", "新华街道", "面议"]]
    imported, written = bureau.write("t.csv", csv_text(rows), posting="p-1")
    assert imported.figures("zh")["rows_refused"] == 1 and len(written.refused) == 1
    text = written.refused[0].read_text(encoding="utf-8-sig")
    assert "面议" in text and "不是金额" in list(csv.reader(text.splitlines()))[2][0]
    corrected, _ = bureau.write("refused.csv", text.replace(",面议", ",0.4"), posting="p-2")
    found = corrected.figures("zh")
    assert (found["households"], found["monthly_turnover_fen"], found["rows_refused"]) == (1, 400_000, 0)
    assert [day.isoformat() for day in corrected.households.select("starts_on", "ends_on").row(0)] == ["2008-10-01", "2009-09-30"]


def test_a_heading_nobody_knows_is_asked_once(bureau) -> None:
    """The question shows samples and names the file to answer in; the answer holds from then on."""
    rows = [[*row, "月均核定额" if not place else "5000"] for place, row in enumerate(plain_table(2))]
    for row in rows:
        del row[7]
    first = bureau.read("t.csv", csv_text(rows))
    asked = {problem.rule: problem for problem in first.problems}
    assert first.blocked and {"column-needed", "heading-unknown"} <= asked.keys()
    assert "5000" in asked["heading-unknown"].message("zh") and "quota_data/import/all.yml" in asked["heading-unknown"].fix("zh")
    bureau.answers("headings:\n  月均核定额: 月核定营业额\n")
    assert bureau.read("t.csv", csv_text(rows)).figures("zh")["monthly_turnover_fen"] == 1_000_000


def test_an_amount_column_nobody_knows_stops_the_import(bureau) -> None:
    """A tax left out would make every sum wrong."""
    rows = [[*row, "水利基金" if not place else "12.00"] for place, row in enumerate(plain_table(2))]
    imported, written = bureau.write("t.csv", csv_text(rows))
    assert "tax-heading-unknown" in {problem.rule for problem in imported.problems} and written.folder is None
    bureau.answers("headings:\n  水利基金: 不用\n", office="21010200")
    assert bureau.write("t.csv", csv_text(rows), office="21010200")[1].folder


def test_the_mapping_file_answers_for_names_units_and_whole_tables(bureau) -> None:
    """Streets and trades by local words, the unit of a column, a period that stands nowhere."""
    rows = [["户名", "税号", "地址", "行业", "街路", "月定额"], ["老槐饺子馆", "210102888", "1号", "抻面", "小什字街", "0.3"]]
    bureau.answers('industries: {抻面: "6790"}\nstreets: {小什字街: "210102002"}\nunits: {月定额: 万元}\nstarts_on: 2008-10-01\nends_on: 2009-09-30\n')
    imported = bureau.read("t.csv", csv_text(rows))
    assert not [problem for problem in imported.problems if problem.is_error]
    assert imported.households.select("industry_code", "street_code", "turnover").row(0) == ("6790", "210102002", 300_000)


@pytest.mark.parametrize(("text", "rule"), (("heading: {a: b}\n", "mapping-key-unknown"), ("headings: {a: 随便}\n", "mapping-value-wrong"),
                                            ("headings: [1]\n", "mapping-value-wrong"), ("a: [\n", "yaml-broken")))
def test_a_mapping_file_that_is_wrong_is_a_problem(text: str, rule: str, bureau) -> None:
    """With its file; and nothing is written meanwhile."""
    bureau.answers(text)
    imported, written = bureau.write("t.csv", csv_text(plain_table(2)))
    assert rule in {problem.rule for problem in imported.problems} and written.folder is None


def test_a_bureaus_own_aliases_go_before_the_packaged_ones(bureau) -> None:
    """quota_data/reference/heading_aliases.csv is data like any other."""
    path = bureau.folder / "quota_data/reference/heading_aliases.csv"
    path.write_text("alias,meaning\n月均核定额,turnover\n", encoding="utf-8")
    rows = plain_table(2)
    rows[0][7] = "月均核定额"
    assert bureau.read("t.csv", csv_text(rows)).figures("zh")["households"] == 2


def test_names_without_a_code_are_written_as_they_are_and_stop_the_check(bureau) -> None:
    """Nothing is lost and nothing is invented: the posting cannot be published before the street has a code."""
    imported, written = bureau.write("t.csv", csv_text(plain_table(2, 所属街道="新修街道")))
    assert written.folder and "新修街道" in bureau.table()
    assert "names-not-known" in {problem.rule for problem in imported.problems}
    assert "unknown-street" in {problem.rule for problem in examine(bureau.config).problems}


def test_streets_without_a_code_are_asked_all_at_once_and_answered_once(bureau) -> None:
    """Each name with its rows and a line to fill in; with the codes in it the next import knows them. An empty code answers nothing."""
    rows = plain_table(5)
    at = rows[0].index("所属街道")
    for row, street in zip(rows[1:], ("塔湾", "小北", "山东庙", "保工", "塔湾")):
        row[at] = street
    asked = next(problem for problem in bureau.read("t.csv", csv_text(rows), office="21010200").problems if problem.rule == "names-not-known")
    assert "塔湾×2、" in asked.message("zh") and "塔湾×2, " not in asked.message("zh") and "quota_data/import/21010200.yml" in asked.fix("zh")
    lines = re.search("各写一行，引号里填代码，以后都认：(.*?)。", asked.fix("zh"))[1].split("；")
    assert "streets" in asked.fix("zh") and len(lines) == 4
    line = "\n  ".join(["streets:", *lines])
    bureau.answers(line + "\n", office="21010200")
    assert {"names-not-known"} <= {problem.rule for problem in bureau.read("t.csv", csv_text(rows), office="21010200").problems}
    bureau.answers(line.replace('""', '"210102002"') + "\n", office="21010200")
    answered = bureau.read("t.csv", csv_text(rows), office="21010200")
    assert "names-not-known" not in {problem.rule for problem in answered.problems}
    assert set(answered.households["street_code"]) == {"210102002"}


def test_what_is_taken_for_granted_is_said_before_anything_is_written(bureau) -> None:
    """Blank taxes, and days that are a spreadsheet's numbers, by column and how many, in both languages."""
    rows = plain_table(4)
    tax, start = rows[0].index("营业税"), rows[0].index("执行期起")
    rows[1][tax] = rows[3][tax] = ""
    for row in rows[1:]:
        row[start] = "39722"
    imported = bureau.read("t.csv", csv_text(rows))
    for language, words in (("zh", ("2 格是空的", "4 格是表格软件的日期序号，按 1900 年起算，如 39722 是 2008-10-01")),
                            ("en", ("2 blank cells", "4 cells are a spreadsheet's day numbers, counted from 1900: 39722 is 2008-10-01"))):
        said = understood_text(imported, language)
        assert all(word in said for word in words), said


def test_a_final_posting_finds_its_original_by_name(bureau) -> None:
    """Or it is told with --of; otherwise it says that it is missing."""
    bureau.write("t.csv", csv_text(plain_table(2)), posting="a-provisional-1")
    final = bureau.read("t.csv", csv_text(plain_table(2)), posting="a-final-1", kind="final")
    assert final.header["of"] == "a-provisional-1"
    lost = bureau.read("t.csv", csv_text(plain_table(2)), posting="b-final-1", kind="final")
    assert "posting-needs-original" in {problem.rule for problem in lost.problems}


@pytest.mark.parametrize("register", ("register.sqlite", "quota_data/r.sqlite"))
def test_a_register_inside_the_repository_is_refused(register: str, bureau) -> None:
    """What lies there is published sooner or later."""
    project = bureau.read("t.csv", csv_text(plain_table(1))).project
    with pytest.raises(GeneratorError, match="outside"):
        register_path(project, bureau.folder / register)


@pytest.mark.parametrize("arguments", (("--posting", "../x"), ("--posting", "p", "--office", "99999999")))
def test_what_cannot_be_is_one_clear_line(arguments: tuple[str, ...], bureau) -> None:
    """A name that is no folder, an office nobody knows."""
    with pytest.raises(GeneratorError):
        CliRunner().invoke(gongshi, ["import", str(bureau.file("t.csv", csv_text(plain_table(1)))), *arguments, "--project",
                                     str(bureau.folder)], standalone_mode=False, catch_exceptions=False)


def test_hidden_rows_and_sheets_are_told(bureau) -> None:
    """A hidden sheet is not imported, a hidden row is; both are said."""
    def hide(book) -> None:
        book["表2"].sheet_state = "hidden"
        book["表1"].row_dimensions[3].hidden = True
    imported = bureau.read("t.xlsx", xlsx(plain_table(3), [list(HEADINGS), household(9)], change=hide))
    told = {problem.rule: problem for problem in imported.problems}
    assert imported.figures("zh")["households"] == 3 and imported.skipped["hidden-sheet"] == 2
    assert told["rows-hidden"].facts["rows"] == "3" and "sheet-hidden" in told


def test_formulas_are_told_and_one_without_a_value_is_no_amount(bureau) -> None:
    """A workbook never opened in a spreadsheet has formulas without values; as an amount they are refused."""
    rows = plain_table(2)
    rows[1][7] = "=5000+0"
    imported = bureau.read("t.xlsx", xlsx(rows))
    told = {problem.rule for problem in imported.problems}
    assert {"formulas-used", "formula-without-value", "cell-not-an-amount"} <= told and imported.figures("zh")["households"] == 1


def test_hostile_text_in_a_name_is_text(bureau) -> None:
    """A formula and a script in a shop's name are written as they are; nothing runs them."""
    rows = [list(HEADINGS), household(1, 业户名称='=HYPERLINK("http://x")饺子馆'), household(2, 业户名称="<script>alert(1)</script>饺子馆")]
    bureau.write("t.csv", csv_text(rows))
    assert list(csv.reader(bureau.table().splitlines()))[1][1] == '=HYPERLINK("http://x")饺子馆'


def test_a_mistake_made_a_thousand_times_is_one_problem(bureau) -> None:
    """With its count and its rows; the JSON still has each of them, and no row of the table is shown."""
    path = bureau.file("t.csv", csv_text(_all_bad(1000)))
    code, said, told = run(bureau, str(path), "--posting", "p", "--dry-run")
    assert code == 1 and told.count("[cell-not-an-amount]") == 1 and "1,000 times" in told and "rows 2–1001" in told
    assert citizen_id(0) not in told and "赵小明" not in told
    problems = json.loads(run(bureau, str(path), "--posting", "p", "--dry-run", "--json")[1])["problems"]
    assert sum(problem["rule"] == "cell-not-an-amount" for problem in problems) == 1000


def _all_bad(count: int) -> list[list[object]]:
    rows = plain_table(count)
    place = HEADINGS.index("月核定营业额(元)")
    return [rows[0], *([*row[:place], "面议", *row[place + 1:]] for row in rows[1:])]


def test_the_marked_copy_has_its_comment_on_the_cell(bureau, tmp_path: Path) -> None:
    """Also where the table begins in another column and has an empty one: the cell is the one the clerk typed."""
    book = Workbook()
    book.active.title = "公示表"
    for row in _all_bad(2):
        book.active.append([None, row[0], None, *row[1:]])
    source, out = tmp_path / "t.xlsx", tmp_path / "out" / "marked.xlsx"
    out.parent.mkdir()
    book.save(source)
    before = source.read_bytes()
    code, said, _ = run(bureau, str(source), "--posting", "p", "--dry-run", "--annotate", str(out))
    sheet = load_workbook(out)["公示表"]
    marked = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    assert code == 1 and "marked.xlsx" in said and source.read_bytes() == before
    assert [(cell.value, cell.row) for cell in marked] == [("面议", 2), ("面议", 3)]
    assert "not an amount" in marked[0].comment.text and out.stat().st_mode & 0o077 == 0


def test_the_marked_copy_is_right_where_cells_are_merged(bureau, tmp_path: Path) -> None:
    """A title merged over the table changes nothing in where a column stands."""
    def merged(book: Workbook) -> None:
        book.active.merge_cells("A1:E1")
        book.active.merge_cells("C3:C4")
    source, out = bureau.file("t.xlsx", xlsx([["公示表"], *_all_bad(2)], change=merged)), tmp_path / "marked.xlsx"
    run(bureau, str(source), "--posting", "p", "--dry-run", "--annotate", str(out))
    sheet = load_workbook(out).worksheets[0]
    assert {"H3", "H4"} <= {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}


@pytest.mark.parametrize("name", ("t.csv", "t.xlsx"))
def test_a_marked_copy_lies_outside_the_repository(name: str, bureau) -> None:
    """It holds the ids of the table."""
    path = bureau.file(name, xlsx(plain_table(2)) if name.endswith("xlsx") else csv_text(plain_table(2)))
    out = bureau.folder / "marked.xlsx"
    with pytest.raises(GeneratorError):
        CliRunner().invoke(gongshi, ["import", str(path), "--posting", "p", "--dry-run", "--project", str(bureau.folder), "--annotate", str(out)],
                           standalone_mode=False, catch_exceptions=False)
    assert not out.exists()


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_marked_copy_of_any_kind_of_file(name: str, bureau, tmp_path: Path) -> None:
    """A workbook of the cells as they were read, each in its row and column, the bad ones commented; empty rows and columns stay."""
    rows = [["公示表"], ["单位：元"], *([row[0], None, *row[1:]] for row in _all_bad(2))]
    path, out = bureau.file(name, FORMATS[name](rows)), tmp_path / "marked.xlsx"
    code, _, _ = run(bureau, str(path), "--posting", "p", "--dry-run", "--annotate", str(out))
    sheet = load_workbook(out).worksheets[0]
    marked = [(cell.coordinate, cell.value) for row in sheet.iter_rows() for cell in row if cell.comment and "amount" in cell.comment.text]
    assert code == 1 and marked == [("I4", "面议"), ("I5", "面议")] and sheet["A1"].value == "公示表" and out.stat().st_mode & 0o077 == 0
