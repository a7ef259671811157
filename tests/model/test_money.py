"""Money is whole fen; yuan only at the edges."""

import polars as pl
import pytest

from generator.model.money import fen_from_yuan, format_yuan, yuan_plain, yuan_text


@pytest.mark.parametrize(("text", "fen"), [("8000", 800000), ("8000.5", 800050), ("0.01", 1), ("0", 0), ("19.99", 1999),
                                           ("8,000", None), ("8000元", None), ("12.345", None), ("-1", None),
                                           ("", None), ("1e3", None), ("８０００", None), ("1234567890123", None)])
def test_only_a_plain_amount_is_read(text: str, fen: int | None) -> None:
    """Digits with at most two decimals give exact fen; anything else gives nothing, never a guess."""
    assert pl.select(fen_from_yuan(pl.lit(text))).item() == fen


@pytest.mark.parametrize(("fen", "shown", "plain"), [(800000, "8,000", "8000.00"), (800050, "8,000.50", "8000.50"),
                                                     (1, "0.01", "0.01"), (0, "0", "0.00"), (123456789, "1,234,567.89", "1234567.89"),
                                                     (-250, "−2.50", "-2.50")])
def test_amounts_are_written_the_same_by_row_and_by_column(fen: int, shown: str, plain: str) -> None:
    """The column's form and the single amount's form agree, with grouping for people and without for data."""
    assert pl.select(yuan_text(pl.lit(fen))).item() == shown == format_yuan(fen)
    assert pl.select(yuan_plain(pl.lit(fen))).item() == plain
