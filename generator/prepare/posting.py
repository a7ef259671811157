"""Takes a project and what is known of a new posting, gives its two files, with the days counted and the rest copied.

Nothing is invented: a day on which something must have happened, such as the approval, is left for the clerk to write.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from generator.model.fold import fold
from generator.model.posting import MAY_REFER_TO, Posting, PostingKind
from generator.model.problem import GeneratorError
from generator.model.project import Project
from generator.model.quota_table import HEADINGS, QUOTA_ROWS, TAX_SUFFIX
from generator.model.reference import Reference
from generator.model.working_days import Window, WorkingDays, posting_window
from generator.prepare.header import line
from generator.read.csv_table import fold_heading, read_csv
from generator.read.posting import read_postings
from generator.read.quota_table import read_quota_table
from generator.read.reference import read_reference
from generator.read.text_file import read_text

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_NOTES = {"office": "主管税务所代码 / office code", "place": "张贴地点 / where it hangs", "scope": "公示范围 / which households",
          "document_number": "文号 / document number", "contact": "意见提给谁 / whom to address",
          "source": "纸质原件的标题 / title of the paper original"}
_COPIED = {PostingKind.FINAL: ("office", "place", "scope", "contact"), PostingKind.CORRECTION: ("office", "place", "contact"),
           PostingKind.WITHDRAWAL: ("office", "place", "contact")}


@dataclass(frozen=True)
class PostingWish:
    """What is known of a posting that does not exist yet. Shape: `texts` are the other keys of posting.yml, by name."""

    kind: PostingKind
    name: str | None = None
    of: str | None = None
    posted_on: date | None = None
    approved_on: date | None = None
    texts: tuple[tuple[str, str], ...] = ()
    copies_rows: bool = False


@dataclass(frozen=True)
class Skeleton:
    """The files to write, and what the clerk should know of them: in Chinese and in English."""

    files: dict[Path, str]
    said: tuple[tuple[str, str], ...] = ()


class Register:
    """The postings and reference tables that a new posting must fit."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.postings = {posting.id: posting for posting in read_postings(project)[0]}
        self.reference: Reference = read_reference(project)[0]
        self.offices = self.reference.names("offices")

    def window(self, posted_on: date) -> Window:
        settings = self.project.settings
        return posting_window(posted_on, self.calendar, settings.comment_days, settings.count_from)

    @property
    def calendar(self) -> WorkingDays:
        return WorkingDays(self.reference.calendar_overrides())

    def candidates(self, kind: PostingKind) -> list[str]:
        """The postings a new one of that kind may refer to, the newest first; for a final those that have none yet."""
        done = {p.of for p in self.postings.values() if p.kind is PostingKind.FINAL} if kind is PostingKind.FINAL else set()
        return [p.id for p in reversed(self.postings.values()) if p.kind in MAY_REFER_TO[kind] and p.id not in done]

    def original(self, wish: PostingWish) -> Posting | None:
        """The posting it refers to. Raises GeneratorError for one that does not exist or is of the wrong kind."""
        if wish.of is None:
            return None
        found = self.postings.get(wish.of)
        if found is None or found.kind not in MAY_REFER_TO[wish.kind]:
            near = " ".join(get_close_matches(wish.of, self.candidates(wish.kind), 3, 0.4) or self.candidates(wish.kind)[:3])
            raise GeneratorError(f"--of {wish.of}: no posting that a {wish.kind.value} can refer to"
                                 f" / 没有这样一份可以{wish.kind.zh}的公示" + (f": {near}" if near else ""))
        return found

    def first_day_after(self, provisional: Posting) -> date:
        """The first working day after its window: the earliest day of approval and of the final."""
        day = self.window(provisional.posted_on).last + timedelta(days=1)
        while not self.calendar.is_working(day):
            day += timedelta(days=1)
        return day

    def proposed_name(self, wish: PostingWish, posted_on: date) -> str | None:
        """A name in the manner of the others: `2008-heping-final-01`; None where the office is not known."""
        stem = wish.of or ""
        for kind in PostingKind:
            stem = re.sub(rf"-{kind.value}(-\d+)?$", "", stem)
        office = dict(wish.texts).get("office")
        if not stem:
            if not office:
                return None
            halls = dict(self.reference["offices"].select("code", "hall").iter_rows())
            stem = f"{posted_on.year}-{halls.get(office) or office}"
        number = 1
        while f"{stem}-{wish.kind.value}-{number:02}" in self.postings or (
                self.project.postings / f"{stem}-{wish.kind.value}-{number:02}").exists():
            number += 1
        return f"{stem}-{wish.kind.value}-{number:02}"

    def problem_with_office(self, code: str) -> str | None:
        """What is wrong with an office code, in both languages."""
        if not self.offices or code in self.offices:
            return None
        near = get_close_matches(code, self.offices, 3, 0.4) or list(self.offices)[:3]
        return (f"office {code}: not in offices.csv / 参数表 offices.csv 中没有这个税务所: "
                + "、".join(f"{one} {self.offices[one]}" for one in near))


def posting_skeleton(register: Register, wish: PostingWish, day: date) -> Skeleton:
    """posting.yml and households.csv. Raises GeneratorError for what can't be: a name, an office, an original."""
    original = register.original(wish)
    posted_on = wish.posted_on or _suggested(register, wish.kind, original, day)
    name = wish.name or register.proposed_name(wish, posted_on)
    if name is None:
        raise GeneratorError("a posting needs a NAME, or --office or --of to make one of / 请写名称，或者写 --office、--of")
    if not _ID.fullmatch(name):
        raise GeneratorError(f"“{name}”: a posting's name has letters, digits, - and _ only / 公示的名称只能用字母、数字、- 和 _")
    texts = _texts(register, wish, original)
    folder = register.project.postings / name
    header, said = _header(register, wish, original, name, posted_on, texts)
    files = {folder / "posting.yml": header, folder / "households.csv": _table(register, wish, original)}
    return Skeleton(files, tuple(said))


def _suggested(register: Register, kind: PostingKind, original: Posting | None, day: date) -> date:
    """The day of a final is never suggested inside the window of its provisional posting."""
    if kind is PostingKind.FINAL and original is not None:
        return max(day, register.first_day_after(original))
    return day


def _texts(register: Register, wish: PostingWish, original: Posting | None) -> dict[str, str]:
    copied = {key: getattr(original, key) for key in _COPIED.get(wish.kind, ()) if original is not None and getattr(original, key)}
    texts = copied | {key: value for key, value in wish.texts if value}
    wrong = register.problem_with_office(texts["office"]) if "office" in texts else None
    if wrong:
        raise GeneratorError(wrong)
    return texts


def _header(register: Register, wish: PostingWish, original: Posting | None, name: str, posted_on: date,
            texts: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    said = _window_said(register, wish, original, posted_on)
    lines = [f"# {zh}" for zh, _ in said]
    lines += [line("id", name), line("kind", wish.kind.value, wish.kind.zh)]
    if wish.kind is not PostingKind.PROVISIONAL:
        lines.append(line("of", wish.of, "" if wish.of else "针对哪一份 / of which posting"))
    lines += [line("office", texts.get("office"), register.offices.get(texts.get("office", ""), _NOTES["office"])),
              line("posted_on", posted_on, "张贴日期 / the day it is posted")]
    if wish.kind is PostingKind.FINAL:
        lines.append(line("approved_on", wish.approved_on, _approval_note(register, original)))
    lines += [line(key, texts.get(key), "" if key in texts else note) for key, note in _NOTES.items() if key != "office"]
    return "\n".join(lines) + "\n", said


def _window_said(register: Register, wish: PostingWish, original: Posting | None, posted_on: date) -> list[tuple[str, str]]:
    if wish.kind is PostingKind.PROVISIONAL:
        return _days_said(posted_on, register.window(posted_on))
    if wish.kind is PostingKind.FINAL and original is not None:
        first = register.first_day_after(original)
        return [*_days_said(original.posted_on, register.window(original.posted_on)),
                (f"最早 {first} 批准和公布", f"approval and the final posting: {first} at the earliest")]
    return []


def _days_said(posted_on: date, window: Window) -> list[tuple[str, str]]:
    days = "、".join(day.isoformat() for day in window.days)
    zh = f"{posted_on} 张贴的，公示期 {len(window.days)} 个工作日：{days}；最后一天 {window.last}"
    en = f"posted on {posted_on}, open for comment {len(window.days)} working days: {days.replace('、', ', ')}; the last is {window.last}"
    unsure = ("（暂定：节假日安排没有公布，按周一至周五推算）", " (provisional: holidays are not announced, Monday to Friday was assumed)")
    return [(zh, en) if window.is_certain else (zh + unsure[0], en + unsure[1])]


def _approval_note(register: Register, original: Posting | None) -> str:
    if original is None:
        return "批准日期 / the day of approval"
    return f"批准日期，不早于 {register.first_day_after(original)} / the day of approval, not before that"


def _table(register: Register, wish: PostingWish, original: Posting | None) -> str:
    """The headings, those of the original where there is one; for a final with its rows, where they are wanted."""
    if wish.copies_rows and (original is None or wish.kind is not PostingKind.FINAL):
        raise GeneratorError("--copy-rows is for a final posting with --of / --copy-rows 只用于公布，并且要写 --of")
    taxes = [f"{item}{TAX_SUFFIX}" for item in register.reference["tax_items"]["name"].unique(maintain_order=True)]
    own = _headings(register.project.postings / original.id / "households.csv") if original else []
    headings = own or [*HEADINGS[:9], *taxes, *HEADINGS[9:]]
    if not wish.copies_rows or original is None:
        return _csv([headings])
    cells = _standing_cells(register, original)
    raw = dict(zip(map(fold_heading, headings), headings))
    return _csv([[raw.get(column, column) for column in cells.columns], *cells.fill_null("").rows()])


def _headings(path: Path) -> list[str]:
    """The headings as they are written. Empty where the file cannot be read: `check` says why."""
    text = read_text(path, path.name) if path.is_file() else ""
    return next(csv.reader(io.StringIO(text)), []) if isinstance(text, str) else []


def _standing_cells(register: Register, original: Posting) -> pl.DataFrame:
    """The cells of a posting as it stands: rows that were corrected in their new form, without those withdrawn."""
    family, folder = _family(register, original), register.project.postings
    tables = {posting.id: read_quota_table(posting, folder / posting.id / "households.csv", posting.id)[0] for posting in family}
    rows = pl.concat([QUOTA_ROWS.to_frame(), *(table.rows for table in tables.values())])
    versions = fold(family, rows, {name for name, table in tables.items() if table.rows.height})
    standing = versions.filter(pl.col("standing") == "standing")
    parts = []
    for name, wanted in standing.group_by("posting_id", maintain_order=True).agg("row").iter_rows():
        cells, _ = read_csv(folder / name / "households.csv", name)
        parts.append(cells.filter(pl.col("row").is_in(wanted)).drop("row"))
    return pl.concat(parts, how="diagonal") if parts else pl.DataFrame(schema={
        fold_heading(heading): pl.String for heading in _headings(folder / original.id / "households.csv")})


def _family(register: Register, original: Posting) -> list[Posting]:
    """The posting, the corrections and withdrawals of it, and those of these."""
    found = {original.id: original}
    for posting in register.postings.values():  # in the order of the fold: what it speaks of came before
        if posting.of in found and posting.kind in (PostingKind.CORRECTION, PostingKind.WITHDRAWAL):
            found[posting.id] = posting
    return list(found.values())


def _csv(rows: list) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()
