"""Who decides at the command line, and why."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from crawler.errors import UsageError

if TYPE_CHECKING:
    from pipelines.storing.changes import Signed


def user() -> str:
    """The user of this machine. Raises UsageError where it has no name for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise UsageError(
            "This machine does not say who you are: name the one who decides with --by."
        ) from error


def signed_by(who: str | None, note: str | None, *, needs_note: bool = True) -> Signed:
    """The signature of a decision. Raises UsageError for one without its reason."""
    from pipelines.storing.changes import Signed

    reason = (note or "").strip()
    if needs_note and not reason:
        raise UsageError("A decision needs its reason: --note TEXT.")
    return Signed(who or user(), reason)
