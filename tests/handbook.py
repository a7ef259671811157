"""Runs the commands of the handbook's pages in order, in a copy of the example bureau; `python -m tests.handbook` writes what they print.

On a page a console block holds one command and its output. Between the commands the clerk's own work stands in comments:

    <!-- write: quota_data/import/11010101.yml -->     the next code block is that file
    <!-- change: ../公示表.xlsx: 旧 -> 新 -->            a cell or a line is typed anew
    <!-- last: 8 -->                                    of the next output only the last 8 lines are shown, after a line “…”
    <!-- not run -->                                   the next block only shows commands
"""

from __future__ import annotations

import html
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser, sync_playwright

from generator.model.identifier import check_character
from tests.browser.conftest import FLAGS, NAMES, serve
from tests.small_picture import small

ROOT = Path(__file__).resolve().parent.parent
HANDBOOK = ROOT / "content" / "handbook"
PAGES = tuple(HANDBOOK / name for name in ("import/index.md", "check/index.md", "publish/index.md"))
DAY = "2008-09-26"
_PART = re.compile(r"<!-- (?P<what>write|change|last): (?P<told>.*?) -->|(?P<idle><!-- not run -->\n+)?```(?P<kind>\w+)\n(?P<body>.*?)```", re.S)
_HEADINGS = ("序号", "税务登记证号", "字号", "经营者", "经营地址", "所属街道", "行业", "月均核定额", "营业税", "城建税", "教育费附加", "核定方法", "联系电话", "执行期")
_SHOPS = (("顺河饺子馆", "张小明", "河沿路1号", "河沿街道", "正餐服务", 8000), ("河沿小厨", "王丽", "河沿路3号", "河沿街道", "正餐服务", 7000),
          ("老街菜馆", "欧阳强", "河沿路5号", "河沿街道", "正餐服务", "8，000元左右"), ("桥头快餐", "周平", "桥头街6号", "桥头街", "快餐服务", 9000),
          ("明亮理发店", "陈静", "桥头街2号", "桥头街", "理发", 6000))


def clerk_table(path: Path) -> None:
    """The table an office printed: title, label, households with ids that are computed here, total, signature."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "公示"
    sheet.append(["东区第一税务所定期定额户定额公示表（2008年第2批）"])
    sheet.append(["公示日期：", "2008-09-24"])
    sheet.append(_HEADINGS)
    for number, (*texts, turnover) in enumerate(_SHOPS, start=1):
        base = turnover if isinstance(turnover, int) else 8500
        first = f"110101{1960 + number}0{number}15{number:03d}"
        sheet.append([number, first + check_character(first) + "00", *texts, turnover, base * 0.05, base * 0.0035, base * 0.0015,
                      "6", f"024-{23000000 + number}", "2008.11-2009.10"])
    taxes = [sum(row[0].value for row in sheet.iter_rows(4, 8, column, column)) for column in (9, 10, 11)]
    sheet.append(["合计", None, None, None, None, None, None, 38500, *taxes])
    sheet.append(["制表人：", None, None, None, None, None, "审核人："])
    book.save(path)


class Story:
    """A bureau, the table beside it, a home folder; commands run in the bureau."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bureau, self.home = folder, folder / "bureau", folder / "home"
        shutil.copytree(ROOT / "tests" / "example_site", self.bureau)
        self.home.mkdir()
        clerk_table(folder / "公示表.xlsx")

    def write(self, name: str, words: str) -> None:
        path = self.bureau / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")

    def change(self, told: str) -> None:
        """Raises ValueError where the old words are not there: the page then tells of something else."""
        name, change = told.split(": ", 1)
        old, new = change.split(" -> ")
        path = self.bureau / name
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            cells = [cell for row in book.active.iter_rows() for cell in row if cell.value == old]
            for cell in cells:
                cell.value = int(new) if new.isdigit() else new
            book.save(path)
        else:
            words = path.read_text(encoding="utf-8")
            cells = re.findall(re.escape(old), words)
            path.write_text(words.replace(old, new), encoding="utf-8")
        if not cells:
            raise ValueError(f"{name}: no {old}")

    def run(self, command: str) -> str:
        """What a command prints, results and messages as a terminal shows them."""
        words = shlex.split(command)
        if words[0] == "gongshi":
            words = [sys.executable, "-m", "generator", *words[1:]]
        done = subprocess.run(words, cwd=self.bureau, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={
            **os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "HOME": str(self.home), "GONGSHI_LANG": "zh", "COLUMNS": "100"})
        if done.returncode > 1:
            raise ValueError(f"{command}: {done.stdout}")
        printed = done.stdout.replace(str(self.home), "~").replace(str(self.bureau.resolve()), "…")
        return "".join(line.rstrip() + "\n" for line in printed.replace(str(self.bureau), "…").splitlines()).strip("\n") + "\n"

    def tell(self, page: str, after: Callable[[str], None] = lambda command: None) -> str:
        """The page with what its commands print now."""
        told = ""
        pending = ""
        place = last = 0
        for part in _PART.finditer(page):
            told += page[place:part.start()]
            place = part.end()
            if part["what"] == "write":
                pending = part["told"]
            elif part["what"] == "change":
                self.change(part["told"])
            elif part["what"] == "last":
                last = int(part["told"])
            elif pending:
                self.write(pending, part["body"])
                pending = ""
            elif part["kind"] == "console" and not part["idle"]:
                command = part["body"].splitlines()[0].removeprefix("$ ")
                told += f"```console\n$ {command}\n{_last(self.run(command), last)}```"
                last = 0
                after(command)
                continue
            told += part[0]
        return told + page[place:]


def _last(printed: str, count: int) -> str:
    lines = printed.splitlines()
    return "\n".join(["…", *lines[-count:]] if 0 < count < len(lines) else lines).strip("\n") + ("\n" if printed.strip() else "")


class Camera:
    """Takes the pictures of the pages after the commands that make what is on them."""

    def __init__(self, story: Story, browser: Browser) -> None:
        self._story, self._browser = story, browser

    def after(self, command: str) -> None:
        if "--output ../report.html" in command:
            self._shoot((self._story.folder / "report.html").as_uri(), HANDBOOK / "check/report.png", scrolled=475)
        elif "--output ../diff.html" in command:
            self._shoot((self._story.folder / "diff.html").as_uri(), HANDBOOK / "check/diff.png", scrolled=340)
        elif command == "gongshi build":
            server, address = serve(self._story.bureau / "site")
            self._shoot(f"{address}quota/posting/2008-dong-provisional-02/", HANDBOOK / "publish/posting.png", scrolled=235)
            server.shutdown()
        elif command.startswith("gongshi check quota") and not (HANDBOOK / "terminal.png").is_file():
            self._terminal(command)

    def _terminal(self, command: str) -> None:
        """What the command prints, on a dark ground, as a terminal would show it."""
        page = self._story.folder / "terminal.html"
        words = html.escape(f"$ {command}\n{self._story.run(command)}")
        page.write_text('<!doctype html><meta charset="utf-8"><style>body{margin:0;background:#1b2430;color:#e8edf2}pre{margin:0;padding:20px 24px;'
                        f'font:15px/1.45 "Noto Sans Mono CJK SC",monospace}}</style><pre>{words}</pre>', encoding="utf-8")
        self._shoot(page.as_uri(), HANDBOOK / "terminal.png", 440)

    def _shoot(self, address: str, picture: Path, height: int = 560, scrolled: int = 0) -> None:
        page = self._browser.new_page(viewport={"width": 900, "height": height}, locale="zh-CN")
        page.goto(address, wait_until="networkidle")
        page.evaluate("top => window.scrollTo(0, top)", scrolled)
        picture.write_bytes(small(page.screenshot()))
        page.close()


def main() -> None:
    (HANDBOOK / "terminal.png").unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        story = Story(Path(folder))
        browser = playwright.chromium.launch(executable_path=next(filter(None, map(shutil.which, NAMES)), None), args=FLAGS)
        camera = Camera(story, browser)
        for path in PAGES:
            path.write_text(story.tell(path.read_text(encoding="utf-8"), camera.after), encoding="utf-8")
            print(path.relative_to(ROOT))
        browser.close()


if __name__ == "__main__":
    main()
