"""No id, phone, account or full name of a person leaves an import, wherever a clerk put it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import gongshi
from generator.intake.owner import bare_person, mask
from generator.model.identifier import check_character
from tests.intake.clerk_tables import FORMATS, HEADINGS, citizen_id, csv_text, household, plain_table, xlsx

COUNT = 10_400
WAYS = (
    str, lambda n: n.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")), lambda n: f"{n[:6]} {n[6:14]} {n[14:]}",
    lambda n: f"{n[:6]}-{n[6:14]}-{n[14:]}", lambda n: f"身份证号：{n}", lambda n: f"（{n}）停业", lambda n: f"业主{n}，电话139{n[6:14]}",
    lambda n: n + "00", lambda n: n.lower().replace("x", "×"), lambda n: f"{n}01", lambda n: f"ID{n}", lambda n: n[:6] + n[8:17],
    lambda n: f"{n}\n换行")
PLACES = ("业户名称", "业主姓名", "经营地址", "所属街道", "行业", "备注", "月核定营业额(元)", "营业税", "执行期起", "执行期止", "序号", "月应纳税额合计",
          "纳税人识别号")


def secrets_of(number: str) -> set[str]:
    """The id and its long parts: the birth date with the serial, the division with the birth date."""
    return {number, number[:14], number[6:18], number[:6] + number[8:17]}


def leaked(said: str, numbers: list[str]) -> list[str]:
    plain = re.sub(r"[\s\-]", "", said.translate(str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")))
    runs = set(re.findall(r"[0-9]{12,}[Xx]?", plain))
    parts = {part for number in numbers for part in secrets_of(number)}
    return [run for run in runs if any(part in run for part in parts) or run in parts]


def outputs(bureau) -> str:
    """Every byte the repository holds after an import."""
    files = [path for path in bureau.folder.rglob("*") if path.is_file()]
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") + path.name for path in files)


def command(bureau, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(gongshi, ["import", *arguments, "--posting", "p-1", "--register", str(bureau.register), "--project",
                                        str(bureau.folder)], standalone_mode=False)
    assert done.exception is None, done.exception
    return done.return_value, done.output + (done.stderr or "")


def test_ten_thousand_ids_in_every_kind_of_cell_reach_no_output(bureau) -> None:
    """Thirteen ways to write one in thirteen columns: neither the posting nor a message holds one, or a long part of one."""
    numbers = [citizen_id(number) for number in range(COUNT)]
    rows: list[list[object]] = [list(HEADINGS)]
    for place, number in enumerate(numbers):
        heading = PLACES[place // len(WAYS) % len(PLACES)]
        rows.append(household(place, **{"纳税人识别号": f"7{place:06d}", heading: WAYS[place % len(WAYS)](number)}))
    assert len(leaked(csv_text(rows), numbers)) > COUNT * 9 // 10  # what is looked for below can be found
    path = bureau.file("ids.csv", csv_text(rows))
    code, said = command(bureau, str(path))
    assert code == 1 and "households.csv" not in said or (bureau.folder / "quota_data/postings/p-1").is_dir()
    assert not leaked(said, numbers) and not leaked(outputs(bureau), numbers)
    assert bureau.table("p-1").count("\n") > COUNT // 2


@pytest.mark.parametrize("name", FORMATS)
def test_ids_in_titles_headings_labels_and_names_reach_no_output(name: str, bureau) -> None:
    """Above, beside and below the table, in the heading, in the file's name, in every format."""
    numbers = [citizen_id(number) for number in range(900, 912)]
    rows = plain_table(3)
    rows[0][16] = f"备注{numbers[0]}"
    rows[1][3], rows[2][2], rows[3][4] = f"赵小明{numbers[1]}", f"老槐{numbers[2]}饺子馆", f"中山路1号{numbers[3]}"
    table = [[f"公示表 {numbers[4]}"], ["公示地点", f"大厅{numbers[5]}"], [f"公示范围：{numbers[6]}"], *rows, [f"说明：{numbers[7]}"],
             ["制表人：", numbers[8]], [numbers[9]]]
    path = bureau.file(f"{numbers[10]}.{name.rpartition('.')[2]}", FORMATS[name](table))
    _, said = command(bureau, str(path), "--json")
    assert not leaked(said + outputs(bureau), numbers)
    assert (bureau.folder / "quota_data/postings/p-1/posting.yml").is_file()


def test_a_sheet_named_with_an_id_says_none(bureau) -> None:
    """The name of a sheet is part of where a problem is."""
    number = citizen_id(77)
    path = bureau.file("t.xlsx", xlsx(plain_table(2, **{"月核定营业额(元)": "面议"}), [list(HEADINGS)], names=[f"表{number}"[:31], "x"]))
    assert not leaked(command(bureau, str(path), "--json")[1], [number])


def test_numbers_kept_in_a_column_that_is_dropped(bureau) -> None:
    """Phones, accounts and homes have columns of their own: their cells are read by nobody."""
    rows = [[*row, "经营电话" if not place else f"024-2{place}345678", "银行账号" if not place else f"62284800{place}0123456789"]
            for place, row in enumerate(plain_table(3))]
    code, said = command(bureau, str(bureau.file("t.csv", csv_text(rows))))
    assert code == 0 and "345678" not in said + outputs(bureau) and "62284800" not in said + outputs(bureau)


def test_the_register_and_the_refused_rows_lie_outside_and_are_private(bureau) -> None:
    """Mode 0600, in folders of 0700; the register itself holds no id in plain text."""
    rows = plain_table(4)
    rows[2][7] = "面议"
    _, written = bureau.write("t.csv", csv_text(rows))
    for path in (bureau.register, bureau.register.with_name("register.sqlite.key"), *written.refused):
        assert path.stat().st_mode & 0o777 == 0o600 and not path.is_relative_to(bureau.folder)
    assert all(str(row[1]).encode() not in bureau.register.read_bytes() for row in rows[1:])


@pytest.mark.parametrize(("name", "shown"), (
    ("张三", "张*"), ("张三丰", "张*丰"), ("欧阳锋", "欧阳*"), ("欧阳小锋", "欧阳*"), ("张　三", "张*"), ("张某某", "张*"), ("张XX", "张*"), ("张**", "张*"),
    ("张*三", "张*"), ("张三、李四", "张*、李*"), ("阿不都·热合曼", "阿*"), ("John Smith", "J*"), ("张三(身份证)", "张*"), ("张三等2人", "张*"), ("", "")))
def test_owners_are_masked(name: str, shown: str) -> None:
    """The family name stays, of three characters the last one too; what is masked already is masked alike."""
    assert mask(name) == shown


@pytest.mark.parametrize(("name", "person"), (("张三", True), ("赵小明", True), ("欧阳锋", True), ("个体户张三", True), ("张三（个体）", True), ("老边饺子馆", False),
                                              ("王记", False), ("金店", False), ("好运来", False), ("张某某", True), ("万顺达", True)))
def test_a_person_without_a_shop_name_is_known(name: str, person: bool) -> None:
    """Two or three characters that begin with a family name and hold no word for a shop."""
    assert bool(bare_person(name)) is person


def test_a_shop_called_by_a_person_is_masked_with_a_warning(bureau) -> None:
    """Where there is no 字号 the taxpayer's name is a person's."""
    imported, _ = bureau.write("t.csv", csv_text([list(HEADINGS), household(1, 业户名称="赵小明")]))
    assert "shop-name-is-person" in {problem.rule for problem in imported.problems}
    assert "赵小明" not in bureau.table() and "赵*明" in bureau.table()


def test_the_owners_name_is_masked_wherever_it_stands_in_the_row(bureau) -> None:
    """In the remark and the address, and another's after a word that announces a name."""
    imported, _ = bureau.write("t.csv", csv_text([list(HEADINGS), household(1, 备注="赵小明委托，联系人：钱多多", 经营地址="中山路1号赵小明宅")]))
    assert not re.search("赵小明|钱多多", bureau.table() + json.dumps(imported.figures("zh"), ensure_ascii=False))


def test_a_check_character_is_what_makes_an_id(tmp_path: Path) -> None:
    """The ids of these tests are ids: a test of something else would prove nothing."""
    assert all(number[17] == check_character(number[:17]) for number in map(citizen_id, range(500)))
