"""Takes the households' rows of one sheet as text, gives them typed, with every row that cannot be taken and why.

Column-wise. What is not known of the whole table (no period, streets nobody knows) is a question, not a thousand refusals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from generator.intake.amount import fen_column, read_number
from generator.intake.body import Body
from generator.intake.finding import Findings
from generator.intake.heading import MEANINGS, TAX, Aliases
from generator.intake.keys import household_keys
from generator.intake.layout import Layout
from generator.intake.names import Gazetteer
from generator.intake.owner import bare_person, masked_column
from generator.intake.period import day_column, period_columns, read_day, read_period
from generator.intake.private import safe, safe_column
from generator.model.problem import Problem
from generator.model.quota_table import BELOW_THRESHOLD, STATUSES

_LONGEST = {"shop_name": 100, "address": 200, "remark": 500}
_FILLED_DOWN = ("shop_name", "owner", "taxpayer_id", "computer_code", "address", "street", "street_code", "division", "industry",
                "industry_code", "floor_area", "staff", "period", "starts_on", "ends_on", "office")
_STATUS_WORDS = (("转查账", "转查账|查账征收"), ("注销", "注销|歇业|吊销"), ("复业", "复业"), ("停业", "停业"),
                 (BELOW_THRESHOLD, "未达起征点|未达点|起征点以下|不达起征点|未达到起征点"))
_LOST = "[\ufffd\ue000-\uf8ff]|\\?\\?|^\\?|\\?$"


@dataclass(frozen=True)
class Context:
    """What the rows are read with. Shape: `division` is the code of the whole table's, or empty; `defaults` of the mapping file."""

    names: Gazetteer
    aliases: Aliases
    defaults: Mapping[str, str] = field(default_factory=dict)
    division: str = ""
    public_phones: tuple[str, ...] = ()
    taxes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Households:
    """The rows of one sheet.

    Shape: `rows` has row, refused, the keys, the columns of the public record, `tax:<item>` in fen; full names are not in it;
        `amounts` the fen of every amount column by its place, for the totals; `questions` keep all from being written.
    """

    rows: pl.DataFrame
    amounts: pl.DataFrame
    problems: list[Problem]
    questions: list[Problem]


class Reader:
    """One sheet being read: each step adds columns and notes what is wrong."""

    def __init__(self, file: str, layout: Layout, body: Body, context: Context) -> None:
        self.layout, self.body, self.context, self.file = layout, body, context, file
        self.raw = _filled_down(body.rows, layout) if layout.is_tax_a_row else body.rows
        self.found = Findings(file, self.raw["row"])
        self.questions: list[Problem] = []
        self.columns: dict[str, pl.Series] = {}
        self.amounts: dict[str, pl.Series] = {}

    def households(self) -> Households:
        self._keys()
        self._amounts()
        self._period()
        self._names()
        self._places()
        self._facts()
        self._texts()
        rows = pl.DataFrame({"row": self.raw["row"], "refused": self.found.refused, **self.columns})
        return Households(rows, pl.DataFrame({"row": self.raw["row"], **self.amounts}), self.found.problems, self.questions)

    def text(self, kind: str) -> pl.Series:
        column = self.layout.column(kind)
        return self.raw[column.place] if column else pl.repeat(None, self.raw.height, dtype=pl.String, eager=True)

    def nothing(self) -> pl.Series:
        return pl.repeat(False, self.raw.height, eager=True, dtype=pl.Boolean)

    def ask(self, kind: str) -> None:
        zh, en = MEANINGS[kind]
        self.questions.append(Problem.of("column-needed", self.file, self.layout.first, zh, kind=kind, label=en))

    def _keys(self) -> None:
        keys = household_keys(self.text("taxpayer_id"), self.text("computer_code"))
        self.columns |= {"taxpayer_id": keys.taxpayer_id, "computer_code": keys.computer_code}
        lost = keys.damaged & keys.taxpayer_id.is_null() & keys.computer_code.is_null()
        heading = self.layout.heading("taxpayer_id" if self.layout.column("taxpayer_id") else "computer_code")
        self.found.refuse("id-damaged", lost, heading)
        self.found.warn("id-damaged-spared", keys.damaged & ~lost, heading)

    def _amounts(self) -> None:
        for column in self.layout.columns:
            meaning = column.meaning
            if meaning is None or not meaning.is_amount:
                continue
            text = self.raw[column.place]
            is_tax = meaning.kind != "turnover"
            fen, bad, rounded = fen_column(text, self.layout.scale_of(meaning), self.layout.months_of(meaning), empty_is_zero=is_tax)
            self.amounts[column.place] = fen
            self.found.refuse("cell-not-an-amount", bad, column.heading, text)
            self.found.refuse("amount-negative", fen < 0, column.heading, text)
            self.found.warn("amount-rounded", rounded & (fen >= 0), column.heading, text)
            self.columns.setdefault(meaning.kind, fen)
        for kind in ("turnover", *(("tax_total",) if self.layout.is_tax_a_row else ())):
            if kind not in self.columns:
                self.columns[kind] = pl.repeat(None, self.raw.height, dtype=pl.Int64, eager=True)
                self.ask(kind)
        if self.layout.column("turnover") and not self.layout.is_tax_a_row:
            missing = self.text("turnover").is_null()
            self.found.refuse("cell-missing", missing, self.layout.heading("turnover"))
        self._row_totals()

    def _row_totals(self) -> None:
        """The taxes of a row beside the sum the row states."""
        total = self.layout.column("tax_total")
        taxes = [self.amounts[column.place].fill_null(0) for column in self.layout.taxes]
        if total and taxes and not self.layout.is_tax_a_row:
            stated = self.amounts[total.place]
            differs = (pl.DataFrame({f"{n}": tax for n, tax in enumerate(taxes)}).sum_horizontal() != stated) & stated.is_not_null()
            self.found.warn("row-total-differs", differs & ~self.found.refused, total.heading, self.raw[total.place])

    def _period(self) -> None:
        starts, ends = self._stated_period()
        self.columns |= {"starts_on": starts, "ends_on": ends}
        start = self.layout.heading("starts_on" if self.layout.column("starts_on") else "period")
        end = self.layout.heading("ends_on" if self.layout.column("ends_on") else "period")
        backwards = (ends < starts).fill_null(False)
        frame = pl.DataFrame({"starts": starts, "ends": ends})
        long = frame.select((pl.col("ends") >= pl.col("starts").dt.offset_by("12mo")).fill_null(False))["ends"]
        self.found.refuse("source-period-backwards", backwards, start, starts.cast(pl.String), ends=None)
        self.found.refuse("source-period-too-long", long & ~backwards, end, ends.cast(pl.String))

    def _stated_period(self) -> tuple[pl.Series, pl.Series]:
        both = self.layout.column("period")
        starts, ends = self._end("starts_on", end=False), self._end("ends_on", end=True)
        if both and (starts is None or ends is None):
            text = self.raw[both.place]
            first, last, bad = period_columns(text)
            self.found.refuse("period-not-read", bad, both.heading, text)
            self.found.refuse("cell-missing", text.is_null(), both.heading)
            return first, last
        whole = self._period_around()
        for kind, days, given in (("starts_on", starts, whole[0]), ("ends_on", ends, whole[1])):
            if days is None and given is None:
                self.ask(kind)
        height = self.raw.height
        return (starts if starts is not None else pl.repeat(whole[0], height, dtype=pl.Date, eager=True),
                ends if ends is not None else pl.repeat(whole[1], height, dtype=pl.Date, eager=True))

    def _end(self, kind: str, *, end: bool) -> pl.Series | None:
        column = self.layout.column(kind)
        if column is None:
            return None
        text = self.raw[column.place]
        days, bad = day_column(text, end=end)
        self.found.refuse("day-not-read", bad, column.heading, text)
        self.found.refuse("cell-missing", text.is_null(), column.heading)
        return days

    def _period_around(self) -> tuple[date | None, date | None]:
        """The period that stands above or below the table, or in the mapping file."""
        found: dict[str, date] = {}
        for label, value in self.layout.labels.items():
            meaning = self.context.aliases.meaning(label)
            if meaning and meaning.kind == "period" and (both := read_period(value)):
                found.setdefault("starts_on", both[0])
                found.setdefault("ends_on", both[1])
            elif meaning and meaning.kind in ("starts_on", "ends_on") and (day := read_day(value, end=meaning.kind == "ends_on")):
                found.setdefault(meaning.kind, day)
        for kind in ("starts_on", "ends_on"):
            given = self.context.defaults.get(kind)
            if given and (day := read_day(given, end=kind == "ends_on")):
                found.setdefault(kind, day)
        return found.get("starts_on"), found.get("ends_on")

    def _names(self) -> None:
        owners, shops = self.text("owner"), self.text("shop_name")
        column = self.layout.column("shop_name") or self.layout.column("owner")
        if column is None:
            self.ask("shop_name")
        else:
            self.found.refuse("cell-missing", self.raw[column.place].is_null(), column.heading)
        masked = masked_column(owners)
        frame = pl.DataFrame({"shop": shops, "owner": owners, "masked": masked})
        same = (pl.col("shop") == pl.col("owner")).fill_null(False)
        short = frame.select((pl.col("shop").str.len_chars() <= 4) | pl.col("shop").str.contains("个体|业主|无字号")
                             | pl.col("shop").str.contains(r"[*＊×某]"))["shop"].fill_null(False)
        people = {each: bare_person(each) for each in shops.filter(short).unique().drop_nulls().to_list()}
        persons = [each for each, person in people.items() if person]
        sure = [each for each in persons if people[each] != each]  # it says so itself: 个体户, or a mask
        bare = pl.col("shop").is_in(persons) & (pl.col("owner").is_null() | pl.col("shop").is_in(sure))
        frame = frame.with_columns((same | bare).fill_null(False).alias("is_person"))
        table = pl.DataFrame({"person": persons, "as": masked_column(pl.Series([people[each] for each in persons], dtype=pl.String))},
                             schema={"person": pl.String, "as": pl.String})
        frame = frame.join(table, left_on="shop", right_on="person", how="left", maintain_order="left")
        without = pl.when(pl.col("is_person")).then(pl.coalesce("as", pl.when(same).then("masked")))
        frame = frame.with_columns(pl.coalesce(without, "shop", pl.when(pl.col("masked") != "").then("masked")).alias("shown"))
        self.found.warn("shop-name-is-person", frame["is_person"], self.layout.heading("shop_name"))
        self.columns |= {"owner_masked": frame["masked"], "shop_name": frame["shown"]}

    def _places(self) -> None:
        names = self.context.names
        known = self._by_name("street_code", lambda text: text if text in names.streets.known else None)
        found = _first_of(known, self._streets(self._by_name("division", names.divisions.code)))
        for kind in ("address", "road"):
            if found.null_count() and self.layout.column(kind):
                found = _first_of(found, names.streets_in(self.text(kind), self.context.division))
        written = [self.text("street"), self.text("street_code")]
        if found.null_count():
            found = _first_of(found, self._group_streets())
            written += [_street_words(self.text("address")), self.text("road")]
        self._settle("street_code", [found], written, "streets", names.streets.near)
        known = self._by_name("industry_code", lambda text: text if text in names.industries.known else None)
        written = [self.text("industry"), self.text("industry_code")]
        self._settle("industry_code", [known, self._by_name("industry", names.industries.code)], written, "industries",
                     names.industries.near)

    def _by_name(self, kind: str, code_of) -> pl.Series:
        """The code of each cell of a column of names, each distinct name once."""
        text = self.text(kind)
        table = {each: code_of(each) for each in text.unique().drop_nulls().to_list()}
        return text.replace_strict(list(table), list(table.values()), return_dtype=pl.String) if table else text

    def _streets(self, division: pl.Series) -> pl.Series:
        """Names of streets, which may be the same in two divisions."""
        frame = pl.DataFrame({"street": self.text("street"), "division": division.fill_null(self.context.division)})
        pairs = frame.unique().drop_nulls("street").rows()
        table = pl.DataFrame({"street": [a for a, _ in pairs], "division": [b for _, b in pairs],
                              "code": [self.context.names.street_of(*pair) for pair in pairs]},
                             schema={"street": pl.String, "division": pl.String, "code": pl.String})
        return frame.join(table, on=["street", "division"], how="left", maintain_order="left")["code"]

    def _group_streets(self) -> pl.Series:
        """Where a line of its own names a street, the rows below it are on that street."""
        lines = [(row, self.context.names.street_of(text, self.context.division)) for row, text in self.body.groups]
        table = pl.DataFrame([each for each in lines if each[1]], schema={"row": pl.UInt32, "group": pl.String}, orient="row")
        rows = self.raw.select("row").with_row_index("place").sort("row")
        joined = rows.join_asof(table.sort("row"), on="row", strategy="backward").sort("place")
        return joined["group"]

    def _settle(self, name: str, codes: list[pl.Series], written: list[pl.Series], table: str, near) -> None:
        """The first code found; else the name as it is written, which is told and keeps the posting from being published."""
        key = {"streets": "street", "industries": "industry"}[table]
        default = pl.lit(self.context.defaults.get(key), dtype=pl.String)
        code = pl.select(pl.coalesce(*codes, default)).to_series()
        if not code.null_count():
            self.columns[name] = code
            return
        text = _first_of(*written)
        unknown, empty = code.is_null() & text.is_not_null(), code.is_null() & text.is_null()
        column = next(filter(None, map(self.layout.column, (key, f"{key}_code", *(("address", "road") if key == "street" else ())))), None)
        if unknown.any():
            most = text.filter(unknown).value_counts(sort=True)[text.name].head(5).to_list()
            looks = dict.fromkeys(each for one in most for each in near(one))
            self.found.problems.append(Problem.of(
                "names-not-known", self.file, None, column.heading if column else None, found=int(unknown.sum()),
                names="、".join(safe(each[:40]) for each in most), near="、".join(list(looks)[:5]) or "—", table=table))
        if empty.any():
            self.found.problems.append(Problem.of("column-left-empty", self.file, None, column.heading if column else None,
                                                  found=int(empty.sum()), label=MEANINGS[key][0], key=key))
        names, _ = safe_column(text, self.text("owner"), self.context.public_phones)
        self.columns[name] = pl.select(pl.coalesce(code, names.str.head(40))).to_series().fill_null("")

    def _facts(self) -> None:
        for kind, name, digits in (("floor_area", "floor_area_m2", 2), ("staff", "staff", 0)):
            text = self.text(kind)
            plain = text.str.contains(r"^[0-9]{1,7}(\.[0-9]{1,2})?$" if digits else r"^[0-9]{1,6}$").fill_null(False)
            odd = {each: _quantity(each, digits) for each in text.filter(~plain).unique().drop_nulls().to_list()}
            value = text.replace(list(odd), list(odd.values())) if odd else text
            self.found.warn("quantity-not-read", text.is_not_null() & value.is_null(), self.layout.heading(kind), text)
            self.columns[name] = value.fill_null("")
        methods = self._by_name("method", self._method)
        self.found.warn("method-not-known", methods.is_null() & self.text("method").is_not_null(), self.layout.heading("method"),
                        self.text("method"))
        self.columns["method"] = methods.fill_null("")

    def _method(self, text: str) -> str | None:
        parts = [self.context.names.methods.code(part.strip("()（）第种法")) for part in re.split(r"[;；,，、/ ]+", text) if part]
        return ";".join(parts) if parts and all(parts) else None

    def _texts(self) -> None:
        status, remark = self.text("status"), self.text("remark")
        said = status.fill_null("") + " " + remark.fill_null("") if self.layout.column("status") else remark.fill_null("")
        by_text = {each: _status_of(each) for each in said.unique().to_list()}
        self.columns["status"] = said.replace_strict(list(by_text), list(by_text.values()), return_dtype=pl.String)
        unknown = status.is_not_null() & ~status.is_in([each for each in status.unique().drop_nulls() if _is_status(each)])
        self.found.refuse("status-not-known", unknown, self.layout.heading("status"), status)
        spared = pl.select(pl.when(~remark.is_in([*STATUSES, "无", "-"])).then(remark)).to_series()
        owners = self.text("owner")
        for name, text in (("shop_name", self.columns["shop_name"]), ("address", self.text("address")), ("remark", spared)):
            kept = text.str.replace_all(r"\s+", " ") if text.str.contains(r"[\n\r\t]|  ").any() else text
            clean, changed = safe_column(kept, owners if name != "shop_name" else None, self.context.public_phones)
            self.found.warn("personal-data-left-out", changed, self.layout.heading(name))
            self.found.refuse("cell-too-long", (clean.str.len_chars() > _LONGEST[name]).fill_null(False), self.layout.heading(name))
            if name != "remark":
                self.found.warn("characters-lost", clean.str.contains(_LOST).fill_null(False), self.layout.heading(name))
            self.columns[name] = clean.fill_null("")
        self.columns["place_key"] = self.columns["shop_name"] + "|" + self.columns["address"]
        self.columns["office_text"] = self.text("office")
        if self.layout.is_tax_a_row:
            self._tax_items()

    def _tax_items(self) -> None:
        text = self.text("tax_item")
        items = self._by_name("tax_item", self.context.aliases.tax)
        heading = self.layout.heading("tax_item")
        self.found.refuse("tax-item-not-known", text.is_not_null() & items.is_null(), heading, text)
        for item in items.unique(maintain_order=True).drop_nulls().to_list():
            if self.context.taxes and item not in self.context.taxes:
                self.found.problems.append(Problem.of("tax-item-not-in-reference", self.file, None, heading, item=item))
        self.found.refuse("cell-missing", text.is_null(), heading)
        self.columns["tax_item"] = items


def _filled_down(rows: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Where each tax has a row, the household may be written in the first of them only."""
    item, keys = layout.column("tax_item"), [layout.column(kind) for kind in ("shop_name", "owner", "taxpayer_id", "computer_code")]
    places = [column.place for column in keys if column]
    if not item or not places:
        return rows
    follows = pl.all_horizontal(pl.col(place).is_null() for place in places) & pl.col(item.place).is_not_null()
    columns = [column.place for column in map(layout.column, _FILLED_DOWN) if column]
    first = (~follows).cum_sum()
    return rows.with_columns(pl.when(follows).then(pl.col(place).first().over(first)).otherwise(pl.col(place)).alias(place)
                             for place in columns)


def _first_of(*columns: pl.Series) -> pl.Series:
    return pl.select(pl.coalesce(*columns)).to_series()


def _street_words(addresses: pl.Series) -> pl.Series:
    """The part of an address that looks like a street's name."""
    after = addresses.str.replace(r"^(?:.{2,4}?省)?(?:.{2,4}?市)?(?:.{2,5}?[区县])?", "")
    return after.str.extract(r"^(\p{Han}{2,8}?(?:街道|镇|乡))")


def _quantity(text: str, digits: int) -> str | None:
    number = read_number(text)
    if number is None or number < 0 or number >= 10_000_000:
        return None
    rounded = number.quantize(1 if digits == 0 else number.__class__("0.01"))
    return None if digits == 0 and rounded != number else f"{rounded.normalize():f}"


def _status_of(said: str) -> str:
    return next((status for status, words in _STATUS_WORDS if re.search(words, said)), "在营")


def _is_status(text: str) -> bool:
    return _status_of(text) != "在营" or text in ("在营", "正常", "营业", "开业", "新开业", "正常营业", "营业中", "在业")


def tax_columns(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name.startswith(TAX)]
