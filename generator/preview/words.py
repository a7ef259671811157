"""What the preview says around the problems, in the clerk's language: each thing in Chinese and in English. Words only."""

from __future__ import annotations

from generator.model.problem import LANGUAGES

WORDS: dict[str, tuple[str, str]] = {
    # on the pages
    "errors": ("{n} 个问题要改", "{n} to mend"),
    "warnings": ("{n} 处提醒", "{n} to look at"),
    "comma": ("，", ", "),
    "box": ("这一页的文件里有", "In the files of this page:"),
    "old": ("要改的地方仍是上一次没有问题时的样子（从没好过的先不显示），其余都是最新的；改好保存后，这里自己会更新。",
            "What is to mend is shown as it was when it was last right (or not at all), everything else is up to date; "
            "the page follows by itself once this is mended and saved."),
    "still": ("整个网站仍是上一次没有问题时的样子，即 {time} 保存的样子；改好保存后，这里自己会更新。",
              "The whole site is as it was when all was well, as saved at {time}; it follows by itself once this is mended and saved."),
    "now": ("页面已经是最新的；这些地方请再看一看。", "The page is up to date; please look at these once more."),
    "error": ("要改", "mend"),
    "warning": ("提醒", "look"),
    "typed": ("现在写的是", "Now it says"),
    "fix": ("怎么改", "What to type"),
    "row": ("第 {n} 行", "row {n}"),
    "column": ("“{name}”列", "column “{name}”"),
    "open": ("展开其余 {n} 个", "Show {n} more"),
    "more": ("另有 {n} 个，见全部问题", "and {n} more: see all problems"),
    "failure": ("网站暂时不能更新", "The site cannot follow for the moment"),
    # pages of the preview's own
    "title": ("预览：问题", "Preview: problems"),
    "all": ("全部问题", "All problems"),
    "none": ("没有问题。", "No problems."),
    "never": ("改好下面的问题，就能看到网站", "Mend these and the site is here"),
    "cut": ("只列出前 {n} 个。", "Only the first {n} are listed."),
    "back": ("回到网站", "Back to the site"),
    "bug": ("这一页没有做出来", "This page could not be made"),
    "bug_lead": ("这是程序的错误，不是您的文件的错误。请把下面的文字交给维护程序的人。",
                 "This is a mistake of the program, not of your files. Please hand the text below to whoever looks after the program."),
    # on the terminal
    "ready": ("预览：{address}（按 Ctrl-C 结束）", "Preview: {address} (Ctrl-C ends it)"),
    "good": ("已更新，{seconds:.2f} 秒", "Up to date after {seconds:.2f} s"),
    "mixed": ("{n} 个问题要改；这些地方仍是改错以前的样子，其余都是最新的",
              "{n} problems to mend; there the pages are as they were, everything else is up to date"),
    "stopped": ("{n} 个问题要改；网站仍是 {time} 保存的样子", "{n} problems to mend; the site is as it was saved at {time}"),
    "unshown": ("{n} 个问题要改，改好才能看到网站", "{n} problems to mend before there is anything to show"),
    "rest": ("……另有 {n} 个，见网页上的“全部问题”", "… and {n} more: see “All problems” on the page"),
    "failed": ("网站暂时不能更新：{failure}", "The site cannot follow for the moment: {failure}"),
}


def said(language: str, word: str, **values: object) -> str:
    """The words of that name with the values in their places."""
    return WORDS[word][LANGUAGES.index(language)].format(**values)
