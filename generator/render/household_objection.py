"""Takes the way open against each posting's quotas, gives what a household's block says of it. A text a posting, not a
household: there are few."""

from __future__ import annotations

from datetime import date

import polars as pl
from markupsafe import Markup

from generator.model.answers import Answers
from generator.model.objection import LAW, Objection
from generator.model.working_days import Term
from generator.render.columns import html, when
from generator.render.law_link import laws_of
from generator.render.templates import chinese_day

_LINK = " <a href=../form/>怎样提、表格和日历</a>"
_STEP = "<li>{word}<b>{day}</b>"


def what_to_do(answers: Answers) -> pl.Expr:
    """What the household can do on the as-of date, until when, and the way to the form.

    Shape: a newer proposal that is open for comment goes before the present quota.
    """
    said = {name: _said(one) for name, one in answers.objections.items()}
    is_proposed = pl.col("proposed_posting_id").is_not_null() & pl.col("comment_until").is_not_null()
    posting = pl.when(is_proposed).then("proposed_posting_id").otherwise("posting_id")
    text = html("<p class=g-today>{said}" + _LINK + "</p>", said=_by_posting(posting, said))
    return when(~pl.col("state").is_in(["ended", "withdrawn"]) | is_proposed, text)


def steps(answers: Answers) -> pl.Expr:
    """The days of the present quota: posted, comments until, approved, published, in force until."""
    said = {name: "".join(_STEP.format(word=word, day=day.isoformat()) for word, day in one.steps)
            for name, one in answers.objections.items()}
    until = when(pl.col("root_kind") == "final", html(_STEP.replace("{word}", "执行到"), day=pl.col("ends_on").dt.strftime("%Y-%m-%d")))
    return html("<ol class=g-steps>{steps}{until}</ol>", steps=_by_posting(pl.col("posting_id"), said), until=until)


def _by_posting(posting: pl.Expr, said: dict[str, str]) -> pl.Expr:
    if not said:
        return pl.lit("")
    return posting.replace_strict(list(said), list(said.values()), default="", return_dtype=pl.String)


def _said(one: Objection) -> str:
    match one.route:
        case "comment":
            return (f"可以<b>提意见</b>，最后一天{_until(one.window.last)}{_maybe(one.window.is_certain)}；"
                    f"数进去的工作日：{'、'.join(_short(day) for day in one.window.days)}。")
        case "wait":
            return "公示期已满，等《核定定额通知书》；接到以后 30 日内可以<b>申请重新核定</b>。"
        case "reassess":
            return f"可以<b>申请重新核定</b>：接到《核定定额通知书》之日起 30 日内，{_last(one.reassess)}。"
        case "review":
            return (f"申请重新核定的 30 日已到期（{_short_last(one.reassess)}）；还可以申请<b>行政复议</b>：接到通知书之日起 60 日内，"
                    f"{_last(one.review)}。")
    return (f"重新核定、复议的期限按公布日算已过（{_short_last(one.reassess)}、{_short_last(one.review)}）；"
            "生意变了或者写错了，可以<b>申请变更定额</b>。")


def _last(terms: tuple[Term, ...]) -> str:
    """The last day, by the first and the last day on which the notice can have come."""
    certain = _maybe(all(term.is_certain for term in terms))
    if len(terms) == 1:
        return f"{_short(terms[0].since)}接到的，最后一天{_until(terms[0].last)}{certain}"
    first, last = terms
    return (f"{_short(first.since)}（核准）接到的到{_until(first.last)}为止，{_short(last.since)}（公布）接到的到"
            f"{_until(last.last)}为止{certain}")


def _until(day: date) -> str:
    """A last day, which the visitor's browser can compare with today."""
    return f"<strong><time class=g-until datetime={day.isoformat()}>{chinese_day(day)}</time></strong>"


def _short_last(terms: tuple[Term, ...]) -> str:
    return terms[-1].last.isoformat()


def _maybe(is_certain: bool) -> str:
    return "" if is_certain else "（暂定，放假安排尚未公布）"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def laws(answers: Answers, base: str) -> dict[str, Markup]:
    """What each way rests on, by the article of the as-of date, with links to the policies that are here."""
    return {name: Markup(laws_of(answers).linked(source.on(answers.as_of).of("zh"), base)) for name, source in LAW.items()}
