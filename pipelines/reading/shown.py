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
_STYLES = cast(Callable[[etree._Element], list[str]], etree.XPath(".//@style", smart_strings=False))
_STYLED = cast(Callable[[etree._Element], list[etree._Element]], etree.XPath(".//@style/.."))
_HIDDEN_BY_ATTRIBUTE = cast(Callable[[etree._Element], list[etree._Element]], etree.XPath(".//@hidden/.."))


def is_unprinted(style: str) -> bool:
    """Whether a style strikes text out or makes it invisible, though it keeps its place."""
    return _UNPRINTED.search(style) is not None


def is_raised(style: str) -> bool:
    """Whether a style raises or lowers text, as it does a mark."""
    return _RAISED.search(style) is not None


def lighten(root: etree._Element) -> bool:
    """Make the tree quick to walk: what is hidden gets a tag that says so, inline tags without effect go.

    True where some style strikes out, hides or raises text, so that each element's style has to be looked at.
    """
    styles = set(_STYLES(root))
    hiding = {style for style in styles if ("none" in style or "NONE" in style) and _HIDDEN.search(style)}
    hidden = [element for element in _STYLED(root) if element.get("style") in hiding] if hiding else []
    for element in (*hidden, *_HIDDEN_BY_ATTRIBUTE(root)):
        if element.tag not in ("html", "body"):
            element.tag = "template"
    styled = any(is_unprinted(style) or is_raised(style) for style in styles)
    if not styled:
        etree.strip_tags(root, *_PLAIN)
    return styled
