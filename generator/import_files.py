"""Takes an understood import, writes its posting, and its refused rows beside the register. Overwrites no posting."""

from __future__ import annotations

import io
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import yaml

from generator.importing import Imported
from generator.intake.heading import TAX
from generator.intake.layout import Column
from generator.intake.register import opened
from generator.intake.understood import Understood
from generator.model.problem import GeneratorError, Problem
from generator.model.project import Project
from generator.model.quota_table import HEADING_OF, TAX_SUFFIX

_BEFORE_TAXES = ("disclosure_no", "shop_name", "owner_masked", "industry_code", "street_code", "address", "floor_area_m2", "staff")
_AFTER_TAXES = ("starts_on", "ends_on", "method", "status", "remark")
_TOTAL_ONLY = "应纳税额合计"


@dataclass(frozen=True)
class Written:
    """What was written. Shape: `folder` is the posting's, None where nothing was; `refused` the files of refused rows."""

    folder: Path | None = None
    refused: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    unchanged: bool = False


def register_path(project: Project, option: Path | None) -> Path:
    """Where the register is. Raises GeneratorError where that is inside the repository, which is published."""
    path = (option or Path(project.settings.register)).expanduser()
    path = path if path.is_absolute() or option else project.root / path
    if not is_outside(project, path):
        raise GeneratorError(f"{path}: the register must lie outside the repository / 登记册必须放在仓库之外")
    return Path(os.path.realpath(path))


def is_outside(project: Project, path: Path) -> bool:
    """Whether a file with ids lies where nothing is published: not in the bureau's folder nor in the repository around it."""
    real = Path(os.path.realpath(path))
    roots = (project.root, *(parent for parent in project.root.parents if (parent / ".git").exists()))
    return not any(real.is_relative_to(os.path.realpath(root)) for root in roots)


def write_import(imported: Imported, register: Path) -> Written:
    """The posting, whole or not at all; then the refused rows. Nothing at all where a question is open."""
    if imported.blocked:
        return Written()
    project, wanted = imported.project, imported.wanted
    numbers = _numbers(imported, register)
    together = numbers.hash(seed=1) ^ imported.households["starts_on"].hash(seed=2)
    if together.is_duplicated().any() and pl.DataFrame([numbers.alias("number"), imported.households["starts_on"]]).is_duplicated().any():
        return Written(problems=(Problem.of("household-twice-in-source", imported.sheets[0].name, first="?", sheet=""),))
    files = {"posting.yml": posting_yml(imported.header).encode(), "households.csv": households_csv(imported, numbers)}
    folder = project.postings / wanted.posting
    if folder.exists():
        same = all((folder / name).is_file() and (folder / name).read_bytes() == content for name, content in files.items())
        if not same:
            return Written(problems=(Problem.of("posting-exists", project.name(folder), posting=wanted.posting),))
    else:
        _put(folder, files)
        same = False
    return Written(folder, write_refused(imported, register.parent / "refused"), unchanged=same)


def _numbers(imported: Imported, register: Path) -> pl.Series:
    """A number for each household from the register; one without an id is known by office, name and address."""
    households = imported.households
    office = imported.header["office"]
    bare = pl.col("taxpayer_id").is_null() & pl.col("computer_code").is_null()
    keys = households.select(("code:" + pl.col("computer_code")).alias("code"), ("id:" + pl.col("taxpayer_id")).alias("id"),
                             pl.when(bare).then(f"place:{office}:" + pl.col("place_key")).alias("place"))
    with opened(register) as book:
        return book.numbers_for([column.cast(pl.Binary) for column in keys if column.null_count() < len(column)], imported.wanted.posting)


def posting_yml(header: Mapping[str, str]) -> str:
    """The header, one key a line; a key with nothing to say is left out."""
    return "".join(yaml.safe_dump({key: value}, allow_unicode=True, width=10_000) if key not in ("posted_on", "approved_on")
                   else f"{key}: {value}\n" for key, value in header.items() if value)


def households_csv(imported: Imported, numbers: pl.Series) -> bytes:
    """The canonical table, taxes in the order of the source."""
    frame = imported.households.with_columns(numbers.alias("disclosure_no"))
    taxes = [_yuan(TAX + name).alias(name + TAX_SUFFIX) for name in imported.tax_names]
    if not taxes and "tax_total" in frame.columns:
        taxes = [_yuan("tax_total").alias(_TOTAL_ONLY)]
    table = frame.select(*(pl.col(name).alias(HEADING_OF[name]) for name in _BEFORE_TAXES),
                         _yuan("turnover").alias(HEADING_OF["monthly_turnover_fen"]), *taxes,
                         *(_days(frame[name]).alias(HEADING_OF[name]) if frame.schema[name] == pl.Date else
                           pl.col(name).alias(HEADING_OF[name]) for name in _AFTER_TAXES))
    empty = [column.name for column in table if column.dtype == pl.String and (column == "").any()]
    buffer = io.BytesIO()
    table.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)) for name in empty).write_csv(buffer)
    return buffer.getvalue()


def _days(days: pl.Series) -> pl.Series:
    """As they are written: each of the few once."""
    different = days.unique()
    return days.replace_strict(different, different.cast(pl.String), return_dtype=pl.String)


def _yuan(column: str) -> pl.Expr:
    """Fen as yuan with two decimals, as the file has them: a decimal number is written faster than a text is made."""
    return pl.col(column).cast(pl.Decimal(20, 0)) * pl.lit("0.01").cast(pl.Decimal(3, 2))


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Written beside, then renamed: a posting is there whole or not at all."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
        temporary.mkdir()
        for name, content in files.items():
            with open(temporary / name, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        try:
            temporary.rename(folder)
        except OSError:
            shutil.rmtree(temporary)
            raise
    except OSError as error:
        raise GeneratorError(f"{folder}: cannot be written / 写不了: {error.strerror}") from None


def write_refused(imported: Imported, folder: Path) -> tuple[Path, ...]:
    """The refused rows as they came, with the reason, one file a sheet. They hold ids: the files lie beside the register."""
    found = []
    for place, sheet in enumerate(imported.sheets):
        rows = imported.rows.filter((pl.col("sheet") == place) & pl.col("refused"))["row"] if imported.rows.height else []
        if len(rows) and sheet.raw is not None:
            found.append(_refused_file(imported, sheet, set(rows), folder, place))
    return tuple(found)


def _refused_file(imported: Imported, sheet: Understood, rows: set[int], folder: Path, place: int) -> Path:
    assert sheet.layout is not None and sheet.raw is not None
    reasons: dict[int, list[str]] = {}
    for problem in imported.problems:
        if problem.file == sheet.name and problem.row in rows and problem.is_error:
            reasons.setdefault(problem.row, []).append(f"{problem.column or ''}：{problem.message('zh')}{problem.fix('zh')}")
    why = pl.DataFrame({"row": list(reasons), "why": ["；".join(each) for each in reasons.values()]},
                       schema={"row": pl.UInt32, "why": pl.String})
    columns = [pl.col(column.place).alias(f"{number}") for number, column in enumerate(sheet.layout.columns)]
    around = [(heading, sheet.households.rows.select("row", name)) for name, heading in (("starts_on", "执行期起"), ("ends_on", "执行期止"))
              if sheet.households and not sheet.layout.column("period") and not sheet.layout.column(name)]
    frame = sheet.raw.filter(pl.col("row").is_in(list(rows))).join(why, on="row", how="left", maintain_order="left")
    for heading, days in around:
        frame = frame.join(days.rename({days.columns[1]: heading}), on="row", how="left", maintain_order="left")
    table = frame.select(pl.col("why").alias("拒绝原因"), pl.col("row").alias("原表行号"), *columns, *(heading for heading, _ in around))
    headings = ["拒绝原因", "原表行号", *(_with_unit(sheet, column) for column in sheet.layout.columns), *(heading for heading, _ in around)]
    return _private(folder, f"{imported.wanted.posting}-{place + 1}.csv", _titled(sheet, headings) + _kept(table).write_csv(include_header=False))


def _with_unit(sheet: Understood, column: Column) -> str:
    """The heading with the unit that stood elsewhere, so that the file says it itself."""
    assert sheet.layout is not None
    meaning = column.meaning
    if meaning is None or not meaning.is_amount or meaning.scale or sheet.layout.scale in (None, 1):
        return column.heading
    unit = {100: "百元", 1000: "千元", 10_000: "万元", 1_000_000: "百万元"}.get(sheet.layout.scale, "元")
    return f"{column.heading}({unit})"


def _titled(sheet: Understood, headings: list[str]) -> str:
    assert sheet.layout is not None
    title = pl.DataFrame([[sheet.layout.title]], schema=["title"], orient="row").write_csv(include_header=False) if sheet.layout.title else ""
    return "\ufeff" + title + pl.DataFrame([headings], schema=[str(n) for n in range(len(headings))], orient="row").write_csv(include_header=False)


def _kept(table: pl.DataFrame) -> pl.DataFrame:
    """Long numbers with a tab before them: a spreadsheet then leaves their digits alone."""
    long = [name for name, kind in table.schema.items() if kind == pl.String]
    return table.with_columns(pl.when(pl.col(name).str.contains(r"^[0-9]{12,}[0-9Xx]*$")).then("\t" + pl.col(name))
                              .otherwise(pl.col(name)).alias(name) for name in long)


def _private(folder: Path, name: str, text: str) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = folder / f".{name}.{secrets.token_hex(4)}"
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="") as file:
            file.write(text)
        temporary.replace(folder / name)
    except OSError as error:
        raise GeneratorError(f"{folder}: cannot be written / 写不了: {error.strerror}") from None
    return folder / name
