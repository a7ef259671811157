"""The command `gongshi serve`: takes a project and an address, serves its preview and tells on the terminal what happens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from generator.model.problem import GeneratorError
from generator.preview.drawn import Drawn
from generator.preview.server import Preview
from generator.preview.site import Site
from generator.stopwatch import Stopwatch

ShellDraw = Callable[[Path, Drawn, Path, str], None]
"""The shell's way of drawing: configuration, what is drawn, the folder to draw into, the site's address."""

_PRINTED = 20  # problems a change
_WORDS = {
    "zh": {"ready": "预览：{address}（按 Ctrl-C 结束）", "good": "已更新，{seconds:.2f} 秒", "errors": "{n} 个问题要改；页面仍是上一次没有问题时的样子",
           "warnings": "{n} 处提醒", "more": "……另有 {n} 个，见网页上的“全部问题”", "failure": "网站暂时不能更新：{failure}"},
    "en": {"ready": "Preview: {address} (Ctrl-C ends it)", "good": "Up to date after {seconds:.2f} s", "errors": "{n} problems to mend; the pages are as they were when all was well",
           "warnings": "{n} to look at", "more": "… and {n} more: see “All problems” on the page", "failure": "The site cannot follow for the moment: {failure}"},
}


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
    server.run(lambda place: tell(_WORDS[language]["ready"].format(address=place)))


def host_and_port(address: str) -> tuple[str, int]:
    """`127.0.0.1:8000` as host and port. Raises GeneratorError for anything else."""
    host, colon, port = address.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise GeneratorError(f"--address: “{address}” is not a host and port such as 127.0.0.1:8000 / 不是 127.0.0.1:8000 这样的地址")
    return host.strip("[]"), int(port)


def _report(language: str, tell: Callable[[str], None], site: Site, watch: Stopwatch) -> None:
    """What became of a change, in a few lines."""
    words, state = _WORDS[language], site.state
    for problem in state.problems[:_PRINTED]:
        tell(problem.as_text(language) + "\n")
    if len(state.problems) > _PRINTED:
        tell(words["more"].format(n=len(state.problems) - _PRINTED))
    errors = sum(problem.is_error for problem in state.problems)
    if state.failure:
        tell(words["failure"].format(failure=state.failure))
    elif errors:
        tell(words["errors"].format(n=errors))
    else:
        warned = "；" if language == "zh" else "; "
        counted = warned + words["warnings"].format(n=len(state.problems)) if state.problems else ""
        tell(words["good"].format(seconds=sum(watch.seconds.values())) + counted)
