"""Names of WordprocessingML and how to ask its elements."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property, lru_cache
from typing import Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VAL: Final = f"{W}val"


def name(element: etree._Element) -> str:
    """The local name of a Word element, `mc:...` for markup compatibility, the full name for others."""
    return _local(element.tag)


@lru_cache(maxsize=4096)
def _local(tag: object) -> str:
    if not isinstance(tag, str):
        return ""
    return tag.removeprefix(W) if tag.startswith(W) else tag.replace(MC, "mc:")


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


def holders(root: etree._Element, kind: str, *names: str) -> dict[etree._Element, dict[str, str]]:
    """The elements whose properties (of a kind: pPr, tcPr) have one of these, with the w:val of each."""
    found: dict[etree._Element, dict[str, str]] = {}
    for item in root.iter(*map(_full, names)):
        properties = item.getparent()
        holder = None if properties is None else properties.getparent()
        if properties is not None and holder is not None and properties.tag == _full(kind):
            found.setdefault(holder, {}).setdefault(name(item), item.get(_VAL, ""))
    return found


class Styles:
    """The styles of a document by their id. Parsed when the first is asked for: many documents use none."""

    def __init__(self, part: Callable[[], etree._Element | None]) -> None:
        self._part = part

    def get(self, style: str) -> etree._Element | None:
        """The definition of a style; None for no style."""
        return self._all.get(style) if style else None

    @cached_property
    def _all(self) -> dict[str, etree._Element]:
        root = self._part()
        found = root.findall(f"{W}style") if root is not None else []
        return {attribute(style, "styleId"): style for style in found}


def number(text: str | None, default: int) -> int:
    """A whole number of at most six digits, or the default for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else default


def is_on(element: etree._Element | None, *path: str) -> bool:
    """True for a switch that is there and not switched off."""
    return value(element, *path) not in (None, "0", "false", "off", "none")


def attribute(element: etree._Element, key: str) -> str:
    """An attribute of the Word namespace, empty if absent."""
    return element.get(W + key, "")
