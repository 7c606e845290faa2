"""What follows from a crawl that has ended (采后判定): which reports went, and how the ledger stands.

1. Only a whole portal, read without a failure, says that a report went or came back, or that one is missing.
2. Any other crawl says of the ledger what it met.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from crawler.console import message

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archive.standing import Changes
    from spiders.registry import Portal


def judge_all(
    engine: Engine, spiders: Iterable[Any], run_id: int, complete: frozenset[str], *, whole: bool
) -> None:
    """Judge portals by their spiders: ``whole`` if all was asked for, ``complete`` names those read so."""
    from archive.discoveries import Look, record_look
    from archive.runs import begun_at
    from archive.standing import judge_standing
    from crawler.ledger import judge_portal

    begun = begun_at(engine, run_id)
    for spider in spiders:
        portal: Portal = spider.portal
        done = whole and portal.name in complete and spider.listed_count > 0
        if done:
            _say(portal.name, judge_standing(engine, portal.name, run_id))
        if whole:
            memory = spider.past.learnt().as_json() if done else None
            empty = portal.name in complete and not done
            record_look(engine, portal.name, Look(begun, "everything", done, empty, memory))
        judge_portal(engine, portal, begun, complete=done)


def judge_look(  # noqa: PLR0913  # how it ended, by name
    engine: Engine, spider: Any, run_id: int, begun: datetime, *, complete: bool, doubted: bool = False
) -> None:
    """Judge a portal after a night's look, which fetches little of what the lists name.

    ``complete``: nothing failed. Lists that name nothing at all are no complete look. ``doubted``: they name
    so much less than before that a second look must confirm it.
    """
    from archive.discoveries import Look, record_look
    from archive.standing import judge_listed
    from crawler.ledger import judge_portal

    portal: Portal = spider.portal
    kind: Literal["lists", "everything"] = "lists" if spider.past.past else "everything"
    empty = complete and not spider.listed_count
    complete = complete and not empty
    if complete:
        _say(portal.name, judge_listed(engine, portal.name, run_id, begun))
    memory = spider.past.learnt().as_json() if complete else None
    judge_portal(engine, portal, begun, complete=complete and kind == "everything")
    record_look(engine, portal.name, Look(begun, kind, complete, empty, memory, doubted))


def _say(name: str, changes: Changes) -> None:
    went = f"{changes.withdrawn} reports are not there any more: withdrawn"
    came = f"{changes.returned} reports came back"
    told = [went] * bool(changes.withdrawn) + [came] * bool(changes.returned)
    if told:
        message(f"{name}: {'; '.join(told)}. See: nianbao history BODY YEAR.")
