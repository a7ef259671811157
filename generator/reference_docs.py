"""Takes the rules, settings, commands and declared tables, gives the pages and tables of docs/ that restate them.

`python -m generator.reference_docs` writes them; with `--check` it writes nothing and exits 1 when one is stale.
A page is either generated whole (docs/reference/) or holds tables between `<!-- generated: NAME -->` and
`<!-- end of NAME -->`. Reads no bureau's files.
"""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import click
import polars as pl

from generator.cli import gongshi
from generator.intake.heading import MEANINGS, TAX, packaged
from generator.model.answers import SPREADS, Answers
from generator.model.document import COLUMNS, KEYS, Key
from generator.model.figures import BuildFigures
from generator.model.reference import REQUIRED, SCHEMAS, Reference, empty_tables
from generator.model.settings import Bureau, Settings
from generator.render.data_table import tables
from generator.rule_pages import handbook_pages, inert, rules_page, table as markdown_table

DOCS = Path(__file__).resolve().parent.parent / "docs"
HANDBOOK = DOCS.parent / "content" / "handbook"
_WRITTEN_BY = "<!-- Written by `python -m generator.reference_docs`: edit the code it names, not this page. -->"

BUILD_JSON = {
    "households": "households with a block", "postings": "postings read", "documents": "documents read",
    "pages": "HTML pages of the site", "files": "files of the site", "bytes": "their size together",
    "rows_read": "rows of all households.csv", "rows_accepted": "rows without an error",
    "rows_refused": "rows with one: read = accepted + refused",
    "problems": "as of `gongshi check`", "seconds": "time by stage", "peak_memory_mb": "most memory held, in MB",
    "digest": "of the whole site: the same for the same input anywhere; null where nothing was published",
    "as_of": "the day the site was made for",
    "as_of_from": "where that day came from: `--as-of`, `SOURCE_DATE_EPOCH`, `extra.gongshi.as_of` or `git`",
}
CHECK_JSON = {
    "problems": "a list, sorted by file and row; each has `rule`, `severity`, `file`, `row`, `column`, `value`, "
                "`message`, `fix`, and `law`: the sources of a rule of the law, else null",
    **{key: BUILD_JSON[key] for key in ("rows_read", "rows_accepted", "rows_refused")},
}

IMPORT_JSON = {
    "households": "households accepted", "monthly_turnover_fen": "the sum of their monthly turnover, in fen",
    "tax_fen": "the sum of their monthly taxes, in fen", "rows_read": "rows with anything in them, of all sheets",
    "rows_accepted": "rows of accepted households", "rows_refused": "rows refused, each with a problem",
    "rows_skipped": "rows that are no household's: read = accepted + refused + skipped", "problems": "as of `gongshi check`",
}


def pages() -> dict[Path, str]:
    """Every file this module answers for, as it should be."""
    whole = {DOCS / "reference" / f"{name}.md": f"{_WRITTEN_BY}\n\n{text}" for name, text in
             (("rules", rules_page()), ("settings", settings_page()), ("commands", commands_page()))}
    handbook = {HANDBOOK / name: text for name, text in handbook_pages().items()}
    return whole | handbook | {DOCS / path: _with_block(DOCS / path, name, table()) for path, (name, table) in BLOCKS.items()}


def settings_page() -> str:
    """Every setting with its type, default and words."""
    lines = ["# 设置 · Settings", "", "写在 mkdocs.yml 的 `extra.gongshi` 下；`bureau.` 的写在 `extra.gongshi.bureau` 下。",
             "In mkdocs.yml, below `extra.gongshi`; the bureau's below `extra.gongshi.bureau`. A name that is not here",
             "is the problem [unknown-setting](rules.md#unknown-setting), a value of another type or out of range is",
             "[bad-setting](rules.md#bad-setting).", ""]
    for title, prefix, kind in (("网站 · The site", "", Settings), ("机关 · The bureau", "bureau.", Bureau)):
        fields = [field for field in dataclasses.fields(kind) if field.name != "bureau"]
        lines += [f"## {title}", "", *markdown_table(("设置 · setting", "类型 · type", "默认 · default", "说明", "what it is"),
                                            [_setting(field, prefix) for field in fields]), ""]
    return "\n".join(lines)


def _setting(field: dataclasses.Field, prefix: str) -> tuple[str, ...]:
    kind = {"str": "text", "str | None": "text", "int": "whole number", "bool": "true or false",
            "date | None": "date", "tuple[str, ...]": "list of texts"}[str(field.type)]
    most = field.metadata["most"]
    return (f"`{prefix}{field.name}`", f"{kind}, 1 to {most:,}" if most else kind, _default(field.default),
            field.metadata["zh"], field.metadata["en"])


def _default(value: object) -> str:
    if value is None or value is dataclasses.MISSING:
        return "–"
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def commands_page() -> str:
    """Every command with its arguments and options, and the JSON three of them print."""
    lines = ["# 命令 · Commands", "",
             "`gongshi` is installed with the package; `python -m generator` is the same. It exits with 0 when done,",
             "1 when there are problems an editor can fix (nothing is published), 2 when the world is wrong: usage,",
             "disk, another build at work. Results go to standard output, problems to standard error.", ""]
    for name, command in sorted(gongshi.commands.items()):
        lines += [f"## gongshi {name}", "", *_command(name, command), ""]
    for title, keys in (("JSON of gongshi build", BUILD_JSON), ("JSON of gongshi check", CHECK_JSON),
                        ("JSON of gongshi import", IMPORT_JSON)):
        lines += [f"## {title}", "", *markdown_table(("key", "what"), [(f"`{key}`", words) for key, words in keys.items()]), ""]
    return "\n".join(lines)


def _command(name: str, command: click.Command) -> Iterator[str]:
    arguments = [f"[{parameter.human_readable_name}]…" if parameter.nargs == -1 else parameter.human_readable_name
                 for parameter in command.params if isinstance(parameter, click.Argument)]
    yield from (" ".join((command.help or "").split()), "")
    yield from ("```text", " ".join((f"gongshi {name} [OPTIONS]", *arguments)), "```", "")
    yield from markdown_table(("", "takes", "default", "what"), [_parameter(p) for p in command.params])


_TAKES = {"path": "a path", "directory": "a folder", "integer range": "a whole number"}


def _parameter(parameter: click.Parameter) -> tuple[str, ...]:
    is_option = isinstance(parameter, click.Option)
    name = ", ".join(parameter.opts) if is_option else (parameter.name or "").upper()
    kind = parameter.type
    if is_option and parameter.is_flag:
        takes = "–"
    elif isinstance(kind, click.Choice):
        takes = ", ".join(f"`{choice}`" for choice in kind.choices)
    else:
        takes = parameter.metavar or _TAKES.get(kind.name, "text")
    default = parameter.default if is_option and parameter.show_default else None
    return f"`{name}`", takes, "–" if default is None else f"`{default}`", (parameter.help or "") if is_option else ""


def keys_table() -> Iterable[str]:
    """The front-matter keys of documents."""
    return markdown_table(("key", "中文", "holds", "folders", "required in", "what", "说明"), [_key(key) for key in KEYS])


def _key(key: Key) -> tuple[str, ...]:
    def names(columns: tuple[str, ...]) -> str:
        return "all" if columns == COLUMNS else ", ".join(columns) or "–"
    return (f"`{key.name}`", f"`{key.zh}`", key.kind, names(key.columns), names(key.required_in), key.note_en,
            key.note_zh)


def reference_table() -> Iterable[str]:
    """The columns of the reference tables with their types."""
    kinds = {pl.String: "text", pl.Boolean: "true/false", pl.Date: "date", pl.Int32: "whole number"}
    rows = []
    for name, schema in SCHEMAS.items():
        columns = (f"`{column}`" + ("" if kind == pl.String else f" ({kinds[kind.base_type()]})")
                   for column, kind in schema.items())
        rows.append((f"`{name}.csv`", "yes" if name in REQUIRED else "no", ", ".join(columns)))
    return markdown_table(("table", "required", "columns; text where no type is given"), rows)


def meanings_table() -> Iterable[str]:
    """What a column of a clerk's table can mean, with the headings that are known without being told."""
    known: dict[str, list[str]] = {}
    for alias, meaning in packaged("heading_aliases"):
        known.setdefault("tax:…" if meaning.startswith(TAX) else meaning, []).append(alias)
    words = {**MEANINGS, "tax:…": ("某一税种的月税额", "one tax a month; after the colon the tax's name in tax_items.csv")}
    return markdown_table(("meaning", "中文", "what", "headings that are known"), [
        (f"`{kind}`", "–" if kind == "tax:…" else f"`{zh}`", en, "、".join(known.get(kind, ())) or "–") for kind, (zh, en) in words.items()])


def open_data_tables() -> Iterator[str]:
    """The columns of every table under /data/."""
    for table in tables(_nothing()):
        yield from (f"### {table.name}", "", f"{table.title}。", "")
        yield from markdown_table(("JSON, Parquet", "CSV", "kind", "说明"), [
            (f"`{column.name}`", f"`{column.heading}`", column.kind, inert(column.description))
            for column in table.columns])
        yield ""


def _nothing() -> Answers:
    """The answers of a bureau that has published nothing: enough to ask the tables for their columns."""
    figures = BuildFigures(**{field.name: 0 for field in dataclasses.fields(BuildFigures)})
    return Answers(as_of=date(2008, 9, 26), settings=Settings(Bureau("", "")), reference=Reference(empty_tables()),
                   figures=figures, shelves=(), peer_facts=pl.Series([], dtype=pl.UInt64), key="", spreads=SPREADS.to_frame(),
                   postings=(), documents={}, interpreted_by={}, key_figures=())


BLOCKS: dict[str, tuple[str, Callable[[], Iterable[str]]]] = {
    "formats/documents.md": ("keys", keys_table),
    "formats/reference.md": ("columns", reference_table),
    "formats/import.md": ("meanings", meanings_table),
    "formats/open-data.md": ("tables", open_data_tables),
}


def _with_block(path: Path, name: str, lines: Iterable[str]) -> str:
    """The page with what stands between the marks of `name` replaced. Raises ValueError where a mark is gone."""
    start, end = f"<!-- generated: {name} -->", f"<!-- end of {name} -->"
    block = re.compile(re.escape(start) + ".*?" + re.escape(end), re.DOTALL)
    text = path.read_text(encoding="utf-8")
    if not block.search(text):
        raise ValueError(f"{path.name} has lost its marks {start} … {end}")
    return block.sub(lambda _: "\n".join((start, "", *lines, "", end)).replace("\n\n\n", "\n\n"), text)


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a page is stale.")
def main(check: bool) -> None:
    """Write the generated pages of docs/, or check that they are fresh."""
    stale = [path for path, text in pages().items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        click.echo(("stale: " if check else "written: ") + path.relative_to(DOCS.parent).as_posix())
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages()[path], encoding="utf-8")
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
