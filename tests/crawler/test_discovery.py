"""Discovery over real HTTP: every made-up portal by its family, and all portals by their home pages alone."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.replica.content import COUNTIES, County, Population, population
from crawler.replica.further import FURTHER, further_population
from crawler.replica.portals import all_sites
from crawler.replica.proxy import Replica
from pipelines.identity.title import read_title

FAMILIES = {
    "ningdu": "ucap",
    "jianshui": "vsb",
    "xuwen": "gkmlpt",
    "jianhu": "jpaas",
    "cangxi": "json",
    "shucheng": "plain",
    "dingyuan": "ewb",
}
MOST_REQUESTS_PER_REPORT = 10
SOAK = bool(os.environ.get("NIANBAO_SOAK"))


def entry(county: County, name: str, family: str) -> str:
    return (
        f'[{name}]\ntitle = "{county.name}"\ncounty = "{county.name}"\ndivision = "{county.code}"\n'
        f'family = "{family}"\nhome = "{county.scheme}://{county.host}/"\n'
    )


@pytest.fixture(scope="module")
def replica() -> Iterator[Replica]:
    with Replica(all_sites()) as served:
        yield served


def crawl(
    replica: Replica, folder: Path, names: Iterable[str], *more: str
) -> subprocess.CompletedProcess[str]:
    own = ["--archive", f"sqlite:///{folder}/a.db", "--data", str(folder / "data"), "--delay", "0"]
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "crawler", "crawl", *names, *own, *more],
        env={**os.environ, **replica.environment()},
        capture_output=True,
        text=True,
        check=False,
    )


def registered(folder: Path, text: str) -> Path:
    (folder / "data").mkdir()
    (folder / "data/portals.toml").write_text(text, "utf-8")
    return folder


def listed(folder: Path, host: str) -> set[tuple[str, str]]:
    """The titles and dates of the candidates that a host's lists named."""
    query = "select title, listed_on from page where url like ?"
    with sqlite3.connect(folder / "a.db") as archive:
        return set(archive.execute(query, (f"%//{host}/%",)))


def stored(folder: Path) -> set[tuple[str, int]]:
    """The bodies and years of the reports in the archive."""
    query = "select b.name, r.year from report r join body b on b.id = r.body_id"
    with sqlite3.connect(folder / "a.db") as archive:
        return set(archive.execute(query))


def expected(people: Population, county: County) -> set[tuple[str, str]]:
    """The titles and dates of all that is listed like an annual report."""
    reports = people.publications[county.code]
    alike = (one for one in people.confusers[county.code] if one.column == "annual_reports")
    candidates = (*reports, *(one for one in alike if read_title(one.title).is_report))
    return {(one.title, one.published_on.isoformat()) for one in candidates}


def test_each_family_lists_its_portal_whole_and_reads_the_reports_of_a_year(
    replica: Replica, tmp_path: Path
) -> None:
    entries = "".join(entry(county, county.portal, FAMILIES[county.portal]) for county in FURTHER)
    done = crawl(replica, registered(tmp_path, entries), FAMILIES, "--years", "2024")
    assert done.returncode == 0, done.stderr
    people = further_population()
    for county in FURTHER:
        assert expected(people, county) <= listed(tmp_path, county.host), county.portal
    reports = [one for county in FURTHER for one in people.publications[county.code]]
    assert stored(tmp_path) == {(one.unit.name, one.year) for one in reports if one.year == 2024}


def test_with_a_home_page_alone_every_report_is_listed_within_ten_requests_each(
    replica: Replica, tmp_path: Path
) -> None:
    counties = (*(COUNTIES[1:] if SOAK else COUNTIES[4:]), *FURTHER)
    entries = "".join(entry(county, f"any_{county.portal}", "generic") for county in counties)
    names = [f"any_{county.portal}" for county in counties]
    done = crawl(replica, registered(tmp_path, entries), names, "--years", "2008", "--json", "--explain")
    run: dict[str, Any] = json.loads(done.stdout)
    assert run["outcome"] == "done", done.stderr
    for county in counties:
        people = population() if county in COUNTIES else further_population()
        wanted = expected(people, county)
        assert wanted <= listed(tmp_path, county.host), county.portal
        pages = len(wanted)
        requests = run["portals"][f"any_{county.portal}"]["requests"]
        assert requests + pages <= MOST_REQUESTS_PER_REPORT * pages
    assert {step["why"] for step in run["steps"]["any_xuwen"]} >= {"openness", "named by the CMS"}


def test_with_a_home_page_alone_the_reports_behind_an_endpoint_are_found_unit_by_unit(
    replica: Replica, tmp_path: Path
) -> None:
    county = COUNTIES[0]
    registered(tmp_path, entry(county, "any_wenshang", "generic"))
    done = crawl(replica, tmp_path, ["any_wenshang"], "--years", "2025")
    assert done.returncode == 0, done.stderr
    reports = population().publications[county.code]
    assert stored(tmp_path) == {(one.unit.name, one.year) for one in reports if one.year == 2025}
