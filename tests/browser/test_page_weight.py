"""Every kind of page is light, still and readable: at most 100 KB on a first visit, no shift, no script needed.

Measured in Chromium on a bureau whose pages are full: two streets, so that lists have 200 rows and a bucket 300 households.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import polars as pl
import pytest
from playwright.sync_api import Browser, Page

from bench.make_documents import make as make_documents
from bench.make_households import make
from tests.browser.conftest import household_with

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 8  # visits
KB = 1000
FIRST_VISIT, LIST_OF_200, MOST_CLICKS = 100 * KB, 40 * KB, 5
HOUSEHOLDS, BUCKETS = 1200, 4
STREETS = ("210102016", "210102021")  # of 和平区; halls of other divisions keep their pages
Visit = tuple[dict[str, int], float]  # bytes on the wire by address, and how far the page shifted
TEXT = (".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".csv")


class _Compressing(http.server.SimpleHTTPRequestHandler):
    """A static server as hosts are: text goes out compressed."""

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_head(self) -> io.BytesIO | None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return None
        data, is_text = path.read_bytes(), path.suffix in TEXT
        data = gzip.compress(data, 6) if is_text else data
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(data)))
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        return io.BytesIO(data)


class _Slow(_Compressing):
    """The same over a slow line: a page comes in pieces, and is drawn while it does."""

    def copyfile(self, source: io.BytesIO, outputfile: io.BufferedIOBase) -> None:
        data = source.read()
        size = max(400, len(data) // 40)
        for at in range(0, len(data), size):
            outputfile.write(data[at:at + size])
            outputfile.flush()
            time.sleep(0.012)


@pytest.fixture(scope="module")
def full_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bureau with all its households on two streets and in four buckets, built by the command."""
    project = tmp_path_factory.mktemp("full") / "bureau"
    shutil.copytree(ROOT / "content", project / "content")
    reference = project / "quota_data" / "reference"
    shutil.copytree(ROOT / "quota_data" / "reference", reference)
    streets = pl.read_csv(reference / "streets.csv", infer_schema=False).filter(pl.col("code").is_in(STREETS))
    streets.write_csv(reference / "streets.csv", line_terminator="\n")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"household_buckets: \d+", f"household_buckets: {BUCKETS}", settings)
    (project / "mkdocs.yml").write_text(settings.replace("posters: all", "posters: none"), encoding="utf-8")
    make_documents(60, 300_000, 2008, project / "content" / "policies")
    make(HOUSEHOLDS, 2008, project / "quota_data" / "postings", reference)
    site = project.parent / "site"
    done = subprocess.run([sys.executable, "-m", "generator", "build", "--project", str(project), "--site-dir", str(site)],
                          cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
    return site.resolve()


@pytest.fixture(scope="module")
def address(full_site: Path) -> Iterator[str]:
    yield from served(full_site, _Compressing)


@pytest.fixture(scope="module")
def slow_address(full_site: Path) -> Iterator[str]:
    yield from served(full_site, _Slow)


def served(folder: Path, handler: type[_Compressing]) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="module")
def every_kind(full_site: Path) -> dict[str, str]:
    """The heaviest file of every kind of page that the site has: no page is of a kind that is not measured."""
    found: dict[str, str] = {}
    for path in sorted(full_site.rglob("*.html"), key=lambda path: path.stat().st_size):
        file = path.relative_to(full_site).as_posix()
        found[kind_of(file)] = file
    return found


def kind_of(file: str) -> str:
    """Its address with a star for every part that names one thing among many; later pages of a list are a kind of their own."""
    *folders, name = file.split("/")
    if not folders:
        return {"index.html": "home", "404.html": "not found"}.get(name, name)
    first, *rest = folders
    fixed = ("industry", "posting", "office") if first == "quota" else ("page",)
    later = 2 if first == "quota" else 1
    return "/".join([first, *(part if part in fixed else "page" if place >= later else "*" for place, part in enumerate(rest))])


def url_of(address: str, file: str) -> str:
    return address + file.removesuffix("index.html")


def begun(browser: Browser, url: str, width: int) -> tuple[Page, Counter[str]]:
    """A first visit, under way: the page, and what it has loaded so far in bytes on the wire by address."""
    page = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN").new_page()
    page.add_init_script("""window.shifts = 0
        new PerformanceObserver(list => { for (const shift of list.getEntries()) window.shifts += shift.value })
            .observe({ type: 'layout-shift', buffered: true })""")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    session.on("Network.requestWillBeSent", lambda event: names.setdefault(event["requestId"], event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: sizes.update(
        {names.get(event["requestId"], "?"): int(event["encodedDataLength"])}))
    page.goto(url, wait_until="commit")
    return page, sizes


def ended(page: Page, sizes: Counter[str]) -> Visit:
    """What the visit loaded, and how far the page shifted."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(150)
    shifted = page.evaluate("window.shifts")
    page.context.close()
    return dict(sizes), shifted


def heaviest(sizes: dict[str, int]) -> str:
    parts = sorted(sizes.items(), key=lambda part: -part[1])[:6]
    return ", ".join(f"{urlsplit(url).path} {size / KB:.1f}" for url, size in parts)


@pytest.fixture(scope="module")
def visits(browser: Browser, address: str, every_kind: dict[str, str]) -> dict[tuple[str, int], Visit]:
    """A first visit to every kind of page, on a phone and on a desk; a few at a time, since most of one is waiting."""
    wanted = [(kind, width) for kind in every_kind for width in (360, 1280)]
    found: dict[tuple[str, int], Visit] = {}
    for at in range(0, len(wanted), AT_ONCE):
        under_way = {(kind, width): begun(browser, url_of(address, every_kind[kind]), width) for kind, width in wanted[at:at + AT_ONCE]}
        found |= {key: ended(*one) for key, one in under_way.items()}
    return found


def test_every_kind_of_page_is_measured(every_kind: dict[str, str]) -> None:
    """Front page, lists and their later pages, acts, streets, trades, households, documents of all columns, and the page of errors."""
    columns = ("policies", "press", "guides", "hotline", "halls", "statistics", "disclosure")
    assert {"home", "not found", "quota", "quota/*", "quota/*/*", "quota/*/*/page", "quota/industry", "quota/industry/*",
            "quota/posting", "quota/posting/*", "quota/office", "quota/office/*", "fairness", "fairness/*", "household/*", "data", "about", "policies/page/page",
            *columns, *(f"{column}/*" for column in columns)} <= every_kind.keys()


def test_the_measure_sees_what_is_loaded(visits: dict, address: str, full_site: Path) -> None:
    """The page itself and its style sheets are in the count, compressed: the budget is not passed by looking away."""
    sizes, _ = visits["home", 1280]
    home = len(gzip.compress((full_site / "index.html").read_bytes(), 6))
    assert home <= sizes[address] <= home + 1000
    assert any(url.endswith("gongshi.css") for url in sizes) and sum(sizes.values()) > sizes[address]


def test_a_first_visit_weighs_at_most_100_kb(visits: dict) -> None:
    """Page, styles, scripts, fonts and pictures together, of every kind of page."""
    over = [f"{kind} at {width}: {sum(sizes.values()) / KB:.1f} KB: {heaviest(sizes)}"
            for (kind, width), (sizes, _) in visits.items() if sum(sizes.values()) > FIRST_VISIT]
    assert not over, "\n".join(over)


def test_no_page_shifts_while_it_loads(visits: dict) -> None:
    """The cumulative layout shift is nought, on a phone and on a desk."""
    assert not {which: shift for which, (_, shift) in visits.items() if shift}


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_shifts_on_a_slow_line(browser: Browser, slow_address: str, every_kind: dict[str, str], full_site: Path,
                                       width: int) -> None:
    """Long tables, a household asked for by its number, and its form stay where they are while the rest arrives."""
    long = [url_of("", every_kind[kind]) for kind in ("quota/*/*", "quota/posting/*", "quota/posting/*/page", "quota/industry/*",
                                                      "quota/office", "fairness/*")]
    household = household_with(full_site, "可以<b>")
    form = "household/form/#" + household.removeprefix("household/").replace("/#", "/")
    under_way = {address: begun(browser, slow_address + address, width) for address in (*long, household, form)}
    shifts = {address: ended(*one)[1] for address, one in under_way.items()}
    assert not {address: shift for address, shift in shifts.items() if shift}


def test_every_page_is_read_before_any_script(browser: Browser, address: str, every_kind: dict[str, str],
                                              full_site: Path) -> None:
    """With scripts off the heading and the text are there to be seen, and one household at its printed address."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    for kind, file in every_kind.items():
        page.goto(url_of(address, file))
        assert page.locator("h1").first.is_visible(), kind
        assert kind == "not found" or len(page.locator("main").inner_text()) > 60, kind
    number = re.search(r'<article[^>]* id="([^"]+)"', (full_site / every_kind["household/*"]).read_text(encoding="utf-8"))[1]
    page.goto(f"{url_of(address, every_kind['household/*'])}#{number}")
    assert page.locator(f'article[id="{number}"]').is_visible()
    assert page.locator("article[id]:visible").count() == 1
    context.close()


def test_a_list_of_200_households_weighs_at_most_40_kb(full_site: Path) -> None:
    """The HTML of a full page of a street, of a trade and of a posting, compressed."""
    sizes = {}
    for path in full_site.glob("quota/**/index.html"):
        text = path.read_text(encoding="utf-8")
        rows = len(set(re.findall(r'href="?[^" >]*household/[0-9a-f]+/#([^" >]+)', text)))
        if rows >= 200:
            sizes[path.relative_to(full_site).as_posix()] = len(gzip.compress(text.encode(), 6))
    kinds = {name.split("/")[1][:6] for name in sizes}
    assert {"210102", "postin"} <= kinds, f"no full pages: {kinds}"
    assert not {name: size for name, size in sizes.items() if size > LIST_OF_200}


def test_every_household_is_five_links_from_the_home_page(full_site: Path) -> None:
    """Plain links are enough: home, quotas, street, page of the street, household.

    A larger bureau has more streets on the page of quotas and more pages of a street, not more steps: every street is
    linked from the page of quotas, and any page of a street is two links from its first.
    """
    clicks, households = _clicks(full_site)
    blocks = {number for path in full_site.glob("household/*/index.html")
              for number in re.findall(r'<article[^>]* id="([^"]+)"', path.read_text(encoding="utf-8"))}
    assert len(blocks) == HOUSEHOLDS
    assert blocks <= households.keys()
    assert max(households[number] for number in blocks) <= MOST_CLICKS
    assert all(clicks[f"/quota/210102/{street}/"] == 2 for street in STREETS)


def _clicks(site: Path) -> tuple[dict[str, int], dict[str, int]]:
    """How many links from the home page each page and each household is."""
    pages, households, edge, depth = {"/": 0}, {}, ["/"], 0
    while edge:
        depth, found = depth + 1, []
        for page in edge:
            text = (site / page.lstrip("/") / "index.html").read_text(encoding="utf-8")
            for link in re.findall(r'<a\b[^>]*?\bhref="?([^" >]+)', text):
                url = urlsplit(urljoin("http://site" + page, link))
                if url.netloc != "site":
                    continue
                if url.path.startswith("/household/") and url.fragment:
                    households.setdefault(url.fragment, depth)
                elif url.path not in pages and (site / url.path.lstrip("/") / "index.html").is_file():
                    pages[url.path] = depth
                    found.append(url.path)
        edge = found
    return pages, households
