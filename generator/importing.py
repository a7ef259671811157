"""A clerk's tables to one posting: joins the intake with the bureau's tables and answers. Reads, asks the register, gives files.

    files -> sheets -> understood -> one row a household -> numbers from the register -> posting.yml, households.csv

Nothing is written here: `import_files.py` does that, once everything is known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from generator.as_of import resolve_as_of
from generator.intake.answers import MappingFile, mapping_of
from generator.intake.gather import first_rows, one_row_a_household, refused_whole, repeated, with_household
from generator.intake.heading import TAX, Aliases, fold, packaged
from generator.intake.names import Gazetteer
from generator.intake.period import read_day
from generator.intake.private import safe, without_numbers
from generator.intake.reading import Context
from generator.intake.sheet import Sheet
from generator.intake.source import read_source
from generator.intake.understood import Understood, understand
from generator.model.posting import PostingKind
from generator.model.problem import GeneratorError, Problem, in_order
from generator.model.project import Project
from generator.model.reference import Reference
from generator.read.reference import read_reference
from generator.read.settings import read_project
from generator.read.text_file import read_text
from generator.read.yaml_mapping import read_mapping

_POSTING_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_POSTED_ON = ("公示日期", "公示时间", "公示期限", "公示期", "张贴日期", "公布日期")


@dataclass(frozen=True)
class Wanted:
    """What the command was asked for."""

    posting: str
    kind: str = "provisional"
    of: str | None = None
    office: str | None = None
    as_of: str | None = None


@dataclass(frozen=True)
class Imported:
    """What came of the files.

    Shape: `households` has one row each, numbers not yet given; `rows` every source row that is a household's, with
        `refused`; `header` is posting.yml; `blocked`: a question about the whole table is open, nothing may be written.
    Unit: money in fen, over accepted households.
    """

    project: Project
    wanted: Wanted
    sheets: tuple[Understood, ...]
    rows: pl.DataFrame
    households: pl.DataFrame
    header: Mapping[str, str]
    problems: tuple[Problem, ...]
    blocked: bool

    @property
    def skipped(self) -> Counter[str]:
        return sum((Counter(sheet.skipped) for sheet in self.sheets), Counter())

    @property
    def tax_names(self) -> list[str]:
        return [name.removeprefix(TAX) for name in self.households.columns if name.startswith(TAX)]

    @property
    def tax_fen(self) -> int:
        """All taxes of all households; where the table states only their sum, that."""
        names = [TAX + name for name in self.tax_names] or [name for name in ("tax_total",) if name in self.households.columns]
        return sum(int(self.households[name].sum() or 0) for name in names)

    def figures(self, language: str) -> dict[str, object]:
        """What `--json` prints."""
        refused = int(self.rows["refused"].sum() or 0)
        turnover = self.households["turnover"].sum() if "turnover" in self.households.columns else 0
        return {"households": self.households.height, "monthly_turnover_fen": int(turnover or 0), "tax_fen": self.tax_fen,
                "rows_read": sum(sheet.rows_read for sheet in self.sheets), "rows_accepted": self.rows.height - refused,
                "rows_refused": refused, "rows_skipped": sum(self.skipped.values()),
                "problems": [problem.as_json(language) for problem in self.problems]}


_NO_ROWS = pl.DataFrame(schema={"sheet": pl.UInt32, "row": pl.UInt32, "refused": pl.Boolean, "household": pl.UInt32})


def import_tables(config_file: Path, files: Sequence[Path], wanted: Wanted) -> Imported:
    """Everything the files say, as far as it is understood. Raises GeneratorError for what is no editor's matter."""
    if not _POSTING_ID.fullmatch(wanted.posting):
        raise GeneratorError(f"{wanted.posting}: letters, digits, - and _ only / 公示编号只能用英文字母、数字、- 和 _")
    project, problems = read_project(config_file)
    reference, found = read_reference(project)
    problems += found
    if wanted.office and wanted.office not in set(reference["offices"]["code"]):
        raise GeneratorError(f"--office {wanted.office}: not in offices.csv / offices.csv 中没有这个税务所")
    mapping, mapping_name, found = _mapping(project, wanted.office)
    problems += found
    sheets, found = _sheets(files)
    problems += found
    context = _context(project, reference, mapping, mapping_name)
    understood = _understood(sheets, context, mapping_name, wanted.office, reference)
    rows, found = _gathered(understood)
    problems += [*found, *(problem for sheet in understood for problem in (*sheet.problems, *sheet.questions))]
    if sheets and not any(sheet.layout for sheet in understood):
        problems += [Problem.of("no-table-found", sheet.name) for sheet in understood if "no-table" in sheet.skipped]
    households = _households(rows, reference)
    header, found = _header(understood, households, context.names, wanted, project, sheets)
    problems += found
    if not households.height and not any(problem.is_error for problem in problems):
        problems.append(Problem.of("no-household", understood[0].name if understood else files[0].name))
    in_rows = {problem.rule for problem in problems if problem.is_error and problem.row and any(
        problem.file == sheet.name for sheet in understood)}
    blocked = any(sheet.questions for sheet in understood) or not households.height or not header \
        or any(problem.is_error and problem.rule not in in_rows for problem in problems)
    return Imported(project, wanted, tuple(understood), rows, households, header, tuple(in_order(problems)), blocked)


def _sheets(files: Sequence[Path]) -> tuple[list[Sheet], list[Problem]]:
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    for path in files:
        found, wrong = read_source(path, without_numbers(path.name))
        sheets += found
        problems += wrong
    return sheets, problems


def _mapping(project: Project, office: str | None) -> tuple[MappingFile, str, list[Problem]]:
    """The answers in quota_data/import/: the office's own before those of the whole bureau."""
    answers, problems = MappingFile(), []
    names = ["all", office] if office else ["all"]
    for name in names:
        path = project.data / "import" / f"{name}.yml"
        if not path.is_file():
            continue
        text = read_text(path, project.name(path))
        mapping, found = (None, [text]) if isinstance(text, Problem) else read_mapping(text, project.name(path))
        problems += found
        if mapping:
            own, found = mapping_of(mapping.values, mapping.lines, project.name(path))
            answers, problems = own.over(answers), problems + found
    return answers, project.name(project.data / "import" / f"{names[-1]}.yml"), problems


def _context(project: Project, reference: Reference, mapping: MappingFile, mapping_name: str) -> Context:
    aliases = Aliases.of(packaged("heading_aliases"), reference["heading_aliases"].iter_rows(), mapping.headings.items(),
                         ((f"{name}(元)", TAX + name) for name in reference["tax_items"]["name"]), units=mapping.units)
    names = Gazetteer.of(reference, [*packaged("name_aliases"), *reference["name_aliases"].iter_rows(), *mapping.names])
    return Context(names, aliases, mapping.defaults, "", project.settings.public_phones, frozenset(reference["tax_items"]["name"]),
                   mapping_name)


def _understood(sheets: Iterable[Sheet], context: Context, mapping: str, office: str | None, reference: Reference) -> list[Understood]:
    """Each sheet in turn; a sum at the end may be of all sheets before it."""
    found: list[Understood] = []
    earlier: Counter[str] = Counter()
    waiting = list(sheets)
    while waiting:
        sheet = waiting.pop(0)
        each = understand(sheet, replace(context, division=_division(sheet, context, office, reference)), mapping, earlier)
        if each.apart:
            waiting = [*each.apart, *waiting]
            continue
        found.append(each)
        if each.households is not None and each.layout is not None:
            for column in each.layout.columns:
                if column.meaning and column.place in each.households.amounts.columns:
                    earlier[column.meaning.kind] += int(each.households.amounts[column.place].sum() or 0)
            earlier["households"] += each.households.rows.height
    named = any(each.names_households for each in found)
    return [_without_table(each) if named and each.layout and not each.names_households else each for each in found]


def _without_table(sheet: Understood) -> Understood:
    """A table of sums by street or trade beside the table of the households."""
    return Understood(sheet.name, sheet.rows_read, skipped={"no-table": sheet.rows_read}, labels=sheet.labels)


def _division(sheet: Sheet, context: Context, office: str | None, reference: Reference) -> str:
    """The division a sheet is of: its office's, else the one its first rows or its name speak of."""
    offices = reference["offices"].filter(pl.col("code") == (office or ""))["division_code"]
    if len(offices):
        return offices[0]
    head = sheet.cells.drop("row").head(40)
    texts = [text for row in head.iter_rows() for text in row if text is not None]
    said = Counter(code for text in (sheet.name, *texts) if (code := context.names.division_in(text)))
    return said.most_common(1)[0][0] if said else ""


def _gathered(understood: Sequence[Understood]) -> tuple[pl.DataFrame, list[Problem]]:
    """The households' rows of all sheets, and the ones that repeat another."""
    frames = [sheet.households.rows.with_columns(pl.lit(place, pl.UInt32).alias("sheet"))
              for place, sheet in enumerate(understood) if sheet.households is not None and sheet.households.rows.height]
    if not frames:
        return _NO_ROWS, []
    rows = with_household(pl.concat(frames, how="diagonal"))
    problems: list[Problem] = []
    again = repeated(rows)
    if again.any():
        for place, row, first, first_sheet in first_rows(rows, again).iter_rows():
            sheet = understood[place]
            where = "" if first_sheet in (None, place) else f" {understood[first_sheet].name} "
            kinds = ("computer_code", "taxpayer_id", "shop_name")
            heading = next((sheet.layout.heading(kind) for kind in kinds if sheet.layout and sheet.layout.column(kind)), None)
            problems.append(Problem.of("household-twice-in-source", sheet.name, row, heading, first=first, sheet=where))
        rows = rows.with_columns(pl.col("refused") | again)
    if "tax_item" in rows.columns:
        whole = refused_whole(rows.with_columns(pl.col("refused") & ~again)) & ~again
        problems += [Problem.of("household-incomplete", understood[place].name, row)
                     for place, row in rows.filter(whole).select("sheet", "row").iter_rows()]
        rows = rows.with_columns(pl.col("refused") | whole)
    return rows, problems + _without_id(rows, understood)


def _without_id(rows: pl.DataFrame, understood: Sequence[Understood]) -> list[Problem]:
    bare = rows.filter(~pl.col("refused") & pl.col("taxpayer_id").is_null() & pl.col("computer_code").is_null())
    counts = bare.group_by("sheet").agg(pl.col("household").n_unique()).sort("sheet")
    return [Problem.of("household-without-id", understood[place].name, found=found) for place, found in counts.iter_rows()]


def _households(rows: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """The accepted households, one row each, in the order of the source."""
    accepted = rows.filter(~pl.col("refused"))
    if "tax_item" not in rows.columns:
        return accepted
    wide = accepted.filter(pl.col("tax_item").is_null())
    items = reference["tax_items"].filter(pl.col("base") == "月核定营业额")["name"].unique().to_list()
    long = one_row_a_household(accepted.filter(pl.col("tax_item").is_not_null()), items)
    return long if not wide.height else pl.concat([wide, long], how="diagonal_relaxed")


def _header(understood: Sequence[Understood], households: pl.DataFrame, names: Gazetteer, wanted: Wanted, project: Project,
            sheets: Sequence[Sheet]) -> tuple[dict[str, str], list[Problem]]:
    """posting.yml, from the options and what stands around the tables."""
    if not households.height:
        return {}, []
    labels: dict[str, str] = {}
    for sheet in reversed(understood):
        labels |= sheet.labels
    file = understood[0].name
    office, problems = _office(wanted.office, labels, understood, households, names, file)
    if office is None:
        return {}, problems
    posted, assumed = _posted_on(labels, wanted, project)
    if assumed:
        problems.append(Problem.of("posting-day-assumed", file, day=posted.isoformat()))
    title = next((sheet.layout.title for sheet in understood if sheet.layout and sheet.layout.title), "")
    of = wanted.of or _guessed_original(wanted, project)
    if wanted.kind != PostingKind.PROVISIONAL and not of:
        problems.append(Problem.of("posting-needs-original", file, kind=PostingKind(wanted.kind).zh))
    header = {"id": wanted.posting, "kind": wanted.kind, "of": of or "", "office": office, "posted_on": posted.isoformat(),
              "place": labels.get("公示地点") or labels.get("张贴地点") or "", "scope": labels.get("公示范围") or "",
              "document_number": labels.get("文号") or "", "approved_on": _approved(labels), "contact": "",
              "source": title or file.partition("#")[0]}
    return {key: safe(value, project.settings.public_phones) for key, value in header.items()}, problems


def _office(option: str | None, labels: Mapping[str, str], understood: Sequence[Understood], households: pl.DataFrame,
            names: Gazetteer, file: str) -> tuple[str | None, list[Problem]]:
    if option:
        return option, []
    said = [value for label, value in labels.items() if fold(label) in ("主管税务所", "主管税务机关", "税务所", "管理分局", "征收机关", "填报单位")]
    said += [text for text in households["office_text"].drop_nulls().value_counts(sort=True)["office_text"].head(1).to_list() if text]
    said += [sheet.layout.title for sheet in understood if sheet.layout]
    for text in said:
        code = names.office_in(text)
        if code:
            return code, []
    divisions: Counter[str] = Counter()
    for street, count in households.group_by("street_code", maintain_order=True).len().iter_rows():
        if re.fullmatch("[0-9]{9}", street):
            divisions[street[:6]] += count
    divisions = divisions or Counter(sheet.division for sheet in understood if sheet.division)
    code = names.office_of_division(divisions.most_common(1)[0][0]) if divisions else None
    if code is None:
        return None, [Problem.of("office-needed", file)]
    return code, [Problem.of("office-taken-from-division", file, office=names.reference.names("offices").get(code, code))]


def _posted_on(labels: Mapping[str, str], wanted: Wanted, project: Project) -> tuple[date, bool]:
    for label in _POSTED_ON:
        day = read_day(re.split("[至到—~]", labels.get(label, ""))[0])
        if day:
            return day, False
    return resolve_as_of(wanted.as_of, project.settings.as_of, project.root).day, True


def _approved(labels: Mapping[str, str]) -> str:
    day = read_day(labels.get("核准日期", "") or labels.get("批准日期", ""))
    return day.isoformat() if day else ""


def _guessed_original(wanted: Wanted, project: Project) -> str | None:
    """The provisional posting of the same name, where there is one."""
    if wanted.kind == PostingKind.PROVISIONAL:
        return None
    name = wanted.posting.replace(wanted.kind, "provisional")
    return name if name != wanted.posting and (project.postings / name).is_dir() else None
