"""Publication days and index numbers behind every kind of label."""

from datetime import date

import pytest

from pipelines.identity import read_index_number, read_published_on
from pipelines.model import Cell, Context, Document, Table
from tests.pipelines.identity.documents import FORM, of_text

DAY = date(2024, 1, 17)
PRINTED = [
    "发布时间:2024-01-17 09:42:13",
    "www.panzhihua.gov.cn 发布时间:2024-01-17 来源:米易县 选择阅读字号:[ 大 中 小 ] 阅读次数:",
    "来源：武陟县 时间：2024年01月17日 浏览量：3 分享：",
    "发布日期\n2024/1/17",
    "成文日期：\n2024年1月17日",
    "生成日期：2024-\n01-\n17",
    "[发布时间]2024-01-17",
    "公开日期: 20240117",
    "索引号: A-1 发布机构: 白石镇 公开日期: 2024.01.17 有效性: 有效",
]


@pytest.mark.parametrize("head", PRINTED)
def test_a_visible_label_gives_the_day(head: str) -> None:
    assert read_published_on(of_text(head + "\n" + FORM), Context()) == DAY


@pytest.mark.parametrize(
    "end",
    [
        "白石镇人民政府\n2024年1月17日",
        "白石镇人民政府\n二〇二四年一月十七日",
        "（2024年1月17日）",
        "2024.1.17",
        "2024-01-17",
    ],
)
def test_a_sign_off_gives_the_day_where_nothing_else_does(end: str) -> None:
    assert read_published_on(of_text(FORM + end), Context()) == DAY


def test_metadata_go_before_labels_and_labels_before_the_list() -> None:
    text = "发布时间：2024-01-18\n" + FORM
    context = Context(listed_on=date(2024, 2, 1))
    assert read_published_on(of_text(text, PubDate="2024-01-17 10:00"), context) == DAY
    assert read_published_on(of_text(text), context) == date(2024, 1, 18)
    assert read_published_on(of_text(FORM), context) == date(2024, 2, 1)


def test_a_date_that_cannot_be_is_passed_over() -> None:
    assert (
        read_published_on(of_text("发布时间：2024-13-45\n" + FORM, PubDate="0000-00-00"), Context()) is None
    )


def test_a_date_in_the_text_is_no_publication_day() -> None:
    assert (
        read_published_on(of_text("一、总体情况\n2023年3月1日起，我镇公开信息。\n" + FORM), Context()) is None
    )


def test_labels_and_values_in_a_metadata_table() -> None:
    texts = (("索 引 号", "11370830/2024-00123"), ("公开方式", "主动公开"), ("发布日期", "2024-01-17"))
    cells = tuple(
        Cell(text, row, column) for row, pair in enumerate(texts) for column, text in enumerate(pair)
    )
    document = Document("0" * 64, "text/html", (Table(cells, "table 1"),))
    assert read_published_on(document, Context()) == DAY
    assert read_index_number(document) == "11370830/2024-00123"


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("索引号：014314799/2024-00002", "014314799/2024-00002"),
        ("索\u00a0引\u00a0号：\n11370725004303489R/2022-00123", "11370725004303489R/2022-00123"),
        ("信息索引号: 370830-0001 发布机构: 白石镇", "370830-0001"),
        ("索引号：\n公开方式：主动公开", None),
        ("没有编号", None),
    ],
)
def test_the_index_number_is_read_as_printed(head: str, number: str | None) -> None:
    assert read_index_number(of_text(head + "\n" + FORM)) == number
