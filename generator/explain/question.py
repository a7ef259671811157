"""Takes an address or a disclosure number, gives what stands behind it, or what was perhaps meant. Needs no built site."""

from __future__ import annotations

import re
from pathlib import Path

from generator.examined import examine
from generator.explain import data_file, document, place, posting
from generator.explain.bureau import Bureau
from generator.explain.household import household
from generator.explain.nearest import nearest
from generator.model.address import Route, path_of, route_of
from generator.model.explanation import Explanation, Unknown
from generator.model.personal_data import redact
from generator.model.quota_table import DISCLOSURE_NO

_TWINS = (".gz", ".br")  # compressed twins of the files


def explain(config_file: Path, asked: str, as_of: str | None) -> Explanation | Unknown:
    """What stands behind `asked`: a number, the id of a posting, or an address of the site in any spelling."""
    return explained(Bureau(examine(config_file, as_of)), asked)


def explained(bureau: Bureau, asked: str) -> Explanation | Unknown:
    """The same, in a project that has been examined."""
    word = asked.strip()
    path, anchor = path_of(word, bureau.examined.project.site_url)
    if not path.isprintable():
        return Unknown(redact(asked))
    found = _number(bureau, asked, word) or _address(bureau, asked, path, anchor)
    if found is None and bureau.examined.project.settings.precompressed and path.endswith(_TWINS):
        found = _address(bureau, asked, path[:-3].removesuffix("index.html"), anchor)
    return found or Unknown(redact(asked), nearest(bureau, word, path, anchor))


def _number(bureau: Bureau, asked: str, word: str) -> Explanation | None:
    """A disclosure number, with or without `#`; or the id of a posting, perhaps with a row: `2008-01#r12`."""
    name, _, anchor = word.removeprefix("#").partition("#")
    if re.match(DISCLOSURE_NO, name) and not anchor:
        found = household(bureau, asked, name)
        if found is not None:
            return found
    if name in bureau.examined.tables:
        return _address(bureau, asked, f"quota/posting/{name}/", anchor)
    return None


def _address(bureau: Bureau, asked: str, path: str, anchor: str) -> Explanation | None:
    found = route_of(path)
    routed = _routed(bureau, found[0], asked, path, anchor, found[1].groupdict()) if found else None
    return routed or document.page(bureau, asked, path) or document.file(bureau, asked, path)


def _routed(bureau: Bureau, route: Route, asked: str, path: str, anchor: str, parts: dict[str, str | None]) -> Explanation | None:
    page = int(parts.get("page") or 1)
    match route.kind:
        case "bucket":
            return household(bureau, asked, anchor) if anchor else place.bucket(bureau, route, asked, parts["bucket"])
        case "postings":
            return posting.postings(bureau, route, asked)
        case "posting":
            return posting.posting(bureau, route, asked, parts["posting"], page, anchor)
        case "poster":
            return posting.poster(bureau, route, asked, path, parts["posting"])
        case "trades":
            return place.trades(bureau, route, asked)
        case "trade":
            return place.trade(bureau, route, asked, parts["code"], page)
        case "division":
            return place.division(bureau, route, asked, parts["code"])
        case "offices":
            return place.offices(bureau, route, asked)
        case "office":
            return place.office(bureau, route, asked, parts["code"])
        case "fairness" | "outliers":
            return place.fairness(bureau, route, asked, parts.get("side"), page)
        case "street":
            return place.street(bureau, route, asked, parts["division"], parts["code"], page)
        case "column":
            return document.column(bureau, route, asked, parts["column"], page)
        case "document" | "document-text":
            return document.document(bureau, route, asked, path)
        case "posting-file":
            return data_file.posting_file(bureau, route, asked, path, parts["posting"], parts["file"])
        case "data-piece":
            return data_file.piece(bureau, route, asked, path, parts["code"])
        case "data-trade":
            return data_file.trade(bureau, route, asked, path, parts["code"])
        case "data-street":
            return data_file.street(bureau, route, asked, path, parts["code"])
        case "feed":
            return data_file.feed(bureau, route, asked, path, parts["name"])
        case "data":
            return data_file.table(bureau, route, asked, path, parts["name"])
        case _:
            return data_file.other(bureau, route, asked, path)
