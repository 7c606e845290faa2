from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.codebook import keys_of
from pipelines.extraction.figures import read_figures
from pipelines.model import Cell, Document, State, Table
from tests.pipelines.extraction import form

KEYS = keys_of("2021")


def values(document: Document) -> dict[str, object]:
    return {key: figure.value for key, figure in read_figures(document).figures.items()}


def numbered() -> dict[str, str]:
    """Every figure another number, so that no two can be exchanged unseen."""
    return {key: str(1000 + at) for at, key in enumerate(KEYS)}


def expected(texts: dict[str, str]) -> dict[str, object]:
    return {key: int(text) for key, text in texts.items()}


def changed(table: Table, old: str, new: str) -> Table:
    assert any(cell.text == old for cell in table.cells)
    return replace(table, cells=tuple(replace(c, text=new) if c.text == old else c for c in table.cells))


def test_the_form_of_2021_gives_its_200_figures_each_at_its_place() -> None:
    texts = numbered()
    reading = read_figures(form.form(texts))
    assert reading.layout == "2021"
    assert {key: figure.value for key, figure in reading.figures.items()} == expected(texts)
    assert reading.findings == []
    assert reading.figures["applications.received.natural_person"].place == "table 2, row 4, column 4"


def test_a_document_without_tables_has_every_figure_absent() -> None:
    reading = read_figures(form.document())
    assert tuple(reading.figures) == KEYS
    assert {figure.state for figure in reading.figures.values()} == {State.ABSENT}


def test_a_label_with_lost_characters_keeps_its_row() -> None:
    texts = numbered()
    table = changed(form.applications(texts), "2.其他法律行政法规禁止公开", "2.属于其他法律行政止公开")
    assert values(form.document(form.disclosure(texts), table, form.review(texts))) == expected(texts)


def test_a_missing_row_is_absent_and_its_neighbours_are_not_moved() -> None:
    texts = numbered()
    table = form.applications(texts, leave_out=("unprocessed_repeat",))
    found = values(form.document(form.disclosure(texts), table, form.review(texts)))
    lost = {key for key, value in found.items() if value is None}
    assert lost == {f"applications.unprocessed_repeat.{kind}" for kind in form.KINDS}
    assert {key: value for key, value in found.items() if key not in lost} == {
        key: value for key, value in expected(texts).items() if key not in lost
    }


def test_a_row_that_the_form_does_not_have_is_told_and_moves_nothing() -> None:
    texts = numbered()
    table = form.disclosure(texts)
    low = max(cell.row for cell in table.cells)
    extra = (Cell("行政检查", low + 1, 0), Cell("77", low + 1, 1, 1, 3))
    reading = read_figures(form.document(replace(table, cells=table.cells + extra)))
    assert [finding.rule for finding in reading.findings] == ["structure.extra_row"]
    assert "77" in reading.findings[0].message
    assert reading.figures["disclosure.fees.amount"].value == int(texts["disclosure.fees.amount"])


def test_tables_broken_into_pieces_are_read_as_one() -> None:
    texts = numbered()
    table = form.ordered(form.applications(texts))
    parts = [
        tuple(c for c in table.cells if c.row < 12),
        tuple(replace(c, row=c.row - 12) for c in table.cells if c.row >= 12),
    ]
    pieces = [Table(cells, f"table {at}") for at, cells in enumerate(parts, start=2)]
    assert values(form.document(form.disclosure(texts), *pieces, form.review(texts))) == expected(texts)


def test_reconsideration_and_litigation_in_two_tables_are_told_apart_by_their_header() -> None:
    texts = numbered()
    whole = form.ordered(form.review(texts))
    left = Table(tuple(c for c in whole.cells if c.column < 5), "table 3")
    right = Table(tuple(replace(c, column=c.column - 5) for c in whole.cells if c.column >= 5), "table 4")
    assert values(form.document(form.disclosure(texts), form.applications(texts), left, right)) == expected(
        texts
    )


def test_fillers_in_place_of_a_rowspan_do_not_shift_the_values() -> None:
    texts = {**numbered(), "applications.received.natural_person": "", "applications.received.enterprise": ""}
    table = form.applications(texts)
    split = next(c for c in table.cells if c.text == "一、本年新收政府信息公开申请数量")
    cells = tuple(c for c in table.cells if c is not split)
    fillers = (replace(split, colspan=1), Cell("", split.row, 1), Cell("", split.row, 2))
    reading = read_figures(form.document(form.disclosure(texts), replace(table, cells=cells + fillers)))
    assert reading.figures["applications.received.enterprise"].state is State.BLANK
    assert reading.figures["applications.received.research"].value == int(
        texts["applications.received.research"]
    )


def test_one_number_over_seven_columns_is_placed_nowhere_and_told() -> None:
    texts = numbered()
    table = form.applications(texts)
    row = next(c.row for c in table.cells if c.text == "（一）予以公开")
    kept = tuple(c for c in table.cells if c.row != row or c.column < 3)
    reading = read_figures(form.document(replace(table, cells=(*kept, Cell("5", row, 3, 1, 7)))))
    assert all(reading.figures[f"applications.granted.{kind}"].state is State.ABSENT for kind in form.KINDS)
    assert [finding.rule for finding in reading.findings] == ["structure.unplaced"]


def test_the_single_row_of_other_handling_is_read_beside_the_form_of_2021() -> None:
    texts = numbered()
    table = form.applications(texts, leave_out=("other_uncorrected", "other_fee_unpaid"))
    cells = tuple(
        replace(c, text="（六）其他处理") if c.text == "3.其他" else c
        for c in table.cells
        if not c.text.startswith("（六）")
    )
    reading = read_figures(
        form.document(form.disclosure(texts), replace(table, cells=cells), form.review(texts))
    )
    assert reading.layout == "2021"
    assert reading.figures["applications.other_handling.total"].value == int(
        texts["applications.other_other.total"]
    )
    assert reading.figures["applications.other_other.total"].state is State.ABSENT


def test_amounts_and_changes_keep_their_unit_and_sign() -> None:
    reading = read_figures(form.form({"disclosure.fees.amount": "251000元"}))
    assert reading.figures["disclosure.fees.amount"].value == Decimal("25.1")
    assert reading.figures["disclosure.fees.amount"].raw == "251000元"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**32), states=st.integers(min_value=0, max_value=200))
def test_any_filling_of_the_form_is_read_back(seed: int, states: int) -> None:
    random = Random(seed)
    texts = {key: str(random.randrange(0, 5000)) for key in KEYS}
    for key in random.sample(KEYS, states):
        texts[key] = random.choice(["", "/", "—", "无"])
    found = read_figures(form.form(texts)).figures
    assert {key: figure.raw for key, figure in found.items()} == texts


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_a_damaged_form_is_never_read_wrong(seed: int) -> None:
    """Typos, dropped rows, lost headers and pieces: a figure is right, absent or named by a finding."""
    random = Random(seed)
    texts = numbered()
    tables = [_damaged(form.ordered(table), random) for table in form.form(texts).tables]
    reading = read_figures(form.document(*tables))
    flagged = {key for finding in reading.findings for key in finding.figures}
    for key, figure in reading.figures.items():
        right = figure.state is State.ABSENT or figure.value == int(texts.get(key, "-1"))
        assert right or key in flagged, (key, figure, texts.get(key))


def _damaged(table: Table, random: Random) -> Table:
    cells = [replace(c, text=_typo(c.text, random)) for c in table.cells]
    dropped = {random.randrange(3, 40) for _ in range(random.randrange(3))}
    first = random.choice([0, 0, 1, 2, 3])
    return replace(table, cells=tuple(c for c in cells if c.row not in dropped and c.row >= first))


def _typo(text: str, random: Random) -> str:
    if text.isdigit() or len(text) < 4 or random.random() > 0.2:
        return text
    at = random.randrange(len(text))
    return text[:at] + random.choice(["", "某", " ", "\n"]) + text[at + 1 :]
