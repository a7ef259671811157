"""Takes a kind and a name, writes a skeleton a clerk fills in. Overwrites nothing."""

from __future__ import annotations

from pathlib import Path

from generator.as_of import resolve_as_of
from generator.model.document import COLUMNS, KEYS
from generator.model.problem import GeneratorError
from generator.model.project import Project
from generator.model.quota_table import HEADINGS
from generator.read.reference import read_reference

_COLUMN_OF = {"policy": "policies", "interpretation": "policies", "press": "press", "guide": "guides",
              "question": "hotline", "hall": "halls", "statistics": "statistics", "disclosure": "disclosure"}
KINDS = ("posting", *_COLUMN_OF)


def write_skeleton(project: Project, what: str, name: str, kind: str, as_of: str | None) -> list[Path]:
    """The files written. Raises GeneratorError for a name that cannot be an address, or one that is taken."""
    if not name or "/" in name or "\\" in name or name.startswith("."):
        raise GeneratorError(f"“{name}” cannot be a name / 不能作名称")
    day = resolve_as_of(as_of, project.settings.as_of, project.root).day.isoformat()
    files = _posting(project, name, kind, day) if what == "posting" else _document(project, what, name, day)
    taken = [path for path in files if path.exists()]
    if taken:
        raise GeneratorError(f"{project.name(taken[0])}: exists already / 已经有了")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(files)


def _posting(project: Project, name: str, kind: str, day: str) -> dict[Path, str]:
    reference, _ = read_reference(project)
    taxes = [f"{item}(元)" for item in reference["tax_items"]["name"].unique(maintain_order=True)]
    headings = [*HEADINGS[:9], *taxes, *HEADINGS[9:]]
    of = "" if kind == "provisional" else "of:                # 针对哪一份 / of which posting\n"
    approved = f"approved_on: {day}\n" if kind == "final" else ""
    header = (f"id: {name}\nkind: {kind}\n{of}office:            # 主管税务所代码 / office code\nposted_on: {day}\n{approved}"
              "place:             # 张贴地点 / where it hangs\nscope:             # 公示范围 / which households\n"
              "document_number:   # 文号\ncontact:           # 意见提给谁 / whom to address\n"
              "source:            # 纸质原件的标题 / title of the paper original\n")
    folder = project.postings / name
    return {folder / "posting.yml": header, folder / "households.csv": ",".join(headings) + "\n"}


def _document(project: Project, what: str, name: str, day: str) -> dict[Path, str]:
    column = _COLUMN_OF[what]
    assert column in COLUMNS
    lines = []
    for key in KEYS:
        if column not in key.columns or (key.name == "interprets") != (what == "interpretation") and key.name == "interprets":
            continue
        required = column in key.required_in
        value = name if key.name == "title" else day if key.name == "published_on" else ""
        lines.append(f"{'' if required or value else '# '}{key.name}: {value}".rstrip() + f"   # {key.zh}：{key.note_zh}")
    return {project.content / column / f"{name}.md": "---\n" + "\n".join(lines) + "\n---\n\n（正文）\n"}
