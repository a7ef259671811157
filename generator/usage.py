"""The help and the usage errors of the command in both languages. Click's own words are English: each has its twin here."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from importlib import import_module
from typing import Any

import click

_HELP = "Show this message and exit. 显示这段说明。"
_HEADINGS = {"Options": "选项 · Options", "Commands": "命令 · Commands", "Arguments": "参数 · Arguments"}

# What click says, and the same in Chinese; the groups of the left stand in the braces of the right.
_USAGE = (
    (r"No such option:? '?(--?[\w-]+)'?\.?.*", "没有 {0} 这个选项。"),
    (r"No such command '(.*)'\..*", "没有 {0} 这个命令。"),
    (r"Missing command\.", "请写命令的名称。"),
    (r"Missing argument '(.*?)'\.?.*", "缺少 {0}。"),
    (r"Missing option '(.*?)'\.?.*", "缺少选项 {0}。"),
    (r"Missing parameter:? (.*)", "缺少 {0}。"),
    (r"Got unexpected extra arguments? \((.*)\)", "多写了：{0}。"),
    (r"Option '(.*?)' requires (?:an|\d+) arguments?\.?", "选项 {0} 后面要写一个值。"),
    (r"Option '(.*?)' does not take a value\.?", "选项 {0} 后面不写值。"),
    (r"Invalid value for '?(.*?)'?: '(.*)' is not one of (.*)\.", "{0} 不能是 {1}，可以是 {2}。"),
    (r"Invalid value for '?(.*?)'?: '?(.*?)'? is not in the range (.*)\.", "{0} 不能是 {1}，范围是 {2}。"),
    (r"Invalid value for '?(.*?)'?: '?(.*?)'? is not a valid (.*)\.", "{0} 不能是 {1}，要写 {2}。"),
    (r"Invalid value for '?(.*?)'?: (?:Path|File|Directory) '(.*)' does not exist\.", "{0}：没有 {1} 这个文件或文件夹。"),
    (r"Invalid value for '?(.*?)'?: (?:File|Directory) '(.*)' is a (?:file|directory)\.", "{0}：{1} 的种类不对，一个是文件，一个是文件夹。"),
    (r"Invalid value for '?(.*?)'?: (?:Path|File|Directory) '(.*)' is not (?:readable|writable|executable)\.", "{0}：{1} 打不开。"),
    (r"Invalid value(?: for '?(.*?)'?)?: (.*)", "{0} 的值不对：{1}"),
)


class Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "用法 · Usage: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))


class _Context(click.Context):
    formatter_class = Formatter


class Command(click.Command):
    """A command whose help is in both languages."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _HELP
        return option


class Group(Command, click.Group):
    """The command with all its commands. Those of modules of their own are loaded when they are asked for, or all are."""

    command_class = Command

    def __init__(self, *args: Any, **settings: Any) -> None:
        self._later: dict[str, str] = {}
        super().__init__(*args, **settings)

    def later(self, **places: str) -> None:
        """Commands by name, each as `module:function`."""
        self._later |= places

    @property
    def commands(self) -> MutableMapping[str, click.Command]:
        for name in list(self._later):
            self._load(name)
        return self._commands

    @commands.setter
    def commands(self, commands: MutableMapping[str, click.Command]) -> None:
        self._commands = commands

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self._later:
            self._load(cmd_name)
        return self._commands.get(cmd_name)

    def _load(self, name: str) -> None:
        module, _, function = self._later.pop(name).partition(":")
        self._commands[name] = getattr(import_module(module), function)


def usage_words(error: click.ClickException, language: str) -> str:
    """What is wrong with the words of a command, in the language; the usage line is shown with it."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    context: Any = getattr(error, "ctx", None)
    said = error.format_message()
    words = in_chinese(said) if language == "zh" else said
    usage = f"{context.get_usage()}\n" if context is not None else ""
    return f"{usage}gongshi: {words}"


def in_chinese(said: str) -> str:
    """Click's sentence in Chinese; one of another kind is ours already, in both languages."""
    flat = " ".join(said.split())
    for pattern, chinese in _USAGE:
        found = re.fullmatch(pattern, flat)
        if found:
            return chinese.format(*(group or "" for group in found.groups()))
    return said if re.search(r"[\u4e00-\u9fff]", said) else f"用法不对：{said}"
