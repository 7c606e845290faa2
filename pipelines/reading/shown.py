"""What styles do to the text of an HTML page (显示与否): hidden, struck out, raised; tags without effect."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, cast

from lxml import etree

_PLAIN: Final = tuple("span font b strong i em u a o:p label img input link small big ins".split())  # noqa: SIM905
"""Inline tags that most pages are full of, and that mean nothing here."""
_UNPRINTED = re.compile(
    r"text-decoration[^;]*line-through|visibility\s*:\s*hidden|font-size\s*:\s*0(?:\s*;|\s*$|\s*[a-z%])",
    re.IGNORECASE,
)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|sub)\b", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# Twice as fast as ".//@style", which looks for attributes of texts too.
_TELLING: Final = {
    words: re.compile(words + rest)
    for words, rest in (
        (b"display", rb"[^a-z]*none"),
        (b"line-through", b""),
        (b"visibility", rb"[^a-z]*hidden"),
        (b"font-size", rb"[^a-z1-9]*0"),
        (b"vertical-align", rb"[^a-z]*su[pb]"),
    )
}
"""What of the patterns above can be looked for in a whole page at once, in small letters."""
_STYLES = cast(
    Callable[[etree._Element], list[str]], etree.XPath("descendant-or-self::*/@style", smart_strings=False)
)
_STYLED = cast(Callable[[etree._Element], list[etree._Element]], etree.XPath(".//@style/.."))
_HIDDEN_BY_ATTRIBUTE = cast(Callable[[etree._Element], list[etree._Element]], etree.XPath(".//@hidden/.."))


def is_unprinted(style: str) -> bool:
    """Whether a style strikes text out or makes it invisible, though it keeps its place."""
    return _UNPRINTED.search(style) is not None


def is_raised(style: str) -> bool:
    """Whether a style raises or lowers text, as it does a mark."""
    return _RAISED.search(style) is not None


def _may_tell(markup: bytes) -> bool:
    """Whether the words of a style that matters stand anywhere in a page; most have a thousand that do not.

    A character written by its number may be a part of such a word.
    """
    return b"&#" in markup or any(_stands_in(markup, words, mark) for words, mark in _TELLING.items())


def _stands_in(markup: bytes, words: bytes, mark: re.Pattern[bytes]) -> bool:
    """Whether a pattern that begins with these words stands in a page: the words are found fast."""
    at = markup.find(words)
    while at >= 0 and not mark.match(markup, at):
        at = markup.find(words, at + 1)
    return at >= 0


def lighten(root: etree._Element, markup: bytes) -> bool:
    """Make the tree quick to walk: what is hidden gets a tag that says so, inline tags without effect go.

    True where some style strikes out, hides or raises text, so that each element's style has to be looked at.
    ``markup`` is what the tree was made from, in UTF-8.
    """
    styles = set(_STYLES(root)) if _may_tell(markup.lower()) else set()
    hiding = {style for style in styles if ("none" in style or "NONE" in style) and _HIDDEN.search(style)}
    hidden = [element for element in _STYLED(root) if element.get("style") in hiding] if hiding else []
    for element in (*hidden, *_HIDDEN_BY_ATTRIBUTE(root)):
        if element.tag not in ("html", "body"):
            element.tag = "template"
    styled = any(is_unprinted(style) or is_raised(style) for style in styles)
    if not styled:
        etree.strip_tags(root, *_PLAIN)
    return styled
