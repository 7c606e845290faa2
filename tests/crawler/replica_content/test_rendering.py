"""Rendering: each style prints every figure in its cell, files open, the real reports keep their words."""

import io
import re
import zipfile
from importlib.resources import files

import docx
import pypdfium2
import pytest
from lxml import etree, html

from crawler.replica.content import Publication, extra_documents, population
from crawler.replica.rendering import article_of
from crawler.replica.rendering.article import Grid
from crawler.replica.rendering.forms import HEAD_OF_TABLE_THREE
from crawler.replica.rendering.html import STYLES
from pipelines.model import State

MARK = re.compile("复制门户生成的演示数据，不是真实(报告|文件)")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def reports() -> list[Publication]:
    return [report for county in population().publications.values() for report in county]


def grids_of(report: Publication) -> list[Grid]:
    return [block for block in article_of(report).blocks if isinstance(block, Grid)]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def cells_of(report: Publication) -> list[str]:
    """Every cell of the three tables as printed, in reading order, blanks among them."""
    return [squeezed(cell.text) for grid in grids_of(report) for row in grid.rows() for cell in row]


def outer_cells(fragment: str) -> list[str]:
    """The cells of an HTML page that are no wrapper: neither a layout table's nor a cell's inner one."""
    tree = html.fromstring(f"<div>{fragment}</div>")
    cells = []
    for cell in tree.iter("td", "th"):
        holds_paragraphs = cell.xpath(".//p|.//h2|.//table[count(.//td)>1]")
        inner = cell.xpath("ancestor::table[1][count(.//td)=1]")
        if not inner and not (cell.xpath(".//table[count(.//td)>1]") and holds_paragraphs):
            cells.append(squeezed(cell.text_content()))
    return cells


@pytest.mark.parametrize("style", [*STYLES])
@pytest.mark.parametrize("layout", ["2019", "2021"])
def test_every_html_style_prints_every_cell_in_order(
    reports: list[Publication], style: str, layout: str
) -> None:
    chosen = [r for r in reports if r.style == style and r.layout == layout][:12]
    assert len(chosen) > 3
    for report in chosen:
        assert outer_cells(report.body_html) == cells_of(report)


def test_every_figure_that_is_not_absent_stands_in_a_cell_with_its_raw_text(
    reports: list[Publication],
) -> None:
    for report in reports:
        printed = {
            cell.key: cell.text.strip() for grid in grids_of(report) for cell in grid.cells if cell.key
        }
        truth = {k: f.raw for k, f in report.truth.figures.items() if f.state is not State.ABSENT}
        assert printed == truth


@pytest.mark.parametrize("layout", ["2019", "2021"])
def test_word_files_open_with_merged_cells_and_every_cell(reports: list[Publication], layout: str) -> None:
    for report in [r for r in reports if r.form == "docx" and r.layout == layout][:8]:
        (attachment,) = report.attachments
        assert len(docx.Document(io.BytesIO(attachment.body)).tables) == 3
        tree = etree.fromstring(zipfile.ZipFile(io.BytesIO(attachment.body)).read("word/document.xml"))
        starts = [tc for tc in tree.iter(WORD + "tc") if not continues(tc)]
        assert [squeezed("".join(tc.itertext())) for tc in starts] == cells_of(report)
        assert len(starts) < sum(1 for _ in tree.iter(WORD + "tc"))


def continues(cell: etree._Element) -> bool:
    merge = cell.find(f".//{WORD}vMerge")
    return merge is not None and merge.get(WORD + "val") != "restart"


def test_pdf_files_open_number_their_pages_and_hold_every_figure(reports: list[Publication]) -> None:
    for report in [r for r in reports if r.form == "pdf"][::6]:
        (attachment,) = report.attachments
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(attachment.body)]
        assert len(pages) > 1
        assert all(f"- {at} -" in page for at, page in enumerate(pages, start=1))
        text = squeezed("".join(pages))
        for grid in grids_of(report):
            row = [squeezed(c.text) for c in grid.cells if c.key and c.row == grid.height - 1]
            assert "".join(row) in text


def test_some_pdf_tables_break_inside_a_merged_cell(reports: list[Publication]) -> None:
    broken = 0
    for report in [r for r in reports if r.form == "pdf"][::4]:
        pages = [p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(report.attachments[0].body)]
        first = next(at for at, page in enumerate(pages) if "一、本年新收" in page)
        broken += "四、结转下年度" not in pages[first]
    assert broken > 2


def test_a_grid_cut_in_two_keeps_every_cell_once() -> None:
    report = population().publications["370830"][-1]
    table = grids_of(report)[1]
    above, below = table.cut(12)
    assert above.height == 12
    assert below.height == table.height - 12
    blanks = [cell for cell in below.cells if cell.row == 0 and not cell.text and not cell.key]
    assert len(above.cells) + len(below.cells) - len(blanks) == len(table.cells)
    area = sum(cell.rowspan * cell.colspan for cell in (*above.cells, *below.cells))
    assert area == table.height * len(table.widths)


def test_the_form_of_2021_has_the_spans_of_the_official_word_template(reports: list[Publication]) -> None:
    body = files("crawler.replica").joinpath("data/real/blank_form_2021.docx").read_bytes()
    tree = etree.fromstring(zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml"))
    official = [
        [squeezed("".join(tc.itertext())) for tc in table.iter(WORD + "tc") if not continues(tc)]
        for table in tree.iter(WORD + "tbl")
    ]
    real = next(r for r in reports if r.unit.name == "桐柏县淮源镇人民政府" and r.real)
    for table, grid in zip(official, grids_of(real), strict=True):
        ours = [("" if c.key else squeezed(c.text)) for row in grid.rows() for c in row]
        assert [squeezed(text) for text in table] == ours


def test_no_generated_text_claims_to_be_real(reports: list[Publication]) -> None:
    for report in reports:
        if not report.real:
            whole = squeezed("".join(html.fromstring(f"<div>{report.body_html}</div>").itertext()))
            assert MARK.search(whole), report.title
    for county in population().confusers.values():
        for confuser in county:
            text = squeezed("".join(html.fromstring(f"<div>{confuser.body_html}</div>").itertext()))
            assert MARK.search(text), confuser.title


def test_generated_files_carry_the_mark_too(reports: list[Publication]) -> None:
    word = next(r for r in reports if r.form == "docx" and not r.real)
    texts = [p.text for p in docx.Document(io.BytesIO(word.attachments[0].body)).paragraphs]
    assert MARK.search("".join(texts))
    pdf = next(r for r in reports if r.form == "pdf" and not r.real)
    pages = pypdfium2.PdfDocument(pdf.attachments[0].body)
    assert MARK.search(squeezed("".join(page.get_textpage().get_text_range() for page in pages)))


def test_the_text_names_as_many_applications_as_the_table_prints(reports: list[Publication]) -> None:
    for report in reports:
        if not report.real:
            text = "".join(b.text for b in article_of(report).blocks if not isinstance(b, Grid))
            received = report.truth.figures["applications.received.total"].value
            said = re.search(r"收到(?:政府信息公开)?申请(\d+)件", text)
            assert (int(said[1]) if said else 0) == received
            assert bool(said) != ("未收到" in text)


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("baishi", "baishi_2023"),
        ("huaiyuan", "huaiyuan_2023"),
        ("muluan", "muluan_2023"),
        ("qiaoguan", "qiaoguan_2021"),
        ("baima", "baima_2023"),
    ],
)
def test_a_real_report_keeps_every_paragraph_and_cell_of_its_dump(
    reports: list[Publication], slug: str, name: str
) -> None:
    report = next(r for r in reports if r.real and r.unit.slug == slug)
    dump = files("crawler.replica").joinpath(f"data/real/{name}.txt").read_text("utf-8")
    dump = re.sub(r"\[(bookmark|image): .+?\]", "", dump)
    blocks = article_of(report).blocks
    lines = [b.text for b in blocks if not isinstance(b, Grid) and b.role != "picture"]
    for line in lines[1:]:
        assert line in dump
    for grid, head in zip(grids_of(report), (0, HEAD_OF_TABLE_THREE, 3), strict=True):
        for cell in grid.cells:
            assert cell.row < head or squeezed(cell.text) in squeezed(dump)
    words = "".join(lines) + "".join(c.text for g in grids_of(report) for c in g.cells)
    lost = set(re.findall(r"[\u4e00-\u9fff]", dump)) - set(words)
    assert not lost
    prose = squeezed("".join(lines))
    outside = [squeezed(line) for line in dump.splitlines() if "\t" not in line and len(line) > 20]
    assert all(line in prose for line in outside)


def test_the_real_samples_are_served_byte_for_byte() -> None:
    page, pdf = extra_documents()
    assert (page.host, pdf.host) == ("www.shuyang.gov.cn", "www.hongze.gov.cn")
    assert "沭阳县发展和改革局".encode() in page.body
    assert len(pypdfium2.PdfDocument(pdf.body)) == 5
