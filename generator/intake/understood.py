"""Takes one sheet, gives what was understood of it: heading, columns, rows and why some are none, sums. Decides nothing."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from generator.intake.body import Body, read_body
from generator.intake.cut_apart import join_cut_rows
from generator.intake.digit_columns import with_joined_digits
from generator.intake.gather import KEY
from generator.intake.heading import MEANINGS
from generator.intake.household import Households, read_households
from generator.intake.layout import Column, Layout, find_layout, labels_of
from generator.intake.meanings import one_meaning_each
from generator.intake.private import sample
from generator.intake.reading import Context, Reading
from generator.intake.sheet import Origin, Sheet
from generator.intake.tables_apart import beside_another, under_another
from generator.intake.totals import Compared, compare_totals, total_problems
from generator.intake.unit import implausible, span_unclear, with_unit
from generator.model.money import format_yuan
from generator.model.problem import Problem

_MONEY_WORD = re.compile("税|费|基金|附加")
_FIGURE = re.compile(r"^-?[\d,]+(?:\.\d+)?元?$")


@dataclass(frozen=True)
class Understood:
    """One sheet, read. Shape: `skipped` counts rows that are no household's by why; `questions` stop the writing;
        `apart` are the tables of a sheet that holds several, of which nothing was read yet.
    """

    name: str
    rows_read: int
    layout: Layout | None = None
    skipped: Mapping[str, int] = field(default_factory=dict)
    households: Households | None = None
    compared: tuple[Compared, ...] = ()
    raw: pl.DataFrame | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    division: str = ""
    problems: tuple[Problem, ...] = ()
    questions: tuple[Problem, ...] = ()
    origin: Origin | None = None
    apart: tuple[Sheet, ...] = ()

    @property
    def names_households(self) -> bool:
        """Whether a column says who they are: a table that only has sums by street or trade does not."""
        return self.layout is not None and any(map(self.layout.column, ("shop_name", "owner", "taxpayer_id", "computer_code")))


def understand(sheet: Sheet, context: Context, mapping: str, earlier: Mapping[str, int]) -> Understood:
    """What one sheet says. `mapping` is the name of the file that can answer questions; `earlier` the sums of sheets before."""
    height = sheet.cells.height
    if sheet.hidden:
        hidden = Problem.of("sheet-hidden", sheet.name, found=height)
        return Understood(sheet.name, height, skipped={"hidden-sheet": height}, problems=(hidden,))
    layout = find_layout(sheet, context.aliases)
    if layout is None:
        return Understood(sheet.name, height, skipped={"no-table": height}, labels=labels_of(_first(sheet)))
    halves = beside_another(sheet, layout)
    if halves:
        return Understood(sheet.name, height, apart=halves)
    sheet, layout = with_joined_digits(sheet, layout, context.aliases)
    layout, questions = one_meaning_each(layout, sheet, mapping)
    body = read_body(sheet, layout, context.aliases)
    if body.next_table and body.next_table > layout.last:
        return Understood(sheet.name, height, apart=under_another(sheet, body.next_table, layout))
    layout, asked = with_unit(layout, body.notes, sheet.name, mapping)
    joined = join_cut_rows(body.rows, layout)
    body = dataclasses.replace(body, rows=joined.rows)
    layout = dataclasses.replace(layout, labels={**labels_of(body.notes), **layout.labels})
    reading = Reading(sheet.name, layout, body, context)
    _say_of_rows(reading, sheet, joined.joined, joined.apart)
    households = read_households(reading)
    asked += [*questions, *_unknown(layout, sheet, body, mapping), *_not_in_reference(layout, context, sheet.name), *households.questions]
    asked += span_unclear(layout, sheet.name, mapping) + implausible(layout, households.rows, context.aliases, sheet.name, mapping)
    compared, sums = _sums(body, layout, households, earlier, sheet.name)
    problems = [*_notes(sheet, layout), *households.problems, *(problem for problem in asked + sums if not problem.is_error)]
    return Understood(sheet.name, height, layout, Counter(why for _, why in body.skipped), households, tuple(compared), reading.raw,
                      layout.labels, context.division, tuple(problems), tuple(problem for problem in asked + sums if problem.is_error), sheet.origin)


def _first(sheet: Sheet) -> list[dict[str, str]]:
    return [{place: text for place, text in row.items() if text is not None} for row in sheet.cells.drop("row").head(50).to_dicts()]


def _say_of_rows(reading: Reading, sheet: Sheet, joined: Mapping[int, str], apart: Mapping[int, int]) -> None:
    """What the file itself says of its rows."""
    rows = reading.raw["row"]
    heading = reading.layout.heading("turnover")
    for row, amounts in joined.items():
        reading.found.problems.append(Problem.of("row-joined", sheet.name, row, heading, amounts))
    for row, found in apart.items():
        reading.found.refuse("row-cut-apart", rows == row, heading, found=found)
    if sheet.unsaved:
        told = rows.is_in([row for row, _ in sheet.unsaved])
        reading.found.warn("formula-without-value", told, heading)
    _refuse_errors(reading, sheet)


def _refuse_errors(reading: Reading, sheet: Sheet) -> None:
    """A row with #REF! or its like where something is taken from: as an empty cell it would be nothing to pay."""
    origin = sheet.origin.columns if sheet.origin and sheet.errors else ()
    for column in reading.layout.columns if origin else ():
        wrong = {row: text for row, place, text in sheet.errors if place == origin[int(column.place[1:])]}
        if wrong and column.meaning and column.meaning.kind not in ("ignore", "private", "serial"):
            marks = reading.raw["row"].is_in(list(wrong))
            reading.found.refuse("cell-is-error", marks, column.heading, reading.raw["row"].replace_strict(
                list(wrong), list(wrong.values()), default=None, return_dtype=pl.String))


def _notes(sheet: Sheet, layout: Layout) -> list[Problem]:
    found = []
    if sheet.formulas:
        found.append(Problem.of("formulas-used", sheet.name, found=sheet.formulas))
    if sheet.hidden_rows:
        rows = sorted(sheet.hidden_rows)
        shown = "、".join(map(str, rows[:20])) + ("…" if len(rows) > 20 else "")
        found.append(Problem.of("rows-hidden", sheet.name, found=len(rows), rows=shown))
    if layout.figures_above:
        found.append(Problem.of("rows-above-heading", sheet.name, layout.figures_above[0], None, found=len(layout.figures_above), heading=layout.first))
    origin = sheet.origin.columns if sheet.origin and sheet.hidden_columns else ()
    columns = [column.heading for column in layout.columns if origin and origin[int(column.place[1:])] in sheet.hidden_columns]
    if columns:
        found.append(Problem.of("columns-hidden", sheet.name, found=len(columns), columns="、".join(map(sample, columns[:20]))))
    return found


def _unknown(layout: Layout, sheet: Sheet, body: Body, mapping: str) -> list[Problem]:
    """A question for each column whose heading is not known, and for one with figures and no heading."""
    problems = []
    headed = {column.place for column in layout.columns}
    unheaded = [Column(place, f"#{int(place[1:]) + 1}", None) for place in sheet.columns if place not in headed]
    for column in (*(each for each in layout.columns if each.meaning is None), *unheaded):
        texts = body.rows[column.place].drop_nulls().unique(maintain_order=True).head(3).to_list()
        if not texts:
            continue
        samples = "、".join(map(sample, texts))
        figures = all(_FIGURE.match(text.replace(" ", "")) for text in texts)
        rule = "tax-heading-unknown" if figures and _MONEY_WORD.search(column.heading) else "heading-unknown"
        problems.append(Problem.of(rule, sheet.name, layout.last, sample(column.heading), samples=samples, mapping=mapping,
                                   near="、".join(_near(column.heading))))
    return problems


def _near(heading: str) -> list[str]:
    labels = {zh: kind for kind, (zh, _) in MEANINGS.items()}
    near = difflib.get_close_matches(heading, labels, 3, 0.3)
    return [f"{label}({labels[label]})" for label in near] or ["不用(ignore)"]


def _not_in_reference(layout: Layout, context: Context, name: str) -> list[Problem]:
    """Taxes the bureau's tables do not have: what is posted must be computable."""
    return [Problem.of("tax-item-not-in-reference", name, layout.last, column.heading, item=column.meaning.label)
            for column in layout.taxes if column.meaning and context.taxes and column.meaning.label not in context.taxes]


def _sums(body: Body, layout: Layout, households: Households, earlier: Mapping[str, int],
          name: str) -> tuple[list[Compared], list[Problem]]:
    """The totals of the sheet beside ours. Where an amount was not read they prove nothing and are only told."""
    rows = households.rows
    if layout.is_tax_a_row and "place_key" in rows.columns:
        begins = rows.select(pl.struct(KEY, "starts_on").is_first_distinct().alias("first"))["first"]
    else:
        begins = pl.repeat(True, rows.height, eager=True, dtype=pl.Boolean)
    compared = compare_totals(body, layout, households.amounts, begins, earlier)
    unread = {problem.column for problem in households.problems if problem.rule in ("cell-not-an-amount", "formula-without-value")}
    sure = [each for each in compared if each.heading not in unread]
    problems = total_problems(sure, name)
    problems += [Problem.of("total-not-compared", name, each.row, each.heading, stated=format_yuan(each.stated)) for each in compared
                 if each.heading in unread and not each.matches]
    return sure, problems
