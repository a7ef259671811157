"""Takes the answers, gives everything under /data/: tables, dictionary, package, figures, each posting's own files.

Nothing here is another truth: the tables are the frames the pages are drawn from, and their sums are in figures.json.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import partial

import polars as pl
import yaml

from generator.model.answers import Answers, PostingView, once
from generator.model.part import Batch, File, key_of
from generator.model.posting import PostingKind
from generator.model.quota_table import HEADING_OF, TAX_SUFFIX
from generator.render.calendar import open_calendar, window_calendar
from generator.render.data_column import Column, Table, count, money, text
from generator.render.data_file import csv_bytes, json_bytes, mapping_bytes, parquet_bytes
from generator.render.data_key import KEYS, LINKS
from generator.render.data_table import households_by_division, tables, with_names, with_words
from generator.render.database import NAME, database_bytes, datasette_metadata
from generator.render.feed import feeds
from generator.render.part_key import single
from generator.render.posting_table import BATCH, taken_from, taken_rows, versions_by_posting
from generator.render.workbook import workbook_bytes

_TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
WHOLE_ROWS = 200_000  # a longer table is cut into pieces: nobody's spreadsheet opens a file of hundreds of megabytes
JSON_ROWS = 50_000    # records repeat their names: a longer table has no JSON records
XLSX_ROWS = 100_000   # a longer workbook costs the build seconds and its reader a minute
DATABASE_ROWS = 100_000  # a longer table stays out of the SQLite file, which would be hundreds of megabytes
GROUPED = {"trades": "industry_code", "streets": "street_code"}
"""The folders with a file a trade and a file a street, and the column by which they are cut."""
NOTES = (
    "CSV 为 UTF-8（带 BOM）、RFC 4180、CRLF 换行；金额单位为元，两位小数，不分节。",
    "CSV 中以 = + - @ 制表符或回车开头的文字前面加了一个单引号，以免电子表格把它当作公式；JSON 和 Parquet 中没有。",
    "JSON 和 Parquet 的列名为英文，金额为整数，单位为分；日期为 ISO 8601。",
    "XLSX 与 CSV 列名相同，金额是以元为单位的数值，日期是日期；文字永远不是公式。",
    f"超过 {XLSX_ROWS:,} 行的表，XLSX 文件只列出其他文件名和行数。",
    f"SQLite 文件不含超过 {DATABASE_ROWS:,} 行的表。",
    f"超过 {JSON_ROWS:,} 行的表，JSON 文件只写明行数和其他文件名，不重复全部记录。",
    f"超过 {WHOLE_ROWS:,} 行的表分成几个文件：各户按区县，沿革和税额按公示；原来的地址改为这些文件的清单。",
    "空值表示没有、不适用或者不足5户不给出。",
)
_HEADINGS = {("postings", "posting_id"): "公示", ("trades", "industry_code"): "行业代码",
             ("places", "place_code"): "地区代码", ("documents", "path"): "地址"}  # the keys that others name, in CSV
_POINTER_COLUMNS = (text("file", "文件", "在 /data/ 下的文件"), count("rows", "行数", "行数"))
_PIECES = pl.Schema({"file": pl.String, "rows": pl.Int64})


def parts(answers: Answers, site_url: str | None = None) -> Iterator[Batch]:
    """All files under `data/` but the package. Feeds need absolute addresses, so without a `site_url` there are none."""
    found = _tables(answers)
    for table in found.values():
        key = key_of(answers.key, table.facts)
        yield Batch({f"data/{table.name}": key}, partial(_table_files, answers, table.name), is_sent=True)
        if is_cut(table) and table.name == "households":
            yield from _division_parts(answers, table)
    if has_group_files(answers):
        yield from (_group_files_batch(answers, folder) for folder in GROUPED)
    kept = [table for table in found.values() if table.height <= DATABASE_ROWS]
    database_key = key_of(answers.key, [(table.name, table.facts) for table in kept])
    yield Batch({f"data/{NAME}": database_key}, partial(_database_files, answers), is_sent=True)
    rows = answers.spans.group_by("posting_id").agg(pl.col("facts").hash(seed=47).sum())
    facts, cut = dict(rows.iter_rows()), len(_cut_history(answers))
    for batch in answers.posting_batches(BATCH):
        keys = {}
        for view in (answers.views[name] for name in batch):
            shown = taken_from(answers, view) if view.posting.kind is PostingKind.WITHDRAWAL else [view.posting.id]
            keys[f"data/postings/{view.posting.id}"] = key_of(answers.key, repr(view.posting), cut,
                                                              [facts.get(name) for name in shown], repr(view.window), view.is_withdrawn, site_url)
        yield Batch(keys, partial(_posting_files, answers, site_url), is_sent=True)
    small = {"data/dictionary.json": mapping_bytes(dictionary(answers, tuple(found.values()))),
             "data/figures.json": mapping_bytes({"as_of": answers.as_of.isoformat(), **asdict(answers.figures)}),
             "data/calendar.ics": window_calendar(answers, answers.postings, site_url),
             "data/calendar_open.ics": open_calendar(answers, site_url),
             **(dict(feeds(answers, site_url)) if site_url else {})}
    for path, content in small.items():
        yield single(path, key_of(content), partial(lambda *file: file, path, content))


@once
def _tables(answers: Answers) -> dict[str, Table]:
    """The tables by name; a process makes many files of one bureau."""
    return {table.name: table for table in tables(answers)}


def _cut_history(answers: Answers) -> list[Table]:
    return [table for name, table in _tables(answers).items() if name in ("quotas", "taxes") and is_cut(table)]


def is_cut(table: Table) -> bool:
    """Whether a table is too long for one file."""
    return table.height > WHOLE_ROWS and bool(table.pieces)


def _table_files(answers: Answers, table_name: str, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    table, name = _tables(answers)[table_name], f"data/{table_name}"
    if is_cut(table):
        for path, content in _pointers(table):
            yield name, (path, content)
        return
    frame = table.frame
    yield name, (f"{name}.csv", csv_bytes(frame, table.columns))
    yield name, (f"{name}.json", json_bytes(frame) if table.height <= JSON_ROWS else _pointer(table))
    yield name, (f"{name}.parquet", parquet_bytes(frame))
    yield name, (f"{name}.xlsx", workbook_bytes(frame, table.columns, table.title) if table.height <= XLSX_ROWS
                 else _workbook_pointer(table))


def _database_files(answers: Answers, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    """The SQLite file of all tables that are not too long, and what Datasette shows beside it."""
    kept = [table for table in _tables(answers).values() if table.height <= DATABASE_ROWS]
    metadata = datasette_metadata(kept, f"{answers.settings.bureau.name}：定额公示数据", answers.settings.data_licence)
    yield f"data/{NAME}", (f"data/{NAME}.sqlite", database_bytes(kept))
    yield f"data/{NAME}", (f"data/{NAME}.json", mapping_bytes(metadata))


def _workbook_pointer(table: Table) -> bytes:
    """What stands at the XLSX address of a table too long for a workbook: the list of its files."""
    found = _piece_list(table) if is_cut(table) else [
        {"file": f"{table.name}.{kind}", "rows": table.height} for kind in ("csv", "parquet")]
    return workbook_bytes(pl.DataFrame(found, schema=_PIECES), _POINTER_COLUMNS, table.title)


def _division_parts(answers: Answers, table: Table) -> Iterator[Batch]:
    """A part a division; small divisions are made together."""
    batch: dict[str, str] = {}
    rows = 0
    for piece in table.pieces:
        batch[f"data/{piece.path}"] = key_of(answers.key, piece.facts)
        rows += piece.height
        if rows >= BATCH // 2 or piece is table.pieces[-1]:
            yield Batch(batch, partial(_division_files, answers), is_sent=True)
            batch, rows = {}, 0


def _division_files(answers: Answers, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    table = _tables(answers)["households"]
    codes = sorted(name.rpartition("/")[2] for name in wanted)
    for code, rows in households_by_division(answers, codes).items():
        frame, name = table.shown(rows), f"data/households/{code}"
        yield name, (f"{name}.csv", csv_bytes(frame, table.columns))
        yield name, (f"{name}.parquet", parquet_bytes(frame))


def has_group_files(answers: Answers) -> bool:
    """Whether each trade and each street has a file of its households."""
    return answers.index.height <= WHOLE_ROWS


def _group_files_batch(answers: Answers, folder: str) -> Batch:
    """The households of each trade across the city, or of each street, a file each."""
    facts = answers.index.group_by(GROUPED[folder]).agg(pl.len(), pl.col("facts").hash(seed=53).sum()).sort(GROUPED[folder])
    return Batch({f"data/{folder}/{code}": key_of(answers.key, count, found) for code, count, found in facts.iter_rows()},
                 partial(_group_files, answers, folder), is_sent=True)


def _group_files(answers: Answers, folder: str, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    table, codes = _tables(answers)["households"], [name.rpartition("/")[2] for name in wanted]
    rows = with_words(answers.in_trades(codes) if folder == "trades" else answers.on_streets(codes))
    for part in rows.partition_by(GROUPED[folder], maintain_order=True):
        name = f"data/{folder}/{part[GROUPED[folder]][0]}"
        yield name, (f"{name}.csv", csv_bytes(table.shown(part), table.columns))


def _pointer(table: Table) -> bytes:
    """What stands at the JSON address of a table too long for records: an address never dies."""
    files = {"files": _piece_list(table)} if is_cut(table) else {"csv": f"{table.name}.csv", "parquet": f"{table.name}.parquet"}
    return mapping_bytes({"table": table.name, "title": table.title, "rows": table.height, **files})


def _piece_list(table: Table) -> list[dict[str, object]]:
    return [{"file": f"{piece.path}.{kind}", "rows": piece.height} for piece in table.pieces for kind in table.piece_kinds]


def _pointers(table: Table) -> Iterator[File]:
    """What stands at the addresses of a table in pieces: the list of its files."""
    listed = pl.DataFrame(_piece_list(table), schema=_PIECES)
    yield f"data/{table.name}.csv", csv_bytes(listed, _POINTER_COLUMNS)
    yield f"data/{table.name}.json", _pointer(table)
    yield f"data/{table.name}.parquet", parquet_bytes(listed)
    yield f"data/{table.name}.xlsx", _workbook_pointer(table)


def dictionary(answers: Answers, found: tuple[Table, ...]) -> dict[str, object]:
    """What every column of every table means, for people and programs."""
    return {
        "as_of": answers.as_of.isoformat(), "licence": answers.settings.data_licence, "notes": list(NOTES),
        "tables": [{"name": table.name, "title": table.title, "rows": table.height, "columns": [
            {"name": column.name, "heading": column.heading, "kind": column.kind, "description": column.description,
             "unit": {"csv": "元", "json": "分", "parquet": "分"} if column.kind == "money" else column.unit}
            for column in table.columns]} for table in found]}


def package(answers: Answers, written: Mapping[str, tuple[str, int]]) -> File:
    """`data/datapackage.json`. `written`: the SHA-256 and the size of each file of the site by its path."""
    resources = [_resource(table, kind, path, *written[f"data/{path}"])
                 for table in _tables(answers).values() for kind, path in _resource_paths(table)]
    bureau = answers.settings.bureau
    return "data/datapackage.json", mapping_bytes({
        "name": "gongshi-quotas", "title": f"{bureau.name}：定额公示数据", "as_of": answers.as_of.isoformat(),
        "licenses": [_licence(answers.settings.data_licence)], "description": "".join(NOTES),
        "contributors": [{"title": bureau.name, "role": "publisher"}], "resources": resources})


def _resource_paths(table: Table) -> Iterator[tuple[str, str]]:
    if is_cut(table):
        yield from ((kind, f"{piece.path}.{kind}") for piece in table.pieces for kind in table.piece_kinds)
        return
    for kind in _TYPES:
        if table.height <= {"json": JSON_ROWS, "xlsx": XLSX_ROWS}.get(kind, table.height):
            yield kind, f"{table.name}.{kind}"


def _licence(said: str) -> dict[str, str]:
    """The licence by its words; the standard wants a name without spaces."""
    name = "".join(sign if sign.isascii() and sign.isalnum() or sign in "-._" else "-" for sign in said).strip("-.")
    return {"title": said, "name": name or "see-title"}


def _resource(table: Table, kind: str, path: str, digest: str, size: int) -> dict[str, object]:
    name = path.removesuffix(f".{kind}").replace("/", "-").lower()
    return {"name": f"{name}-{kind}", "title": table.title, "path": path, "format": kind,
            "mediatype": _TYPES[kind], "bytes": size, "hash": f"sha256:{digest}", **_reading(kind),
            "profile": "tabular-data-resource" if kind == "csv" else "data-resource",
            "schema": {"fields": [column.as_field(in_csv=kind in ("csv", "xlsx")) for column in table.columns],
                       **_keys(table, kind)}}


def _reading(kind: str) -> dict[str, object]:
    """How the bytes are read. CSV begins with a byte order mark and is checked cell by cell; the other formats hold the
    same rows and are checked by size and digest."""
    if kind == "csv":
        return {"encoding": "utf-8-sig", "dialect": {"csv": {"lineTerminator": "\r\n"}}}
    return {"type": "file"}


def _keys(table: Table, kind: str) -> dict[str, object]:
    """The key of a table and the rows of other tables it names, under the names the columns have in that format."""
    found = {} if table.name not in KEYS else {"primaryKey": [_said(table, name, kind) for name in KEYS[table.name]]}
    if kind != "csv" or is_cut(table):
        return found
    links = [{"fields": [_said(table, link.column, kind)], "reference": {
        "resource": "" if link.table == table.name else f"{link.table}-csv", "fields": [_HEADINGS[link.table, link.key]]}}
        for link in LINKS.get(table.name, ())]
    return found | ({"foreignKeys": links} if links else {})


def _said(table: Table, name: str, kind: str) -> str:
    return next(column.heading if kind in ("csv", "xlsx") else column.name for column in table.columns if column.name == name)


def _posting_files(answers: Answers, site_url: str | None, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    """`households.csv` and `posting.yml` of each posting, the accepted rows in the form a clerk writes; and its part of the
    tables that are cut."""
    names = sorted(name.rpartition("/")[2] for name in wanted)
    levied = answers.taxes_of(names)
    taxes = {part["posting_id"][0]: part for part in levied.partition_by("posting_id", maintain_order=True)}
    for name, rows in versions_by_posting(answers, names).items():
        view = answers.views[name]
        yield from _files_of(answers, view, rows, taxes.get(name, levied.clear()))
        if view.window:
            yield f"data/postings/{name}", (f"data/postings/{name}/window.ics", window_calendar(answers, [view], site_url))


def _files_of(answers: Answers, view: PostingView, rows: pl.DataFrame, taxes: pl.DataFrame) -> Iterator[tuple[str, File]]:
    folder = f"data/postings/{view.posting.id}"
    shown = taken_rows(answers, view) if view.posting.kind is PostingKind.WITHDRAWAL else rows
    yield folder, (f"{folder}/households.csv", _canonical(shown.with_columns(pl.col("method").fill_null("")),
                                                          taxes if taxes.height else None))
    yield folder, (f"{folder}/posting.yml", _header(view))
    for table in _cut_history(answers):
        frame = table.shown(with_names(rows) if table.name == "quotas" else taxes)
        if frame.height:
            yield folder, (f"{folder}/{table.name}.parquet", parquet_bytes(frame))


def _canonical(rows: pl.DataFrame, taxes: pl.DataFrame | None) -> bytes:
    """The rows with one column a tax item, in the order of the headings every posting has."""
    items = [] if taxes is None else taxes.sort("position")["tax_item"].unique(maintain_order=True).to_list()
    if taxes is not None and items:
        wide = taxes.pivot("tax_item", index="row", values="tax_fen", aggregate_function="first")
        wide = wide.rename({item: f"tax/{item}" for item in items})
        rows = rows.join(wide, on="row", how="left", maintain_order="left")
    columns = []
    for name, heading in HEADING_OF.items():
        columns.append(Column(name, heading, _kind(name), heading))
        if name == "monthly_turnover_fen":
            columns += [money(f"tax/{item}", item, item) for item in items]
    assert all(column.heading.endswith(TAX_SUFFIX) for column in columns if column.name.startswith("tax/"))
    return csv_bytes(rows, columns)


def _kind(name: str) -> str:
    if name.endswith("_fen"):
        return "money"
    return "date" if name.endswith("_on") else "number" if name in ("floor_area_m2", "staff") else "string"


def _header(view: PostingView) -> bytes:
    """posting.yml as the format page describes it: the keys that are stated, in their order."""
    posting = view.posting
    stated = {"id": posting.id, "kind": posting.kind.value, "of": posting.of, "office": posting.office,
              "posted_on": posting.posted_on, "place": posting.place, "scope": posting.scope,
              "document_number": posting.document_number, "approved_on": posting.approved_on,
              "contact": posting.contact, "source": posting.source}
    kept = {key: value for key, value in stated.items() if value is not None}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=1000).encode()
