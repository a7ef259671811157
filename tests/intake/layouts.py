"""Tables as offices hand them over, each with what is true of it: a table of layouts, made of households that are computed.

A layout is rows of cells; `printed` gives it the form of a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.intake.clerk_tables import citizen_id, csv_text, xlsx, yuan

TAXES = ("营业税", "城建税", "教育费附加", "地方教育费", "个人所得税")
STREETS = (("新华街道", "210102002"), ("马路湾街道", "210102016"), ("南湖街道", "210102019"), ("长白街道", "210102021"))
Rows = list[list[object]]
Cells = list[tuple[str, Callable[["Shop"], object]]]


@dataclass(frozen=True)
class Shop:
    """One household. Unit: fen a month."""

    number: int

    @property
    def turnover(self) -> int:
        return (3000 + self.number * 737 % 90 * 100) * 100

    @property
    def taxes(self) -> list[int]:
        business = self.turnover // 20
        return [business, business * 7 // 100, business * 3 // 100, business // 100, self.turnover // 100]

    @property
    def street(self) -> tuple[str, str]:
        return STREETS[self.number // 3 % 4]


SHOPS = [Shop(number) for number in range(12)]


def cells(**changes: tuple[str, Callable[[Shop], object]] | None) -> Cells:
    """The columns of a plain table; a change is another heading and value, None leaves the column out."""
    plain: dict[str, tuple[str, Callable[[Shop], object]]] = {
        "serial": ("序号", lambda shop: shop.number + 1), "id": ("纳税人识别号", lambda shop: citizen_id(shop.number, "00")),
        "name": ("业户名称", lambda shop: f"和平区老槐{shop.number}号饺子馆"), "owner": ("业主姓名", lambda shop: "赵小明"),
        "address": ("经营地址", lambda shop: f"崇山中路{shop.number + 1}号"), "street": ("所属街道", lambda shop: shop.street[0]),
        "industry": ("行业", lambda shop: "饮食业"), "turnover": ("月核定营业额(元)", lambda shop: yuan(shop.turnover)),
        **{f"tax{place}": (tax, lambda shop, place=place: yuan(shop.taxes[place])) for place, tax in enumerate(TAXES)},
        "total": ("月应纳税额合计", lambda shop: yuan(sum(shop.taxes))), "start": ("执行期起", lambda shop: "2008-10-01"),
        "end": ("执行期止", lambda shop: "2009-09-30")}
    assert changes.keys() <= plain.keys()
    return [each for each in (plain | changes).values() if each is not None]


def body(shops: Sequence[Shop], columns: Cells) -> Rows:
    return [[value(shop) for _, value in columns] for shop in shops]


def grid(shops: Sequence[Shop] = SHOPS, columns: Cells | None = None) -> Rows:
    """A heading and a row a shop."""
    columns = columns or cells()
    return [[heading for heading, _ in columns], *body(shops, columns)]


def sums(shops: Sequence[Shop], word: str | None, place: int = 2) -> list[object]:
    """A row of totals under the plain columns."""
    taxes = [sum(each) for each in zip(*(shop.taxes for shop in shops))]
    row: list[object] = [None] * 7 + [yuan(sum(shop.turnover for shop in shops)), *map(yuan, taxes), yuan(sum(taxes)), None, None]
    row[place] = word
    return row


def scaled(key: str, heading: str, factor: int, divisor: int = 1) -> Cells:
    """The turnover under another heading: times `factor`, in units of `divisor` yuan."""
    return cells(**{key: (heading, lambda shop: f"{shop.turnover * factor / divisor / 100:.6f}".rstrip("0").rstrip("."))})


def three_rows() -> Rows:
    upper = ["序号", "纳税人基本情况", *[None] * 5, "核定情况", *[None] * 6, "执行期", None]
    middle = [None, "纳税人识别号", "业户名称", "业主姓名", "经营地址", "所属街道", "行业", "月核定营业额(元)", "其中：应纳税额（元）", *[None] * 5, "起", "止"]
    lower = [*[None] * 8, *TAXES, "合计", None, None]
    return [["公示表"], ["单位：元"], upper, middle, lower, *grid()[1:]]


def under_each_tax() -> Rows:
    heads: list[list[object]] = [[], []]
    values: list[Callable[[Shop], object]] = []
    for heading, value in cells():
        parts = ("计税依据", "税率", "应纳税额") if heading in TAXES else (None,)
        heads[0] += [heading, *[None] * (len(parts) - 1)]
        heads[1] += parts
        values += [lambda shop: yuan(shop.turnover), lambda shop: "5%", value] if heading in TAXES else [value]
    return [*heads, *([value(shop) for value in values] for shop in SHOPS)]


def of_which(former: str, present: str) -> Rows:
    columns = cells()
    both = [*columns[:7], ("", lambda shop: yuan(shop.turnover - 50_000)), *columns[7:]]
    upper = [heading for heading, _ in both]
    upper[7], upper[8] = "月核定营业额(元)", None
    lower: list[object] = [None] * len(both)
    lower[7], lower[8] = former, present
    return [upper, lower, *body(SHOPS, both)]


def digits() -> Rows:
    columns, marks = cells(), "万千百十元角分"
    apart = [*columns[:7], *((mark, lambda shop, place=place: f"{shop.turnover:07d}"[place]) for place, mark in enumerate(marks)), *columns[8:]]
    upper: list[object] = [heading for heading, _ in apart]
    upper[7:14] = ["月核定营业额", *[None] * 6]
    return [upper, [*[None] * 7, *marks, *[None] * (len(apart) - 14)], *body(SHOPS, apart)]


def pages(carried: bool) -> Rows:
    rows: Rows = []
    for page in range(3):
        part, upto = SHOPS[4 * page:4 * page + 4], SHOPS[:4 * page + 4]
        rows += [["公示表" + "（续表）" * bool(page)], [*[None] * 12, f"第 {page + 1} 页 共 3 页"], grid()[0]]
        rows += [sums(SHOPS[:4 * page], "承前页")] if carried and page else []
        rows += body(part, cells())
        rows += [sums(upto, "过次页" if page < 2 else "合计")] if carried else [sums(part, "本页小计"), sums(upto, "累计")]
    return [*rows, ["制表人：", None, "审核人："]]


def beside() -> Rows:
    left, right = grid(SHOPS[:6]), grid(SHOPS[6:])
    return [["公示表"], *(one + [None] + other for one, other in zip(left, right))]


def below(second: Cells) -> Rows:
    return [["公示表"], ["单位：元"], *grid(SHOPS[:5]), [], ["公示表（二）"], *grid(SHOPS[5:], second)]


def row_a_tax() -> Rows:
    rows: Rows = [["序号", "税务登记证号", "纳税人名称", "经营地址", "街道", "行业", "税种", "应纳税经营额", "税率", "月应纳税额", "执行期起", "执行期止"]]
    for shop in SHOPS:
        who = [value(shop) for heading, value in cells() if heading in ("序号", "纳税人识别号", "业户名称", "经营地址", "所属街道", "行业")]
        for place, tax in enumerate(("营业税（饮食业）", *TAXES[1:])):
            rows.append([*(who if not place else [None] * 6), tax, yuan(shop.turnover), "5%", yuan(shop.taxes[place]), "2008-10-01", "2009-09-30"])
        rows.append([*[None] * 6, "小计", None, None, yuan(sum(shop.taxes)), None, None])
    return rows


LAYOUTS: dict[str, Rows] = {
    "a heading of three rows": three_rows(), "base, rate and tax under each tax": under_each_tax(), "digits of an amount": digits(),
    "former and present quota": of_which("调整前", "调整后"), "declared and assessed": of_which("业户自报", "核定"),
    "columns numbered": [grid()[0], [str(place + 1) for place in range(16)], *grid()[1:]],
    "columns numbered 甲乙": [grid()[0], [*"甲乙丙丁", *map(str, range(1, 13))], *grid()[1:]],
    "units under the heading": [["公示表"], grid()[0], [*[None] * 7, "元/月", *["元"] * 6, "年月日", "年月日"], *grid()[1:]],
    "pages with their sums": pages(False), "pages carried forward": pages(True), "total above": [grid()[0], sums(SHOPS, "合计", 0), *grid()[1:]],
    "total without a word": [*grid(), sums(SHOPS, None)], "total in English": [*grid(), sums(SHOPS, "Total")],
    "a mean below": [*grid(), [None, None, "户均", *[None] * 4, "1234.00", *[None] * 8]],
    "two tables side by side": beside(), "a second table in another order": below([*cells()[8:], *cells()[:8]]),
    "a second table in another unit": below(scaled("turnover", "月核定营业额(万元)", 1, 10_000)),
    "a second table with more columns": below([("登记序号", lambda shop: ""), *cells(), ("核定方法", lambda shop: ""), ("从业人数", lambda shop: 2)]),
    "table in the middle of the sheet": [[], [], *([None, None, *row[:4], None, *row[4:]] for row in grid())],
    "street in the first row of its shops": [row if place == 0 or (place - 1) % 3 == 0 else [*row[:5], None, *row[6:]] for place, row in enumerate(grid())],
    "the same as above": [row if place < 2 else [*row[:6], "同上", *row[7:14], "同上", "〃"] for place, row in enumerate(grid())],
    "a row a tax with its sums": row_a_tax(),
    **{f"heading {heading!r}": grid(columns=scaled("turnover", heading, factor, divisor)) for heading, factor, divisor in (
        ("核定年营业额(元)", 12, 1), ("全年核定营业额", 12, 1), ("核定营业额(年)", 12, 1), ("每季核定营业额(元)", 3, 1), ("半年核定营业额", 6, 1),
        ("月  核 定\n营业额\n（万元）", 1, 10_000), ("月核定营业额，万元", 1, 10_000), ("月定额/千元", 1, 1000), ("Monthly turnover (yuan)", 1, 1))},
    **{f"amount {words.format('…')!r}": grid(columns=cells(turnover=("月核定营业额", lambda shop, words=words: words.format(yuan(shop.turnover)))))
       for words in ("￥{}", "RMB {}", "人民币{}元整", "{}元/月", "'{}")},
    "amount in yuan, jiao and fen": grid(columns=cells(turnover=("定额", lambda shop: f"{shop.turnover // 100:,}元{shop.turnover // 10 % 10}角0分"))),
    **{f"period {words!r}": grid(columns=cells(start=("定额执行期", lambda shop, words=words: words), end=None)) for words in (
        "2008.10-2009.9", "08年10月1日至09年9月30日", "2008-10-01~2009-09-30", "2008年10月份至次年9月份", "一年（2008.10—2009.9）", "20081001-20090930",
        "2008-10-01 2009-09-30", "2008·10—2009·9", "2008年10月1日起执行，至2009年9月30日止")},
    **{f"days {first!r}": grid(columns=cells(start=("执行期起", lambda shop, first=first: first), end=("执行期止", lambda shop, last=last: last)))
       for first, last in (("08-10-01", "09-09-30"), ("39722", "40086"), ("20081001", "20090930"), ("2008/10", "2009/09"))},
    **{f"line {line!r}": [["公示表"], [line], *grid(columns=cells(start=None, end=None))] for line in (
        "定额有效期自2008年10月1日至2009年9月30日", "现将结果公示如下，执行期为2008年10月1日至2009年9月30日。", "和平区定额公示表（2008年10月—2009年9月）")},
}
"""Each comes to the same twelve households."""

UNITS = ("单位：万元", "金额单位：户、万元", "（单位：人民币万元）")


def in_ten_thousands(line: str, at_foot: bool) -> Rows:
    """Every amount in 万元, which one line says above or below."""
    def small(value: Callable[[Shop], object]) -> Callable[[Shop], object]:
        return lambda shop: f"{float(str(value(shop))) / 10_000:.6f}"
    plain = grid(columns=[(re.sub(r"\(元\)", "", heading), small(value) if "额" in heading or heading in TAXES else value) for heading, value in cells()])
    return [["公示表"], *([] if at_foot else [[line]]), *plain, *([[f"注：{line}"]] if at_foot else [])]


def drawn(rows: Rows, style: str) -> str:
    """A table as a text editor or a mail shows it."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    wide = [max(_screen(row[place]) for row in texts) + 2 for place in range(len(texts[0]))]
    padded = [[cell + " " * (wide[place] - _screen(cell)) for place, cell in enumerate(row)] for row in texts]
    if style == "markdown":
        lines = ["| " + " | ".join(row) + " |" for row in padded]
        return "\n".join([lines[0], "|" + " --- |" * len(wide), *lines[1:]])
    if style == "box":
        rule = "├" + "┼".join("─" * ((each + 1) // 2) for each in wide) + "┤"
        return "公示表\n" + "\n".join(f"{rule}\n│" + "│".join(row) + "│" for row in padded) + f"\n{rule}"
    return "\n".join("".join(row) for row in padded)


def _screen(text: str) -> int:
    return sum(2 if ord(mark) > 255 else 1 for mark in text)


def sheet_a_street() -> bytes:
    """A workbook with a sheet for each street, whose rows do not say it."""
    return xlsx(*(grid([shop for shop in SHOPS if shop.street == street], cells(street=None)) for street in STREETS), names=[name for name, _ in STREETS])


def with_gap(rows: Rows, place: int) -> Rows:
    """Every other row with an empty cell."""
    return [row if number % 2 == 0 else [*row[:place], None, *row[place + 1:]] for number, row in enumerate(rows)]


def printed(rows: Rows, kind: str) -> bytes:
    return xlsx(rows) if kind == "xlsx" else csv_text(rows).encode("gb18030")
