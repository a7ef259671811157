"""Measures `gongshi import` and `gongshi check` of a large table beside reading the same file alone.

    python -m bench.import_speed [--rows 100000] [--repeat 5]

Beside a CSV stands Polars reading it and casting its columns, beside a workbook python-calamine. Each run is a process of its
own, and the runs alternate, so that whatever else the machine does meets all of them. What is compared is the least processor
time (user and system) and the least time on the wall, each less the start of the program: for ours the same command for a table
of one row, for the others the import of the library. Prints one line a measure; writes nothing but a temporary folder.
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
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from bench.chance import Chance
from generator.model.identifier import check_character
from generator.model.money import yuan_plain

ROOT = Path(__file__).resolve().parent.parent
_STREETS, _TRADES = ("新华街道", "马路湾街道", "南湖街道", "长白街道"), ("饮食业", "旅馆业", "汽车维护", "理发及美容保健服务", "洗染服务")
_AMOUNTS = ("月核定营业额(元)", "营业税", "城建税", "教育费附加", "地方教育费", "个人所得税", "月应纳税额合计")
_POLARS = """
import sys, polars as pl
frame = pl.read_csv(sys.argv[1], skip_rows=int(sys.argv[2]), infer_schema=False, truncate_ragged_lines=True)
amounts = [name for name in frame.columns if name in {amounts!r} or name.endswith("(元)")]
frame = frame.with_columns(pl.col(amounts).cast(pl.Float64, strict=False), pl.col("执行期起", "执行期止").str.to_date("%Y-%m-%d", strict=False),
                           pl.col([name for name in ("序号", "从业人数") if name in frame.columns]).cast(pl.Int32, strict=False), pl.col("经营面积(㎡)").cast(pl.Float64, strict=False))
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
        pl.lit("5").alias("核定方法"),
        pl.Series("备注", pl.select(pl.when(due).then(pl.lit("")).otherwise(pl.lit("未达起征点"))).to_series()))


def write_files(rows: int, folder: Path) -> tuple[Path, Path]:
    """The table as CSV and as XLSX, each with title, unit row and totals."""
    import openpyxl
    frame = table(rows)
    total = ["", "", "", "合计", *[""] * 6, *(f"{frame[name].cast(pl.Decimal(20, 2)).sum()}" for name in _AMOUNTS), "", "", "", ""]
    head = [["沈阳市和平区2008年度第3期定额公示表"], ["单位：元", "公示日期：2008-09-10", "公示地点：办税服务厅"], frame.columns]
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


@dataclass(frozen=True)
class Run:
    """One thing that is measured: what Python is asked to do, and what must be gone before."""

    arguments: tuple[str, ...]
    gone: tuple[Path, ...] = ()

    def once(self) -> tuple[float, float]:
        """Wall and processor time. A process that finds problems ends with 1, which is no failure here."""
        for folder in self.gone:
            shutil.rmtree(folder, ignore_errors=True)
        start, used = time.perf_counter(), _used()
        done = subprocess.run([sys.executable, *self.arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
                              env={**os.environ, "PYTHONPATH": str(ROOT)})
        taken = time.perf_counter() - start, _used() - used
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(self.arguments)}: exit {done.returncode}")
        return taken


def measured(runs: Mapping[str, Run], repeat: int) -> dict[str, tuple[float, float]]:
    """The least wall and processor time of each, in turn and again."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(repeat):
        for name, run in runs.items():
            found[name].append(run.once())
    return {name: (min(wall for wall, _ in times), min(cpu for _, cpu in times)) for name, times in found.items()}


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def checked(folder: Path, source: Path, made: Path, with_method: bool) -> Path:
    """The bureau after the import of a table; `with_method`: else every row lacks its method and is warned of."""
    own = folder / f"checked-{source.stem}-{with_method}"
    shutil.copytree(made, own)
    subprocess.run([sys.executable, *_import(own, folder / "checked"), str(source)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)})
    posting = own / "quota_data/postings/p"
    with open(posting / "posting.yml", "a", encoding="utf-8") as header:
        header.write("contact: 办税服务厅\n")
    if not with_method:
        file = posting / "households.csv"
        pl.read_csv(file, infer_schema=False).with_columns(pl.lit(None, pl.String).alias("核定方法")).write_csv(file)
    return own


def _import(made: Path, register: Path) -> tuple[str, ...]:
    return "-m", "generator", "import", "--posting", "p", "--project", str(made), "--register", str(register / "r.sqlite")


def _check(made: Path) -> tuple[str, ...]:
    return "-m", "generator", "check", "--as-of", "2008-10-10", "--project", str(made)


def all_runs(rows: int, folder: Path) -> dict[str, Run]:
    """Every run by name."""
    csv, xlsx = write_files(rows, folder)
    small = folder / "small.csv"
    small.write_text("\n".join(csv.read_text("utf-8").splitlines()[:4]) + "\n", "utf-8")
    made = bureau(folder)
    gone, ours = (folder / "register", made / "quota_data/postings"), _import(made, folder / "register")
    clean, warned, start = checked(folder, csv, made, True), checked(folder, csv, made, False), checked(folder, small, made, True)
    posted = str(clean / "quota_data/postings/p/households.csv")
    return {"polars": Run(("-c", "import polars")), "calamine": Run(("-c", "import python_calamine")),
            "start import": Run((*ours, str(small)), gone), "start check": Run(_check(start)),
            "alone csv": Run(("-c", _POLARS, str(csv), "2")), "alone posted": Run(("-c", _POLARS, posted, "0")),
            "alone xlsx": Run(("-c", _CALAMINE, str(xlsx))), "csv": Run((*ours, str(csv)), gone),
            "csv dry": Run((*ours, "--dry-run", str(csv)), gone), "xlsx": Run((*ours, str(xlsx)), gone),
            "xlsx dry": Run((*ours, "--dry-run", str(xlsx)), gone), "check": Run(_check(clean)), "check warned": Run(_check(warned))}


_COMPARED = (("import of CSV", "csv", "start import", "alone csv", "polars"), ("import --dry-run of CSV", "csv dry", "start import", "alone csv", "polars"),
             ("import of XLSX", "xlsx", "start import", "alone xlsx", "calamine"),
             ("import --dry-run of XLSX", "xlsx dry", "start import", "alone xlsx", "calamine"),
             ("check", "check", "start check", "alone posted", "polars"),
             ("check, every row warned of", "check warned", "start check", "alone posted", "polars"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = measured(all_runs(given.rows, Path(name)), given.repeat)
    for title, ours, start, alone, nothing in _COMPARED:
        for unit, at in (("wall", 0), ("processor", 1)):
            own, other = found[ours][at] - found[start][at], found[alone][at] - found[nothing][at]
            print(f"{title}, {unit}: {found[ours][at]:.2f} s, start-up {found[start][at]:.2f} s, {alone} {other:.2f} s, ratio {own / other:.2f}")


if __name__ == "__main__":
    main()
