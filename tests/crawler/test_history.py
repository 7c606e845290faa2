"""What publishers do after publishing, over real HTTP: exactly that, and nothing else, is in the history."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from crawler.replica.content import Population, Publication, population
from crawler.replica.edits import Edits, Key, key_of, rewritten, with_figures
from crawler.replica.portals import portal_sites
from crawler.replica.proxy import Replica

PORTAL, COUNTY = "scmiyi", "510421"
UNITS = 6
FIGURE = "disclosure.penalty.decisions"
REPORTS = (
    "select b.name, r.year, v.number, v.content_hash from report r join body b on b.id = r.body_id"
    " join revision v on v.id = r.current_revision_id"
)


def people() -> Population:
    """The first bodies of the portal alone: a crawl takes seconds."""
    whole = population()
    units = whole.units[COUNTY][:UNITS]
    reports = tuple(one for one in whole.publications[COUNTY] if one.unit in units)
    others = tuple(one for one in whole.confusers[COUNTY] if one.unit in units)
    return Population(whole.seed, {COUNTY: units}, {COUNTY: reports}, {COUNTY: others})


@dataclass(frozen=True)
class Portal:
    """A portal's archive, and the reports that its publisher touches."""

    folder: Path
    url: str
    changed: Publication
    reworded: Publication
    removed: Publication
    corrected: Publication

    def nianbao(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "crawler", *arguments, "--archive", self.url],
            cwd=self.folder,
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def crawl(self, edits: Edits | None = None) -> None:
        with Replica(portal_sites(people(), edits)) as replica:
            own = ("crawl", PORTAL, "--data", "data", "--delay", "0")
            self.nianbao(*own, environment=replica.environment())

    def history(self, of: Publication) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = json.loads(self.nianbao("history", *names(of), "--json"))
        return events

    def current(self) -> dict[Key, tuple[int, str]]:
        engine = create_engine(self.url)
        with engine.connect() as connection:
            rows = connection.execute(text(REPORTS)).all()
        engine.dispose()
        return {(name, year): (number, content) for name, year, number, content in rows}


def names(of: Publication) -> tuple[str, str]:
    return (of.unit.name, str(of.year))


@pytest.fixture
def portal(archive_url: str, tmp_path: Path) -> Portal:
    pages = [one for one in people().publications[COUNTY] if one.form == "html" and one.layout == "2021"]
    plain = [one for one in pages if not one.real and FIGURE in one.truth.figures]
    return Portal(tmp_path, archive_url, *plain[::4][:4])


def test_a_figure_a_section_a_page_and_a_correction_make_exactly_their_own_events(portal: Portal) -> None:
    portal.crawl()
    before = portal.current()
    correction = replace(
        with_figures(portal.corrected, disclosure__penalty__decisions=77),
        title=f"{portal.corrected.title}（更正）",
    )
    heading = portal.reworded.truth.headings[4]
    edits = Edits(
        changed={
            key_of(portal.changed): with_figures(portal.changed, disclosure__penalty__decisions=4321),
            key_of(portal.reworded): rewritten(portal.reworded, {heading: f"{heading}（修改）"}),
        },
        removed=frozenset([key_of(portal.removed)]),
        added=(correction,),
    )
    portal.crawl(edits)
    touched = {key_of(one) for one in (portal.changed, portal.reworded, portal.corrected)}
    after = portal.current()
    assert {key for key in after if after[key] != before[key]} == touched

    first, second = portal.history(portal.changed)
    assert (first["event"], second["event"]) == ("first", "publisher")
    assert [one["figure"] for one in second["figures"]] == [FIGURE]
    old = portal.changed.truth.figures[FIGURE]
    assert second["figures"][0]["before"]["raw"] == old.raw
    assert second["figures"][0]["after"] == {"raw": "4321", "value": 4321, "state": "value"}
    assert (second["header"], second["sections"]) == ([], [])

    _, second = portal.history(portal.reworded)
    assert (second["event"], second["figures"], second["header"]) == ("publisher", [], [])
    assert heading in {one["heading"] for one in second["sections"] if one["before"] is not None}
    assert f"{heading}（修改）" in {one["heading"] for one in second["sections"] if one["after"] is not None}

    assert [one["event"] for one in portal.history(portal.removed)] == ["first", "withdrawn"]
    states = json.loads(portal.nianbao("coverage", "--json"))
    withdrawn = [(one["body"], one["year"]) for one in states if one["state"] == "withdrawn"]
    assert withdrawn == [key_of(portal.removed)]

    _, second = portal.history(portal.corrected)
    assert second["event"] == "document"
    assert {one["figure"]: one["after"]["value"] for one in second["figures"]} == {FIGURE: 77}
    assert [one["rule"] for one in second["findings"] if one["after"]] == ["documents.superseded"]

    portal.crawl()
    assert [one["event"] for one in portal.history(portal.removed)] == ["first", "withdrawn", "returned"]
    assert [one["event"] for one in portal.history(portal.changed)] == ["first", "publisher", "publisher"]
    assert "'4321'" in portal.nianbao("history", *names(portal.changed))
