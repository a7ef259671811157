"""Measures `gongshi import` of a large table beside reading the same file alone: a CSV with Polars, a workbook with python-calamine.

    python -m bench.import_speed [--rows 100000] [--repeat 3]

Each run is a process of its own; what is compared is the processor time and the time on the wall, less the start of the
program. Prints one line a measure; writes nothing but a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from bench.chance import Chance
from generator.model.identifier import check_character
from generator.model.money import yuan_plain

ROOT = Path(__file__).resolve().parent.parent
_STREETS, _TRADES = ("新华街道", "马路湾街道", "南湖街道", "长白街道"), ("饮食业", "旅馆业", "汽车维护", "日用品修理", "洗染服务")
_AMOUNTS = ("月核定营业额(元)", "营业税", "城建税", "教育费附加", "地方教育费", "个人所得税", "月应纳税额合计")
_POLARS = """
import sys, polars as pl
frame = pl.read_csv(sys.argv[1], skip_rows=2, infer_schema=False, truncate_ragged_lines=True)
frame = frame.with_columns(pl.col({amounts!r}).cast(pl.Float64, strict=False), pl.col("执行期起", "执行期止").str.to_date("%Y-%m-%d", strict=False),
                           pl.col("序号", "从业人数").cast(pl.Int32, strict=False), pl.col("经营面积(㎡)").cast(pl.Float64, strict=False))
""".format(amounts=list(_AMOUNTS))
_CALAMINE = "import sys, python_calamine; python_calamine.load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python()"
_NOTHING = {"import polars": "polars", "import python_calamine": "calamine"}


def table(rows: int) -> pl.DataFrame:
    """A table as an office keeps it, ids computed, amounts right to the fen."""
    chance = Chance.of(rows, 2008)
    turnover = chance.below("turnover", 130).cast(pl.Int64) * 100_00 + 2000_00
    due = turnover >= 5000_00
    business = pl.select(pl.when(due).then(turnover // 20).otherwise(0)).to_series()
    taxes = [turnover, business, business * 7 // 100, business * 3 // 100, business // 100, pl.select(pl.when(due).then(turnover // 100).otherwise(0)).to_series()]
    amounts = dict(zip(_AMOUNTS, [*taxes, sum(taxes[2:], taxes[1])]))
    number = pl.int_range(1, rows + 1, eager=True)
    day = [f"2101{n % 5:02d}19{50 + n % 40}{1 + n % 12:02d}{1 + n % 28:02d}{n % 1000:03d}" for n in range(rows)]
    frame = pl.DataFrame({
        "序号": number, "纳税人微机编码": number + 2_101_000_000, "纳税人识别号": [first + check_character(first) + "00" for first in day],
        "业户名称": "和平区老槐" + number.cast(pl.String) + "号饺子馆", "业主姓名": chance.pick("owner", ("赵明", "钱小芳", "孙伟强")),
        "经营地址": "崇山中路" + number.cast(pl.String) + "号", "所属街道": chance.pick("street", _STREETS), "行业": chance.pick("trade", _TRADES),
        "经营面积(㎡)": chance.below("area", 120) + 8, "从业人数": chance.below("staff", 6) + 1})
    written = pl.DataFrame(amounts).with_columns(yuan_plain(pl.col(name)).alias(name) for name in _AMOUNTS)
    return pl.concat([frame.cast(pl.String), written], how="horizontal").with_columns(
        pl.lit("2008-10-01").alias("执行期起"), pl.lit("2009-09-30").alias("执行期止"),
        pl.Series("备注", pl.select(pl.when(due).then(pl.lit("")).otherwise(pl.lit("未达起征点"))).to_series()))


def write_files(rows: int, folder: Path) -> tuple[Path, Path]:
    """The table as CSV and as XLSX, each with title, unit row and totals."""
    import openpyxl
    frame = table(rows)
    total = ["", "", "", "合计", *[""] * 6, *(f"{frame[name].cast(pl.Decimal(20, 2)).sum()}" for name in _AMOUNTS), "", "", ""]
    head = [["沈阳市和平区2008年度第3期定额公示表"], ["单位：元"], frame.columns]
    text = "\n".join(",".join(row) for row in head) + "\n" + frame.write_csv(include_header=False, quote_style="never") + ",".join(total) + "\n"
    (folder / "big.csv").write_text(text, encoding="utf-8")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("公示")
    for row in (*head, *frame.iter_rows(), total):
        sheet.append([float(cell) if place >= 8 and cell and cell[0].isdigit() and "-" not in cell else cell or None for place, cell in enumerate(row)])
    book.save(folder / "big.xlsx")
    return folder / "big.csv", folder / "big.xlsx"


def bureau(folder: Path) -> Path:
    """A bureau with the repository's reference tables and nothing else."""
    made = folder / "bureau"
    shutil.copytree(ROOT / "quota_data/reference", made / "quota_data/reference")
    shutil.copy(ROOT / "mkdocs.yml", made)
    (made / "content").mkdir()
    return made


def measured(arguments: Sequence[str], repeat: int, before=None) -> tuple[float, float]:
    """The least wall and processor time of some runs."""
    found = []
    for _ in range(repeat):
        if before:
            before()
        start, used = time.perf_counter(), _used()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
                       env={**os.environ, "PYTHONPATH": str(ROOT)})
        found.append((time.perf_counter() - start, _used() - used))
    return min(wall for wall, _ in found), min(cpu for _, cpu in found)


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        csv, xlsx = write_files(given.rows, folder)
        made = bureau(folder)

        def fresh() -> None:
            shutil.rmtree(folder / "register", ignore_errors=True)
            shutil.rmtree(made / "quota_data/postings", ignore_errors=True)
        ours = ("-m", "generator", "import", "--posting", "p", "--project", str(made), "--register", str(folder / "register/r.sqlite"))
        small = folder / "small.csv"
        small.write_text("\n".join(csv.read_text("utf-8").splitlines()[:4]) + "\n", "utf-8")
        start = measured([*ours, str(small)], given.repeat, fresh)
        for title, path, alone, nothing in (("CSV beside Polars", csv, _POLARS, "import polars"),
                                            ("XLSX beside python-calamine", xlsx, _CALAMINE, "import python_calamine")):
            base = measured(["-c", alone, str(path)], given.repeat)
            empty = measured(["-c", nothing], given.repeat)
            for what, options in (("import", ()), ("import --dry-run", ("--dry-run",))):
                took = measured([*ours, *options, str(path)], given.repeat, fresh)
                for unit, at in (("wall", 0), ("processor", 1)):
                    ratio = (took[at] - start[at]) / (base[at] - empty[at])
                    print(f"{title}, {what}, {unit}: {took[at]:.2f} s, start-up {start[at]:.2f} s, alone {base[at] - empty[at]:.2f} s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
