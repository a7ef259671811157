"""Gives the one day a build is made for. The only place that looks outside the project's files for it.

In this order: the option `--as-of`, the environment's SOURCE_DATE_EPOCH, the setting `as_of`, the day of the last
commit. Never the clock: two builds of one commit are the same.
"""

from __future__ import annotations

import os
import subprocess
from datetime import date, datetime, timezone
from pathlib import Path

from generator.model.day import parse_day
from generator.model.problem import GeneratorError
from generator.model.project import AsOf


def resolve_as_of(option: str | None, setting: date | None, root: Path) -> AsOf:
    """Raises GeneratorError where an explicit day cannot be read, or there is none at all."""
    if option:
        return AsOf(_explicit(option, "--as-of"), "--as-of")
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return AsOf(_from_epoch(epoch), "SOURCE_DATE_EPOCH")
    if setting:
        return AsOf(setting, "extra.gongshi.as_of")
    committed = _last_commit(root)
    if committed:
        return AsOf(committed, "git")
    raise GeneratorError("no as-of date: pass --as-of 2008-09-26, or set extra.gongshi.as_of "
                         "/ 不知道数据截止日：请用 --as-of 2008-09-26，或设置 extra.gongshi.as_of")


def _explicit(text: str, name: str) -> date:
    day = parse_day(text)
    if day is None:
        raise GeneratorError(f"{name}: “{text}” is not a date such as 2008-09-26 / 不是 2008-09-26 这样的日期")
    return day


def _from_epoch(text: str) -> date:
    try:
        return datetime.fromtimestamp(int(text), tz=timezone.utc).date()
    except (ValueError, OverflowError, OSError):
        raise GeneratorError(f"SOURCE_DATE_EPOCH: “{text}” is not a number of seconds / 不是秒数") from None


def _last_commit(root: Path) -> date | None:
    try:
        done = subprocess.run(["git", "log", "-1", "--format=%cs"], cwd=root, capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return parse_day(done.stdout) if done.returncode == 0 else None
