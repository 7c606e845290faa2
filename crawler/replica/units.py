"""The bodies of the replica: county governments, townships and streets, fifteen departments per county.

``data/units.csv`` was made from the public division table (national codes as of June 2023); the folder names
are romanised by hand, the credit codes are invented with right check digits, but for four real ones.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from crawler.replica.content import COUNTIES, Unit
from pipelines.model import Kind


@cache
def units_by_county() -> dict[str, tuple[Unit, ...]]:
    """Every unit by county code, the county government first, in the order of the file."""
    with files("crawler.replica").joinpath("data/units.csv").open(encoding="utf-8") as lines:
        units = [_unit(row) for row in csv.DictReader(lines)]
    return {county.code: tuple(u for u in units if u.county == county.code) for county in COUNTIES}


def _unit(row: dict[str, str]) -> Unit:
    return Unit(
        county=row["county"],
        name=row["name"],
        short=row["short"],
        division=row["division"],
        kind=Kind(row["kind"]),
        code=row["code"],
        slug=row["slug"],
    )
