"""A small Answers made by hand, for tests: one division, nine households, four postings, every figure worked out.

The six restaurants of 南湖街道 have monthly quotas of 4,000 5,000 6,000 8,000 10,000 12,000 yuan. Between ordered
values with linear interpolation: lower quartile 5,000 + 0.25 * 1,000 = 5,250; median (6,000 + 8,000) / 2 = 7,000;
upper quartile 8,000 + 0.75 * 2,000 = 9,500. The hairdresser is alone in its trade, the photographer has suspended
business, and the last restaurant's quota was withdrawn: none of the three is compared.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from generator.derive.objection import objections
from generator.model.answers import HOUSEHOLDS, QUOTAS, SPREADS, TAXES, Answers, PostingView, shelf_of
from generator.model.bucket import bucket_of
from generator.model.document import Document, Figure
from generator.model.figures import BuildFigures
from generator.model.objection import Objection
from generator.model.posting import Posting, PostingKind
from generator.model.reference import SCHEMAS, Reference, empty_tables
from generator.model.settings import Bureau, Settings
from generator.model.working_days import Window, WorkingDays
from generator.render.frame import FRAME_KEYS, SLOTS, Frame, mark

AS_OF = date(2008, 9, 26)
NASTY = '<script>"\'&'
FINAL, CORRECTION, WITHDRAWAL, OPEN = "heping-2008-01", "heping-2008-02", "heping-2008-03", "heping-2008-04"
STREET, EMPTY_STREET, DIVISION = "210102001", "210102002", "210102"
RESTAURANT, HAIR, PHOTO = "6710", "8240", "8280"
START, END = date(2008, 1, 1), date(2008, 12, 31)

# number, shop name, trade, yuan a month, households below, the same (itself included), above
RESTAURANTS = (("HPAK-0001", "一品饺子馆", 4000, 0, 1, 5), ("HPAK-0002", "二合面馆", 5000, 1, 1, 4),
               ("HPAK-0003", "三春饭店", 6000, 2, 1, 3), ("HPAK-0004", "四季饭店", 8000, 3, 1, 2),
               ("HPAK-0005", "五福饭店", 10000, 4, 1, 1), ("HPAK-0006", "六合饭店", 12000, 5, 1, 0))
HAIRDRESSER, SUSPENDED, WITHDRAWN = "HPAK-0007", "HPAK-0008", "HPAK-0009"


def settings(**changed: object) -> Settings:
    bureau = Bureau(name="示例市地方税务局", short_name="示例地税", notice="示例数据")
    return Settings(**{"bureau": bureau, "household_buckets": 16, "household_noindex": True, **changed})


def frames() -> dict:
    """Frames as the theme would give them: a whole page around the slots."""
    page = ('<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
            '<meta name="description" content="{description}">{head}</head><body data-path="{path}">{breadcrumb}'
            '<main>{content}</main></body></html>').format(**{slot: mark(slot) for slot in SLOTS})
    return {key: Frame.parse(page) for key in FRAME_KEYS}


def reference() -> Reference:
    given = {
        "divisions": [{"code": DIVISION, "name": "和平区", "tile_row": 1, "tile_column": 1, "verified": True}],
        "streets": [{"code": STREET, "name": "南湖街道", "division_code": DIVISION, "verified": True},
                    {"code": EMPTY_STREET, "name": "北市街道", "division_code": DIVISION, "verified": True}],
        "industries": [{"code": "67", "name": "餐饮业", "verified": True},
                       {"code": "82", "name": "居民服务业", "verified": True},
                       {"code": RESTAURANT, "name": "正餐服务", "parent": "67", "verified": True},
                       {"code": HAIR, "name": "理发及美容保健服务", "parent": "82", "verified": False},
                       {"code": PHOTO, "name": "摄影扩印服务", "parent": "82", "verified": True}],
        "offices": [{"code": "21010201", "name": "和平第一税务所", "division_code": DIVISION, "streets": STREET,
                     "hall": "heping"}],
        "methods": [{"code": "2", "name": "成本加费用和利润", "verified": False},
                    {"code": "6", "name": "同业比照", "verified": False}],
    }
    rows = {name: pl.DataFrame(records, schema=SCHEMAS[name]) for name, records in given.items()}
    return Reference({**empty_tables(), **rows})


def household(number: str, name: str, industry: str, trade: str, yuan: int, row: int, **changed: object) -> dict:
    fen = yuan * 100
    tax = fen * 5 // 100 + fen * 35 // 10_000  # 5 % of the turnover, and 7 % of that
    return {
        "disclosure_no": number, "bucket": bucket_of(number, 16), "shop_name": name, "owner_masked": "张*",
        "industry_code": industry, "industry_name": trade, "street_code": STREET, "street_name": "南湖街道",
        "division_code": DIVISION, "division_name": "和平区", "address": f"南湖路{row}号", "floor_area_m2": 35.5,
        "staff": 2, "office_code": "21010201", "office_name": "和平第一税务所", "status": "在营", "remark": None,
        "state": "in_force", "posting_id": FINAL, "row": row, "root_kind": "final", "posted_on": date(2007, 12, 20),
        "monthly_turnover_fen": fen, "tax_fen": tax, "starts_on": START, "ends_on": END, "method": "2;6", **changed}


def peers(below: int, same: int, above: int) -> dict:
    return {"ring": "street", "peer_n": 6, "peer_min_fen": 400_000, "peer_q1_fen": 525_000, "peer_median_fen": 700_000,
            "peer_q3_fen": 950_000, "peer_max_fen": 1_200_000, "peer_below": below, "peer_same": same,
            "peer_above": above}


def household_records() -> list[dict]:
    """Sorted as HOUSEHOLDS is: by street, trade, shop name, number."""
    found = [household(number, name, RESTAURANT, "正餐服务", yuan, row, **peers(*counts))
             for row, (number, name, yuan, *counts) in enumerate(RESTAURANTS, start=2)]
    # 三春饭店 was posted with 6,500 and corrected to 6,000.
    found[2] |= {"posting_id": CORRECTION, "row": 2, "posted_on": date(2008, 1, 15)}
    # 四季饭店 has a proposal of 9,000; the tax on it is 450.00 + 31.50.
    found[3] |= {"proposed_posting_id": OPEN, "proposed_turnover_fen": 900_000, "proposed_tax_fen": 48_150,
                 "comment_until": date(2008, 10, 7), "comment_is_certain": True}
    # 六合饭店 was charged 650.00 where 5 % of 12,000 are 600.00; its second tax is 7 % of what was charged: 45.50.
    found[5] |= {"tax_fen": 69_550}
    found.append(household(WITHDRAWN, "退记面馆", RESTAURANT, "正餐服务", 7000, 10, state="withdrawn"))
    found.append(household(HAIRDRESSER, NASTY, HAIR, "理发及美容保健服务", 3000, 8, remark=NASTY, address=NASTY))
    found.append(household(SUSPENDED, "=1+1 照相", PHOTO, "摄影扩印服务", 2000, 9, status="停业", floor_area_m2=None,
                           suspended_from=date(2008, 7, 1), suspended_to=date(2008, 8, 31)))
    return found


def version(record: dict, **changed: object) -> dict:
    return {**{name: record.get(name) for name in QUOTAS}, "kind": "final", "root_id": FINAL, "root_kind": "final",
            "posting_id": FINAL, "posted_on": date(2007, 12, 20), "standing": "standing", "by": None,
            "change_fen": None, **changed}


def quota_records() -> list[dict]:
    """The order of the fold: the final's nine rows, the correction's one, the open proposal's one."""
    records = {record["disclosure_no"]: record for record in household_records()}
    final = [version(record) for record in records.values()]
    for row in final:
        if row["disclosure_no"] == "HPAK-0003":  # 6,500: tax 325.00 + 22.75
            row |= {"row": 4, "monthly_turnover_fen": 650_000, "tax_fen": 34_775}
            row |= {"standing": "superseded", "by": CORRECTION}
        if row["disclosure_no"] == WITHDRAWN:
            row |= {"standing": "withdrawn", "by": WITHDRAWAL}
    corrected = version(records["HPAK-0003"], kind="correction", posting_id=CORRECTION, row=2,
                        posted_on=date(2008, 1, 15), change_fen=-50_000)
    proposed = version(records["HPAK-0004"], kind="provisional", root_id=OPEN, root_kind="provisional",
                       posting_id=OPEN, row=2, posted_on=date(2008, 9, 25), monthly_turnover_fen=900_000,
                       tax_fen=48_150, change_fen=100_000, starts_on=date(2009, 1, 1), ends_on=date(2009, 12, 31))
    return [*sorted(final, key=lambda row: row["row"]), corrected, proposed]


def tax_records() -> list[dict]:
    """Two taxes a version: 营业税 5 % of the turnover, 城市维护建设税 7 % of the 营业税 as posted."""
    records = []
    for quota in quota_records():
        turnover = quota["monthly_turnover_fen"]
        right = turnover * 5 // 100
        posted = 65_000 if quota["disclosure_no"] == "HPAK-0006" else right
        urban = posted * 7 // 100
        place = {"posting_id": quota["posting_id"], "row": quota["row"]}
        records.append({**place, "position": 0, "tax_item": "营业税", "base": "月核定营业额", "base_fen": turnover,
                        "rate": "0.05", "tax_fen": posted, "recomputed_fen": right, "difference_fen": posted - right,
                        "verified": True, "source": "税率表"})
        records.append({**place, "position": 1, "tax_item": "城市维护建设税", "base": "营业税", "base_fen": posted,
                        "rate": "0.07", "tax_fen": urban, "recomputed_fen": urban, "difference_fen": 0,
                        "verified": False, "source": "范例"})
    return records


def spread_records() -> list[dict]:
    numbers = {"n": 6, "min_fen": 400_000, "q1_fen": 525_000, "median_fen": 700_000,
               "q3_fen": 950_000, "max_fen": 1_200_000}
    trades = [{"industry_code": RESTAURANT, "industry_name": "正餐服务", **numbers},
              {"industry_code": HAIR, "industry_name": "理发及美容保健服务", "n": 1}]
    return [{"place_code": place, **trade} for place in (STREET, DIVISION, "city") for trade in trades]


def posting_views() -> tuple[PostingView, ...]:
    """Newest first."""
    def posting(posting_id: str, kind: PostingKind, day: date, **more: object) -> Posting:
        return Posting(posting_id, kind, day, "21010201", f"quota_data/postings/{posting_id}", **more)

    final = posting(FINAL, PostingKind.FINAL, date(2007, 12, 20), place="和平办税服务厅", scope="和平区2008年度",
                    document_number="和地税公〔2007〕1号", approved_on=date(2007, 12, 18))
    correction = posting(CORRECTION, PostingKind.CORRECTION, date(2008, 1, 15), of=FINAL, scope="和平区更正")
    withdrawal = posting(WITHDRAWAL, PostingKind.WITHDRAWAL, date(2008, 1, 16), of=FINAL, scope="和平区撤回")
    opened = posting(OPEN, PostingKind.PROVISIONAL, date(2008, 9, 25), scope="和平区2009年度", contact="和平第一税务所窗口")
    days = tuple(date(2008, *day) for day in ((9, 26), (9, 27), (9, 28), (10, 6), (10, 7)))
    shared = {"office_name": "和平第一税务所", "is_withdrawn": False, "divisions": (DIVISION,)}
    # Final: 4,000 + 5,000 + 6,500 + 8,000 + 10,000 + 12,000 + 3,000 + 2,000 + 7,000 = 57,500 yuan.
    # Its tax is 5.35 % of the 45,500 yuan that were charged rightly, 2,434.25, and 695.50 for 六合饭店.
    return (
        PostingView(opened, window=Window(days, True), is_open=True, households=1, last_row=2, monthly_turnover_fen=900_000,
                    tax_fen=48_150, digest="d" * 64, replies=(), **shared),
        PostingView(withdrawal, window=None, is_open=False, households=1, last_row=2, monthly_turnover_fen=700_000,
                    tax_fen=37_450, digest="c" * 64, replies=(), **shared),
        PostingView(correction, window=None, is_open=False, households=1, last_row=2, monthly_turnover_fen=600_000,
                    tax_fen=32_100, digest="b" * 64, replies=(), **shared),
        PostingView(final, window=None, is_open=False, households=9, last_row=10, monthly_turnover_fen=5_750_000,
                    tax_fen=312_975, digest="a" * 64, replies=(correction, withdrawal), **shared))


def ways() -> dict[str, Objection]:
    """On 26 September 2008: the final of December 2007 and its correction are past every term, the proposal takes comments.

    Approved on 18 December 2007, 30 days end on 17 January 2008 and 60 on 16 February, a Saturday, so on 18 February; published on
    the 20th: on Saturday 19 January, so on the 21st, and on 18 February. Corrected on 15 January: 14 February and 17 March.
    """
    views = {view.posting.id: view for view in posting_views()}
    acts = {name: view.posting for name, view in views.items()}
    return objections(acts, {name: view.window for name, view in views.items() if view.window}, WorkingDays(), AS_OF)


def documents() -> dict[str, tuple[Document, ...]]:
    policy = Document("policies", "ling-16", "content/policies/ling-16.md", "定期定额办法 <试行>", "正文",
                      meta={"published_on": date(2007, 1, 1), "issuer": "国家税务总局", "document_number": "=16号"})
    later = Document("policies", "later", "content/policies/later.md", "以后的办法", "正文",
                     meta={"published_on": date(2018, 6, 15)})
    guide = Document("guides", "yi-yi", "content/guides/yi-yi.md", "对定额有异议怎么办", "正文")
    month = Document("statistics", "2008-08", "content/statistics/2008-08.md", "1至8月收入", "正文",
                     figures=(Figure("税费收入", "229.6", "亿元", "2008年1至8月", date(2008, 8, 31), "会议材料"),))
    hall = Document("halls", "heping", "content/halls/heping.md", "和平办税服务厅", "正文", meta={"venue": "南京街1号"})
    return {"policies": (later, policy), "guides": (guide,), "statistics": (month,), "halls": (hall,)}


def answers(**changed: object) -> Answers:
    """The whole example. Money in and out: 57,500 + 6,000 + 9,000 = 72,500 yuan."""
    figures = BuildFigures(rows_read=12, rows_accepted=12, rows_refused=0, postings=4, documents=4, households=9,
                           expired=0, turnover_in_fen=7_250_000, turnover_out_fen=7_250_000)
    tables = {"households": pl.DataFrame(household_records(), schema=HOUSEHOLDS),
              "quotas": pl.DataFrame(quota_records(), schema=QUOTAS), "taxes": pl.DataFrame(tax_records(), schema=TAXES)}
    tables |= {name: changed.pop(name) for name in list(changed) if name in tables}
    given = dict(as_of=AS_OF, settings=settings(), reference=reference(), figures=figures, shelves=(shelf_of(**tables),),
                 peer_facts=pl.zeros(tables["households"].height, pl.UInt64, eager=True), key="example",
                 spreads=pl.DataFrame(spread_records(), schema=SPREADS), postings=posting_views(),
                 documents=documents(), interpreted_by={}, key_figures=(), objections=ways())
    return Answers(**(given | changed))
