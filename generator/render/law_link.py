"""Takes the words of a legal source and the bureau's policies, gives the words with links to the articles. Judges no validity.

A link needs the policy to be here; its article is led to only where the numbering is sure to be that of the policy's text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape

from generator.model.answers import Answers, once
from generator.model.document import Document
from generator.model.markup import anchors_of, hanzi_number
from generator.model.objection import LAW
from generator.model.part import key_of
from generator.model.rules import RULES

_BESIDE = re.compile(r"（[^（）]*）$|^中华人民共和国|^关于(?=.*的(?:通知|规定)$)")
_ARTICLE = re.compile(r"》?(?P<version>（[^（）]*）)?》?第(?P<number>[〇零一二三四五六七八九十百\d]+)条(?:第（[^（）]+）项)?")
_BEFORE = re.compile(r"(\d{4})年[^（）]*前）")


@dataclass(frozen=True, eq=False)
class Laws:
    """The policies by the names that the sources use: document number, or title without what stands beside it."""

    policies: Collection[Document]

    def linked(self, words: str, base: str) -> str:
        """HTML. Shape: `words` as a source says them, such as 国家税务总局令第16号（2018年修正前）第八条第（三）项."""
        return "".join(self._pieces(words, base))

    @cached_property
    def digest(self) -> str:
        """Changes when the link of any source does, and with nothing else: a policy that no source names is no concern."""
        sources = (*LAW.values(), *(source for rule in RULES.values() for source in rule.law))
        words = {version.of("zh") for source in sources for version in source.versions}
        return key_of([self.linked(each, "") for each in sorted(words)])

    def _pieces(self, words: str, base: str) -> Iterator[str]:
        start = end = 0
        while start < len(words):
            name = self._name_at(words, start)
            if name is None:
                start += 1
                continue
            document, article = self._named[name], _ARTICLE.match(words, start + len(name))
            after = article.end() if article else start + len(name)
            anchor = f"#{found_at}" if (found_at := self._anchor(document, article)) else ""
            yield escape(words[end:start]) + f'<a href="{base}{document.path}/{anchor}">{escape(words[start:after])}</a>'
            start = end = after
        yield escape(words[end:])

    def _name_at(self, words: str, start: int) -> str | None:
        """The longest name that begins there: a law and the rules on it begin with the same words."""
        found = (words[start:start + length] for length in self._lengths if start + length <= len(words))
        return next((name for name in found if name in self._named), None)

    def _anchor(self, document: Document, article: re.Match[str] | None) -> str | None:
        """The article's own, where the page has it and its number is sure."""
        if article is None or not _is_numbered_alike(document, article["version"] or ""):
            return None
        if document.path not in self._anchors:
            self._anchors[document.path] = anchors_of(document.body)
        anchor = f"art-{hanzi_number(article['number'])}"
        return anchor if anchor in self._anchors[document.path] else None

    @cached_property
    def _anchors(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _named(self) -> dict[str, Document]:
        found: dict[str, Document] = {}
        for one in self.policies:
            for name in (one.meta.get("document_number"), _short(one.title)):
                if name and len(name) > 4:
                    found.setdefault(name, one)
        return found

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(name) for name in self._named}, reverse=True)


@once
def laws_of(answers: Answers) -> Laws:
    """Those of a bureau; a process makes many pages of one."""
    return Laws(answers.documents.get("policies", ()))


def _short(title: str) -> str:
    while (shorter := _BESIDE.sub("", title)) != title:
        title = shorter
    return title


def _is_numbered_alike(document: Document, version: str) -> bool:
    """Whether the version that a source names is that of the text here: none named, or the one before a year after the text's."""
    day, before = document.meta.get("issued_on") or document.meta.get("effective_on"), _BEFORE.search(version)
    return not version or bool(before and day and day.year < int(before[1]))
