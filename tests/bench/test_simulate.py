"""The simulation of a whole country, on a small one."""

from __future__ import annotations

import math
from dataclasses import replace

from bench.country import country, politeness_read
from bench.simulate import ORDINARY, OUTAGE, Result, simulate

PORTALS = country(60)
AFTER_OUTAGE = f"after {OUTAGE.days} days of outage"


def night(workers: int, name: str = ORDINARY.name) -> Result:
    return simulate(name, PORTALS, workers, days=4)


def test_the_same_country_has_the_same_night_twice() -> None:
    assert country(60) == PORTALS
    assert night(4) == night(4)


def test_more_crawls_at_once_make_a_night_shorter_and_no_host_busier() -> None:
    nights = [night(workers) for workers in (1, 4, 16)]
    assert [one.due for one in nights] == [60, 60, 60]
    assert nights[0].first_round > nights[1].first_round > nights[2].first_round
    assert len({one.most_in_a_minute for one in nights}) == 1


def test_no_host_is_asked_more_often_than_its_budget_allows() -> None:
    budget = politeness_read()
    assert budget.least_gap == budget.delay / 2 > 0
    for result in (night(16), night(16, "the first crawl of everything")):
        assert result.least_gap >= budget.least_gap
        assert result.most_in_a_minute <= math.ceil(60 / budget.least_gap)


def test_after_an_outage_each_portal_waits_once_and_not_once_a_night() -> None:
    after = night(4, AFTER_OUTAGE)
    assert after.due == 60
    assert night(4).requests < after.requests < 2 * night(4).requests
    assert after.settled < 4 * 24


def test_portals_that_are_gone_are_tried_three_times_and_counted_as_failed() -> None:
    gone = [replace(one, server=replace(one.server, down=1.0)) for one in PORTALS[:5]]
    result = simulate(ORDINARY.name, gone, 16, days=4)
    assert (result.failed, result.requests) == (5, 5 * 3 * 4), "three tries of four requests"
    assert result.settled > 2.25, "after a quarter of an hour, and after two hours more"
