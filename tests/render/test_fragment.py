"""The pieces that hand-written pages name, from answers small enough to count by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import html5lib
import polars as pl

from generator.model.answers import HOUSEHOLDS, QUOTAS, SPREADS, STATES, TAXES, Answers, PostingView, shelf_of
from generator.model.document import Document, Figure
from generator.model.figures import BuildFigures
from generator.model.posting import Posting, PostingKind
from generator.model.reference import SCHEMAS, Reference, empty_tables
from generator.model.settings import Bureau, Settings
from generator.model.working_days import WorkingDays, posting_window
from generator.render.components import COLOURS
from generator.render.fragment import FRAGMENTS, divisions, latest, open_postings


def posting(id: str, posted_on: date, is_open: bool = True) -> PostingView:
    act = Posting(id, PostingKind.PROVISIONAL, posted_on, "1", f"postings/{id}", place="范例公告栏", scope=f"{id}的范围")
    return PostingView(act, "范例税务所", posting_window(posted_on, WorkingDays()), is_open, False, 12, 13, 1, 1, (), "", ())


def households(*rows: dict[str, str]) -> pl.DataFrame:
    blank = dict.fromkeys(HOUSEHOLDS)
    return pl.DataFrame([blank | row for row in rows], schema=HOUSEHOLDS, orient="row")


def answers() -> Answers:
    tables = empty_tables()
    tables["divisions"] = pl.DataFrame(
        [{"code": "210102", "name": "和平区", "tile_row": 1, "tile_column": 2},
         {"code": "210103", "name": "沈河区", "tile_row": 1, "tile_column": 3}], schema=SCHEMAS["divisions"])
    tables["streets"] = pl.DataFrame([{"code": "210102001", "name": "范例街道", "division_code": "210102"}],
                                     schema=SCHEMAS["streets"])
    place = {"division_code": "210102", "street_code": "210102001", "street_name": "范例街道"}
    spreads = pl.DataFrame({
        "place_code": ["city", "210102"], "industry_code": ["6700"] * 2, "industry_name": ["餐饮"] * 2, "n": [5, 2],
        "min_fen": [100, None], "q1_fen": [200_000, None], "median_fen": [800_050, None], "q3_fen": [900_000, None],
        "max_fen": [1, None]}, schema=SPREADS)
    report = Document("statistics", "s", "s.md", "八月统计", "", meta={"published_on": date(2008, 9, 8)})
    news = [Document("press", name, f"{name}.md", name, "", meta={"published_on": day})
            for name, day in (("旧闻", date(2008, 9, 1)), ("新闻", date(2008, 9, 20)), ("以后", date(2009, 1, 1)))]
    return Answers(
        as_of=date(2008, 9, 26), settings=Settings(Bureau("范例税务局", "范例")), reference=Reference(tables),
        figures=BuildFigures(3, 2, 1, 2, 4, 2, 0, 100, 100),
        shelves=(shelf_of(households(place | {"disclosure_no": "A001"}, place | {"disclosure_no": "A002"}),
                          QUOTAS.to_frame(), TAXES.to_frame()),),
        peer_facts=pl.zeros(2, pl.UInt64, eager=True), key="", spreads=spreads,
        postings=(posting("later", date(2008, 9, 25)), posting("sooner", date(2008, 9, 22)),
                  posting("closed", date(2008, 8, 1), is_open=False)),
        documents={"press": tuple(news), "statistics": (report,)}, interpreted_by={},
        key_figures=((Figure("税费收入", "229.6", "亿元", "2008年1—8月", date(2008, 8, 31)), report),))


def test_each_fragment_is_well_formed_and_without_inline_code() -> None:
    """A strict parser accepts every fragment, and no fragment needs more than the strict policy allows."""
    for name, fragment in FRAGMENTS.items():
        html = fragment(answers(), "../")
        html5lib.HTMLParser(strict=True).parse(f"<!doctype html><title>{name}</title>{html}")
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", html)


def test_the_posting_that_closes_first_stands_first() -> None:
    """Open postings are ordered by their last day; a closed one is not among them."""
    assert [item.view.posting.id for item in open_postings(answers())] == ["sooner", "later"]


def test_days_left_are_working_days_with_make_up_days() -> None:
    """Posted on 2008-09-25 the window closes on 10-07 after the holiday week: all five days are left on 09-26."""
    later = open_postings(answers())[1]
    assert (later.view.window.last, later.days_left) == (date(2008, 10, 7), 5)


def test_home_says_what_is_open_where_and_until_when() -> None:
    """The front page gives the last day, the place, the number of households and the link of each open posting."""
    html = FRAGMENTS["home"](answers(), "")
    said = re.sub(r'<span data-left="([^"]*)">(\d+)</span>', lambda found: found[2] if len(found[1].split()) >= int(found[2]) else "", html)
    assert all(words in said for words in ("2008年10月7日", "含当天还有 5 个工作日", "范例公告栏", "12 户",
                                           'href="quota/posting/later/"'))
    assert "closed的范围" not in html


def test_an_uncertain_window_is_called_provisional() -> None:
    """Where holidays are not announced the last day is printed as 暂定."""
    known = answers()
    view = known.postings[0]
    unsure = replace(view, window=replace(view.window, is_certain=False))
    assert "暂定" in FRAGMENTS["home"](replace(known, postings=(unsure,)), "")


def test_nothing_open_is_said_plainly() -> None:
    """With no open posting the front page says so instead of leaving a blank."""
    assert "没有正在公示" in FRAGMENTS["home"](replace(answers(), postings=()), "")


def test_latest_are_newest_first_and_not_from_the_future() -> None:
    """A document dated after the as-of date is not among the latest of that day."""
    assert [document.title for document in latest(answers(), "press")] == ["新闻", "旧闻"]


def test_figures_on_the_front_page_lead_to_their_source() -> None:
    """A figure comes with unit, period, as-of date and a link to the document that states it."""
    html = FRAGMENTS["home"](answers(), "")
    assert all(words in html for words in ("229.6", "亿元", "2008年1—8月", "2008年8月31日", 'href="statistics/s/"'))


def test_one_search_box_with_its_places_for_results() -> None:
    """/quota/ has exactly one box named q, in a GET form, and the containers the script fills."""
    html = FRAGMENTS["quota"](answers(), "../")
    assert html.count('name="q"') == 1 and 'action="../quota/" method="get"' in html
    assert all(mark in html for mark in ("data-results>", "data-result-count", 'aria-live="polite"',
                                         "data-search-documents", "<noscript>"))


def test_the_tree_leads_to_every_street_without_script() -> None:
    """Division and street are links with their numbers of households; a division without any is not a link."""
    html = FRAGMENTS["quota"](answers(), "../")
    assert 'href="../quota/210102/210102001/"' in html and 'href="../quota/210102/"' in html
    assert 'href="../quota/210103/"' not in html
    assert [(d.name, d.households) for d in divisions(answers())] == [("和平区", 2), ("沈河区", 0)]


def test_no_amount_below_five_households() -> None:
    """A median of fewer than five households is not printed; the city's is, with its fen."""
    html = FRAGMENTS["quota"](answers(), "../")
    assert "不足五户" in html and "8,000.50" in html


def test_downloads_are_links_below_data() -> None:
    """Every table is offered under /data/ and the sums of the build stand beside it."""
    html = FRAGMENTS["data"](answers(), "../")
    assert 'href="../data/households.csv"' in html and "退回" in html


def test_every_colour_and_state_has_its_place_among_the_components() -> None:
    """Each colour the page names is a token of the stylesheet with a patch of its own; each state stands there in words."""
    sheet = (Path(__file__).parents[2] / "site_templates" / "stylesheets" / "gongshi.css").read_text("utf-8")
    page = FRAGMENTS["components"](answers(), "../../")
    for name, said in COLOURS:
        assert f"--g-{name}: " in sheet and f".g-swatch--{name} {{ background: var(--g-{name}); }}" in sheet
        assert f"g-swatch--{name}" in page and said in page
    assert all(said in page for said in STATES.values())
