"""Takes the addresses of a site's pages, gives sitemap.xml and robots.txt. Chooses no page: the caller knows which may be indexed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from generator.model.part import File


LIMIT = 50_000  # addresses in one file, by the sitemap protocol
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def pages(addresses: Iterable[str], site_url: str | None) -> Iterator[File]:
    """`sitemap.xml`; above 50,000 pages an index and its parts. Nothing without a site address: it must be absolute.

    Shape: `addresses` are below the site's root, such as `policies/ling-16/`; the home page is the empty one. The
        caller leaves out pages that search engines shall not index.
    """
    if not site_url:
        return
    root = site_url.rstrip("/") + "/"
    found = sorted({root + quote(address) for address in addresses})
    parts = [found[start:start + LIMIT] for start in range(0, len(found), LIMIT)] or [[]]
    if len(parts) == 1:
        yield "sitemap.xml", _urls(parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield "sitemap.xml", _index(root + name for name in names)
    yield from ((name, _urls(part)) for name, part in zip(names, parts))


def robots(site_url: str | None, closed: Iterable[str]) -> Iterator[File]:
    """`robots.txt`: where the sitemap is, and the folders in which there is no page. Nothing for a site below another's root,
    where nobody would look for it.

    Shape: `closed` are folders of the site, such as `search/`.
    """
    if site_url and urlsplit(site_url).path in ("", "/"):
        lines = ["User-agent: *", *(f"Disallow: /{folder}" for folder in closed), f"Sitemap: {site_url.rstrip('/')}/sitemap.xml"]
        yield "robots.txt", "".join(f"{line}\n" for line in lines).encode()


def _urls(addresses: Iterable[str]) -> bytes:
    lines = "".join(f"<url><loc>{escape(found)}</loc></url>\n" for found in addresses)
    return f"{_HEAD}<urlset {_NAMESPACE}>\n{lines}</urlset>\n".encode()


def _index(addresses: Iterable[str]) -> bytes:
    lines = "".join(f"<sitemap><loc>{escape(found)}</loc></sitemap>\n" for found in addresses)
    return f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{lines}</sitemapindex>\n".encode()
