"""Which portals are due, by the pure rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from archive.discoveries import Look, discoveries, record_look
from crawler.agenda import Due, Past, Rhythm, due_of, due_portals
from spiders.registry import portals

NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)
RHYTHM = Rhythm(timedelta(hours=20), timedelta(days=7))


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


def test_the_portal_not_looked_at_for_longest_comes_first_and_a_fresh_one_is_not_due() -> None:
    pasts = [
        Past("fresh", ago(hours=2), ago(days=1)),
        Past("yesterday", ago(hours=24), ago(days=1)),
        Past("longest", ago(days=3), ago(days=3)),
        Past("never"),
    ]
    assert [one.portal for one in due_of(pasts, NOW, RHYTHM)] == ["never", "longest", "yesterday"]


def test_everything_is_discovered_at_first_after_a_week_and_after_a_failure() -> None:
    pasts = [
        Past("never"),
        Past("failed", ago(days=1)),
        Past("week", ago(days=1), ago(days=8)),
        Past("known", ago(days=1), ago(days=2)),
    ]
    kinds = {one.portal: one.kind for one in due_of(pasts, NOW, RHYTHM)}
    assert kinds == {"never": "everything", "failed": "everything", "week": "everything", "known": "lists"}


def test_the_first_look_after_a_due_date_discovers_everything() -> None:
    for day, kind in ((31, "lists"), (32, "everything"), (33, "lists")):
        now = datetime(2026, 1, 1, 2, tzinfo=UTC) + timedelta(days=day - 1)
        complete = now - timedelta(days=1)
        [due] = due_of([Past("a", complete, complete)], now, RHYTHM)
        assert due.kind == kind, due


def test_an_archive_tells_when_its_portals_were_looked_at(archive) -> None:  # type: ignore[no-untyped-def]
    ours = [portals()[name] for name in ("wenshang", "changle", "tongbai")]
    record_look(archive, "wenshang", Look(ago(days=2), "everything", True, memory={"columns": []}))
    record_look(archive, "wenshang", Look(ago(days=1), "lists", False))
    record_look(archive, "changle", Look(ago(hours=1), "everything", False))
    assert due_portals(archive, ours, NOW) == [
        Due("tongbai", "everything", "never discovered as a whole"),
        Due("wenshang", "everything", "the last look failed"),
    ]
    known = discoveries(archive)["wenshang"]
    assert (known.complete_at, known.outcome, known.memory) == (ago(days=2), "part", {"columns": []})
