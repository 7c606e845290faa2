"""Runs that are killed at random instants, and what one clean run then makes of what they left.

1. ``nianbao crawl``, ``backfill``, ``import`` and ``reextract`` are each started and killed (-9, with all
   their processes) after a random part of the time that a whole run takes, again and again; then run once
   whole.
2. The archive must equal one whose run was never killed: reports, figures, sections, findings, documents,
   captured addresses and bytes, states of pages. What may differ: moments, runs, ids, and how often a page
   was captured in between.
3. Nothing dangles: every reference holds, every capture's record is in its WARC file with its bytes, every
   WARC file is whole.

The crawl is of a small portal of the replica, served by this process.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text
from warcio.archiveiterator import ArchiveIterator

from crawler.replica.content import Population, population
from crawler.replica.exchange import Site
from crawler.replica.portals import portal_sites
from crawler.warc import read_record

COUNTY, PORTAL, UNITS = "510421", "scmiyi", 5
COMMANDS = ("crawl", "backfill", "import", "reextract")
KEPT = {
    "reports": "SELECT b.name, b.division_code, r.year, r.title, r.layout, r.published_on, v.content_hash"
    " FROM report r JOIN body b ON b.id = r.body_id JOIN revision v ON v.id = r.current_revision_id",
    "figures": "SELECT body, division_code, year, figure, value, state, raw, place FROM figures",
    "sections": "SELECT r.title, s.number, s.heading, s.text FROM section s"
    " JOIN report r ON r.current_revision_id = s.revision_id",
    "findings": "SELECT body, year, rule, severity, message, url FROM findings",
    "documents": "SELECT url, sha256, role, media_type FROM document",
    "readings": "SELECT r.title, d.url, d.sha256, x.content_hash FROM reading x"
    " JOIN report r ON r.id = x.report_id JOIN document d ON d.id = x.document_id",
    "captures": "SELECT DISTINCT url, sha256, status, media_type FROM capture",
    "pages": "SELECT url, title, unit, year, state, reason FROM page",
}


@dataclass(frozen=True)
class Place:
    """An archive with its data folder (and store), and how commands reach them."""

    url: str
    data: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    store: str | None = None

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A command of ``nianbao`` in a session of its own."""
        own = ("--archive", self.url, "--data", str(self.data))
        return subprocess.Popen(
            [sys.executable, "-m", "crawler", *arguments, *own],
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def whole(self, *arguments: str) -> float:
        """Run a command to its end; gives the seconds. Raises AssertionError where it fails."""
        started = time.monotonic()
        process = self.start(*arguments)
        _, said = process.communicate()
        assert process.returncode == 0, said.decode()
        return time.monotonic() - started

    def killed(self, seconds: float, *arguments: str) -> None:
        """Run a command and end it, with every process that it has started, after so long."""
        process = self.start(*arguments)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=seconds)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def people(counties: Sequence[str] = (COUNTY,), bodies: int = UNITS) -> Population:
    """The first bodies of some portals: a whole crawl takes seconds."""
    whole = population()
    units = {county: whole.units[county][:bodies] for county in counties}
    reports = {
        county: tuple(one for one in whole.publications[county] if one.unit in units[county])
        for county in counties
    }
    return Population(whole.seed, units, reports, dict.fromkeys(counties, ()))


def small_portal() -> Mapping[str, Site]:
    """The sites that ``Replica`` serves for these runs."""
    return portal_sites(people())


def arguments_of(command: str, documents: Sequence[Path]) -> tuple[str, ...]:
    """The command line of each of ``COMMANDS``."""
    if command == "crawl":
        return ("crawl", PORTAL, "--delay", "0")
    if command == "backfill":
        return ("backfill", "--portal", PORTAL, "--delay", "0")
    if command == "import":
        return ("import", *map(str, documents))
    return ("reextract", "--since-version", "999")


def differences(one: Place, other: Place) -> list[str]:
    """What two archives hold differently, by kind; empty where they are equal."""
    mine, theirs = contents(one.url), contents(other.url)
    return [
        f"{name}: {len(mine[name] - theirs[name])} too many, {len(theirs[name] - mine[name])} missing"
        for name in KEPT
        if mine[name] != theirs[name] or _doubled(one.url, name)
    ]


def contents(url: str) -> dict[str, set[str]]:
    """What an archive holds, without moments and ids."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {name: set(map(repr, connection.execute(text(query)))) for name, query in KEPT.items()}
    engine.dispose()
    return found


def _doubled(url: str, name: str) -> bool:
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = list(map(repr, connection.execute(text(KEPT[name]))))
    engine.dispose()
    return name in ("reports", "documents", "readings", "pages") and len(rows) != len(set(rows))


def broken(place: Place) -> Iterator[str]:
    """Every reference and every record that does not hold."""
    engine = create_engine(place.url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
                yield f"a row that refers to nothing: {row}"
        for row in connection.execute(text("SELECT url, sha256, warc_file, warc_offset FROM capture")):
            payload = read_record(place.data, row.warc_file, row.warc_offset, place.store)
            if hashlib.sha256(payload).hexdigest() != row.sha256:
                yield f"{row.url}: the record in {row.warc_file} has other bytes"
    engine.dispose()
    for file in sorted(place.data.rglob("*.warc.gz")):
        yield from _broken_records(file)


def _broken_records(file: Path) -> Iterator[str]:
    with file.open("rb") as stream:
        records = ArchiveIterator(stream, check_digests=True)
        for record in records:
            record.content_stream().read()
            if record.digest_checker.passed is False:
                yield f"{file.name}: {record.rec_headers.get_header('WARC-Target-URI')}: wrong digest"


def kill_often(place: Place, arguments: Sequence[str], times: int, seconds: float, seed: int) -> None:
    """Start and kill a command so many times, each at another instant, then run it once whole."""
    chance = random.Random(seed)
    for _ in range(times):
        place.killed(chance.uniform(0.2, seconds), *arguments)
    place.whole(*arguments)
