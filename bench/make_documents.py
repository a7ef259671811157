"""Takes a count, a size and a seed, writes that many invented policies. Same seed, same bytes, on any machine.

python -m bench.make_documents --documents 3500 --characters 20000000 --seed 2008 --out DIR/content/policies

Their shape is that of real tax laws and rules: lengths, chapters, articles, items, dated heads without front matter in
one of eight, a table or a link here and there. Their words mean nothing (`prose.py`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bench.prose import Prose

_LENGTHS = (0.11, 0.17, 0.22, 0.29, 0.42, 0.66, 0.87, 1.0, 1.17, 1.6, 2.35, 2.9, 3.0)
"""How long real laws are beside their mean, at equal steps from the shortest to the longest."""

_KINDS = ("通知", "办法", "规定", "公告", "批复", "条例", "细则", "解读")
_ISSUERS = ("国务院", "国家税务总局", "财政部、国家税务总局", "沈阳市地方税务局")
_SUBJECTS = ("税收征管", "税收优惠", "纳税服务", "信息公开")
_FIRST, _LAST = date(1994, 1, 1), date(2008, 8, 31)
_DIGITS = "零一二三四五六七八九"


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    written = make(options.documents, options.characters, options.seed, options.out)
    print(f"{options.documents} documents, {written} characters in {options.out}")
    return 0


def make(count: int, characters: int, seed: int, out: Path) -> int:
    """The documents in `out`, replacing those of an earlier run and touching no other. Gives the characters written."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("invented-*.md"):
        old.unlink()
    written = 0
    for number, text in documents(count, characters, seed):
        (out / f"invented-{number:05}.md").write_text(text, encoding="utf-8", newline="\n")
        written += len(text)
    return written


def documents(count: int, characters: int, seed: int) -> Iterator[tuple[int, str]]:
    """Each document with its number. A document depends on the count only by its links and the share of its length."""
    prose = Prose(seed)
    drawn = [_length(Random(f"{seed}/length/{number}").random()) for number in range(count)]
    for number, share in enumerate(drawn):
        yield number, _document(prose, Random(f"{seed}/text/{number}"), number, count,
                                int(share * characters / sum(drawn)))


def _length(drawn: float) -> float:
    place = drawn * (len(_LENGTHS) - 1)
    low = int(place)
    return _LENGTHS[low] + (_LENGTHS[low + 1] - _LENGTHS[low]) * (place - low)


def _document(prose: Prose, chance: Random, number: int, count: int, length: int) -> str:
    topic = prose.topic(chance)
    kind = _KINDS[int(chance.random() * len(_KINDS))]
    title = f"关于{''.join(prose.words[topic[place]] for place in range(3))}的{kind}（{hanzi_number(number + 1)}）"
    issued = _FIRST + timedelta(int(chance.random() * (_LAST - _FIRST).days))
    is_plain_law = chance.random() < 0.125
    head = _plain_head(title, issued) if is_plain_law else _front_matter(prose, chance, title, issued, number, count)
    parts, size, article, chapter = [head], len(head), 0, 0
    chaptered = length > 4000 and chance.random() < 0.7
    table_at = int(chance.random() * length) if chance.random() < 0.1 else None
    while not article or size < length:
        added = []
        if chaptered and article % 9 == 0:
            chapter += 1
            added.append(f"## 第{hanzi_number(chapter)}章 {prose.word(chance)}{prose.word(chance)}")
        article += 1
        added += list(_article(prose, chance, topic, article, number))
        if table_at is not None and size > table_at:
            added.append(_table(prose, chance, topic))
            table_at = None
        parts += added
        size += sum(map(len, added)) + 2 * len(added)
    return "\n\n".join(parts) + "\n"


def _plain_head(title: str, issued: date) -> str:
    """As the gazette prints it: the title, a dated line, the mark."""
    return f"# {title}\n\n{issued.year}年{issued.month}月{issued.day}日 国务院令第{issued.toordinal() % 900}号公布\n\n<!-- INFO END -->"


def _front_matter(prose: Prose, chance: Random, title: str, issued: date, number: int, count: int) -> str:
    published = min(issued + timedelta(int(chance.random() * 60)), _LAST)
    lines = [
        f"title: {title}", f"document_number: 范例发〔{issued.year}〕{number + 1}号",
        f"issuer: {_ISSUERS[int(chance.random() * 4)]}", f"issued_on: {issued}", f"effective_on: {published}",
        f"published_on: {published}", f"validity: {'全文失效' if chance.random() < 0.15 else '全文有效'}",
        f"subject: {_SUBJECTS[int(chance.random() * 4)]}", "source: 虚构的范例，不是法规"]
    if chance.random() < 0.5:
        lines.append(f"keywords: [{prose.word(chance)}, {prose.word(chance)}]")
    if number and chance.random() < 0.3:
        lines.append(f"related: [policies/invented-{int(chance.random() * number):05}]")
    return "---\n" + "\n".join(lines) + "\n---"


def _article(prose: Prose, chance: Random, topic: list[int], article: int, number: int) -> Iterator[str]:
    words = prose.sentence(chance, topic)
    if number and chance.random() < 0.01:
        words = f"依照[有关文件](invented-{int(chance.random() * number):05}.md)，{words}"
    elif chance.random() < 0.01:
        words = f"**{prose.word(chance)}**{words}"
    yield f"第{hanzi_number(article)}条 {words}"
    way = chance.random()
    if way < 0.15:
        for item in range(1, 3 + int(chance.random() * 4)):
            yield f"（{hanzi_number(item)}）{prose.clause(chance, topic)}；"
    for _ in range(int(way * 3)):
        yield prose.sentence(chance, topic) + prose.sentence(chance, topic)


def _table(prose: Prose, chance: Random, topic: list[int]) -> str:
    rows = [f"| {prose.clause(chance, topic)} | {int(chance.random() * 40)} |" for _ in range(4 + int(chance.random() * 12))]
    return "\n".join(["| 项目 | 比例（%） |", "|---|---:|", *rows])


def hanzi_number(number: int) -> str:
    """A whole number below 10,000 as it is printed: 十二, 一百零三, 二千零一十."""
    if number < 20:
        return ("十" if number > 9 else "") + (_DIGITS[number % 10] if number % 10 or not number else "")
    said, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = bool(said)
    return said


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.make_documents", description="Make invented policies.")
    parser.add_argument("--documents", type=int, default=3500, help="how many documents (default 3500)")
    parser.add_argument("--characters", type=int, default=20_000_000, help="their length in all (default 20000000)")
    parser.add_argument("--seed", type=int, default=2008, help="same seed, same bytes (default 2008)")
    parser.add_argument("--out", type=Path, required=True, help="folder for the documents")
    return parser


if __name__ == "__main__":
    sys.exit(main())
