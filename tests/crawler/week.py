"""A week of nights as a table: what publishers do on each day, and what must be seen after its night."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from sqlalchemy import text

from bench.kills import Place, broken
from crawler.alarms import watch
from crawler.replica.content import COUNTIES, Population, Publication, population
from crawler.replica.edits import Edits, Key, key_of, with_figures
from crawler.replica.exchange import Site
from crawler.replica.portals import PORTALS
from crawler.replica.proxy import Replica
from tests.crawler.killing import Instant, Watched, chosen, run_and_kill
from tests.crawler.nights import Nights
from tests.crawler.troubles import Blank, Closed, Down, Hiding, Polite, Torn

Stands = frozenset[tuple[str, str | None]]
#: So often is each portal asked at least, in the first night and in a later one with nothing new.
FIRST, LATER = 30, 7
EDITED = "disclosure.licensing.decisions"
_LEDGER = """
SELECT body, year, state, due FROM coverage WHERE year BETWEEN 2018 AND 2025
"""
_FIGURE = "SELECT value FROM figures WHERE body = :body AND year = :year AND figure = :figure"


@dataclass(frozen=True)
class Day:
    """One day and the night before its dawn; what is published besides is the replica's to say.

    ``comes``: published tonight under an old date. ``goes``: removed. ``returns``: put back. ``edited``: a
    figure has another number. ``flawed``: figures that do not add up. ``torn``: the files are cut short.
    ``rebuilt``: a portal has other addresses from now on. Tonight alone: ``fails``: a portal answers errors,
    ``closed``: has a notice in place of every page, ``blank``: pages without a link, ``hides``: reports are
    off its lists, and still there. ``dies``: the night is killed, and nobody starts it again.
    ``asleep``: nobody starts it, and somebody calls the doctor at noon. ``full``: so is the disk.

    ``doubted`` is the portal whose lists are not believed. ``stands``: the alarms that must stand in the
    morning, by monitor and portal; those that did not the day before are what people are told.
    """

    on: date
    comes: Key | None = None
    goes: tuple[Key, ...] = ()
    returns: tuple[Key, ...] = ()
    edited: tuple[Key, int] | None = None
    flawed: tuple[Key, ...] = ()
    rebuilt: str | None = None
    fails: str | None = None
    closed: str | None = None
    blank: str | None = None
    hides: tuple[Key, ...] = ()
    torn: tuple[Key, ...] = ()
    dies: bool = False
    asleep: bool = False
    full: bool = False
    doubted: str | None = None
    stands: Stands = frozenset()


def bodies(chosen_ones: dict[str, tuple[int, ...]]) -> Population:
    """Some bodies of some portals, by their number in the replica."""
    whole = population()
    units = {
        county.code: tuple(whole.units[county.code][number] for number in chosen_ones[county.portal])
        for county in COUNTIES
        if county.portal in chosen_ones
    }
    reports = {
        code: tuple(one for one in whole.publications[code] if one.unit in units[code]) for code in units
    }
    return Population(whole.seed, units, reports, dict.fromkeys(units, ()))


@dataclass
class Week:
    """The nights of a table, one after the other. ``chance`` says when each is killed; None: none is.
    ``url`` is the archive's address; None for an SQLite file.

    ``there`` and ``gone`` are the replica's own truth: what each portal had when it could be seen last, and
    what it had before and has no more.
    """

    folder: Path
    people: Population
    polite: str | None = None
    chance: Random | None = None
    url: str | None = None
    there: dict[str, set[Key]] = field(default_factory=dict)
    gone: set[Key] = field(default_factory=set)
    torn: set[Key] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._nights = Nights(self.folder, self.url or f"sqlite:///{self.folder}/a.db", self.people)
        self._counties = {one.portal: one for one in COUNTIES if one.code in self.people.units}
        self._names = [] if len(self._counties) == len(COUNTIES) else list(self._counties)
        self._edits, self._least = Edits(), FIRST

    def live(self, day: Day) -> Stands:
        """Let a day happen, and its night look; gives the alarms that stand in the morning."""
        self._edits = self._happened(day)
        self.torn |= {*day.torn}
        self._nights.rebuilt |= {day.rebuilt} if day.rebuilt else set()
        now = datetime.combine(day.on, time(2, day.on.day), UTC)
        if day.asleep:
            return self._asked(now.replace(hour=12), day)
        if self.chance is not None or day.dies:
            self._is_killed(now, day, self._instant(day))
            now += timedelta(minutes=5)
        if day.dies:
            return day.stands
        said = self._whole(now, day)
        self._note(day)
        self._least = LATER
        return self._asked(now, day) if self._names else said

    def _whole(self, now: datetime, day: Day) -> Stands:
        """A night to its end; gives the alarms of its log."""
        with Replica(self._sites(day)) as replica:
            done = self._nights.run(*self._nightly(now), environment=replica.environment())
        said = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
        assert said[-1]["event"] == "night ends", done.stderr
        in_part = said[-1]["outcome"] != "done" or any(one["level"] == "error" for one in said)
        assert done.returncode == in_part, done.stderr
        return frozenset((one["monitor"], one["portal"]) for one in said if one["event"] == "alarm")

    def _happened(self, day: Day) -> Edits:
        changed = dict(self._edits.changed)
        if day.edited:
            key, number = day.edited
            changed[key] = with_figures(self._one(*key), **{EDITED.replace(".", "__"): number})
        for key in day.flawed:
            changed[key] = with_figures(self._one(*key), applications__received__total=7777)
        removed = (self._edits.removed | {*day.goes}) - {*day.returns}
        added = (self._late(*day.comes),) if day.comes else ()
        return Edits(changed, removed, (*self._edits.added, *added), day.on)

    def _one(self, body: str, year: int) -> Publication:
        reports = (one for reports in self.people.publications.values() for one in reports)
        return next(one for one in reports if key_of(one) == (body, year))

    def _late(self, body: str, year: int) -> Publication:
        """A report that was never published, with the date that it should have had."""
        like = self._one(body, year + 1)
        title = f"{like.unit.name}{year}年政府信息公开工作年度报告"
        return replace(like, year=year, title=title, published_on=date(year + 1, 1, 20))

    def _sites(self, day: Day) -> dict[str, Site]:
        sites = self._nights.sites(self._edits)
        if day.hides:
            fewer = self._nights.sites(replace(self._edits, removed=self._edits.removed | {*day.hides}))
            sites = {host: Hiding(fewer[host], site) for host, site in sites.items()}
        if self.torn:
            torn = frozenset(file.body for key in self.torn for file in self._one(*key).attachments)
            sites = {host: Torn(site, torn) for host, site in sites.items()}
        for portal, trouble in ((day.fails, Down()), (day.closed, Closed()), (day.blank, Blank())):
            sites |= dict.fromkeys(self._hosts(portal), trouble)
        return sites | {host: Polite(sites[host]) for host in self._hosts(self.polite)}

    def _hosts(self, portal: str | None) -> tuple[str, ...]:
        host = self._counties[portal].host if portal else ""
        return (host, host.removeprefix("www."), *PORTALS[portal].aliases) if portal else ()

    def _nightly(self, now: datetime) -> list[str]:
        return ["@" + now.isoformat(), "nightly", *self._names, "--json"]

    def _asked(self, now: datetime, day: Day) -> Stands:
        """The alarms after a night over some portals, which asks no monitor itself."""
        engine = self._nights.engine()
        with patch("crawler.alarms.LEAST_BYTES", 1 << 60 if day.full else 0):
            standing = watch(engine, self.folder, now)
        engine.dispose()
        return frozenset((one.monitor, one.portal) for one in standing)

    def _instant(self, day: Day) -> Instant:
        if day.dies or self.chance is None:
            return Instant(3, None, 0)
        return chosen(self.chance, self._least * len(self._counties), len(self._counties))

    def _is_killed(self, now: datetime, day: Day, instant: Instant) -> None:
        sites = {host: Watched(site, instant) for host, site in self._sites(day).items()}
        with Replica(sites) as replica:
            command = self._nights.command(*self._nightly(now))
            code = run_and_kill(command, replica.environment(), instant, self.folder / "killed.log")
        assert code == -signal.SIGKILL, (instant, (self.folder / "killed.log").read_text("utf-8"))

    def _note(self, day: Day) -> None:
        for name, county in self._counties.items():
            if name in (day.fails, day.closed, day.blank, day.doubted):
                continue
            reports = [*self.people.publications[county.code], *self._edits.added]
            out = {key_of(one) for one in reports if one.unit.county == county.code and self._is_out(one)}
            now = out - self._edits.removed
            self.gone = (self.gone | (self.there.get(name, set()) - now)) - now
            self.there[name] = now

    def _is_out(self, one: Publication) -> bool:
        return one in self._edits.added or self._edits.is_out(one.published_on)

    @property
    def place(self) -> Place:
        """The archive, to be held against another one."""
        return Place(self._nights.url, self.folder / "data")

    @property
    def ledger(self) -> dict[Key, str]:
        """How every body and year stands that the ledger knows, each once."""
        engine = self._nights.engine()
        with engine.connect() as connection:
            rows = connection.execute(text(_LEDGER)).all()
        engine.dispose()
        told = {(row.body, row.year): self._state(row) for row in rows}
        assert len(told) == len(rows)
        return told

    def _state(self, row: Any) -> str:
        """The state; the database's own clock is not the week's, and may say due of what is not."""
        is_early = row.state == "due" and date.fromisoformat(str(row.due)) >= self._edits.until
        return "not_due" if is_early else str(row.state)

    def truth(self, told: dict[Key, str]) -> dict[Key, str]:
        """How the same bodies and years stand by what the replica has."""
        assert self._edits.until is not None
        there = {key for keys in self.there.values() for key in keys}
        lacking = {key: _lacking(*key, self._edits.until) for key in told}
        stand = dict.fromkeys(there, "archived") | dict.fromkeys(self.gone, "withdrawn")
        return lacking | stand | dict.fromkeys(self.torn, "unreadable")

    def number(self, body: str, year: int) -> int | None:
        """The edited figure, as the archive has it."""
        engine = self._nights.engine()
        with engine.connect() as connection:
            found = connection.execute(text(_FIGURE), {"body": body, "year": year, "figure": EDITED})
            number = found.scalar_one()
        engine.dispose()
        return None if number is None else int(number)


def _lacking(body: str, year: int, today: date) -> str:
    """How a report stands that nobody has published."""
    due = date(year + 1, 3, 31) if year < 2019 or body.endswith("县人民政府") else date(year + 1, 1, 31)
    return "missing" if due < today else "not_due"


def lived(week: Week, days: Iterable[Day], told: list[Any]) -> Week:
    """Live through the days, and look after each night."""
    yesterday: Stands = frozenset()
    for day in days:
        before = len(told)
        stands, ledger = week.live(day), week.ledger
        assert stands == day.stands, f"{day.on}: {sorted(map(str, stands ^ day.stands))}"
        wrong = ledger.items() ^ week.truth(ledger).items()
        assert not wrong, f"{day.on}: {sorted(wrong)[:8]}"
        assert _news(told[before:], "alarms") == stands - yesterday
        assert _news(told[before:], "over") == yesterday - stands
        yesterday = stands
    assert list(broken(week.place)) == []
    return week


def _news(told: list[Any], kind: str) -> Stands:
    """What people were told of; of no alarm twice."""
    alarms = [(one["monitor"], one["portal"], one["says"]) for sent in told for one in sent[kind]]
    assert len(alarms) == len(set(alarms))
    return frozenset((monitor, portal) for monitor, portal, _ in alarms)
