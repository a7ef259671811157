"""What counts as a number of a person, in every form a clerk writes it, and what does not. All numbers are invented."""

import hashlib
from pathlib import Path
from random import Random

import polars as pl
import pytest

from generator.model.identifier import check_character, credit_check
from generator.model.personal_data import column_has_personal_data, find, owner_is_masked, redact

SHARED = Path(__file__).parents[3] / "shared" / "data" / "policies"
BODY = "21010219700101" + "001"
ID18 = BODY + check_character(BODY)
ID_X = next(body + "X" for n in range(100, 200) if check_character(body := f"21010219720315{n}") == "X")
ID15 = "2101027001" + "01001"
CREDIT = "92210102MA0TE5T0X"
CREDIT += credit_check(CREDIT)
MOBILE = "139" + "4000" + "1234"
LANDLINE = "2286" + "1234"
CARD = "622202" + "330000000000"  # completed below to a right Luhn digit


def _luhn(body: str) -> str:
    total = sum(sum(divmod(int(d) * (2 - place % 2), 10)) for place, d in enumerate(reversed(body)))
    return body + str(-total % 10)


CARD = _luhn(CARD)
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")

IDS = [
    ID18, f"身份证{ID18}", f"张三{ID18}男", f"ID{ID18}", f"{ID18[:6]} {ID18[6:14]} {ID18[14:]}", f"{ID18[:6]}-{ID18[6:]}",
    " ".join(ID18), f"{ID18[:4]} {ID18[4:8]} {ID18[8:12]} {ID18[12:16]} {ID18[16:]}", ID18.translate(WIDE),
    ID_X, ID_X.lower(), ID_X[:17] + "×", ID_X.translate(WIDE), f"{ID_X[:17]} X", f"{ID18[:6]}\u3000{ID18[6:]}",
    f"{ID18[:6]}\u200b{ID18[6:]}", f"**{ID18[:6]}**{ID18[6:]}", f"{ID18[:10]}—{ID18[10:]}",
    ID15, f"{ID15[:6]} {ID15[6:12]} {ID15[12:]}", ID18[:17], ID18 + "00", ID18 + "01", ID15 + "00000", ID15 + "00002",
    ID_X + "00", f"{ID18} 00", ID18 + MOBILE, ID18[:17] + ("0" if ID18[17] != "0" else "1"), CREDIT, CREDIT.lower(),
    ID18[:6] + "********" + ID18[14:], ID18[:4] + "×" * 10 + ID18[14:], f"1.{ID18}", f"/policies/{ID18}.md", f"<b>{ID18}</b>",
]
PHONES = [
    MOBILE, f"电话{MOBILE}", f"+86{MOBILE}", f"+86 {MOBILE}", f"0086{MOBILE}", f"{MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}",
    f"{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}", MOBILE.translate(WIDE), f"Tel{MOBILE}", f"{MOBILE[:3]}-{MOBILE[3:]}",
    f"024-{LANDLINE}", f"024{LANDLINE}", f"（024）{LANDLINE}", f"024—{LANDLINE[:4]} {LANDLINE[4:]}", f"电话：{LANDLINE}",
    f"电话 {LANDLINE[:4]}-{LANDLINE[4:]}", f"0413-{LANDLINE[1:]}", f"+86 24 {LANDLINE}",
]
BANKS = [CARD, " ".join(CARD[i:i + 4] for i in range(0, 19, 4)), "账号：0302012309300", "开户行 工商银行和平支行 2100 1234 5678 9",
         "3300012345678901（银行卡号）"]
INNOCENT = [
    "全市共有 505,473 户，其中达到起征点的 28,733 户", "2008-09-26 2008-09-27", "20080926 20081015", "20080926", "229.6 亿元",
    "国税发〔2008〕93号", "2008-heping-final-01", "2008-09-26T12:00:00+08:00", "1222387200000", "SY12345678",
    "辽公网安备 21010202000123号", "13900000000元", "13900000000.50", "0.13940001234567", "app.3f9a1c2e.js", "12366",
    "税款 8000 9000 12000 15000 元", "街道 210102001 行业 6710 税务所 21010201", "17,000,000,000", "¥13900000000",
    "权重 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", '"turnover_fen": 13900001234', "GB/T 4754-2002", "第一百三十八条",
    "电话 20080926", "传真费 8000000 元", "号码 138****1234", "210102200809260013", "21010220080926001", "91210102MA0TE5T0X5",
    "550e8400-e29b-41d4-a716-446655440000", "编号 0000000000001",
]


@pytest.mark.parametrize("text", IDS)
def test_ids_are_found_in_every_form(text: str) -> None:
    """15, 17, 18 and 20 characters, apart or joined, wide or starred out: always a personal id."""
    assert [finding.kind for finding in find(text)] == ["personal-id"]


@pytest.mark.parametrize("text", PHONES)
def test_phones_are_found(text: str) -> None:
    """Mobile numbers and landlines, with and without +86, area code, spaces and hyphens."""
    assert [finding.kind for finding in find(text)] == ["phone"]


@pytest.mark.parametrize("text", BANKS)
def test_bank_numbers_are_found(text: str) -> None:
    """Cards by their Luhn digit, accounts by the word beside them."""
    assert [finding.kind for finding in find(text)] == ["bank-number"]


@pytest.mark.parametrize("text", INNOCENT)
def test_other_numbers_pass(text: str) -> None:
    """Amounts, days, document numbers, time stamps and serial numbers are nobody's."""
    assert find(text) == []


def test_digests_pass() -> None:
    """Two thousand SHA-256 digests hold no number of a person."""
    text = "\n".join(f"{hashlib.sha256(str(n).encode()).hexdigest()}  household/{n:03x}/index.html" for n in range(2000))
    assert find(text) == []


def test_the_finding_never_repeats_the_number() -> None:
    """Three characters and the length are shown, and `redact` leaves no more."""
    [finding] = find(f"备注{ID18}。")
    assert finding.shown == "210…(18)" and (finding.start, finding.end) == (2, 20)
    assert redact(f"备注{ID18}。") == "备注210…(18)。"


def test_a_public_phone_passes_in_any_form() -> None:
    """What the settings name as public may stand, with or without its area code; another phone may not."""
    public = (f"024-{LANDLINE}", MOBILE)
    for text in (f"（024）{LANDLINE}", f"电话：{LANDLINE}", f"+86 24 {LANDLINE}", f"+86 {MOBILE}"):
        assert find(text, public) == []
    assert len(find("024-2286" + "1235", public)) == 1


def test_several_numbers_in_one_text_are_each_found() -> None:
    """Side by side with a blank between them, each keeps its own place."""
    kinds = [finding.kind for finding in find(f"{ID18} {MOBILE}，{CARD}")]
    assert kinds == ["personal-id", "phone", "bank-number"]


def test_the_column_filter_misses_nothing() -> None:
    """Whatever `find` finds, the cheap look at the column passes on; empty cells pass nothing."""
    texts = IDS + PHONES + BANKS
    missed = pl.DataFrame({"t": texts}).filter(~column_has_personal_data(pl.col("t")))
    assert missed["t"].to_list() == []
    assert not pl.DataFrame({"t": [None, "", "中山路12号"]}).select(column_has_personal_data(pl.col("t")))["t"].any()


@pytest.mark.parametrize("name", ["张*", "张*三", "张**", "张某", "张某某", "欧阳*", "张＊", "张×", "买买*", "", None, "张*、李某", "**三"])
def test_masked_owners(name: str | None) -> None:
    """The usual masks, several owners, and an empty cell are in order."""
    assert pl.DataFrame({"o": [name]}, schema={"o": pl.String}).select(owner_is_masked(pl.col("o"))).item()


@pytest.mark.parametrize("name", ["甲乙", "甲乙丙", "欧阳甲乙", "张*、甲乙丙", "甲乙丙*", "John Smith", "MAX"])
def test_full_owners(name: str) -> None:
    """A full name is not masked, not even beside a masked one or with a star after it."""
    assert not pl.DataFrame({"o": [name]}).select(owner_is_masked(pl.col("o"))).item()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the law texts are not here")
def test_law_texts_hold_nothing() -> None:
    """Real laws and regulations, about twenty of them, give no finding."""
    assert [(path.name, find(path.read_text())) for path in SHARED.glob("*.md") if find(path.read_text())] == []


def test_the_quick_look_at_a_long_text_misses_nothing() -> None:
    """Over 4,000 texts made at random of numbers, forms of digits, gaps and words: a long text gives what its short one does."""
    chance, identity, mobile = Random(27), "21010219700101" + "001", "139" + "4000" + "1234"
    identity += check_character(identity)
    forms = [str.maketrans("0123456789X", wide) for wide in ("0123456789X", "０１２３４５６７８９Ｘ", "٠١٢٣٤٥٦٧٨٩X", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗Х")]
    pieces = (identity, identity[:6], identity[6:], mobile, mobile[:3], mobile[3:], "8765" + "4321", "●" * 8, "*" * 8, "电话", "传真：",
              "ＴＥＬ", "Mobile", "Ｐｈｏｎｅ", "账号", " ", "-", "－", "（", "）", "\u3000", "\u200b", "，", "。", "甲", "元", "\n", "7", "Ａ")
    found = 0
    for _ in range(4000):
        text = "".join(piece.translate(chance.choice(forms)) for piece in chance.choices(pieces, k=chance.randint(1, 8)))
        short = [(each.kind, each.shown) for each in find(text)]
        assert [(each.kind, each.shown) for each in find("甲\n" * 600 + text + "\n甲" * 600)] == short, ascii(text)
        found += bool(short)
    assert found > 1000
