"""What a preview serves is what a build publishes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from generator import shell
from generator.preview import pages
from generator.preview.pages import Pages
from generator.preview.site import Site

_NOT_PREVIEWED = {"_headers", "sitemap.xml", "data/SHA256SUMS"}  # lists of a finished site
_ADDED = re.compile(r'<link rel="stylesheet" href="/__preview/preview.css"><script [^>]*></script>(?=</head>)'
                    r"|<!--/?gongshi-preview[^>]*-->")


def test_every_file_of_a_build_is_served_with_the_same_content(example: Path, preview: Site) -> None:
    """Pages, tables, search indexes, pictures: byte by byte, but for what the preview adds to a page's head. (Scripts and
    styles are published without their comments.)"""
    site = example / "site"
    shell.build(example / "mkdocs.yml", site_dir=site, as_of=None, workers=1, strict=False)
    files = [path.relative_to(site.resolve()).as_posix() for path in site.resolve().rglob("*") if path.is_file()]
    assert len(files) > 100
    for file in files:
        if file not in _NOT_PREVIEWED:
            answer, published = preview.page(file), (site / file).read_bytes()
            assert answer.status == 200, file
            if file.endswith(".html"):
                assert _ADDED.sub("", answer.content.decode()) == published.decode(), file
            elif not file.endswith((".js", ".css")):
                assert answer.content == published, file


def test_an_address_outside_the_site_is_not_found(preview: Site) -> None:
    """Neither the project's own files nor anything else on the disk can be had."""
    for path in ("../mkdocs.yml", "quota/../../mkdocs.yml", "..", "/etc/passwd", "a\0b", "quota\\..\\x", "household/zz/",
                 "household/ff/", "quota/nowhere/", "quota/posting/none/", "quota/posting/2008-dong-final/99/", "data/none.csv",
                 "policies/page/9/", "search/households/none", "policies/none/"):
        assert preview.page(path).status == 404, path


def test_a_page_keeps_its_security_policy(preview: Site) -> None:
    """Nothing inline is added: the script and the style of the preview come from the preview's own address."""
    page = preview.page("quota/").content.decode()
    assert "Content-Security-Policy" in page and "'unsafe-inline'" not in page
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == [] and " style=" not in page


def test_the_data_package_names_the_files_as_they_are(preview: Site) -> None:
    """Its digests are those of the files the preview would serve."""
    package = json.loads(preview.page("data/datapackage.json").content)
    assert {resource["path"] for resource in package["resources"]} >= {"households.csv", "quotas.parquet"}
    for resource in package["resources"]:
        assert resource["bytes"] == len(preview.page(f"data/{resource['path']}").content)


def test_a_large_preview_makes_no_file_only_to_say_its_size(preview: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit the page of open data comes without sizes, and no table is written for it."""
    state = preview.state.pages
    large = Pages(state.answers, state.drawn, state.site_url)
    monkeypatch.setattr(pages, "_FEW_HOUSEHOLDS", 0)
    page = large.file("data/index.html").decode()
    assert "@@gongshi" not in page and "households.csv" in page and not re.search(r"[0-9] [KM]?B</small>", page)
    assert list(large._made) == ["data/index.html"]
