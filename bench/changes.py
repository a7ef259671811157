"""Takes a bench project and the program, makes one small change as an editor would, and counts what a build rewrote."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

NOTHING, ROW, POLICY, TEMPLATE = "nothing changed", "one row changed", "one policy changed", "one template changed"
CHANGES = (NOTHING, ROW, POLICY, TEMPLATE)
State = dict[str, tuple[tuple[int, int], str]]  # path: the file's identity, the digest of its bytes


def make_change(change: str, project: Path, program: Path) -> None:
    """One edit of the project or, for the template, of the copied program."""
    if change == ROW:
        correct_one_row(project / "quota_data" / "postings")
    elif change == POLICY:
        policy = sorted((project / "content" / "policies").glob("*.md"))[0]
        policy.write_text(policy.read_text(encoding="utf-8").rstrip() + "\n\n本页文字有改动。\n", encoding="utf-8")
    elif change == TEMPLATE:
        template = program / "site_templates" / "pages" / "household_block.html"
        template.write_text(template.read_text(encoding="utf-8").rstrip("\n") + "<!-- 改 -->\n", encoding="utf-8")


def correct_one_row(postings: Path) -> None:
    """A new posting that corrects the first row of the first final of 2008."""
    final = sorted(postings.glob("2008-*-final-01"))[0]
    posting = postings / f"{final.name.replace('-final-01', '-correction-09')}"
    posting.mkdir()
    header = dict(line.split(": ", 1) for line in (final / "posting.yml").read_text(encoding="utf-8").splitlines())
    header |= {"id": posting.name, "kind": "correction", "of": final.name, "posted_on": "2008-09-25",
               "document_number": "范例更正〔2008〕900号"}  # fmt: skip
    header.pop("approved_on")
    text = "".join(f"{key}: {value}\n" for key, value in header.items())
    (posting / "posting.yml").write_text(text, encoding="utf-8")
    row = pl.read_csv(final / "households.csv", infer_schema=False, n_rows=1)
    row.with_columns(pl.lit("更正：从业人数录错").alias("备注"), pl.lit("9").alias("从业人数")).write_csv(
        posting / "households.csv", line_terminator="\n"
    )


def state_of(site: Path, before: State | None = None) -> State:
    """Every file of a site. A file that is the same one as before is not read again."""
    before, result = before or {}, {}
    for path in site.rglob("*"):
        if path.is_file():
            name, found = path.relative_to(site).as_posix(), path.stat()
            identity = (found.st_ino, found.st_mtime_ns)
            known = before.get(name)
            same = known is not None and known[0] == identity
            result[name] = known if same else (identity, hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest())
    return result


def rewritten(before: State, after: State) -> tuple[int, int]:
    """How many files were written anew or removed, and of how many the bytes are not what they were."""
    names = before.keys() | after.keys()
    new = [name for name in names if before.get(name, (0, ""))[0] != after.get(name, (0, ""))[0]]
    return len(new), sum(before.get(name, (0, ""))[1] != after.get(name, (0, ""))[1] for name in new)
