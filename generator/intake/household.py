"""Takes the households' rows of one sheet as text, gives them typed, with every row that cannot be taken and why.

Column-wise. What is not known of the whole table (no turnover, no period) is a question, not a thousand refusals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import polars as pl

from generator.intake.amount import read_number
from generator.intake.figures import read_amounts, read_periods
from generator.intake.keys import household_keys
from generator.intake.owner import bare_person, masked_column, without_people
from generator.intake.place import read_places
from generator.intake.private import safe_column
from generator.intake.reading import Assumed, Reading
from generator.model.distinct import distinct, where
from generator.model.problem import Problem
from generator.model.quota_table import BELOW_THRESHOLD, STATUSES

_LONGEST = {"shop_name": 100, "address": 200, "remark": 500}
_STATUS_WORDS = (("转查账", "转查账|查账征收"), ("注销", "注销|歇业|吊销"), ("复业", "复业"), ("停业", "停业"),
                 (BELOW_THRESHOLD, "未达起征点|未达点|起征点以下|不达起征点|未达到起征点"))
_BLANKS = r"[\n\r\t]|  "
_LOST = "[\ufffd\ue000-\uf8ff]|\\?\\?|^\\?|\\?$"
_ODD = f"{_BLANKS}|{_LOST}"  # both in one look: most texts are neither


@dataclass(frozen=True)
class Households:
    """The rows of one sheet.

    Shape: `rows` has row, refused, the keys, the columns of the public record, `tax:<item>` in fen; full names are not in it;
        `amounts` the fen of every amount column by its place, for the totals; `questions` keep all from being written;
        `noted` what was assumed of a column, by its place.
    """

    rows: pl.DataFrame
    amounts: pl.DataFrame
    problems: list[Problem]
    questions: list[Problem]
    noted: Mapping[str, Assumed]


def read_households(reading: Reading) -> Households:
    """Every row typed, each column by its own reader."""
    _keys(reading)
    read_amounts(reading)
    read_periods(reading)
    _names(reading)
    read_places(reading)
    _facts(reading)
    _texts(reading)
    rows = pl.DataFrame({"row": reading.raw["row"], "refused": reading.found.refused, **reading.columns})
    amounts = pl.DataFrame({"row": reading.raw["row"], **reading.amounts})
    return Households(rows, amounts, reading.found.problems, reading.questions, reading.noted)


def _keys(reading: Reading) -> None:
    keys = household_keys(reading.text("taxpayer_id"), reading.text("computer_code"))
    reading.columns |= {"taxpayer_id": keys.taxpayer_id, "computer_code": keys.computer_code}
    lost = keys.damaged & keys.taxpayer_id.is_null() & keys.computer_code.is_null()
    heading = reading.layout.heading("taxpayer_id" if reading.layout.column("taxpayer_id") else "computer_code")
    reading.found.refuse("id-damaged", lost, heading)
    reading.found.warn("id-damaged-spared", keys.damaged & ~lost, heading)


def _names(reading: Reading) -> None:
    owners, shops = reading.text("owner"), reading.text("shop_name")
    column = reading.layout.column("shop_name") or reading.layout.column("owner")
    if column is None:
        reading.ask("shop_name")
    else:
        reading.found.refuse("cell-missing", reading.raw[column.place].is_null(), column.heading)
    masked = masked_column(owners)
    frame = pl.DataFrame({"shop": shops, "owner": owners, "masked": masked})
    same = (pl.col("shop") == pl.col("owner")).fill_null(False)
    people = {each: person for each in _like_persons(shops) if (person := bare_person(each))}
    sure = [each for each, person in people.items() if person != each]  # it says so itself: 个体户, or a mask
    bare = pl.col("shop").is_in(list(people)) & (pl.col("owner").is_null() | pl.col("shop").is_in(sure)) if people else pl.lit(False)
    is_person = frame.select((same | bare).fill_null(False).alias("is_person"))["is_person"]
    shown = frame.with_columns(is_person.alias("is_person"))
    if is_person.any():
        table = pl.DataFrame({"person": list(people), "as": masked_column(pl.Series(list(people.values()), dtype=pl.String))},
                             schema={"person": pl.String, "as": pl.String})
        shown = shown.join(table, left_on="shop", right_on="person", how="left", maintain_order="left").with_columns(
            pl.when(pl.col("is_person")).then(pl.coalesce("as", pl.when(same).then("masked"))).alias("without"))
        shown = shown.with_columns(pl.coalesce("without", "shop").alias("shop"))
    reading.found.warn("shop-name-is-person", is_person, reading.layout.heading("shop_name"))
    name = pl.coalesce("shop", pl.when(pl.col("masked") != "").then("masked"))
    reading.columns |= {"owner_masked": masked, "shop_name": shown.select(name)["shop"]}


def _like_persons(shops: pl.Series) -> list[str]:
    """The different names that are short or say that they are a person's."""
    found = distinct(shops)
    return found.filter(((found.str.len_chars() <= 4) | found.str.contains(r"个体|业主|无字号|[*＊×某]")).fill_null(False)).unique().to_list()


def _facts(reading: Reading) -> None:
    for kind, name, digits in (("floor_area", "floor_area_m2", 2), ("staff", "staff", 0)):
        text = reading.text(kind)
        plain = text.str.contains(r"^[0-9]{1,7}(\.[0-9]{1,2})?$" if digits else r"^[0-9]{1,6}$").fill_null(False)
        odd = {each: _quantity(each, digits) for each in text.filter(~plain).unique().drop_nulls().to_list()}
        value = text.replace(list(odd), list(odd.values())) if odd else text
        reading.found.warn("quantity-not-read", text.is_not_null() & value.is_null(), reading.layout.heading(kind), text)
        reading.columns[name] = value.fill_null("")
    methods = reading.by_name("method", partial(_method, reading))
    reading.found.warn("method-not-known", methods.is_null() & reading.text("method").is_not_null(), reading.layout.heading("method"),
                    reading.text("method"))
    reading.columns["method"] = methods.fill_null("")


def _method(reading: Reading, text: str) -> str | None:
    parts = [reading.context.names.methods.code(part.strip("()（）第种法")) for part in re.split(r"[;；,，、/ ]+", text) if part]
    return ";".join(parts) if parts and all(parts) else None


def _texts(reading: Reading) -> None:
    status, remark = reading.text("status"), reading.text("remark")
    said = status.fill_null("") + " " + remark.fill_null("") if reading.layout.column("status") else remark.fill_null("")
    by_text = {each: _status_of(each) for each in said.unique().to_list()}
    reading.columns["status"] = said.replace_strict(list(by_text), list(by_text.values()), return_dtype=pl.String)
    unknown = status.is_not_null() & ~status.is_in([each for each in status.unique().drop_nulls() if _is_status(each)])
    reading.found.refuse("status-not-known", unknown, reading.layout.heading("status"), status)
    spared = pl.select(pl.when(~remark.is_in([*STATUSES, "无", "-"])).then(remark)).to_series()
    owners = reading.text("owner")
    for name, text in (("shop_name", reading.columns["shop_name"]), ("address", reading.text("address")), ("remark", spared)):
        is_odd = where(text, lambda each: each.str.contains(_ODD)) is not None
        kept = text.str.replace_all(r"\s+", " ") if is_odd and text.str.contains(_BLANKS).any() else text
        clean, changed = safe_column(kept, owners, reading.context.public_phones)
        if name == "shop_name" and reading.layout.column("owner") is None:
            clean, beside = without_people(clean, reading.context.names.is_place)
            changed |= beside
        reading.found.warn("personal-data-left-out", changed, reading.layout.heading(name))
        _refuse_long(reading, name, clean)
        if is_odd and name != "remark":
            reading.found.warn("characters-lost", clean.str.contains(_LOST).fill_null(False), reading.layout.heading(name))
        reading.columns[name] = clean.fill_null("")
    bare = reading.columns["taxpayer_id"].is_null() & reading.columns["computer_code"].is_null()
    reading.columns["place_key"] = _where_it_is(reading) if bare.any() else pl.repeat(None, len(bare), dtype=pl.String, eager=True)
    reading.columns["office_text"] = reading.text("office")
    if reading.layout.is_tax_a_row:
        _tax_items(reading)


def _refuse_long(reading: Reading, name: str, texts: pl.Series) -> None:
    if (texts.str.len_bytes().max() or 0) > _LONGEST[name]:
        reading.found.refuse("cell-too-long", (texts.str.len_chars() > _LONGEST[name]).fill_null(False), reading.layout.heading(name))


def _where_it_is(reading: Reading) -> pl.Series:
    """The key of a household without id and code: its name and address."""
    return reading.columns["shop_name"] + "|" + reading.columns["address"]


def _tax_items(reading: Reading) -> None:
    text = reading.text("tax_item")
    items = reading.by_name("tax_item", reading.context.aliases.tax)
    heading = reading.layout.heading("tax_item")
    reading.found.refuse("tax-item-not-known", text.is_not_null() & items.is_null(), heading, text)
    for item in items.unique(maintain_order=True).drop_nulls().to_list():
        if reading.context.taxes and item not in reading.context.taxes:
            reading.found.problems.append(Problem.of("tax-item-not-in-reference", reading.file, None, heading, item=item))
    reading.found.refuse("cell-missing", text.is_null(), heading)
    reading.columns["tax_item"] = items


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
