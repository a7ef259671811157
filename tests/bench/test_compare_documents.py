"""The comparison of documents at a tiny size: ours is built, changed and asked; the peers get the same files."""

import json

import pytest

from bench.compare_documents import main
from bench.document_search import holding, phrases
from bench.make_documents import make
from bench.make_mkdocs import write_mkdocs_policies

pytestmark = pytest.mark.usefixtures("node")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    path = folder / "results.json"
    path.write_text('{"runs": [1]}', encoding="utf-8")
    assert main(["--documents", "40", "--characters", "60000", "--households", "30", "--queries", "20", "--peers", "no",
                 "--work", str(folder / "work"), "--results", str(path)]) == 0  # fmt: skip
    return json.loads(path.read_text(encoding="utf-8"))


def test_ours_is_built_from_nothing_and_after_a_change(results):
    """Three runs of the same bureau; nothing is rewritten where nothing changed, and little where one policy did."""
    assert results["runs"] == [1]
    cold, same, changed = results["documents"]
    assert [run["name"] for run in results["documents"]] == ["Gongshi", "nothing changed", "one policy changed"]
    assert not any(run["stopped"] for run in (cold, same, changed)) and cold["documents"] == 40
    assert same["rewritten"] == same["different"] == 0 and 2 < changed["different"] < cold["files"] / 2


def test_ours_finds_every_document(results):
    """All documents that contain a phrase, and what the first search loads is weighed."""
    cold = results["documents"][0]
    assert cold["recall"] == 1.0 and 0 < cold["data_bytes"] < 300_000 and 2 <= cold["round_trips"] <= 6


def test_mkdocs_gets_the_same_files(tmp_path):
    """Every policy, byte for byte, in no navigation, with the Chinese search that Material describes."""
    make(5, 5_000, 2008, tmp_path / "policies")
    assert write_mkdocs_policies(tmp_path / "policies", tmp_path / "mkdocs") == 5
    for path in (tmp_path / "policies").iterdir():
        assert (tmp_path / "mkdocs" / "docs" / "policies" / path.name).read_bytes() == path.read_bytes()
    config = (tmp_path / "mkdocs" / "mkdocs.yml").read_text(encoding="utf-8")
    assert "lang: zh" in config and "/policies/" in config and r"separator: '[\s\u200b\-]'" in config


def test_phrases_are_pieces_of_the_documents():
    """Every phrase stands in a line of a document, and a tenth of them are whole titles."""
    texts = {f"d{n}": f"关于第{n}号范例的通知\n应当依照本办法办理，逾期不报的，由主管机关责令改正。" for n in range(20)}
    asked = phrases(texts, 30)
    assert len(asked) == 30 and all(holding(texts, phrase) for phrase in asked)
    assert sum(phrase.startswith("关于第") and phrase.endswith("的通知") for phrase in asked) >= 3
