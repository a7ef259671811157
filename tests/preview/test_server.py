"""The preview's server: what a mistake of the program does, what a browser is told, which addresses it takes."""

from __future__ import annotations

import http.client
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generator.model.problem import GeneratorError
from generator.preview.pages import Pages
from generator.preview.serve import host_and_port
from generator.preview.server import Preview
from generator.preview.site import Site

TABLE = "quota_data/postings/2008-dong-correction/households.csv"


@pytest.fixture
def server(preview: Site) -> Iterator[Preview]:
    """The preview on a loopback port, its files watched."""
    serving = Preview(("127.0.0.1", 0), preview, lambda site, watch: None)
    serving.watch.start()
    for work in (serving.serve_forever, serving.watch.run):
        threading.Thread(target=work, daemon=True).start()
    yield serving
    serving.shutdown()
    serving.close()


def get(server: Preview, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_mistake_in_making_one_page_is_shown_and_serving_goes_on(server: Preview, monkeypatch: pytest.MonkeyPatch,
                                                                   capfd: pytest.CaptureFixture[str]) -> None:
    """The traceback is the page and is printed; other pages, and the same page once it works, are served."""
    whole = Pages.file
    monkeypatch.setattr(Pages, "file", lambda self, path: 1 // 0 if path.startswith("data/") else whole(self, path))
    status, page = get(server, "/gongshi/data/")
    assert status == 500 and "ZeroDivisionError" in page and "Traceback" in page
    assert "ZeroDivisionError" in capfd.readouterr().err
    assert get(server, "/gongshi/quota/")[0] == 200
    monkeypatch.undo()
    assert get(server, "/gongshi/data/")[0] == 200


def test_a_mistake_in_reading_a_change_is_shown_and_gone_with_the_next(server: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page says so meanwhile: an old page must not look like a new one."""
    monkeypatch.setattr(Site, "_next", lambda self, watch: 1 // 0)
    server.changed(set())
    assert get(server, "/gongshi/quota/")[0] == 500
    monkeypatch.undo()
    server.changed(set())
    assert get(server, "/gongshi/quota/")[0] == 200


def test_a_saved_file_is_told_to_a_waiting_browser(server: Preview, example: Path) -> None:
    """The stream of changes says the new number when the new page is there; however often the file is written."""
    stream = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    stream.request("GET", "/__preview/changes")
    answer = stream.getresponse()
    first = [answer.readline() for _ in range(3)][1]
    path = example / TABLE
    whole = path.read_text(encoding="utf-8")
    path.write_text("", encoding="utf-8")
    path.write_text(whole[:40], encoding="utf-8")
    path.write_text(whole.replace("13000.00", "12700.00"), encoding="utf-8")
    ends = time.monotonic() + 30
    while "12,700" not in get(server, "/gongshi/quota/110101/110101001/")[1]:
        assert time.monotonic() < ends and answer.readline() is not None
    assert server.site.state.number > int(first.split()[-1])
    assert 'class="gp-box"' not in get(server, "/gongshi/quota/110101/110101001/")[1]
    stream.close()


def test_many_requests_at_once_give_the_same_pages(server: Preview) -> None:
    """Documents, pages and the search asked for by many at once, right after a change, as by one after the other."""
    paths = ["policies/gongshi-banfa/", "policies/gongshi-jiedu/", "press/xinwen/", "guides/tiyijian/", "hotline/dinge/", "quota/",
             "quota/110101/110101001/", "search/documents/index.json", "data/households.csv", "quota/posting/2008-dong-final/"] * 4
    alone = {path: get(server, f"/gongshi/{path}") for path in paths}
    server.changed(set())
    with ThreadPoolExecutor(20) as many:
        assert list(many.map(lambda path: get(server, f"/gongshi/{path}"), paths)) == [alone[path] for path in paths]


def test_addresses(server: Preview) -> None:
    """A folder without its slash leads to the page, anything outside the site's folder to its home; nothing is kept by a browser."""
    address = f"http://127.0.0.1:{server.server_port}"
    for path, to in (("/", "/gongshi/"), ("/elsewhere", "/gongshi/"), ("/gongshi/quota?q=a", "/gongshi/quota/?q=a")):
        with urllib.request.urlopen(address + path, timeout=30) as answer:
            assert answer.url == address + to and answer.headers["Cache-Control"] == "no-store"
    assert get(server, "/gongshi/nowhere")[0] == get(server, "/__preview/none")[0] == 404
    assert get(server, "/gongshi/%2e%2e/mkdocs.yml")[0] == 404


def test_a_browser_keeps_its_connection_and_its_copies(server: Preview) -> None:
    """Many answers on one connection; a script is sent again only where it changed, a page always."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)

    def asked(path: str, **headers: str) -> http.client.HTTPResponse:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.content = answer.read()
        return answer

    script = "/gongshi/scripts/mode.js"
    first = asked(script)
    place = connection.sock
    tag = first.headers["ETag"]
    again, other = asked(script, **{"If-None-Match": tag}), asked(script, **{"If-None-Match": '"other"'})
    assert (first.status, again.status, other.status) == (200, 304, 200)
    assert first.content == other.content and not again.content and first.headers["Cache-Control"] == "no-cache"
    page = asked("/gongshi/quota/")
    assert page.headers["ETag"] is None and page.headers["Cache-Control"] == "no-store"
    assert asked("/gongshi/nowhere").status == 404 and connection.sock is place
    connection.close()


def test_the_search_follows_the_data(server: Preview) -> None:
    """The index is made when somebody searches, and again after a change that it finds by."""
    before = get(server, "/gongshi/search/households/index.json")
    assert before[0] == 200
    table = server.site.config_file.parent / "quota_data/postings/2008-dong-final/households.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("顺河饺子馆", "顺水饺子馆"), encoding="utf-8")
    server.changed({table})
    ends = time.monotonic() + 30
    while get(server, "/gongshi/search/households/index.json") == before:
        assert time.monotonic() < ends
        time.sleep(0.05)


@pytest.mark.parametrize("address", ("8000", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:99999", ":1"))
def test_an_address_that_is_none_is_told(address: str) -> None:
    """A host and a port, nothing else."""
    with pytest.raises(GeneratorError, match="--address"):
        host_and_port(address)
    assert host_and_port("[::1]:80") == ("::1", 80)
