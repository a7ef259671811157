"""Takes the rows of some households, gives each one's block as a column of HTML. No loop over rows."""

from __future__ import annotations

from html import escape

import polars as pl

from generator.model.answers import MINIMUM_PEERS, RINGS, SIZE_EDGES, Answers
from generator.model.money import yuan_text
from generator.model.quota_table import TRADING
from generator.render.columns import escaped, html, when
from generator.render.frame import base_of
from generator.render.household_history import history_rows
from generator.render.household_objection import steps, what_to_do
from generator.render.household_tax import tax_rows, taxes_said
from generator.render.row import area_and_staff, long_day, row_template, state_label, suspension, words
from generator.render.spread import drawing

TEMPLATES = ("household_block.html", "household_peers.html", "household_proposal.html", "household_taxes.html")
_BASE = base_of(2)
_QUOTA, _STATE = pl.col("monthly_turnover_fen"), pl.col("state")


def blocks(households: pl.DataFrame, quotas: pl.DataFrame, taxes: pl.DataFrame, answers: Answers) -> pl.Series:
    """`article[id=<disclosure_no>]` for each household, in the order given.

    Shape: `taxes` are those of the present quotas, `quotas` all versions with `source_path`.
    """
    rows = (households
            .join(tax_rows(taxes, answers), on=["posting_id", "row"], how="left", maintain_order="left")
            .join(history_rows(quotas), on="disclosure_no", how="left", maintain_order="left")
            .join(quotas.select("posting_id", "row", "source_path"), on=["posting_id", "row"], how="left",
                  maintain_order="left"))
    return rows.select(_block(answers, households).alias("block"))["block"]


def _block(answers: Answers, households: pl.DataFrame) -> pl.Expr:
    return html(
        row_template("household_block.html"), no=pl.col("disclosure_no"), name=escaped(pl.col("shop_name")),
        label=state_label(_STATE), sentence=sentence(), status=_status(), proposal=_proposal(),
        today=what_to_do(answers), steps=steps(answers), hall=_hall(answers), chart=pl.col("chart"),
        owner=escaped(pl.col("owner_masked")),
        trade=escaped(pl.col("industry_name").fill_null(pl.col("industry_code"))),
        trade_code=pl.col("industry_code"), division=escaped(pl.col("division_name")),
        division_code=pl.col("division_code"), street=escaped(pl.col("street_name")), street_code=pl.col("street_code"),
        address=escaped(pl.col("address")), size=_or_unstated(area_and_staff()),
        office=escaped(pl.col("office_name").fill_null(pl.col("office_code"))), method=_method(answers, households),
        remark=when(pl.col("remark").fill_null("") != "",
                    html("<div class=g-meta__wide><dt>备注<dd>{r}</div>", r=escaped(pl.col("remark")))),
        away=when(pl.col("suspended_from").is_not_null(), html("<div><dt>停业<dd>{days}</div>", days=suspension())),
        source=pl.col("source_path"), posting=pl.col("posting_id"), row=pl.col("row"), taxes=taxes_said(),
        tax_total=yuan_text(pl.col("tax_fen")), peers=_peers(), history=pl.col("history_rows"),
        bucket=pl.col("bucket"))


def sentence() -> pl.Expr:
    """The household's quota in one plain sentence; the state decides which."""
    fields = {"amount": yuan_text(_QUOTA), "start": long_day(pl.col("starts_on")), "end": long_day(pl.col("ends_on")),
              "until": long_day(pl.col("comment_until")), "maybe": _maybe()}
    of = {
        "in_force": "每月定额 <strong>{amount} 元</strong>，从{start}到{end}。",
        "upcoming": "每月定额 <strong>{amount} 元</strong>，已公布，从{start}起执行，到{end}为止。",
        "open": "拟定每月 <strong>{amount} 元</strong>，正在公示，提意见截至<strong>{until}</strong>{maybe}。",
        "pending": "拟定每月 <strong>{amount} 元</strong>，公示期已满，等待公布，还不是最后确定的定额。",
        "ended": "最近一次定额每月 <strong>{amount} 元</strong>，执行期已在{end}满；之后的定额尚未公布。",
        "withdrawn": "曾公示的每月 <strong>{amount} 元</strong>已撤回，不再有效。",
    }
    chosen = pl.lit("")
    for state, template in of.items():
        used = {name: value for name, value in fields.items() if "{" + name + "}" in template}
        chosen = pl.when(_STATE == state).then(html(template, **used)).otherwise(chosen)
    return chosen


def _maybe() -> pl.Expr:
    return when(~pl.col("comment_is_certain").fill_null(True), pl.lit("（暂定，放假安排尚未公布）"))


def _status() -> pl.Expr:
    """Said only where it matters: a household that does not simply trade."""
    return when(pl.col("status") != "在营", html(" <b class=g-household__status>{s}</b>", s=escaped(pl.col("status"))))


def _proposal() -> pl.Expr:
    """A newer proposal beside the present quota."""
    proposed = pl.col("proposed_turnover_fen")
    direction = (pl.when(proposed > _QUOTA).then(pl.lit("高于现在的定额"))
                 .when(proposed < _QUOTA).then(pl.lit("低于现在的定额")).otherwise(pl.lit("与现在的定额相同")))
    until = (pl.when(pl.col("comment_until").is_null()).then(pl.lit("公示期已满，等待公布"))
             .otherwise(html("正在公示，提意见截至<strong>{until}</strong>{maybe}", until=long_day(pl.col("comment_until")),
                             maybe=_maybe())))
    text = html(row_template("household_proposal.html"), posting=pl.col("proposed_posting_id"), until=until,
                now=yuan_text(_QUOTA), now_tax=yuan_text(pl.col("tax_fen")), new=yuan_text(proposed),
                new_tax=yuan_text(pl.col("proposed_tax_fen")), direction=direction)
    return when(proposed.is_not_null(), text)


def _method(answers: Answers, households: pl.DataFrame) -> pl.Expr:
    """The names of the methods; the distinct combinations are few, so they are looked up one by one."""
    names = answers.reference.names("methods")
    combinations = households["method"].drop_nulls().unique().sort().to_list()
    said = {m: "；".join(names.get(code.strip(), code.strip()) for code in m.split(";")) for m in combinations}
    return _or_unstated(escaped(words(pl.col("method"), said)))


def halls_of(answers: Answers) -> dict[str, tuple[str, str, str]]:
    """The service hall of each office by the office's code: its page, its name, its address where that is stated."""
    halls = {document.slug: document for document in answers.documents.get("halls", ())}
    rows = answers.reference["offices"].unique("code", keep="last").sort("code").select("code", "hall").iter_rows()
    found = {code: halls[hall] for code, hall in rows if hall in halls}
    return {code: (hall.path, hall.title, hall.meta.get("venue") or "") for code, hall in found.items()}


def _hall(answers: Answers) -> pl.Expr:
    """The hall where the household's office is met."""
    said = {code: f'<br><a href="{_BASE}{path}/">{escape(title)}</a>' + (f"，{escape(venue)}" if venue else "")
            for code, (path, title, venue) in halls_of(answers).items()}
    if not said:
        return pl.lit("")
    return pl.col("office_code").replace_strict(list(said), list(said.values()), default="", return_dtype=pl.String)


def _or_unstated(text: pl.Expr) -> pl.Expr:
    return pl.when(text == "").then(pl.lit("未载明")).otherwise(text)


def _size_words() -> pl.Expr:
    """The size band of a household in words: `50 至 100㎡`."""
    area, edges = pl.col("floor_area_m2"), SIZE_EDGES
    said = pl.lit(f"不到 {edges[0]}㎡")
    for low, high in zip(edges, (*edges[1:], None)):
        said = pl.when(area >= low).then(pl.lit(f"{low}㎡以上" if high is None else f"{low} 至 {high}㎡")).otherwise(said)
    return said


def _peers() -> pl.Expr:
    """The household beside its peers, in words and as a drawing; why not, where it is not compared."""
    count = {"n": pl.col("peer_n"), "others": pl.col("peer_n") - 1, "below": pl.col("peer_below"),
             "same": pl.col("peer_same") - 1, "above": pl.col("peer_above")}
    money = {name: yuan_text(pl.col(f"peer_{name}_fen")) for name in ("min", "q1", "median", "q3", "max")}
    wider = (pl.when(pl.col("ring") == "size").then(pl.lit(""))
             .when(pl.col("ring") != "street").then(pl.lit(f"本街道同行业不足 {MINIMUM_PEERS} 户，所以扩大了比较范围。"))
             .when(pl.col("floor_area_m2").is_null()).then(pl.lit("没有写面积，所以不分规模。"))
             .otherwise(pl.lit(f"同规模的不足 {MINIMUM_PEERS} 户，所以不分规模。")))
    ring = words(pl.col("ring"), RINGS) + when(pl.col("ring") == "size", html("（{size}）", size=_size_words()))
    said = html(row_template("household_peers.html"), ring=ring, wider=wider,
                drawing=drawing("peer_", own=_QUOTA), **count, **money)
    idle = html("<p>本户状态为{s}，不与同业比较。</p>", s=escaped(pl.col("status")))
    return (pl.when(pl.col("peer_n").is_not_null()).then(said)
            .when(~pl.col("status").is_in(TRADING)).then(idle)
            .when(_STATE.is_in(["ended", "withdrawn"])).then(pl.lit("<p>本户没有现行或拟定的定额，不作比较。</p>"))
            .otherwise(pl.lit(f"<p>同业不足 {MINIMUM_PEERS} 户，不作比较。</p>")))
