"""Takes a folder, serves it on the loopback as static hosts do, compressed and from afar; keeps what was asked, when, how much."""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TEXT = (".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".csv")
_AWAY = 0.04  # seconds every answer takes, so that what waits for what can be told from the times


@dataclass(frozen=True)
class Answer:
    """One file that was sent. Unit: bytes of the body on the wire; seconds of one clock."""

    path: str
    size: int
    begun: float
    ended: float


@contextmanager
def counting(folder: Path) -> Iterator[tuple[str, list[Answer]]]:
    """The address of the folder, and the answers so far: clear the list before a visit."""
    answers: list[Answer] = []
    handler = functools.partial(_Handler, answers, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", answers
    finally:
        server.shutdown()


def round_trips(answers: list[Answer]) -> int:
    """How many answers had to be waited for one after the other: the longest chain that does not overlap."""
    count, free = 0, 0.0
    for answer in sorted(answers, key=lambda each: each.ended):
        if answer.begun >= free:
            count, free = count + 1, answer.ended
    return count


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, answers: list[Answer], *arguments: object, **names: object) -> None:
        self.answers = answers
        super().__init__(*arguments, **names)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_head(self) -> io.BytesIO | None:
        begun = time.perf_counter()
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return None
        data, is_text = path.read_bytes(), path.suffix in _TEXT
        data = gzip.compress(data, 6) if is_text else data
        time.sleep(_AWAY)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(data)))
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.answers.append(Answer(self.path, len(data), begun, time.perf_counter()))
        return io.BytesIO(data)
