"""HTML is read and refused as Telegram's server does it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.telegram_html import HtmlError, parse_html, utf16_units

READ: list[tuple[str, str, list[tuple[str, int, int]]]] = [
    ("просто текст", "просто текст", []),
    ("<b>Анна</b> · 14:02", "Анна · 14:02", [("bold", 0, 4)]),
    ("🛋 <i>Диван</i>", "🛋 Диван", [("italic", 3, 5)]),
    ("<b>а<i>б</i></b>", "аб", [("bold", 0, 2), ("italic", 1, 1)]),
    ("a &lt;b&gt; &amp; &quot;c&quot; &#8381; &#x20BD;", 'a <b> & "c" ₽ ₽', []),
    ("&nbsp;и &copy;", "&nbsp;и &copy;", []),
    ("<blockquote expandable>да</blockquote>", "да", [("expandable_blockquote", 0, 2)]),
    ("<blockquote>да</blockquote>", "да", [("blockquote", 0, 2)]),
    ('<span class="tg-spoiler">да</span>', "да", [("spoiler", 0, 2)]),
    ("<a href='https://a.ru/?a=1&amp;b=2'>да</a>", "да", [("text_link", 0, 2)]),
    ('<a href="">да</a>', "да", []),
    ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1)]),
    ("<B>да</>", "да", [("bold", 0, 2)]),
    ("  <b> да </b>  ", "да", [("bold", 0, 2)]),
    ("<b></b>да", "да", []),
    ("1 > 0", "1 > 0", []),
]

REFUSED = [
    ("<p>да</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("да <br>", 'Unsupported start tag "br" at byte offset 5'),
    ("цена < 5", 'Unsupported start tag "" at byte offset 9'),
    ("<b>да", 'Can\'t find end tag corresponding to start tag "b"'),
    ("да</b>", "Unexpected end tag at byte offset 4"),
    (
        "<b><i>да</b></i>",
        'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"',
    ),
    ("<b", "Unclosed start tag at byte offset 0"),
    ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
    ("<a href=x/y>да</a>", "Unexpected end of name token at byte offset 8"),
    ("<a =x>да</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<span>да</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<b>да</b", "Unclosed end tag at byte offset 7"),
]


@pytest.mark.parametrize(("html", "text", "entities"), READ)
def test_is_read(html: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    read, found = parse_html(html)
    assert read == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


@pytest.mark.parametrize(("html", "sentence"), REFUSED)
def test_is_refused(html: str, sentence: str) -> None:
    with pytest.raises(HtmlError) as refused:
        parse_html(html)
    assert str(refused.value) == sentence


def test_a_link_keeps_its_address_and_code_its_language() -> None:
    _, (link,) = parse_html('<a href="https://a.ru/?a=1&amp;b=2">да</a>')
    _, (code,) = parse_html('<pre><code class="language-python">x</code></pre>')
    assert (link["url"], code["language"]) == ("https://a.ru/?a=1&b=2", "python")


@given(st.text(alphabet="<>/&;=\"' abia#1x🙂я-", max_size=60))
def test_any_text_is_read_or_refused_and_entities_stay_inside(html: str) -> None:
    found: list[dict[str, Any]]
    try:
        text, found = parse_html(html)
    except HtmlError:
        return
    for entity in found:
        assert entity["length"] > 0
        assert entity["offset"] + entity["length"] <= utf16_units(text)
