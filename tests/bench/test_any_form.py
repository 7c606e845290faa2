"""Any form, damaged over and over or turned on its side: read right or told, never wrong and silent."""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random

import pytest

from bench.accuracy import read_and_score
from bench.formats import rendered
from bench.noise import damaged
from bench.scoring import Mistake
from bench.specimens import Specimen, as_printed, undamaged
from crawler.replica.rendering.article import Article, Grid

SEEDS = 400 if os.environ.get("NIANBAO_SOAK") else 12
LAYOUTS = ("2021", "2019", "2014")


def silent(article: Article, specimen: Specimen, rng: Random) -> list[Mistake]:
    """The figures that were read, differ from the truth, and that no finding names."""
    _, truth = undamaged(specimen)
    result = read_and_score(rendered(article, specimen.form, rng), as_printed(truth, article))
    return [mistake for mistake in result.mistakes if mistake.told == "silent" and mistake.read != "(absent)"]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_form_damaged_again_and_again_is_never_read_wrong_without_a_word(layout: str, seed: int) -> None:
    specimen = Specimen(layout, "html-clean", seed, 77)
    rng = Random(f"{layout} {seed}")
    article, _ = undamaged(specimen)
    for _ in range(rng.choice((1, 2, 3))):
        article = damaged(article, rng, markup=False)
    assert silent(article, specimen, rng) == []


def on_its_side(grid: Grid) -> Grid:
    """Rows as columns and columns as rows."""
    cells = (
        replace(cell, row=cell.column, column=cell.row, rowspan=cell.colspan, colspan=cell.rowspan)
        for cell in grid.cells
    )
    ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
    return Grid(tuple(ordered), (1,) * grid.height)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", range(max(4, SEEDS // 10)))
def test_tables_turned_on_their_side_are_never_read_wrong_without_a_word(layout: str, seed: int) -> None:
    specimen = Specimen(layout, "html-clean", seed, 78)
    article, _ = undamaged(specimen)
    blocks = (on_its_side(block) if isinstance(block, Grid) else block for block in article.blocks)
    assert silent(Article(article.title, tuple(blocks)), specimen, Random(seed)) == []
