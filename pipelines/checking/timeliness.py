"""Check 10: published after the due date (公布期限); dates and sources are those of ``archive/due.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from archive.due import due_on, due_rule
from pipelines.model import Finding, Kind, Severity

MIGRATED = 2 * 365
"""Days after which a date is mostly that of a site's migration, and not that of the publication."""


def check_timeliness(kind: Kind, year: int | None, published_on: date | None) -> Iterator[Finding]:
    """A note where the report came late. Unknown year or date, or none due: nothing.

    Source: 政府信息公开条例 (2007) art. 31, (2019) art. 49.
    """
    rule = due_rule(kind.value, year) if year is not None else None
    due = due_on(kind.value, year) if year is not None else None
    if rule is None or due is None or published_on is None or published_on <= due:
        return
    late = (published_on - due).days
    message = f"published on {published_on}, {late} days after {due}. {rule.source}."
    if late > MIGRATED:
        message += (
            " So late a date is mostly the day on which the site was moved, not the day of publication."
        )
    yield Finding("timeliness", Severity.NOTE, message, (), due.isoformat(), published_on.isoformat())
