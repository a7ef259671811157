"""The sizes of downloads: said as people say them, filled into a page that was drawn before the files were made."""

import pytest

from generator.render.file_size import filled, has_marks, mark, said


@pytest.mark.parametrize(("size", "words"), [
    (0, "0 B"), (999, "999 B"), (1000, "1.0 KB"), (1049, "1.0 KB"), (1050, "1.1 KB"), (9949, "9.9 KB"), (9950, "10 KB"),
    (999_499, "999 KB"), (999_500, "1.0 MB"), (11_229_940, "11 MB"), (44_716_032, "45 MB"), (2_500_000_000, "2.5 GB"),
    (7_000_000_000_000, "7000 GB")])
def test_a_size_is_rounded_half_up(size: int, words: str) -> None:
    """One decimal below ten; never a thousand of one unit."""
    assert said(size) == words


def test_a_page_gets_the_sizes_it_asks_for() -> None:
    """Every mark is replaced, by nothing where the size is not known."""
    page = f"<a>{mark('data/a.csv')}</a><a>{mark('data/b.csv')}</a>"
    assert has_marks(page)
    done = filled(page, {"data/a.csv": 1500}.get)
    assert done == "<a>1.5 KB</a><a></a>" and not has_marks(done)
