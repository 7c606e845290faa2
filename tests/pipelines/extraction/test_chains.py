from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extraction.chains import Point, best_chain, best_path

POINTS = st.lists(
    st.builds(Point, st.integers(0, 5), st.integers(0, 5), st.integers(1, 9).map(float)),
    max_size=9,
    unique_by=lambda point: (point.i, point.j),
)


def chains_of(points: list[Point]) -> list[tuple[Point, ...]]:
    some = [part for size in range(len(points) + 1) for part in combinations(sorted(points), size)]
    return [
        part for part in some if all(one.i < other.i and one.j < other.j for one, other in pairwise(part))
    ]


def gain(chain: tuple[Point, ...]) -> float:
    return sum(point.gain for point in chain)


@settings(max_examples=150, deadline=None)
@given(points=POINTS)
def test_no_chain_gains_more_than_the_best_and_margins_are_what_the_best_rival_lacks(
    points: list[Point],
) -> None:
    best = best_chain(points)
    every = chains_of(points)
    assert best.points in every
    assert best.gain == max(gain(chain) for chain in every)
    for point, margin in zip(best.points, best.margins, strict=True):
        rivals = [
            gain(chain)
            for chain in every
            if any(other.i == point.i and other.j != point.j for other in chain)
        ]
        assert margin == (best.gain - max(rivals) if rivals else float("inf"))


def test_a_grid_of_gains_gives_its_best_path() -> None:
    assert best_path([[0.5, 0.0, 0.0], [0.0, 0.0, 0.4], [0.0, 0.9, 0.0]]) == [(0, 0), (2, 1)]
    assert best_path([]) == []
