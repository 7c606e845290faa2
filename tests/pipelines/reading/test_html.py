"""HTML pages as portals serve them: markup bloat, layout tables, spans, heads and attachments."""

from pathlib import Path

import pytest

from pipelines.model import Document, Table
from pipelines.reading import EmptyDocument, read

DATA = Path(__file__).parents[2] / "data"


def page(body: str, head: str = "", url: str | None = None) -> Document:
    return read(f"<html><head>{head}</head><body>{body}</body></html>".encode(), url=url)


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def rows(table: Table) -> list[list[str]]:
    grid: dict[int, list[str]] = {}
    for cell in table.cells:
        grid.setdefault(cell.row, []).append(cell.text)
    return [grid[row] for row in sorted(grid)]


@pytest.fixture(scope="module")
def shuyang() -> Document:
    return read((DATA / "shuyang_fgj_2023.html").read_bytes())


def test_a_real_page_saved_inside_another_gives_its_four_tables(shuyang: Document) -> None:
    assert [table.place for table in shuyang.tables] == ["table 1", "table 2", "table 3", "table 4"]
    assert [len(rows(table)) for table in shuyang.tables] == [6, 14, 28, 4]


def test_a_real_page_keeps_every_figure_at_its_place(shuyang: Document) -> None:
    disclosure, applications, review = shuyang.tables[1:]
    assert rows(disclosure)[3] == ["规范性文件", "8", "0", "18"]
    received = [cell for cell in applications.cells if cell.row == 3]
    assert [cell.text for cell in received] == [
        "一、本年新收政府信息公开申请数量",
        "26",
        "",
        "",
        "",
        "",
        "",
        "26",
    ]
    assert [cell.column for cell in received] == [0, 3, 4, 5, 6, 7, 8, 9]
    assert applications.place_of(received[1]) == "table 3, row 4, column 4"
    assert rows(review)[3] == ["0", "0", "0", "1", "1"] + ["0"] * 10


def test_the_head_of_the_outer_page_wins_and_the_inner_one_fills_in(shuyang: Document) -> None:
    assert shuyang.metadata["title"] == "沭阳县发展和改革局2023年政府信息公开年度报告-沭阳县发改局"
    assert shuyang.metadata["SiteName"] == "沭阳县人民政府"
    assert "ColumnKeywords" not in shuyang.metadata


def test_a_paragraph_is_a_block_or_a_part_between_line_breaks() -> None:
    document = page(
        "a<b>b</b><p>c<span>d<o:p>e</o:p></span></p>f<br>g<ucapcontent><div>h</div></ucapcontent>"
    )
    assert texts(document) == ["ab", "cde", "f", "g", "h"]


def test_what_a_browser_does_not_show_is_left_out() -> None:
    hidden = "<script>x</script><style>y</style><!-- z --><p style='DISPLAY : none'>h</p><p hidden>h</p>"
    assert texts(page(f"<p>a{hidden}b</p>")) == ["a", "b"]


def test_text_after_a_comment_or_inside_word_conditionals_is_kept() -> None:
    assert texts(page("<p><!--x-->一<![if !supportLists]>、<![endif]>总体<!--y-->情况</p>")) == [
        "一、总体情况"
    ]


def test_a_line_break_in_the_source_is_no_space_between_chinese_characters() -> None:
    assert texts(page("<p>政府\r\n  信息\n2023 \n年</p>")) == ["政府信息 2023 年"]


def test_headings_are_known_as_headings() -> None:
    assert [p.heading for p in page("<h2><span>一、总体情况</span></h2><p>x</p>").paragraphs] == [True, False]


def test_a_nested_table_of_one_cell_is_text_of_its_parent_cell() -> None:
    (table,) = page("<table><tr><td>行政许可<td><table><tr><td>283</table><tr><td>a<td>b</table>").tables
    assert rows(table) == [["行政许可", "283"], ["a", "b"]]


def test_figures_in_a_nested_table_stay_cells_of_their_own() -> None:
    nested = "<table><tr><td>1<td>2<td>3</table>"
    (table,) = page(f"<table><tr><th>h<th>x<th>y<th>z<tr><td>label<td colspan=3>{nested}</table>").tables
    assert rows(table) == [["h", "x", "y", "z"], ["label", "1", "2", "3"]]
    assert [cell.column for cell in table.cells if cell.row == 1] == [0, 1, 2, 3]


def test_nested_rows_stretch_the_label_beside_them() -> None:
    nested = "<table><tr><td>1<td>2<tr><td>3<td>4</table>"
    (table,) = page(f"<table><tr><td>label<td>{nested}<tr><td>last<td>9</table>").tables
    assert [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in table.cells] == [
        ("label", 0, 0, 2, 1), ("1", 0, 1, 1, 1), ("2", 0, 2, 1, 1), ("3", 1, 1, 1, 1), ("4", 1, 2, 1, 1),
        ("last", 2, 0, 1, 1), ("9", 2, 1, 1, 2),
    ]  # fmt: skip


def test_a_table_that_lays_out_the_page_is_transparent() -> None:
    article = (
        "<p>一、总体情况</p><table><tr><td>a<td>1</table><p>二、主动公开</p><table><tr><td>b<td>2</table>"
    )
    document = page(f"<table><tr><td>menu<td><table><tr><td>{article}</table></table>")
    assert [b.cells[0].text if isinstance(b, Table) else b.text for b in document.blocks] == [
        "menu", "一、总体情况", "a", "二、主动公开", "b",
    ]  # fmt: skip
    assert [table.place for table in document.tables] == ["table 1", "table 2"]


def test_running_text_in_a_table_becomes_paragraphs_between_two_tables() -> None:
    prose = "".join(f"<p>{'长' * 150}</p>" for _ in range(3))
    document = page(f"<table><tr><td>a<td>1<tr><td colspan=2>{prose}<tr><td>b<td>2</table>")
    assert [rows(table) for table in document.tables] == [[["a", "1"]], [["b", "2"]]]
    assert len(document.paragraphs) == 3


def test_spans_are_clipped_as_html_defines() -> None:
    (table,) = page(
        "<table><tr><td rowspan=99999>a<td colspan=99999>b<tr><td rowspan=0>c<td>d</table>"
    ).tables
    assert [(c.text, c.rowspan, c.colspan) for c in table.cells] == [
        ("a", 2, 1), ("b", 1, 1000), ("c", 1, 1), ("d", 1, 1),
    ]  # fmt: skip


def test_a_rowspan_of_zero_ends_with_its_row_group() -> None:
    (table,) = page(
        "<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c</tbody><tbody><tr><td>d<td>e</table>"
    ).tables
    assert [(c.text, c.row, c.column, c.rowspan) for c in table.cells] == [
        ("a", 0, 0, 2), ("b", 0, 1, 1), ("c", 1, 1, 1), ("d", 2, 0, 1), ("e", 2, 1, 1),
    ]  # fmt: skip


def test_meta_tags_are_found_in_any_order_and_case_and_unescaped() -> None:
    head = (
        '<META CONTENT="" NAME="ArticleTitle">'
        '<meta content="A&amp;lt;br/&amp;gt;B&amp;nbsp;C" name="ArticleTitle">'
        '<meta property="og:title" content="og"><meta name="PubDate" content=" 2024-01-16 09:00 ">'
    )
    metadata = page("x", head).metadata
    assert metadata["ArticleTitle"] == "A B\xa0C"
    assert (metadata["og:title"], metadata["PubDate"]) == ("og", "2024-01-16 09:00")


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="dqwz">当前位置：<a>首页</a> &gt; <a>乡镇</a> &gt; <a>淮源镇</a></div>',
        '<ul id="Breadcrumb"><li>当前位置：</li><li>首页 &gt;</li><li>乡镇 &gt;</li><li>淮源镇</li></ul>',
        "<div><span>当前位置：</span>首页 &gt; 乡镇 &gt; 淮源镇</div>",
    ],
)
def test_a_breadcrumb_is_metadata(markup: str) -> None:
    crumb = page(markup + "<p>x</p>").metadata["breadcrumb"]
    assert crumb.replace(" ", "") == "当前位置：首页>乡镇>淮源镇"


def test_attachments_are_absolute_and_listed_once() -> None:
    body = """<a href="./a.PDF">甲</a><a href="a.PDF"></a>
    <a href="/module/download/downfile.jsp?filename=x.doc">乙</a>
    <a href="/system/_content/download.jsp?wbfileid=1">丙.docx</a><a href="other.html">no</a>
    <script>var file_appendix='<a href=\\'./P020.pdf\\'>丁</a>';</script>
    <span class="fj-fj"><a href="/f?id=3">戊</a></span>
    <iframe src="/pdfjs/viewer.html?file=/r/己.pdf"></iframe>
    <a href="http://[bad/x.pdf">bad</a><a href="javascript:open('x.pdf')">js</a>"""
    links = page(body, url="http://www.x.gov.cn/a/b.html").attachments
    assert [(link.url.removeprefix("http://www.x.gov.cn"), link.text) for link in links] == [
        ("/a/a.PDF", "甲"), ("/module/download/downfile.jsp?filename=x.doc", "乙"),
        ("/system/_content/download.jsp?wbfileid=1", "丙.docx"), ("/f?id=3", "戊"), ("/r/己.pdf", ""),
        ("/a/P020.pdf", "丁"),
    ]  # fmt: skip


def test_a_cell_inside_a_cell_by_mistake_does_not_close_it() -> None:
    (table,) = page("<table><tr><td>a<div><td>x</td></div>y</td><td>b</td></tr></table>").tables
    assert "".join(cell.text for cell in table.cells).replace("\n", "") == "axyb"


def test_a_fragment_is_read_like_a_page() -> None:
    document = read("<p>一</p><table><tr><td>规章</td><td>0</td></tr></table>".encode())
    assert texts(document) == ["一"]
    assert rows(document.tables[0]) == [["规章", "0"]]


def test_a_page_that_shows_nothing_is_empty() -> None:
    with pytest.raises(EmptyDocument, match="found none to show"):
        read(b"<html><head><title>x</title></head><body><script>1</script></body></html>")


def test_a_number_that_lost_its_cell_makes_its_row_doubtful() -> None:
    (table,) = page(
        "<table><caption>2023</caption><tr><td>a</td>17<td>2</td></tr><tr><td>b</td><td>3</td></tr></table>"
    ).tables
    assert [(cell.text, bool(cell.doubt)) for cell in table.cells] == [
        ("a", True),
        ("2", True),
        ("b", False),
        ("3", False),
    ]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("12<sup>1</sup>", "12[1]"),
        ('12<span style="vertical-align: super">3</span>', "12[3]"),
        ("<del>5</del>12", "12"),
        ("<s>5</s>12", "12"),
        ('<span style="text-decoration: line-through">5</span>12', "12"),
        ('<span style="visibility:hidden">9</span>12', "12"),
        ('<span style="font-size:0">9</span>12', "12"),
        ('<span style="font-size:0.9em">1</span>2', "12"),
    ],
)
def test_marks_and_what_is_struck_out_are_no_digits_of_a_number(markup: str, text: str) -> None:
    (table,) = page(f"<table><tr><td>a</td><td>{markup}</td></tr></table>").tables
    assert table.cells[1].text == text
