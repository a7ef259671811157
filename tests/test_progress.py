"""A bar where somebody watches, a line where a stage took long, else nothing; never anything on standard output."""

from __future__ import annotations

import io
import json

import pytest
from click.testing import CliRunner

from generator.cli import gongshi
from generator.progress import Bar, Notes, Silent, progress_on, watched
from generator.stopwatch import Stopwatch


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_for_people_at_a_terminal() -> None:
    """None with --json, in a build server, in a pipe or on a terminal that cannot draw over a line."""
    assert isinstance(progress_on(Terminal(), "zh", environment={}), Bar)
    assert isinstance(progress_on(Terminal(), "zh", is_for_people=False, environment={}), Notes)
    for stream, environment in ((Terminal(), {"CI": "true"}), (Terminal(), {"TERM": "dumb"}), (io.StringIO(), {})):
        assert isinstance(progress_on(stream, "zh", environment=environment), Notes)


@pytest.mark.parametrize(("language", "name"), (("zh", "检查表格"), ("en", "Checking tables")))
def test_a_bar_counts_its_steps_and_is_gone_at_the_end(language: str, name: str) -> None:
    """Nothing of it stays on the screen: the last thing drawn is blanks."""
    stream = Terminal()
    watch = Stopwatch(Bar(stream, language))
    with watch.stage("tables", 4):
        assert f"{name}  [------------------------]  0/4" in stream.getvalue()
        assert list(watched("abcd", watch.progress)) == list("abcd")
    drawn = stream.getvalue()
    assert drawn.endswith(" \r") and "\n" not in drawn and not drawn.rsplit("\r", 2)[1].strip()


def test_a_bar_whose_end_is_not_known_counts_only(monkeypatch) -> None:
    """And fits the narrowest terminal."""
    monkeypatch.setenv("COLUMNS", "12")
    stream = Terminal()
    bar = Bar(stream, "zh")
    bar.begin("render")
    bar.advance(1_000_000)
    bar._draw()
    bar.end()
    assert "生成页面" in stream.getvalue() and all(len(line) <= 12 for line in stream.getvalue().split("\r"))


def test_a_stage_that_took_long_is_a_line() -> None:
    """A quick one is none."""
    stream = io.StringIO()
    for slow in (0.0, 60.0):
        watch = Stopwatch(Notes(stream, "en", slow))
        with watch.stage("derive"):
            watch.progress.advance()
    assert stream.getvalue() == "Working out: 0 s\n"


def test_a_stage_that_fails_wipes_its_bar() -> None:
    """The message that follows begins on an empty line."""
    stream = Terminal()
    with pytest.raises(ZeroDivisionError), Stopwatch(Bar(stream, "zh")).stage("read"):
        1 / 0
    assert stream.getvalue().endswith(" \r")


def test_silence_is_the_default() -> None:
    """A stopwatch nobody watches says nothing."""
    assert isinstance(Stopwatch().progress, Silent)


def test_nothing_is_added_to_the_json(example, examined) -> None:
    """Standard output is one document with the problems that there are, standard error is empty."""
    done = CliRunner().invoke(gongshi, ["check", "--json", "--project", str(example)], standalone_mode=False)
    told = [problem["rule"] for problem in json.loads(done.stdout)["problems"]]
    assert told == [problem.rule for problem in examined.problems] and len(told) == 3 and done.stderr == ""
