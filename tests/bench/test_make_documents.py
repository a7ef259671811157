"""The invented documents come from one command, have the shape of laws, and pass every check of the project."""

import hashlib
import re
from datetime import date

from bench.make_documents import documents, hanzi_number, main, make
from generator.read.document import read_documents
from generator.validate.document import check_documents
from generator.validate.privacy import check_text

TWENTY = "c9d2912a7cf2784c5072bd5ef7e81052421372b3c252e416769283ded18d3d2f"


def test_twenty_documents_are_these_bytes():
    """A run of twenty documents with seed 2008 has a recorded digest, on any machine."""
    written = "".join(text for _, text in documents(20, 60_000, 2008))
    assert hashlib.sha256(written.encode()).hexdigest() == TWENTY


def test_another_seed_gives_other_documents():
    """The seed decides the words, not only their order."""
    assert dict(documents(3, 9_000, 1)) == dict(documents(3, 9_000, 1)) != dict(documents(3, 9_000, 2))


def test_their_length_is_what_was_asked(tmp_path, capsys):
    """All characters together are what was asked for, give or take a few in a hundred."""
    assert main(["--documents", "200", "--characters", "1000000", "--out", str(tmp_path)]) == 0
    written = sum(len(path.read_text(encoding="utf-8")) for path in tmp_path.glob("*.md"))
    assert 980_000 < written < 1_050_000 and f"200 documents, {written} characters" in capsys.readouterr().out


def test_they_have_the_shape_of_laws():
    """Articles, items, chapters, tables, links, front matter and the gazette's heads all occur."""
    texts = [text for _, text in documents(200, 1_000_000, 2008)]
    for shape in (r"^第十一条 ", r"^（二）", r"^## 第二章 ", r"^\|---", r"\]\(invented-", r"^<!-- INFO END -->$"):
        assert any(re.search(shape, text, re.MULTILINE) for text in texts), shape
    heads = sum(text.startswith("---\n") for text in texts)
    assert 150 < heads < 200
    lengths = sorted(map(len, texts))
    assert lengths[100] < sum(lengths) / 200 < 4 * lengths[100] and lengths[-1] > 8 * lengths[10]


def test_words_fall_off_as_in_real_texts():
    """A few hundred hanzi make most of the text, and thousands occur."""
    text = re.sub(r"[^\u4e00-\u9fff]", "", "".join(text for _, text in documents(200, 1_000_000, 2008)))
    counted = sorted((text.count(sign) for sign in set(text)), reverse=True)
    assert len(counted) > 2500 and 0.55 < sum(counted[:300]) / len(text) < 0.9


def test_a_build_accepts_them(tmp_path):
    """They are read as documents, gazette heads too, and nothing in them is a problem or a number of a person."""
    policies = tmp_path / "content" / "policies"
    make(150, 600_000, 2008, policies)
    found, problems = read_documents(tmp_path / "content", tmp_path)
    assert len(found) == 150 and any(document.law for document in found) and not problems
    assert not check_documents(found, tmp_path / "content", date(2008, 9, 26))
    assert not [p for d in found for p in check_text(d.file, d.body, ())]


def test_a_run_replaces_its_own_documents_and_no_other(tmp_path):
    """A policy somebody wrote by hand beside them stays."""
    (tmp_path / "ling-16.md").write_text("own", encoding="utf-8")
    (tmp_path / "invented-99999.md").write_text("old", encoding="utf-8")
    make(2, 2_000, 2008, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["invented-00000.md", "invented-00001.md", "ling-16.md"]


def test_numbers_are_written_as_in_print():
    """十 without 一 before it, 零 once for any gap."""
    words = {0: "零", 5: "五", 10: "十", 12: "十二", 20: "二十", 103: "一百零三", 110: "一百一十", 2010: "二千零一十", 3001: "三千零一"}
    assert {number: hanzi_number(number) for number in words} == words
