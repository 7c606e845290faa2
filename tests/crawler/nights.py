"""Nights over a few bodies of the replica: the real command, and an archive in which days pass."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, select, text, update

from archive.models import Base
from archive.queries import Part, coverage
from archive.types import Utc
from crawler.replica.content import COUNTIES, Population, population
from crawler.replica.edits import Edits, Key, key_of
from crawler.replica.exchange import Site
from crawler.replica.portals import PORTALS, portal_sites
from crawler.replica.portals.stock import stock_of
from crawler.replica.proxy import Replica
from tests.crawler.troubles import Blank, Down

CLOCKED = Path(__file__).with_name("clocked.py")


def people(portals: tuple[str, ...], units: int) -> Population:
    """The first bodies of some portals."""
    whole = population()
    codes = {county.code: whole.units[county.code][:units] for county in COUNTIES if county.portal in portals}
    reports = {
        code: tuple(one for one in whole.publications[code] if one.unit in codes[code]) for code in codes
    }
    return Population(whole.seed, codes, reports, dict.fromkeys(codes, ()))


@dataclass
class Nights:
    """An archive, a data folder and a population whose nights it lives through."""

    folder: Path
    url: str
    population: Population
    out_of_order: set[str] = field(default_factory=set)
    rebuilt: set[str] = field(default_factory=set)
    blank: set[str] = field(default_factory=set)

    def sites(self, edits: Edits | None = None) -> dict[str, Site]:
        """What the portals serve."""
        sites = portal_sites(self.population, edits)
        for county in (one for one in COUNTIES if one.portal in self.rebuilt):
            portal = PORTALS[county.portal]
            stock = stock_of(county, self.population, portal.first_number + 4000, edits)
            sites[county.host] = portal.build(stock)
        sites |= dict.fromkeys(sites.keys() & self.out_of_order, Down())
        return sites | dict.fromkeys(sites.keys() & self.blank, Blank())

    def command(self, *arguments: str) -> list[str]:
        """The real command; at another time if the first argument is one: @2026-01-26T02:00:00+00:00."""
        own = ["--archive", self.url, "--data", str(self.folder / "data"), "--delay", "0"]
        clock = [one.removeprefix("@") for one in arguments[:1] if one.startswith("@")]
        started = [str(CLOCKED), *clock] if clock else ["-m", "crawler"]
        return [sys.executable, "-W", "error", *started, *arguments[len(clock) :], *own]

    def night(self, edits: Edits | None = None, *more: str, code: int = 0) -> dict[str, Any]:
        """One night; gives its run."""
        names = [one.portal for one in COUNTIES if one.code in self.population.units]
        with Replica(self.sites(edits)) as replica:
            done = self.run("nightly", *names, "--json", *more, environment=replica.environment())
        assert done.returncode == code, done.stderr
        run: dict[str, Any] = json.loads(done.stdout)
        return run

    def run(self, *arguments: str, environment: Mapping[str, str] | None = None) -> Any:
        """A command in a process of its own."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
        )

    def ledger(self, *states: str) -> set[Key]:
        """The bodies and years in some states, from a year before the replica's first to its last."""
        engine = self.engine()
        rows = coverage(engine, Part(years=(2018, 2025), states=states))
        engine.dispose()
        return {(row["body"], row["year"]) for row in rows}

    def truth(self, edits: Edits | None = None) -> set[Key]:
        """What the portals have."""
        changes = edits or Edits()
        there = {key_of(one) for reports in self.population.publications.values() for one in reports}
        return (there - changes.removed) | {key_of(one) for one in changes.added}

    def engine(self) -> Engine:
        """The archive."""
        return create_engine(self.url)

    def days_pass(self, days: float) -> None:
        """Everything that the archive knows happened earlier."""
        engine = self.engine()
        with engine.begin() as connection:
            for table in Base.metadata.sorted_tables:
                moments = [column for column in table.columns if isinstance(column.type, Utc)]
                keys = list(table.primary_key)
                for row in connection.execute(select(*keys, *moments)).all() if moments else ():
                    values = row[len(keys) :]
                    earlier = {
                        column.name: value - timedelta(days=days)
                        for column, value in zip(moments, values, strict=True)
                        if isinstance(value, datetime)
                    }
                    same = [key == value for key, value in zip(keys, row[: len(keys)], strict=True)]
                    if earlier:
                        connection.execute(update(table).where(*same).values(earlier))
        engine.dispose()

    def counted(self) -> dict[str, int]:
        """The rows of every table."""
        engine = self.engine()
        with engine.connect() as connection:
            found = {
                name: connection.execute(text(f"select count(*) from {name}")).scalar_one()
                for name in Base.metadata.tables
            }
        engine.dispose()
        return found
