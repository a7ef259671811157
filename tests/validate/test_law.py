"""The rules of the law: the article of the day, parameters that were never verified, thresholds, taxes, acts that mend acts."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.derive.quality import quality
from generator.examined import Examined, examine
from generator.model.answers import Answers
from generator.model.capital_amount import capitals, fen_from_capitals
from generator.model.problem import Problem
from generator.model.quota_table import HEADINGS, STATED_OF
from generator.model.rules import RULES
from generator.pipeline import answers_of
from generator.validate import between_postings

ROOT = Path(__file__).resolve().parent.parent.parent
POSTINGS, REFERENCE = "quota_data/postings", "quota_data/reference"
DIFFERS = ("tax-differs", "surcharge-differs")
LIMITS = "name,value,industries,areas,valid_from,valid_to,authority,document,article,source,verified\n"


@pytest.fixture(scope="module")
def bureau() -> Examined:
    """The sample bureau of the repository."""
    return examine(ROOT / "mkdocs.yml")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def found(example: Path, rule: str) -> list[Problem]:
    return [problem for problem in examine(example / "mkdocs.yml").problems if problem.rule == rule]


def add(example: Path, posting: str, header: str, *rows: str) -> None:
    """One more posting of the example bureau; without rows it has no table."""
    folder = example / POSTINGS / posting
    folder.mkdir()
    (folder / "posting.yml").write_text(f"id: {posting}\noffice: \"11010101\"\n{header}", encoding="utf-8")
    if rows:
        heading = (example / POSTINGS / "2008-dong-final" / "households.csv").read_text(encoding="utf-8").splitlines()[0]
        (folder / "households.csv").write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")


def test_at_least_forty_rules_are_of_the_law() -> None:
    """Each of them names a source in both languages, and has a case a clerk can break."""
    law = [rule for rule in RULES.values() if rule.law]
    assert len(law) >= 40
    for rule in law:
        assert all(source.on(None).of("zh") and source.on(None).of("en") for source in rule.law)
        assert (ROOT / "tests" / "rejected" / rule.id / "expected.txt").is_file()


@pytest.mark.parametrize("rule, before, after", [
    ("final-without-approval", "第八条第（四）项", "第七条第（四）项"), ("period-too-long", "第六条", "第五条"),
    ("method-missing", "第七条", "第六条"), ("suspended-but-taxed", "第二十一条", "第二十条"), ("quota-jump", "第十九条", "第十八条")])
def test_a_posting_is_told_the_article_of_its_day(rule: str, before: str, after: str) -> None:
    """Order 16 was renumbered on 15 June 2018: until the day before it is cited by its first numbers, from then on by the new."""
    last, first = (Problem.of(rule, "a.csv", 2, on=day).law("zh") for day in (date(2018, 6, 14), date(2018, 6, 15)))
    assert last == f"国家税务总局令第16号（2018年修正前）{before}"
    assert first == f"国家税务总局令第16号（令第44号修正）{after}"


def test_the_threshold_is_of_the_tax_of_its_time() -> None:
    """Business tax until April 2016, value added tax since, and its law since 2026."""
    law = [Problem.of("threshold-reached", "a.csv", on=day).law("zh") for day in
           (date(2008, 9, 1), date(2016, 5, 1), date(2026, 1, 1))]
    assert [text[:5] for text in law] == ["营业税暂行", "增值税暂行", "增值税法第"]


@pytest.mark.parametrize("verified, is_error", [("true", True), ("false", False)])
def test_what_was_never_verified_only_warns(example: Path, verified: str, is_error: bool) -> None:
    """A tax that had ended is an error by a verified row, and a marked warning by one that is not."""
    change(example / REFERENCE / "tax_items.csv", "1994-01-01,2016-04-30,《营业税暂行条例》,true",
           f"1994-01-01,2008-09-30,《营业税暂行条例》,{verified}")
    problems = found(example, "tax-not-in-force")
    assert problems and {problem.is_error for problem in problems} == {is_error}
    assert {problem.as_json("zh")["severity"] for problem in problems} == {"error" if is_error else "warning"}
    for lang, words in (("zh", "范例参数，未核实：tax_items.csv:2"), ("en", "sample parameter that was not verified: tax_items.csv:2")):
        assert all((words in problem.message(lang)) is not is_error for problem in problems)


@pytest.mark.parametrize("verified, is_error", [("true", True), ("false", False)])
def test_a_province_may_shorten_the_period(example: Path, verified: str, is_error: bool) -> None:
    """Six months by a row of limits.csv: an error where that was verified, else a warning; twelve are the law's."""
    (example / REFERENCE / "limits.csv").write_text(
        f"{LIMITS}period_months,6,,110102,2007-01-01,,某省,某文,第二条,范例,{verified}\n", encoding="utf-8")
    problems = found(example, "period-too-long")
    assert {problem.file.split("/")[2] for problem in problems} == {"2008-xi-provisional"}, "the row is for that district only"
    assert {problem.is_error for problem in problems} == {is_error}
    assert "6 个月" in problems[0].message("zh")


def test_every_warning_on_an_unverified_parameter_says_so(bureau: Examined) -> None:
    """None of them is an error, and each message names the row it rests on."""
    resting = [problem for problem in bureau.problems if problem.sample]
    assert resting
    for problem in resting:
        assert not problem.is_error
        assert problem.sample in problem.message("zh") and "未核实" in problem.message("zh")


@pytest.mark.parametrize("compare, turnover, rules", [
    ("lt", "4999.99", {"below-threshold-not-marked"}), ("lt", "5000.00", set()), ("le", "5000.00", {"below-threshold-not-marked"}),
    ("le", "5000.01", set())])
def test_the_threshold_is_a_cliff(example: Path, compare: str, turnover: str, rules: set[str]) -> None:
    """`lt`: exactly at it the whole is taxed; `le`: exactly at it nothing is."""
    change(example / REFERENCE / "thresholds.csv", "5000,lt", f"5000,{compare}")
    change(example / POSTINGS / "2008-xi-provisional" / "households.csv", "7000.00,350.00,24.50,10.50", f"{turnover},250.00,17.50,7.50")
    problems = {problem.rule for problem in examine(example / "mkdocs.yml").problems
                if problem.row == 3 and "2008-xi-provisional" in problem.file} - {"period-starts-in-window"}
    assert problems == rules


def test_rates_go_by_place(example: Path) -> None:
    """Urban construction tax at 7 per cent in one district and 5 in another: each is recomputed with its own."""
    change(example / REFERENCE / "tax_items.csv", "code,name,rate,base,industries,", "code,name,rate,base,industries,areas,")
    change(example / REFERENCE / "tax_items.csv", "营业税,0.05,月核定营业额,,", "营业税,0.05,月核定营业额,,,")
    change(example / REFERENCE / "tax_items.csv", "教育费附加,0.03,营业税,,", "教育费附加,0.03,营业税,,,")
    change(example / REFERENCE / "tax_items.csv", "02,城市维护建设税,0.07,营业税,,",
           "02,城市维护建设税,0.05,营业税,,110102,1985-01-01,,县城,true\n02,城市维护建设税,0.07,营业税,,110101,")
    change(example / POSTINGS / "2008-xi-provisional" / "households.csv", "250.00,17.50", "250.00,12.50")
    told = [problem for problem in found(example, "surcharge-differs") if problem.column == "城市维护建设税(元)"]
    assert [(problem.file.split("/")[2], problem.row, problem.facts["recomputed"]) for problem in told] == [
        ("2008-xi-provisional", 3, "17.50")]
    taxes = answers_of(examine(example / "mkdocs.yml")).taxes.filter(pl.col("tax_item") == "城市维护建设税")
    assert set(taxes.filter(pl.col("posting_id") == "2008-xi-provisional")["rate"]) == {"0.05"}


def test_the_check_and_the_pages_compute_the_same_tax(bureau: Examined) -> None:
    """The taxes told to differ are those whose page shows a difference, with the same amount."""
    files = {table.file: name for name, table in bureau.tables.items()}
    told = {(files[problem.file], problem.row, problem.column.removesuffix("(元)")): problem.facts["recomputed"]
            for problem in bureau.problems if problem.rule in DIFFERS}
    differing = answers_of(bureau).taxes.filter(pl.col("difference_fen") != 0)
    shown = {(posting, row, item): f"{fen / 100:.2f}" for posting, row, item, fen in
             differing.select("posting_id", "row", "tax_item", "recomputed_fen").iter_rows()}
    assert told and told == shown


def test_a_figure_is_never_corrected(examined: Examined, answers: Answers) -> None:
    """The surcharge that is one yuan too high is told, and published as it was posted."""
    told = [problem for problem in examined.problems if problem.rule == "surcharge-differs"]
    assert [(problem.row, problem.value, problem.facts["difference"]) for problem in told] == [(2, "8.50", "1.00")]
    row = answers.taxes.filter((pl.col("posting_id") == "2008-xi-provisional") & (pl.col("row") == 2) & (pl.col("tax_item") == "教育费附加"))
    assert row["tax_fen"].to_list() == [850]


@given(st.lists(st.integers(0, 10 ** 14 - 1), min_size=1, max_size=50))
def test_capital_numerals_are_read_as_they_are_written(amounts: list[int]) -> None:
    """Every amount below a million million yuan, with and without fen."""
    written = pl.DataFrame({"text": [capitals(fen) for fen in amounts]})
    assert written.select(fen_from_capitals(pl.col("text"))).to_series().to_list() == amounts


def test_capital_numerals_have_variants() -> None:
    """圆 for 元, 正 for 整, 人民币 before; everyday numerals are not capitals."""
    texts = ["人民币肆佰肆拾圆正", "肆佰肆拾元整", "肆佰肆拾元零角零分", "壹拾元伍角", "拾元整", "四百四十元", "440", ""]
    read = pl.DataFrame({"text": texts}).select(fen_from_capitals(pl.col("text"))).to_series().to_list()
    assert read[0] == read[1] == 44_000 and read[3] == 1050 and read[4] is None and read[6:] == [None, None]


OVERLAP = ("HDA1002,河沿小厨,王*,6710,110101001,河沿路3号,35,2,6000.00,300.00,21.00,9.00,2009-01-01,2009-12-31,6,在营,申请重新核定",)


def test_an_overlap_is_mended_by_another_posting(example: Path) -> None:
    """Two quotas at one time are an error until a correction brings the end of the earlier one forward."""
    for kind, header in (("provisional", "posted_on: 2008-08-11\nplace: 厅\ncontact: 厅\n"),
                         ("final", "of: 2008-dong-provisional-2\nposted_on: 2008-08-25\napproved_on: 2008-08-20\n")):
        add(example, f"2008-dong-{kind}-2", f"kind: {kind}\n{header}", *OVERLAP)
    told = found(example, "quotas-overlap")
    assert [(problem.file.split("/")[2], problem.facts["other"]) for problem in told] == [("2008-dong-final-2", "2008-dong-final")]
    earlier = "HDA1002,河沿小厨,王*,6710,110101001,河沿路3号,35,2,6500.00,325.00,22.75,9.75,2008-07-01,2008-12-31,6,在营,提前期满"
    add(example, "2008-dong-correction-2", "kind: correction\nof: 2008-dong-final\nposted_on: 2008-08-26\n", earlier)
    problems = examine(example / "mkdocs.yml").problems
    assert not [problem for problem in problems if problem.is_error or problem.rule == "quotas-overlap"]


def test_an_overlap_in_another_place_is_none(example: Path) -> None:
    """A household may have a quota in each of two places."""
    elsewhere = OVERLAP[0].replace("河沿路3号", "河沿路30号")
    for kind, header in (("provisional", "posted_on: 2008-08-11\n"),
                         ("final", "of: 2008-dong-provisional-2\nposted_on: 2008-08-25\napproved_on: 2008-08-20\n")):
        add(example, f"2008-dong-{kind}-2", f"kind: {kind}\n{header}", elsewhere)
    assert not found(example, "quotas-overlap")


def test_a_household_that_was_never_posted_is_mended_by_withdrawing_it(example: Path) -> None:
    """It is an error in the final, and none once the final's row is taken back."""
    table = example / POSTINGS / "2008-dong-provisional" / "households.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join(line for line in lines if not line.startswith("HDA1003")) + "\n", encoding="utf-8")
    assert [problem.value for problem in found(example, "household-never-provisional")] == ["HDA1003"]
    row = next(line for line in lines if line.startswith("HDA1003"))
    add(example, "2008-dong-withdrawal", "kind: withdrawal\nof: 2008-dong-final\nposted_on: 2008-07-01\n", row)
    assert not found(example, "household-never-provisional")


def test_a_withdrawal_that_was_taken_back_does_nothing(example: Path) -> None:
    """A final of a provisional that was withdrawn is an error; not if that withdrawal was itself withdrawn."""
    add(example, "2008-dong-withdrawal-1", "kind: withdrawal\nof: 2008-dong-provisional\nposted_on: 2008-06-10\n")
    assert {problem.file.split("/")[2] for problem in found(example, "speaks-of-withdrawn")} == {"2008-dong-final"}
    add(example, "2008-dong-withdrawal-2", "kind: withdrawal\nof: 2008-dong-withdrawal-1\nposted_on: 2008-06-11\n")
    assert not found(example, "speaks-of-withdrawn")


def test_a_table_that_is_refused_blames_no_other(example: Path) -> None:
    """A final that cannot be read leaves nobody out: only what must be mended first is told."""
    (example / POSTINGS / "2008-dong-final" / "households.csv").write_text("公示编号\n", encoding="utf-8")
    told = {problem.rule for problem in examine(example / "mkdocs.yml").problems if problem.is_error}
    assert told == {"missing-column"}
    assert not found(example, "provisional-without-final")


@pytest.mark.parametrize("rows", [1, 500, 4000])
def test_the_size_of_a_range_makes_no_difference(bureau: Examined, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """However the households are cut into ranges, the same contradictions are found."""
    monkeypatch.setattr(between_postings, "RANGE_ROWS", rows)
    assert examine(ROOT / "mkdocs.yml").problems == bureau.problems


def test_quality_is_published_without_what_was_blotted(bureau: Examined) -> None:
    """Every warning is a row, and a number of a person in a cell is blotted there too."""
    answers = answers_of(bureau)
    assert answers.quality.height == sum(not problem.is_error for problem in bureau.problems) > 0
    number = "13" + "9" * 9
    table = quality([Problem.of("final-outside-place", "a/posting.yml", 2, "place", f"厅 {number}", of="a", other=number)], {})
    assert number not in str(table.rows()) and "厅" in table["value"][0]


CELL = st.one_of(st.sampled_from(["", "0", "5000", "5000.00", "-1", "1e9", "在营", "停业", "复业", "注销", "未达起征点", "6710", "8240",
                                  "110101001", "2008-07-01", "2009-06-30", "2008-02-30", "6", "2;6", "HDA1001", "HDA1002", "张*",
                                  "肆佰肆拾元整", "9" * 15, "0001-01-01", "9999-12-31"]), st.text(max_size=6))
WIDTH = len(HEADINGS) + len(STATED_OF) + 3


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELL, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=6))
def test_any_table_ends_in_problems_or_none(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    """Whatever stands in the cells of a final and of its correction, nothing is raised and every row is counted."""
    bureau = Path(shutil.copytree(ROOT / "tests" / "example_site", tmp_path_factory.mktemp("any") / "bureau"))
    heading = ",".join((*HEADINGS, *STATED_OF.values(), "营业税(元)", "城市维护建设税(元)", "教育费附加(元)"))
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    for posting in ("2008-dong-final", "2008-dong-correction"):
        (bureau / POSTINGS / posting / "households.csv").write_text("\n".join((heading, *lines)) + "\n", encoding="utf-8",
                                                                    errors="replace", newline="")
    examined = examine(bureau / "mkdocs.yml")
    assert 0 <= examined.rows_refused <= examined.rows_read
    shutil.rmtree(bureau)
