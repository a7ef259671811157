"""Invented households for the tests of the search: plain ones by chance, and awkward ones that searches get wrong."""

from __future__ import annotations

import random

import polars as pl

from generator.model.answers import HOUSEHOLDS, STATES
from generator.model.bucket import bucket_column

AWKWARD = [  # shop name, address, disclosure number
    ("老边饺子馆", "中街路206号", "KQ34TX7B2M"),
    ("𠮷野家快餐", "太原街12-1号", "KQ34TX7B3N"),
    ("福", "北市一街1号", "B7"),
    ("e时代网吧（中街店）", "文化路二巷3号1门", "R9Y9XRF779"),
    ("ＫＴＶ“金话筒”", "兴华南街100号", "AB-12.34_X"),
    ('A"B\\C & <D> 小卖部', "重工街五号\t乙", "HB5446VV69"),
    ("绿茵·烧烤", "长安路88号", "PP88"),
    ("西安肉夹馍", "西顺城街9号", "XN12345678"),
    ("東方餐館", "興隆街2號", "DF66778899"),
    ("哈哈哈哈镜", "滂江街1111号", "H11111111H"),
]
STREETS = [("210102001", "太原街街道", "210102", "和平区"), ("210103002", "中街街道", "210103", "沈河区"),
           ("210106003", "兴华街道", "210106", "铁西区"), ("210106004", "工人村街道", "210106", "铁西区")]
TRADES = [("6710", "正餐服务"), ("6720", "快餐服务"), ("8240", "理发及美容保健服务"), ("6510", "百货零售")]
OWNERS = ["欧*", "诸*", "尉*", "夏*"]  # characters that stand nowhere else in the sample

_FRONTS = "福鑫顺宏兴老王李张刘小金银湖南北边春华长乐行重绿"
_ENDINGS = ["饺子馆", "小吃店", "理发店", "超市", "百货商店", "湖街售业部", "KTV", "茶楼2店", "面馆"]
_ROADS = ["中街路", "太原北街", "南湖街", "文化路", "兴华南街", "民族街", "长白街"]
_LETTERS = "BCDFGHJKMNPQRTVWXY23456789"


def households(count: int = 1000, seed: int = 16) -> pl.DataFrame:
    """HOUSEHOLDS in its own order; the awkward ones first made, so any count from 10 holds them."""
    chance = random.Random(seed)
    shops = [*AWKWARD, *(_plain(chance) for _ in range(count - len(AWKWARD)))]
    rows = [_row(chance, *shop) for shop in shops]
    frame = pl.DataFrame(rows, schema_overrides={"monthly_turnover_fen": pl.Int64, "tax_fen": pl.Int64})
    frame = frame.with_columns(bucket_column(frame["disclosure_no"], 16))
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in HOUSEHOLDS.items() if name not in frame.columns]
    return (frame.with_columns(missing).select(HOUSEHOLDS.names()).cast(dict(HOUSEHOLDS))
            .sort("street_code", "industry_code", "shop_name", "disclosure_no"))


def _plain(chance: random.Random) -> tuple[str, str, str]:
    name = "".join(chance.choices(_FRONTS, k=chance.choice((1, 2, 2, 3)))) + chance.choice(_ENDINGS)
    address = f"{chance.choice(_ROADS)}{chance.randint(1, 260)}号{chance.choice(('', '', '1门', '二楼'))}"
    return name, address, "".join(chance.choices(_LETTERS, k=10))


def _row(chance: random.Random, name: str, address: str, number: str) -> dict[str, object]:
    street_code, street, division_code, division = chance.choice(STREETS)
    trade_code, trade = chance.choice(TRADES)
    turnover = chance.randrange(100_000, 4_000_000, 5_000)
    return {
        "disclosure_no": number, "shop_name": name, "owner_masked": chance.choice(OWNERS), "address": address,
        "street_code": street_code, "street_name": street, "division_code": division_code, "division_name": division,
        "industry_code": trade_code, "industry_name": trade,
        "status": chance.choices(("在营", "停业", "未达起征点"), (90, 5, 5))[0], "state": chance.choice(list(STATES)),
        "monthly_turnover_fen": turnover, "tax_fen": turnover * 7 // 100,
    }
