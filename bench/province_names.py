"""Takes draws, gives the province's disclosure numbers, shop names and addresses: many words, each number once.

A number is a permutation of the row's place in the province, so that no two rows need be compared, however many there are.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from bench.chance import Chance, Urn, mix, zipf
from bench.households import FIRST_LETTERS, LETTERS
from bench.streets import Places
from bench.trades import TRADES
from bench.vocabulary import chain_urn, character_urn, surname_urn

_PLAIN_FORMS = ("style", "long", "chain", "house", "place", "trade", "odd")
_FORM_WEIGHTS = (29, 8, 24, 13, 12, 12, 2)
_ODD = "百分百 一加一 e时代 五福 六六顺 三八 十全 八里香 零点 九头鸟 Q吧 K歌 A座 1978 七天".split()
_TAILS = {
    "号": 560, "-1号": 70, "-2号": 55, "-3号": 40, "号甲": 25, "号1门": 45, "号2门": 35, "号底商": 30, "号一层": 25,
    "号市场A区": 20, "号市场B区": 15, "号3号楼": 25, "号二单元": 15, "号院内": 15, "号东侧": 15, "号地下": 10,
}  # fmt: skip
_LANES = {"": 900, "一巷": 30, "二巷": 25, "三巷": 15, "北段": 10, "南段": 10, "中段": 10}


def numbers(chance: Chance) -> pl.Series:
    """Public numbers of ten signs, never more than four digits in a row.

    Shape: rows below 2**32 become distinct numbers: `mix` is a permutation, its 32 bits are spelt in seven signs.
    """
    key = mix(chance.rows ^ (chance.seed & 0xFFFFFFFF))
    front, middle, back = key % 26**3, key // 26**3 % 26**3, key // 26**6
    letter = list(FIRST_LETTERS)
    return (
        chance.pick("number/first", letter)
        + _spelt(3).gather(front)
        + chance.pick("number/fifth", letter)
        + _spelt(3).gather(middle)
        + _spelt(1).gather(back)
        + chance.pick("number/last", letter)
    ).alias("disclosure_no")


def shop_names(chance: Chance, places: Places, street: pl.Series, trade: pl.Series) -> pl.Series:
    """Such as `鑫源小吃店`, `老王家面馆`, `临江隆泰理发店`, `好邻居干洗店清河店`. `street`, `trade`: positions."""
    urn = character_urn()
    first, second, third = (chance.pick_from(f"name/{place}", urn) for place in range(3))
    where = pl.Series(places.names, dtype=pl.String).gather(street).str.head(2)
    fronts = pl.DataFrame(
        {
            "form": chance.pick_from("name/form", _forms()),
            "style": first + second,
            "long": first + second + third,
            "chain": chance.pick_from("name/chain", chain_urn()),
            "house": _houses(chance),
            "place": where + first + second,
            "trade": chance.pick_in_group("name/trade", trade, [t.fronts for t in TRADES]),
            "odd": chance.pick("name/odd", _ODD),
            "ending": chance.pick_in_group(
                "name/ending", trade, [t.endings for t in TRADES], [zipf(len(t.endings), 12) for t in TRADES]
            ),
            "branch": chance.pick("name/branch", ["", "二店", "三店", "分店", "here"], [50, 10, 5, 10, 25]),
            "where": where,
        }
    )
    front = pl.coalesce(pl.when(pl.col("form") == form).then(pl.col(form)) for form in _PLAIN_FORMS)
    branch = pl.when(pl.col("branch") == "here").then(pl.col("where") + "店").otherwise("branch")
    of_chain = pl.when(pl.col("form") == "chain").then(branch).otherwise(pl.lit(""))
    return fronts.select(front + pl.col("ending") + of_chain).to_series().alias("shop_name")


def addresses(chance: Chance, places: Places, street: pl.Series) -> pl.Series:
    """Such as `临江路112号`, `清泉大街8-3号`, `双桥巷二巷15号底商`."""
    roads = [places.roads[position] for position in range(len(places.codes))]
    road = chance.pick_in_group("address/road", street, roads, [zipf(len(names), 8) for names in roads])
    lane = chance.pick("address/lane", list(_LANES), list(_LANES.values()))
    number = (chance.below("address/number", 400) + 1).cast(pl.String)
    tail = chance.pick("address/tail", list(_TAILS), list(_TAILS.values()))
    return (road + lane + number + tail).alias("address")


def _houses(chance: Chance) -> pl.Series:
    shape = chance.below("name/house", 10)
    frame = pl.DataFrame({"shape": shape, "surname": chance.pick_from("name/surname", surname_urn())})
    surname = pl.col("surname")
    return frame.select(
        pl.when(pl.col("shape") < 3).then("老" + surname + "家")
        .when(pl.col("shape") < 5).then(surname + "记")
        .when(pl.col("shape") < 7).then(surname + "家")
        .when(pl.col("shape") < 8).then(surname + "氏")
        .when(pl.col("shape") < 9).then("小" + surname)
        .otherwise("老" + surname)
    ).to_series()  # fmt: skip


@cache
def _forms() -> Urn:
    return Urn.of(_PLAIN_FORMS, _FORM_WEIGHTS)


@cache
def _spelt(length: int) -> pl.Series:
    """Every string of so many signs, in order: the figure's place in the list is its spelling."""
    words = [""]
    for _ in range(length):
        words = [word + sign for word in words for sign in LETTERS]
    return pl.Series(words)
