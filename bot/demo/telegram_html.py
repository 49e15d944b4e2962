"""Telegram's HTML, read as its server reads it: plain text, entities, and its words for a mistake.

The grammar and the sentences follow `parse_html` of TDLib (td/telegram/MessageEntity.cpp), which
the Bot API server runs: a closed list of tags, four named references, errors by byte offset.
"""

import re
from dataclasses import dataclass, field
from typing import Any

Entity = dict[str, Any]

ENTITY_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-z]+));?")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_BARE_VALUE = re.compile(r"[0-9A-Za-z.\-]*")
_SPACE = re.compile(r"\s*")


class HtmlError(ValueError):
    """What Telegram would say after "Bad Request: can't parse entities: "."""


def utf16_units(text: str) -> int:
    """Telegram counts lengths and offsets in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """Give the plain text and its entities (offsets in UTF-16 units), or raise HtmlError."""
    return _Reader(html).read()


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    index: int


@dataclass
class _Reader:
    html: str
    at: int = 0
    offset: int = 0
    text: list[str] = field(default_factory=list)
    open_tags: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.html):
            if self.html[self.at] != "<":
                self._character()
            elif self.html.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open_tags:
            tag = self.open_tags[-1].tag
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{tag}"')
        entities = sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))
        return _trimmed("".join(self.text), entities)

    def _character(self) -> None:
        character, self.at = _character_at(self.html, self.at)
        self.text.append(character)
        self.offset += 1 if ord(character) < 0x10000 else 2

    def _start_tag(self) -> None:
        begin = self.at
        name = self._take(_TAG_NAME, begin + 1)
        if self.at >= len(self.html):
            raise HtmlError(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        tag = name.lower()
        if tag not in ENTITY_OF_TAG:
            raise HtmlError(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise HtmlError(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}'
            )
        self.open_tags.append(_Open(tag, attributes, self.offset, len(self.text)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        unclosed = f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}'
        while True:
            self._take(_SPACE, self.at)
            if self.html.startswith(">", self.at):
                self.at += 1
                return attributes
            name = self._take(_ATTRIBUTE_NAME, self.at)
            if not name:
                where = f'in the tag "{tag}" at byte offset {self._bytes(begin)}'
                raise HtmlError(f"Empty attribute name {where}" if self._left() else unclosed)
            attributes[name.lower()] = self._value(unclosed)

    def _value(self, unclosed: str) -> str:
        self._take(_SPACE, self.at)
        if not self.html.startswith("=", self.at):
            if not self._left():
                raise HtmlError(unclosed)
            return ""
        self._take(_SPACE, self.at + 1)
        if not self._left():
            raise HtmlError(unclosed)
        quote = self.html[self.at]
        value = self._quoted(quote) if quote in "'\"" else self._bare()
        if not self._left():
            raise HtmlError(unclosed)
        return value

    def _quoted(self, quote: str) -> str:
        letters: list[str] = []
        self.at += 1
        while self._left() and self.html[self.at] != quote:
            letter, self.at = _character_at(self.html, self.at)
            letters.append(letter)
        self.at += 1
        return "".join(letters)

    def _bare(self) -> str:
        begin = self.at
        value = self._take(_BARE_VALUE, begin)
        if self._left() and not (self.html[self.at].isspace() or self.html[self.at] == ">"):
            raise HtmlError(f"Unexpected end of name token at byte offset {self._bytes(begin)}")
        return value.lower()

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open_tags:
            raise HtmlError(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        name = self._take(_TAG_NAME, begin + 2)
        self._take(_SPACE, self.at)
        if not self.html.startswith(">", self.at):
            raise HtmlError(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self.at += 1
        opened = self.open_tags.pop()
        if name not in ("", opened.tag):
            where = f"at byte offset {self._bytes(begin)}"
            raise HtmlError(
                f'Unmatched end tag {where}, expected "</{opened.tag}>", found "</{name}>"'
            )
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        if length == 0:
            return
        entity: Entity = {"offset": opened.offset, "length": length}
        if opened.tag == "code" and self._inside_pre(opened):
            return
        extra = _extra(opened, "".join(self.text[opened.index :]))
        if extra is not None:
            self.entities.append(entity | extra)

    def _inside_pre(self, code: _Open) -> bool:
        """`<pre><code class="language-python">` is one entity; the language belongs to `pre`."""
        if not self.open_tags or self.open_tags[-1].tag != "pre":
            return False
        language = code.attributes.get("class", "").removeprefix("language-")
        self.open_tags[-1].attributes["language"] = language
        return True

    def _take(self, pattern: re.Pattern[str], position: int) -> str:
        found = pattern.match(self.html, position)
        taken = found.group() if found else ""
        self.at = position + len(taken)
        return taken

    def _left(self) -> bool:
        return self.at < len(self.html)

    def _bytes(self, position: int) -> int:
        return len(self.html[:position].encode())


def _extra(opened: _Open, inner: str) -> Entity | None:
    """Give the fields of an entity by its tag; None where Telegram keeps only the text."""
    kind, attributes = ENTITY_OF_TAG[opened.tag], opened.attributes
    if kind == "text_link":
        url = attributes.get("href", inner)
        return {"type": kind, "url": url} if "." in url or "://" in url else None
    if kind == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote"}
    if kind == "pre" and attributes.get("language"):
        return {"type": kind, "language": attributes["language"]}
    if kind == "custom_emoji":
        return {"type": kind, "custom_emoji_id": attributes.get("emoji-id", "")}
    if kind == "date_time":
        return {"type": kind, "unix_time": int(attributes.get("unix", "0") or 0)}
    return {"type": kind}


def _character_at(html: str, position: int) -> tuple[str, int]:
    """Read one character, a reference counted as one; an unknown one stays as written."""
    found = _REFERENCE.match(html, position) if html[position] == "&" else None
    if found is None:
        return html[position], position + 1
    sixteen, ten, name = found.groups()
    if name:
        character = _NAMED.get(name)
    else:
        code = int(sixteen, 16) if sixteen else int(ten)
        character = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else None
    return (character, found.end()) if character else (html[position], position + 1)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Telegram drops white space at both ends of a message and shifts the entities with it."""
    start = utf16_units(text) - utf16_units(text.lstrip())
    text = text.strip()
    end = utf16_units(text)
    kept = []
    for entity in entities:
        begin = max(0, entity["offset"] - start)
        length = min(end, entity["offset"] + entity["length"] - start) - begin
        if length > 0:
            kept.append(entity | {"offset": begin, "length": length})
    return text, kept
