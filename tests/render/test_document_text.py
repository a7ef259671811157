"""What the search reads of a page is what a reader sees in its article."""

from __future__ import annotations

from generator.render.document_text import text_of


def test_blocks_are_lines_and_words_within_one_stay_together() -> None:
    """Emphasis and links cut no word; paragraphs, cells and items do; entities are characters."""
    html = ("<article><header><h1>关于<b>纳</b>税</h1></header>\n<p>第一条 <a href='#x'>应</a>当\n申报。</p>"
            "<table><tr><th>甲</th><td>1&nbsp;000&lt;2</td></tr></table><ul><li>一<br>二</li></ul>")
    assert text_of(html).split("\n") == ["关于纳税", "第一条 应当 申报。", "甲", "1 000<2", "一", "二"]


def test_furniture_is_no_text() -> None:
    """The column's name above the title, the way to the contents, comments and scripts are not found."""
    html = ('<p class="g-document__column">政策法规 · 新闻</p><h1>题</h1><!-- 暗 --><p class="g-jump"><a href="#toc">看目录</a></p>'
            "<script>x()</script><p>正文</p>")
    assert text_of(html) == "题\n正文"
