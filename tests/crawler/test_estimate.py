"""What a backfill says of how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.estimate import Estimate, lasting


@dataclass
class Spider:
    name: str = "wenshang"
    pages_asked: int | None = None
    pages_known: int = 30
    pages_answered: int = 0


def test_the_estimate_comes_with_the_end_of_the_lists_and_then_every_minute() -> None:
    now, said, totals, spider = [0.0], list[str](), list[int](), Spider()
    estimate = Estimate(said.append, totals.append, lambda: now[0])
    for _ in range(100):
        now[0] += 3
        estimate.answered(spider)
    assert said == []
    spider.pages_asked = 200
    now[0] += 3
    estimate.answered(spider)
    assert totals == [301]
    for _ in range(50):
        now[0] += 6
        spider.pages_answered += 1
        estimate.answered(spider)
    assert said == [
        "wenshang: lists read; 200 pages to fetch, 30 are here already; about 10 minutes.",
        "wenshang: 10 of 200 pages; about 19 minutes left.",
        "wenshang: 20 of 200 pages; about 18 minutes left.",
        "wenshang: 30 of 200 pages; about 17 minutes left.",
        "wenshang: 40 of 200 pages; about 16 minutes left.",
        "wenshang: 50 of 200 pages; about 15 minutes left.",
    ]


def test_a_length_of_time_is_said_as_people_say_it() -> None:
    assert [lasting(one) for one in (20, 600, 9000)] == ["20 seconds", "10 minutes", "2.5 hours"]
