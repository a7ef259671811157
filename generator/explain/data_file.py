"""The files for programs: open data, feeds, the search index, the map of the site. What they hold and what they are made of."""

from __future__ import annotations

from collections.abc import Iterator

from generator.explain.bureau import Bureau, drawn
from generator.model.address import Route
from generator.model.explanation import Explanation, Fact, Source
from generator.render.fragment import DOWNLOADS
from generator.render.open_data import WHOLE_ROWS

_HELD = {name: (title, what, kinds) for name, title, what, kinds in DOWNLOADS}
_MADE_OF = {"documents": "content", "statistics": "content", "streets": "reference", "tax_items": "reference"}
_FEEDS = {"postings": "postings", "policies": "content", "press": "content"}
_WORDS = {"form": "意见和申请的表格", "household-search": "户的检索", "document-search": "文件的检索", "sitemap": "网站地图", "headers": "响应头", "data-sums": "摘要值"}
_FORMATS = {"household-search": "docs/formats/search-index.md", "document-search": "docs/formats/document-search.md"}


def table(bureau: Bureau, route: Route, asked: str, path: str, name: str) -> Explanation | None:
    """A table or a description below /data/. None where there is no such file."""
    if name not in _HELD or path.rpartition(".")[2] not in _HELD[name][2]:
        return None
    title, what, _ = _HELD[name]
    facts = (Fact("holds", "内容", "what it holds", what), Fact("format", "格式", "format", "docs/formats/open-data.md"))
    return drawn(route, asked, path, title, sources=tuple(_sources(bureau, _MADE_OF.get(name, "postings"))), facts=facts)


def piece(bureau: Bureau, route: Route, asked: str, path: str, code: str) -> Explanation | None:
    """The households of one division, where the whole table is too long for a file."""
    named = bureau.named("divisions", code, "区县")
    if not named:
        return None
    when = Fact("when_longer_than", "只在总表超过这么多行时才有", "only where the whole table has more rows than", WHOLE_ROWS)
    return drawn(route, asked, path, named[0].value, sources=tuple(_sources(bureau, "postings")), facts=(when,), parameters=tuple(named))


def trade(bureau: Bureau, route: Route, asked: str, path: str, code: str) -> Explanation | None:
    """The households of one trade, where the whole table is short enough."""
    named = bureau.named("industries", code, "行业")
    title = named[0].value if named else code
    return drawn(route, asked, path, title, sources=tuple(_sources(bureau, "postings")), parameters=tuple(named),
                 see=(f"quota/industry/{code}/",))


def street(bureau: Bureau, route: Route, asked: str, path: str, code: str) -> Explanation | None:
    """The households of one street, where the whole table is short enough."""
    division = dict(bureau.usable.reference["streets"].select("code", "division_code").iter_rows()).get(code)
    if division is None:
        return None
    named = bureau.named("streets", code, "街道")
    return drawn(route, asked, path, named[0].value, sources=tuple(_sources(bureau, "postings")), parameters=tuple(named),
                 see=(f"quota/{division}/{code}/",))


def posting_file(bureau: Bureau, route: Route, asked: str, path: str, name: str, kind: str) -> Explanation | None:
    """A file of one posting's open data: the accepted rows in the form a clerk writes, or its header."""
    if name not in bureau.examined.tables:
        return None
    folder = bureau.examined.project.postings / name
    own = folder / ("posting.yml" if kind == "posting.yml" else "households.csv")
    sources = (bureau.source(own, None, "原件", "the original"),) if own.is_file() else ()
    return drawn(route, asked, path, f"{name} {kind}", sources=sources, see=(f"quota/posting/{name}/",),
                 problems=bureau.problems_below(bureau.examined.project.name(folder)))


def feed(bureau: Bureau, route: Route, asked: str, path: str, name: str) -> Explanation | None:
    """A feed. Feeds need the site's address: without `site_url` there are none."""
    if name not in _FEEDS or not bureau.examined.project.site_url:
        return None
    return drawn(route, asked, path, name, sources=tuple(_sources(bureau, _FEEDS[name])))


def other(bureau: Bureau, route: Route, asked: str, path: str) -> Explanation:
    """The search index, the map of the site, the digests: made of everything."""
    facts = (Fact("format", "格式", "format", _FORMATS[route.kind]),) if route.kind in _FORMATS else ()
    parts = {"household-search": ("postings", "reference"), "document-search": ("content",),
             "form": ("reference", "content")}.get(
        route.kind, ("postings", "reference", "content"))
    return drawn(route, asked, path, _WORDS[route.kind], sources=tuple(s for part in parts for s in _sources(bureau, part)), facts=facts)


def _sources(bureau: Bureau, part: str) -> Iterator[Source]:
    project = bureau.examined.project
    if part == "postings":
        yield bureau.source(project.postings, None, "各份公示", "the postings")
    elif part == "reference":
        yield bureau.source(project.reference, None, "参数表", "the reference tables")
    else:
        yield bureau.source(project.content, None, "文件", "the documents")
