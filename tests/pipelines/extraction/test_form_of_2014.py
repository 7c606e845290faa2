from __future__ import annotations

from decimal import Decimal

import pytest

from archive.codebook import keys_of
from pipelines.extraction.figures import FiguresReading, read_figures
from pipelines.extraction.loose import gathered
from pipelines.model import Cell, State, Table
from tests.pipelines.extraction import form, form2014

KEYS = keys_of("2014")


def numbered() -> dict[str, str]:
    return {key: str(1000 + at) for at, key in enumerate(KEYS)}


def read(*tables: Table) -> FiguresReading:
    return read_figures(form.document(*tables))


def assert_all_right(reading: FiguresReading, texts: dict[str, str]) -> None:
    assert reading.layout == "2014"
    assert {key: figure.value for key, figure in reading.figures.items()} == {
        key: int(text) for key, text in texts.items()
    }
    assert reading.findings == []


def test_the_table_of_2014_gives_its_58_figures() -> None:
    texts = numbered()
    assert len(KEYS) == 58
    assert_all_right(read(form2014.table(form2014.rows(texts))), texts)


def test_without_a_column_of_units_and_without_a_header_nothing_changes() -> None:
    texts = numbered()
    rows: list[tuple[str, ...]] = [(label, number) for label, _, number in form2014.rows(texts)]
    assert_all_right(read(form2014.table(rows, header=("统计指标", "统计数"))), texts)
    assert_all_right(read(form2014.table(rows, header=None)), texts)


def test_headings_without_dashes_and_a_line_that_names_the_body_change_nothing() -> None:
    texts = numbered()
    rows: list[tuple[str, ...]] = [("填报单位：汶上县白石镇人民政府", "", "")]
    rows += [tuple(text.replace("——", "") for text in row) for row in form2014.rows(texts)]
    assert_all_right(read(form2014.table(rows, header=None)), texts)
    rows.insert(1, form2014.HEADER)
    assert_all_right(read(form2014.table(rows, header=None)), texts)


def test_a_column_of_index_numbers_is_no_value() -> None:
    texts = numbered()
    rows = [(str(at), *row) for at, row in enumerate(form2014.rows(texts), start=1)]
    assert_all_right(read(form2014.table(rows, header=("序号", *form2014.HEADER))), texts)
    assert_all_right(read(form2014.table(rows, header=None)), texts)


def test_two_halves_side_by_side_are_read_one_after_the_other() -> None:
    texts = numbered()
    rows = form2014.rows(texts)
    half = (len(rows) + 1) // 2
    left, right = rows[:half], [*rows[half:], *[("", "", "")] * (2 * half - len(rows))]
    both: list[tuple[str, ...]] = [(*one, *other) for one, other in zip(left, right, strict=True)]
    assert_all_right(read(form2014.table(both, header=form2014.HEADER * 2)), texts)
    assert_all_right(read(form2014.table(both, header=None)), texts)


@pytest.mark.parametrize("at", [3, 20, 45, 50])
def test_the_form_in_several_tables_is_read_as_one(at: int) -> None:
    texts = numbered()
    rows: list[tuple[str, ...]] = [*form2014.rows(texts)]
    parts = [form2014.table(rows[:at]), form2014.table(rows[at:], "table 2", header=None)]
    assert_all_right(read(*parts), texts)


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_row_is_absent_and_shifts_nothing(key: str) -> None:
    texts = numbered()
    rows: list[tuple[str, ...]] = [*form2014.rows(texts, leave_out=(key.split(".")[1],))]
    found = read(form2014.table(rows)).figures
    assert found[key].state is State.ABSENT
    others = {other: figure.value for other, figure in found.items() if other != key}
    assert others == {other: int(text) for other, text in texts.items() if other != key}


def test_money_is_read_in_the_unit_that_its_row_prints() -> None:
    texts = numbered() | {"indicators.fees_charged": "500", "indicators.budget": "1.25"}
    rows = form2014.rows(texts)
    rows = [(row[0], "元", row[2]) if row[2] == "500" else row for row in rows]
    found = read(form2014.table(rows)).figures
    assert found["indicators.fees_charged"].value == Decimal("0.05")
    assert found["indicators.fees_charged"].raw == "500"
    assert found["indicators.budget"].value == Decimal("1.25")


def test_a_row_of_the_first_version_of_the_form_is_noted_and_moves_nothing() -> None:
    texts = numbered()
    rows = form2014.rows(texts)
    rows[4:4] = [
        ("　　　重点领域公开政府信息数", "条", "77"),
        ("其中：主动公开财政预算决算、“三公经费”和行政经费信息数", "条", "78"),
    ]
    reading = read(form2014.table(rows))
    assert {key: figure.value for key, figure in reading.figures.items()} == {
        key: int(text) for key, text in texts.items()
    }
    assert [finding.rule for finding in reading.findings] == ["structure.extra_row"] * 2


@pytest.mark.parametrize("dashes", [True, False])
@pytest.mark.parametrize("units", [True, False])
def test_a_copy_with_a_cell_per_line_is_read_with_its_units(units: bool, dashes: bool) -> None:
    """As a page's text is copied: label, unit and number below each other; a heading's dashes may be lost."""
    texts = numbered()
    lines = ["政府信息公开情况统计表", "统计指标", "单位", "统计数"]
    for label, unit, number in form2014.rows(texts):
        cells = (label, unit if units else "", number)
        lines += [cell.strip() for cell in cells if cell and (dashes or cell != "——")]
    assert_all_right(read_figures(gathered(form.document(paragraphs=tuple(lines)))), texts)


def test_headings_in_a_column_of_their_own_do_not_take_the_first_row_beside_them() -> None:
    """一、主动公开情况 in a merged cell to the left of （一）主动公开政府信息数 and the rows below it."""
    texts = numbered()
    rows = [row for row in form2014.rows(texts) if row[2] != "——" or row[0].startswith("（")]
    kept = [row for row in form2014.rows(texts) if row[2] == "——" and not row[0].startswith("（")]
    order = [row[0] for row in form2014.rows(texts)]
    begins = {order[order.index(heading) + 1]: heading for heading, _, _ in kept}
    cells: list[Cell] = []
    for row, (label, _, number) in enumerate(rows):
        if label in begins:
            cells.append(Cell(begins[label], row, 0, 2, 1))
        cells += [Cell(label, row, 1), Cell(number, row, 2)]
    assert_all_right(read(Table(tuple(cells), "table 1")), texts)
