"""What a cache keeps of reading and checking is used only where no byte changed, and never changes the result."""

from __future__ import annotations

from pathlib import Path

from generator.model.part import Memory
from generator.read import document as reading
from generator.read.document import read_documents
from generator.validate.privacy import Text
from generator.validate.privacy import check_texts as check


def test_a_cache_changes_nothing_and_saves_reading(example: Path, monkeypatch) -> None:
    """Without a cache, with an empty and with a full one: the same documents and problems; full, no file is parsed."""
    (example / "content/policies/broken.md").write_text("no front matter", encoding="utf-8")
    plain, cache = read_documents(example / "content", example), Memory()
    assert read_documents(example / "content", example, cache) == plain and plain[1]
    monkeypatch.setattr(reading, "_read", None)
    assert read_documents(example / "content", example, cache) == plain


def test_a_changed_byte_or_program_is_read_again(example: Path) -> None:
    """Another text in a file is seen, another name too, and nothing another program kept is used."""
    cache, content = Memory(), example / "content"
    read_documents(content, example, cache, "1")
    path = content / "policies/gongshi-jiedu.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n新增。\n", encoding="utf-8")
    path.rename(path.with_name("another.md"))
    assert read_documents(content, example, cache, "1") == read_documents(content, example)
    assert any(document.slug == "another" and "新增" in document.body for document in read_documents(content, example, cache, "1")[0])
    other = Memory()
    read_documents(content, example, other, "1")
    before = dict(other._contents)
    read_documents(content, example, other, "2")
    assert len(other._contents) == 2 * len(before)


def check_texts(texts: list[tuple[str, str]], phones: tuple[str, ...], cache: Memory | None = None) -> list:
    return check([Text(file, file + text, lambda text=text: text) for file, text in texts], phones, cache)


def test_a_number_of_a_person_is_found_with_and_without_a_cache() -> None:
    """What was found is found again from the cache, and what was added is found too."""
    texts, cache = [("a.md", "范例"), ("b.md", "电话 13800138000")], Memory()
    plain = check_texts(texts, ())
    assert len(plain) == 1 and check_texts(texts, (), cache) == plain == check_texts(texts, (), cache)
    assert len(check_texts([("a.md", "手机 13900139000"), texts[1]], (), cache)) == 2
    assert not check_texts(texts, ("13800138000",), cache)
