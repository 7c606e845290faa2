"""Years as people write them on the command line: ``2023`` or ``2019-2024``."""

from __future__ import annotations

import re

from crawler.errors import UsageError

#: The Regulation of 2007 came into force in 2008: there are no reports for earlier years.
FIRST_YEAR = 2008


def years_of(text: str | None) -> tuple[int, int] | None:
    """The first and the last year of a range, both included; None for no text. Raises UsageError."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d{4})(?:\s*[-–:]\s*(\d{4}))?", text.strip())
    if not found:
        raise UsageError(f"Years are written 2023 or 2019-2024, not {text!r}.")
    first, last = int(found[1]), int(found[2] or found[1])
    if not FIRST_YEAR <= first <= last:
        raise UsageError(f"{text!r} is no range of years from {FIRST_YEAR} on: the earlier one comes first.")
    return first, last
