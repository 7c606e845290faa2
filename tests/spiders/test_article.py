"""What a listed page takes with it: its files, or the pictures that stand in place of its tables."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from archive.queries import get_report
from pipelines.model import Context
from pipelines.process import process
from pipelines.reading import read
from pipelines.storing.store import store
from spiders.article import files_of
from tests.archive.samples import document
from tests.pipelines.reading import scanner

PAGE = "http://www.hongze.gov.cn/art/2025/1/20/art_1.html"
TITLE = "淮安市洪泽区2024年政府信息公开工作年度报告"
SECTIONS = (
    "一、总体情况", "2024年，全区认真做好政府信息公开工作，主动公开120条。", "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况", "公开不够及时。", "六、其他需要报告的事项", "无。",
)  # fmt: skip
REAL = (Path(__file__).parents[1] / "data" / "hongze_2024.pdf").read_bytes()


def html(*parts: str) -> bytes:
    text = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts)
    return (
        f"<html><head><meta charset='utf-8'><title>{TITLE}</title></head><body>{text}</body></html>".encode()
    )


def urls(*parts: str) -> list[str]:
    return [link.url for link in files_of(read(html(*parts), url=PAGE))]


def test_pictures_in_place_of_tables_are_followed_but_no_logos_and_small_ones() -> None:
    shown = '<img src="/images/logo.png"><img src="W020250120.png" width="640"><img data-original="b.jpg">'
    small = '<img src="c.png" width="32"><img src="d.gif">'
    assert urls(TITLE, shown + small) == [
        "http://www.hongze.gov.cn/art/2025/1/20/W020250120.png",
        "http://www.hongze.gov.cn/art/2025/1/20/b.jpg",
    ]


def test_beside_a_table_with_numbers_or_a_file_pictures_are_left_alone() -> None:
    table = "<table>" + "<tr><td>规章</td><td>0</td><td>3</td></tr>" * 6 + "</table>"
    assert urls(TITLE, table, '<img src="a.png">') == []
    assert urls(TITLE, '<a href="a.docx">附件</a>', '<img src="a.png">') == [
        "http://www.hongze.gov.cn/art/2025/1/20/a.docx"
    ]


def test_a_page_and_the_picture_of_its_table_are_one_report(archive: Engine) -> None:
    context = Context(url=PAGE, county="洪泽区", listed_title=TITLE)
    picture = scanner.file_of(scanner.printed(REAL)[1])
    for url, data in ((PAGE, html(TITLE, *SECTIONS)), (f"{PAGE}.png", picture)):
        (report,) = process(data, context).reports
        store(archive, document(url, url), [report])
    shown = get_report(archive, "洪泽区人民政府", 2024)
    assert shown["figures"]["disclosure.licensing.decisions"]["value"] == 9487
    assert [section["number"] for section in shown["sections"]] == [1, 2, 3, 4, 5, 6]
