"""Takes a comparison and a language, gives the words and figures that its text, its page and its JSON share. Draws nothing."""

from __future__ import annotations

from typing import Any

from generator.model.difference import KINDS, MEANINGS, REASONS, Difference
from generator.model.money import format_yuan
from generator.model.posting import Posting, PostingKind
from generator.model.rules.rule import Text



def pick(language: str, pair: tuple[str, str]) -> str:
    """The Chinese or the English of two words."""
    return Text(*pair).of(language)


def kind_word(kind: str, language: str) -> str:
    return pick(language, KINDS[kind])


def meaning(kind: str, language: str) -> str:
    return pick(language, MEANINGS[kind])


def reason(code: str | None, language: str) -> str:
    """Why a quota is gone; nothing where it is not."""
    return "" if code is None else pick(language, REASONS[code])


def title(found: Difference, language: str) -> str:
    return f"{found.posting.id} · {act(found.posting, language)} · {found.posting.posted_on}"


def compared_with(found: Difference, language: str) -> str:
    """One sentence: what the posting is compared with."""
    if found.against is not None:
        named = f"{found.against.id} ({act(found.against, language)}, {found.against.posted_on})"
        return pick(language, (f"和 {named} 相比", f"compared with {named}"))
    return pick(language, {
        PostingKind.CORRECTION: ("和它更正的那些行相比", "compared with the rows it corrects"),
        PostingKind.WITHDRAWAL: ("它撤回的那些行", "the rows it takes back"),
    }.get(found.posting.kind, ("和各户上一次的定额相比", "each household compared with its own previous quota")))


def act(posting: Posting, language: str) -> str:
    """Which of the four acts a posting is."""
    return pick(language, (posting.kind.zh, posting.kind.value))


def notes(found: Difference, language: str) -> list[str]:
    """What a reader must know beside the figures; a figure of nothing is not mentioned."""
    said = (
        (found.tax_only, "{n} 户定额不变，税额变了", "unchanged quotas whose tax changed: {n}"),
        (found.corrected, "{n} 户按后来更正的数计", "rows read as they were corrected since: {n}"),
        (found.withdrawn, "{n} 行已被撤回，不计入", "rows withdrawn, and not counted: {n}"),
        (found.refused, "{n} 行有错误（见 gongshi check），没有参加比较",
         "rows with mistakes (see gongshi check), not compared: {n}"),
        (len(found.left_out), "没有看这些有错误的文书：{names}", "postings with mistakes, not looked at: {names}"),
    )
    names = pick(language, ("、", ", ")).join(found.left_out)
    return [pick(language, (zh, en)).format(n=f"{count:,}", names=names) for count, zh, en in said if count]


def yuan(fen: int | None) -> str:
    """An amount, or a dash where there is no quota."""
    return "—" if fen is None else format_yuan(fen)


def signed(fen: int | None) -> str:
    """A change with its sign: `+500`, `−500`, `0`."""
    return "—" if fen is None else ("+" if fen > 0 else "") + format_yuan(fen)


def percent(tenths: int | None) -> str:
    """`+8.3%`; a dash where there was nothing before."""
    if tenths is None:
        return "—"
    sign = "+" if tenths > 0 else "−" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10:,}.{abs(tenths) % 10}%"


def rows_of(found: Difference, kind: str, most: int) -> list[dict[str, Any]]:
    """The largest changes of one kind."""
    changes = found.changes
    return changes.filter(changes["kind"] == kind).head(most).to_dicts()
