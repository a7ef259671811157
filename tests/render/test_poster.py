"""The wall posters: what stands on them, read by others' readers; which postings have some; the same bytes every time."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp

from generator.model.answers import Answers, PostingView
from generator.model.objection import REASSESS_DAYS
from generator.render import pdf, poster, poster_sheet
from generator.render.poster_choice import is_wanted, undrawn
from generator.render.templates import chinese_day

SITE = "https://gongshi.example/tax/"
POSTING = "2008-dong-provisional"


@pytest.fixture(scope="module")
def wanted(answers: Answers) -> Answers:
    """The example bureau, which asks for all posters."""
    return replace(answers, settings=replace(answers.settings, posters="all"))


@pytest.fixture(scope="module")
def drawn(wanted: Answers) -> dict[str, bytes]:
    """The posters of one provisional posting by their size."""
    return {path[-6:-4]: content for path, content in poster.posters(wanted, wanted.views[POSTING], SITE)}


def text(content: bytes) -> str:
    """The text of all pages, without spaces, as pypdf reads it."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages))


def codes(content: bytes) -> list[str]:
    """What a phone reads from the first page."""
    return [found.text for found in zxingcpp.read_barcodes(pypdfium2.PdfDocument(content)[0].render(scale=1.5).to_pil())]


def test_a_poster_says_what_where_until_when_and_every_row(wanted: Answers, drawn: dict[str, bytes]) -> None:
    """Office, act, window, last day, whom to tell, counts, the digest, and each household with its masked owner and amounts."""
    view, said = wanted.views[POSTING], text(drawn["a4"])
    for words in (view.office_name, "定期定额户定额公示", *map(chinese_day, view.window.days), "提意见截止" + chinese_day(view.window.last),
                  f"户数{view.households}户", view.digest, "12366", view.posting.place or "", f"{SITE}quota/posting/{POSTING}/"):
        assert words.replace("　", "") in said
    rows = wanted.versions_of([POSTING])
    assert rows.height == view.households > 0
    for row in rows.iter_rows(named=True):
        amount = f"{row['monthly_turnover_fen'] // 100:,}"
        assert f"{row['row']}{row['shop_name']}（{row['owner_masked']}）" in said and row["disclosure_no"] in said and amount in said


def test_a_phone_reads_the_address_of_the_posting(drawn: dict[str, bytes]) -> None:
    """The code on both sizes, drawn as a picture and read back."""
    assert codes(drawn["a4"]) == codes(drawn["a3"]) == [f"{SITE}quota/posting/{POSTING}/"]


def test_a3_is_a4_drawn_larger(drawn: dict[str, bytes]) -> None:
    """The paper is 297 by 210 and 420 by 297 millimetres; the same pages with the same text."""
    readers = {size: pypdf.PdfReader(io.BytesIO(content)) for size, content in drawn.items()}
    paper = {size: [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] for size, reader in readers.items()}
    assert paper == {"a4": [297, 210], "a3": [420, 297]}
    assert len(readers["a4"].pages) == len(readers["a3"].pages) and text(drawn["a4"]) == text(drawn["a3"])


def test_the_same_bytes_every_time(wanted: Answers, drawn: dict[str, bytes]) -> None:
    """Drawn once more, on another as-of date: the bytes, the day in the file and its identifier are the posting's own."""
    later = replace(wanted, as_of=wanted.as_of + timedelta(days=400))
    assert {path[-6:-4]: content for path, content in poster.posters(later, later.views[POSTING], SITE)} == drawn
    about = pypdf.PdfReader(io.BytesIO(drawn["a4"])).metadata
    assert about.creation_date.date() == wanted.views[POSTING].posting.posted_on and about.author == wanted.views[POSTING].office_name


def keys(answers: Answers, site_url: str = SITE, program: str = "1") -> dict[str, str]:
    return {name: key for batch in poster.parts(answers, site_url, program) for name, key in batch.keys.items()}


def test_a_poster_is_drawn_again_only_when_something_on_it_changes(wanted: Answers) -> None:
    """Another day changes no key; another address or program all; another contact of one posting that one."""
    before = keys(wanted)
    assert before == keys(replace(wanted, as_of=wanted.as_of + timedelta(days=1)))
    assert not set(before.values()) & set(keys(wanted, "https://other.example/").values())
    assert not set(before.values()) & set(keys(wanted, program="2").values())
    changed = tuple(replace(view, posting=replace(view.posting, contact="二楼")) if view.posting.id == POSTING else view for view in wanted.postings)
    after = keys(replace(wanted, postings=changed))
    assert {name for name in before if before[name] != after[name]} == {f"quota/posting/{POSTING}/poster"}


def test_which_postings_have_posters(answers: Answers) -> None:
    """`recent`: those of thirty days and those still open; `all`; `none`; never one that was taken back."""
    view = answers.views[POSTING]
    shut = replace(view, is_open=False)

    def asks(said: str, of: PostingView, days: int) -> bool:
        return is_wanted(replace(answers, settings=replace(answers.settings, posters=said), as_of=view.posting.posted_on + timedelta(days)), of)

    assert asks("recent", shut, REASSESS_DAYS) and not asks("recent", shut, REASSESS_DAYS + 1)
    assert asks("recent", replace(view, is_open=True), 99) and asks("all", shut, 9999)
    assert not asks("none", view, 0) and not asks("all", replace(view, is_withdrawn=True), 0)


def test_where_nothing_can_draw_no_poster_is_promised(wanted: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a font there is no part, and the build can say how many posters are missing and why."""
    assert undrawn(wanted) is None and keys(wanted)
    monkeypatch.setattr(pdf, "missing", lambda: "font")
    assert not keys(wanted) and undrawn(wanted) == (sum(not view.is_withdrawn for view in wanted.postings), "font")
    assert undrawn(replace(wanted, settings=replace(wanted.settings, posters="none"))) is None


def test_more_rows_than_a_wall_takes(wanted: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of households of each street, and the words that say so; no household."""
    view, rows = wanted.views[POSTING], wanted.versions_of([POSTING])
    monkeypatch.setattr(poster_sheet, "LISTED", rows.height - 1)
    html = poster_sheet.sheet(wanted, view, rows, SITE)
    assert "墙上列不下" in html and not any(name in html for name in rows["shop_name"])
    counts = [int(number) for number in re.findall(r"<b>(\d+) 户</b></p>", html)]
    assert sum(counts) == rows.height and len(counts) == rows["street_code"].n_unique()


@pytest.mark.parametrize("kind", ["correction", "withdrawal", "final"])
def test_every_kind_of_posting_can_hang(wanted: Answers, kind: str) -> None:
    """Each is drawn, and says what it is; none has a window of its own."""
    views = [view for view in wanted.postings if view.posting.kind == kind and not view.is_withdrawn]
    assert views
    for view in views:
        (_, content), _ = poster.posters(wanted, view, None)
        assert f"定期定额户定额{view.posting.kind.zh}" in text(content) and "提意见截止" not in text(content) and not codes(content)


def test_names_of_shops_are_text_not_markup(wanted: Answers) -> None:
    """A name that looks like a tag stands there as it was written."""
    rows = wanted.versions_of([POSTING])
    named = rows.with_columns(rows["shop_name"].map_elements(lambda name: f"<b>{name}&", return_dtype=rows["shop_name"].dtype))
    html = poster_sheet.sheet(wanted, wanted.views[POSTING], named, SITE)
    assert f"&lt;b&gt;{rows['shop_name'][0]}&amp;" in html


def test_nothing_is_loaded(tmp_path: Path) -> None:
    """A sheet that names a file or an address gets neither."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (content,) = pdf.drawn(f'<html lang="zh"><body><img src="{secret.as_uri()}" alt="无"><img src="http://127.0.0.1:9/x.png" alt="无">好</body></html>', "x", ["a4"])
    assert b"secret" not in content and "好" in text(content)
