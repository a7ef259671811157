"""Takes the answers, gives everything under /data/: tables, dictionary, package, figures, each posting's own files.

Nothing here is another truth: the tables are the frames the pages are drawn from, and their sums are in figures.json.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict

import polars as pl
import yaml

from generator.model.answers import Answers, PostingView
from generator.model.quota_table import HEADING_OF, TAX_SUFFIX
from generator.render.data_column import Column, Table, money
from generator.render.data_file import csv_bytes, json_bytes, mapping_bytes, parquet_bytes
from generator.render.data_table import tables
from generator.render.feed import feeds
from generator.render.frame import File
from generator.render.posting_table import shown_versions

_TYPES = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
JSON_ROWS = 200_000  # records repeat their names: a longer table's JSON would weigh hundreds of megabytes, so it points
NOTES = (
    "CSV 为 UTF-8（带 BOM）、RFC 4180、CRLF 换行；金额单位为元，两位小数，不分节。",
    "CSV 中以 = + - @ 制表符或回车开头的文字前面加了一个单引号，以免电子表格把它当作公式；JSON 和 Parquet 中没有。",
    "JSON 和 Parquet 的列名为英文，金额为整数，单位为分；日期为 ISO 8601。",
    f"超过 {JSON_ROWS:,} 行的表，JSON 文件只写明行数和 CSV、Parquet 的文件名，不重复全部记录。",
    "空值表示没有、不适用或者不足5户不给出。",
)


def pages(answers: Answers, site_url: str | None = None) -> Iterator[File]:
    """All files under `data/`. Feeds need absolute addresses, so without a `site_url` there are none."""
    resources = []
    found = tables(answers)
    for table in found:
        for kind, content in _files(table):
            path = f"{table.name}.{kind}"
            if kind != "json" or table.rows.height <= JSON_ROWS:
                resources.append(_resource(table, kind, path, content))
            yield f"data/{path}", content
    yield "data/dictionary.json", mapping_bytes(dictionary(answers, found))
    yield "data/datapackage.json", mapping_bytes(_package(answers, resources))
    yield "data/figures.json", mapping_bytes({"as_of": answers.as_of.isoformat(), **asdict(answers.figures)})
    yield from posting_files(answers)
    if site_url:
        yield from feeds(answers, site_url)


def _files(table: Table) -> Iterator[tuple[str, bytes]]:
    frame = table.frame
    yield "csv", csv_bytes(frame, table.columns)
    yield "json", json_bytes(frame) if frame.height <= JSON_ROWS else _pointer(table)
    yield "parquet", parquet_bytes(frame)


def _pointer(table: Table) -> bytes:
    """What stands at the JSON address of a table too long for records: an address never dies."""
    return mapping_bytes({"table": table.name, "title": table.title, "rows": table.rows.height,
                          "csv": f"{table.name}.csv", "parquet": f"{table.name}.parquet"})


def dictionary(answers: Answers, found: tuple[Table, ...]) -> dict[str, object]:
    """What every column of every table means, for people and programs."""
    return {
        "as_of": answers.as_of.isoformat(), "licence": answers.settings.data_licence, "notes": list(NOTES),
        "tables": [{"name": table.name, "title": table.title, "rows": table.rows.height, "columns": [
            {"name": column.name, "heading": column.heading, "kind": column.kind, "description": column.description,
             "unit": {"csv": "元", "json": "分", "parquet": "分"} if column.kind == "money" else column.unit}
            for column in table.columns]} for table in found]}


def _resource(table: Table, kind: str, path: str, content: bytes) -> dict[str, object]:
    return {"name": f"{table.name}-{kind}", "title": table.title, "path": path, "format": kind,
            "mediatype": _TYPES[kind], "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            **({"encoding": "utf-8"} if kind != "parquet" else {}),
            "schema": {"fields": [column.as_field(in_csv=kind == "csv") for column in table.columns]}}


def _package(answers: Answers, resources: list[dict[str, object]]) -> dict[str, object]:
    bureau = answers.settings.bureau
    return {"name": "gongshi-quotas", "title": f"{bureau.name}：定额公示数据", "as_of": answers.as_of.isoformat(),
            "licenses": [{"title": answers.settings.data_licence}], "description": "".join(NOTES),
            "contributors": [{"title": bureau.name, "role": "publisher"}], "resources": resources}


def posting_files(answers: Answers) -> Iterator[File]:
    """`households.csv` and `posting.yml` of each posting: the accepted rows in the form a clerk writes."""
    versions = shown_versions(answers).with_columns(pl.col("method").fill_null(""))
    taxes = answers.taxes.partition_by("posting_id", as_dict=True)
    rows = versions.partition_by("shown_in", as_dict=True, maintain_order=True)
    for view in answers.postings:
        folder = f"data/postings/{view.posting.id}/"
        here = rows.get((view.posting.id,), versions.clear())
        yield f"{folder}households.csv", _canonical(here, taxes.get((view.posting.id,)))
        yield f"{folder}posting.yml", _header(view)


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
