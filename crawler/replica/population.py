"""The population of the replica portals: who published what, when, in which form, and what is true of it.

1. Each body lives through 2019-2025 (``simulation``); a few years it does not publish: the gaps that a ledger
   must show. The five real reports stand at their body and year.
2. In each county some reports get a mistake (``planting``); then every figure is printed (``printing``).
3. All chance comes from one ``random.Random`` per body, seeded by the population's seed and the body's
   division and folder, so a new body or year in one county changes nothing elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Literal

from archive.codebook import keys_of
from crawler.replica.content import COUNTIES, Form, Population, Publication, TrueFigure, Truth, Unit
from crawler.replica.lookalikes import confusers
from crawler.replica.planting import MISTAKES, broken_sums, plant
from crawler.replica.printing import ABSENT, MISSING, habit_of, print_year
from crawler.replica.real_reports import has_real_report, real_report
from crawler.replica.rendering.html import STYLES
from crawler.replica.rendering.prose import headings_of
from crawler.replica.simulation import APPLICANTS, OTHER_2021, Year, simulate, temper_of
from crawler.replica.units import units_by_county
from pipelines.model import Kind

Layout = Literal["2019", "2021"]
YEARS = range(2019, 2026)
GAP_SHARE = 0.04
HYBRID_SHARE = 0.02
"""Share of reports in the form of 2021 whose 其他处理 is the single row of 2019."""
MISTAKES_PER_COUNTY = 9
FORMS: Mapping[Form, int] = {"html": 74, "docx": 12, "pdf": 14}
STYLE_WEIGHTS = (36, 22, 18, 14, 10)


@dataclass(slots=True)
class Draft:
    """A report before its figures are printed: the true numbers, which a planted mistake may still change."""

    unit: Unit
    year: int
    layout: Layout
    numbers: Year
    habit: str
    rng: Random


@lru_cache(maxsize=4)
def populate(seed: int) -> Population:
    """The whole population of one seed."""
    units = units_by_county()
    return Population(
        seed=seed,
        units=units,
        publications={county.code: publications_of(units[county.code], seed) for county in COUNTIES},
        confusers={c.code: confusers(units[c.code], Random(f"{seed}/{c.code}/other")) for c in COUNTIES},
    )


def publications_of(units: tuple[Unit, ...], seed: int) -> tuple[Publication, ...]:
    """What the bodies of one county publish, the government first among them."""
    drafts = [draft for unit in units for draft in _drafts(unit, seed)]
    _plant_mistakes(drafts, Random(f"{seed}/{units[0].county}/mistakes"))
    generated = [_published(draft) for draft in drafts]
    real = [report for unit in units for year in YEARS if (report := real_report(unit, year))]
    order = {unit: at for at, unit in enumerate(units)}
    return tuple(sorted([*generated, *real], key=lambda each: (order[each.unit], each.year)))


def _drafts(unit: Unit, seed: int) -> Iterator[Draft]:
    """The years of a body that it published, the real ones left out."""
    rng = Random(f"{seed}/{unit.division}/{unit.slug}")
    quiet = has_real_report(unit)
    habit = habit_of(rng)
    story = simulate(temper_of(unit, quiet=quiet, rng=rng), [(y, layout_of(y)) for y in YEARS], rng)
    for year, numbers in story.items():
        published = rng.random() >= GAP_SHARE or unit.kind is Kind.GOVERNMENT
        habit = habit if rng.random() < 0.7 else habit_of(rng)
        own = Random(rng.getrandbits(64))
        if published and real_report(unit, year) is None:
            yield Draft(unit, year, layout_of(year), numbers, habit, own)


def layout_of(year: int) -> Layout:
    """The form in force for reports on a year: that of 2019 until 2020, that of 2021 since."""
    return "2019" if year < 2021 else "2021"


def _plant_mistakes(drafts: list[Draft], rng: Random) -> None:
    """Mistakes of every kind in turn, only where every number is printed, so that each can be told."""
    plain = [draft for draft in drafts if draft.habit not in MISSING]
    for at, draft in enumerate(rng.sample(plain, MISTAKES_PER_COUNTY)):
        plant(draft.numbers, at % len(MISTAKES), rng)


def _published(draft: Draft) -> Publication:
    rng, unit, year = draft.rng, draft.unit, draft.year
    figures = _figures(draft)
    printed = _printed_name(unit, rng)
    form = rng.choices([*FORMS], [*FORMS.values()])[0]
    style = rng.choices([*STYLES], STYLE_WEIGHTS)[0] if form == "html" else form
    return Publication(
        unit=unit,
        year=year,
        title=_title(printed, year, rng),
        printed=printed,
        published_on=_published_on(unit, year, rng),
        layout=draft.layout,
        form=form,
        style=style,
        source=rng.choice([unit.name, unit.short, "", ""]),
        index_number=f"{unit.code[8:17]}/{year + 1}-{rng.randrange(1, 400):05d}",
        real=False,
        truth=Truth(figures, broken_sums(figures), headings_of(rng)),
        seed=rng.getrandbits(64),
    )


def _figures(draft: Draft) -> dict[str, TrueFigure]:
    """Every key of the layout as printed; a hybrid has the single row 其他处理 and lacks its three."""
    numbers = dict(draft.numbers)
    if draft.layout == "2021" and draft.rng.random() < HYBRID_SHARE:
        for who in (*APPLICANTS, "total"):
            parts = [numbers.pop(f"applications.{row}.{who}") for row in OTHER_2021]
            numbers[f"applications.other_handling.{who}"] = sum(parts)
    printed = print_year(numbers, draft.habit)
    return {key: printed.get(key, ABSENT) for key in dict.fromkeys([*keys_of(draft.layout), *printed])}


def _printed_name(unit: Unit, rng: Random) -> str:
    """The name in the title: official, without the county, or as menus have it."""
    county = unit.name.partition("县")[0] + "县"
    if unit.kind is Kind.GOVERNMENT:
        return rng.choice([unit.name, unit.name, unit.short])
    without = unit.name.removeprefix(county)
    return rng.choice([unit.name, unit.name, without, without, unit.short, county + unit.short])


def _title(printed: str, year: int, rng: Random) -> str:
    pattern = rng.choices(
        [
            "{0}{1}年政府信息公开工作年度报告",
            "{0}{1}年度政府信息公开工作年度报告",
            "{0}{1}年政府信息公开年度报告",
            "{1}年{0}政府信息公开工作年度报告",
            "{0}政府信息公开工作{1}年度报告",
            "{0}{1}年政府信息公开年报",
        ],
        [72, 6, 6, 8, 4, 4],
    )[0]
    return pattern.format(printed, year)


def _published_on(unit: Unit, year: int, rng: Random) -> date:
    """In January of the next year, a county government by the end of March; one in twenty is late."""
    days = rng.randrange(14, 85) if unit.kind is Kind.GOVERNMENT else rng.randrange(4, 30)
    late = rng.randrange(60, 240) if rng.random() < 0.05 else 0
    return date(year + 1, 1, 1) + timedelta(days=days + late)
