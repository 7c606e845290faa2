"""The generated documents: which there are, and each one's article and truth, always the same for a seed.

A specimen is light: its article and its bytes are made where they are needed, in a worker process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random

from archive.codebook import keys_of
from archive.divisions import Division, children, division
from bench.indicators import indicators
from bench.noise import damaged
from bench.numbers import numbers_of, plant_2014, with_totals
from bench.older import older
from bench.truth import TrueFinding, TrueReport
from crawler.replica.content import Planted, Publication, TrueFigure, Truth, Unit
from crawler.replica.planting import broken_sums, plant
from crawler.replica.printing import ABSENT, habit_of, print_year
from crawler.replica.rendering.article import Article, Grid, Line
from crawler.replica.rendering.prose import headings_of, written
from crawler.replica.simulation import Year
from pipelines.model import Kind, State

BROKEN_SUMS = 0.05
AS_IN_THE_FORM = ("text-cells", "scan")
"""Formats whose tables are not damaged: a dump of cells would lose its rows; a scan has noise of its own."""
SINGLE_ROW = 0.15
"""Share of reports in the form of 2021 that print 其他处理 as the one row of 2019."""
YEARS = {
    "2021": range(2021, 2026),
    "2019": range(2019, 2021),
    "2014": range(2014, 2019),
    "text": range(2008, 2014),
}

#: How many documents of each layout and format make a thousand, scans apart.
PLAN: Mapping[str, Mapping[str, int]] = {
    "2021": {
        "html-clean": 40,
        "html-word": 40,
        "html-wps": 40,
        "html-nested": 40,
        "html-breaks": 40,
        "docx": 60,
        "doc": 60,
        "pdf-office": 60,
        "pdf": 30,
        "text-tabs": 20,
        "text-cells": 20,
        "text-pipes": 20,
        "scan": 20,
    },
    "2019": {
        "html-clean": 25,
        "html-word": 25,
        "html-wps": 25,
        "html-nested": 25,
        "docx": 40,
        "doc": 40,
        "pdf-office": 40,
        "pdf": 10,
        "text-tabs": 15,
        "text-cells": 15,
    },
    "2014": {
        "html-clean": 25,
        "html-word": 25,
        "html-wps": 25,
        "html-breaks": 25,
        "docx": 35,
        "doc": 35,
        "pdf-office": 30,
        "xlsx": 20,
        "xls": 20,
        "text-tabs": 15,
        "text-pipes": 15,
    },
    "text": {"html-clean": 15, "html-word": 15, "docx": 10, "doc": 10, "pdf-office": 10, "text-tabs": 10},
}


@dataclass(frozen=True, slots=True)
class Specimen:
    """One document to be made: ``form`` is its format (and style), ``seed`` decides everything in it."""

    layout: str
    form: str
    number: int
    seed: int

    @property
    def name(self) -> str:
        """What mistakes in it are listed under."""
        return f"{self.layout}-{self.form}-{self.number:03}"


def plan(seed: int, share: float = 1.0) -> list[Specimen]:
    """Every specimen of a run; ``share`` of each kind, but one at least."""
    return [
        Specimen(layout, form, number, seed)
        for layout, forms in PLAN.items()
        for form, count in forms.items()
        for number in range(max(1, round(count * share)))
    ]


def made(specimen: Specimen) -> tuple[Article, TrueReport]:
    """The specimen's article, its tables as a careless body prints them, and what is true of it."""
    article, truth = undamaged(specimen)
    if specimen.form in AS_IN_THE_FORM:
        return article, truth
    rng = Random(f"noise {specimen.seed} {specimen.name}")
    article = damaged(article, rng, markup=specimen.form.startswith("html"))
    return article, as_printed(truth, article)


def as_printed(truth: TrueReport, article: Article) -> TrueReport:
    """The truth of an article that lost rows or cells: their figures are absent, sums cannot be told."""
    there = {cell.key for block in article.blocks if isinstance(block, Grid) for cell in block.cells}
    figures = {key: figure if key in there else ABSENT for key, figure in truth.figures.items()}
    whole = tuple(one for one in truth.findings if one.figures <= there)
    return replace(truth, figures=figures, findings=whole, whole=figures == truth.figures)


def undamaged(specimen: Specimen) -> tuple[Article, TrueReport]:
    """The specimen's article with its tables as the form has them, and what is true of it."""
    publication, tellable = _publication(specimen, Random(f"{specimen.seed} {specimen.name}"))
    truth = _truth(specimen, publication, tellable)
    if specimen.layout == "text":
        article, stated = older(publication)
        return article, replace(truth, stated=stated)
    article = _form_of_2014(publication) if specimen.layout == "2014" else written(publication)
    return article, truth


def _truth(specimen: Specimen, publication: Publication, tellable: Iterable[Planted]) -> TrueReport:
    return TrueReport(
        document=specimen.name,
        title=publication.title,
        body=publication.unit.name,
        year=publication.year,
        layout=specimen.layout,
        figures=publication.truth.figures,
        findings=_findings(publication.truth.findings),
        tellable=_findings(tellable),
    )


def _findings(planted: Iterable[Planted]) -> tuple[TrueFinding, ...]:
    return tuple(TrueFinding(one.rule, frozenset(one.figures)) for one in planted)


def _publication(specimen: Specimen, rng: Random) -> tuple[Publication, tuple[Planted, ...]]:
    """The report, and the sums that are wrong in it where its blanks count as the zeros they stand for."""
    unit = _unit(rng)
    year = rng.choice(YEARS[specimen.layout])
    title = f"{unit.name}{year}年政府信息公开工作年度报告"
    truth, tellable = _numbers(specimen.layout, rng)
    publication = Publication(
        unit=unit,
        year=year,
        title=title,
        printed=unit.name,
        published_on=date(year + 1, 1, 5) + timedelta(days=rng.randrange(25)),
        layout="2019" if specimen.layout == "2019" else "2021",
        form="html",
        style="",
        source="",
        index_number="",
        real=False,
        truth=truth,
        seed=rng.randrange(10**9),
    )
    return publication, tellable


def _unit(rng: Random) -> Unit:
    place = _place(rng)
    county = division(place.parent)
    street = place.level == "street"
    name = f"{county.name if county else ''}{place.name}{'办事处' if street else '人民政府'}"
    kind = Kind.STREET if street else Kind.TOWNSHIP
    return Unit(place.parent, name, place.name, place.code, kind, "", "x")


def _place(rng: Random) -> Division:
    """A town, township or street somewhere in the country that lies in a county."""
    while True:
        place = rng.choice(children(rng.choice(children(rng.choice(_cities()))).code))
        if place.level in ("township", "street") and place.name.endswith(("镇", "乡", "街道")):
            return place


@cache
def _cities() -> tuple[str, ...]:
    """The cities whose every child is a county with places below it."""
    cities = (city for province in children("") for city in children(province.code))
    return tuple(
        c.code for c in cities if children(c.code) and all(children(d.code) for d in children(c.code))
    )


def _numbers(layout: str, rng: Random) -> tuple[Truth, tuple[Planted, ...]]:
    if layout == "text":
        return Truth({}, (), ()), ()
    single = layout == "2019" or rng.random() < SINGLE_ROW
    year = with_totals(numbers_of(layout, single, rng))
    if layout == "2014":
        planted = (plant_2014(year, rng),) if rng.random() < BROKEN_SUMS else ()
        figures = _printed(layout, year, habit_of(rng))
        certain = tuple(one for one in planted if all(figures[key].value is not None for key in one.figures))
        return Truth(figures, certain, headings_of(rng)), planted
    if rng.random() < BROKEN_SUMS:
        plant(year, rng.randrange(6), rng)
    figures = _printed(layout, year, habit_of(rng))
    return Truth(figures, broken_sums(figures), headings_of(rng)), broken_sums(
        _printed(layout, year, "plain")
    )


def _printed(layout: str, year: Year, habit: str) -> dict[str, TrueFigure]:
    printed = print_year(year, habit)
    missing = {key: ABSENT for key in keys_of(layout) if key not in printed}
    return {**printed, **missing}


def _form_of_2014(publication: Publication) -> Article:
    """A report of the years 2014 to 2018: running text, and the table of indicators at its end."""
    figures = {k: replace(f) for k, f in publication.truth.figures.items() if f.state is not State.ABSENT}
    rng = Random(publication.seed)
    table: Grid = indicators(figures, without_units=rng.random() < 0.2)
    texts = (
        f"根据《中华人民共和国政府信息公开条例》的规定，现公布{publication.printed}{publication.year}年度"
        f"政府信息公开工作年度报告。统计期限为{publication.year}年1月1日至{publication.year}年12月31日。",
        "一、概述",
        "按照上级要求，结合实际，认真推进政府信息公开各项工作。",
        "二、主动公开政府信息情况",
        "围绕群众关心的问题，及时公开各类政府信息。",
        "三、存在问题和改进措施",
        "公开内容与群众的要求还有差距，今后将进一步加强培训，丰富公开形式。",
        "政府信息公开情况统计表",
        f"（{publication.year}年度）",
    )
    roles = {1: "heading", 3: "heading", 5: "heading"}
    lines = [Line(text, roles.get(at, "text")) for at, text in enumerate(texts)]  # type: ignore[arg-type]
    signed = Line(publication.unit.name, "signature")
    return Article(publication.title, (Line(publication.title, "title"), *lines, table, signed))
