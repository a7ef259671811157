"""The open data: the same facts in three formats, safe in a spreadsheet, described column by column."""

import csv
import hashlib
import io
import json
from xml.etree import ElementTree

import polars as pl
import pytest
import yaml

from generator.model.part import files_of
from tests.render.answers_example import FINAL, NASTY, OPEN, answers
from generator.render import open_data

URL = "https://tax.example/"


def built(url: str | None = None) -> dict[str, bytes]:
    """Every file of the open data, and the package that names them."""
    found = dict(files_of(open_data.parts(answers(), url)))
    written = {path: (hashlib.sha256(content).hexdigest(), len(content)) for path, content in found.items()}
    return found | dict([open_data.package(answers(), written)])


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return built(URL)


def _csv(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_rows_are_households_in_every_format(files) -> None:
    """Rows in /data/ = households, in CSV, JSON and Parquet."""
    assert len(_csv(files["data/households.csv"])) == 9
    assert len(json.loads(files["data/households.json"])) == 9
    assert pl.read_parquet(files["data/households.parquet"]).height == 9


def test_every_trade_and_every_street_has_its_file(files) -> None:
    """The files of each kind together are the whole table, each household once."""
    whole = _csv(files["data/households.csv"])
    for folder, column in (("trades", "行业代码"), ("streets", "街道代码")):
        parts = {path: _csv(content) for path, content in files.items() if path.startswith(f"data/{folder}/")}
        assert all(row[column] == path.rpartition("/")[2].removesuffix(".csv") for path, rows in parts.items() for row in rows)
        assert sorted(row["公示编号"] for rows in parts.values() for row in rows) == sorted(row["公示编号"] for row in whole)


def test_money_is_yuan_in_csv_and_fen_elsewhere(files) -> None:
    """四季饭店: 8,000 yuan and 428 yuan of tax; the figures agree to the fen."""
    row = next(r for r in _csv(files["data/households.csv"]) if r["字号"] == "四季饭店")
    assert row["月核定营业额(元)"] == "8000.00" and row["税额合计(元)"] == "428.00"
    record = next(r for r in json.loads(files["data/households.json"]) if r["shop_name"] == "四季饭店")
    assert record["monthly_turnover_fen"] == 800_000 and record["starts_on"] == "2008-01-01"
    frame = pl.read_parquet(files["data/quotas.parquet"])
    assert frame["monthly_turnover_fen"].sum() == answers().figures.turnover_out_fen == 7_250_000


def test_a_negative_change_stays_a_number(files) -> None:
    """The guard against formulas is for texts: −500 yuan is not one."""
    changes = {row["增减(元)"] for row in _csv(files["data/quotas.csv"])}
    assert changes == {"", "-500.00", "1000.00"}


def test_a_text_like_a_formula_is_guarded_in_csv_only(files) -> None:
    """A shop called `=1+1 照相` gets an apostrophe in CSV, as the dictionary says; in JSON it is itself."""
    assert "'=1+1 照相" in {row["字号"] for row in _csv(files["data/households.csv"])}
    assert "=1+1 照相" in {row["shop_name"] for row in json.loads(files["data/households.json"])}
    assert "单引号" in "".join(json.loads(files["data/dictionary.json"])["notes"])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_start_of_a_formula_is_guarded(start: str) -> None:
    """All six signs with which a spreadsheet begins to calculate."""
    from generator.render.data_file import guarded
    assert pl.DataFrame({"t": [start + "1"]}).select(guarded(pl.col("t")).alias("t"))["t"][0] == "'" + start + "1"


def test_a_nasty_name_survives_csv_and_json(files) -> None:
    """Quotes and brackets come back as they were."""
    assert NASTY in {row["字号"] for row in _csv(files["data/households.csv"])}
    assert NASTY in {row["shop_name"] for row in json.loads(files["data/households.json"])}


def test_csv_ends_its_lines_as_rfc_4180_wants(files) -> None:
    """CRLF, and no line feed alone."""
    for path, content in files.items():
        if path.endswith(".csv"):
            assert content.count(b"\n") == content.count(b"\r\n") > 0, path


def test_below_five_no_amount_leaves(files) -> None:
    """The spread of one hairdresser has no amounts in any format."""
    alone = [row for row in _csv(files["data/spreads.csv"]) if row["户数(户)"] == "1"]
    assert alone and all(row["中位数(元)"] == row["最低(元)"] == "" for row in alone)


def test_the_package_describes_every_file_truly(files) -> None:
    """Size, SHA-256 and columns of each resource are those of the file."""
    package = json.loads(files["data/datapackage.json"])
    tables = [path for path in files if path.endswith((".csv", ".parquet")) and path.count("/") == 1]
    paths = {f"data/{resource['path']}" for resource in package["resources"]}
    assert set(tables) <= paths
    for resource in package["resources"]:
        content = files[f"data/{resource['path']}"]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        names = [field["name"] for field in resource["schema"]["fields"]]
        if resource["format"] == "csv":
            assert names == next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        if resource["format"] == "parquet":
            assert names == pl.read_parquet(content).columns


def test_the_dictionary_explains_every_column(files) -> None:
    """No column without a meaning, no money without a unit."""
    for table in json.loads(files["data/dictionary.json"])["tables"]:
        assert all(column["description"] for column in table["columns"])
        assert all(column["unit"] for column in table["columns"] if column["kind"] == "money")


def test_a_postings_table_is_as_a_clerk_writes_it(files) -> None:
    """The canonical headings with the taxes after the turnover; row 5 is 四季饭店 with its posted taxes."""
    rows = _csv(files[f"data/postings/{FINAL}/households.csv"])
    assert list(rows[0]) == ["公示编号", "字号", "经营者", "行业代码", "街道代码", "经营地址", "经营面积(㎡)", "从业人数",
                             "月核定营业额(元)", "营业税(元)", "城市维护建设税(元)", "执行期起", "执行期止", "核定方法", "状态", "备注"]
    assert [row["公示编号"] for row in rows] == [f"HPAK-000{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9)]
    assert rows[3]["营业税(元)"] == "400.00" and rows[3]["城市维护建设税(元)"] == "28.00"
    assert rows[3]["执行期起"] == "2008-01-01" and rows[3]["核定方法"] == "2;6" and rows[3]["备注"] == ""


def test_a_postings_header_is_as_a_clerk_writes_it(files) -> None:
    """posting.yml reads back with the stated keys only."""
    header = yaml.safe_load(files[f"data/postings/{OPEN}/posting.yml"])
    assert header["id"] == OPEN and header["kind"] == "provisional" and str(header["posted_on"]) == "2008-09-25"
    assert "of" not in header


def test_the_same_answers_give_the_same_bytes(files) -> None:
    """Twice the same, Parquet too: no clock, no chance."""
    assert built(URL) == files


def test_feeds_need_an_address_and_know_no_future(files) -> None:
    """Without a site address there is no feed; a policy later than the as-of date is not in it."""
    assert not any("feeds/" in path for path, _ in files_of(open_data.parts(answers())))
    feed = ElementTree.fromstring(files["data/feeds/policies.xml"])
    titles = [e.text for e in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles == ["示例市地方税务局：政策法规", "定期定额办法 <试行>"]
    postings = ElementTree.fromstring(files["data/feeds/postings.xml"])
    assert f"{URL}quota/posting/{OPEN}/" in {e.text for e in postings.iter("{http://www.w3.org/2005/Atom}id")}


def test_a_very_long_table_is_not_repeated_as_json(monkeypatch) -> None:
    """Above the limit records would weigh hundreds of megabytes: the JSON file points to CSV and Parquet."""
    monkeypatch.setattr(open_data, "JSON_ROWS", 8)
    found = built()
    assert json.loads(found["data/households.json"])["csv"] == "households.csv" and "data/households.csv" in found
    assert isinstance(json.loads(found["data/streets.json"]), list)
    names = {resource["name"] for resource in json.loads(found["data/datapackage.json"])["resources"]}
    assert "households-json" not in names and "streets-json" in names


def test_the_figures_of_the_build_are_published(files) -> None:
    """What was read, accepted and refused, and the money in and out."""
    figures = json.loads(files["data/figures.json"])
    assert figures["as_of"] == "2008-09-26" and figures["households"] == 9 and figures["rows_read"] == 12


def test_a_table_that_is_too_long_for_one_file_is_cut(files, monkeypatch) -> None:
    """Households by division, versions and taxes by posting: the same rows, and the old addresses name the files."""
    monkeypatch.setattr(open_data, "WHOLE_ROWS", 8)
    found = built()
    listed = {row["文件"]: int(row["行数"]) for row in _csv(found["data/households.csv"])}
    assert listed == {"households/210102.csv": 9, "households/210102.parquet": 9}
    assert found["data/households/210102.csv"] == files["data/households.csv"]
    for table in ("quotas", "taxes"):
        pieces = [pl.read_parquet(found[f"data/{row['文件']}"]) for row in _csv(found[f"data/{table}.csv"])]
        assert [piece.height for piece in pieces] == [int(row["行数"]) for row in _csv(found[f"data/{table}.csv"])]
        whole = pl.read_parquet(files[f"data/{table}.parquet"])
        assert pl.concat(pieces).sort(whole.columns).equals(whole.sort(whole.columns))
        assert [file["file"] for file in json.loads(found[f"data/{table}.json"])["files"]] == pl.read_parquet(
            found[f"data/{table}.parquet"])["file"].to_list()
    names = {resource["path"] for resource in json.loads(found["data/datapackage.json"])["resources"]}
    assert f"postings/{FINAL}/quotas.parquet" in names and "households.csv" not in names
