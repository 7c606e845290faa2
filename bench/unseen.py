"""How discovery fares on portals that nobody has seen: ``python -m bench.unseen --seeds 1-20``.

1. Each seed makes a portal per CMS family (``crawler.replica.unseen``), served over real HTTP.
2. ``generic`` crawls all of them knowing the home pages alone, ``family`` with an entry for the family,
   ``add`` by ``nianbao portal add URL --yes`` and then by the entry that this wrote.
3. What is in the archive is held against what was published: reports missed, reports that are none, requests
   for each report found, and what the command said.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.replica.proxy import Replica
from crawler.replica.unseen.sites import FAMILIES, Unseen, unseen_portals

KNOWN_AS = {"api": "json", "ewb": "ewb", "posted": "json"}
LEAST_RECALL = 0.95
MOST_REQUESTS = 10.0


@dataclass(frozen=True, slots=True)
class Score:
    """How one portal was read: ``wrong``: reports that it does not have, ``said``: how the command ended."""

    family: str
    seed: int
    there: int
    found: int
    wrong: int
    requests: int
    said: str

    @property
    def is_good(self) -> bool:
        """As the project promises for a portal of which only the home page is known."""
        enough = self.found >= LEAST_RECALL * self.there and not self.wrong and self.said.endswith("done")
        return enough and self.requests <= MOST_REQUESTS * max(1, self.found)

    def __str__(self) -> str:
        mark = " " if self.is_good else "!"
        each = self.requests / max(1, self.found)
        shown = f"{self.found}/{self.there} found, {self.wrong} wrong, {each:.1f} requests each"
        return f"{mark} {self.seed:>4} {self.family:<10} {shown}, {self.said}"


def scores(seed: int, way: str, families: Sequence[str]) -> Iterator[Score]:
    """The portals of a seed, crawled in one of the ways."""
    portals = unseen_portals(seed, families)
    sites = {host: site for one in portals for host, site in one.sites.items()}
    with TemporaryDirectory(prefix="nianbao-") as scratch, Replica(sites) as replica:
        folder = Path(scratch)
        (folder / "data").mkdir()
        if way == "add":
            said = {one.family: _added(one, replica, folder) for one in portals}
        else:
            entries = "".join(_entry(one, "generic" if way == "generic" else "") for one in portals)
            (folder / "data/portals.toml").write_text(entries, "utf-8")
            said = {}
        before = replica.requests
        outcome = _crawled([one.county.portal for one in portals], replica, folder)
        for one in portals:
            asked = sum(replica.requests[host] - before[host] for host in one.sites)
            yield _score(
                one,
                seed,
                folder,
                asked,
                f"{said.get(one.family, '')} {outcome.get(one.county.portal, 'lost')}",
            )


def _entry(one: Unseen, family: str) -> str:
    county = one.county
    family = family or KNOWN_AS.get(one.family, one.family)
    return (
        f'[{county.portal}]\ntitle = "{county.name}"\ncounty = "{county.name}"\ndivision = "{county.code}"\n'
        f'family = "{family}"\nhome = "{county.scheme}://{county.host}/"\n'
    )


def _run(replica: Replica, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = ["--data", str(folder / "data"), "--delay", "0"]
    environment = {**os.environ, **replica.environment()}
    command = [sys.executable, "-m", "crawler", *arguments, *own]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _added(one: Unseen, replica: Replica, folder: Path) -> str:
    county, before = one.county, replica.requests
    place = ["--division", county.code]
    done = _run(
        replica,
        folder,
        "portal",
        "add",
        f"{county.scheme}://{county.host}/",
        "--yes",
        "--name",
        county.portal,
        *place,
    )
    asked = sum(replica.requests[host] - before[host] for host in one.sites)
    lines = [
        line
        for line in done.stderr.splitlines()
        if " error " in line or "family" in line or "not green" in line
    ]
    family = next(
        (line.partition("family ")[2].split()[0].rstrip(",.:") for line in lines if "family " in line), "?"
    )
    told = "" if done.returncode == 0 else f" {lines}"
    return f"add {done.returncode} {family} {asked} requests{told}"


def _crawled(names: Sequence[str], replica: Replica, folder: Path) -> dict[str, str]:
    own = ["--archive", f"sqlite:///{folder}/a.db", "--json", "--explain"]
    done = _run(replica, folder, "crawl", *names, *own)
    try:
        run = json.loads(done.stdout)
    except ValueError:
        print(done.stderr, file=sys.stderr)
        return {}
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    problems = {name: [line for line in lines if line.startswith(f"{name}:")] for name in names}
    return {name: f"part {problems[name][:3]}" if problems[name] else "done" for name in names if run}


def _score(one: Unseen, seed: int, folder: Path, requests: int, said: str) -> Score:
    county = one.county
    query = (
        "select b.name, r.year from report r join body b on b.id = r.body_id"
        " where exists (select 1 from page_report p join page g on g.id = p.page_id"
        " join portal o on o.id = g.portal_id"
        " where p.report_id = r.id and o.name = ?)"
    )
    with sqlite3.connect(folder / "a.db") as archive:
        found = set(archive.execute(query, (county.portal,)))
    there = one.people.expected(county.code)
    missed = sorted(there - found)
    if os.environ.get("VERBOSE"):
        print(f"   missed {missed[:6]} wrong {sorted(found - there)[:4]}")
    return Score(one.family, seed, len(there), len(found & there), len(found - there), requests, said)


def main() -> None:
    """Print a line per portal; the last says how many were good."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", default="1-3")
    asked.add_argument("--way", default="generic", choices=("generic", "family", "add"))
    asked.add_argument("--families", default=",".join(FAMILIES))
    options = asked.parse_args()
    first, _, last = options.seeds.partition("-")
    good = every = 0
    for seed in range(int(first), int(last or first) + 1):
        for score in scores(seed, options.way, options.families.split(",")):
            print(score, flush=True)
            good, every = good + score.is_good, every + 1
    print(f"{good} of {every} portals are good")


if __name__ == "__main__":
    main()
