"""The register: which disclosure number a household has. Lives outside the repository and never holds an id in plain text.

A household is known by keyed digests of its ids (BLAKE2b; the key lies beside the register), so that a copy of the
register alone tells nobody's id; its number is drawn at random, so that no id tells a number. One import is one
transaction and one row: it is there whole or not at all, whenever the machine stops.
Trust: whoever holds register and key can find out which household a known id is, and nothing else.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from itertools import compress
from pathlib import Path

import polars as pl

from generator.model.problem import GeneratorError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS numbers (
    batch   INTEGER PRIMARY KEY,
    posting TEXT NOT NULL,
    digests BLOB NOT NULL,   -- 16 bytes a key
    numbers BLOB NOT NULL    -- 10 bytes a key, in the same order
);
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""
_DIGEST, _NUMBER = 16, 10
_ALPHABET = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, 1, I and O, which are mistaken for one another
_LETTERS = bytes(_ALPHABET[byte % 32] for byte in range(256))
_DIGITS_OF = bytes(ord("0") if chr(byte) in "0123456789" else byte for byte in range(256))
_SIX_DIGITS = b"0" * 6
_PATIENCE = 120  # seconds for another import to end

Keys = Sequence[pl.Series]
"""Columns of keys as binary, the surest first: each household's key there, or null."""


@contextmanager
def opened(path: Path) -> Iterator[Register]:
    """The register at a path, made where there is none, closed at the end."""
    key = _made(path)
    try:
        connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    except sqlite3.Error as error:
        raise GeneratorError(f"{path}: the register cannot be used / 登记册用不了: {error}") from None
    try:
        yield Register(connection, key, path)
    except sqlite3.Error as error:
        raise GeneratorError(f"{path}: the register cannot be used / 登记册用不了: {error}") from None
    finally:
        connection.close()


class Register:
    """One open register."""

    def __init__(self, connection: sqlite3.Connection, key: bytes, path: Path) -> None:
        self.connection, self.key, self.path = connection, key, path
        connection.execute("PRAGMA synchronous = FULL")
        with self._alone():
            for statement in filter(str.strip, _SCHEMA.split(";")):
                connection.execute(statement)
            check = blake2b(b"gongshi register", key=key, digest_size=_DIGEST).digest()
            connection.execute("INSERT OR IGNORE INTO about VALUES ('key check', ?)", (check,))
            if connection.execute("SELECT value FROM about WHERE name = 'key check'").fetchone()[0] != check:
                raise GeneratorError(f"{path}: the key beside it is not its own / 旁边的密钥不是它的")

    def numbers_for(self, keys: Keys, posting: str) -> pl.Series:
        """The number of each household, the one it had before or a new one. One transaction; others wait.

        A household may stand there more than once, with a period each: it has one surest key and gets one number.
        """
        digests = [self._digests(column.to_list()) for column in keys]
        with self._alone():
            known = self._known()
            before = _first_known(digests, known)
            numbers = _one_each(keys, before, _with_new(before, known.values()))
            self._remember(digests, numbers, known, posting)
        return numbers

    def count(self) -> int:
        """How many keys are known."""
        return self.connection.execute("SELECT coalesce(sum(length(digests)), 0) FROM numbers").fetchone()[0] // _DIGEST

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise

    def _digests(self, column: Sequence[bytes | None]) -> list[bytes | None]:
        """By far the most of an import: a copy of the keyed state a key, and nothing else in the loop."""
        copy = blake2b(key=self.key, digest_size=_DIGEST).copy
        found: list[bytes | None] = []
        for text in column:
            if text is None:
                found.append(None)
                continue
            state = copy()
            state.update(text)
            found.append(state.digest())
        return found

    def _known(self) -> dict[bytes, bytes]:
        known: dict[bytes, bytes] = {}
        for digests, numbers in self.connection.execute("SELECT digests, numbers FROM numbers ORDER BY batch"):
            count = len(digests) // _DIGEST
            known.update(zip((digests[at * _DIGEST:(at + 1) * _DIGEST] for at in range(count)),
                             (numbers[at * _NUMBER:(at + 1) * _NUMBER] for at in range(count))))
        return known

    def _remember(self, digests: Sequence[Sequence[bytes | None]], numbers: pl.Series, known: dict[bytes, bytes], posting: str) -> None:
        found, given = [], []
        for column in digests:
            new = [digest is not None and digest not in known for digest in column] if known or None in column else None
            found.append(b"".join(column if new is None else compress(column, new)))
            given.append(_joined(numbers if new is None else numbers.filter(pl.Series(new, dtype=pl.Boolean))))
        if any(found):
            self.connection.execute("INSERT INTO numbers (posting, digests, numbers) VALUES (?, ?, ?)",
                                    (posting, b"".join(found), b"".join(given)))


def _joined(numbers: pl.Series) -> bytes:
    return (numbers.str.join("").item() or "").encode("ascii")


def _first_known(digests: Sequence[Sequence[bytes | None]], known: dict[bytes, bytes]) -> pl.Series:
    """By the surest key that is known."""
    if not known:
        return pl.repeat(None, len(digests[0]), dtype=pl.String, eager=True)
    found: list[bytes | None] = [None] * len(digests[0])
    for column in reversed(digests):
        found = [known.get(digest, number) if digest is not None else number for digest, number in zip(column, found)]
    return pl.Series(found, dtype=pl.Binary).cast(pl.String)


def _one_each(keys: Keys, before: pl.Series, numbers: pl.Series) -> pl.Series:
    """The same number wherever the surest key is the same: the one that was known, else the first."""
    surest = pl.DataFrame([column.alias(f"{place}") for place, column in enumerate(keys)]).select(pl.coalesce(pl.all()))
    if not surest.to_series().is_duplicated().any():
        return numbers
    old, key = pl.col("before"), pl.col("key")
    frame = pl.DataFrame({"key": surest.to_series(), "before": before, "number": numbers})
    return frame.select(pl.coalesce(old, pl.when(key.is_null()).then("number"), old.max().over(key),
                                    pl.col("number").first().over(key)))["before"]


def _with_new(numbers: pl.Series, taken: Collection[bytes]) -> pl.Series:
    """A fresh number where there is none: none that is taken, none twice."""
    places, used = numbers.is_null().arg_true(), pl.Series(list(taken), dtype=pl.Binary).cast(pl.String).implode()
    fresh = _draw(len(places))
    while (again := fresh.is_in(used) | ~fresh.is_first_distinct()).any():
        fresh = fresh.scatter(again.arg_true(), _draw(int(again.sum())))
    return fresh if len(places) == len(numbers) else numbers.clone().scatter(places, fresh)


def _draw(count: int) -> pl.Series:
    """Random numbers, none with six digits in a row: it shall not be taken for a telephone number."""
    letters = bytearray(secrets.token_bytes(count * (_NUMBER + 1)).translate(_LETTERS))
    letters[_NUMBER::_NUMBER + 1] = b"\n" * count
    marks = bytearray(letters.translate(_DIGITS_OF))
    at = 0
    while (at := marks.find(_SIX_DIGITS, max(0, at - 5))) >= 0:
        letters[at:at + 6] = secrets.token_bytes(6).translate(_LETTERS)
        marks[at:at + 6] = letters[at:at + 6].translate(_DIGITS_OF)
    return pl.Series([letters[:-1].decode("ascii")] if count else [], dtype=pl.String).str.split("\n").explode()


def _made(path: Path) -> bytes:
    """The key of the register; register and key are made readable to their owner alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        key_file = path.with_name(path.name + ".key")
        if not key_file.exists():
            if path.exists() and path.stat().st_size:
                raise GeneratorError(f"{key_file}: the register's key is missing; put it back from the copy / 登记册的密钥不见了，请从备份放回")
            _write_once(key_file, secrets.token_bytes(32))
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        for each in (path, key_file):
            if each.stat().st_mode & 0o077:
                os.chmod(each, 0o600)
        key = key_file.read_bytes()
    except OSError as error:
        raise GeneratorError(f"{path}: cannot be read / 读不了: {error.strerror}") from None
    if len(key) != 32:
        raise GeneratorError(f"{key_file}: not a key / 不是密钥")
    return key


def _write_once(path: Path, content: bytes) -> None:
    """Whole or not at all, and by one of several at once: the first one's stays."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass  # another import was first; its key is the key
    finally:
        temporary.unlink()
