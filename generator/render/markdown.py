"""Takes the Markdown body of a document, gives harmless HTML, its contents list and articles. Reads no file.

Order matters: Markdown, then the sanitiser, then our own ids, classes and links. Whatever a body smuggles in, only
what is on the allow-list reaches the last step, and that step writes nothing but fixed words and quoted addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape

import markdown
import nh3
from markdown.extensions.tables import TableExtension

from generator.model.markup import ALLOWED_TAGS, ARTICLE, Anchors, prepared
from generator.render.links import Page, resolved

_ATTRIBUTES = {"a": {"href", "class"}, "img": {"src", "alt", "width", "height"}, "td": {"colspan", "rowspan", "align"},
               "th": {"colspan", "rowspan", "align"}, "ol": {"start"}, "time": {"datetime"}, "abbr": {"title"},
               "sup": {"id"}, "li": {"id"}, "div": {"class"}, "*": {"lang"}}
_FOOTNOTES = {"class": re.compile(r"footnote|footnote-ref|footnote-backref"), "id": re.compile(r"fn(ref)?\d*:[\w-]+")}
_WITH_CONTENT = {"script", "style", "iframe", "object", "embed", "noscript", "template", "svg", "math", "textarea",
                 "select", "title", "xmp", "plaintext", "noembed", "noframes"}
_STRUCTURE = re.compile(r"[<|\t]|\]:|\[\^|  $|^(?:[^\S\n]|[-+=:>_]|\*(?!\*[^\s*])|\d+\.\s)|^#.*\n(?=.)|.\n#",
                        re.MULTILINE)
_TABLE = re.compile(r"(?:(?<=\n\n)|\A)(?:\|[^\n]*(?:\n|\Z))+(?=\n|\Z)")
_INLINE = re.compile(r"[*_`\[\]&\\>]")
_HASH_HEADING = re.compile(r"(#{1,6})(.*?)#*")
_BLOCK = re.compile(
    r"<h(?P<level>[1-6])>(?P<words>.*?)</h(?P=level)>"
    rf"|<p>(?P<bold><strong>)?\s*(?P<label>{ARTICLE})(?P<close></strong>)?(?=\s|</p>|</strong>)\s*"
    r"|<p>(?=(?P<item>[（(][一二三四五六七八九十百]+[）)])|(?P<sub_item>[0-9０-９]{1,2}[.．、]))", re.DOTALL)
_LINK = re.compile(r'<(?P<tag>a|img)(?P<attributes>(?: [\w-]+="[^"]*")*) ?/?>')
_ATTRIBUTE = re.compile(r' ([\w-]+)="([^"]*)"')
_CELL = re.compile(r'<(?P<tag>t[dh])(?P<attributes>(?: [\w-]+="[^"]*")*)>')


@dataclass(frozen=True)
class TocEntry:
    """A heading: its level on the page (2 is the highest) and its anchor."""

    level: int
    title: str
    anchor: str


@dataclass(frozen=True)
class Article:
    """An article of a law: `8` or `8-1`, as printed (第八条), and its anchor."""

    number: str
    label: str
    anchor: str


@dataclass(frozen=True)
class Rendered:
    """The body as HTML, safe to print as it is, with the headings and articles in it."""

    html: str
    toc: tuple[TocEntry, ...]
    articles: tuple[Article, ...]


def to_html(body: str, *, path: str, links: Mapping[str, str], source: str = "") -> Rendered:
    """The body of the document at address `path`, ready to print.

    Shape: `links` gives the address of each Markdown file by its path below content/; `source` is this document's own
        file there, from which relative links start (its address with `.md` where not given).
    """
    text, page = prepared(body), Page(path, source or f"{path}.md", links)
    html = _paragraphs(text, page)
    if html is None:
        html = _from_markdown(text, page)
    return _Marks(demote="<h1>" in html).apply(html)


def _paragraphs(text: str, page: Page) -> str | None:
    """The HTML of a body of headings, paragraphs and tables only, as Markdown would write it; None for any other.

    Most law texts are of this kind. Only the tables and the blocks with a link or emphasis in them go through Markdown
    and the sanitiser, which is several times faster; a test holds both ways to the same bytes.
    """
    if _STRUCTURE.search(_TABLE.sub(_without_bars, text) if "|" in text else text):
        return None
    blocks = (block.strip() for block in re.split(r"\n[ \t]*\n", text))
    return "\n".join(_from_markdown(block, page) if block[0] == "|" or _INLINE.search(block) else _plain_block(block)
                     for block in blocks if block)


def _without_bars(table: re.Match[str]) -> str:
    return table[0].replace("|", "a")


def _from_markdown(text: str, page: Page) -> str:
    return _linked(_sanitised(_converted(text)), page)


def _plain_block(block: str) -> str:
    heading = _HASH_HEADING.fullmatch(block)
    if heading is None:
        return f"<p>{block}</p>"
    level = len(heading[1])
    return f"<h{level}>{heading[2].strip()}</h{level}>"


@cache
def _converter() -> Callable[[str], str]:
    """One Markdown instance a process: making one costs more than most pages."""
    instance = markdown.Markdown(output_format="html", extensions=[
        TableExtension(use_align_attribute=True), "def_list", "footnotes", "sane_lists"])

    def convert(text: str) -> str:
        instance.reset()
        return instance.convert(text)
    return convert


def _converted(text: str) -> str:
    """Markdown's HTML; words alone where a body is nested deeper than any reader could follow."""
    try:
        return _converter()(text)
    except RecursionError:
        _converter.cache_clear()  # its state is left halfway
        return "\n".join(f"<p>{escape(block)}</p>" for block in re.split(r"\n\s*\n", text))


def _sanitised(html: str) -> str:
    return nh3.clean(html, tags=set(ALLOWED_TAGS), clean_content_tags=_WITH_CONTENT, attributes=_ATTRIBUTES,
                     attribute_filter=_allowed_value, url_schemes={"http", "https", "mailto"}, link_rel=None)


def _allowed_value(tag: str, attribute: str, value: str) -> str | None:
    """Only footnotes bring a class or an id: everything else is ours to give."""
    if attribute in _FOOTNOTES and not _FOOTNOTES[attribute].fullmatch(value):
        return None
    if attribute in ("width", "height", "colspan", "rowspan", "start") and not re.fullmatch(r"\d{1,4}", value):
        return None
    return value


def _linked(html: str, page: Page) -> str:
    """Links and pictures lead where the files will stand; numbers in tables align by class, not by attribute."""
    html = _LINK.sub(lambda found: _link(found, page), html)
    return _CELL.sub(_cell, html.replace("<table>", '<table class="g-table">'))


def _link(found: re.Match[str], page: Page) -> str:
    attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(found["attributes"])}
    picture = found["tag"] == "img"
    address, foreign = resolved(attributes.pop("src" if picture else "href", ""), page)
    if picture:
        return _picture(attributes, address, foreign)
    kept = {"href": address} if address else {}
    kept |= {"rel": "noopener"} if foreign else {}
    return _tag("a", {**kept, **attributes})


def _picture(attributes: dict[str, str], address: str, foreign: bool) -> str:
    """A picture of ours; of a foreign one only its words, for no page loads anything from another host."""
    if foreign or not address:
        return escape(attributes.get("alt", ""))
    return _tag("img", {"src": address, "alt": attributes.pop("alt", ""), **attributes, "loading": "lazy"})


def _cell(found: re.Match[str]) -> str:
    attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(found["attributes"])}
    extra = {"scope": "col"} if found["tag"] == "th" else {}
    extra |= {"class": "g-num"} if attributes.pop("align", "") == "right" else {}
    return _tag(found["tag"], {**extra, **attributes})


def _tag(name: str, attributes: Mapping[str, str]) -> str:
    return f"<{name}" + "".join(f' {key}="{escape(value)}"' for key, value in attributes.items()) + ">"


@dataclass
class _Marks:
    """Gives headings and articles their anchors in one pass. `demote`: the body uses h1, which is the page's."""

    demote: bool
    anchors: Anchors = field(default_factory=Anchors)
    toc: list[TocEntry] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)

    def apply(self, html: str) -> Rendered:
        marked = _BLOCK.sub(self._mark, html)
        return Rendered(marked, tuple(self.toc), tuple(self.articles))

    def _mark(self, found: re.Match[str]) -> str:
        if found["level"]:
            return self._heading(found)
        if found["label"]:
            return self._article(found)
        return '<p class="g-item">' if found["item"] else '<p class="g-subitem">'

    def _heading(self, found: re.Match[str]) -> str:
        level = min(int(found["level"]) + self.demote, 6)
        title = " ".join(unescape(re.sub(r"<[^>]*>", "", found["words"])).split())
        anchor = self.anchors.heading(title)
        self.toc.append(TocEntry(level, title, anchor))
        return f'<h{level} id="{escape(anchor)}">{found["words"]}</h{level}>'

    def _article(self, found: re.Match[str]) -> str:
        anchor = self.anchors.article(found["n"], found["sub"])
        number = re.sub(r"_\d+$", "", anchor).removeprefix("art-")
        self.articles.append(Article(number, found["label"], anchor))
        # **第八条 写在同一处粗体里的字**: the bold goes on after the number
        bold = "<strong>" if found["bold"] and not found["close"] else ""
        return f'<p id="{anchor}"><a class="g-article" href="#{anchor}">{found["label"]}</a> {bold}'
