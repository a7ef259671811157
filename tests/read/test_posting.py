"""posting.yml: headers in the order of the fold, every mistake in one run."""

from __future__ import annotations

import random
from pathlib import Path

from generator.model.posting import PostingKind
from generator.read.posting import read_postings
from generator.read.settings import read_project


def test_headers_come_in_the_order_of_the_fold(example: Path) -> None:
    """By day, then by id, whatever the folders' order; Chinese words for the kinds are taken too."""
    header = example / "quota_data/postings/2008-dong-final/posting.yml"
    header.write_text(header.read_text(encoding="utf-8").replace("kind: final", "kind: 公布"), encoding="utf-8")
    postings, problems = read_postings(read_project(example / "mkdocs.yml")[0])
    assert problems == [] and postings == sorted(postings, key=lambda posting: posting.sort_key)
    assert next(p for p in postings if p.id == "2008-dong-final").kind is PostingKind.FINAL


def test_all_mistakes_of_a_header_are_told_at_once(example: Path) -> None:
    """A wrong key, a wrong kind, a wrong date and a missing office: four problems with their lines."""
    (example / "quota_data/postings/2008-dong-final/posting.yml").write_text(
        "id: 2008-dong-final\nkind: 通知\nposted_on: 2008/6/20\nplacee: 大厅\n", encoding="utf-8")
    _, problems = read_postings(read_project(example / "mkdocs.yml")[0])
    assert {(p.rule, p.row) for p in problems} == {("unknown-posting-kind", 2), ("bad-date", 3),
                                                  ("unknown-posting-key", 4), ("posting-key-missing", None)}


def test_no_bytes_make_it_raise(example: Path) -> None:
    """Random YAML and random bytes end in problems or a header, never in a traceback."""
    source = random.Random(16)
    words = ["id", "kind", ":", " ", "\n", "- ", "&a", "*a", "{", "}", "[", "]", "!!python/object:x", "!x", "|", ">", '"',
             "posted_on", "2008-01-01", "?", "\t", "#", "<<", "𬭎", "of: of", "\0", "%", "@", "`", "1e999", "0o7", "~"]
    header = example / "quota_data/postings/2008-dong-final/posting.yml"
    project = read_project(example / "mkdocs.yml")[0]
    for number in range(400):
        text = "".join(source.choice(words) for _ in range(source.randrange(40))).encode()
        header.write_bytes(text if number % 4 else source.randbytes(source.randrange(80)))
        postings, problems = read_postings(project)
        assert problems or len(postings) == 7


def test_aliases_cannot_blow_up(example: Path) -> None:
    """Nine lines of aliases that stand for a billion words are one problem, at once."""
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi")) + "place: *i\n"
    (example / "quota_data/postings/2008-dong-final/posting.yml").write_text(bomb, encoding="utf-8")
    _, problems = read_postings(read_project(example / "mkdocs.yml")[0])
    assert [(problem.rule, problem.row) for problem in problems] == [("yaml-broken", 2)]
