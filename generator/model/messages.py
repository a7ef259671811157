"""Gives what the commands say beside the rules, each sentence once in Chinese and in English. Words only; decides nothing.

A module that speaks to the person at the keyboard takes its sentence from here with `say`; it never asks which language
it is. So a sentence without its twin cannot be written, and a test compares what the two are filled in with.
"""

from __future__ import annotations

from typing import Any

from generator.model.rules.rule import Text

MESSAGES: dict[str, Text] = {
    # a problem and its place
    "error": Text("错误", "Error"),
    "warning": Text("提醒", "Warning"),
    "at-row": Text("，第 {row} 行", ", row {row}"),
    "at-column": Text("，“{column}”列", ', column "{column}"'),
    "fix": Text("怎么改：", "Fix: "),
    "source": Text("依据：", "Source: "),
    "typed": Text("写的是", "You wrote"),
    "to-type": Text("怎么改", "Fix"),
    "empty": Text("（空）", "(empty)"),
    "in-column": Text("“{column}”列", "column “{column}”"),
    "in-key": Text("“{column}”", "“{column}”"),
    "in-row": Text("第 {rows} 行", "row {rows}"),
    "in-rows": Text("第 {rows} 行", "rows {rows}"),
    "in-line": Text("第 {rows} 行", "line {rows}"),
    "in-lines": Text("第 {rows} 行", "lines {rows}"),
    "times": Text("{count} 处", "{count} times"),
    "to-mend": Text("{count} 处要改", "{count} to mend"),
    "to-look-at": Text("{count} 处提醒", "{count} to look at"),
    "colon": Text("：", ": "),
    "comma": Text("，", ", "),
    "list-comma": Text("、", ", "),
    "more-rows": Text("{rows} …", "{rows} …"),
    "more-wordings": Text("还有 {count} 种写法，共 {places} 处", "{count} other wordings at {places} places"),
    "more-files": Text("还有 {count} 个文件，共 {places} 处", "{count} more files with {places} places"),
    "in-files": Text("{count} 个文件", "{count} files"),
    "in-many-files": Text("{count} 个文件里同样的问题", "The same in {count} files"),

    # counts
    "rows": Text("读入 {read} 行，接受 {accepted} 行，拒绝 {refused} 行",
                 "{read} rows read, {accepted} accepted, {refused} refused"),
    "problems": Text("；{errors} 个问题要改，{warnings} 个提醒", "; {errors} problems to mend, {warnings} warnings"),
    "site-unchanged": Text("；{errors} 个问题要改，网站没有变动", "; {errors} problems to mend, the site is unchanged"),
    "site-holds": Text("；{households} 户、{postings} 份公示、{documents} 篇文件",
                       "; {households} households, {postings} postings, {documents} documents"),
    "posters-undrawn": Text("；缺少 {missing}，{count} 份公示的海报没有做", "; without {missing}, {count} postings have no wall posters"),
    "kinds": Text("同样的问题归并在一起，共 {kinds} 项", "The same mistakes are put together: {kinds} in all"),
    "site-size": Text("{pages} 个页面，{files} 个文件，{size:.1f} MB；内存最多 {memory:.0f} MB",
                      "{pages} pages, {files} files, {size:.1f} MB; at most {memory:.0f} MB of memory"),
    "site-digest": Text("摘要 {digest}", "digest {digest}"),
    "site-place": Text("网站在 {folder}", "the site is in {folder}"),
    "sealed": Text("{count} 份文书已记录在 {file}", "{count} postings recorded in {file}"),
    "written": Text("已写入 {file}", "Written to {file}"),

    # the report page
    "report-title": Text("检查报告", "What is to be mended"),
    "report-day": Text("按 {day} 的情况检查", "As of {day}"),
    "report-clean": Text("没有问题，可以公布。", "Nothing is wrong. It can be published."),
    "report-errors": Text("要改", "to mend"),
    "report-warnings": Text("提醒", "warnings"),
    "report-read": Text("读入行数", "rows read"),
    "report-accepted": Text("接受行数", "rows accepted"),
    "report-refused": Text("拒绝行数", "rows refused"),
    "report-how": Text("改好一项，打一个勾。全部改好以后，再运行一次 gongshi check。",
                       "Tick what you have mended. When all is done, run gongshi check again."),
    "report-files": Text("有问题的文件", "Files"),
    "report-done": Text("改好了", "Mended"),
    "report-why": Text("为什么", "Why"),
    "report-example": Text("例如", "For example"),
    "report-wrong": Text("错", "wrong"),
    "report-right": Text("对", "right"),
    "report-all-rows": Text("全部行号", "All rows"),
    "report-many-rows": Text("行号太多，这里列出 {shown} 段，共 {count} 处", "Too many to list: {shown} stretches of {count} places"),
    "report-private": Text("证件号、电话、账号和姓名已遮去，括号里是原来的位数。",
                           "Ids, phones, account numbers and names are blotted out; their length stands in brackets."),

    # the annotated workbook
    "sheet-problems": Text("问题", "Problems"),
    "sheet-where": Text("位置", "Place"),
    "sheet-file": Text("文件", "File"),
    "sheet-row": Text("行", "Row"),
    "sheet-column": Text("列", "Column"),
    "sheet-severity": Text("轻重", "Severity"),
    "sheet-value": Text("写的是", "Typed"),
    "sheet-message": Text("问题", "What is wrong"),
    "sheet-fix": Text("怎么改", "What to type"),
    "sheet-rule": Text("规则", "Rule"),
    "sheet-clean": Text("没有问题。", "Nothing is wrong."),
    "sheet-more-comments": Text("只有前 {count} 个格加了批注；其余有问题的格只涂了颜色。",
                                "Only the first {count} cells carry a comment; the other marked cells are only coloured."),
    "sheet-more-rows": Text("表太长，只列出前 {count} 个问题。", "Too long: the first {count} problems are listed."),
    "sheet-go": Text("转到", "Go"),

    # a change under review
    "ci-more": Text("还有 {count} 项没有列出", "{count} more are not listed"),
    "ci-more-where": Text("全部问题见这一步的输出。", "All of them are in the output of this step."),

    # stages of long work
    "stage-read": Text("读取文件", "Reading"),
    "stage-tables": Text("检查表格", "Checking tables"),
    "stage-validate": Text("核对规则", "Checking rules"),
    "stage-draw": Text("画网页框架", "Drawing the frame"),
    "stage-mend": Text("撇开错处", "Leaving out what is wrong"),
    "stage-derive": Text("计算", "Working out"),
    "stage-render": Text("生成页面", "Making pages"),
    "stage-check": Text("检查网站", "Checking the site"),
    "stage-publish": Text("换上网站", "Swapping in"),
    "stage-import": Text("导入", "Importing"),
    "stage-report": Text("写报告", "Writing the report"),
    "stage-took": Text("{stage}：{seconds:.0f} 秒", "{stage}: {seconds:.0f} s"),
}


def say(name: str, language: str, **facts: Any) -> str:
    """The sentence in that language, filled in. Raises KeyError for a sentence nobody wrote: that is a bug."""
    return MESSAGES[name].of(language).format_map(facts)
