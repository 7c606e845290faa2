"""Portals that nobody has seen, from their home pages alone: one in short runs, three seeds in long ones."""

from __future__ import annotations

import os

import pytest

from bench.unseen import scores
from crawler.replica.unseen.sites import FAMILIES, unseen_portal

SOAK = bool(os.environ.get("NIANBAO_SOAK"))
SEEDS = (1, 2, 3) if SOAK else (1,)


@pytest.mark.parametrize("seed", SEEDS)
def test_from_the_home_page_alone_the_reports_are_found_whatever_paths_labels_and_menus(seed: int) -> None:
    found = list(scores(seed, "generic", list(FAMILIES) if SOAK else ["posted"]))
    assert [str(one) for one in found if not one.is_good] == []


@pytest.mark.skipif(not SOAK, reason="Each portal is added and crawled: minutes.")
@pytest.mark.parametrize("seed", SEEDS)
def test_an_unseen_portal_is_added_green_by_one_command_and_crawled_whole_by_its_entry(seed: int) -> None:
    found = list(scores(seed, "add", list(FAMILIES)))
    assert [str(one) for one in found if not one.is_good or "add 0" not in one.said] == []


def test_a_seed_makes_the_same_portal_each_time_and_another_seed_another() -> None:
    one, again, other = (unseen_portal("trs", seed) for seed in (1, 1, 2))
    assert one.county == again.county != other.county
    assert one.people.expected(one.county.code) == again.people.expected(one.county.code)
