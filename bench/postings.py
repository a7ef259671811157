"""Takes the story's acts and the households, writes a folder an act: posting.yml, households.csv. Judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bench.deeds import SLIPS, Slip, as_typed, mending
from bench.quotas import posted_rows
from bench.story import KIND_ZH, Act
from bench.taxes import Rates
from generator.model.money import yuan_plain
from generator.model.quota_table import HEADING_OF, TAX_SUFFIX

_BEFORE_TAXES = (
    "disclosure_no",
    "shop_name",
    "owner_masked",
    "industry_code",
    "street_code",
    "address",
    "floor_area_m2",
    "staff",
    "monthly_turnover_fen",
)
_AFTER_TAXES = ("starts_on", "ends_on", "method", "status", "remark")


FORMATS = ("csv", "parquet", "both")


@dataclass(frozen=True)
class Story:
    """The acts to be written, and the slips that some of them mend."""

    acts: Sequence[Act]
    slips: Sequence[Slip] = SLIPS


def write_postings(households: pl.DataFrame, rates: Rates, out: Path, story: Story, form: str = "csv") -> int:
    """Every act that has a row as a folder below `out`. Gives the number of rows written."""
    written = 0
    for act, sequence in numbered(story.acts):
        written += write_posting(households, rates, out, story, (act, sequence), form)
    return written


def write_posting(
    households: pl.DataFrame, rates: Rates, out: Path, story: Story, numbered_act: tuple[Act, int], form: str
) -> int:
    """One act as a folder below `out`, unless it has no rows. Gives the number of rows written."""
    act, sequence = numbered_act
    rows = _rows(households, act, rates, story)
    if not rows.height:
        return 0  # a run of a few households has none in some divisions
    folder = out / act.id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "posting.yml").write_text(header(act, sequence, rows.height), encoding="utf-8", newline="\n")
    if act.deed == "whole":
        return 0
    cells = table(rows, act, rates)
    if form in ("csv", "both"):
        cells.write_csv(folder / "households.csv", line_terminator="\n")
    if form in ("parquet", "both"):
        cells.write_parquet(folder / "households.parquet")
    return rows.height


def header(act: Act, sequence: int, count: int) -> str:
    """posting.yml of one act, its keys in the order of the format page."""
    code, name = act.place
    keys = {
        "id": act.id,
        "kind": act.kind,
        "of": act.of,
        "office": f'"{code}00"',
        "posted_on": act.posted_on.isoformat(),
        "place": f"{name}分局办税服务厅公示栏、业户集中的市场和街路",
        "scope": _scope(act, name, count),
        "document_number": f"范例{KIND_ZH[act.kind]}〔{act.posted_on.year}〕{sequence}号",
        "approved_on": act.approved_on and act.approved_on.isoformat(),
        "contact": f"{name}分局第一税务所办税窗口，或拨打 12366",
        "source": _source(act, name),
    }
    return "".join(f"{key}: {value}\n" for key, value in keys.items() if value)


def table(rows: pl.DataFrame, act: Act, rates: Rates) -> pl.DataFrame:
    """households.csv of one act: the published columns as text, taxes between the turnover and the period."""
    texts = {
        "floor_area_m2": _plain_area(),
        "staff": pl.col("staff").cast(pl.String),
        "monthly_turnover_fen": yuan_plain(pl.col("turnover_fen")),
        "remark": pl.when(pl.col("remark") != "").then("remark"),
        "starts_on": pl.lit(act.starts_on.isoformat()),
        "ends_on": pl.lit(act.ends_on.isoformat()),
    }

    def column(name: str) -> pl.Expr:
        return texts.get(name, pl.col(name)).alias(HEADING_OF[name])

    taxes = [yuan_plain(pl.col(item)).alias(item + TAX_SUFFIX) for item in rates.items]
    return rows.select(*map(column, _BEFORE_TAXES), *taxes, *map(column, _AFTER_TAXES))


def _rows(households: pl.DataFrame, act: Act, rates: Rates, story: Story) -> pl.DataFrame:
    """What an act states, or for the withdrawal of a whole posting what it takes back."""
    if act.deed is None:
        return as_typed(posted_rows(households, act, rates), act, rates, story.slips)
    replied = next(other for other in story.acts if other.id == act.of)
    rows = posted_rows(households, replied, rates)
    return rows if act.deed == "whole" else mending(rows, act.deed, story.slips)


def numbered(acts: Sequence[Act]) -> Iterator[tuple[Act, int]]:
    """Each act with its number among its kind in its year."""
    counts: Counter[tuple[int, str]] = Counter()
    for act in acts:
        key = (act.posted_on.year, act.kind)
        counts[key] += 1
        yield act, counts[key]


def _plain_area() -> pl.Expr:
    """`45` or `45.5`."""
    return pl.col("floor_area_m2").cast(pl.String).str.strip_suffix(".0")


def _scope(act: Act, name: str, count: int) -> str:
    what = {
        "area-slip": f"经营面积录错的{count}户",
        "turnover-slip": f"月核定营业额录错的{count}户",
        "tax-slip": f"城市维护建设税算错的{count}户",
        "torn-down": f"经营场所拆迁的{count}户",
        "wrong-trade": f"行业归类有误的{count}户",
        "whole": "全部定期定额户（整次公示撤回，重新核定后另行公示）",
    }
    who = what.get((act.deed or "").partition("/")[0], "2008年夏季新开业的定期定额户" if act.lot == "newcomers" else "全部定期定额户")
    return f"{name}分局管辖范围内{who}，定额执行期{act.starts_on.isoformat()}至{act.ends_on.isoformat()}"


def _source(act: Act, name: str) -> str:
    return f"{name}分局{act.posted_on.year}年定期定额户定额{KIND_ZH[act.kind]}表（第{act.number}号，范例，户名和数额均为虚构）"
