"""The search box in a real Chromium: right results, by name, by ear, by link; quiet on the network; usable by keyboard.

Expectations are read from the site's own index by a stranger's reader, so that they hold for any sample.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest

from tests.search_reader import Reader

RESULTS = "[data-results] [data-household]"


@pytest.fixture(scope="module")
def index(site: str) -> Reader:
    def get(path: str) -> bytes:
        with urlopen(f"{site.rstrip('/')}/{path}") as response:
            return response.read()
    return Reader(get)


@pytest.fixture
def quota(site: str, browser) -> Iterator[SimpleNamespace]:
    """A page, the addresses it asked for, and its errors; `open(query)` goes to the quota page."""
    context = browser.new_context()
    page = context.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    home = site.rstrip("/")

    def open_(query: str = "") -> None:
        page.goto(f"{home}/quota/" + (f"?q={quote(query)}" if query else ""))

    yield SimpleNamespace(page=page, asked=asked, errors=errors, open=open_, home=home)
    context.close()


def total(page) -> int:
    """The number that is read aloud, once it is there."""
    page.wait_for_selector("[data-result-count]:not(:empty)")
    shown = page.locator("[data-result-count]").inner_text()
    return int(re.sub(r"\D", "", shown))


def says(page, expected: int) -> None:
    """The page comes to say this total; while letters are still being typed it may say another first."""
    page.locator(f"[data-result-count='{expected}']:not(:empty)").wait_for()


def shown(page) -> list[str]:
    return page.locator(RESULTS).evaluate_all("all => all.map(one => one.dataset.household)")


def wanted(index: Reader, query: str) -> list[str]:
    return [index.record(record)["disclosure_no"] for record in index.ordered(query)]


def common_name_part(index: Reader) -> str:
    """Two characters that stand in more than 30 households."""
    folder = f"{index.manifest['cards'][0]}/cards"
    names = [line.split("\t")[1].split("\x1f")[1] for block in range(3) for line in index.lines(folder, block)]
    pairs = {name[at:at + 2] for name in names for at in range(len(name) - 1) if not name.isascii()}
    return next(pair for pair in sorted(pairs) if len(index.search(pair)) > 30)


def test_a_link_with_a_query_runs_the_search(quota, index: Reader):
    """`/quota/?q=…` shows the exact number of households and the best five, in order, and fills the box."""
    query = common_name_part(index)
    quota.open(query)
    says(quota.page, len(index.search(query)))
    assert shown(quota.page) == wanted(index, query)[:5]
    assert quota.page.locator("main input[name=q], #quota-search").first.input_value() == query
    assert not quota.errors


def test_all_modules_are_asked_for_at_once(site_folder: Path):
    """Where results are shown the page names every module of the search, so that none waits for another that names it; pages
    that only lead there name none."""
    modules = {path.name for path in (site_folder / "scripts/search").glob("*.js")}
    for page in ("index.html", "quota/index.html"):
        named = re.findall(r'rel="modulepreload" href="[^"]*scripts/search/([^"]+)"', (site_folder / page).read_text("utf-8"))
        assert len(named) == len(set(named)) and {*named, "main.js"} == modules, page
    assert "modulepreload" not in (site_folder / "quota/posting/index.html").read_text("utf-8")


def test_typing_searches_and_the_address_follows(quota, index: Reader):
    """Typing a whole name shows that household; the address can be copied; nothing is reloaded."""
    record = index.record(0)
    quota.open()
    quota.page.evaluate("window.notReloaded = true")
    quota.page.locator("#quota-search").press_sequentially(record["shop_name"], delay=20)
    quota.page.wait_for_function(
        "name => new URLSearchParams(location.hash.slice(1)).get('q') === name", arg=record["shop_name"])
    says(quota.page, len(index.search(record["shop_name"])))
    assert shown(quota.page) == wanted(index, record["shop_name"])[:5]
    assert quota.page.evaluate("window.notReloaded")
    assert not quota.errors


def test_a_result_links_to_its_household(quota, index: Reader):
    """The link of a result is the household's public address, and what was typed is marked in it."""
    record = index.record(0)
    quota.open(record["disclosure_no"])
    link = quota.page.locator(f'[data-household="{record["disclosure_no"]}"] a').first
    link.wait_for()
    assert link.evaluate("a => a.href") == f"{quota.home}/household/{record['bucket']}/#{record['disclosure_no']}"
    assert quota.page.locator(f"{RESULTS} mark").first.inner_text() == record["disclosure_no"]


def test_pinyin_and_initials(quota, index: Reader):
    """A name typed as syllables or initials finds what the index holds by ear."""
    for query in ("jiaozi", "lifa", "fmlcs", "fu", "饺zi"):
        quota.open(query)
        says(quota.page, len(index.search(query)))
        assert shown(quota.page) == wanted(index, query)[:5]
    assert not quota.errors


def test_more_shows_the_next_twenty(quota, index: Reader):
    """更多 adds the next results below and moves the focus to the first of them."""
    query = common_name_part(index)
    quota.open(query)
    quota.page.get_by_role("button", name="更多").click()
    quota.page.locator(RESULTS).nth(24).wait_for()
    assert shown(quota.page) == wanted(index, query)[:25]
    focused = quota.page.evaluate("document.activeElement.closest('[data-household]').dataset.household")
    assert focused == wanted(index, query)[5]


def test_nothing_found_gives_advice(quota):
    """A text that no household holds says so, and what to try."""
    quota.open("查无此店查无此店")
    says(quota.page, 0)
    assert "拼音" in quota.page.locator("[data-results]").inner_text()
    assert not quota.errors


def test_typed_markup_is_only_text(quota):
    """A query that looks like markup is printed as it was typed, and runs nothing."""
    quota.open('<img src=x onerror="window.bad=1">')
    total(quota.page)
    assert quota.page.evaluate("window.bad === undefined")
    assert quota.page.locator("[data-result-count] img").count() == 0


def test_only_this_site_is_asked_and_never_for_what_was_typed(quota, index: Reader):
    """Every request goes to the site itself, and no address but the page's own holds the typed text."""
    query = index.record(0)["shop_name"]
    quota.open()
    quota.page.locator("#quota-search").fill(query)
    total(quota.page)
    quota.page.wait_for_load_state("networkidle")
    assert {urlsplit(address).netloc for address in quota.asked} == {urlsplit(quota.home).netloc}
    assert not [address for address in quota.asked if quote(query) in address or query in address]


def test_a_search_in_few_rounds(quota, index: Reader):
    """A cold search asks for the manifest and a page: few files, below 100 KB before compression."""
    query = common_name_part(index)
    sizes = {}
    quota.page.on("response", lambda response: sizes.__setitem__(response.url, len(response.body()))
                  if "/search/households/" in response.url else None)
    quota.open(query)
    total(quota.page)
    quota.page.wait_for_load_state("networkidle")
    assert 2 <= len(sizes) <= 5 and sum(sizes.values()) < 100_000


def test_arrow_keys_walk_through_the_results(quota, index: Reader):
    """Down goes from the box to the first result and on, up goes back to the box."""
    query = common_name_part(index)
    quota.open(query)
    total(quota.page)
    quota.page.locator("#quota-search").focus()
    for _ in range(2):
        quota.page.keyboard.press("ArrowDown")
    focused = "document.activeElement.closest('[data-household]')?.dataset.household ?? document.activeElement.name"
    assert quota.page.evaluate(focused) == wanted(index, query)[1]
    quota.page.keyboard.press("ArrowUp")
    quota.page.keyboard.press("ArrowUp")
    assert quota.page.evaluate(focused) == "q"


def test_a_division_narrows_by_a_link(quota, index: Reader):
    """A link below the count keeps the query and shows one division only, with the number it promised."""
    query = common_name_part(index)
    quota.open(query)
    total(quota.page)
    links = quota.page.locator("[data-facets] a[href*='division=']")
    promised = int(re.sub(r"\D", "", links.first.inner_text()))
    links.first.click()
    says(quota.page, promised)


def test_a_choice_narrows_and_the_back_button_returns(quota, index: Reader):
    """A trade chosen below the count shows that trade only; going back shows what was there before."""
    query = common_name_part(index)
    quota.open(query)
    before = total(quota.page)
    quota.page.evaluate("document.querySelectorAll('[data-facets] details').forEach(one => one.open = true)")
    link = quota.page.locator("[data-facets] a[href*='status=']").nth(1)
    promised = int(re.sub(r"\D", "", link.inner_text()))
    link.click()
    quota.page.locator(f"[data-result-count='{promised}']").wait_for()
    assert 0 < promised < before
    quota.page.go_back()
    quota.page.locator(f"[data-result-count='{before}']").wait_for()


def test_the_highest_quota_first(quota, index: Reader):
    """The order can be chosen: the first household shown has the highest quota of all that were found."""
    query = common_name_part(index)
    quota.open(query)
    total(quota.page)
    highest = max(index.record(record)["fen"] for record in index.search(query))
    quota.page.locator("[data-facets] a[href*='sort=high']").click()
    quota.page.locator("[data-facets] a[href*='sort=high'][aria-current]").wait_for()
    shown_first = quota.page.locator(f"{RESULTS} .g-result__quota").first.inner_text()
    assert f"{highest // 100:,}" in shown_first


def test_a_missing_index_is_said_plainly(quota):
    """When the index cannot be fetched the page says so in an alert, offers to try again, and does not break."""
    quota.page.route("**/search/households/**", lambda route: route.abort())
    quota.open("饺子")
    quota.page.locator("[data-results] [role=alert]").wait_for()
    assert "搜索没有完成" in quota.page.locator("[data-results]").inner_text()
    quota.page.unroute("**/search/households/**")
    quota.page.get_by_role("button", name="再试一次").click()
    total(quota.page)


def test_a_new_release_is_followed(quota, index: Reader):
    """When the generation a page began with is gone, the page reads the new manifest and searches once more."""
    record = index.record(0)
    gone = []

    def manifest(route) -> None:
        response = route.fetch()
        text = response.text()
        if not gone:
            gone.append(text)
            text = text.replace(index.manifest["release"], "0" * 12)
        route.fulfill(response=response, body=text)

    quota.page.route("**/search/households/index.json", manifest)
    quota.open(record["shop_name"])
    quota.page.wait_for_selector(f'[data-household="{record["disclosure_no"]}"]')


def test_the_box_of_another_page_leads_here(quota, index: Reader):
    """The form on the front page is sent to the quota page, which runs the search."""
    record = index.record(0)
    quota.page.goto(f"{quota.home}/")
    box = quota.page.locator("input[name=q]").first
    box.fill(record["shop_name"])
    box.press("Enter")
    quota.page.wait_for_selector(f'[data-household="{record["disclosure_no"]}"]')
    assert urlsplit(quota.page.url).path.endswith("/quota/")


def first_policy(quota) -> tuple[str, str]:
    """The address and the title of a policy in the list of policies."""
    quota.page.goto(f"{quota.home}/policies/")
    links = quota.page.locator("#content a").evaluate_all("all => all.map(a => [a.href, a.textContent.trim()])")
    return next((address, title) for address, title in links
                if re.fullmatch(re.escape(quota.home) + r"/policies/[^/#]+/", address) and len(title) > 3)


def test_documents_stand_below_the_households(quota):
    """The same box finds documents: a policy by its title, with a link into this site, and its words marked."""
    address, title = first_policy(quota)
    quota.open(title)
    quota.page.wait_for_selector("[data-search-documents] a", timeout=15_000)
    links = quota.page.locator("[data-search-documents] a").evaluate_all("all => all.map(one => one.href)")
    assert address in links and all(link.startswith(quota.home) for link in links)
    assert title in quota.page.locator("[data-search-documents] mark").all_text_contents()
    assert not quota.errors
