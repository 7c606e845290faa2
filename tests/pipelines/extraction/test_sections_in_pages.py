"""The six sections as portals print them: bold spans, layout tables, a table of contents, one paragraph."""

from __future__ import annotations

import pytest

from pipelines.extraction.sections import read_sections
from pipelines.reading import read_all

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
TEXTS = (
    "2023年工作有序，公开信息100条。",
    "公开数据见表。",
    "全年收到申请3件。",
    "行政复议0件。",
    "一是力量不足。",
    "无",
)
DATA = (
    "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    "<tr><td>规章</td><td>1</td><td>2</td><td>3</td></tr>"
    "<tr><td>行政规范性文件</td><td>4</td><td>5</td><td>6</td></tr>"
)
PAIRS = tuple(zip(HEADINGS, TEXTS, strict=True))
CONTENTS = "<p>目录</p>" + "".join(f"<p>{heading}</p>" for heading in HEADINGS)
PAGES = {
    "headings of their own": "".join(f"<p>{heading}</p><p>{text}</p>" for heading, text in PAIRS),
    "bold headings before the text": "".join(f"<p><b>{heading}</b>{text}</p>" for heading, text in PAIRS),
    "bold spans and line breaks": "".join(
        f"<span style='font-weight:bold'>{heading}</span><br>{text}<br>" for heading, text in PAIRS
    ),
    "a colon behind the heading": "".join(f"<p>{heading}：{text}</p>" for heading, text in PAIRS),
    "a stop behind the heading": "".join(f"<p>{heading}。{text}</p>" for heading, text in PAIRS),
    "spaced letters": "".join(f"<p>{' '.join(heading)}</p><p>{text}</p>" for heading, text in PAIRS),
    "a heading over two lines": "".join(
        f"<p>{heading[:8]}<br>{heading[8:]}</p><p>{text}</p>" for heading, text in PAIRS
    ),
    "one paragraph": "<p>" + " ".join(f"{heading} {text}" for heading, text in PAIRS) + "</p>",
    "one paragraph without gaps": "<p>" + "".join(heading + text for heading, text in PAIRS[:-1]) + "</p>"
    f"<p>{HEADINGS[-1]}</p><p>无</p>",
    "a layout table": "<table>"
    + "".join(f"<tr><td>{heading}</td></tr><tr><td>{text}</td></tr>" for heading, text in PAIRS)
    + "</table>",
    "a layout table with the data in it": "<table>"
    + "".join(
        f"<tr><td colspan=4>{heading}</td></tr><tr><td colspan=4>{text}</td></tr>"
        + DATA * (heading[0] == "二")
        for heading, text in PAIRS[:-1]
    )
    + f"<tr><td colspan=4>{HEADINGS[-1]}无</td></tr></table>",
    "headings said again as the title of a table": "".join(
        f"<p>{heading}</p><table><tr><td colspan=4>{heading}</td></tr>{DATA}</table><p>{text}</p>"
        for heading, text in PAIRS
    ),
    "headings as the title of a table alone": "".join(
        f"<table><tr><td colspan=4>{heading}</td></tr>{DATA}</table><p>{text}</p>" for heading, text in PAIRS
    ),
    "contents before the report": CONTENTS
    + "".join(f"<p>{heading}</p><p>{text}</p>" for heading, text in PAIRS),
    "arabic numbers": "".join(
        f"<p>{at}．{heading[2:]}</p><p>{text}</p>" for at, (heading, text) in enumerate(PAIRS, start=1)
    ),
    "marked headings without numbers": "".join(
        f"<h2>{heading[2:].replace('改进情况', '整改措施')}</h2><p>{text}</p>" for heading, text in PAIRS
    ),
    "numbered parts": "".join(
        f"<p>第{heading[0]}部分 {heading[2:]}</p><p>{text}</p>" for heading, text in PAIRS
    ),
    "navigation around it": "<div>首页</div><div>政务公开</div>"
    + "".join(f"<p>{heading}</p><p>{text}</p>" for heading, text in PAIRS)
    + "<div>扫一扫在手机打开当前页</div><div>主办：某县人民政府</div>",
    "a footer with its registration": "".join(f"<p>{heading}</p><p>{text}</p>" for heading, text in PAIRS)
    + "<div>某县人民政府办公室 苏ICP备05000001号</div><div>全站访问量</div>",
}


def sections(page: str) -> list[tuple[int, str, str]]:
    (document,) = read_all(f"<html><body><h1>某镇年度报告</h1>{page}</body></html>".encode())
    return [(section.number, section.heading, section.text) for section in read_sections(document)]


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_every_section_has_its_own_text_and_no_other(page: str) -> None:
    found = sections(page)
    assert [number for number, _, _ in found] == [1, 2, 3, 4, 5, 6]
    assert [text for _, _, text in found] == list(TEXTS)


def test_a_numbered_series_inside_a_section_stays_its_text() -> None:
    inside = (
        "一、主动公开情况。",
        "甲",
        "二、依申请公开情况。",
        "乙",
        "三、政府信息管理",
        "四、平台建设",
        "五、监督保障",
    )
    lines = [HEADINGS[0], *inside, *(line for pair in PAIRS[1:] for line in pair)]
    found = sections("".join(f"<p>{line}</p>" for line in lines))
    assert [heading for _, heading, _ in found] == list(HEADINGS)
    assert found[0][2] == "\n".join(inside)


def test_a_section_that_is_none_of_the_six_keeps_its_text_to_itself() -> None:
    names = ["总体情况", "工作机制保障", *(heading[2:] for heading in HEADINGS[1:]), "附件"]
    lines = [f"<p>{'一二三四五六七八'[at]}、{name}</p><p>正文{at}。</p>" for at, name in enumerate(names)]
    found = sections("".join(lines))
    assert [(number, text) for number, _, text in found] == [
        (number, f"正文{at}。") for at, number in enumerate((1, 7, 2, 3, 4, 5, 6, 8))
    ]


def test_all_levels_below_a_heading_are_its_text() -> None:
    below = "（一）小标题\n1.甲\n1、乙\n①丙\n一是丁。"
    lines = "".join(
        f"<p>{heading}</p>" + "".join(f"<p>{x}</p>" for x in below.split("\n")) for heading in HEADINGS
    )
    assert [text for _, _, text in sections(lines)] == [below] * 6
