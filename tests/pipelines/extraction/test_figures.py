from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
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
    return replace(table, cells=tuple(c._replace(text=new) if c.text == old else c for c in table.cells))


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


def test_a_label_that_lost_its_end_keeps_its_row() -> None:
    texts = numbered()
    table = changed(form.applications(texts), "一、本年新收政府信息公开申请数量", "一、本年新")
    assert values(form.document(form.disclosure(texts), table, form.review(texts))) == expected(texts)


def test_a_long_explanation_behind_a_label_changes_nothing() -> None:
    texts = numbered()
    first = changed(
        form.disclosure(texts), "规章", "规章（指国务院部门规章和地方政府规章，不含其他规范性文件）"
    )
    second = changed(
        form.applications(texts), "1.属于国家秘密", "1.属于国家秘密：依照保密法及其实施条例确定的"
    )
    reading = read_figures(form.document(first, second, form.review(texts)))
    assert {key: figure.value for key, figure in reading.figures.items()} == expected(texts)
    assert reading.findings == []


def test_item_one_under_the_header_of_2019_has_the_columns_of_2019() -> None:
    texts = numbered()
    table = form.disclosure(texts)
    for old, new in (
        ("本年制发件数", "本年新制作数量"),
        ("本年废止件数", "本年新公开数量"),
        ("现行有效件数", "对外公开总数量"),
    ):
        table = changed(table, old, new)
    reading = read_figures(form.document(table, form.applications(texts), form.review(texts)))
    assert reading.layout == "2021"
    found = {key: figure.value for key, figure in reading.figures.items() if "regulations" in key}
    new_columns = zip(
        ("new_made", "new_disclosed", "total_disclosed"), ("made", "repealed", "in_force"), strict=True
    )
    assert {key: value for key, value in found.items() if value is not None} == {
        f"disclosure.regulations.{new}": int(texts[f"disclosure.regulations.{old}"])
        for new, old in new_columns
    }
    assert reading.figures["disclosure.licensing.decisions"].value == int(
        texts["disclosure.licensing.decisions"]
    )


def test_words_that_name_the_line_of_table_four_are_no_value() -> None:
    texts = numbered()
    moved = tuple(cell._replace(column=cell.column + 1) for cell in form.review(texts).cells)
    table = Table((Cell("单位", 0, 0, 3, 1), *moved, Cell("白马镇", 3, 0)), "table 3")
    found = values(form.document(form.disclosure(texts), form.applications(texts), table))
    assert found == expected(texts)


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
        tuple(c._replace(row=c.row - 12) for c in table.cells if c.row >= 12),
    ]
    pieces = [Table(cells, f"table {at}") for at, cells in enumerate(parts, start=2)]
    assert values(form.document(form.disclosure(texts), *pieces, form.review(texts))) == expected(texts)


def test_reconsideration_and_litigation_in_two_tables_are_told_apart_by_their_header() -> None:
    texts = numbered()
    whole = form.ordered(form.review(texts))
    left = Table(tuple(c for c in whole.cells if c.column < 5), "table 3")
    right = Table(tuple(c._replace(column=c.column - 5) for c in whole.cells if c.column >= 5), "table 4")
    assert values(form.document(form.disclosure(texts), form.applications(texts), left, right)) == expected(
        texts
    )


def test_fillers_in_place_of_a_rowspan_do_not_shift_the_values() -> None:
    texts = {**numbered(), "applications.received.natural_person": "", "applications.received.enterprise": ""}
    table = form.applications(texts)
    split = next(c for c in table.cells if c.text == "一、本年新收政府信息公开申请数量")
    cells = tuple(c for c in table.cells if c is not split)
    fillers = (split._replace(colspan=1), Cell("", split.row, 1), Cell("", split.row, 2))
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
        c._replace(text="（六）其他处理") if c.text == "3.其他" else c
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
    cells = [c._replace(text=_typo(c.text, random)) for c in table.cells]
    dropped = {random.randrange(3, 40) for _ in range(random.randrange(3))}
    first = random.choice([0, 0, 1, 2, 3])
    return replace(table, cells=tuple(c for c in cells if c.row not in dropped and c.row >= first))


def _typo(text: str, random: Random) -> str:
    if text.isdigit() or len(text) < 4 or random.random() > 0.2:
        return text
    at = random.randrange(len(text))
    return text[:at] + random.choice(["", "某", " ", "\n"]) + text[at + 1 :]


def test_values_that_do_not_lie_under_their_header_are_placed_by_order() -> None:
    """A header over columns 3 and 4 whose value sits in column 2 spanning 2 and 3, as in saved Word pages."""
    texts = numbered()
    cells = []
    for cell in form.disclosure(texts).cells:
        wide = cell.column > 0 and cell.text not in ("本年制发件数", "本年废止件数", "现行有效件数")
        cells.append(cell._replace(column=cell.column + 2, colspan=1) if wide and cell.row < 4 else cell)
    reading = read_figures(form.document(replace(form.disclosure(texts), cells=tuple(cells))))
    for key in ("made", "repealed", "in_force"):
        assert reading.figures[f"disclosure.regulations.{key}"].value == int(
            texts[f"disclosure.regulations.{key}"]
        )


def test_labels_printed_one_character_a_line_are_read() -> None:
    texts = numbered()
    table = form.applications(texts)
    cells = tuple(
        c._replace(text="\n".join(c.text)) if c.rowspan > 1 and not c.text.isdigit() else c
        for c in table.cells
    )
    found = values(form.document(form.disclosure(texts), replace(table, cells=cells), form.review(texts)))
    assert found == expected(texts)


def test_the_total_column_one_header_row_higher_changes_nothing() -> None:
    texts = numbered()
    cells = tuple(
        c._replace(row=0, rowspan=3) if c.text == "总计" and c.row == 1 else c
        for c in form.applications(texts).cells
    )
    table = Table(tuple(c._replace(colspan=6) if c.text == "申请人情况" else c for c in cells), "table 2")
    assert values(form.document(form.disclosure(texts), table, form.review(texts))) == expected(texts)


def test_a_row_whose_label_a_page_break_cut_in_two_is_right_or_told() -> None:
    texts = numbered()
    table = form.ordered(form.applications(texts))
    row = next(c.row for c in table.cells if c.text == "3.补正后申请内容仍不明确")
    cells = [c._replace(row=c.row + 1) if c.row > row else c for c in table.cells]
    cells = [
        c._replace(text="3.补正后申请内容") if c.text == "3.补正后申请内容仍不明确" else c for c in cells
    ]
    cells += [Cell("仍不明确", row + 1, 2), *(Cell("", row + 1, 3 + k) for k in range(7))]
    found = values(form.document(form.disclosure(texts), Table(tuple(cells), "table 2"), form.review(texts)))
    assert found == expected(texts)


def test_a_note_under_a_table_is_no_row() -> None:
    texts = numbered()
    table = form.applications(texts)
    low = max(cell.row for cell in table.cells) + 1
    cells = (*table.cells, Cell("注：其中3件为上年结转，另有2件撤回。", low, 0, 1, 10))
    reading = read_figures(
        form.document(form.disclosure(texts), replace(table, cells=cells), form.review(texts))
    )
    assert {key: figure.value for key, figure in reading.figures.items()} == expected(texts)


def test_a_word_in_place_of_a_number_is_text_and_no_number() -> None:
    reading = read_figures(
        form.form({"disclosure.licensing.decisions": "无", "disclosure.penalty.decisions": "约10件"})
    )
    assert reading.figures["disclosure.licensing.decisions"].state is State.TEXT
    assert reading.figures["disclosure.penalty.decisions"].state is State.TEXT
    assert [(f.rule, f.figures) for f in reading.findings] == [
        ("cell.unreadable", ("disclosure.penalty.decisions",))
    ]


def test_a_sentence_in_place_of_a_number_is_text() -> None:
    reading = read_figures(form.form({"disclosure.licensing.decisions": "本机关无行政许可事项"}))
    assert reading.figures["disclosure.licensing.decisions"].state is State.TEXT
    assert reading.figures["disclosure.licensing.decisions"].raw == "本机关无行政许可事项"


def test_a_header_in_another_order_than_the_form_is_told_for_every_row() -> None:
    texts = numbered()
    swapped = {"自然人": "总计", "总计": "自然人"}
    table = form.applications(texts)
    cells = tuple(c._replace(text=swapped.get(c.text, c.text)) if c.row < 3 else c for c in table.cells)
    reading = read_figures(
        form.document(form.disclosure(texts), replace(table, cells=cells), form.review(texts))
    )
    assert {finding.rule for finding in reading.findings} == {"structure.columns"}
    flagged = {key for finding in reading.findings for key in finding.figures}
    assert flagged == {key for key in KEYS if key.startswith("applications.")}


def test_a_row_that_lost_a_cell_is_not_placed() -> None:
    texts = numbered()
    table = form.applications(texts)
    lost = next(c for c in table.cells if c.text == texts["applications.granted.charity"])
    cells = []
    for cell in table.cells:
        behind = cell.row == lost.row and cell.column > lost.column
        if cell is not lost:
            cells.append(cell._replace(column=cell.column - 1) if behind else cell)
    reading = read_figures(form.document(replace(table, cells=tuple(cells))))
    assert all(reading.figures[f"applications.granted.{kind}"].state is State.ABSENT for kind in form.KINDS)
    assert [finding.rule for finding in reading.findings] == ["structure.unplaced"]


def form_of_2019(texts: dict[str, str]) -> Table:
    lines = [
        ("第二十条第（一）项",),
        ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        ("规章", "regulations.new_made", "regulations.new_disclosed", "regulations.total_disclosed"),
        (
            "规范性文件",
            *(f"normative_documents.{k}" for k in ("new_made", "new_disclosed", "total_disclosed")),
        ),
        ("第二十条第（五）项",),
        ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
        ("行政许可", *(f"licensing.{k}" for k in ("prior_items", "change", "decisions"))),
        ("其他对外管理服务事项", *(f"other_services.{k}" for k in ("prior_items", "change", "decisions"))),
        ("第二十条第（六）项",),
        ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
        ("行政处罚", *(f"penalty.{k}" for k in ("prior_items", "change", "decisions"))),
        ("行政强制", *(f"coercion.{k}" for k in ("prior_items", "change", "decisions"))),
        ("第二十条第（八）项",),
        ("信息内容", "上一年项目数量", "本年增/减"),
        ("行政事业性收费", "fees.prior_items", "fees.change"),
        ("第二十条第（九）项",),
        ("信息内容", "采购项目数量", "采购总金额"),
        ("政府集中采购", "procurement.items", "procurement.amount"),
    ]
    cells = []
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            span = 4 if len(line) == 1 else 1
            cells.append(Cell(texts.get(f"disclosure.{text}", text), row, column, 1, span))
    return Table(tuple(cells), "table 1")


def test_the_form_of_2019_is_recognised_by_its_headers() -> None:
    keys = keys_of("2019")
    texts = {key: str(1000 + at) for at, key in enumerate(keys)} | {
        "disclosure.licensing.change": "+14",
        "disclosure.penalty.change": "减3",
        "disclosure.fees.change": "0/0",
        "disclosure.procurement.amount": "1646.5万元",
    }
    table = form.applications(
        texts
        | {f"applications.other_other.{k}": texts[f"applications.other_handling.{k}"] for k in form.KINDS},
        leave_out=("other_uncorrected", "other_fee_unpaid"),
    )
    cells = tuple(
        c._replace(text="（六）其他处理") if c.text == "3.其他" else c
        for c in table.cells
        if not c.text.startswith("（六）")
    )
    reading = read_figures(form.document(form_of_2019(texts), Table(cells, "table 2"), form.review(texts)))
    assert reading.layout == "2019"
    assert tuple(reading.figures) == keys
    wanted = {key: int(text) for key, text in texts.items() if text.isdigit()} | {
        "disclosure.licensing.change": 14,
        "disclosure.penalty.change": -3,
        "disclosure.fees.change": 0,
        "disclosure.procurement.amount": Decimal("1646.5"),
    }
    assert {key: figure.value for key, figure in reading.figures.items()} == wanted
    assert reading.findings == []


def ragged_applications(received: tuple[str, ...]) -> Table:
    """Tab-separated rows as a text dump has them: a filler after the label, an empty cell at the end."""
    rows = [[label, "", *("0" for _ in form.KINDS), ""] for _, label in form.ROWS]
    rows[0] = [form.ROWS[0][1], "", *received, ""]
    cells = [Cell(text, at, column) for at, row in enumerate(rows) for column, text in enumerate(row)]
    return Table(tuple(cells), "table 2", ragged=True)


def test_blanks_around_a_number_in_a_dump_are_placed_as_in_the_rows_around_and_told() -> None:
    reading = read_figures(form.document(ragged_applications(("", "", "", "", "", "", "21"))))
    received = {kind: reading.figures[f"applications.received.{kind}"] for kind in form.KINDS}
    assert [received[kind].state for kind in form.KINDS] == [State.BLANK] * 6 + [State.VALUE]
    assert received["total"].value == 21
    assert [finding.rule for finding in reading.findings] == ["structure.placed_by_rows"]


def test_blanks_that_leave_no_choice_need_no_remark() -> None:
    reading = read_figures(form.document(ragged_applications(("21", "", "", "", "", "", "21"))))
    assert reading.figures["applications.received.natural_person"].value == 21
    assert reading.figures["applications.received.other"].state is State.BLANK
    assert reading.findings == []


def test_a_short_row_of_a_dump_that_begins_with_a_blank_is_told() -> None:
    whole = replace(ragged_applications(("21", "", "", "", "", "", "21")), fillers=True)
    # Blank totals, and a program that took the white space off the end of the line.
    short = tuple(cell for cell in whole.cells if cell.row or cell.column < 8)
    reading = read_figures(form.document(replace(whole, cells=short)))
    told = {key for f in reading.findings if f.rule == "structure.short_row" for key in f.figures}
    assert told == {f"applications.received.{kind}" for kind in form.KINDS}


def cut_row(table: Table, row: int, *, values_below: bool) -> Table:
    """The table with one row cut by a page break: the rest of its label in a row of its own."""
    whole = next(c for c in table.cells if c.row == row and not c.text.isdigit() and c.rowspan == 1)
    half = len(whole.text) // 2
    cells = [c._replace(row=c.row + 1) if c.row > row else c for c in table.cells]
    cells = [
        c._replace(rowspan=c.rowspan + 1) if c.row <= row < c.row + c.rowspan and c.rowspan > 1 else c
        for c in cells
    ]
    values = [c for c in cells if c.row == row and c.text.isdigit()]
    kept = [c for c in cells if c is not whole and c not in values]
    low, high = (row, row + 1) if values_below else (row + 1, row)
    kept += [whole._replace(text=whole.text[:half]), whole._replace(text=whole.text[half:], row=row + 1)]
    kept += [c._replace(row=high) for c in values] + [c._replace(row=low, text="") for c in values]
    return Table(tuple(kept), table.place)


@pytest.mark.parametrize("values_below", [False, True])
@pytest.mark.parametrize("row", [3, 8, 16, 22, 24, 27])
def test_a_row_that_a_page_break_cut_is_made_whole(row: int, values_below: bool) -> None:
    texts = numbered()
    table = cut_row(form.applications(texts), row, values_below=values_below)
    reading = read_figures(form.document(form.disclosure(texts), table, form.review(texts)))
    assert {key: figure.value for key, figure in reading.figures.items()} == expected(texts)
    assert reading.findings == []


def test_a_column_that_the_form_does_not_have_is_left_out_by_its_header() -> None:
    texts = numbered()
    table = form.applications(texts)
    further = [Cell("备注", 0, 10, 3, 1), *(Cell("见附件", row, 10) for row in range(3, 28))]
    table = replace(table, cells=(*table.cells, *further))
    found = values(form.document(form.disclosure(texts), table, form.review(texts)))
    assert found == expected(texts)


def test_a_header_of_a_dump_in_another_order_than_the_form_is_told() -> None:
    header = ["商业企业", "科研机构", "社会公益组织", "其他", "法律服务机构"]
    cells = [Cell(text, 0, at) for at, text in enumerate(header)]
    rows = ragged_applications(("1", "2", "3", "4", "5", "6", "21"))
    cells += [cell._replace(row=cell.row + 1) for cell in rows.cells]
    reading = read_figures(form.document(Table(tuple(cells), "table 2", ragged=True)))
    told = {key for f in reading.findings if f.rule == "structure.columns" for key in f.figures}
    assert told == {key for key in KEYS if key.startswith("applications.")}


def test_tables_printed_twice_are_read_once() -> None:
    texts = numbered()
    once = form.form(texts).tables
    reading = read_figures(form.document(*once, *once))
    assert {key: figure.value for key, figure in reading.figures.items()} == expected(texts)
    assert reading.findings == []


def test_a_second_set_of_tables_with_other_numbers_is_told() -> None:
    texts = numbered()
    other = {key: str(int(text) + 1) for key, text in texts.items()}
    reading = read_figures(form.document(*form.form(texts).tables, *form.form(other).tables))
    assert {key: figure.value for key, figure in reading.figures.items()} == expected(texts)
    assert {finding.rule for finding in reading.findings} == {"structure.repeated_row"}
    assert {key for finding in reading.findings for key in finding.figures} == set(texts)


def test_tables_in_another_order_are_read_all_the_same() -> None:
    texts = numbered()
    reading = read_figures(
        form.document(form.review(texts), form.applications(texts), form.disclosure(texts))
    )
    assert {key: figure.value for key, figure in reading.figures.items()} == expected(texts)
    assert reading.findings == []


def test_numbers_that_a_page_break_has_cut_are_told_on_the_row_above() -> None:
    texts = numbered()
    whole = form.applications(texts)
    row = next(cell.row for cell in whole.cells if cell.text == "（一）予以公开")
    below = [cell._replace(row=cell.row + 1) if cell.row > row else cell for cell in whole.cells]
    rest = [Cell("7", row + 1, 3 + at) for at in range(7)]
    table = replace(whole, cells=(*below, *rest))
    reading = read_figures(form.document(form.disclosure(texts), table, form.review(texts)))
    (finding,) = [one for one in reading.findings if one.rule == "structure.extra_row"]
    assert finding.figures == tuple(key for key in KEYS if key.startswith("applications.granted."))


def test_a_row_that_lost_a_label_and_shifted_left_is_not_read_by_its_header() -> None:
    texts = numbered()
    whole = form.applications(texts)
    row = next(cell.row for cell in whole.cells if cell.text == "4.保护第三方合法权益")
    moved = [cell._replace(column=cell.column - 1) if cell.row == row else cell for cell in whole.cells]
    shifted = tuple(cell for cell in moved if (cell.row, cell.column) != (row, 1))
    table = replace(whole, cells=(*shifted, Cell("4.保护第三方合法权益", row, 1), Cell("", row, 9)))
    figures = read_figures(form.document(form.disclosure(texts), table, form.review(texts))).figures
    keys = [key for key in KEYS if key.startswith("applications.refused_third_party.")]
    assert [figures[key].value for key in keys] in ([int(texts[key]) for key in keys], [None] * 7)


def test_what_begins_a_page_below_a_row_may_be_its_rest_though_a_heading_stands_beside_it() -> None:
    texts = numbered()
    whole = form.applications(texts, place="page 1, table 1")
    row = next(cell.row for cell in whole.cells if cell.text == "（一）予以公开")
    above = replace(whole, cells=tuple(cell for cell in whole.cells if cell.row <= row))
    rest = (Cell("年度办\n理结果", 0, 0), Cell("", 0, 1, 1, 2), *(Cell("7", 0, 3 + at) for at in range(7)))
    below = tuple(cell._replace(row=cell.row - row) for cell in whole.cells if cell.row > row)
    after = replace(whole, cells=(*rest, *below), place="page 2, table 1")
    findings = read_figures(form.document(form.disclosure(texts), above, after, form.review(texts))).findings
    granted = tuple(key for key in KEYS if key.startswith("applications.granted."))
    assert [one.figures for one in findings if one.rule == "structure.extra_row"] == [granted]


def test_two_rows_with_like_labels_in_another_order_are_never_read_across() -> None:
    texts = numbered()
    whole = form.applications(texts)
    turn = {3: 4, 4: 3}
    table = replace(whole, cells=tuple(c._replace(row=turn.get(c.row, c.row)) for c in whole.cells))
    reading = read_figures(form.document(form.disclosure(texts), table, form.review(texts)))
    told = {key for one in reading.findings if one.rule == "structure.extra_row" for key in one.figures}
    for row in ("received", "carried_in"):
        keys = [key for key in KEYS if key.startswith(f"applications.{row}.")]
        right = [reading.figures[key].value == int(texts[key]) for key in keys]
        assert all(right) or (set(keys) <= told and all(reading.figures[key].value is None for key in keys))


def test_a_row_whose_first_blank_was_left_out_and_that_ends_with_words_is_told() -> None:
    texts = numbered()
    whole = form.applications(texts)
    row = next(cell.row for cell in whole.cells if cell.text == "（一）予以公开")
    kept = [cell for cell in whole.cells if cell.row != row or cell.column < 3]
    values = ["", *(texts[f"applications.granted.{kind}"] for kind in form.KINDS[1:]), "无"]
    table = replace(whole, cells=(*kept, *(Cell(text, row, 2 + at) for at, text in enumerate(values))))
    reading = read_figures(form.document(form.disclosure(texts), table, form.review(texts)))
    keys = {key for key in KEYS if key.startswith("applications.granted.")}
    assert keys <= {
        key for one in reading.findings for key in one.figures if one.rule.startswith("structure.")
    }


def test_a_row_cut_inside_its_label_and_its_numbers_is_one_row_with_doubtful_numbers() -> None:
    texts = numbered()
    whole = form.applications(texts, place="page 1, table 1")
    cut = next(cell for cell in whole.cells if cell.text.startswith("2.申请人逾期"))
    row, half = cut.row, "2.申请人逾期未按收费通知要"
    above = [c._replace(text=half) if c is cut else c for c in whole.cells if c.row <= row]
    total = next(c for c in above if c.row == row and c.column == 9)
    above = [c._replace(text=c.text[:-1]) if c is total else c for c in above]
    rest = [Cell(cut.text.removeprefix(half), 0, 2), *(Cell("", 0, 3 + at) for at in range(6))]
    rest.append(Cell(total.text[-1], 0, 9))
    below = [c._replace(row=c.row - row) for c in whole.cells if c.row > row]
    tables = (
        replace(whole, cells=tuple(above)),
        replace(whole, cells=(*rest, *below), place="page 2, table 1"),
    )
    reading = read_figures(form.document(form.disclosure(texts), *tables, form.review(texts)))
    keys = [key for key in KEYS if key.startswith("applications.other_fee_unpaid.")]
    assert [reading.figures[key].value for key in keys] == [*(int(texts[key]) for key in keys[:-1]), None]
    assert int(texts[keys[-1]]) in reading.ambiguous[keys[-1]]
    assert [one.figures for one in reading.findings if one.rule == "cell.ambiguous"] == [(keys[-1],)]


@pytest.mark.parametrize(
    ("header", "raw", "value"),
    [
        ("本年收费金额（单位：元）", "125000", Decimal("12.5")),
        ("本年收费金额（亿元）", "0.5", 5000),
        ("本年收费金额（单位：万元）", "12.5", Decimal("12.5")),
        ("本年收费金额", "12.5", Decimal("12.5")),
        ("本年收费金额（单位：元）", "3万元", 3),
    ],
)
def test_money_counts_in_the_unit_that_the_header_prints(header: str, raw: str, value: object) -> None:
    texts = numbered() | {"disclosure.fees.amount": raw}
    table = changed(form.disclosure(texts), "本年收费金额（单位：万元）", header)
    reading = read_figures(form.document(table, form.applications(texts), form.review(texts)))
    assert reading.figures["disclosure.fees.amount"].value == value
    told = [one.figures for one in reading.findings if one.rule == "cell.unit"]
    assert told == ([] if "万元" in header or "元" not in header else [("disclosure.fees.amount",)])


def test_a_row_with_numbers_run_together_and_a_blank_at_its_end_is_told_whole() -> None:
    texts = numbered()
    whole = form.applications(texts)
    row = next(cell.row for cell in whole.cells if cell.text == "（一）予以公开")
    printed = [texts[f"applications.granted.{kind}"] for kind in form.KINDS]
    values = [*printed[:2], f"{printed[2]}/{printed[3]}", *printed[4:], ""]
    kept = [cell for cell in whole.cells if cell.row != row or cell.column < 3]
    table = replace(whole, cells=(*kept, *(Cell(text, row, 3 + at) for at, text in enumerate(values))))
    reading = read_figures(form.document(form.disclosure(texts), table, form.review(texts)))
    (finding,) = [one for one in reading.findings if one.rule == "structure.short_row"]
    assert set(finding.figures) == {key for key in KEYS if key.startswith("applications.granted.")}


def lost_and_filled(table: Table, text: str) -> Table:
    """The table with one cell lost, the cells behind it moved up, and a blank at the end of its row."""
    lost = next(cell for cell in table.cells if cell.text == text)
    end = max(cell.column for cell in table.cells if cell.row == lost.row)
    moved = [
        cell._replace(column=cell.column - 1) if cell.row == lost.row and cell.column > lost.column else cell
        for cell in table.cells
        if cell is not lost
    ]
    return replace(table, cells=(*moved, Cell("", lost.row, end)))


@pytest.mark.parametrize(
    "key",
    [
        "applications.granted.charity",
        "applications.handled_total.natural_person",
        "disclosure.regulations.repealed",
        "review.litigation_direct.other",
    ],
)
def test_a_row_that_lost_a_cell_and_gained_a_blank_at_its_end_is_told(key: str) -> None:
    texts = numbered()
    tables = [form.ordered(table) for table in form.form(texts).tables]
    damaged = [
        lost_and_filled(table, texts[key]) if any(cell.text == texts[key] for cell in table.cells) else table
        for table in tables
    ]
    reading = read_figures(form.document(*damaged))
    told = {one for f in reading.findings if f.rule == "structure.blank_end" for one in f.figures}
    wrong = {k for k, f in reading.figures.items() if f.value is not None and f.value != int(texts[k])}
    assert wrong and wrong <= told


def test_blank_totals_in_every_row_or_beside_zeros_need_no_remark() -> None:
    totals = {key: "" for key in KEYS if key.startswith("applications.") and key.endswith(".total")}
    assert read_figures(form.form(numbered() | totals)).findings == []
    zeros = dict.fromkeys(KEYS, "0")
    assert read_figures(form.form(zeros | {"applications.granted.total": ""})).findings == []
