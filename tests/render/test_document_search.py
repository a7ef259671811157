"""The files of the document search: whole, the same from the same texts, and kept where nothing changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.derive.document_lists import document_lists
from generator.model import document_search as shape
from generator.model.part import Memory
from generator.model.problem import GeneratorError
from generator.render import document_search
from generator.render.document_search import numbered
from tests.document_index import Reader, fold, index_files, sample, spread_files


@pytest.fixture(scope="module")
def known() -> dict:
    return sample(300, 300_000)


@pytest.fixture(scope="module")
def made(known: dict) -> dict[str, bytes]:
    return dict(index_files(known))


@pytest.mark.parametrize("files", [index_files, spread_files])
def test_a_stranger_reads_the_same_counts(known: dict, files) -> None:
    """A reader written from the format page finds every word of a sample where it stands, as often as it stands."""
    reader = Reader(dict(files(known)).__getitem__)
    heavy = [word for word in reader.manifest["heavy"].split(" ") if word]
    assert len(heavy) > 20 or files is index_files
    assert len(reader.manifest["segments"]) == shape.segment_count(300) > 1 and sum(reader.manifest["segments"]) == 300
    texts = {path: fold(text) for path, (_, text) in known.items()}
    for key in ("税", "纳税", "应当", "定额", "a", "2", "第三百", *heavy[:20], *heavy[-20:]):
        expected = {path: sum(text.startswith(key, at) for at in range(len(text))) for path, text in texts.items()}
        assert reader.documents(key) == {path: times for path, times in expected.items() if times}, key


def test_the_manifest_says_what_each_document_is(known: dict, made: dict[str, bytes]) -> None:
    """Column and day of every document, in the order of the ids; the text under the id says its address."""
    manifest = Reader(made.__getitem__).manifest
    for number, identity in enumerate(Reader(made.__getitem__).ids()):
        path = made[f"search/documents/text/{identity}.txt"].decode().split("\n")[0]
        document = known[path][0]
        assert manifest["columns"][int(manifest["column"][number])][0] == document.column
        assert manifest["days"][number] == (document.shown_on - document_search._EPOCH).days
    assert manifest["simplified"].startswith("") and len(manifest["simplified"]) % 2 == 0


def test_the_same_documents_give_the_same_files(known: dict, made: dict[str, bytes]) -> None:
    """In any order, without a cache, with an empty one and with a full one."""
    cache, backwards = Memory(), dict(reversed(known.items()))
    assert dict(index_files(backwards)) == dict(index_files(known, cache=cache)) == dict(index_files(known, cache=cache)) == made


def test_a_changed_document_renews_only_its_segment(known: dict) -> None:
    """With a full cache the lists of one segment are made again, and the result is that of a build from nothing."""
    cache, asked = Memory(), []
    dict(index_files(known, cache=cache))
    path = next(iter(known))
    changed = {**known, path: (known[path][0], known[path][1] + "\n新增的一行")}

    def lists_of(texts):
        asked.append(len(texts))
        return document_lists(texts)

    texts = {f"{name}/": f"{name}\n{text}\n" for name, (_, text) in changed.items()}
    files = document_search.files([one for one, _ in changed.values()], texts, texts.__getitem__, lists_of, cache)
    made, whole = dict(files), dict(index_files(changed))
    assert made.items() <= whole.items() and len(asked) == 1


def test_the_folder_changes_with_the_numbering_only(known: dict, made: dict[str, bytes]) -> None:
    """Another text leaves the folder of the lists where it is; another document or day gives another folder."""
    path = next(iter(known))
    document, text = known[path]
    same = {**known, path: (document, text.replace("，", "；"))}
    later = {**known, path: (replace(document, meta={}), text)}
    fewer = {name: one for name, one in known.items() if name != path}
    folders = [Reader(dict(index_files(each)).__getitem__).manifest["generation"] for each in (known, same, later, fewer)]
    assert folders[0] == folders[1] and len(set(folders)) == 3


def test_no_documents_is_an_index_too() -> None:
    """A new bureau's search finds nothing and misses no file."""
    made = dict(index_files({}))
    reader = Reader(made.__getitem__)
    assert reader.manifest["documents"] == 0 and reader.lists("税") == [None]


def test_two_documents_with_one_id_are_refused(known: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    """It will not happen, and if it does the names of both files are said."""
    monkeypatch.setattr(document_search, "document_id", lambda path: "aaaaaaaa")
    with pytest.raises(GeneratorError, match=r"content/\S+\.md, content/\S+\.md"):
        numbered(document for document, _ in known.values())


def test_segments_follow_the_order_of_ids() -> None:
    """Documents sorted by id are sorted by segment, at every number of segments."""
    ids = sorted(shape.document_id(str(number)) for number in range(2000))
    for count in (1, 2, 8, 32):
        segments = [shape.segment_of(identity, count) for identity in ids]
        assert segments == sorted(segments) and set(segments) == set(range(count))
    assert [shape.segment_count(n) for n in (0, 256, 257, 3591, 10**6)] == [1, 1, 2, 16, 32]


