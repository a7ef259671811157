"""The addresses of a site: which kind of page or file stands at each, and what draws it. Reads no file, knows no bureau.

A test asks about every file of a built site, so an address that is added without its line here is found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from generator.model.document import COLUMNS

_COLUMN = "|".join(COLUMNS)
_WHOLE = re.compile(r"(https?://[^/?#]*)?([^?#]*)(?:\?[^#]*)?(?:#(.*))?", re.DOTALL)
_MORE = r"(?:(?P<page>[2-9]|[1-9][0-9]+)/)?"


@dataclass(frozen=True)
class Route:
    """One kind of address. `modules` make the file, `templates` are what they fill in, below site_templates/pages/."""

    kind: str
    pattern: re.Pattern[str]
    modules: tuple[str, ...]
    templates: tuple[str, ...] = ()
    is_page: bool = True


def _route(kind: str, pattern: str, modules: str, *templates: str, is_page: bool = True) -> Route:
    return Route(kind, re.compile(pattern), tuple(f"generator/{name}.py" for name in modules.split()), templates, is_page)


ROUTES: tuple[Route, ...] = (
    _route("form", r"household/form/", "render/objection_form render/household_objection", "objection_form.html"),
    _route("bucket", r"household/(?P<bucket>[0-9a-f]+)/", "render/household render/household_block render/household_tax "
           "render/household_history render/household_objection", "household.html", "household_block.html",
           "household_taxes.html", "household_peers.html", "household_proposal.html"),
    _route("postings", r"quota/posting/", "render/posting", "posting_index.html"),
    _route("posting", rf"quota/posting/(?P<posting>[^/]+)/{_MORE}", "render/posting render/posting_table", "posting.html", "posting_row.html"),
    _route("poster", r"quota/posting/(?P<posting>[^/]+)/poster-a[34]\.pdf", "render/poster render/poster_sheet render/pdf", "poster.html", "poster_row.html",
           is_page=False),
    _route("trades", r"quota/industry/", "render/industry", "industry_index.html"),
    _route("trade", rf"quota/industry/(?P<code>[^/]+)/{_MORE}", "render/industry render/listing", "industry.html", "listing_row.html"),
    _route("offices", r"quota/office/", "render/office derive/movement", "office_index.html"),
    _route("office", r"quota/office/(?P<code>[^/]+)/", "render/office derive/movement", "office.html"),
    _route("fairness", r"fairness/", "render/fairness derive/fairness derive/dispersion derive/outlier derive/objection_outcome", "fairness.html"),
    _route("outliers", rf"fairness/(?P<side>high|low)/{_MORE}", "render/fairness derive/outlier", "outliers.html", "outlier_row.html"),
    _route("division", r"quota/(?P<code>[^/]+)/", "render/place", "division.html"),
    _route("street", rf"quota/(?P<division>[^/]+)/(?P<code>[^/]+)/{_MORE}", "render/place render/listing", "street.html", "listing_row.html"),
    _route("column", rf"(?P<column>{_COLUMN})/(?:page/(?P<page>\d+)/)?", "render/document_list", "columns.html"),
    _route("document", rf"(?P<column>{_COLUMN})/(?P<slug>[^/]+)/", "render/document render/markdown", "document.html"),
    _route("posting-file", r"data/postings/(?P<posting>[^/]+)/(?P<file>households\.csv|posting\.yml|window\.ics|quotas\.parquet|taxes\.parquet)",
           "render/open_data render/data_table render/calendar", is_page=False),
    _route("data-piece", r"data/households/(?P<code>[^/]+)\.(?:csv|parquet)", "render/open_data render/data_table", is_page=False),
    _route("data-trade", r"data/trades/(?P<code>[^/]+)\.csv", "render/open_data render/data_table", is_page=False),
    _route("data-street", r"data/streets/(?P<code>[^/]+)\.csv", "render/open_data render/data_table", is_page=False),
    _route("feed", r"data/feeds/(?P<name>[a-z]+)\.xml", "render/feed", is_page=False),
    _route("data-sums", r"data/SHA256SUMS", "publish/manifest", is_page=False),
    _route("data", r"data/(?P<name>[a-z_]+)\.(?:csv|json|parquet|xlsx|sqlite|ics)", "render/open_data render/data_table render/workbook render/database render/calendar", is_page=False),
    _route("household-search", r"search/households/.+", "render/search_index render/search_pages derive/search_pages", is_page=False),
    _route("document-text", r"search/documents/text/[^/]+\.txt", "render/document_search", is_page=False),
    _route("document-search", r"search/documents/.+", "render/document_search derive/document_lists", is_page=False),
    _route("sitemap", r"sitemap(?:-\d+)?\.xml", "render/sitemap", is_page=False),
    _route("headers", r"_headers", "publish/security_policy", is_page=False),
)


def route_of(path: str) -> tuple[Route, re.Match[str]] | None:
    """The kind of address a path below the site's root is, with its parts; None for hand-written pages and files."""
    for route in ROUTES:
        found = route.pattern.fullmatch(path)
        if found:
            return route, found
    return None


def path_of(asked: str, site_url: str | None) -> tuple[str, str]:
    """The path below the site's root, without a slash before it, and what stands after `#`.

    Shape: a whole address is cut at the site's own, else at its host: a copy of the site under another name has the same
        paths. A page's folder ends with a slash, whether or not it was typed or `index.html` stood there.
    """
    host, path, fragment = _WHOLE.fullmatch(asked.strip()).groups(default="")
    path, own = unquote(path), (_WHOLE.fullmatch(site_url or "").group(2) or "").rstrip("/")
    if host and own and (path + "/").startswith(own + "/"):
        path = path[len(own):]
    path = path.lstrip("/")
    while path.startswith("../"):
        path = path.removeprefix("../")
    path = path.removesuffix("index.html")
    if path and not path.endswith("/") and "." not in path.rpartition("/")[2] and path != "_headers" and path != "data/SHA256SUMS":
        path += "/"
    return path, unquote(fragment)
