"""The sitemap: absolute addresses, cut where the protocol wants it."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

from generator.render import sitemap

_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def _addresses(content: bytes) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(content).iter(_LOC)]


def test_addresses_are_absolute_and_sorted() -> None:
    """The home page is the site's own address; each page once."""
    ((path, content),) = sitemap.pages(["policies/", "", "policies/"], "https://tax.example")
    assert path == "sitemap.xml"
    assert _addresses(content) == ["https://tax.example/", "https://tax.example/policies/"]


def test_chinese_addresses_are_encoded() -> None:
    """A sitemap holds URLs, so Chinese signs are percent-encoded."""
    ((_, content),) = sitemap.pages(["guides/意见/"], "https://tax.example/")
    assert _addresses(content) == ["https://tax.example/guides/%E6%84%8F%E8%A7%81/"]


def test_without_a_site_address_there_is_none() -> None:
    """Relative addresses are not allowed in a sitemap, and none is invented."""
    assert list(sitemap.pages(["policies/"], None)) == []


def test_a_large_site_gets_an_index(monkeypatch) -> None:
    """Above the limit of one file the sitemap is an index of parts, and no page is lost."""
    monkeypatch.setattr(sitemap, "LIMIT", 2)
    files = dict(sitemap.pages([f"p/{n}/" for n in range(5)], "https://tax.example/"))
    assert _addresses(files["sitemap.xml"]) == [f"https://tax.example/sitemap-{n}.xml" for n in (1, 2, 3)]
    assert sum(len(_addresses(files[f"sitemap-{n}.xml"])) for n in (1, 2, 3)) == 5


def test_robots_are_told_where_the_sitemap_is() -> None:
    """Pages are open to all; the folders of data for the search have none. Python's own reader of the format agrees."""
    ((path, content),) = sitemap.robots("https://tax.example", ["search/"])
    assert path == "robots.txt"
    rules = RobotFileParser()
    rules.parse(content.decode().splitlines())
    assert rules.can_fetch("any", "https://tax.example/household/a1/") and not rules.can_fetch("any", "https://tax.example/search/x.txt")
    assert rules.site_maps() == ["https://tax.example/sitemap.xml"]


def test_a_site_in_a_folder_has_no_robots() -> None:
    """Robots look at the root of a host only; nor is there one without a site address."""
    assert not list(sitemap.robots("https://tax.example/gongshi/", [])) and not list(sitemap.robots(None, []))
