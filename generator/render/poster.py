"""Takes a posting's rows, gives its wall posters: A3 and A4 as PDF, with the window, whom to tell, a QR code and the digest.

Drawing costs about 6 ms a row and size and 0.25 MB of memory a row, so a build draws only the postings that the settings
name, none above a number of rows, and a long one is drawn by command, in parts. WeasyPrint needs Pango of the system;
where that is missing no poster is drawn, and a warning says so. A poster says nothing of the as-of date: it is made once.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache, partial
from importlib.metadata import version

import jinja2
import polars as pl

from generator.model.answers import Answers, PostingView
from generator.model.money import format_yuan, yuan_text
from generator.model.part import Batch, File, key_of
from generator.model.posting import Posting, PostingKind
from generator.render.columns import escaped, html, when
from generator.render.part_key import row_digests
from generator.render.posting import title
from generator.render.posting_table import taken_from, taken_rows, versions_by_posting
from generator.render.row import row_template, yuan_or
from generator.render.templates import environment, template_digest, templates_folder

SIZES = ("a3", "a4")
TEMPLATES = ("poster.html", "poster_row.html", "parts/poster_style.html")


@cache
def missing() -> str | None:
    """What keeps posters from being drawn here: `weasyprint`, `pango` or `font`; None where nothing does."""
    try:
        import segno  # noqa: F401
        import weasyprint  # noqa: F401
    except ImportError:
        return "weasyprint"
    except OSError:  # its libraries are opened when it is imported
        return "pango"
    return None if _has_chinese_font() else "font"


def _has_chinese_font() -> bool:
    """Whether the system names a font for Chinese; where it cannot be asked, the poster will show it."""
    asked = shutil.which("fc-list")
    return not asked or bool(subprocess.run([asked, ":lang=zh-cn", "family"], capture_output=True, check=False).stdout.strip())


def is_drawn(answers: Answers, view: PostingView) -> bool:
    """Whether a build draws the posters of this posting."""
    return is_wanted(answers, view) and missing() is None


def is_wanted(answers: Answers, view: PostingView) -> bool:
    """Whether the settings ask for them: it has rows, but not too many, and was posted since the day that is set."""
    since, most = answers.settings.posters_from, answers.settings.poster_rows
    return since is not None and view.posting.posted_on >= since and 0 < view.last_row - 1 <= most


def parts(answers: Answers, site_url: str | None, program: str) -> Iterator[Batch]:
    """`quota/posting/<id>/poster-a3.pdf` and `-a4`: a part a posting, sent to another process each.

    Shape: `program` changes with the generator. The as-of date is no part of the key.
    """
    rows = answers.spans.with_columns(pl.col("facts").hash(seed=83))
    facts = dict(rows.group_by("posting_id").agg(pl.col("facts").sum()).iter_rows())
    for view in answers.postings:
        if not is_drawn(answers, view):
            continue
        shown = taken_from(answers, view) if view.posting.kind is PostingKind.WITHDRAWAL else [view.posting.id]
        key = key_of(program, version("weasyprint"), [template_digest(name) for name in TEMPLATES[:2]], _style(), repr(view.posting), view.digest,
                     repr(view.window), view.office_name, repr(answers.settings.bureau), site_url, _names(answers), [facts.get(name) for name in shown])
        yield Batch({f"quota/posting/{view.posting.id}/poster": key}, partial(_files, answers, site_url), is_sent=True)


def _names(answers: Answers) -> list[object]:
    """One number for the names that a poster takes from the reference tables."""
    return [sorted(row_digests(answers.reference[table].select("code", "name"), "code").items()) for table in ("streets", "industries")]


def _files(answers: Answers, site_url: str | None, wanted: frozenset[str]) -> Iterator[tuple[str, File]]:
    for name in sorted(wanted):
        view = answers.views[name.split("/")[2]]
        for size in SIZES:
            yield name, (f"{name}-{size}.pdf", next(posters(answers, view, size, site_url)))


def posters(answers: Answers, view: PostingView, size: str, site_url: str | None, rows: int | None = None) -> Iterator[bytes]:
    """The posters of one posting as PDF: one, or where it has more than `rows` as many as it takes, each drawn by itself."""
    own = versions_by_posting(answers, [view.posting.id])[view.posting.id]
    listed = taken_rows(answers, view) if view.posting.kind is PostingKind.WITHDRAWAL else own
    most = rows or max(1, listed.height)
    count = max(1, -(-listed.height // most))
    for part in range(count):
        text = poster_html(answers, view, listed.slice(part * most, most), size, site_url, (part + 1, count))
        yield _pdf(text, f"{view.digest}-{size}-{part}")


def poster_html(answers: Answers, view: PostingView, listed: pl.DataFrame, size: str, site_url: str | None,
                part: tuple[int, int] = (1, 1)) -> str:
    """What is drawn, as HTML: for the drawing, and for tests that read."""
    address = f"{site_url.rstrip('/')}/quota/posting/{view.posting.id}/" if site_url else None
    return _environment().get_template("poster.html").render(
        view=view, posting=view.posting, title=title(view), size=size, part=part, kinds=PostingKind, bureau=answers.settings.bureau,
        rows="".join(_named(listed, answers).select(_row().alias("html"))["html"]), address=address, style=_style(),
        qr=_qr(address) if address else "", total=format_yuan(view.monthly_turnover_fen), to=_to_whom(view.posting, view.office_name))


def _to_whom(posting: Posting, office: str) -> str:
    return posting.contact or f"向{office}当面或书面提出"


def _qr(address: str) -> str:
    import segno
    return segno.make_qr(address, error="m").svg_inline(scale=4, border=2, omitsize=True, svgclass=None, lineclass=None)


def _pdf(text: str, identity: str) -> bytes:
    """Nothing is fetched, and no clock is asked: the same text gives the same bytes with the same fonts."""
    import weasyprint
    return weasyprint.HTML(string=text, url_fetcher=_nothing).write_pdf(pdf_identifier=identity.encode())


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    """A poster loads nothing from anywhere."""
    raise ValueError(f"a poster loads nothing: {url}")


def _named(versions: pl.DataFrame, answers: Answers) -> pl.DataFrame:
    named = versions
    for table, column in (("streets", "street"), ("industries", "industry")):
        names = answers.reference[table].unique("code", keep="last").select(
            pl.col("code").alias(f"{column}_code"), pl.col("name").alias(f"{column}_name"))
        named = named.join(names, on=f"{column}_code", how="left", maintain_order="left")
    return named


def _row() -> pl.Expr:
    remark = pl.col("remark").fill_null("")
    return html(row_template("poster_row.html"), row=pl.col("row"), name=escaped(pl.col("shop_name")), no=pl.col("disclosure_no"),
                owner=escaped(pl.col("owner_masked")), trade=escaped(pl.col("industry_name").fill_null(pl.col("industry_code"))),
                address=escaped(pl.col("street_name").fill_null(pl.col("street_code")) + " " + pl.col("address").fill_null("")),
                quota=yuan_text(pl.col("monthly_turnover_fen")), tax=yuan_or(pl.col("tax_fen"), "—"),
                starts=pl.col("starts_on").dt.strftime("%Y-%m-%d"), ends=pl.col("ends_on").dt.strftime("%Y-%m-%d"),
                status=escaped(pl.col("status")) + when(remark != "", pl.lit("；") + escaped(remark)))


def _style() -> str:
    return (templates_folder() / "pages" / "parts" / "poster_style.html").read_text("utf-8")


@cache
def _environment() -> jinja2.Environment:
    return environment()
