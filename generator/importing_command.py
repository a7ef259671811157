"""The command `gongshi import`: words, options, exit code. Prints what was understood before anything is written."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from generator.import_files import Written, register_path, write_import
from generator.import_report import copy_to, import_report, write_copy
from generator.importing import Imported, Wanted, import_tables
from generator.intake.body import WHY
from generator.intake.heading import MEANINGS
from generator.intake.layout import Column, Layout
from generator.intake.private import safe, sample
from generator.intake.reading import Assumed
from generator.intake.understood import Understood
from generator.language import message_language
from generator.model.messages import say
from generator.model.money import format_yuan
from generator.model.posting import PostingKind
from generator.model.problem import LANGUAGES, Problem, in_order
from generator.progress import progress_on
from generator.read.settings import find_config, read_project
from generator.report.formats import tell
from generator.stopwatch import Stopwatch
from generator.usage import Command


@click.command("import", cls=Command)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--posting", required=True, metavar="ID", help="The posting to make. 公示的编号，如 2008-heping-provisional-03。")
@click.option("--kind", type=click.Choice([kind.value for kind in PostingKind]), default="provisional", show_default=True,
              help="Which act. 公示的种类。")
@click.option("--of", metavar="ID", help="The posting it makes final, corrects or withdraws. 针对哪一份公示。")
@click.option("--office", metavar="CODE", help="The office, a code of offices.csv. 主管税务所代码。")
@click.option("--register", type=click.Path(dir_okay=False, path_type=Path),
              help="The register of disclosure numbers, outside the repository. 登记册，放在仓库之外。")
@click.option("--dry-run", is_flag=True, help="Show what was understood and write nothing. 只看，不写。")
@click.option("--annotate", metavar="FILE.xlsx", type=click.Path(dir_okay=False, path_type=Path),
              help="A copy of the table as XLSX with the bad cells marked, outside the repository. 另存一份原表（XLSX），错的格涂色并加批注，放在仓库之外。")
@click.option("--project", default=".", show_default=True, help="The bureau's folder, with mkdocs.yml. 单位的文件夹。",
              type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--as-of", metavar="DATE", help="The day of posting where the table does not say. 表里没有公示日期时用的日子。")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output. 输出 JSON。")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages. 提示的语言。")
def import_command(files: tuple[Path, ...], posting: str, kind: str, of: str | None, office: str | None, register: Path | None,
                   dry_run: bool, annotate: Path | None, project: Path, as_of: str | None, as_json: bool, lang: str | None) -> int:
    """A clerk's raw tables to one posting. 把经办人的表格变成一份公示。

    XLSX, XLS, ODS, CSV or text in any usual encoding; a few files or sheets may make one posting.
    """
    language = message_language(lang)
    config = find_config(project)
    out = annotate and copy_to(annotate, files, read_project(config)[0])
    watch = Stopwatch(progress_on(sys.stderr, language, is_for_people=not as_json))
    with watch.stage("import"):
        imported = import_tables(config, files, Wanted(posting, kind, of, office, as_of))
    book = register_path(imported.project, register)
    click.echo(understood_text(imported, language), err=True)
    written = Written() if dry_run else write_import(imported, book)
    problems = in_order([*imported.problems, *written.problems])
    if as_json:
        figures = imported.figures(language) | {"problems": [problem.as_json(language) for problem in problems]}
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        tell(import_report(imported, problems, language))
    if out is not None:
        with watch.stage("report"):
            write_copy(imported, problems, files[0], out, language)
        click.echo(say("written", language, file=out), err=as_json)
    click.echo(outcome_text(imported, written, problems, dry_run, language), err=as_json)
    return 1 if any(problem.is_error for problem in problems) else 0


def understood_text(imported: Imported, language: str) -> str:
    """What was understood of every sheet, before it is written."""
    return "\n".join(_sheet_text(sheet, language) for sheet in imported.sheets)


def _sheet_text(sheet: Understood, language: str) -> str:
    zh = language == "zh"
    lines = [f"{sheet.name}  {sheet.rows_read} 行" if zh else f"{sheet.name}  {sheet.rows_read} rows"]
    layout = sheet.layout
    if layout is not None:
        rows = f"{layout.first}" if layout.first == layout.last else f"{layout.first}–{layout.last}"
        lines.append(f"  表头在第 {rows} 行" if zh else f"  heading: row {rows}")
        if layout.title:
            lines.append(("  标题：" if zh else "  title: ") + safe(layout.title[:80]))
        noted = sheet.households.noted if sheet.households else {}
        lines += [_column_text(layout, column, zh) + _assumed_text(noted.get(column.place), zh) for column in layout.columns]
    for why, count in sheet.skipped.items():
        lines.append(f"  不是户：{WHY[why][0]} {count} 行" if zh else f"  not households: {WHY[why][1]}, {count} rows")
    for each in sheet.compared:
        same = ("相符" if zh else "matches") if each.matches else ("不符" if zh else "DIFFERS")
        shown = str if each.heading == "户数" else format_yuan
        place = (f"第 {each.row} 行" if zh else f"row {each.row}") if each.row else ("表外" if zh else "beside the table")
        lines.append(f"  合计 {place} {each.heading}：{shown(each.stated)}，各行之和 {shown(each.ours)}，{same}" if zh else
                     f"  total, {place}, {each.heading}: {shown(each.stated)}, sum of rows {shown(each.ours)}: {same}")
    return "\n".join(lines)


def _assumed_text(assumed: Assumed | None, zh: bool) -> str:
    """What was taken for granted of a column's cells, behind what the column means."""
    if assumed is None:
        return ""
    if assumed.blank:
        return (f"；{assumed.blank} 格是空的，当作没有这项税，合计里按 0 算" if zh else
                f"; {assumed.blank} blank cells: taken for no such tax, 0 in the sums")
    return (f"；{assumed.serials} 格是表格软件的日期序号，按 1900 年起算，如 {assumed.example} 是 {assumed.day}" if zh else
            f"; {assumed.serials} cells are a spreadsheet's day numbers, counted from 1900: {assumed.example} is {assumed.day}")


def _column_text(layout: Layout, column: Column, zh: bool) -> str:
    meaning = column.meaning
    if meaning is None:
        what = "？" if zh else "?"
    elif meaning.kind.startswith("tax:"):
        what = meaning.label
    else:
        what = MEANINGS[meaning.kind][0 if zh else 1]
    unit = ""
    if meaning is not None and meaning.is_amount:
        scale, months = layout.scale_of(meaning), layout.months_of(meaning)
        unit = f"（{scale} 元为单位，{months} 个月）" if zh else f" (unit {scale} yuan, {months} months)"
    return f"    {sample(column.heading)} → {what}{unit}"


def outcome_text(imported: Imported, written: Written, problems: list[Problem], dry_run: bool, language: str) -> str:
    """The counts, which add up, and what was written where."""
    zh, figures = language == "zh", imported.figures(language)
    read, accepted, refused, skipped = (figures[f"rows_{name}"] for name in ("read", "accepted", "refused", "skipped"))
    turnover, tax = format_yuan(figures["monthly_turnover_fen"]), format_yuan(figures["tax_fen"])
    lines = [f"读入 {read} 行 = 接受 {accepted} + 拒绝 {refused} + 不是户 {skipped}；{figures['households']} 户，"
             f"月核定营业额 {turnover} 元，月应纳税额 {tax} 元" if zh else
             f"{read} rows read = {accepted} accepted + {refused} refused + {skipped} not households; {figures['households']} households, "
             f"monthly turnover {turnover} yuan, tax {tax} yuan"]
    if dry_run:
        lines.append("只看，没有写" if zh else "dry run: nothing was written")
    elif written.folder is None:
        lines.append("还有问题要回答，没有写" if zh else "there are questions to answer first: nothing was written")
    else:
        name = imported.project.name(written.folder)
        lines.append((f"{name} 已经有了，内容相同" if written.unchanged else f"已写 {name}") if zh else
                     (f"{name} exists with the same content" if written.unchanged else f"written: {name}"))
    lines += [f"拒绝的行在 {path}（改正后可再导入）" if zh else f"refused rows: {path} (correct them and import the file again)"
              for path in written.refused]
    return "\n".join(lines)
