"""Bytes to text, decided by the content: what a page or header declares is often wrong.

1. A byte order mark, or the NUL pattern of UTF-16, decides.
2. Bytes that are valid UTF-8 are UTF-8: text in GB18030 practically never is.
3. Mostly valid UTF-8 is UTF-8 with broken bytes (a page cut or glued inside a character).
4. Everything else is GB18030, or Big5 where that is declared and reads more like Chinese.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pipelines.model import Note, Severity

RULE = "reading.encoding"
_HEAD = 4096
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)|encoding\s*=\s*["']([A-Za-z0-9_.-]+)""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""")
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年政府信息公開开工行機机關关報报告"
)
_FAMILIES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "gb18030",
    "utf-8-sig": "utf-8",
    "ascii": "utf-8",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
    "big5hkscs": "big5",
    "cp950": "big5",
}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the charset it was really in and what there is to remark about it."""

    text: str
    charset: str
    notes: tuple[Note, ...] = ()


def decode(data: bytes, media_type: str | None = None) -> Decoded:
    """Decode by content. Never fails: bytes that mean nothing become U+FFFD and a note."""
    charset, text, lost = _read(data)
    lost -= _printed_replacements(data, charset) if lost else 0
    family = _family(charset) or charset
    return Decoded(text, family, (*_lies(data, media_type, family), *_losses(lost, family)))


def text_of(data: bytes) -> str:
    """What the bytes say, as ``decode`` does, without a word about what they declare."""
    return _read(data)[1]


def _read(data: bytes) -> tuple[str, str, int]:
    """The charset that the bytes are in, what they say in it, and how many places mean nothing."""
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], charset)
    if wide := _unmarked_utf16(data[:_HEAD]):
        return _decoded(data, wide)
    _, text, broken = _decoded(data, "utf-8")
    return ("utf-8", text, broken) if _is_sound(text, broken) else _decoded(data, _chinese_charset(data))


def _decoded(data: bytes, charset: str) -> tuple[str, str, int]:
    text = data.decode(charset, errors="replace")
    return charset, text, text.count("\ufffd")


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 markup has a NUL in every other byte; no other text has NULs at all."""
    if len(head) < 8 or head.count(0) * 4 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"


def _is_sound(text: str, broken: int) -> bool:
    """True for UTF-8, and for UTF-8 with broken bytes: five sound characters for each broken place."""
    if not broken:
        return True
    sound = sum(1 for character in text if character > "\x7f") - broken
    return sound >= 5 * broken


def _chinese_charset(data: bytes) -> str:
    if _family(_declared_in(data)) == "big5" and _likeness(data, "big5") > _likeness(data, "gb18030"):
        return "big5"
    return "gb18030"


def _likeness(data: bytes, charset: str) -> int:
    text = data.decode(charset, errors="replace")
    return sum(character in _COMMON for character in text) - text.count("\ufffd")


def _printed_replacements(data: bytes, charset: str) -> int:
    return data.count("\ufffd".encode()) if charset == "utf-8" else 0


def _lies(data: bytes, media_type: str | None, family: str) -> tuple[Note, ...]:
    """A note where the page or the header declares another charset than the content has."""
    if data.isascii():
        return ()
    declared = {name for name in (_declared_in(data), _declared_by(media_type)) if name}
    wrong = sorted(name for name in declared if _family(name) != family)
    message = f"declared as {', '.join(wrong)}, but the content is {family}: read as {family}"
    return (Note(RULE, message),) if wrong else ()


def _losses(lost: int, family: str) -> tuple[Note, ...]:
    if lost <= 0:
        return ()
    message = f"{lost} places are not valid {family}; the characters there are lost"
    return (Note(RULE, message, Severity.WARNING),)


def _declared_in(data: bytes) -> str | None:
    match = _DECLARED.search(data[:_HEAD])
    return (match[1] or match[2]).decode("ascii").lower() if match else None


def _declared_by(media_type: str | None) -> str | None:
    match = _CHARSET.search(media_type or "")
    return match[1].lower() if match else None


def _family(charset: str | None) -> str | None:
    try:
        name = codecs.lookup(charset or "").name
    except LookupError:
        return None
    return _FAMILIES.get(name, name)
