"""Page numbers: printed on every page, content of none."""

from __future__ import annotations

import re

_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–－_·~]+\s*\d{1,4}\s*[-—–－_·~]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?)\s*"
)
_AT_EDGE = re.compile(r"[\W_]{0,3}\d{1,4}(?:\s*/\s*\d{1,4}\s*页?)?[\W_]{0,3}")


def is_page_number(line: str, *, at_edge: bool = False) -> bool:
    """True for `- 3 -`, `第3页`, `第 3 页 共 9 页`; at the edge of a page for `3` and `3/9` too."""
    if "\t" in line:
        return False
    return bool(_PAGE_NUMBER.fullmatch(line) or (at_edge and _AT_EDGE.fullmatch(line)))
