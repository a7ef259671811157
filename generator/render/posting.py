"""Takes the answers, gives the list of all postings and the pages of each: the act, its days, its whole table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import polars as pl

from generator.model.answers import Answers, PostingView
from generator.model.part import Batch, File, key_of
from generator.model.posting import PostingKind
from generator.model.quota_table import TRADING
from generator.model.rules.source import DISCLOSURE, FINAL, POSTED
from generator.render.frame import Frames, base_of
from generator.render.law_link import laws_of
from generator.render.listing import PageBody
from generator.render.normal import move_facts, posting_kinds
from generator.render.notice import notice_facts, notices
from generator.render.part_key import shared_key, single
from generator.render.poster_choice import is_drawn
from generator.render.posting_table import BATCH, bodies, taken_from, versions_by_posting
from generator.render.spread import linked, rows as spread_rows
from generator.render.templates import crumbs, posting_title, template

MEANINGS: Mapping[PostingKind, str] = {
    PostingKind.PROVISIONAL: "核定定额的初步结果，还不是最后的定额；公示期内任何人都可以提意见。",
    PostingKind.FINAL: "经批准的定额和应纳税额，在原来公示的范围内公布，按执行期执行。",
    PostingKind.CORRECTION: "更正以前公示或公布中的错误；表中各户以这一次写的为准，以前写的仍留在沿革里。",
    PostingKind.WITHDRAWAL: "撤回以前的公示或公布；撤回的各户不再按那一次执行，原来的记录仍留在沿革里。",
}
TEMPLATES = ("posting.html", "posting_row.html", "parts/crumbs.html")
_BASIS = {PostingKind.PROVISIONAL: POSTED, PostingKind.FINAL: FINAL, PostingKind.CORRECTION: DISCLOSURE,
          PostingKind.WITHDRAWAL: DISCLOSURE}
_OF = {PostingKind.FINAL: "所依据的公示", PostingKind.CORRECTION: "更正的是", PostingKind.WITHDRAWAL: "撤回的是"}


def parts(answers: Answers, frames: Frames) -> Iterator[Batch]:
    """`quota/posting/`, then every posting, `…/2/` where its table is long: a part each."""
    views = answers.views
    shared = shared_key(answers, frames, [("quota", 2)], ("posting_index.html", "parts/crumbs.html"))
    yield single("quota/posting", key_of(shared, [repr(view) for view in answers.postings]),
                 partial(index_page, answers, frames))
    shared = shared_key(answers, frames, [("quota", 3), ("quota", 4)], TEMPLATES)
    rows = answers.spans.with_columns(pl.col("facts").hash(seed=31))
    facts = dict(rows.group_by("posting_id").agg(pl.col("facts").sum()).iter_rows())
    noticed, moved = notice_facts(answers), move_facts(answers)
    for batch in answers.posting_batches(BATCH):
        keys = {}
        for view in (views[name] for name in batch):
            shown = taken_from(answers, view) if view.posting.kind is PostingKind.WITHDRAWAL else [view.posting.id]
            keys[_part(view.posting.id)] = key_of(shared, repr(view), repr(views.get(view.posting.of or "")),
                                                  [facts.get(name) for name in shown], noticed.get(view.posting.id),
                                                  moved.get(view.posting.id), is_drawn(answers, view), laws_of(answers).digest)
        yield Batch(keys, partial(_pages, answers, frames), is_sent=True)


def _part(posting_id: str) -> str:
    return f"quota/posting/{posting_id}"


def index_page(answers: Answers, frames: Frames) -> File:
    """All postings: those open for comment on top, then by year, newest first."""
    base, path = base_of(2), "quota/posting/"
    years: dict[int, list[PostingView]] = {}
    for view in answers.postings:
        years.setdefault(view.posting.posted_on.year, []).append(view)
    content = template("posting_index.html").render(
        base=base, open_postings=sorted(answers.open_postings, key=lambda view: (view.window.last, view.posting.id)),
        years=years, as_of=answers.as_of, total=len(answers.postings))
    return f"{path}index.html", frames[("quota", 2)].fill(
        title="全部公示", description="历次定额公示、公布、更正和撤回，正在公示的在前。", path=path, content=content,
        breadcrumb=crumbs(base, ("定额公示", "quota/"), ("全部公示", None)))


def _pages(answers: Answers, frames: Frames, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    """Each posting with its whole table; one without rows has its page too."""
    names = sorted(name.rpartition("/")[2] for name in wanted)
    for name, own in versions_by_posting(answers, names).items():
        for depth, part in bodies(answers, answers.views[name], own):
            yield _part(name), _page(answers, frames, answers.views, part, depth, own)


def one_page(answers: Answers, frames: Frames, posting_id: str, number: int) -> Iterator[File]:
    """One page of one posting's table; nothing where there is no such posting or page."""
    view = answers.views.get(posting_id)
    if view is not None:
        own = versions_by_posting(answers, [posting_id])[posting_id]
        for depth, part in bodies(answers, view, own, number):
            yield _page(answers, frames, answers.views, part, depth, own)


def _page(answers: Answers, frames: Frames, views: Mapping[str, PostingView], part: PageBody, depth: int,
          own: pl.DataFrame) -> File:
    view = views[part.key]
    base, first = base_of(depth), f"quota/posting/{part.key}/"
    path = part.address(first)
    content = template("posting.html").render(
        base=base, view=view, posting=view.posting, meaning=MEANINGS[view.posting.kind], part=part,
        pager=part.pager(first), of_name=_OF.get(view.posting.kind), of=views.get(view.posting.of or ""),
        as_of=answers.as_of, bureau=answers.settings.bureau, title=posting_title(view), withdrawals=PostingKind.WITHDRAWAL,
        notices=notices(answers, part.key) if part.number == 1 else [], has_posters=part.number == 1 and is_drawn(answers, view),
        kinds=posting_kinds(answers, part.key) if part.number == 1 else (),
        spreads=_spreads(answers, own, base) if part.number == 1 and view.posting.kind is not PostingKind.WITHDRAWAL else "",
        law=laws_of(answers).linked, basis=_BASIS[view.posting.kind].on(view.posting.posted_on).of("zh"))
    page_title = posting_title(view) + (f"（第 {part.number} 页）" if part.number > 1 else "")
    return f"{path}index.html", frames[("quota", depth)].fill(
        title=page_title, description=f"{view.office_name}{view.posting.kind.zh}：{view.posting.scope or posting_title(view)}",
        path=path, content=content, breadcrumb=crumbs(
            base, ("定额公示", "quota/"), ("全部公示", "quota/posting/"), (posting_title(view), None)))


def _spreads(answers: Answers, own: pl.DataFrame, base: str) -> str:
    """The spread of each trade as posted, where five or more of one can be compared; else nothing."""
    names = answers.reference["industries"].unique("code", keep="last").select(
        pl.col("code").alias("industry_code"), pl.col("name").alias("industry_name"))
    found = answers.spread_of(own.select(
        "industry_code", pl.when(pl.col("status").is_in(TRADING)).then("monthly_turnover_fen").alias("compared_fen")), names)
    told = found.filter(pl.col("median_fen").is_not_null())
    counts = own.group_by("industry_code").agg(pl.len().cast(pl.Int64).alias("households"))
    joined = told.join(counts, on="industry_code").sort(["households", "industry_code"], descending=[True, False])
    href = pl.concat_str([pl.lit(f"{base}quota/industry/"), pl.col("industry_code"), pl.lit("/")])
    return spread_rows(joined, linked(href, pl.col("industry_name").fill_null(pl.col("industry_code"))))
