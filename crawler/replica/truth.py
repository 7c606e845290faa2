"""What a perfect crawl of a portal finds: the measure of every test against the replica."""

from __future__ import annotations

from crawler.replica.content import COUNTIES, County, Population, Publication, population


def expected_reports(portal: str, people: Population | None = None) -> dict[tuple[str, int], Publication]:
    """Exactly the reports that a crawl of a portal must find, by official body name and year reported on.

    ``portal`` is the short name, such as ``wenshang``. Raises KeyError for a portal that is not replicated.
    """
    people = people or population()
    found = people.publications[_county(portal).code]
    return {(publication.unit.name, publication.year): publication for publication in found}


def _county(portal: str) -> County:
    for county in COUNTIES:
        if county.portal == portal:
            return county
    known = ", ".join(county.portal for county in COUNTIES)
    raise KeyError(f"No replica of a portal called {portal!r}; there are {known}.")
