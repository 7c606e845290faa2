"""The population: the same everywhere, whole where it says so, with gaps, late reports and mistakes."""

import hashlib
import os
import subprocess
import sys
from datetime import date

import pytest

from archive.codebook import keys_of
from crawler.replica.content import COUNTIES, Population, Publication, population
from crawler.replica.population import YEARS
from pipelines.model import Kind, State

DIGEST = """
import hashlib
from crawler.replica.content import population
digest = hashlib.sha256()
p = population()
for county, reports in p.publications.items():
    for at, r in enumerate(reports):
        findings = [(f.rule, f.figures) for f in r.truth.findings]
        digest.update(repr((county, r.unit, r.title, r.published_on, r.form, r.style, findings)).encode())
        digest.update(repr([(k, f.raw, str(f.value)) for k, f in r.truth.figures.items()]).encode())
        if at % 20 == 0:
            digest.update(r.body_html.encode())
            digest.update(b"".join(a.body for a in r.attachments))
    for c in p.confusers[county]:
        digest.update(repr((c.title, c.published_on)).encode() + c.body_html.encode())
print(digest.hexdigest())
"""
CARRIED = ("natural_person", "enterprise", "research", "charity", "legal_service", "other", "total")


@pytest.fixture(scope="module")
def everything() -> Population:
    return population()


@pytest.fixture(scope="module")
def reports(everything: Population) -> list[Publication]:
    return [report for county in everything.publications.values() for report in county]


def digest_with(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    run = subprocess.run(
        [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def test_two_processes_with_different_hash_seeds_make_the_same_population_to_the_byte() -> None:
    first = digest_with("1")
    assert len(first) == len(hashlib.sha256().hexdigest())
    assert first == digest_with("77")


def test_another_seed_makes_another_population(everything: Population) -> None:
    other = population(7)
    assert other.expected("370830") != everything.expected("370830")


def test_every_township_and_street_of_the_division_table_and_fifteen_departments_are_there(
    everything: Population,
) -> None:
    counted = {
        county.portal: (
            sum(u.kind in (Kind.TOWNSHIP, Kind.STREET) for u in everything.units[county.code]),
            sum(u.kind is Kind.DEPARTMENT for u in everything.units[county.code]),
            sum(u.kind is Kind.GOVERNMENT for u in everything.units[county.code]),
        )
        for county in COUNTIES
    }
    towns = {"wenshang": 15, "changle": 8, "tongbai": 16, "wuzhi": 15, "scmiyi": 11}
    assert counted == {portal: (towns[portal], 15, 1) for portal in towns}


def test_names_slugs_and_codes_are_unique_in_a_county_and_names_begin_with_it(everything: Population) -> None:
    for county in COUNTIES:
        units = everything.units[county.code]
        for value in ("name", "slug", "code", "short"):
            assert len({getattr(unit, value) for unit in units}) == len(units)
        assert all(unit.name.startswith(county.name) and unit.slug.isascii() for unit in units)
        assert all(unit.division.startswith(county.code) for unit in units)


def test_each_county_has_gaps_but_few(everything: Population) -> None:
    for county in COUNTIES:
        due = len(everything.units[county.code]) * len(YEARS)
        found = len(everything.expected(county.code))
        assert len(everything.publications[county.code]) == found, "one report per body and year"
        assert 0.90 * due < found < due


def test_the_form_follows_the_year_and_the_truth_has_every_key_of_it(reports: list[Publication]) -> None:
    for report in reports:
        assert report.layout == ("2019" if report.year < 2021 else "2021")
        assert set(keys_of(report.layout)) <= set(report.truth.figures)


def test_reports_come_out_in_the_following_year_and_a_few_are_late(reports: list[Publication]) -> None:
    late = 0
    for report in reports:
        assert report.published_on.year == report.year + 1
        march = report.unit.kind is Kind.GOVERNMENT
        late += report.published_on > date(report.year + 1, 3 if march else 1, 31)
    assert 0.02 < late / len(reports) < 0.1


def test_what_is_carried_in_was_carried_out_the_year_before(reports: list[Publication]) -> None:
    by_key = {(report.unit, report.year): report.truth.figures for report in reports}
    compared = 0
    for (unit, year), figures in by_key.items():
        before = by_key.get((unit, year - 1))
        for who in CARRIED:
            now = figures[f"applications.carried_in.{who}"].value
            then = before[f"applications.carried_out.{who}"].value if before else None
            if now is not None and then is not None:
                assert now == then
                compared += bool(now)
    assert compared > 50


def test_tens_of_applications_over_several_columns_occur(reports: list[Publication]) -> None:
    busy = [
        report
        for report in reports
        if sum((report.truth.figures[f"applications.received.{who}"].value or 0) > 2 for who in CARRIED[:-1])
        >= 3
    ]
    assert len(busy) > 20


def test_every_state_of_a_cell_occurs_and_only_values_have_numbers(reports: list[Publication]) -> None:
    states = set()
    for report in reports:
        for figure in report.truth.figures.values():
            states.add(figure.state)
            assert (figure.state is State.VALUE) == (figure.value is not None)
    assert states == {State.VALUE, State.BLANK, State.SLASH, State.DASH, State.ABSENT}


def test_look_alikes_are_many_and_their_titles_read_like_reports(everything: Population) -> None:
    for county in COUNTIES:
        others = everything.confusers[county.code]
        assert len(others) >= 40
        assert sum(c.lookalike for c in others) >= 12
        assert sum(bool(c.attachments) for c in others) >= 6
        titles = {report.title for report in everything.publications[county.code]}
        assert not titles & {c.title for c in others}
