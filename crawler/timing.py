"""How long a run may take, as people write it: ``--budget 2h``, ``--until 06:00``."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from crawler.errors import UsageError

_UNITS = {"h": 3600, "m": 60, "s": 1}


def seconds_of(budget: str | None, until: str | None, now: datetime) -> float | None:
    """The seconds that a run has, the shorter of both; None for no limit. ``now`` is local time.

    Raises UsageError.
    """
    given = [one for one in (_span(budget), _until(until, now)) if one is not None]
    return min(given, default=None)


def _span(text: str | None) -> float | None:
    if text is None:
        return None
    found = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", text.strip())
    if not found or not any(found.groups()):
        raise UsageError(f"A budget is written 2h, 90m or 1h30m, not {text!r}.")
    return float(sum(int(one or 0) * unit for one, unit in zip(found.groups(), _UNITS.values(), strict=True)))


def _until(text: str | None, now: datetime) -> float | None:
    """The seconds until the clock shows a time next; at that very minute a day."""
    if text is None:
        return None
    try:
        clock = datetime.strptime(text.strip(), "%H:%M").time()
    except ValueError as error:
        raise UsageError(f"A time of day is written 06:00, not {text!r}.") from error
    end = datetime.combine(now.date(), clock, now.tzinfo)
    return (end - now if end > now else end + timedelta(days=1) - now).total_seconds()
