"""The command `gongshi serve`: takes a project and an address, serves its preview and tells on the terminal what happens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from generator.model.problem import GeneratorError
from generator.preview.drawn import Drawn
from generator.preview.server import Preview
from generator.preview.site import Site
from generator.preview.words import said
from generator.stopwatch import Stopwatch

ShellDraw = Callable[[Path, Drawn, Path, str], None]
"""The shell's way of drawing: configuration, what is drawn, the folder to draw into, the site's address."""

_PRINTED = 20  # problems a change


def serve(config_file: Path, address: str, as_of: str | None, draw: ShellDraw, language: str, tell: Callable[[str], None]) -> None:
    """Serve until interrupted. Raises GeneratorError where the address cannot be used."""
    host, port = host_and_port(address)

    def drawn(one: Drawn) -> None:
        draw(config_file, one, one.folder, f"http://{host}:{server.server_address[1]}{site.mount}")

    site = Site(config_file, as_of, drawn, language)
    try:
        server = Preview((host, port), site, partial(_report, language, tell))
    except GeneratorError:
        site.close()
        raise
    server.run(lambda place: tell(said(language, "ready", address=place)))


def host_and_port(address: str) -> tuple[str, int]:
    """`127.0.0.1:8000` as host and port. Raises GeneratorError for anything else."""
    host, colon, port = address.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise GeneratorError(f"--address: “{address}” is not a host and port such as 127.0.0.1:8000 / 不是 127.0.0.1:8000 这样的地址")
    return host.strip("[]"), int(port)


def _report(language: str, tell: Callable[[str], None], site: Site, watch: Stopwatch) -> None:
    """What became of a change, in a few lines."""
    state = site.state
    for problem in state.problems[:_PRINTED]:
        tell(problem.as_text(language) + "\n")
    if len(state.problems) > _PRINTED:
        tell(said(language, "rest", n=len(state.problems) - _PRINTED))
    errors = sum(problem.is_error for problem in state.problems)
    if state.failure:
        tell(said(language, "failed", failure=state.failure))
    elif errors:
        word = "unshown" if state.pages is None else "mixed" if state.is_newest else "stopped"
        tell(said(language, word, n=errors, time=state.saved_at))
    else:
        warned = said(language, "comma") + said(language, "warnings", n=len(state.problems)) if state.problems else ""
        tell(said(language, "good", seconds=sum(watch.seconds.values())) + warned)
