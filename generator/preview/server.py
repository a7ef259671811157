"""A web server for one person: hands a browser the pages of a preview and tells it when they change. On this machine by default.

A mistake of the program in making one page is that page: its report is shown and printed, and serving goes on.
"""

from __future__ import annotations

import hashlib
import mimetypes
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from generator.model.problem import GeneratorError
from generator.preview.overlay import RESERVED
from generator.preview.site import Answer, Site
from generator.preview.watch import Watch
from generator.stopwatch import Stopwatch

_OWN_FILES = {"preview.js": "text/javascript; charset=utf-8", "preview.css": "text/css; charset=utf-8"}
_ALIVE = 15.0  # seconds between two signs of life to a waiting browser
_TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml")

Tell = Callable[[Site, Stopwatch], None]
"""Tells the person at the keyboard what became of a change."""


class Preview(ThreadingHTTPServer):
    """The server, and the thread that follows the files."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, address: tuple[str, int], site: Site, tell: Tell) -> None:
        """Raises GeneratorError where the address is not free."""
        self.site, self._say = site, tell
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="update")
        self.news = threading.Condition()
        self.bug: str | None = None
        try:
            super().__init__(address, _Handler)
        except OSError as error:
            host, port = address
            raise GeneratorError(f"{host}:{port}: {error.strerror}; another program may use it: gongshi serve --address {host}:{port + 1} "
                                 f"/ 这个地址用不了，可能被别的程序占用，请用 --address 换一个端口") from None
        self.watch = Watch(site.folders, self.changed)

    def run(self, ready: Callable[[str], None]) -> None:
        """Serve until interrupted; `ready` is told the address of the site."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        follower = threading.Thread(target=self.watch.run, name="watch", daemon=True)
        try:
            self.watch.start()
            self.changed(set())
            follower.start()
            host, port = self.server_address[:2]
            ready(f"http://{host}:{port}{self.site.mount}")
            self.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            pass
        finally:
            self.close()

    def close(self) -> None:
        """End everything and remove what was drawn."""
        self.watch.close()
        self.server_close()
        self._worker.shutdown(wait=False, cancel_futures=True)
        self.site.close()

    def changed(self, paths: set[Path]) -> None:
        """Read what changed and wake the browsers. A mistake of the program is told, shown on every page, and gone with the
        next change that is read without it."""
        wanted = {path for path in paths if self.site.concerns(path)}
        if paths and not wanted:
            return
        update = self._worker.submit(self.site.update, wanted)
        error = update.exception()
        self.bug = "".join(traceback.format_exception(error)) if error else None
        if self.bug:
            print(self.bug, file=sys.stderr)
        else:
            self._say(self.site, update.result())
        with self.news:
            self.news.notify_all()

    def handle_error(self, request: object, client_address: object) -> None:
        """A request ended with an error: a browser that went away is none; anything else is shown in place of the page."""
        error = sys.exception()
        if isinstance(error, (ConnectionError, TimeoutError)):
            return
        report = traceback.format_exc()
        print(report, file=sys.stderr)
        content = self.site.overlay.bug_page(report).encode("utf-8", "replace")
        head = (f"HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/html; charset=utf-8\r\n"
                f"Content-Length: {len(content)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n")
        try:
            request.sendall(head.encode() + content)
        except OSError:
            return  # it went away meanwhile


class _Handler(BaseHTTPRequestHandler):
    """One request. The whole answer is made before its first byte is sent."""

    server: Preview
    protocol_version = "HTTP/1.1"   # a browser keeps its connections
    disable_nagle_algorithm = True  # else the second part of an answer waits for the browser's word that it has the first
    timeout = 60                    # seconds after which a connection on which nothing is asked is closed

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path = unquote(parts.path, errors="replace")
        if path.startswith(RESERVED):
            self._own(path.removeprefix(RESERVED))
        elif path.startswith(self.server.site.mount):
            self._page(path.removeprefix(self.server.site.mount), parts.query)
        else:
            self._moved(self.server.site.mount)

    do_HEAD = do_GET

    def _page(self, path: str, query: str) -> None:
        site = self.server.site
        if self.server.bug:
            return self._send(Answer(500, site.overlay.bug_page(self.server.bug).encode("utf-8", "replace")), "text/html; charset=utf-8")
        last = path.rpartition("/")[2]
        if last and "." not in last and site.is_folder(path):
            return self._moved(f"{site.mount}{path}/" + (f"?{query}" if query else ""))
        answer = site.page(path)
        is_page = not last or answer.status != 200
        self._send(answer, "text/html; charset=utf-8" if is_page else _kind(last))

    def _own(self, name: str) -> None:
        """What the preview itself shows: all problems, its script and style, the stream of changes."""
        site = self.server.site
        if name == "problems":
            self._send(site.problems_page(), "text/html; charset=utf-8")
        elif name == "changes":
            self._changes()
        elif name in _OWN_FILES:
            self._send(Answer(200, (Path(__file__).parent / name).read_bytes()), _OWN_FILES[name])
        else:
            self._send(Answer(404, b""), "text/plain")

    def _changes(self) -> None:
        """Server-sent events: the number of the state, now and whenever there is a new one."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        told = None
        while True:
            number = self.server.site.state.number
            self.wfile.write(f"event: state\ndata: {number}\n\n".encode() if number != told else b": still here\n\n")
            self.wfile.flush()
            told = number
            with self.server.news:
                if self.server.site.state.number == told:
                    self.server.news.wait(_ALIVE)

    def _send(self, answer: Answer, kind: str) -> None:
        """A page is always sent; of anything else a browser may keep a copy, and asks each time whether it is still the same."""
        is_page = answer.status != 200 or kind.startswith("text/html")
        tag = "" if is_page else f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
        is_known = bool(tag) and self.headers.get("If-None-Match") == tag
        self.send_response(304 if is_known else answer.status)
        if tag:
            self.send_header("ETag", tag)
        self.send_header("Cache-Control", "no-store" if is_page else "no-cache")
        if not is_known:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        if self.command != "HEAD" and not is_known:
            self.wfile.write(answer.content)

    def _moved(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: what matters is printed when something changes."""


def _kind(name: str) -> str:
    kind = {"js": "text/javascript", "mjs": "text/javascript", "csv": "text/csv", "md": "text/plain", "ics": "text/calendar"}.get(
        name.rpartition(".")[2]) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(_TEXT) else kind
