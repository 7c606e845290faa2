"""Names of WordprocessingML and how to ask its elements."""

from __future__ import annotations

from functools import cache
from typing import Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VAL: Final = f"{W}val"


def name(element: etree._Element) -> str:
    """The local name of a Word element, `mc:...` for markup compatibility, the full name for others."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.removeprefix(W) if tag.startswith(W) else tag.replace(_MC, "mc:")


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element down a path of names."""
    for step in path:
        if element is None:
            return None
        element = next(element.iterchildren(_full(step)), None)
    return element


@cache
def _full(step: str) -> str:
    return W + step


def value(element: etree._Element | None, *path: str) -> str | None:
    """The w:val of the element down a path; None without element, `""` without attribute."""
    found = child(element, *path)
    return None if found is None else found.get(_VAL, "")


def number(text: str | None, default: int) -> int:
    """A whole number of at most six digits, or the default for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else default


def is_on(element: etree._Element | None, *path: str) -> bool:
    """True for a switch that is there and not switched off."""
    return value(element, *path) not in (None, "0", "false", "off", "none")


def attribute(element: etree._Element, key: str) -> str:
    """An attribute of the Word namespace, empty if absent."""
    return element.get(W + key, "")
