"""Chinese and English complete: whatever the command says, it can say in both, and no sentence stands alone."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from generator.cli import gongshi
from generator.model.messages import MESSAGES, say
from generator.model.problem import LANGUAGES, GeneratorError, Problem
from generator.model.rules import RULES
from generator.usage import in_chinese, usage_words

GENERATOR = Path(__file__).resolve().parent.parent / "generator"
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(GENERATOR.rglob("*.py"))}
MAY_ASK_FOR_THE_LANGUAGE = {"usage.py"}  # click's own sentences
HANZI, WORD = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2,}")
PUNCTUATION = ("comma", "colon", "list-comma", "in-key", "more-rows", "stage-took")


def fields(words: str) -> set[str]:
    return {f"{name}:{form}" for _, name, form, _ in string.Formatter().parse(words) if name is not None}


def named(path: Path) -> str:
    return path.relative_to(GENERATOR).as_posix()


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_is_complete_in_both_languages(name: str) -> None:
    """Words in each, filled in with the same facts in the same form; no hanzi in the English one."""
    text = MESSAGES[name]
    assert fields(text.zh) == fields(text.en)
    assert text.zh.strip() and text.en.strip() and not HANZI.search(text.en)
    assert name in PUNCTUATION or HANZI.search(text.zh) and (WORD.search(re.sub(r"\{.*?\}", "", text.en)))


def said() -> Iterator[str]:
    """The names of messages in the code, as patterns: f-strings hold a part that is any word."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and named(path) != "model/messages.py":
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w-]*" for part in node.values)


def test_every_message_is_said_somewhere() -> None:
    """The catalogue keeps no sentence that nobody says."""
    patterns = {pattern for pattern in said() if re.search(r"[a-z]", pattern) and len(pattern) < 60}
    assert not [name for name in MESSAGES if not any(re.fullmatch(pattern, name) for pattern in patterns)]


def calls(*names: str) -> Iterator[tuple[Path, ast.Call]]:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (getattr(node.func, "id", None) in names or getattr(node.func, "attr", None) in names):
                yield path, node


def test_every_sentence_that_is_said_is_in_the_catalogue() -> None:
    """`say("…")` names a message, and gives what it is filled in with."""
    for path, call in calls("say"):
        first = call.args[0]
        if not isinstance(first, ast.Constant):
            continue
        text = MESSAGES[first.value]
        given = {keyword.arg for keyword in call.keywords}
        assert None in given or {field.split(":")[0] for field in fields(text.zh)} == given, f"{named(path)}: {first.value}"


def test_every_stage_has_a_name_in_both_languages() -> None:
    """What a bar on the terminal shows: `watch.stage("…")` and `progress.begin("…")`."""
    stages = {call.args[0].value for _, call in calls("stage", "begin") if call.args and isinstance(call.args[0], ast.Constant)}
    assert stages >= {"read", "tables", "validate", "derive", "render", "check", "publish"}
    assert {f"stage-{stage}" for stage in stages} <= MESSAGES.keys()


def asks_for_chinese(test: ast.AST) -> bool | None:
    """Of the condition of `a if language == "zh" else b`: whether `a` is the Chinese side; None for other conditions."""
    if isinstance(test, ast.Name) and test.id == "zh":
        return True
    if isinstance(test, ast.Compare) and isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value in LANGUAGES:
        return (test.comparators[0].value == "zh") == isinstance(test.ops[0], ast.Eq)
    return None


def filled_in(node: ast.AST) -> set[str]:
    """What a sentence is filled in with, the language in the names of facts and its place in a pair apart."""
    values = (ast.unparse(part.value) for part in ast.walk(node) if isinstance(part, ast.FormattedValue))
    return {re.sub(r"\b(zh|en)\b|_(zh|en)\b|\[[01]\]", "", value) for value in values if "if" not in value.split()}


@pytest.mark.parametrize("path", TREES, ids=named)
def test_sentences_outside_the_catalogue_come_in_pairs(path: Path) -> None:
    """`chinese if language == "zh" else english`: both are there, each in its language, filled in with the same."""
    if named(path) in MAY_ASK_FOR_THE_LANGUAGE:
        return
    for node in ast.walk(TREES[path]):
        where = f"{named(path)}, line {getattr(node, 'lineno', 0)}"
        assert not (isinstance(node, ast.If) and asks_for_chinese(node.test) is not None), f"{where}: one sentence may be forgotten"
        if not isinstance(node, ast.IfExp) or asks_for_chinese(node.test) is None:
            continue
        zh, en = (node.body, node.orelse) if asks_for_chinese(node.test) else (node.orelse, node.body)
        assert filled_in(zh) == filled_in(en), where
        assert not WORD.search(literal(en)) or HANZI.search(literal(zh)) or literal(zh) in ("zh", "zh-CN"), where
        assert not HANZI.search(re.sub("“.*?”", "", literal(en))), where


def literal(node: ast.AST) -> str:
    return "".join(part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str))


def test_whoever_says_that_the_world_is_wrong_says_it_in_both_languages() -> None:
    """Each GeneratorError holds hanzi and English words, or a problem, which has both."""
    found = [(path, call) for path, call in calls("GeneratorError", "UsageError", "BadParameter") if call.args]
    assert len(found) > 15
    for path, call in found:
        words = literal(call.args[0])
        if words:
            assert HANZI.search(words) and WORD.search(words), f"{named(path)}, line {call.lineno}: {words}"


def test_a_problem_that_stops_everything_is_told_in_the_language_asked_for() -> None:
    """A configuration that cannot be read: one line, not a default."""
    error = GeneratorError(Problem.of("yaml-broken", "mkdocs.yml", 3, detail="x"))
    assert "怎么改" in error.told("zh") and "Fix" not in error.told("zh")
    assert "Fix" in error.told("en") and not HANZI.search(error.told("en"))
    assert "怎么改" in str(error) and "Fix" in str(error) and GeneratorError("x / 错").told("en") == "x / 错"


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_no_message_of_a_rule_falls_back(rule) -> None:
    """Chinese sentences have hanzi of their own; English ones have words, and hanzi only where they quote what is typed."""
    for text in (rule.what, rule.why, rule.message, rule.fix):
        zh, en = (re.sub(r"\{.*?\}", "", words) for words in (text.zh, text.en))
        assert text.zh != text.en
        assert HANZI.search(zh) and WORD.search(en) or "_zh}" in text.zh and "_en}" in text.en


def test_facts_with_words_of_their_own_come_in_both_languages() -> None:
    """Whoever fills in `hint_zh` fills in `hint_en`."""
    for path, call in calls("of"):
        keywords = {keyword.arg for keyword in call.keywords if keyword.arg}
        for ours, theirs in (("_zh", "_en"), ("_en", "_zh")):
            wanted = {name.removesuffix(ours) + theirs for name in keywords if name.endswith(ours)}
            assert wanted <= keywords, f"{named(path)}, line {call.lineno}"


def parameters() -> Iterator[tuple[str, str]]:
    for name, command in (("gongshi", gongshi), *gongshi.commands.items()):
        yield name, command.help or ""
        for parameter in command.get_params(click.Context(command, info_name=name)):
            if isinstance(parameter, click.Option):
                yield f"{name} {parameter.opts[0]}", parameter.help or ""


@pytest.mark.parametrize(("name", "words"), tuple(parameters()), ids=[name for name, _ in parameters()])
def test_every_help_text_is_in_both_languages(name: str, words: str) -> None:
    """Commands and options, those of click itself included."""
    assert HANZI.search(words) and WORD.search(words)


@pytest.mark.parametrize("words", (["--nix"], ["nix"], ["check", "--nix"], ["check", "--format", "x"], ["check", "--lang", "fr"],
                                   ["build", "--workers", "0"], ["build", "--workers", "x"], ["new"], ["new", "policy", "--kind", "nix"],
                                   ["new", "policy", "a", "b"], ["check", "--project", "/nix"], ["check", "--output"],
                                   ["check", "--output", "."], ["check", "--json=1"], ["new", "nix", "a"]), ids=" ".join)
def test_a_command_that_is_not_understood_is_told_in_both_languages(words: list[str]) -> None:
    """Click's own sentences have a Chinese twin that repeats what was typed."""
    with pytest.raises(click.UsageError) as caught:
        gongshi.main(words, prog_name="gongshi", standalone_mode=False)
    chinese, english = (usage_words(caught.value, language).split("gongshi: ", 1)[1] for language in ("zh", "en"))
    assert HANZI.search(chinese) and not chinese.startswith("用法不对") and english == caught.value.format_message()


def test_a_sentence_of_click_nobody_has_seen_is_still_told() -> None:
    """Whole, behind Chinese words that say what kind of thing it is."""
    assert in_chinese("Something new.") == "用法不对：Something new."


def test_a_sentence_nobody_wrote_is_a_bug() -> None:
    """There is no fallback."""
    with pytest.raises(KeyError):
        say("nix", "zh")
