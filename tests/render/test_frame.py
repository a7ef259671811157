"""Frames: a page of the theme cut at its slots, filled without a trace."""

import pytest

from generator.render.frame import Frame, base_of, mark


def test_slots_are_filled_wherever_they_stand() -> None:
    """A slot may stand more than once; text slots are escaped, HTML slots are not."""
    frame = Frame.parse(f"<title>{mark('title')}</title><h1>{mark('title')}</h1>{mark('content')}")
    assert frame.fill(title="a<b", content="<p>x</p>") == b"<title>a&lt;b</title><h1>a&lt;b</h1><p>x</p>"


def test_a_theme_without_content_is_broken() -> None:
    """A page without its content must never be written."""
    with pytest.raises(ValueError, match="content"):
        Frame.parse("<title></title>")


def test_a_mark_in_the_content_stays_text() -> None:
    """A clerk who types the mark gets the mark: filling is not repeated."""
    frame = Frame.parse(f"{mark('content')}")
    assert frame.fill(title="", content=mark("title")) == mark("title").encode()


def test_the_way_back_to_the_root() -> None:
    """As many steps up as the page lies deep."""
    assert (base_of(0), base_of(2)) == ("", "../../")
