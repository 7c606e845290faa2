"""A look at portals without keeping it (巡查): their lists are read, none of the reports.

What comes of it is what the lists name, every page that was read on the way, and what failed. All of it goes
into a scratch archive, which is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, text

from crawler.crawl import Asked, crawl_known
from crawler.settings import Settings

if TYPE_CHECKING:
    from scrapy.http import TextResponse

    from pipelines.tally import Problem
    from spiders.registry import Portal
    from spiders.steps import Step

_ENTRIES = (
    "SELECT g.url, g.title, g.listed_on, g.unit, g.year FROM page g JOIN portal o ON o.id = g.portal_id"
    " WHERE o.name = :portal ORDER BY g.url"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One report that a list names; ``year`` is the one reported on, by the list or the title."""

    url: str
    title: str
    listed_on: date | None
    unit: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Survey:
    """What was seen of one portal. ``pages`` are the answers that were read, by address."""

    portal: Portal
    entries: tuple[Listed, ...]
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    requests: int
    pages: Mapping[str, TextResponse]

    @property
    def years(self) -> list[int]:
        """The years that the reports are about, in order."""
        return sorted({one.year for one in self.entries if one.year is not None})

    @property
    def covered(self) -> set[int]:
        """The years that reports may be about: of one whose title was cut, the year before it was listed."""
        days = (one.listed_on for one in self.entries if one.year is None)
        return {*self.years, *(day.year - 1 for day in days if day)}


def survey(portals: Sequence[Portal], settings: Settings) -> dict[str, Survey]:
    """Read the lists of portals, whether or not a registry has them; a process can do this once.

    Raises Locked where another survey in the same folder runs; what else fails is told per portal.
    """
    with TemporaryDirectory(prefix="nianbao-") as scratch:
        data = Path(scratch)
        archive = f"sqlite:///{data / 'survey.db'}"
        asked = Asked(
            [one.name for one in portals], lists_only=True, delay=settings.delay, verbose=settings.verbose
        )
        outcome = crawl_known(portals, archive, data, asked)
        pages = list(answers(data))
        return {one.name: _survey(one, archive, outcome, pages) for one in portals}


def _survey(portal: Portal, archive: str, outcome: Any, pages: Sequence[TextResponse]) -> Survey:
    return Survey(
        portal=portal,
        entries=tuple(_entries(archive, portal.name)),
        steps=tuple(outcome.steps.get(portal.name, ())),
        problems=tuple(outcome.problems.get(portal.name, ())),
        requests=outcome.run["portals"][portal.name]["requests"],
        pages={page.url: page for page in pages if page.url.split("/")[2] in portal.hosts},
    )


def _entries(archive: str, portal: str) -> Iterator[Listed]:
    from pipelines.identity.title import read_title

    engine = create_engine(archive)
    with engine.connect() as connection:
        rows = connection.execute(text(_ENTRIES), {"portal": portal}).all()
    engine.dispose()
    for row in rows:
        day = date.fromisoformat(row.listed_on) if row.listed_on else None
        yield Listed(row.url, row.title, day, row.unit, row.year or read_title(row.title).year)


def answers(data: Path) -> Iterator[TextResponse]:
    """Every page in the WARC files of a folder that the portal itself answered with, as Scrapy has it."""
    from warcio.archiveiterator import ArchiveIterator

    for file in sorted(data.rglob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "response" and record.http_headers.get_statuscode() == "200":
                    yield _page(record)


def _page(record: Any) -> TextResponse:
    from scrapy.http import HtmlResponse

    from pipelines.reading.encoding import decode

    body = record.content_stream().read()
    kind = record.http_headers.get_header("Content-Type")
    text_of_it = decode(body, kind).text
    return HtmlResponse(record.rec_headers.get_header("WARC-Target-URI"), body=text_of_it, encoding="utf-8")
