"""Takes the answers, gives the tables of the open data, every column declared. Computes and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl

from generator.model.answers import RINGS, STANDINGS, STATES, Answers
from generator.model.document import COLUMN_NAMES
from generator.model.posting import PostingKind
from generator.render.code_table import code_tables
from generator.render.data_column import Column, Piece, Table, count, day, money, text, whole
from generator.render.document_search import text_path
from generator.render.fairness_table import fairness_tables
from generator.render.law_table import law_tables
from generator.render.row import words
from generator.render.templates import posting_title

OTHER = "other"  # the piece of households whose street no division has
_KINDS = {kind.value: kind.zh for kind in PostingKind}
_SHARED = (
    text("disclosure_no", "公示编号", "随机编定、长期不变的公开编号，与任何证件号码无关"),
    text("shop_name", "字号", "店名"),
    text("owner_masked", "经营者", "经营者姓名，已遮盖，如 张*"),
    text("industry_code", "行业代码", "国民经济行业分类代码"),
)
_PLACE = (
    text("address", "经营地址", "经营场所的地址"),
    Column("floor_area_m2", "经营面积(㎡)", "number", "经营面积", "㎡"),
    count("staff", "从业人数", "从业人数", "人"),
)
_PERIOD = (
    day("starts_on", "执行期起", "定额执行期的第一天"), day("ends_on", "执行期止", "定额执行期的最后一天"),
    text("method", "核定方法", "核定方法的代码，多个用 ; 分隔"),
    text("status", "状态", "在营、停业、复业、注销、转查账、未达起征点之一"),
    text("remark", "备注", "备注"),
    day("suspended_from", "停业起", "停业的第一天；没有停业时为空"), day("suspended_to", "停业止", "停业的最后一天；没有写明时为空"),
)
_SOURCE = (text("posting_id", "公示", "来源公示的编号"), count("row", "行号", "在来源公示表中的行号，标题是第 1 行"))
_TURNOVER = money("monthly_turnover_fen", "月核定营业额", "每月定额，即核定的月营业额")
_TAX = money("tax_fen", "税额合计", "公示的每月税额合计")
_SPREAD = tuple(money(f"{name}_fen", heading, f"月定额的{heading}；不足5户时为空") for name, heading in (
    ("min", "最低"), ("q1", "低四分位"), ("median", "中位数"), ("q3", "高四分位"), ("max", "最高")))


def tables(answers: Answers) -> tuple[Table, ...]:
    """Every table, each with its rows, in the order a reader meets them."""
    return (_households(answers), _quotas(answers), _taxes(answers), _tax_items(answers), _postings(answers),
            _streets(answers), *code_tables(answers), _spreads(answers), *fairness_tables(answers), _documents(answers), _statistics(answers),
            *law_tables(answers))


def _households(answers: Answers) -> Table:
    columns = (
        *_SHARED, text("industry_name", "行业", "行业名称"), text("street_code", "街道代码", "街道的九位代码"),
        text("street_name", "街道", "街道名称"), text("division_code", "区县代码", "区县的六位代码"),
        text("division_name", "区县", "区县名称"), *_PLACE, text("office_code", "主管税务机关代码", "主管税务机关的代码"),
        text("office_name", "主管税务机关", "主管税务机关"), text("state", "定额状态代码", "定额在截止日的状态的代码"),
        text("state_name", "定额状态", "、".join(STATES.values()) + " 之一"), _TURNOVER, _TAX, *_PERIOD, *_SOURCE,
        day("posted_on", "发布日", "来源公示的发布日"),
        money("previous_turnover_fen", "上一执行期月定额", "上一个执行期的每月定额；没有时为空"),
        text("proposed_posting_id", "拟定定额的公示", "正在公示或等待公布的新定额所在的公示；没有时为空"),
        money("proposed_turnover_fen", "拟定月定额", "拟定的每月定额"), money("proposed_tax_fen", "拟定税额合计", "拟定的每月税额合计"),
        day("comment_until", "提意见截止", "可以提意见的最后一天；不在公示中时为空"),
        text("ring", "比较范围代码", "同业比较的范围的代码；不作比较时为空"), text("ring_name", "比较范围", "同业比较的范围"),
        count("peer_n", "同业户数", "可比较的同业户数，含本户", "户"),
        *(money(f"peer_{name}_fen", f"同业{heading}", f"同业月定额的{heading}") for name, heading in (
            ("min", "最低"), ("q1", "低四分位"), ("median", "中位数"), ("q3", "高四分位"), ("max", "最高"))),
        count("peer_below", "低于本户", "定额低于本户的同业户数", "户"), count("peer_same", "等于本户", "定额等于本户的同业户数，含本户", "户"),
        count("peer_above", "高于本户", "定额高于本户的同业户数", "户"), text("bucket", "页码", "一户一页的地址 /household/<页码>/#<公示编号>"),
    )
    facts = answers.index.group_by("division_code").agg(pl.len(), pl.col("facts").hash(seed=37).sum()).sort("division_code")
    pieces = tuple(Piece(f"households/{code or OTHER}", count, found) for code, count, found in facts.iter_rows())
    return Table("households", "全部定额户：每户一行", columns, answers.index.height, facts.rows(),
                 lambda: with_words(answers.households), pieces, ("csv", "parquet"))


def households_by_division(answers: Answers, divisions: Sequence[str]) -> dict[str, pl.DataFrame]:
    """The rows of the table `households` of each of these divisions, read together."""
    codes = {"" if division == OTHER else division: division for division in divisions}
    streets = answers.counts.filter(pl.col("division_code").fill_null("").is_in(list(codes)))["street_code"].unique()
    found = with_words(answers.on_streets(streets.to_list()))
    parts = {part["division_code"][0] or "": part for part in found.partition_by("division_code", maintain_order=True)}
    return {division: parts[code] for code, division in codes.items()}


def with_words(rows: pl.DataFrame) -> pl.DataFrame:
    """HOUSEHOLDS with the words for its codes."""
    return rows.with_columns(words(pl.col("state"), STATES).alias("state_name"), words(pl.col("ring"), RINGS).alias("ring_name"))


def _quotas(answers: Answers) -> Table:
    columns = (
        *_SOURCE, *_SHARED, text("street_code", "街道代码", "街道的九位代码"), *_PLACE, _TURNOVER, _TAX,
        money("change_fen", "增减", "与本户上一个版本相比的月定额；首次为空"), *_PERIOD,
        text("kind", "种类代码", "来源公示的种类的代码"), text("kind_name", "种类", "公示、公布、更正之一"),
        text("root_id", "原公示", "所说的那一次公示或公布"), text("root_kind", "原种类代码", "provisional 或 final"),
        day("posted_on", "发布日", "来源公示的发布日"), text("standing", "效力代码", "效力的代码"),
        text("standing_name", "效力", "、".join(STANDINGS.values()) + " 之一"), text("by", "被何公示", "更正或撤回它的公示；有效时为空"),
    )
    return _of_postings(answers, "quotas", "定额沿革：每户每个版本一行", columns, "rows",
                        lambda: with_names(answers.quotas))


def with_names(versions: pl.DataFrame) -> pl.DataFrame:
    """QUOTAS with the words for its codes."""
    return versions.with_columns(words(pl.col("kind"), _KINDS).alias("kind_name"),
                                 words(pl.col("standing"), STANDINGS).alias("standing_name"))


def _taxes(answers: Answers) -> Table:
    columns = (
        *_SOURCE, count("position", "顺序", "在公示表中的列序，从 0 起"), text("tax_item", "征收项目", "税种或附征项目"),
        text("base", "计税依据", "按什么计算：月核定营业额，或另一税种"), money("base_fen", "计税依据金额", "计税依据的金额"),
        text("rate", "税率", "税率或征收率，小数；没有参数时为空"), money("tax_fen", "公示税额", "公示的每月税额"),
        money("recomputed_fen", "重算税额", "按执行期的参数重新计算的税额，四舍五入到分"),
        money("difference_fen", "差额", "公示税额减重算税额"),
        Column("verified", "参数已核实", "boolean", "税率参数是否已与原文核对；否为范例参数"),
    )
    return _of_postings(answers, "taxes", "分税种税额：每个版本每个税种一行", columns, "tax_rows",
                        lambda: answers.taxes)


def _of_postings(answers: Answers, name: str, title: str, columns: tuple[Column, ...], rows: str,
                 load: Callable[[], pl.DataFrame]) -> Table:
    """A table over the history, a piece a posting."""
    facts = answers.spans.group_by("posting_id").agg(
        pl.col(rows).sum(), pl.col("facts").hash(seed=41).sum()).filter(pl.col(rows) > 0).sort("posting_id")
    pieces = tuple(Piece(f"postings/{posting}/{name}", count, found)
                   for posting, count, found in facts.iter_rows())
    return Table(name, title, columns, int(facts[rows].sum()), facts.rows(), load, pieces)


def _tax_items(answers: Answers) -> Table:
    columns = (
        text("name", "征收项目", "税种或附征项目"), text("rate", "税率", "税率或征收率，小数"), text("base", "计税依据", "按什么计算"),
        text("industries", "适用行业", "行业代码的开头几位，多个用 ; 分隔；空为全部"),
        text("areas", "适用地区", "街道代码的开头几位，多个用 ; 分隔；空为全部"), day("valid_from", "有效自", "参数有效的第一天；空为不限"),
        day("valid_to", "有效至", "参数有效的最后一天；空为至今"), text("source", "出处", "参数的出处"),
        Column("verified", "已核实", "boolean", "是否已与原文核对；否为范例参数"),
    )
    return whole("tax_items", "重算税额所用的参数和出处", columns, answers.reference["tax_items"])


def _postings(answers: Answers) -> Table:
    columns = (
        text("posting_id", "公示", "公示的编号"), text("posting_title", "名称", "机关、发布日和种类"),
        text("kind", "种类代码", "种类的代码"), text("kind_name", "种类", "公示、公布、更正、撤回之一"),
        text("of", "对象", "使之成为最后定额、更正或撤回的那一次"), text("office_code", "机关代码", "公示机关的代码"),
        text("office_name", "机关", "公示机关"), day("posted_on", "发布日", "发布的日期"),
        day("window_first", "公示期起", "公示期的第一个工作日"), day("window_last", "公示期止", "公示期的最后一个工作日"),
        Column("window_is_certain", "公示期已确定", "boolean", "否表示放假安排尚未公布，日期暂定"),
        day("approved_on", "批准日", "批准的日期"), text("document_number", "文号", "文号"), text("place", "张贴地点", "张贴地点"),
        text("scope", "范围", "范围"), text("contact", "联系", "提意见的联系方式"), text("paper", "原件", "纸质原件的标题"),
        count("households", "户数", "表中户数", "户"), money("monthly_turnover_fen", "月定额合计", "表中月定额的合计"),
        money("tax_fen", "税额合计", "表中每月税额的合计"), Column("is_withdrawn", "已撤回", "boolean", "是否已全部撤回"),
        text("digest", "摘要值", "posting.yml 和 households.csv 的 SHA-256 摘要值"),
    )
    records = [_posting_record(view) for view in answers.postings]
    return whole("postings", "公示清单：每次一行", columns, _frame(records, columns))


def _posting_record(view) -> dict:
    posting, window = view.posting, view.window
    return {"posting_id": posting.id, "posting_title": posting_title(view), "kind": posting.kind.value, "kind_name": posting.kind.zh, "of": posting.of,
            "office_code": posting.office, "office_name": view.office_name, "posted_on": posting.posted_on,
            "window_first": window and window.first, "window_last": window and window.last,
            "window_is_certain": window and window.is_certain, "approved_on": posting.approved_on,
            "document_number": posting.document_number, "place": posting.place, "scope": posting.scope,
            "contact": posting.contact, "paper": posting.source, "households": view.households,
            "monthly_turnover_fen": view.monthly_turnover_fen, "tax_fen": view.tax_fen,
            "is_withdrawn": view.is_withdrawn, "digest": view.digest}


def _streets(answers: Answers) -> Table:
    divisions = answers.reference["divisions"].unique("code", keep="last").select(
        pl.col("code").alias("division_code"), pl.col("name").alias("division_name"))
    counts = answers.counts.group_by("street_code").agg(pl.col("households").sum())
    rows = (answers.reference["streets"].rename({"code": "street_code", "name": "street_name"})
            .join(divisions, on="division_code", how="left", maintain_order="left")
            .join(counts, on="street_code", how="left", maintain_order="left")
            .with_columns(pl.col("households").fill_null(0)).sort("street_code", maintain_order=True))
    columns = (
        text("street_code", "街道代码", "街道的九位代码"), text("street_name", "街道", "街道名称"),
        text("division_code", "区县代码", "区县的六位代码"), text("division_name", "区县", "区县名称"),
        count("households", "公示户数", "公示的户数", "户"), day("valid_from", "有效自", "代码有效的第一天；空为不限"),
        day("valid_to", "有效至", "代码有效的最后一天；空为至今"), text("source", "出处", "名称和代码的出处"),
        Column("verified", "已核实", "boolean", "是否已与出处核对"),
    )
    return whole("streets", "街道和区县", columns, rows)


def _spreads(answers: Answers) -> Table:
    columns = (text("place_code", "地区代码", "街道、区县的代码，或 city（全市）"), text("industry_code", "行业代码", "行业代码"),
               text("industry_name", "行业", "行业名称"), count("n", "户数", "可比较的户数", "户"), *_SPREAD)
    return whole("spreads", "各地区各行业定额的分布", columns, answers.spreads)


def _documents(answers: Answers) -> Table:
    columns = (
        text("path", "地址", "在本站的地址"), text("column_name", "栏目", "栏目"), text("title", "标题", "标题"),
        text("document_number", "发文字号", "发文字号"), text("issuer", "发文机关", "发文机关"), day("issued_on", "成文日期", "成文日期"),
        day("published_on", "发布日期", "在本站发布的日期"), day("effective_on", "施行日期", "施行日期"),
        day("expires_on", "失效日期", "失效日期"), text("validity", "有效性", "有效性"), text("source", "来源", "内容出处"),
        text("text", "纯文本", "全文的纯文本在本站的地址"),
    )
    keys = ("document_number", "issuer", "issued_on", "published_on", "effective_on", "expires_on", "validity",
            "source")
    records = [{"path": f"/{document.path}/", "column_name": COLUMN_NAMES[name], "title": document.title, "text": f"/{text_path(document.path)}",
                **{key: _plain(document.meta.get(key)) for key in keys}}
               for name, documents in answers.documents.items() for document in documents]
    return whole("documents", "文件目录：每篇一行", columns, _frame(records, columns))


def _statistics(answers: Answers) -> Table:
    columns = (
        text("name", "名称", "数字的名称"), text("value", "数值", "数值，照原文"), text("unit", "单位", "单位"),
        text("period", "期间", "所说的期间"), day("as_of", "截止日", "截止日"), text("source", "来源", "来源"),
        text("note", "说明", "说明"), text("path", "文档", "载有这个数字的文档在本站的地址"),
    )
    records = [{**{c.name: getattr(figure, c.name) for c in columns[:-1]}, "path": f"/{document.path}/"}
               for documents in answers.documents.values() for document in documents for figure in document.figures]
    return whole("statistics", "统计数字：每个一行", columns, _frame(records, columns))


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, date) else str(value)


def _frame(records: list[dict], columns: tuple[Column, ...]) -> pl.DataFrame:
    types = {"string": pl.String, "money": pl.Int64, "integer": pl.Int64, "number": pl.Float64, "date": pl.Date,
             "boolean": pl.Boolean}
    return pl.DataFrame(records, schema={column.name: types[column.kind] for column in columns}, orient="row")
