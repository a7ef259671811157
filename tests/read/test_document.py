"""What clerks write in the columns becomes documents, and every mistake a problem with its line."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from generator.model.document import Document, Figure
from generator.model.problem import Problem
from generator.read.document import read_documents

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "policies"
LAW = """# 《中华人民共和国样例法》

1992年9月4日 第七届全国人民代表大会常务委员会第二十七次会议通过\u3000

2015年4月24日 第十二届全国人民代表大会常务委员会第十四次会议《国务院关于甲的决定》修正）

2015年5月1日 施行

<!-- INFO END -->

## 第一章 总 则

第一条 为了示范，制定本法。

第二条 本法自2001年5月1日起施行。
"""
GOOD = "---\ntitle: 公告\npublished_on: 2008-09-26\nissuer: 样例税务局\n---\n\n正文。\n"


def read(folder: Path, files: dict[str, str | bytes]) -> tuple[list[Document], list[Problem]]:
    for name, words in files.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(words if isinstance(words, bytes) else words.encode())
    return read_documents(folder / "content", folder)


def one(folder: Path, words: str | bytes, name: str = "policies/a.md") -> tuple[Document | None, list[Problem]]:
    documents, problems = read(folder, {name: words})
    return (documents[0] if documents else None), problems


def rules(problems: list[Problem]) -> list[str]:
    for problem in problems:
        assert problem.as_text("zh") and problem.as_text("en")
    return [problem.rule for problem in problems]


def test_a_document_with_english_keys(tmp_path: Path) -> None:
    """English keys become typed values, each with its line, and the body begins on the line after the closing ---."""
    document, problems = one(tmp_path, GOOD)
    assert problems == []
    assert (document.path, document.file, document.source) == ("policies/a", "content/policies/a.md", "policies/a.md")
    assert document.meta == {"published_on": date(2008, 9, 26), "issuer": "样例税务局"}
    assert document.lines == {"title": 2, "published_on": 3, "issuer": 4}
    assert (document.title, document.body_row, document.body.split("\n")[0]) == ("公告", 6, "")


def test_chinese_keys_are_the_same_keys(tmp_path: Path) -> None:
    """Each Chinese alias gives the value of its English key."""
    document, problems = one(
        tmp_path, "---\n标题: 公告\n发布日期: 2008-09-26\n发文机关: 局\n有效性: 全文有效\n关键词: [甲, 乙]\n---\n字\n"
    )
    assert problems == []
    assert document.meta == {
        "published_on": date(2008, 9, 26),
        "issuer": "局",
        "validity": "全文有效",
        "keywords": ("甲", "乙"),
    }


def test_words_stay_as_typed(tmp_path: Path) -> None:
    """A text value is what was typed, though YAML would make a number, a time or a yes of it."""
    document, problems = one(
        tmp_path, "---\ntitle: 12366\nhours: 9:00\nvenue: no\noffice: 012\n---\n字\n", "halls/a.md"
    )
    assert problems == []
    assert (document.title, document.meta) == ("12366", {"hours": "9:00", "venue": "no", "office": "012"})


def test_lists_numbers_and_yes(tmp_path: Path) -> None:
    """A single word is a list of one; order is a number; 是 is yes."""
    document, problems = one(
        tmp_path,
        "---\ntitle: 收入\npublished_on: 2008-09-26\nfeatured: 是\norder: 2\nkeywords: 税收\n---\n字\n",
        "statistics/a.md",
    )
    assert problems == []
    assert {k: document.meta[k] for k in ("featured", "order", "keywords")} == {
        "featured": True,
        "order": 2,
        "keywords": ("税收",),
    }


def test_figures(tmp_path: Path) -> None:
    """A figure keeps its value as written; one without unit is a problem and is left out."""
    document, problems = one(
        tmp_path,
        "---\ntitle: 收入\npublished_on: 2008-09-26\nfigures:\n  - 名称: 税收\n    值: 229.60\n    单位: 亿元\n"
        "    截止日: 2008-08-31\n  - name: 户数\n    value: 28733\n---\n",
        "statistics/a.md",
    )
    assert document.figures == (Figure("税收", "229.60", "亿元", as_of=date(2008, 8, 31)),)
    assert rules(problems) == ["figure-incomplete"]


@pytest.mark.parametrize(
    ("line", "rule", "row"),
    [
        ("发部日期: 2008-09-26", "unknown-key", 5),
        ("标题: 又一个", "duplicate-key", 5),
        ("venue: 大厅", "key-not-for-column", 5),
        ("issued_on: 2008.9.26", "bad-date", 5),
        ("issued_on: 2008-02-30", "bad-date", 5),
        ("validity: 有效", "bad-value", 5),
        ("order: 第一", "bad-value", 5),
        ("keywords: {a: b}", "bad-value", 5),
        ("summary: [a, b]", "bad-value", 5),
        ("summary: *x", "front-matter-broken", 5),
        ("summary: 甲: 乙", "front-matter-broken", 5),
        ("来源：本局", "front-matter-colon", 5),
        ("来源:本局", "front-matter-colon", 5),
        ("keywords: [[[[a]]]]", "front-matter-broken", 5),
    ],
)
def test_a_mistake_is_a_problem_with_its_line(tmp_path: Path, line: str, rule: str, row: int) -> None:
    """Each kind of mistake in front matter is its own problem, on the line where it was typed."""
    _, problems = one(tmp_path, GOOD.replace("---\n\n", line + "\n---\n\n"))
    assert [(p.rule, p.row) for p in problems] == [(rule, row)]
    assert rules(problems) == [rule]


def test_all_mistakes_in_one_run(tmp_path: Path) -> None:
    """One run names every mistake of every file."""
    _, problems = read(
        tmp_path,
        {"policies/a.md": "---\ntitel: 甲\npublished_on: 昨天\n---\n", "press/b.md": "正文", "guides/c.md": ""},
    )
    assert rules(problems) == [
        "unknown-key",
        "bad-date",
        "missing-key",
        "missing-key",
        "missing-front-matter",
        "empty-file",
    ]
    assert "title" in problems[0].fix("en")


def test_a_wrong_colon_hides_nothing(tmp_path: Path) -> None:
    """A line with a full-width colon is read as it was meant, and the fix shows the whole line."""
    document, problems = one(tmp_path, GOOD.replace("title: 公告", "标题：公告"))
    assert document.title == "公告" and rules(problems) == ["front-matter-colon"]
    assert problems[0].fix("zh") == "请改为：标题: 公告"


def test_missing_date(tmp_path: Path) -> None:
    """A press release without a date is a problem, for an undated page counts as not updated."""
    _, problems = one(tmp_path, "---\ntitle: 新闻\n---\n字\n", "press/a.md")
    assert [(p.rule, p.column) for p in problems] == [("missing-key", "published_on")]


@pytest.mark.parametrize(
    ("raw", "rule", "encoding"),
    [
        (GOOD.encode("gb18030"), "wrong-encoding", "GB18030 (GBK)"),
        (GOOD.encode("utf-16"), "wrong-encoding", "UTF-16"),
        ("---\ntitle: a\n---".encode("utf-16-le"), "wrong-encoding", "UTF-16"),
        (b" \n\t\n", "empty-file", None),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, raw: bytes, rule: str, encoding: str | None) -> None:
    """A file in another encoding is refused, and the problem says which encoding it seems to be."""
    document, problems = one(tmp_path, raw)
    assert document is None and rules(problems) == [rule] and problems[0].facts.get("encoding") == encoding


def test_a_byte_order_mark_and_crlf_are_fine(tmp_path: Path) -> None:
    """Notepad's UTF-8 with a mark and Windows line ends read as any other file."""
    document, problems = one(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert problems == [] and document.body == "\n正文。\n" and document.body_row == 6


def test_the_title_repeated_as_heading_is_dropped(tmp_path: Path) -> None:
    """A body that begins with the same title shows it once; another title stays and is judged later."""
    document, _ = one(tmp_path, GOOD.replace("\n\n正文", "\n\n# 公 告\n正文"))
    assert (document.body, document.body_row) == ("正文。\n", 8)
    document, _ = one(tmp_path, GOOD.replace("\n\n正文", "\n\n# 别的\n正文"))
    assert document.body.startswith("\n# 别的")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ling-16", "ling-16"),
        ("增值税法(2024-12-25)", "增值税法-2024-12-25"),
        ("增值税法（2024-12-25）", "增值税法-2024-12-25"),
        ("公告 第２号", "公告-第2号"),
        ("a_b.c", "a-b-c"),
    ],
)
def test_addresses(tmp_path: Path, name: str, slug: str) -> None:
    """An address is the file's name: lower case, hanzi kept, brackets and spaces a hyphen, full width folded."""
    document, _ = one(tmp_path, GOOD, f"policies/{name}.md")
    assert document.path == f"policies/{slug}"


def test_names_that_make_no_address(tmp_path: Path) -> None:
    """index.md and page.md are the site's own; a name of signs only, or too long, makes none; README.md is skipped."""
    documents, problems = read(
        tmp_path,
        {
            "policies/index.md": GOOD,
            "policies/page.md": GOOD,
            "policies/---.md": GOOD,
            "policies/" + "长" * 80 + ".md": GOOD,
            "policies/README.md": "x",
            "policies/.x/b.md": "x",
        },
    )
    assert documents == []
    assert sorted(rules(problems)) == ["bad-file-name"] * 2 + ["reserved-file-name"] * 2


def test_a_file_name_in_another_encoding(tmp_path: Path) -> None:
    """A file name that came out of a GBK archive is a problem that shows the name as it was meant."""
    folder = tmp_path / "content" / "policies"
    folder.mkdir(parents=True)
    try:
        (Path(str(folder)) / "公告.md".encode("gb18030").decode("utf-8", "surrogateescape")).write_text(GOOD, "utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    _, problems = read_documents(tmp_path / "content", tmp_path)
    assert rules(problems) == ["bad-file-name"] and problems[0].value == "公告.md"


def test_two_files_with_one_address(tmp_path: Path) -> None:
    """Names that differ only in case, or lie in different subfolders, meet at one address."""
    documents, problems = read(tmp_path, {"policies/A 1.md": GOOD, "policies/2008/a-1.md": GOOD})
    assert len(documents) == 2 and rules(problems) == ["duplicate-address"]


def test_links_to_documents_are_read_as_addresses(tmp_path: Path) -> None:
    """interprets and related take a file name, a path or an address; unverified takes either language."""
    document, _ = one(
        tmp_path,
        GOOD.replace(
            "---\n\n",
            "interprets: [样例法(2015-04-24).md, ../policies/b.md]\nrelated: /press/c/\n"
            "未核实: [成文日期, 别的]\n---\n\n",
        ),
    )
    assert document.meta["interprets"] == ("policies/样例法-2015-04-24", "policies/b")
    assert document.meta["related"] == ("press/c",) and document.meta["unverified"] == ("issued_on", "别的")


def test_a_law_text_as_it_is(tmp_path: Path) -> None:
    """A law text needs no front matter: title, history and dates come from the text and the file name, nothing else."""
    document, problems = one(tmp_path, LAW, "policies/样例法(2015-04-24).md")
    assert problems == [] and document.law and document.title == "中华人民共和国样例法"
    assert document.meta == {
        "issuer": "全国人民代表大会常务委员会",
        "issued_on": date(2015, 4, 24),
        "effective_on": date(2015, 5, 1),
    }
    assert document.history[1] == (
        date(2015, 4, 24),
        "第十二届全国人民代表大会常务委员会第十四次会议《国务院关于甲的决定》修正",
    )
    assert (document.promulgated_on, document.shown_on) == (date(1992, 9, 4), date(2015, 4, 24))
    assert document.body_row == LAW.split("\n").index("<!-- INFO END -->") + 2


def test_an_amended_law_keeps_no_old_day_of_effect(tmp_path: Path) -> None:
    """自2001年5月1日起施行 speaks of the first version, so the amended version has no day of effect unless stated."""
    document, _ = one(tmp_path, LAW.replace("2015年5月1日 施行\n\n", ""), "policies/样例法(2015-04-24).md")
    assert "effective_on" not in document.meta
    document, _ = one(tmp_path, LAW.replace("2015年5月1日 施行\n\n", ""), "policies/样例法.md")
    assert document.meta["issued_on"] == date(2015, 4, 24)


def test_a_policy_that_is_no_law_text(tmp_path: Path) -> None:
    """A policy without front matter, dates and articles is asked for its front matter."""
    document, problems = one(tmp_path, "# 公告\n\n第一条 甲\n")
    assert rules(problems) == ["missing-front-matter"] and document.title == "公告"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the law texts are not here")
def test_the_real_law_texts() -> None:
    """All real law texts are taken as they are, each with version date, day of effect where certain, and issuer."""
    folder = Path(SHARED).parent
    documents, problems = _real(folder)
    assert problems == [] and len(documents) == 25 and all(document.law for document in documents)
    days = {d.slug: (d.promulgated_on, d.meta.get("effective_on")) for d in documents}
    assert days["消费税暂行条例-2008-11-10"] == (date(1993, 12, 13), date(2009, 1, 1))
    assert days["车船税法-2019-04-23"] == (date(2011, 2, 25), None)
    assert days["促进个体工商户发展条例-2022-10-01"] == (None, date(2022, 11, 1))
    assert all(str(d.meta["issued_on"]) == d.slug[-10:] for d in documents)
    assert sum("issuer" not in d.meta for d in documents) == 1


def _real(folder: Path) -> tuple[list[Document], list[Problem]]:
    return read_documents(folder, folder)


def test_the_order_is_the_same_anywhere(tmp_path: Path) -> None:
    """Documents come in the order of columns and names, whatever order the disk lists them in."""
    documents, _ = read(tmp_path, {f"policies/{name}.md": GOOD for name in "cab"} | {"press/z.md": GOOD})
    assert [document.path for document in documents] == ["policies/a", "policies/b", "policies/c", "press/z"]


PIECES = [
    "---\n",
    "title: x\n",
    "标题：",
    "figures:\n  - name: a\n",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "? ",
    ": ",
    "&a ",
    "*a",
    "!!python/object:os.system ",
    "\t",
    "|\n  x\n",
    ">",
    "'",
    '"',
    "#",
    "%",
    "@",
    "\n",
    "2008-09-26",
    "<<: ",
    "第一条 ",
    "1992年9月4日 通过\n",
    "# 法\n",
    "\u2028",
    "\x85",
    "公告",
    "<!-- INFO END -->\n",
    "\x07",
    "\ufeff",
    "...\n",
    "order: ",
    "9" * 400,
]


def test_nothing_typed_raises(tmp_path: Path) -> None:
    """Random bytes, random YAML and hostile nesting give documents or problems, never a traceback."""
    chance = random.Random(2008)
    files: dict[str, str | bytes] = {}
    for number in range(200):
        files[f"policies/r{number}.md"] = chance.randbytes(chance.randrange(1, 200))
        files[f"statistics/y{number}.md"] = (
            "---\n" + "".join(chance.choices(PIECES, k=chance.randrange(1, 25))) + "\n---\n字"
        )
        files[f"policies/m{number}.md"] = "".join(chance.choices(PIECES, k=chance.randrange(1, 40)))
    for number, deep in enumerate(["[" * 200_000, "- " * 100_000, "{a: " * 50_000, "? " * 50_000, "&a [*a]"]):
        files[f"press/d{number}.md"] = f"---\ntitle: {deep}\n---\n字"
        files[f"press/e{number}.md"] = f"---\n{deep}\n---\n字"
    documents, problems = read(tmp_path, files)
    rules(problems)
    assert len(documents) + len({problem.file for problem in problems}) >= len(files)
