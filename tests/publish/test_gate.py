"""Nothing with a person's number in it leaves: every kind of file, every form of writing."""

import gzip
import zipfile
import zlib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

import polars as pl
import pytest

from generator.model.identifier import check_character
from generator.publish.gate import _exactly, check, in_bytes

BODY = "21010219700101" + "001"
ID18 = BODY + check_character(BODY)
MOBILE = "139" + "4000" + "1234"
WIDE = ID18.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))

LEAKS = [
    ("a.html", f"<p>户主 {ID18}</p>"), ("a.html", f"<p>{WIDE}</p>"), ("a.html", f'<a href="tel:+86{MOBILE}">打电话</a>'),
    ("a.html", f'<img src="x.png" alt="{ID18}">'), ("a.html", f"<p>{ID18[:6]}<b>{ID18[6:]}</b></p>"),
    ("a.html", f"<p>{ID18[:6]}&nbsp;{ID18[6:]}</p>"), ("a.html", "<p>" + "".join(f"&#{ord(c)};" for c in ID18) + "</p>"),
    ("a.html", f"<!-- {ID18} -->"), ("a.html", "<td>电话：2286-" + "1234</td>"), ("a.html", "<td>账号</td><td>0302012309300</td>"),
    ("a.json", f'{{"remark":"{ID18}"}}'), ("a.csv", f"张*,{MOBILE}\n"), ("a.txt", f"{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}"),
    ("a.xml", f"<t>{ID18}</t>"), ("a.svg", f"<text>{MOBILE}</text>"), ("a.md", f"**{ID18[:6]}**{ID18[6:]}"),
    ("a.js", f'const owner = "{ID18}"'), ("a.ics", f"DESCRIPTION:{ID18}"), ("a.bin", f"\0\1{ID18}\0"), (f"{ID18}.html", "x"),
    ("a.html", f"<p>{ID18[:6]}********{ID18[14:]}</p>"), ("a.html", f"<p>{ID18[:6]}●●●●●●●●{ID18[14:]}</p>"),
]


@pytest.mark.parametrize(("name", "content"), LEAKS)
def test_a_leak_is_found(tmp_path: Path, name: str, content: str) -> None:
    """Alone, and far inside a large file; the problem does not repeat the number."""
    filler = "<p>甲乙丙丁 8,000 元</p>\n" * 3000
    (tmp_path / name).write_text(content)
    (tmp_path / f"large-{name}").write_text(filler + content + filler)
    problems = check(tmp_path, ())
    assert {problem.rule for problem in problems} == {"published-personal-data"}
    assert len({problem.file for problem in problems}) == 2
    assert not any(secret in str(p.as_json("zh")) for p in problems for secret in (ID18, MOBILE, WIDE))


def test_packed_files_are_opened(tmp_path: Path) -> None:
    """Parquet, gzip twins, Office files and PDF streams are read, not taken on trust."""
    pl.DataFrame({"备注": ["", ID18]}).write_parquet(tmp_path / "a.parquet")
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(f"<p>{ID18}</p>".encode()))
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as office:
        office.writestr("docProps/core.xml", f"<t>{ID18}</t>")
    (tmp_path / "a.pdf").write_bytes(b"%PDF\nstream\n" + zlib.compress(f"({ID18}) Tj".encode()) + b"\nendstream")
    assert [p.file for p in check(tmp_path, ())] == ["a.html.gz", "a.parquet", "a.pdf", "a.xlsx"]


def test_a_site_as_it_should_be_passes(tmp_path: Path) -> None:
    """Days, amounts, codes, drawings, digests and public phones in every page: nothing is found."""
    page = ('<p>2008-09-01 至 2009-08-31</p><td>138</td><td>2000</td><td>3000</td><p>辽公网安备 21010202000123号</p>'
            '<path d="M138 2000 3000 210102 19700101 0016"/><a href="https://beian.example/?c=21010202000123">备案</a>'
            '<svg viewBox="0 0 1390 4000 1234"></svg><p>电话 024-2286' + '1234</p>') * 500
    (tmp_path / "a.html").write_text(page)
    (tmp_path / "a.json").write_text('{"monthly_turnover_fen":13940001234}')
    assert check(tmp_path, ("024-2286" + "1234",)) == []


def test_a_process_pool_finds_the_same(tmp_path: Path) -> None:
    """Shards in other processes give the same problems."""
    (tmp_path / "a.html").write_text(MOBILE)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert check(tmp_path, (), pool) == check(tmp_path, ())


def test_the_quick_look_misses_nothing_the_exact_one_finds() -> None:
    """Over 3,000 pages made at random of numbers, gaps, words, tags and time stamps: what stands in a page, read whole, is found."""
    chance = Random(16)
    stamp = '<meta name="PubDate" content="2024-01-31 08:30">'
    pieces = (ID18, ID18[:6], ID18[6:], MOBILE, MOBILE[:7], WIDE, WIDE[:9], stamp, stamp[:-2], "20240131", "2024-01-31 08:30", "电话",
              "账号", "Tel", '"', "'", ">", "</p><p>", "<b>", "</b>", '<meta content="', " ", "-", "，", "甲乙", "\n", "元", "1", "x")
    for number in range(3000):
        page = "".join(chance.choices(pieces, k=chance.randint(1, 12)))
        exact = {(found.kind, found.shown) for found in _exactly(page.encode(), True, ())}
        assert exact <= {(found.kind, found.shown) for found in in_bytes(page.encode(), f"{number}.html", ())}, page
