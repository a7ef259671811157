"""Takes the HTML of a document's article, gives the text a reader sees in it, line by line. Knows no Markdown.

The search finds what stands in these lines and shows pieces of them: a block of the page is a line, words of two blocks
never meet in one.
"""

from __future__ import annotations

import re
from html import unescape

_HIDDEN = re.compile(r"<!--.*?-->|<(?P<tag>nav|script|style|template)\b.*?</(?P=tag)>|"
                     r'<p class="g-(?:document__column|jump)">.*?</p>', re.DOTALL)
_INLINE = re.compile(r"</?(?:a|abbr|b|cite|code|del|em|i|ins|kbd|mark|q|rp|rt|ruby|s|small|span|strong|sub|sup|time|u)"
                     r"(?:\s[^<>]*)?/?>")
_BLOCK = re.compile(r"<[^<>]*>")


def text_of(html: str) -> str:
    """The lines of the article, the title first."""
    words = _INLINE.sub("", _HIDDEN.sub("\n", html).replace("\n", " "))
    lines = (" ".join((unescape(line) if "&" in line else line).split()) for line in _BLOCK.split(words))
    return "\n".join(line for line in lines if line)
