"""Takes a folder of postings, gives one Markdown page a household with the same facts, and a Hugo site of them.

For measuring only. The site is kept lean in the peer's favour: no taxonomies, no lists by street, no feed, no sitemap.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from generator.model.quota_table import HEADING_OF, TAX_SUFFIX

_CONFIG = """baseURL = "https://example.org/"
languageCode = "zh-CN"
title = "定额公示"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "404", "robotsTXT"]
"""
_BASE = """<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{ .Title }}</title></head>
<body><header><a href="/">定额公示</a></header><main data-pagefind-body>{{ block "main" . }}{{ end }}</main></body>
</html>
"""
_SINGLE = '''{{ define "main" }}<article id="{{ .File.ContentBaseName }}"><h1>{{ .Title }}</h1>{{ .Content }}</article>
{{ end }}
'''
_LIST = '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}\n'
_NUMBER, _NAME = HEADING_OF["disclosure_no"], HEADING_OF["shop_name"]


def write_hugo_site(pages: pl.DataFrame, out: Path) -> int:
    """Configuration, layouts and one Markdown page a household. Gives the number of pages. Shape: number, text."""
    for name, text in {
        "config.toml": _CONFIG,
        "layouts/_default/baseof.html": _BASE,
        "layouts/_default/single.html": _SINGLE,
        "layouts/_default/list.html": _LIST,
        "content/_index.md": "---\ntitle: 定额公示\n---\n",
    }.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    folder = out / "content" / "household"
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in pages.iter_rows():
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return pages.height


def read_versions(postings: Path) -> pl.DataFrame:
    """Every row of every posting with `posting` and `posted_on`, in the order of the fold."""
    tables = []
    for path in sorted(postings.glob("*/households.csv")):
        header = (path.parent / "posting.yml").read_text(encoding="utf-8")
        posted_on = next(
            line.removeprefix("posted_on: ") for line in header.splitlines() if line.startswith("posted_on: ")
        )
        tables.append(
            pl.read_csv(path, infer_schema=False).with_columns(
                pl.lit(path.parent.name).alias("posting"), pl.lit(posted_on).alias("posted_on")
            )
        )
    return (
        pl.concat(tables)
        .with_columns(pl.col(pl.String).fill_null(""))
        .sort("posted_on", "posting", maintain_order=True)
    )


def household_pages(versions: pl.DataFrame, reference: Path) -> pl.DataFrame:
    """One row a household: its number and its page as Markdown: the facts of today and a table of every version."""
    streets, trades = (
        dict(pl.read_csv(reference / f"{name}.csv", infer_schema=False).select("code", "name").iter_rows())
        for name in ("streets", "industries")
    )
    versions = versions.with_columns(
        (pl.col(HEADING_OF["street_code"]).replace(streets)).alias("街道"),
        (pl.col(HEADING_OF["industry_code"]).replace(trades)).alias("行业"),
    )
    columns = _history_columns(versions)
    line = "| " + pl.concat_str(columns, separator=" | ") + " |"
    history = (
        versions.group_by(_NUMBER, maintain_order=True)
        .agg(line.alias("line"))
        .with_columns(pl.col("line").list.join("\n"))
    )
    latest = versions.unique(_NUMBER, keep="last", maintain_order=True)
    heading = "| " + " | ".join(columns) + " |\n|" + "---|" * len(columns) + "\n"
    return latest.join(history, on=_NUMBER).select(_NUMBER, (_facts() + heading + pl.col("line") + "\n").alias("text"))


def _history_columns(versions: pl.DataFrame) -> list[str]:
    taxes = [name for name in versions.columns if name.endswith(TAX_SUFFIX)]
    return [
        "posted_on",
        "posting",
        *taxes,
        *(HEADING_OF[name] for name in ("starts_on", "ends_on", "method", "status", "remark")),
    ]


def _facts() -> pl.Expr:
    shown = [_NUMBER, "经营者", "行业", "街道", *(HEADING_OF[name] for name in ("address", "floor_area_m2", "staff"))]
    lines = [pl.lit(f"- {name}：") + pl.col(name) + "\n" for name in shown]
    return pl.concat_str(pl.lit('---\ntitle: "'), pl.col(_NAME), pl.lit('"\n---\n'), *lines, pl.lit("\n"))

