"""`gongshi new` in a script, where it never asks, and in a terminal, where it does."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "GONGSHI_LANG": "zh"}


def in_script(bureau: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "generator", "new", *words], cwd=bureau, text=True, capture_output=True,
                          stdin=subprocess.DEVNULL, env=ENVIRONMENT, timeout=60)


def in_terminal(bureau: Path, answers: list[str], *words: str) -> tuple[int, str]:
    """The exit code and everything on the screen. Each answer is typed when a question (it ends with `: `) stands there."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-m", "generator", "new", *words], cwd=bureau, env=ENVIRONMENT, stdin=theirs, stdout=theirs,
                               stderr=theirs, close_fds=True)
    os.close(theirs)
    screen, waiting, until = "", list(answers), time.monotonic() + 60
    answered = 0
    while time.monotonic() < until:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                read = os.read(ours, 65536)
            except OSError:
                break
            screen += read.decode("utf-8", "replace")
        elif process.poll() is not None:
            break
        if screen[answered:].rstrip(" ").endswith(":") and waiting:
            answered = len(screen)
            os.write(ours, (waiting.pop(0) + "\n").encode())
    os.close(ours)
    return process.wait(timeout=10), screen


def test_a_script_is_never_asked(example: Path) -> None:
    """What is not given is left to be written; standard output has the files and nothing else."""
    done = in_script(example, "posting", "2026-dong-provisional-01")
    assert done.returncode == 0 and done.stdout.splitlines() == [
        str(example.resolve() / "quota_data/postings/2026-dong-provisional-01" / name) for name in ("posting.yml", "households.csv")]
    assert "公示期 5 个工作日" in done.stderr


@pytest.mark.parametrize(("words", "said"), (
    (("posting",), "NAME"), (("policy",), "--title"), (("policy", "a/b"), "a/b"), (("policy", "../x"), "../x"), (("policy", ".x"), ".x"),
    (("posting", "x", "--posted-on", "2008.9.1"), "2008.9.1"), (("posting", "x", "--set", "colour=red"), "colour"),
    (("policy", "x", "--set", "colour=red"), "colour"), (("policy", "x", "--set", "issuer"), "issuer"), (("guide", "x", "--set", "issuer=y"), "issuer"),
    (("policy", "x" * 250), "xxx"), (("policy", "gongshi-banfa"), "已经有了")))
def test_what_cannot_be_is_one_line_and_exit_2(example: Path, words: tuple[str, ...], said: str) -> None:
    """No traceback, no file."""
    before = sorted(path for path in example.rglob("*"))
    done = in_script(example, *words)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr and not done.stdout
    assert sorted(path for path in example.rglob("*")) == before


def test_flags_fill_the_keys(example: Path) -> None:
    """English or Chinese names of keys; a list is cut at ; ."""
    assert in_script(example, "guide", "banshi", "--title", "怎么办", "--set", "主题=定额", "--set", "materials=身份证;申请表").returncode == 0
    text = (example / "content/guides/banshi.md").read_text(encoding="utf-8")
    assert "title: 怎么办 " in text and "topic: 定额 " in text and "materials: [身份证, 申请表]" in text


def test_a_title_makes_the_name(example: Path) -> None:
    """Spaces and slashes do not."""
    assert in_script(example, "question", "--title", "停业 还交/税吗").stdout.strip().endswith("停业-还交-税吗.md")


def test_a_terminal_is_asked_until_the_answer_can_be_used(example: Path) -> None:
    """A final posting: which provisional one, when, whether to copy the rows; a wrong answer is told and asked again."""
    code, screen = in_terminal(example, ["nothing", "2008-xi-provisional", "2008/10/9", "2008-10-09", "", "y", "西区全部", "", "", ""],
                               "posting", "--kind", "final")
    assert code == 0, screen
    assert "针对哪一份" in screen and "没有这样一份" in screen and "2008/10/9" in screen
    header = (example / "quota_data/postings/2008-xi-final-01/posting.yml").read_text(encoding="utf-8")
    assert "of: 2008-xi-provisional\n" in header and "posted_on: 2008-10-09 " in header and "scope: 西区全部\n" in header
    assert "HXB2001" in (example / "quota_data/postings/2008-xi-final-01/households.csv").read_text(encoding="utf-8")


def test_a_terminal_is_asked_for_an_interpretation(example: Path) -> None:
    """Which policy, by its title; the title and the name are proposed."""
    code, screen = in_terminal(example, ["没有这份", "定额公示办法（范例）", "jiedu-xin"], "interpretation")
    assert code == 0, screen
    assert "interprets: [policies/gongshi-banfa]" in (example / "content/policies/jiedu-xin.md").read_text(encoding="utf-8")


def test_whoever_gives_up_leaves_nothing(example: Path) -> None:
    """The end of input in the middle of the questions: exit 2, no file."""
    before = sorted(path for path in example.rglob("*"))
    code, screen = in_terminal(example, ["\x04"], "posting")
    assert code == 2 and sorted(path for path in example.rglob("*")) == before, screen
