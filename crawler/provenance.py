"""What the user says of local documents: where they come from, whose they are, of which year."""

from __future__ import annotations

from pathlib import Path

from crawler.errors import UsageError
from pipelines.model import Context


def known_portal(name: str | None, data: Path) -> str | None:
    """The name itself. Raises UsageError for a portal that the registry does not have."""
    from spiders.registry import UnknownPortal, portal

    try:
        return portal(name, data).name if name else None
    except UnknownPortal as error:
        raise UsageError(error.args[0]) from error


def context_of(
    data: Path,
    *,
    url: str | None = None,
    portal: str | None = None,
    unit: str | None = None,
    year: int | None = None,
) -> Context:
    """The context of a local document. Its county is that of the portal named, else of the one at ``url``.

    Raises UsageError for a portal that the registry does not have.
    """
    from spiders.registry import known_portals, portal_of

    name = known_portal(portal, data)
    known = known_portals(data)[name] if name else portal_of(url or "", data)
    return Context(
        url=url,
        portal=known.name if known else None,
        county=known.county if known else None,
        unit=unit,
        year=year,
    )
