"""What a reader sees in a PDF is read by the gate, too: drawn by glyphs, in pieces, in packed objects, in any bytes."""

from __future__ import annotations

import io
import zlib

import pypdf
import pytest
import weasyprint
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model.identifier import check_character
from generator.publish.gate import in_bytes
from generator.publish.pdf_text import pdf_text

BODY = "21010219700101" + "001"
ID18 = BODY + check_character(BODY)


def drawn(html: str, **options: object) -> bytes:
    return weasyprint.HTML(string=f"<html lang='zh'><meta charset='utf-8'>{html}").write_pdf(**options)


def found(pdf: bytes) -> set[tuple[str, str]]:
    """What the gate finds in it."""
    return {(finding.kind, finding.shown) for finding in in_bytes(pdf, "a.pdf", ())}


def made(*objects: bytes) -> bytes:
    """A PDF by hand: its objects are numbered from 1."""
    return b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, body) for number, body in enumerate(objects, 1))


def stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<< %s >>\nstream\n%s\nendstream" % (head, zlib.compress(content))


@pytest.mark.parametrize("html", [f"<p>户主 {ID18}</p>", f"<p>户主 <b>{ID18}</b></p>", f"<h1 style='font-family:serif'>{ID18}</h1>",
                                  f"<title>{ID18}</title>"])
@pytest.mark.parametrize("packed", [True, False])
def test_an_id_drawn_on_a_sheet_is_found(html: str, packed: bool) -> None:
    """Its digits stand nowhere in the file; the gate reads them as pypdf, somebody else's reader, does."""
    pdf = drawn(html + "<p>定额公示</p>", uncompressed_pdf=not packed)
    assert found(pdf) == {("personal-id", "210…(18)")}
    if "title" not in html:
        assert ID18 in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_the_text_is_that_of_another_reader() -> None:
    """Every line pypdf reads on a sheet of two fonts is read."""
    pdf = drawn("<h1 style='font-family:serif'>定期定额户定额公示</h1><p>2 大众羊餐店（李*） <b>7,000</b> 458.50</p><p>提意见截止 2008年9月27日</p>")
    text = "".join(pdf_text(pdf).decode("utf-8", "replace").split())
    lines = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()
    assert len(lines) >= 3 and all("".join(line.split()) in text for line in lines)


def test_a_sheet_without_a_number_of_anybody_passes() -> None:
    """Places, widths and numbers of glyphs look like ids now and then; nobody reads them."""
    pdf = drawn("".join(f"<p style='margin-left:{at}px'>{at} 饺子馆{chr(0x4e00 + at)} {at * 37:,} 12366</p>" for at in range(600)))
    assert not list(in_bytes(pdf, "a.pdf", ("12366",)))


def test_two_fonts_of_one_name() -> None:
    """Two pages call different fonts F1: the text is read with each, and found with one of them."""
    right = stream(b"beginbfrange <00> <09> <0030> endbfrange beginbfchar <0a> <0058> endbfchar")
    wrong = stream(b"beginbfrange <00> <09> [<0041> <0042>] endbfrange")
    codes = bytes(10 if sign == "X" else int(sign) for sign in ID18).hex().encode()
    page = stream(b"BT /F1 9 Tf [<" + codes[:8] + b"> -20 <" + codes[8:] + b">] TJ ET")
    pdf = made(b"<< /ToUnicode 3 0 R >>", b"<< /ToUnicode 4 0 R >>", right, wrong, b"<< /Font << /F1 1 0 R >> >>", b"<< /Font << /F1 2 0 R >> >>", page)
    assert found(pdf) == {("personal-id", "210…(18)")}


@pytest.mark.parametrize("text", [b"(" + ID18.encode() + b") Tj", b"<" + ID18.encode().hex().encode() + b"> Tj",
                                  b"[(" + ID18[:6].encode() + b") 12 (" + ID18[6:].encode() + b")] TJ", b"(\\062" + ID18[1:].encode() + b") Tj"])
def test_a_font_without_a_table_of_characters(text: bytes) -> None:
    """The numbers are the characters, in brackets, in hexadecimal, in pieces, escaped."""
    assert found(made(stream(b"BT /F9 9 Tf " + text + b" ET"))) == {("personal-id", "210…(18)")}


def test_an_attached_file_is_read_as_it_is() -> None:
    """Arrays of numbers are left out only among packed objects."""
    attached = stream(f"[{ID18}]".encode(), b"/Type /EmbeddedFile")
    assert found(made(attached)) == {("personal-id", "210…(18)")}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=60), st.sampled_from([
    b"1 0 obj", b"endobj", b"stream\n", b"endstream", b"/ToUnicode 1 0 R", b"/F1 1 0 R", b"/ObjStm", b"/First 3", b"beginbfrange <00> <> <ff> endbfrange",
    b"beginbfchar <0> <d8> endbfchar", b"/F1 9 Tf <0> Tj", zlib.compress(b"/F1 9 Tf (\\9) Tj 1 0 2"), b"<FEFF0>", b"9" * 5000 + b" 0 obj",
    zlib.compress(b"/F1 9 Tf (\\8\\78\\007) Tj"), b"/F1 " + b"9" * 5000 + b" 0 R"])), max_size=12))
def test_no_bytes_are_too_strange(pieces: list[bytes]) -> None:
    """Whatever calls itself a PDF is read without a crash."""
    assert pdf_text(b"%PDF" + b"".join(pieces)).startswith(b"%PDF")
