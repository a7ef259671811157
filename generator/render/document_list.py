"""Takes the documents of each column, gives the pages of its list. Order and figures come with the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


from generator.model.answers import Answers
from generator.model.document import COLUMN_NAMES, COLUMNS, KEY_BY_WORD, Document
from generator.model.part import File
from generator.render.frame import Frames, base_of
from generator.render.templates import crumbs, template


@dataclass(frozen=True)
class ColumnTags:
    """What the column tags of a government site say: its kind, description and keywords."""

    type: str
    description: str
    keywords: str


TAGS: Mapping[str, ColumnTags] = {
    "policies": ColumnTags("政策文件", "税收法律、法规、规章和规范性文件，标明文号、发文机关和有效性，原文与解读互相链接。",
                           "税收政策,法律法规,规范性文件,政策解读"),
    "press": ColumnTags("工作动态", "新闻发布、发布会、访谈和专栏。", "新闻发布,发布会,访谈"),
    "guides": ColumnTags("办事服务", "办税事项怎么办：谁可以办、要带什么、在哪里办、多久办好、收不收费。",
                         "办税指南,申请条件,办理材料,办理时限"),
    "hotline": ColumnTags("回应关切", "纳税服务热线上常见的问题和回答，每条注明依据和复核日期。", "12366,纳税咨询,常见问题"),
    "halls": ColumnTags("办事服务", "办税服务厅的地点、办公时间和服务事项。", "办税服务厅,办公时间,服务事项"),
    "statistics": ColumnTags("数据发布", "税收统计数据，每个数字都有单位、期间、截止日和来源。", "税收收入,统计数据"),
    "disclosure": ColumnTags("信息公开目录", "机构职能、公开制度、公开目录和年度报告。", "政务公开,信息公开,公开目录"),
}
"""Column tags by column."""

_GROUPED_BY = {"guides": "topic", "hotline": "topic", "disclosure": "topic"}
_OTHER = "其他"
TEMPLATES = ("columns.html", "parts/crumbs.html", "parts/head.html")


def pages(answers: Answers, frames: Frames) -> Iterator[File]:
    """The list of each column: `/policies/`, then `/policies/page/2/` and so on."""
    for name in COLUMNS:
        yield from column_pages(answers, frames, name)


def column_pages(answers: Answers, frames: Frames, name: str, only: int | None = None) -> Iterator[File]:
    """The list of one column, or `only` one page of it."""
    documents = by_group(answers.documents.get(name, ()), _GROUPED_BY.get(name))
    parts = cut(documents, answers.settings.documents_per_page)
    for number, part in enumerate(parts, start=1):
        if only in (None, number):
            yield _page(answers, frames, name, part, number, len(parts), len(documents))


def facts(answers: Answers) -> list[str]:
    """Everything that a list says of its documents, in their order: not their texts."""
    return [repr((d.path, d.title, dict(d.meta), d.figures, d.law)) for name in COLUMNS for d in answers.documents.get(name, ())]


def cut(documents: Sequence[Document], size: int) -> list[Sequence[Document]]:
    """The documents page by page; a column without documents still has one page, which says so."""
    return [documents[start:start + size] for start in range(0, len(documents), size)] or [()]


def address(name: str, number: int) -> str:
    """Where a page of the list stands: `policies/`, `policies/page/2/`."""
    return f"{name}/" if number == 1 else f"{name}/page/{number}/"


def _page(answers: Answers, frames: Frames, name: str, documents: Sequence[Document], number: int, count: int,
          total: int) -> File:
    path = address(name, number)
    depth = path.count("/")
    base = base_of(depth)
    content = template("columns.html").render(
        answers=answers, base=base, column=name, column_name=COLUMN_NAMES[name], lead=TAGS[name].description,
        groups=groups(documents, _GROUPED_BY.get(name)), documents=documents, number=number, count=count, total=total,
        offices=answers.reference.names("offices"), as_of=answers.as_of, zh={w: k.zh for w, k in KEY_BY_WORD.items()},
        pages=[(n, address(name, n)) for n in shown_numbers(number, count)],
        previous=address(name, number - 1) if number > 1 else None,
        next=address(name, number + 1) if number < count else None)
    title = COLUMN_NAMES[name] if number == 1 else f"{COLUMN_NAMES[name]}（第 {number} 页）"
    page = frames[(name, depth)].fill(
        title=title, description=TAGS[name].description, path=path, content=content,
        head=template("parts/head.html").render(column=TAGS[name], column_name=COLUMN_NAMES[name], title=None),
        breadcrumb=crumbs(base, (COLUMN_NAMES[name], None),))
    return f"{path}index.html", page


def groups(documents: Iterable[Document], key: str | None) -> list[tuple[str | None, list[Document]]]:
    """The documents under their topic, topics in the order in which they first appear, those without one last."""
    if key is None:
        return [(None, list(documents))]
    found: dict[str, list[Document]] = {}
    for document in documents:
        found.setdefault(document.meta.get(key) or _OTHER, []).append(document)
    rest = found.pop(_OTHER, None)
    return [*found.items(), *([(_OTHER if found else None, rest)] if rest else [])]


def by_group(documents: Iterable[Document], key: str | None) -> list[Document]:
    """The documents in the order of their groups, so that no group is torn over more pages than it must."""
    return [document for _, part in groups(documents, key) for document in part]


def shown_numbers(number: int, count: int) -> list[int]:
    """The page numbers a reader is offered: the first, the last, those around the present one, and every fifth.

    So any page of a list, however long, is at most two clicks from any other.
    """
    return sorted({1, count, *range(5, count, 5), *(n for n in range(number - 2, number + 3) if 1 <= n <= count)})
