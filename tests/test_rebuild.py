"""Nothing is done twice, and nothing old is ever shown: a rebuild gives what a clean build gives, and touches little else."""

from __future__ import annotations

import gzip
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import brotli
import pytest

from generator import shell
from generator.build import Build
from generator.derive import shelf
from generator.examined import examine
from generator.model.part import Batch, Memory
from generator.pipeline import answers_of, bulk_parts, document_batches, document_parts
from generator.render import row, templates
from tests.render.answers_example import frames

CORRECTED = "2008-heping-final-01"


@pytest.fixture(autouse=True)
def several_shelves(monkeypatch: pytest.MonkeyPatch) -> None:
    """So small a bureau would fit on one shelf; here it takes eight."""
    monkeypatch.setattr(shelf, "SHELF_ROWS", 150)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A bureau of 300 invented households in 47 postings, with the sample's documents."""
    folder = tmp_path_factory.mktemp("made") / "bureau"
    shutil.copytree(root / "quota_data" / "reference", folder / "quota_data" / "reference")
    shutil.copytree(root / "content", folder / "content")
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(settings.replace("posters: all", "posters: none"), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "bench.make_households", "--households", "300", "--out",
                    str(folder / "quota_data" / "postings")], cwd=root, check=True, capture_output=True)
    return folder


@pytest.fixture
def bureau(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "bureau"))


def build(bureau: Path, site: Path) -> Build:
    done = shell.build(bureau / "mkdocs.yml", site_dir=site, as_of=None, workers=1, strict=False)
    assert done.released is not None, [problem.as_text("en") for problem in (*done.examined.problems, *done.last_problems)]
    return done


def stood(site: Path) -> dict[str, tuple[int, int]]:
    """The inode and the time of change of every file."""
    return {path.relative_to(site.resolve()).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
            for path in site.resolve().rglob("*") if path.is_file()}


def changed(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> set[str]:
    return {path for path in before | after if before.get(path) != after.get(path)}


def correct(bureau: Path, number: int = 1) -> None:
    """A correction of one row: its turnover and taxes halved is a new posting of one household."""
    of = bureau / "quota_data/postings" / CORRECTED / "households.csv"
    heading, *lines = of.read_text(encoding="utf-8").splitlines()
    folder = bureau / f"quota_data/postings/2008-heping-correction-9{number}"
    folder.mkdir()
    cells = lines[number].split(",")
    cells[8] = f"{float(cells[8]) + 100:.2f}"
    (folder / "households.csv").write_text(f"{heading}\n{','.join(cells)}\n", encoding="utf-8")
    (folder / "posting.yml").write_text(
        f"id: {folder.name}\nkind: correction\nof: {CORRECTED}\noffice: \"21010200\"\nposted_on: 2008-09-25\n"
        "contact: 办税窗口\n", encoding="utf-8")


def test_shelves_change_no_byte(bureau: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight shelves or one: the same site."""
    several = build(bureau, tmp_path / "several")
    assert len(several.answers.shelves) == 8
    monkeypatch.setattr(shelf, "SHELF_ROWS", 1_000_000)
    one = build(bureau, tmp_path / "one")
    assert len(one.answers.shelves) == 1 and one.released.digest == several.released.digest


def test_nothing_changed_is_nothing_written(bureau: Path, tmp_path: Path) -> None:
    """The second build writes no file: all are the very files of the first, posters too."""
    config = bureau / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("posters: none", "posters: recent"), encoding="utf-8")
    site = tmp_path / "site"
    first = build(bureau, site)
    before = stood(site)
    second = build(bureau, site)
    assert second.released.digest == first.released.digest
    assert changed(before, stood(site)) == set() and len(before) > 500 and any(path.endswith(".pdf") for path in before)


def test_one_corrected_row_rewrites_what_shows_it(bureau: Path, tmp_path: Path) -> None:
    """One household's bucket, street and trade, the postings' pages and the tables; no other household's page."""
    site = tmp_path / "site"
    build(bureau, site)
    before = stood(site)
    correct(bureau)
    done = build(bureau, site)
    assert done.released.digest == build(bureau, tmp_path / "clean").released.digest
    pages = {path for path in changed(before, stood(site)) if path.endswith(".html")}
    number = (bureau / "quota_data/postings/2008-heping-correction-91/households.csv").read_text("utf-8").splitlines()[1][:10]
    buckets = {path for path in pages if path.startswith("household/")}
    own = {path for path in buckets if f'id="{number}"' in (site / path).read_text("utf-8")}
    # Its peers' pages say how many pay more: they change too, and only they.
    peers = done.answers.households.filter(done.answers.households["disclosure_no"] == number)
    trade = peers["industry_code"][0]
    for path in buckets - own:
        assert f"quota/industry/{trade}/" in (site / path).read_text("utf-8"), path
    assert len(own) == 1 and len(buckets) < len([path for path in before if path.startswith("household/")]) / 2
    assert not {path for path in pages if path.startswith(("policies/", "press/", "guides/"))}
    streets = {path for path in pages if path.startswith("quota/2101") and path.count("/") > 2}
    assert streets and len(streets) < len([p for p in before if p.startswith("quota/2101") and p.count("/") > 2]) / 2


def _document(bureau: Path) -> None:
    page = next((bureau / "content/press").glob("*.md"))
    page.write_text(page.read_text("utf-8") + "\n补充一句。\n", encoding="utf-8")


def _document_back(bureau: Path) -> None:
    page = next((bureau / "content/press").glob("*.md"))
    page.write_text(page.read_text("utf-8").removesuffix("\n补充一句。\n"), encoding="utf-8")


def _name(bureau: Path) -> None:
    table = bureau / "quota_data/reference/streets.csv"
    table.write_text(table.read_text("utf-8").replace("浑河湾街道", "浑河新湾街道"), encoding="utf-8")


def _gone(bureau: Path) -> None:
    shutil.rmtree(bureau / "quota_data/postings/2008-xinmin-provisional-01")


def _row(bureau: Path) -> None:
    table = bureau / "quota_data/postings/2008-tiexi-final-01/households.csv"
    lines = table.read_text("utf-8").splitlines()
    table.write_text("\n".join(line.replace(",在营,", ",停业,") if number == 2 else line for number, line in enumerate(lines)) + "\n",
                     encoding="utf-8")


def _taken_back(bureau: Path) -> None:
    folder = bureau / "quota_data/postings/2008-tiexi-withdrawal-99"
    folder.mkdir()
    (folder / "posting.yml").write_text(
        f"id: {folder.name}\nkind: withdrawal\nof: 2008-tiexi-final-01\noffice: \"21010600\"\nposted_on: 2008-09-25\n"
        "contact: 办税窗口\n", encoding="utf-8")


def test_a_rebuild_is_a_clean_build(bureau: Path, tmp_path: Path) -> None:
    """Whatever was changed, added or removed: the digest of the rebuilt site is that of a site built from nothing."""
    site = tmp_path / "site"
    seen = [build(bureau, site).released.digest]
    for number, changes in enumerate(((correct, _document), (_name, _gone), (_row, _taken_back))):
        for change in changes:
            change(bureau)
            seen.append(build(bureau, site).released.digest)
        assert seen[-1] == build(bureau, tmp_path / f"clean{number}").released.digest, changes
    assert len(set(seen)) == 7


def test_a_published_file_that_was_changed_is_made_again(bureau: Path, tmp_path: Path) -> None:
    """Somebody edited a page of the live site: the next build does not pass it on."""
    site = tmp_path / "site"
    digest = build(bureau, site).released.digest
    page = next(site.glob("household/*/index.html"))
    right = page.read_bytes()
    page.write_bytes(right.replace("每月".encode(), "每年".encode()))
    (bureau / "content/about/new.md").write_text("# 新的一页\n\n内容。\n", encoding="utf-8")
    assert build(bureau, site).released.digest != digest
    assert next(site.glob("household/*/index.html")).read_bytes() == right


def test_a_damaged_cache_costs_time_and_nothing_else(bureau: Path, tmp_path: Path) -> None:
    """1,250 damages of every way in files of every kind over ten builds, with and without a change between them, then no cache at
    all: always the bytes of a clean build."""
    chance, site = random.Random(2008), tmp_path / "site"
    clean = [build(bureau, site).released.digest]
    _document(bureau)
    clean.append(build(bureau, tmp_path / "clean").released.digest)
    cache, done, kinds = tmp_path / "site.builds" / "cache", Counter(), set()
    for number in range(10):
        files = sorted(path for path in cache.rglob("*") if path.is_file())
        kept = set(chance.sample(files, 3)) if number % 2 else {path for path in files if path.parent.name == "ledger"}
        kinds |= {path.parent.name for path in files}
        for _ in range(125):
            done[_damage(chance, sorted(path for path in cache.rglob("*") if path.is_file() and path not in kept))] += 1
        if number == 5:
            _document_back(bureau)
        assert build(bureau, site).released.digest == clean[number < 5], number
    shutil.rmtree(cache)
    assert build(bureau, site).released.digest == clean[0]
    assert sum(done.values()) == 1250 and len(done) == len(DAMAGES) and min(done.values()) > 100
    assert {"ledger", "posting", "documents read", "document lists", "document shards", "document index", "texts checked"} <= kinds


DAMAGES = ("flip", "cut", "empty", "longer", "delete", "exchange")


def _damage(chance: random.Random, files: list[Path]) -> str:
    """One file of a random kind flipped in one bit, cut, emptied, lengthened, gone, or with the content of another."""
    kind = chance.choice(sorted({path.parent.name for path in files}))
    file, how = chance.choice([path for path in files if path.parent.name == kind]), chance.choice(DAMAGES)
    content = bytearray(file.read_bytes() or b"\0")
    if how == "flip":
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    elif how == "cut":
        content = content[:chance.randrange(len(content))]
    elif how == "empty":
        content.clear()
    elif how == "longer":
        content += bytes(chance.randrange(1, 100))
    elif how == "exchange":
        content = bytearray(chance.choice(files).read_bytes())
    file.unlink() if how == "delete" else file.write_bytes(content)
    return how


def test_compressed_twins_say_the_same(bureau: Path, tmp_path: Path) -> None:
    """With the setting every text has its .gz and .br; they unpack to it, and stay where they are while it does."""
    config = bureau / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("  gongshi:\n", "  gongshi:\n    precompressed: true\n", 1), encoding="utf-8")
    site = tmp_path / "site"
    build(bureau, site)
    pages = [path for path in site.resolve().rglob("*.html") if path.stat().st_size >= 1024]
    assert len(pages) > 300
    for page in pages:
        assert gzip.decompress(Path(f"{page}.gz").read_bytes()) == page.read_bytes()
        assert brotli.decompress(Path(f"{page}.br").read_bytes()) == page.read_bytes()
    before = stood(site)
    build(bureau, site)
    assert changed(before, stood(site)) == set()


def _parts(bureau: Path) -> list[Batch]:
    examined = examine(bureau / "mkdocs.yml")
    assert not examined.has_errors
    answers = answers_of(examined)
    return [*document_batches(answers, frames(), document_parts(answers, frames())),
            *bulk_parts(answers, frames(), examined.project, Memory())]


def _made(batches: list[Batch]) -> tuple[dict[str, str], dict[str, bytes]]:
    """The keys of all parts, and their files' content put together."""
    keys, contents = {}, {}
    for batch in batches:
        keys |= batch.keys
        for name, (path, content) in batch.make(frozenset(batch.keys)):
            contents[name] = contents.get(name, b"") + path.encode() + content
    return keys, contents


def _fresh() -> None:
    """Forget the templates that were read."""
    templates.template_digest.cache_clear()
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("generator.render") and hasattr(getattr(module, "_environment", None), "cache_clear"):
            module._environment.cache_clear()


def test_a_changed_template_remakes_exactly_what_uses_it(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For every template: each part whose bytes change has another key, and a street's template leaves trades alone."""
    folder = Path(shutil.copytree(root / "site_templates", tmp_path / "site_templates"))
    for module in (templates, row):
        monkeypatch.setattr(module, "templates_folder", lambda: folder)
    _fresh()
    keys, contents = _made(_parts(root / "tests/example_site"))
    touched: dict[str, set[str]] = {}
    for page in templates.page_templates():
        file = folder / "pages" / page
        text = file.read_text("utf-8")
        file.write_text(text.replace("<", "\u200b<", 1) if "macro" not in text else text.replace("%}\n<", "%}\n\u200b<"), encoding="utf-8")
        _fresh()
        new_keys, new_contents = _made(_parts(root / "tests/example_site"))
        file.write_text(text, encoding="utf-8")
        touched[page] = {name for name in keys if keys[name] != new_keys[name]}
        other = {name for name in contents if contents[name] != new_contents.get(name)}
        assert other <= touched[page], f"{page}: {sorted(other - touched[page])[:3]} changed under the same key"
    _fresh()
    assert all(name.startswith("quota/street/") for name in touched["street.html"])
    assert {name.split("/")[0] for name in touched["household_block.html"]} == {"household"}
    assert {name.split("/")[0] for name in touched["listing_row.html"]} == {"quota"}
    assert touched["home.html"] == set() and touched["columns_press.html"] == {"documents/lists"}
