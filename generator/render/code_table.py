"""Takes the answers, gives the tables of codes: the places and the trades that other tables name. Computes no money."""

from __future__ import annotations

import polars as pl

from generator.model.answers import Answers
from generator.render.data_column import Table, count, text, whole

CITY = "city"


def code_tables(answers: Answers) -> tuple[Table, ...]:
    """Places and trades: every code of a present household has its row, with or without a name."""
    return _places(answers), _trades(answers)


def _places(answers: Answers) -> Table:
    columns = (text("place_code", "地区代码", "街道、区县的代码，或 city（全市）"), text("place_name", "地区", "名称；没有名称时为代码"),
               text("level", "级别", "全市、区县、街道之一"), count("households", "公示户数", "公示的户数", "户"))
    levels = [_named(_counted(answers, f"{one}_code"), answers.reference.names(f"{one}s"), "place", level)
              for one, level in (("division", "区县"), ("street", "街道"))]
    city = pl.DataFrame({"place_code": [CITY], "place_name": ["全市"], "level": ["全市"],
                         "households": [answers.index.height]})
    rows = pl.concat([city, *levels]).unique("place_code", keep="first", maintain_order=True)
    return whole("places", "地区代码：全市、区县、街道每个一行", columns, rows)


def _trades(answers: Answers) -> Table:
    columns = (text("industry_code", "行业代码", "行业代码"), text("industry_name", "行业", "名称；没有名称时为代码"),
               count("households", "公示户数", "公示的户数", "户"))
    rows = _named(_counted(answers, "industry_code"), answers.reference.names("industries"), "industry", "")
    return whole("trades", "行业代码：每个行业一行", columns, rows.drop("level"))


def _counted(answers: Answers, column: str) -> dict[str, int]:
    rows = answers.counts.filter(pl.col(column).fill_null("") != "").group_by(column).agg(pl.col("households").sum())
    return dict(rows.iter_rows())


def _named(counted: dict[str, int], names: dict[str, str], one: str, level: str) -> pl.DataFrame:
    codes = sorted(counted.keys() | names.keys())
    return pl.DataFrame({f"{one}_code": codes, f"{one}_name": [names.get(code) or code for code in codes],
                         "level": [level] * len(codes), "households": [counted.get(code, 0) for code in codes]},
                        schema={f"{one}_code": pl.String, f"{one}_name": pl.String, "level": pl.String,
                                "households": pl.Int64})
