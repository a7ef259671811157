"""The reference tables have the declared columns, refer to each other's rows, and say what is not verified."""

from collections import Counter
from datetime import date
from decimal import Decimal

from generator.model.reference import SCHEMAS


def test_every_table_has_its_declared_heading(reference):
    """One CSV for each table of the model, its columns in that order."""
    for name, schema in SCHEMAS.items():
        heading = (reference / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert heading.split(",") == list(schema), name


def test_thirteen_divisions_on_thirteen_tiles(reference_rows):
    """Each division has a tile of its own on the map, Kangping in the north, Sujiatun and Liaozhong in the south."""
    tiles = {row["name"]: (int(row["tile_row"]), int(row["tile_column"])) for row in reference_rows["divisions"]}
    assert len(set(tiles.values())) == len(tiles) == 13
    assert min(tiles, key=tiles.get) == "康平县" and {name for name, tile in tiles.items() if tile[0] == 6} == {
        "辽中区",
        "苏家屯区",
        "浑南区",
    }


def test_offices_cover_every_street_once(reference_rows):
    """Each of the 190 streets belongs to exactly one tax office of its own division."""
    division_of = {row["code"]: row["division_code"] for row in reference_rows["streets"]}
    covered = [
        (street, row["division_code"])
        for row in reference_rows["offices"]
        for street in row["streets"].split(";")
        if street
    ]
    assert Counter(street for street, _ in covered) == Counter(division_of.keys()) and len(covered) == 190
    assert all(division_of[street] == division for street, division in covered)


def test_every_division_has_a_branch(reference_rows):
    """`<division>00` is the branch; it covers no street itself."""
    branches = {row["code"] for row in reference_rows["offices"] if not row["streets"]}
    assert branches == {row["code"] + "00" for row in reference_rows["divisions"]}


def test_every_trade_has_its_group(reference_rows):
    """A four-digit trade names the two-digit group it belongs to, which is a row too."""
    rows = {row["code"]: row for row in reference_rows["industries"]}
    assert all(row["parent"] == (code[:2] if len(code) == 4 else "") for code, row in rows.items())
    assert {row["parent"] for row in rows.values()} - {""} <= rows.keys()


def test_one_business_tax_rate_for_each_trade(reference_rows):
    """No trade is covered by two rates on one day; repairs of goods by none, for they bear VAT."""
    prefixes = [tuple(row["industries"].split(";")) for row in reference_rows["tax_items"] if row["name"] == "营业税"]
    for row in reference_rows["industries"]:
        if len(row["code"]) == 4:
            expected = 0 if row["code"] in ("8312", "8313", "8319") else 1
            assert sum(row["code"].startswith(group) for group in prefixes) == expected, row


def test_rates_of_one_tax_and_trade_do_not_overlap(reference_rows):
    """A tax that applies to all trades has one rate on any day."""
    rows = [row for row in reference_rows["tax_items"] if not row["industries"]]
    for row in rows:
        later = [other for other in rows if other["name"] == row["name"] and other["valid_from"] > row["valid_from"]]
        assert all(
            row["valid_to"] and date.fromisoformat(row["valid_to"]) < date.fromisoformat(o["valid_from"]) for o in later
        )
        assert Decimal(row["rate"]) > 0


def test_a_base_is_the_turnover_or_another_tax(reference_rows):
    """Every tax has a base one can name."""
    names = {row["name"] for row in reference_rows["tax_items"]} | {"月核定营业额"}
    assert {row["base"] for row in reference_rows["tax_items"]} <= names


def test_what_nobody_found_is_marked(reference_rows):
    """The threshold, the attached income-tax rate and the invented offices are marked, with the reason."""
    invented = [
        *reference_rows["thresholds"],
        *reference_rows["offices"],
        *(row for row in reference_rows["tax_items"] if row["name"] == "个人所得税"),
    ]
    assert all(row["verified"] == "false" and row["source"].startswith("范例") for row in invented)


def test_every_row_has_a_source(reference_rows):
    """Nothing is stated without saying where it is from; a table of other words for the same thing states nothing."""
    stated = {name: rows for name, rows in reference_rows.items() if "source" in SCHEMAS[name]}
    assert all(row["source"] for rows in stated.values() for row in rows)
    assert reference_rows.keys() - stated.keys() == {"heading_aliases", "name_aliases"}
