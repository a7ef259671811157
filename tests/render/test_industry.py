"""Trades: the list under its groups, and one trade across the city."""

from generator.model.part import files_of
from tests.render.answers_example import HAIR, PHOTO, RESTAURANT, answers, frames, settings
from generator.render import industry
from tests.render.pages_read import elements, parsed, targets, words


def test_the_list_has_every_trade_with_households() -> None:
    """Three trades under two groups of the classification, each linked to its page."""
    path, page = industry.index_page(answers(), frames())
    tree = parsed(page)
    assert {f"quota/industry/{code}/" for code in (RESTAURANT, HAIR, PHOTO)} <= targets(path, tree)
    groups = [words(cell) for cell in elements(tree, "th") if cell.get("scope") == "rowgroup"]
    assert groups == ["餐饮业", "居民服务业"]


def test_a_trade_shows_the_city_and_its_divisions() -> None:
    """Seven restaurants in the city, six of them compared, with the hand-worked quartiles."""
    pages = {path: parsed(page) for path, page in files_of(industry.parts(answers(), frames()))}
    rows = [words(row) for row in elements(pages[f"quota/industry/{RESTAURANT}/index.html"], "tr")]
    assert any(row.startswith("全市765,2507,0009,500") for row in rows)
    assert any(row.startswith("和平区765,2507,0009,500") for row in rows)


def test_an_unverified_name_says_so() -> None:
    """The hairdressers' code was not checked against the standard; the restaurants' was."""
    pages = {path: words(parsed(page)) for path, page in files_of(industry.parts(answers(), frames()))}
    assert "未与国家标准原文核对" in pages[f"quota/industry/{HAIR}/index.html"]
    assert "未与国家标准原文核对" not in pages[f"quota/industry/{RESTAURANT}/index.html"]


def test_a_long_trade_is_cut_into_pages() -> None:
    """Seven restaurants, three to a page: three pages."""
    small = answers(settings=settings(households_per_page=3))
    paths = [path for path, _ in files_of(industry.parts(small, frames())) if RESTAURANT in path]
    assert sorted(paths) == [f"quota/industry/{RESTAURANT}/{n}index.html" for n in ("2/", "3/", "")]
