"""Takes the answers, gives the tables of the open data about fairness. Objections as counts only; computes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from generator.model.answers import RINGS, Answers
from generator.model.difference import KINDS, MEANINGS
from generator.model.fairness import GROUNDS, OUTLIERS, ROUTES
from generator.render.data_column import Column, Table, count, money, text, whole
from generator.render.row import words

_LEVELS = {"city": "全市", "division": "区县", "street": "街道", "trade": "行业", "office": "税务所"}
_SIDES = {"high": "明显高", "low": "明显低"}
_EMPTY = "不足5户、或者会由它算出不足5户的时为空"
_MEASURES = (("median_fen", "中位数"), ("cod_tenths", "离散系数(千分之一)"), ("quartile_hundredths", "四分位比(百分之一)"), ("gini_thousandths", "基尼系数(千分之一)"))


def fairness_tables(answers: Answers) -> Iterator[Table]:
    """Dispersion, changes, households far from their peers, objections."""
    yield _dispersions(answers)
    yield _changes(answers)
    yield _outliers(answers)
    yield _objections(answers)


def _measures(side: str, said: str) -> Iterator[Column]:
    yield count(f"{side}n", f"{said}户数", f"{said}可比较的户数", "户")
    for name, heading in _MEASURES:
        meaning = f"{said}{heading.partition('(')[0]}；{_EMPTY}"
        yield money(f"{side}{name}", f"{said}{heading}", meaning) if name.endswith("_fen") else count(f"{side}{name}", f"{said}{heading}", meaning)


def _dispersions(answers: Answers) -> Table:
    columns = (text("level", "级别", "city 全市、division 区县、street 街道"), text("place_code", "地区代码", "街道、区县的代码，或 city（全市）"),
               text("industry_code", "行业代码", "行业代码"), *_measures("", ""), *_measures("before_", "上期"))
    return whole("dispersions", "离散程度：每个地区每个行业一行", columns, answers.fairness.dispersions)


def _changes(answers: Answers) -> Table:
    columns = (text("level", "级别代码", "city、division、street、trade、office"), text("level_name", "级别", "、".join(_LEVELS.values()) + " 之一"),
               text("code", "代码", "地区、行业或税务所的代码"), count("households", "公示户数", "公示的户数", "户"),
               *(count(kind, KINDS[kind][0], MEANINGS[kind][0], "户") for kind in KINDS),
               count("compared", "两期可比", "两期都能比较的户数", "户"), count("unchanged_tenths", "没有变的比例(千分之一)", f"两期可比的户中没有变的；{_EMPTY}"),
               money("before_fen", "上期合计", f"两期可比的户上期月定额的合计；{_EMPTY}"), money("after_fen", "本期合计", f"两期可比的户本期月定额的合计；{_EMPTY}"),
               count("change_tenths", "合计变动(千分之一)", f"本期合计比上期合计；{_EMPTY}"), count("n", "可比较", "本期可比较的户数", "户"),
               money("median_fen", "中位数", f"各行业合在一起的月定额中位数；{_EMPTY}"))
    rows = answers.fairness.shifts.with_columns(words(pl.col("level"), _LEVELS).alias("level_name"))
    return whole("changes", "与上一执行期相比的变动：每个地区、行业、税务所一行", columns, rows)


def _outliers(answers: Answers) -> Table:
    columns = (text("disclosure_no", "公示编号", "哪一户"), text("side", "方向代码", "high 或 low"), text("side_name", "方向", "明显高、明显低之一"),
               money("quota_fen", "月定额", "这一户的月定额"), text("ring", "比较范围代码", "同行的范围的代码"), text("ring_name", "比较范围", "同行的范围"),
               count("n", "同行户数", "同行的户数，含本户", "户"), money("q1_fen", "低四分位", "同行的低四分位"), money("median_fen", "中位数", "同行的中位数"),
               money("q3_fen", "高四分位", "同行的高四分位"), count("times_hundredths", "是中位数的(百分之一)", "月定额除以同行的中位数"))
    far = answers.fairness.outliers
    return Table("outliers", "明显高于或低于同行的户：每户一行，相差最大的在前", columns, far.height, sorted(far.drop("at").hash_rows(seed=79)) if far.height else [],
                 lambda: _named_outliers(answers))


def _named_outliers(answers: Answers) -> pl.DataFrame:
    """OUTLIERS with the number of each household and the words for its codes."""
    far = answers.fairness.outliers if answers.fairness.outliers.height else OUTLIERS.to_frame()
    named = far.join(answers.at_rows(far["at"].to_list()).select("at", "disclosure_no"), on="at", how="left", maintain_order="left")
    distance = pl.when(pl.col("side") == "high").then(-pl.col("times_hundredths")).otherwise("times_hundredths")
    return named.sort("side", distance, "disclosure_no").with_columns(words(pl.col("side"), _SIDES).alias("side_name"), words(pl.col("ring"), RINGS).alias("ring_name"))


def _objections(answers: Answers) -> Table:
    columns = (text("dimension", "分组", "all 全部、route 途径、ground 理由、division 区县"), text("code", "代码", "途径、理由或区县的代码"),
               text("name", "名称", "途径、理由或区县"), count("filed", "收到", "收到的件数；1 到 4 的、能推算出这样的数的为空"),
               count("accepted", "采纳", "采纳和部分采纳的件数；同上"), count("refused", "未采纳", "未采纳的件数；同上"), count("waiting", "在办", "还没有答复的件数；同上"),
               Column("median_days", "答复天数中位数", "number", "收到到答复的天数的中位数；答复不足5件的为空", "天"))
    names = {"all": "全部", **ROUTES, **GROUNDS, **answers.reference.names("divisions")}
    rows = answers.fairness.objection_counts.with_columns(words(pl.col("code"), names).alias("name"))
    return whole("objections", "异议：只有件数，小数不给出", columns, rows)
