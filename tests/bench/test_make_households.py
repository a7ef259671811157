"""The sample and the large run come from one command, and it gives the same bytes for the same seed."""

import hashlib
from pathlib import Path

from bench.make_households import main, make
from bench.story import acts

FIFTY = "cde8e7a32b90e151ad9c9ab5c0a0690d30705e862c082874adb4035bc7de130e"


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def digest_of(folder: Path) -> str:
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files_of(folder).items()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_fifty_households_are_these_bytes(tmp_path, reference):
    """A run of fifty households with seed 2008 has a recorded digest, on any machine."""
    make(50, 2008, tmp_path, reference)
    assert digest_of(tmp_path) == FIFTY


def test_two_runs_are_equal_and_two_seeds_are_not(tmp_path, reference):
    """Same seed, same files; another seed, other households."""
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        make(300, seed, tmp_path / name, reference)
    first, again, other = (files_of(tmp_path / name) for name in "abc")
    assert first == again and first != other


def test_the_committed_sample_is_what_the_command_makes(tmp_path, repository, reference, capsys):
    """quota_data/postings holds exactly the files of the command in bench/README.md."""
    out = tmp_path / "postings"
    assert main(["--households", "3200", "--seed", "2008", "--out", str(out), "--reference", str(reference)]) == 0
    assert "3200 households, 47 postings, 10938 rows" in capsys.readouterr().out
    made, committed = files_of(out), files_of(repository / "quota_data" / "postings")
    assert {act.id for act in acts()} <= {name.partition("/")[0] for name in committed}
    assert made == {name: data for name, data in committed.items() if name in made}


def test_a_run_replaces_its_own_postings_and_no_other(tmp_path, reference):
    """A posting somebody wrote by hand beside the sample stays."""
    own = tmp_path / "2008-heping-handmade-01" / "posting.yml"
    own.parent.mkdir()
    own.write_text("id: 2008-heping-handmade-01\n", encoding="utf-8")
    stale = tmp_path / "2008-heping-final-01" / "old.txt"
    stale.parent.mkdir()
    stale.write_text("old", encoding="utf-8")
    make(60, 2008, tmp_path, reference)
    assert own.is_file() and not stale.exists()


def test_there_are_at_least_3200_households(tables):
    """Every household that was made stands in some posting."""
    assert len({row["公示编号"] for rows in tables.values() for row in rows}) == 3200
