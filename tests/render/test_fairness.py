"""The dashboard, the queues, the offices: what they say, what they never say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from generator.derive.fairness import fairness as derived
from generator.derive.objection_outcome import outcomes
from generator.derive.peer_group import peers
from generator.model.answers import Answers
from generator.model.fairness import OUTLIERS, Summary
from generator.model.part import files_of
from generator.model.reference import SCHEMAS, Reference
from generator.render import fairness, office, open_data
from tests.render.answers_example import DIVISION, RESTAURANT, STREET, answers, frames, reference, settings
from tests.render.pages_read import elements, parsed, targets, words

SECRET = "objection-of-one"


def far(at: int, side: str, times: int) -> dict:
    return {"at": at, "side": side, "ring": "street", "n": 6, "quota_fen": 2_000_000, "q1_fen": 525_000, "median_fen": 700_000,
            "q3_fen": 950_000, "times_hundredths": times, "facts": at}


def told(rows: list[dict], **more: object) -> Answers:
    outliers = pl.DataFrame(rows, schema=OUTLIERS)
    sides = [row["side"] for row in rows]
    empty = answers().fairness
    return answers(fairness=replace(empty, outliers=outliers, summary=Summary(judged=6, high=sides.count("high"), low=sides.count("low")), **more))


def pages(given: Answers) -> dict:
    return {path: parsed(page) for path, page in files_of(fairness.parts(given, frames()))}


def test_a_queue_names_the_shop_and_leads_to_it() -> None:
    """The fifth and the first restaurant stand in the queues with times, median and peers, linked to their own blocks."""
    found = pages(told([far(4, "high", 286), far(0, "low", 43)]))
    high = found["fairness/high/index.html"]
    row = next(each for each in elements(high, "tr") if "五福饭店" in words(each))
    assert "2.86 倍" in words(row) and "中位数 7,000" in words(row) and "6 户" in words(row)
    assert any(link.get("href", "").endswith("/#HPAK-0005") for link in elements(row, "a"))
    assert "一品饺子馆" in words(found["fairness/low/index.html"]) and "一品饺子馆" not in words(high)
    assert "不同不等于不公" in words(high)


def test_no_owner_on_any_page() -> None:
    """Masked or not, an owner's name is not what is looked at here."""
    for page in pages(told([far(at, "high", 200 + at) for at in range(6)])).values():
        assert "张*" not in words(page)


def test_a_long_queue_has_pages_in_order() -> None:
    """Six households, two a page: three pages, the farthest first, each household once."""
    given = told([far(at, "high", 900 - at) for at in range(6)])
    found = pages(replace(given, settings=settings(households_per_page=2)))
    listed = [link.get("href").partition("#")[2] for path in ("fairness/high/index.html", "fairness/high/2/index.html", "fairness/high/3/index.html")
              for link in elements(found[path], "a") if "#HPAK" in link.get("href", "")]
    assert listed == [f"HPAK-000{n}" for n in range(1, 7)]


def test_nobody_stands_apart() -> None:
    """Empty queues have their pages, which say so; a bureau without figures has a dashboard that says what is missing."""
    found = pages(answers())
    assert "没有月定额明显高于同行的户" in words(found["fairness/high/index.html"])
    assert "没有数字不等于没有人提异议" in words(found["fairness/index.html"])


def with_objections(few: int) -> Answers:
    """Twelve comments and `few` reviews of one office; the review is about a place only its objector would know."""
    row = {"office": "21010201", "ground": "facts", "received_on": date(2008, 3, 3), "decided_on": date(2008, 3, 9), "source": SECRET, "verified": False}
    events = [{**row, "route": "comment", "outcome": "accepted"}] * 6 + [{**row, "route": "comment", "outcome": "refused"}] * 6 \
        + [{**row, "route": "review", "outcome": "refused"}] * few + [{**row, "route": "reassessment", "outcome": "refused"}] * 8
    tables = {**reference().tables, "objections": pl.DataFrame(events, schema=SCHEMAS["objections"])}
    kept = Reference(tables)
    return answers(reference=kept, fairness=replace(answers().fairness, objection_counts=outcomes(kept), objections_from=date(2008, 3, 3),
                                                    objections_to=date(2008, 3, 9), objection_source="范例", are_objections_verified=False))


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_small_groups_of_objectors_are_nowhere_in_the_output(few: int) -> None:
    """One to four reviews: neither the page nor any file of the open data has their number, nor what it could be worked out from;
    the table of objections itself is not published."""
    given = with_objections(few)
    page = pages(given)["fairness/index.html"]
    row = next(each for each in elements(page, "tr") if words(each).startswith("行政复议"))
    cells = [words(cell) for cell in elements(row, "td")]
    assert cells[0] == "略" and cells[2] == "略" and str(few) not in "".join(cells)
    files = dict(files_of(open_data.parts(given)))
    published = {each["code"]: each for each in json.loads(files["data/objections.json"]) if each["dimension"] == "route"}
    assert published["review"]["filed"] is None and published["review"]["refused"] is None
    withheld = [code for code, each in published.items() if each["filed"] is None]
    assert len(withheld) >= 2
    assert all(SECRET.encode() not in content for content in files.values())
    assert not [path for path in files if "objection" in path and path.rpartition("/")[2].partition(".")[0] != "objections"]


def test_what_is_not_verified_is_marked() -> None:
    """Invented objections say that they are."""
    text = words(pages(with_objections(0))["fairness/index.html"])
    assert "未核实" in text and "来源：范例" in text


def test_an_office_has_its_page() -> None:
    """Its households, its streets, its postings; an office without households has a page that says so."""
    index = answers().index.with_columns(pl.lit(700000, pl.Int64).alias("compared_fen"), pl.lit("unchanged").alias("change"),
                                         pl.lit(700000, pl.Int64).alias("previous_fen"))
    names = pl.DataFrame({"industry_code": [RESTAURANT], "industry_name": ["正餐服务"]})
    found = derived(index, peers(index), pl.zeros(index.height, pl.UInt64, eager=True), [], names, reference())
    given = answers(fairness=found)
    made = {path: parsed(page) for path, page in files_of(office.parts(given, frames()))}
    page = made["quota/office/21010201/index.html"]
    assert "主管 9 户" in words(page) and "100.0%" in words(page) and "7,000" in words(page)
    assert f"quota/{DIVISION}/{STREET}/" in targets("quota/office/21010201/index.html", page)
    assert "quota/office/21010201/" in targets("quota/office/index.html", made["quota/office/index.html"])


def test_the_key_of_a_queue_follows_its_households() -> None:
    """A queue is made again when a household of it changes, and only then."""
    def keys(given: Answers) -> dict:
        return {name: key for batch in fairness.parts(given, frames()) for name, key in batch.keys.items()}
    one, same = keys(told([far(4, "high", 286)])), keys(told([far(4, "high", 286)]))
    other = keys(told([{**far(4, "high", 286), "facts": 99}]))
    assert one == same and one["fairness/high"] != other["fairness/high"] and one["fairness/low"] == other["fairness/low"]
