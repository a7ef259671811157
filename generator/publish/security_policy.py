"""Takes a page's HTML, gives its Content-Security-Policy and what in the page would break it. Allows nothing inline.

A script block is allowed only by the digest of its text; the theme's JSON blocks are data and need none. Stylesheets come
from the site; pictures may also be data: addresses, which the theme's masks are. No eval
is allowed, of text or of WebAssembly.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from functools import partial
from html import escape, unescape
from pathlib import Path

from generator.model.problem import Problem
from generator.publish.shard import by_size, files_below

MARK = "@@gongshi:csp@@"

_SCRIPT = re.compile(rb"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL)  # for text in lower case: twenty times as fast
_TYPE = re.compile(r"""\btype\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_SRC = re.compile(r"\bsrc\s*=", re.IGNORECASE)
_META = re.compile(r"<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\">")
_EXECUTABLE = ("", "module", "text/javascript", "application/javascript", "importmap", "speculationrules")
_FORBIDDEN = re.compile(rb"<style\b|[\s\"'/]style\s*=|[\s\"'/]on[a-z]{3,}\s*=|javascript:|<base\b|@@gongshi:[a-z]+@@", re.IGNORECASE)
_HINTS = (b"<style", b"javascript:", b"<base", b"@@gongshi:")
_STYLE, _HANDLER = re.compile(rb"style\s*="), re.compile(rb"on(?<![a-z]on)[a-z]{3,}\s*=")


def policy_for(html: str, also: Iterable[str] = ()) -> str:
    """The strictest policy under which this page works. `also` are digests of other pages', for a site's header."""
    digests = sorted({*map(digest_of, inline_scripts(html)), *also})
    scripts = " ".join(["'self'", *digests])
    return ("default-src 'none'; "
            f"script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'")


def inline_scripts(html: str) -> list[str]:
    """The text of every script block a browser would run."""
    data = html.encode()
    blocks = [(data[slice(*found.span(1))].decode(), data[slice(*found.span(2))].decode())
              for found in _SCRIPT.finditer(data.lower())]
    return [text for attributes, text in blocks
            if not _SRC.search(attributes) and _is_executable(attributes) and text.strip()]


def _is_executable(attributes: str) -> bool:
    kind = _TYPE.search(attributes)
    return (kind[1].lower() if kind else "") in _EXECUTABLE


def digest_of(script: str) -> str:
    """`'sha256-…'` as a policy names a script block."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def meta_tag(policy: str) -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=False)}">'


def insert(html: str) -> str:
    """The page with its policy where the theme left the mark; a page without the mark is left as it is."""
    return html.replace(MARK, meta_tag(policy_for(html)), 1) if MARK in html else html


def headers_file(policy: str) -> bytes:
    """`_headers`, as Netlify and Cloudflare Pages read it: what a meta tag cannot say, for every path."""
    return "\n".join(["/*", *(f"  {name}: {value}" for name, value in _headers(policy)), ""]).encode()


def nginx_snippet(policy: str) -> bytes:
    """The same headers for nginx, to be included in a server block."""
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in _headers(policy)).encode()


def _headers(policy: str) -> tuple[tuple[str, str], ...]:
    return (("Content-Security-Policy", policy + "; frame-ancestors 'none'"), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
            ("Permissions-Policy", "geolocation=(), camera=(), microphone=()"))


def violations(html: str) -> list[str]:
    """What in a page breaks the policy, in the words of the page, each once; no policy at all is one too."""
    found = [html_part.strip()[:60] for html_part in _forbidden(html.encode())]
    meta = _META.search(html)
    if meta is None:
        found.append("没有 Content-Security-Policy")
    elif (script := _unlisted_script(html, unescape(meta[1]))) is not None:
        found.append(f"<script>{script.strip()[:40]}")
    return list(dict.fromkeys(found))


def _forbidden(data: bytes) -> Iterator[str]:
    lower = data.lower()  # a look for plain words first: it is ten times as fast, and most pages end with it
    if not any(hint in lower for hint in _HINTS) and not (
            _STYLE.search(lower) or _HANDLER.search(lower)):
        return
    for match in _FORBIDDEN.finditer(data):
        if match[0][:1] == b"<" or match[0][:2] == b"@@" or is_in_tag(data, match.start()):
            yield data[match.start():match.end() + 30].decode("utf-8", "ignore")


def _unlisted_script(html: str, policy: str) -> str | None:
    return next((text for text in inline_scripts(html) if digest_of(text) not in policy), None)


def is_in_tag(data: bytes, place: int) -> bool:
    """Whether a place lies inside a tag rather than in the text between tags: `>` in values is always escaped."""
    opened = data.rfind(b"<", 0, place + 1)
    return opened >= 0 and data.rfind(b">", opened, place + 1) < 0 and data[opened + 1:opened + 2].isalpha()


def check(root: Path, executor: Executor | None = None, files: Sequence[str] | None = None) -> list[Problem]:
    """One problem a kind of violation: the first page that has it, and how many do. `files`: all, or those to open."""
    pages = [file for file in (files_below(root) if files is None else files) if file.endswith(".html")]
    results = (executor.map if executor else map)(partial(_violations_of, root), by_size(root, pages))
    where: dict[str, list[str]] = {}
    for page, value in (pair for found in results for pair in found):
        where.setdefault(value, []).append(page)
    return [Problem.of("insecure-page", found[0], value=value, pages=len(found)) for value, found in where.items()]


def _violations_of(root: Path, pages: Iterable[str]) -> list[tuple[str, str]]:
    return [(page, value) for page in pages for value in violations((root / page).read_bytes().decode("utf-8", "replace"))]
