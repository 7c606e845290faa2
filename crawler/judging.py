"""What follows from a crawl that has ended (采后判定): which reports went, and how the ledger stands.

1. Only a whole portal, read without a failure, says that a report went or came back, or that one is missing.
2. Any other crawl says of the ledger what it met.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.console import message

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archive.standing import Changes
    from spiders.registry import Portal


def judge_all(
    engine: Engine, portals: Iterable[Portal], run_id: int, complete: frozenset[str], *, whole: bool
) -> None:
    """Judge portals after a run: ``whole`` if all of them was asked for, ``complete`` names those read so."""
    from archive.discoveries import Look, record_look
    from archive.standing import judge_standing
    from crawler.ledger import judge_portal

    begun = _begun(engine, run_id)
    for portal in portals:
        done = whole and portal.name in complete
        if done:
            _say(portal.name, judge_standing(engine, portal.name, run_id))
        if whole:
            record_look(engine, portal.name, Look(begun, "everything", done))
        judge_portal(engine, portal, run_id, complete=done)


def _begun(engine: Engine, run_id: int) -> datetime:
    from sqlalchemy import select

    from archive.models import Run

    with engine.connect() as connection:
        return connection.execute(select(Run.started).where(Run.id == run_id)).scalar_one()


def _say(name: str, changes: Changes) -> None:
    went = f"{changes.withdrawn} reports are not there any more: withdrawn"
    came = f"{changes.returned} reports came back"
    told = [went] * bool(changes.withdrawn) + [came] * bool(changes.returned)
    if told:
        message(f"{name}: {'; '.join(told)}. See: nianbao history BODY YEAR.")
