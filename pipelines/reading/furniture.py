"""Page numbers: printed on every page, content of none."""

from __future__ import annotations

import re

_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–－_·~]+\s*\d{1,4}\s*[-—–－_·~]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}\s*页?)\s*"
)


def is_page_number(line: str) -> bool:
    """True for `- 3 -`, `第3页`, `第 3 页 共 9 页`, `3/9`; a bare number is not certain enough."""
    return _PAGE_NUMBER.fullmatch(line) is not None
