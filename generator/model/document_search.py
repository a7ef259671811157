"""The shape of the document search: which grams are listed, how documents and places are numbered. Both ends must agree on it.

A stranger's description of the same is docs/formats/document-search.md.
"""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import astuple, dataclass

import numpy as np

FORMAT = 2
FOLDER = "search/documents"
TEXTS = f"{FOLDER}/text/"

LONGEST_GRAM = 7
"""The most characters of a gram that is listed."""

FEW_PLACES = 1024
"""A gram that stands in its segment more often is followed by all grams that are one character longer."""

TOLD_APART = 2
"""A rare gram of two characters or of one more goes on, too, where a common one begins with its second character."""

BLOCK = 1024
"""A document takes up whole blocks of so many places, so that a change in one seldom moves another's."""

SEGMENT_DOCUMENTS = 256
"""Documents are indexed in segments of at most about this many, so that a changed one renews only its own."""

_ID_LETTERS = 8


@dataclass(frozen=True)
class DocumentLists:
    """The inverted lists of one segment, in the order of their grams: after each come those that begin with it.

    Shape: for each gram `length`, its characters (UInt8), `sign`, the code of its last one, and `size`, the bytes
        of its entry in `stream`; an entry is eight times the length less one, the last character, its list.
        `blocks`: how many each document takes; `titles`: the characters of each title. What a list holds is in
        docs/formats/document-search.md.
    """

    length: np.ndarray
    sign: np.ndarray
    size: np.ndarray
    stream: np.ndarray
    blocks: np.ndarray
    titles: np.ndarray

    def packed(self) -> bytes:
        """All of it as bytes."""
        file = io.BytesIO()
        for column in astuple(self):
            np.save(file, column, allow_pickle=False)
        return file.getvalue()

    @classmethod
    def unpacked(cls, content: bytes) -> DocumentLists:
        """What was packed."""
        file = io.BytesIO(content)
        return cls(*(np.load(file, allow_pickle=False) for _ in range(6)))

    def begins(self) -> np.ndarray:
        """Where in the stream each entry begins, and the end of all."""
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(self.size, dtype=np.int64)])


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
