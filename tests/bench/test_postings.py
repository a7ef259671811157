"""What the committed sample states: the form of its files, its sums, its slips, and nothing private."""

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from generator.model.quota_table import DISCLOSURE_NO, HEADINGS, STATUSES

TAXES = ("营业税", "城市维护建设税", "教育费附加", "地方教育费", "个人所得税")
HEADING = (*HEADINGS[:9], *(f"{tax}(元)" for tax in TAXES), *HEADINGS[9:])
CENT = Decimal("0.01")
SURCHARGES = {"城市维护建设税": Decimal("0.07"), "教育费附加": Decimal("0.03"), "地方教育费": Decimal("0.01")}
SUMS = (10_938, Decimal("101125500.00"), Decimal("6070891.58"))  # rows, yuan of turnover, yuan of tax
CORRECTED = {("2008-shenhe-final-01", "城市维护建设税")}


def amount(row, name):
    return Decimal(row[f"{name}(元)"])


def expected_taxes(row):
    """The five taxes worked out one household at a time, apart from the code that made them."""
    turnover = amount(row, "月核定营业额")
    business_rate = (
        Decimal("0.03")
        if row["行业代码"][:2] in ("49", "52", "84", "91") or row["行业代码"] == "5710"
        else Decimal("0.05")
    )
    business = Decimal("0.00") if turnover < 5000 else (turnover * business_rate).quantize(CENT, ROUND_HALF_UP)
    base = amount(row, "营业税")  # a surcharge is levied on the tax as posted
    surcharges = {name: (base * rate).quantize(CENT, ROUND_HALF_UP) for name, rate in SURCHARGES.items()}
    return {"营业税": business, **surcharges, "个人所得税": (turnover * Decimal("0.01")).quantize(CENT, ROUND_HALF_UP)}


def differences(tables):
    return {
        (posting, row["公示编号"], tax, amount(row, tax), expected)
        for posting, rows in tables.items()
        for row in rows
        for tax, expected in expected_taxes(row).items()
        if amount(row, tax) != expected
    }


def test_the_heading_is_the_format(tables):
    """households.csv has the columns of the format page, the taxes between the turnover and the period."""
    assert all(tuple(rows[0]) == HEADING for rows in tables.values())


def test_files_are_plain_utf8_with_unix_line_ends(postings):
    """No byte-order mark, no carriage return, a line end at the end."""
    for path in postings.glob("*/*"):
        data = path.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf") and b"\r" not in data and data.endswith(b"\n"), path


def test_posting_yml_states_its_folder_and_that_it_is_a_sample(headers):
    """Ids are folder names; document numbers and sources say 范例; a final says when it was approved."""
    for name, header in headers.items():
        assert header["id"] == name and header["document_number"].startswith("范例") and "虚构" in header["source"]
        assert ("approved_on" in header) == (header["kind"] == "final")
        assert ("of" in header) == (header["kind"] != "provisional")


def test_document_numbers_are_unique(headers):
    """No two acts share a number."""
    assert max(Counter(header["document_number"] for header in headers.values()).values()) == 1


def test_only_the_listed_differences(tables, repository):
    """Every tax is what the rates give, half up to the fen, but for the differences bench/README.md lists."""
    readme = (repository / "bench" / "README.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| `(\S+)` \| `(\w{10})` \| (\S+) \| ([\d.]+) \| ([\d.]+) \|", readme, re.MULTILINE)
    listed = {(posting, number, tax, Decimal(posted), Decimal(right)) for posting, number, tax, posted, right in cells}
    assert differences(tables) == listed and len(listed) == 11


def test_a_correction_mends_what_was_wrong(tables):
    """The three wrong taxes of 沈河 are the three rows of its correction, now right, each with its reason."""
    wrong = {number for posting, number, tax, *_ in differences(tables) if (posting, tax) in CORRECTED}
    rows = tables["2008-shenhe-correction-01"]
    assert {row["公示编号"] for row in rows} == wrong and all(row["备注"].startswith("更正：") for row in rows)


def test_corrections_and_withdrawals_restate_rows_of_their_original(tables, headers):
    """Full rows of a few households, all of them in the posting that `of` names; a whole withdrawal has no table."""
    assert "2008-faku-withdrawal-01" not in tables
    for name, header in headers.items():
        if header["kind"] in ("correction", "withdrawal") and name in tables:
            original = {row["公示编号"] for row in tables[header["of"]]}
            assert {row["公示编号"] for row in tables[name]} < original and len(tables[name]) <= 3
            assert all(row["备注"] for row in tables[name])


def test_the_sums_of_the_sample(tables):
    """All rows, all turnover and all tax, as recorded here: a change of the sample shows."""
    rows = [row for table in tables.values() for row in table]
    turnover = sum(amount(row, "月核定营业额") for row in rows)
    tax = sum(amount(row, name) for row in rows for name in TAXES)
    assert (len(rows), turnover, tax) == SUMS


def test_a_final_restates_the_households_of_its_provisional(tables, headers):
    """The final is announced within the scope of the provisional: the same households."""
    for name, header in headers.items():
        if header["kind"] == "final":
            assert [row["公示编号"] for row in tables[name]] == [row["公示编号"] for row in tables[header["of"]]]


def test_states_and_amounts_agree(tables):
    """Below the threshold no turnover tax; who is suspended, deregistered or audited has no quota; all states occur."""
    for rows in tables.values():
        for row in rows:
            turnover, status = amount(row, "月核定营业额"), row["状态"]
            if status in ("停业", "注销", "转查账"):
                assert turnover == 0
            else:
                assert 1000 <= turnover <= 40000 and (status == "未达起征点") == (turnover < 5000), row
            assert status != "未达起征点" or all(amount(row, tax) == 0 for tax in TAXES[:4])
    assert {row["状态"] for rows in tables.values() for row in rows} == set(STATUSES)


def test_quotas_move_between_the_years(tables):
    """From 2007 to 2008 most quotas of 和平 stay or rise, some fall, some households are new and some are gone."""
    before, after = (
        {row["公示编号"]: amount(row, "月核定营业额") for row in tables[f"{year}-heping-final-01"]}
        for year in (2007, 2008)
    )
    both = before.keys() & after.keys()
    up, down = sum(after[n] > before[n] for n in both), sum(after[n] < before[n] for n in both)
    assert up > down > 0 and len(both) - up - down > 100
    assert after.keys() - before.keys() and before.keys() - after.keys()


def test_a_household_keeps_its_number_and_a_number_its_household(tables):
    """The same number always stands for the same shop at the same place."""
    facts = {}
    for rows in tables.values():
        assert len({row["公示编号"] for row in rows}) == len(rows)
        for row in rows:
            shop = (row["字号"], row["经营者"], row["行业代码"], row["街道代码"], row["经营地址"])
            assert facts.setdefault(row["公示编号"], shop) == shop


def test_streets_are_uneven(tables):
    """Some trades have thirty peers and more on their street, many have fewer than five."""
    households = {row["公示编号"]: (row["街道代码"], row["行业代码"]) for rows in tables.values() for row in rows}
    sizes = Counter(households.values()).values()
    assert sum(size >= 30 for size in sizes) >= 4 and sum(size < 5 for size in sizes) > 500


def test_numbers_and_names_are_in_their_form(tables):
    """Numbers are ten signs from a letter on; owners are masked; names have 2 to 8 characters."""
    for rows in tables.values():
        for row in rows:
            assert re.fullmatch(r"[BCDFGHJKMNPQRTVWXY][2-9BCDFGHJKMNPQRTVWXY]{9}", row["公示编号"])
            assert re.fullmatch(DISCLOSURE_NO, row["公示编号"])
            assert re.fullmatch(r"[\u4e00-\u9fff]{1,2}\*", row["经营者"]), row
            assert 2 <= len(row["字号"]) <= 8, row["字号"]


def test_codes_are_in_the_reference(tables, reference_rows, headers):
    """Every trade, street, office and method code is a row of the reference tables."""
    codes = {
        name: {row["code"] for row in reference_rows[name]} for name in ("industries", "streets", "offices", "methods")
    }
    for rows in tables.values():
        for row in rows:
            assert row["行业代码"] in codes["industries"] and row["街道代码"] in codes["streets"]
            assert set(row["核定方法"].split(";")) <= codes["methods"]
    assert {header["office"] for header in headers.values()} <= codes["offices"]


def test_nothing_looks_like_an_id_or_a_telephone(postings):
    """No run of 15, 17, 18 or 20 digits, none of 16 to 19, no mobile or land-line number anywhere."""
    private = re.compile(r"(?<!\d)1\d{10}(?!\d)|\d{15}|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
    for path in postings.glob("*/*"):
        assert not private.search(path.read_text(encoding="utf-8")), path


def test_no_public_number_has_six_digits_in_a_row(tables):
    """A disclosure number cannot be taken for a telephone number."""
    assert not any(re.search(r"\d{6}", row["公示编号"]) for rows in tables.values() for row in rows)
