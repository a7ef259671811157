"""Takes the lists of heads one by one, says where each is written, gives the files they are in."""

from __future__ import annotations

_BESIDE = 1500               # a list of so many bytes stands in its head
_FILE = 80_000               # bytes of a file of several lists at most; a longer list has files of its own
_PIECE = 400_000             # bytes of each of these: whoever wants the list wants them all


class ListFiles:
    """Short lists share a file, by line; a long list is cut into files that hold nothing else."""

    def __init__(self) -> None:
        self._ready: list[tuple[int, str]] = []
        self._open: list[str] = []
        self._size = 0
        self._next = 0
        self._number: int | None = None

    def place(self, key: str, text: str) -> str:
        """Nothing for nothing; `=` and the list itself; or the number of its file; or of its first file, `+` and how many there are."""
        if len(text) <= _BESIDE:
            return "=" + text if text else ""
        if len(text) > _FILE:
            cuts = [text[at:at + _PIECE] for at in range(0, len(text), _PIECE)]
            first = self._next
            self._ready += enumerate(cuts, first)
            self._next += len(cuts)
            return f"{first}+{len(cuts)}"
        if self._size + len(text) > _FILE:
            self._close()
        if self._number is None:
            self._number = self._next
            self._next += 1
        self._open.append(f"{key}\t{text}")
        self._size += len(text)
        return str(self._number)

    def all(self) -> list[tuple[int, str]]:
        """Every file."""
        self._close()
        return sorted(self._ready)

    def _close(self) -> None:
        if self._open:
            self._ready.append((self._number, "\n".join(self._open)))
        self._open, self._size, self._number = [], 0, None
