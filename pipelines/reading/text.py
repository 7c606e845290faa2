"""Characters that print nothing or mean nothing, and how source white space prints."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile(r"(\S?)[ \t\r\n\f]*\n[ \t\r\n\f]*(?=(\S?))")
_OTHER_CODES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_ODD = re.compile(f"{_CONTROL.pattern}|{_OTHER_CODES.pattern}")
_PLAIN = bytes(code for code in range(128) if not _CONTROL.match(chr(code)))


def printable(text: str) -> str:
    """Text without control characters, which no parser wants to see, and with the meant characters."""
    return _mended(text) if _is_odd(text.encode("utf-8", "surrogatepass")) else text


def printable_bytes(text: str) -> bytes:
    """As ``printable``, in UTF-8."""
    plain = text.encode("utf-8", "surrogatepass")
    return _mended(text).encode("utf-8") if _is_odd(plain) else plain


def _mended(text: str) -> str:
    return meant(_CONTROL.sub("", text))


def _is_odd(text: bytes) -> bool:
    # Most of a page is plain ASCII: taken off as bytes in one go, it need not be searched.
    rest = text.translate(None, _PLAIN).decode("utf-8", "surrogatepass")
    return _ODD.search(rest) is not None


def meant(text: str) -> str:
    """The character (一) in place of its radical (⼀) or of a code for compatibility, as fonts have it."""
    return _OTHER_CODES.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)


def collapsed(text: str) -> str:
    """White space of markup as it prints: one space, or nothing where Chinese text was only wrapped."""
    stripped = text.strip(" \t\r\n\f")
    if stripped.isprintable() and "  " not in stripped:
        return stripped  # nothing invisible, no white space but single spaces: mostly so
    joined = _BREAK.sub(_unwrapped, _INVISIBLE.sub("", text)) if "\n" in text else _INVISIBLE.sub("", text)
    return _SPACE.sub(" ", joined).strip(" ")


def _unwrapped(match: re.Match[str]) -> str:
    before, after = match[1], match[2]
    return before if is_wide(before) and is_wide(after) else before + " "


def is_wide(character: str) -> bool:
    """True for Chinese characters and their punctuation, which are set without spaces."""
    return bool(character) and unicodedata.east_asian_width(character) in "WF"
