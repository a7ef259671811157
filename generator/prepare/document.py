"""Takes a project and what is known of a new document, gives its file: every key of its column with what it means.

Keys that must be there stand open, the others behind `# `. The text itself is left to the clerk: until there is some, `check`
says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from generator.model.document import KEYS, Document, Key
from generator.model.problem import GeneratorError
from generator.model.project import Project
from generator.prepare.header import line
from generator.prepare.posting import Skeleton

COLUMN_OF = {"policy": "policies", "interpretation": "policies", "press": "press", "guide": "guides", "question": "hotline",
             "hall": "halls", "statistics": "statistics", "disclosure": "disclosure"}
_ASKED = {"interpretation": ("interprets",), "guide": ("topic",), "question": ("topic",)}
_TEXT = {
    "policy": "文件全文。第一条从这里开始 / the whole text", "interpretation": "解读：这份文件说了什么，谁受影响，怎么办 / what it says, for whom",
    "press": "什么时候、在哪里、什么事 / when, where, what", "guide": "一步一步怎么办 / step by step",
    "question": "先用一句话回答，再说依据 / the answer in a sentence, then its basis",
}


@dataclass(frozen=True)
class DocumentWish:
    """What is known of a document that does not exist yet. Shape: `values` by English key; a list for keys that hold one."""

    what: str
    name: str
    values: Mapping[str, str | list[str]] = field(default_factory=dict)


def asked_keys(what: str) -> list[Key]:
    """The keys without which the document is not complete, and those that belong to its kind: what a terminal asks for."""
    column = COLUMN_OF[what]
    return [key for key in KEYS if key.name not in ("title", "published_on")
            and (column in key.required_in or key.name in _ASKED.get(what, ()))]


def policies(documents: list[Document]) -> dict[str, str]:
    """The policies that can be interpreted: path to title. An interpretation is none itself."""
    return {d.path: d.title for d in documents if d.column == "policies" and not d.meta.get("interprets")}


def policy_named(words: str, known: Mapping[str, str], documents: list[Document]) -> str | None:
    """The path of the policy that is meant: its path, its file name, its title or its document number."""
    word = words.strip().strip("/").removesuffix(".md").removeprefix("content/")
    numbers = {d.meta.get("document_number"): d.path for d in documents if d.path in known}
    titles = {title: path for path, title in known.items()}
    for found in (word if word in known else None, f"policies/{word}" if f"policies/{word}" in known else None,
                  numbers.get(word), titles.get(word.strip("《》"))):
        if found:
            return found
    return None


def document_skeleton(project: Project, wish: DocumentWish, documents: list[Document], day: date) -> Skeleton:
    """The Markdown file. Raises GeneratorError for a name that cannot be an address, or a policy that does not exist."""
    column = COLUMN_OF[wish.what]
    values = _completed(project, wish, documents)
    lines = [_key_line(key, wish, values, day, column) for key in KEYS if column in key.columns and _belongs(key, wish.what)]
    body = f"<!-- 正文写在这里，写好后删去这一行。{_TEXT.get(wish.what, '')} -->"
    said = tuple((f"解读 {path}：两边的页面会自动互相链接", f"interprets {path}: the two pages link to each other by themselves")
                 for path in values.get("interprets", ()))
    text = "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"
    return Skeleton({project.content / column / f"{wish.name}.md": text}, said)


def _belongs(key: Key, what: str) -> bool:
    """A policy interprets nothing; an interpretation has no number and no validity of its own."""
    if key.name == "interprets":
        return what == "interpretation"
    return what != "interpretation" or key.name not in ("document_number", "validity", "validity_note", "effective_on", "expires_on")


def _completed(project: Project, wish: DocumentWish, documents: list[Document]) -> dict[str, str | list[str]]:
    values = dict(wish.values)
    known = policies(documents)
    named = [(word, policy_named(word, known, documents)) for word in values.get("interprets", ())]
    for word, path in named:
        if path is None:
            near = get_close_matches(word, [*known, *known.values()], 3, 0.3) or list(known)[:3]
            raise GeneratorError(f"{word}: no such policy / 没有这份政策文件" + (f": {'、'.join(near)}" if near else ""))
    if named:
        values["interprets"] = [path for _, path in named if path]
    if wish.what == "interpretation":
        values.setdefault("issuer", project.settings.bureau.name)
        values.setdefault("subject", "政策解读")
        if named and "title" not in values:
            values["title"] = f"《{known[values['interprets'][0]].strip('《》')}》解读"
    return values


def _key_line(key: Key, wish: DocumentWish, values: Mapping[str, str | list[str]], day: date, column: str) -> str:
    default = {"title": wish.name, "published_on": day}.get(key.name)
    value = values.get(key.name) or default
    return line(key.name, value, f"{key.zh}：{key.note_zh}", as_remark=not value and column not in key.required_in)
