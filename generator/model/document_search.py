"""The shape of the document search: which grams are listed, how documents are numbered. Both ends must agree on it.

A stranger's description of the same is docs/formats/document-search.md.
"""

from __future__ import annotations

import base64
import hashlib

import polars as pl

FORMAT = 1
FOLDER = "search/documents"
TEXTS = f"{FOLDER}/text/"

DOCUMENT_LISTS = pl.Schema({"key": pl.String, "list": pl.Binary})
"""One row a gram of one segment, sorted by the characters of `key`."""

EXTENDED_ABOVE = (0, 2, 3, 48, 48, 48)
"""A list of one, two, … characters has lists of one character more if it holds more documents of its segment than this."""

LONGEST_GRAM = len(EXTENDED_ABOVE) + 1

SEGMENT_DOCUMENTS = 128
"""Documents are indexed in segments of at most about this many, so that a changed one renews only its own."""

_ID_LETTERS = 8


def document_id(path: str) -> str:
    """The short name of a document in the index: eight letters and digits, made of its address, the same for ever."""
    return base64.b32encode(hashlib.sha256(path.encode()).digest())[:_ID_LETTERS].decode().lower()


def segment_count(documents: int) -> int:
    """The smallest power of two that keeps segments small; at most 32, for an id's first letter tells the segment."""
    count = 1
    while documents > count * SEGMENT_DOCUMENTS and count < 32:
        count *= 2
    return count


def segment_of(identity: str, count: int) -> int:
    """The segment of a document: documents in the order of their ids are in the order of their segments."""
    letter = "234567abcdefghijklmnopqrstuvwxyz".index(identity[0])
    return letter * count // 32
