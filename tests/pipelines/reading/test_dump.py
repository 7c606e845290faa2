"""Plain-text dumps of real reports, in both forms, and the runs of lines that decide the form."""

from pathlib import Path

import pytest

from pipelines.model import Document, Table
from pipelines.reading import EmptyDocument, read

DATA = Path(__file__).parents[2] / "data"


def rows(table: Table) -> list[list[str]]:
    grid: dict[int, list[str]] = {}
    for cell in table.cells:
        grid.setdefault(cell.row, []).append(cell.text)
    return list(grid.values())


def seed(name: str) -> Document:
    return read((DATA / f"{name}.txt").read_bytes())


@pytest.mark.parametrize(
    "name", ["baishi_2023", "huaiyuan_2023", "muluan_2023", "qiaoguan_2021", "baima_2023"]
)
def test_a_real_dump_has_three_ragged_tables_and_six_headings(name: str) -> None:
    document = seed(name)
    assert [table.ragged for table in document.tables] == [True] * 3
    headings = [
        p.text for p in document.paragraphs if p.text[:2] in ("一、", "二、", "三、", "四、", "五、", "六、")
    ]
    assert [heading[0] for heading in headings] == list("一二三四五六")
    assert [len(rows(table)) for table in document.tables][::2] == [14, 4]


def test_cells_on_lines_of_their_own_keep_their_line_as_place() -> None:
    disclosure, applications, review = seed("baishi_2023").tables
    licence = next(cell for cell in disclosure.cells if cell.text == "283")
    assert disclosure.place_of(licence) == "line 48"
    assert rows(applications)[2] == [
        *("", "", "商业\n企业", "科研\n机构", "社会公益组织", "法律服务机构", "其他", "")
    ]
    assert [len(row) for row in rows(review)] == [2, 7, 15, 15]


def test_cells_between_tabs_keep_line_and_column_as_place() -> None:
    disclosure, applications, _ = seed("muluan_2023").tables
    licence = next(cell for cell in disclosure.cells if cell.text == "242")
    assert disclosure.place_of(licence) == "line 27, column 2"
    assert rows(disclosure)[6] == ["行政许可", "242", "", ""]
    assert len(rows(applications)) == 28


def test_an_empty_line_at_a_page_break_does_not_end_a_table_of_tab_rows() -> None:
    applications = rows(seed("baima_2023").tables[1])
    assert applications[22] == ["4. 无正当理由大量反复申请", "", *"0000000", ""]
    assert applications[23] == ["", "5. 要求行政机关确认或重新出具已获取信息", *"0000000"]


def test_marks_of_the_dump_are_no_content() -> None:
    texts = [p.text for p in (*seed("baishi_2023").paragraphs, *seed("qiaoguan_2021").paragraphs)]
    assert texts[0] == "白石镇人民政府2023年政府信息公开"
    assert not any("[" in text for text in texts)


def test_each_run_of_lines_has_its_own_form() -> None:
    document = read(
        "甲\n\t规章\n\t0\n\n\t许可\n\t2\n乙段落。\na\tb\n1\t2\n丙\n| x | y |\n|---|---|\n| 3 |  |\n".encode()
    )
    assert [rows(table) for table in document.tables] == [
        [["规章", "0"], ["许可", "2"]], [["a", "b"], ["1", "2"]], [["x", "y"], ["3", ""]],
    ]  # fmt: skip
    assert [p.text for p in document.paragraphs] == ["甲", "乙段落。", "丙"]


def test_a_heading_directly_below_a_cell_is_no_part_of_it() -> None:
    document = read("\t其他\n结果\n\t0\n\n\ta\n\tb\n五、存在的主要问题\n无\n".encode())
    assert rows(document.tables[0]) == [["其他\n结果", "0"], ["a", "b"]]
    assert [p.text for p in document.paragraphs] == ["五、存在的主要问题", "无"]


def test_a_paragraph_indented_by_a_tab_is_no_table() -> None:
    prose = "我镇认真贯彻落实条例。" * 12
    document = read(f"\t{prose}\n\t{prose}\n\n\t联系人\n".encode())
    assert not document.tables
    assert [p.text for p in document.paragraphs] == [prose, prose, "联系人"]


def test_page_numbers_between_rows_are_left_out() -> None:
    document = read("a\tb\tc\n- 3 -\n1\t2\t3\n第 4 页 共 9 页\n".encode())
    assert [rows(table) for table in document.tables] == [[["a", "b", "c"], ["1", "2", "3"]]]
    assert not document.paragraphs


def test_a_change_from_none_to_none_is_no_page_number() -> None:
    (table,) = read("\t规章\n\t0/0\n\n\t许可\n\t3/9\n".encode()).tables
    assert rows(table) == [["规章", "0/0"], ["许可", "3/9"]]


def test_white_space_alone_is_empty() -> None:
    with pytest.raises(EmptyDocument):
        read("\u3000\u3000\n\xa0".encode())
