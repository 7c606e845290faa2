"""DOCX: the official blank form, and the single mechanisms of Word."""

from pathlib import Path

import pytest

from pipelines.model import Document
from pipelines.reading import EmptyDocument, read
from tests.pipelines.reading.grids import W, docx, paragraph

DATA = Path(__file__).parents[2] / "data"


def texts(document: Document) -> list[str]:
    return [item.text for item in document.paragraphs]


def test_the_official_form_keeps_its_merges() -> None:
    document = read((DATA / "blank_form_2021.docx").read_bytes())
    disclosure, applications, review = document.tables
    spans = {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in applications.cells}
    assert spans["三、本年度办理结果"] == (5, 0, 22, 1)
    assert spans["（三）不予公开"] == (7, 1, 8, 1)
    assert spans["法人或其他组织"] == (1, 4, 1, 5)
    assert len([cell for cell in review.cells if cell.row == 3]) == 15
    assert disclosure.place_of(disclosure.cells[-1]) == "table 1, row 14, column 2"


def test_the_blanks_of_the_form_stay_blank() -> None:
    applications = read((DATA / "blank_form_2021.docx").read_bytes()).tables[1]
    values = [cell for cell in applications.cells if cell.row >= 3 and cell.column >= 3]
    assert len(values) == 25 * 7
    assert {cell.text.strip() for cell in values} == {""}


def test_insertions_are_read_and_deletions_are_not() -> None:
    body = (
        "<w:p><w:r><w:t>行政</w:t></w:r><w:del><w:r><w:delText>强制</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>许可</w:t></w:r></w:ins></w:p>"
    )
    assert texts(read(docx(body))) == ["行政许可"]


def test_wrappers_are_transparent_and_hidden_text_is_not_read() -> None:
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('甲')}</w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:r><w:t>乙</w:t></w:r></w:hyperlink><w:r><w:footnoteReference/></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:br/><w:t>丙</w:t><w:tab/><w:t>丁</w:t></w:r></w:p>"
    )
    assert texts(read(docx(body))) == ["甲", "乙", "丙 丁"]


def test_alternative_contents_are_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('框')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        f"<w:p><w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent><w:t>文</w:t></w:r></w:p>"
    )
    assert texts(read(docx(body))) == ["文", "框"]


def levels(*formats: tuple[str, str]) -> str:
    items = (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for index, (kind, pattern) in enumerate(formats)
    )
    return f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{"".join(items)}</w:abstractNum>'


NUM = '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'


def numbered(text: str, level: int = 0, identity: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{identity}"/></w:numPr>')


def test_automatic_numbers_are_printed_as_word_prints_them() -> None:
    numbering = levels(("chineseCounting", "%1、"), ("japaneseCounting", "（%2）"), ("decimal", "%3.")) + NUM
    headings = [
        ("总体情况", 0),
        ("主动公开", 1),
        ("数量", 2),
        ("依申请", 1),
        ("主动公开政府信息情况", 0),
        ("再来", 1),
    ]
    body = "".join(numbered(*heading) for heading in headings)
    assert texts(read(docx(body, numbering=f"{numbering}</w:numbering>"))) == [
        "一、总体情况", "（一）主动公开", "1. 数量", "（二）依申请", "二、主动公开政府信息情况", "（一）再来",
    ]  # fmt: skip


def test_numbers_may_come_from_a_style_and_start_anew() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    styles = (
        f'<w:styles {W}><w:style w:styleId="H"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    numbering = levels(("ideographDigital", "%1、")) + NUM + again + "</w:numbering>"
    styled = "".join(paragraph("标题", '<w:pStyle w:val="H"/>') for _ in range(11))
    document = read(docx(styled + numbered("新", identity=2), numbering=numbering, styles=styles))
    assert texts(document)[8:] == ["九、标题", "一〇、标题", "一一、标题", "一、新"]
    assert [p.heading for p in document.paragraphs][-2:] == [True, False]


def test_a_nested_table_stays_a_grid_of_figures() -> None:
    cell = "<w:tc>{}</w:tc>".format
    inner = f"<w:tbl><w:tr>{cell(paragraph('1'))}{cell(paragraph('2'))}</w:tr></w:tbl><w:p/>"
    body = f"<w:tbl><w:tr>{cell(paragraph('许可'))}{cell(inner)}</w:tr></w:tbl>"
    (table,) = read(docx(body)).tables
    assert [(c.text, c.row, c.column) for c in table.cells] == [("许可", 0, 0), ("1", 0, 1), ("2", 0, 2)]


def test_columns_left_free_before_a_row_are_counted() -> None:
    row = '<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>'
    (table,) = read(docx(f"<w:tbl>{row.format(paragraph('a'), paragraph('b'))}</w:tbl>")).tables
    assert [cell.column for cell in table.cells] == [2, 3]


def test_a_document_without_text_is_empty() -> None:
    with pytest.raises(EmptyDocument, match="pictures"):
        read(docx("<w:p/>"))


def test_a_raised_mark_and_a_struck_number_are_no_digits_of_the_number_beside_them() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r>'
    struck = "<w:r><w:rPr><w:strike/></w:rPr><w:t>5</w:t></w:r>"
    document = read(docx(f"<w:p>{struck}<w:r><w:t>12</w:t></w:r>{raised}</w:p>"))
    assert texts(document) == ["12[1]"]
