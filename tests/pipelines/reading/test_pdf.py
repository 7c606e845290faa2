"""PDF: a real report read page by page by a person first, and made ones for the single mechanisms."""

from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.model import Cell, Document, Table
from pipelines.reading import DocumentTooLarge, EncryptedDocument, NoTextLayer, read
from tests.pipelines.reading.pdfs import FONT, pdf, ruled, text

DATA = Path(__file__).parents[2] / "data"


def rows(table: Table) -> list[list[str]]:
    grid: dict[int, list[str]] = {}
    for cell in table.cells:
        grid.setdefault(cell.row, []).append(cell.text)
    return list(grid.values())


@pytest.fixture(scope="module")
def hongze() -> Document:
    return read((DATA / "hongze_2024.pdf").read_bytes())


def test_tables_broken_over_pages_are_whole(hongze: Document) -> None:
    assert [table.place for table in hongze.tables] == [
        "page 2, table 1",
        "page 3, table 2",
        "page 4, table 2",
    ]
    assert [len(rows(table)) for table in hongze.tables] == [14, 26, 4]


def test_the_disclosure_figures_of_a_real_report(hongze: Document) -> None:
    assert [row[1:] for row in rows(hongze.tables[0]) if row[-1].isdigit()] == [
        ["0", "0", "0"], ["3", "0", "8"], ["9487"], ["2776"], ["84"], ["7545"],
    ]  # fmt: skip


def test_the_application_figures_of_a_real_report(hongze: Document) -> None:
    figures = [[int(text) for text in row[-7:]] for row in rows(hongze.tables[1])[3:]]
    natural = [95, 0, 50, 9, 0, 0, 1, 0, 0, 1, 1, 0, 31, 1, 0, 1, 0, 0, 0, 0, 0, 95, 0]
    assert figures == [[count, 0, 0, 0, 0, 0, count] for count in natural]


def test_the_review_figures_of_a_real_report(hongze: Document) -> None:
    assert rows(hongze.tables[2])[3] == list("110021000120103")
    assert rows(hongze.tables[2])[0] == ["行政复议", "", "行政诉讼"]


def test_a_label_cut_by_the_page_break_spans_its_rows_on_both_pages(hongze: Document) -> None:
    spans = {cell.text.replace("\n", ""): (cell.row, cell.rowspan) for cell in hongze.tables[1].cells}
    assert spans["三、本年度办理结果"] == (5, 20)
    assert spans["（四）无法提供"] == (15, 3)
    assert spans["（五）不予处理"] == (18, 5)


def test_each_cell_names_its_own_page(hongze: Document) -> None:
    places = {cell.text: hongze.tables[1].place_of(cell) for cell in hongze.tables[1].cells}
    assert places["1.本机关不掌握相关政府信息"] == "page 3, table 2, row 16, column 3"
    assert places["2.没有现成信息需要另行制作"] == "page 4, table 1, row 1, column 3"


def test_wrapped_lines_are_joined_and_page_numbers_left_out(hongze: Document) -> None:
    paragraphs = [paragraph.text for paragraph in hongze.paragraphs]
    assert paragraphs[:2] == ["淮安市洪泽区人民政府", "2024年政府信息公开工作年度报告"]
    assert paragraphs[2].startswith(
        "本报告由淮安市洪泽区人民政府办公室根据《中华人民共和国政府信息公开条例》"
    )
    assert any("模板，使各行政机关答复的方式" in paragraph for paragraph in paragraphs), (
        "joined over pages 4 and 5"
    )
    assert [text[:2] for text in paragraphs if text[1] == "、"] == [
        "一、",
        "二、",
        "三、",
        "四、",
        "五、",
        "六、",
    ]
    assert not any(paragraph.startswith("-") for paragraph in paragraphs)
    assert len(paragraphs) == 18


def test_a_table_printed_by_a_browser_over_four_pages_equals_the_page() -> None:
    printed = read((DATA / "shuyang_applications_chromium.pdf").read_bytes()).tables
    page = read((DATA / "shuyang_fgj_2023.html").read_bytes()).tables[2]
    assert [[_grid(cell) for cell in table.cells] for table in printed] == [[_grid(c) for c in page.cells]]


def _grid(cell: Cell) -> tuple[str, int, int, int, int]:
    text = "".join(cell.text.split())
    return text, cell.row, cell.column, cell.rowspan, cell.colspan


def test_a_made_table_with_spans_over_two_pages_is_read_back() -> None:
    made = [["事项", "自然人", "企业", "总计"], *([f"第{n}行", str(n), "", "/"] for n in range(60))]
    spans = [((0, 3), (0, 4)), ((1, 5), (2, 5))]
    data = pdf(
        text("一、总体情况"), ruled(made, spans), text("二、其他情况"), ruled([["甲", "乙"], ["1", "2"]])
    )
    first, second = read(data).tables
    wanted = [list(row) for row in made]
    del wanted[4][0], wanted[5][2]
    assert rows(first) == wanted
    assert [(c.rowspan, c.colspan) for c in first.cells if c.text in ("第2行", "4")] == [(2, 1), (1, 2)]
    assert rows(second) == [["甲", "乙"], ["1", "2"]]
    assert second.place == "page 2, table 2"


def test_running_headers_are_left_out_and_paragraphs_kept_apart() -> None:
    long = "本报告由某县某镇人民政府按照条例要求编制。" * 9
    document = read(pdf(*(text(long) for _ in range(20)), title="题目"))
    assert [paragraph.text for paragraph in document.paragraphs] == [long] * 20
    assert document.metadata == {"title": "题目"}


def test_borders_drawn_as_thin_filled_rectangles_are_borders() -> None:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont(FONT, 10)
    for y in (600, 630, 660):
        canvas.rect(100, y, 200, 0.6, stroke=0, fill=1)
    for x in (100, 200, 300):
        canvas.rect(x, 600, 0.6, 60, stroke=0, fill=1)
    for x, y, label in ((110, 640, "行政规范性文件"), (210, 640, "12"), (110, 610, "许可"), (210, 610, "3")):
        canvas.drawString(x, y, label)
    canvas.save()
    (table,) = read(stream.getvalue()).tables
    assert rows(table) == [["行政规范性文件", "12"], ["许可", "3"]]


def test_a_page_turned_on_its_side_is_read_upright() -> None:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setPageRotation(90)
    canvas.translate(A4[0], 0)
    canvas.rotate(90)
    canvas.setFont(FONT, 12)
    canvas.drawString(100, 520, "收到和处理政府信息公开申请情况")
    canvas.grid([100, 300, 500], [400, 440, 480])
    for x, y, label in ((110, 450, "新收申请"), (310, 450, "7"), (110, 410, "上年结转"), (310, 410, "2")):
        canvas.drawString(x, y, label)
    canvas.save()
    document = read(stream.getvalue())
    assert [paragraph.text for paragraph in document.paragraphs] == ["收到和处理政府信息公开申请情况"]
    assert rows(document.tables[0]) == [["新收申请", "7"], ["上年结转", "2"]]


def test_a_pdf_without_text_and_pictures_says_so() -> None:
    stream = BytesIO()
    canvas = Canvas(stream)
    canvas.rect(10, 10, 100, 100, fill=1)
    canvas.save()
    with pytest.raises(NoTextLayer, match="another version"):
        read(stream.getvalue())


def test_a_pdf_with_a_password_says_so() -> None:
    with pytest.raises(EncryptedDocument, match="password"):
        read(pdf(text("一、总体情况"), encrypt="secret"))


def test_a_pdf_of_ten_thousand_pages_is_refused() -> None:
    stream = BytesIO()
    canvas = Canvas(stream)
    for _ in range(10_000):
        canvas.showPage()
    canvas.save()
    with pytest.raises(DocumentTooLarge, match="10000"):
        read(stream.getvalue())


def test_a_number_that_was_wrapped_in_a_narrow_cell_is_whole_and_two_numbers_in_a_wide_one_stay_two() -> None:
    narrow = ruled([["规章", "1076", "7"]])
    narrow._argW = [60, 29, 29]  # room for three digits and a half
    wide = ruled([["规章", "107<br/>6", "7"]])
    table, other = read(pdf(text("二、主动公开政府信息情况"), narrow, text("三、其他"), wide)).tables
    assert [cell.text for cell in table.cells] == ["规章", "1076", "7"]
    assert [cell.text for cell in other.cells] == ["规章", "107\n6", "7"]


def test_radicals_in_place_of_characters_are_the_characters() -> None:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=A4, pageCompression=0)
    registerFont(TTFont("Vera", "Vera.ttf"))
    canvas.setFont("Vera", 12)
    canvas.drawString(80, 700, "AB" * 10)
    canvas.save()
    said = stream.getvalue()
    assert said.count(b"<0041>") == said.count(b"<0042>") == 1  # what the font says that its letters mean
    radicals = said.replace(b"<0041>", b"<2F00>").replace(b"<0042>", b"<2F2F>")
    assert read(radicals).paragraphs[0].text == "一工" * 10
