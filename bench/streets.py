"""Takes the reference's streets, gives where each invented household stands: street, dearness, road and door number.

Sizes are uneven on purpose: the first street of a division has about a third of its households, the last a handful.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bench.chance import Chance, stable_order, zipf
from bench.trades import TRADES

DIVISION_WEIGHTS = {
    "210102": 170,
    "210103": 150,
    "210104": 120,
    "210105": 125,
    "210106": 140,
    "210111": 50,
    "210112": 55,
    "210113": 45,
    "210114": 55,
    "210115": 30,
    "210123": 15,
    "210124": 20,
    "210181": 25,
}

_FIRST = (
    "太原街街道 北市场街道 南湖街道 皇城街道 五里河街道 朱剪炉街道 长安街道 二台子街道 黄河街道 三台子街道 兴华街道 "
    "启工街道 迎宾路街道 虎石台街道 道义街道 五三街道 中兴街道 蒲西街道 东城街道 胜利街道 吉祥街道"
).split()
_DEAR = {
    "太原街街道": 1600,
    "皇城街道": 1500,
    "五里河街道": 1350,
    "北市场街道": 1300,
    "朱剪炉街道": 1300,
    "兴华街道": 1250,
    "南湖街道": 1200,
    "黄河街道": 1150,
    "长安街道": 1100,
}
_SPECIALITIES = {
    "太原街街道": "6710",
    "北市场街道": "6620",
    "南湖街道": "7494",
    "皇城街道": "8240",
    "五里河街道": "6710",
    "兴华街道": "8240",
    "启工街道": "6720",
    "迎宾路街道": "5220",
    "三台子街道": "6720",
    "朱剪炉街道": "8280",
}
_ROADS = {
    "210102": "中华路 太原南街 太原北街 南京南街 和平大街 十一纬路 三好街 文化路 胜利大街 北市一街 民族街 南五马路 长白街 砂阳路",
    "210103": "中街路 正阳街 朝阳街 小西路 大西路 奉天街 青年大街 文艺路 南塔街 万莲路 北站路 友好街 市府大路 热闹路",
    "210104": "大北关街 小北关街 津桥路 长安路 东塔街 和睦路 珠林路 滂江街 老瓜堡路 新光路 联合路 德增街 望花中街",
    "210105": "黄河大街 长江街 崇山中路 北陵大街 泰山路 昆山中路 鸭绿江街 陵东街 岐山中路 宁山中路 塔湾街 三台子路",
    "210106": "兴华南街 兴华北街 建设中路 云峰街 重工街 保工街 启工街 卫工街 北一路 北二路 南十路 肇工街 腾飞二街",
    "210111": "雪松路 枫杨路 丁香街 海棠街 桂花街 金桔路 玫瑰街 牡丹街",
    "210112": "天坛街 浑南路 高荣路 白塔街 桃仙大街 文溯街 营盘街",
    "210113": "道义大街 虎石台大街 蒲河路 银河街 中央路 建设北路",
    "210114": "黄海路 长江路 沙岭路 洪湖街 平罗大街 造化街 紫沙街",
}
_TOWN_ROADS = "中心街 站前路 商业街 兴隆路 迎宾街 振兴路 胜利街 文化街 市场路 富民街 东风路 向阳街"
_LANES = "一巷 二巷 三巷".split()


@dataclass(frozen=True)
class Places:
    """The streets of the reference in an order of size, with what belongs to each. Lists run side by side."""

    codes: list[str]
    divisions: list[str]
    dearness: list[int]  # thousandths of a middling street
    roads: list[list[str]]
    specialities: list[int]  # position in TRADES, or -1
    names: list[str]

    def of_division(self, code: str) -> Places:
        """The streets of one division, in the same order."""
        kept = [position for position, division in enumerate(self.divisions) if division == code]
        return Places(*([column[position] for position in kept] for column in vars(self).values()))


def read_places(reference: Path) -> Places:
    streets = pl.read_csv(reference / "streets.csv", infer_schema=False)
    names = dict(streets.select("code", "name").iter_rows())
    divisions = dict(streets.select("code", "division_code").iter_rows())
    codes = sorted(stable_order(sorted(names)), key=lambda code: names[code] not in _FIRST)
    trade_of = {trade.code: position for position, trade in enumerate(TRADES)}
    return Places(
        codes,
        [divisions[code] for code in codes],
        [_dearness(code, names[code]) for code in codes],
        [_roads(code, divisions[code]) for code in codes],
        [trade_of.get(_SPECIALITIES.get(names[code], ""), -1) for code in codes],
        [names[code] for code in codes],
    )


def draw_streets(chance: Chance, places: Places) -> pl.Series:
    """The street of each household, as a position in `places`."""
    divisions = sorted(set(places.divisions))
    weights = [DIVISION_WEIGHTS.get(division, 10) for division in divisions]
    division = chance.pick("street/division", list(range(len(divisions))), weights)
    members = [[i for i, owner in enumerate(places.divisions) if owner == code] for code in divisions]
    return chance.pick_in_group("street", division, members, [zipf(len(positions)) for positions in members])


def draw_trades(chance: Chance, places: Places, street: pl.Series) -> pl.Series:
    """The trade of each household, as a position in `TRADES`; a street with a speciality has a quarter more of it."""
    usual = chance.pick("trade", list(range(len(TRADES))), [trade.weight for trade in TRADES])
    special = pl.Series(places.specialities, dtype=pl.Int64).gather(street)
    takes = chance.share("trade/special", 250) & (special >= 0)
    return special.zip_with(takes, usual.cast(pl.Int64))


def addresses(chance: Chance, places: Places, street: pl.Series) -> pl.Series:
    """Such as `中华路112号`, `中街路8-3号`, `兴华南街二巷15号`."""
    road = chance.pick_in_group("address/road", street, places.roads, [zipf(len(roads), 8) for roads in places.roads])
    lane = chance.pick("address/lane", ["", *_LANES], [94, 3, 2, 1])
    number = (chance.below("address/number", 240) + 1).cast(pl.String)
    tail = chance.pick(
        "address/tail", ["号", "-1号", "-2号", "-3号", "号甲", "号1门", "号2门"], [62, 10, 8, 6, 4, 6, 4]
    )
    return (road + lane + number + tail).alias("address")


def _dearness(code: str, name: str) -> int:
    return _DEAR.get(name, 780 + zlib.crc32(code.encode()) % 320)


def _roads(code: str, division: str) -> list[str]:
    pool = _ROADS.get(division, _TOWN_ROADS).split()
    start, count = zlib.crc32(code.encode()) % len(pool), 3 + zlib.crc32(code[::-1].encode()) % 3
    return [pool[(start + step) % len(pool)] for step in range(count)]
