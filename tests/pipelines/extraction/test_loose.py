"""Tables that a dump has broken into lines are gathered again, in every dialect seen on the web."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import groupby

import pytest

from archive.codebook import keys_of
from pipelines.extraction.loose import gathered
from pipelines.model import Cell, Document, Paragraph, Report, State, Table
from pipelines.process import process
from pipelines.reading.errors import CorruptDocument
from tests.pipelines.extraction.form import applications, disclosure, ordered, review

HEAD = """昌乐县乔官镇人民政府2023年政府信息公开工作年度报告
本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。
一、总体情况
2023年，我镇认真做好政府信息公开工作，全年主动公开政府信息12条。
"""
TAIL = """
五、存在的主要问题及改进情况
一是公开内容有待丰富。下一步将继续加强。
六、其他需要报告的事项
无其他需要报告的事项。
2024年1月10日
"""
HEADINGS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)


def rows(table: Table) -> Iterator[list[Cell]]:
    for _, row in groupby(ordered(table).cells, key=lambda cell: cell.row):
        yield list(row)


def flat(cell: Cell) -> str:
    return cell.text.replace("\n", "")


def a_paragraph_per_cell(table: Table) -> str:
    return "\n\n".join(line for row in rows(table) for cell in row for line in cell.text.split("\n"))


def a_line_per_cell(table: Table) -> str:
    return "\n".join(cell.text for row in rows(table) for cell in row)


def bars_around_rows(table: Table) -> str:
    return "\n".join(
        "| " + " | ".join(flat(cell) + " |" * (cell.colspan - 1) for cell in row) + " |"
        for row in rows(table)
    )


def bars_between_cells(table: Table) -> str:
    return "\n".join(" | ".join(flat(cell) for cell in row) + " |" for row in rows(table))


def bars_and_line_breaks(table: Table) -> str:
    return "\n".join("| \n " + "  | \n ".join(flat(cell) for cell in row) + "  | " for row in rows(table))


def a_bar_in_a_line_of_its_own(table: Table) -> str:
    return "\n|\n".join(cell.text for row in rows(table) for cell in row)


def a_bar_ends_every_cell(table: Table) -> str:
    return "\n".join(
        flat(cell) + " |" + (" " + "|" * (cell.colspan - 1) if cell.colspan > 1 else "")
        for row in rows(table)
        for cell in row
    )


def spaces_between_cells(table: Table) -> str:
    return "\n".join(" ".join(flat(cell) for cell in row) for row in rows(table))


def spaces_and_wrapped_labels(table: Table) -> str:
    return "\n".join(line for row in rows(table) for line in wrapped(row))


def wrapped(row: list[Cell]) -> Iterator[str]:
    words = [flat(cell) for cell in row if not cell.text.isdigit()]
    numbers = " ".join(cell.text for cell in row if cell.text.isdigit())
    if not numbers or not words or len(words[-1]) < 14:
        yield " ".join([*words, numbers]).strip()
        return
    yield from [" ".join(words[:-1])] if words[:-1] else []
    parts = [words[-1][at : at + 13] for at in range(0, len(words[-1]), 13)]
    for at, part in enumerate(parts):
        yield f"{part} {numbers}" if at == len(parts) // 2 else part


DIALECTS = (
    a_paragraph_per_cell,
    a_line_per_cell,
    bars_around_rows,
    bars_between_cells,
    bars_and_line_breaks,
    a_bar_in_a_line_of_its_own,
    a_bar_ends_every_cell,
    spaces_between_cells,
    spaces_and_wrapped_labels,
)
Dialect = Callable[[Table], str]


def numbers(seed: int) -> dict[str, str]:
    """200 numbers, each another."""
    rng = random.Random(seed)
    return dict(zip(keys_of("2021"), map(str, rng.sample(range(1, 999), 200)), strict=True))


def dump(texts: dict[str, str], dialect: Dialect) -> str:
    tables = (disclosure(texts), applications(texts), review(texts))
    parts = (f"{heading}\n{dialect(table)}" for heading, table in zip(HEADINGS, tables, strict=True))
    return HEAD + "\n".join(parts) + TAIL


def report(text: str) -> Report:
    (found,) = process(text.encode()).reports
    return found


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_figure_of_a_broken_table_is_read(dialect: Dialect) -> None:
    texts = numbers(1)
    found = report(dump(texts, dialect))
    assert {key: figure.raw for key, figure in found.figures.items()} == texts


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_broken_table_gives_no_finding_of_structure(dialect: Dialect) -> None:
    found = report(dump(dict.fromkeys(keys_of("2021"), "0"), dialect))
    assert [finding.rule for finding in found.findings] == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_sections_around_a_broken_table_keep_their_text_and_none_of_its_cells(dialect: Dialect) -> None:
    sections = report(dump(numbers(2), dialect)).sections
    assert [section.number for section in sections] == [1, 2, 3, 4, 5, 6]
    assert sections[0].text == "2023年，我镇认真做好政府信息公开工作，全年主动公开政府信息12条。"
    assert [sections[at].text.strip("|\n") for at in (1, 2, 3)] == ["", "", ""]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("seed", range(8))
def test_lines_lost_from_a_dump_shift_no_number_silently(dialect: Dialect, seed: int) -> None:
    texts = numbers(seed)
    rng = random.Random(seed)
    lines = dump(texts, dialect).split("\n")
    for _ in range(rng.randrange(1, 6)):
        del lines[rng.randrange(5, len(lines) - 6)]
    found = report("\n".join(lines))
    told = {key for finding in found.findings for key in finding.figures}
    wrong = [
        key
        for key, figure in found.figures.items()
        if figure.state is not State.ABSENT and figure.raw != texts.get(key) and key not in told
    ]
    assert wrong == []


def test_blank_cells_that_left_no_line_are_told_and_never_guessed() -> None:
    texts = numbers(3) | {"applications.granted.enterprise": "", "applications.granted.other": ""}
    found = report(dump(texts, a_paragraph_per_cell))
    row = [key for key in texts if key.startswith("applications.granted.")]
    assert {found.figures[key].state for key in row} == {State.ABSENT}
    assert any(
        finding.rule == "structure.unplaced" and row[0] in finding.figures for finding in found.findings
    )


def test_a_copy_without_its_repeated_lines_is_refused() -> None:
    text = dump(dict.fromkeys(keys_of("2021"), "0"), a_line_per_cell)
    unique = "\n".join(dict.fromkeys(text.split("\n")))
    with pytest.raises(CorruptDocument, match="repeated lines were removed"):
        process(unique.encode())


def test_running_text_that_names_figures_is_left_alone() -> None:
    texts = ("行政许可情况良好。", "其他", "1.行政处罚 3件，行政强制 2件。", "规章", "自然人 5 人")
    document = Document("0" * 64, "text/html", tuple(Paragraph(text, "paragraph 1") for text in texts))
    assert gathered(document) is document


def test_long_explanations_in_labels_and_a_row_of_the_province_do_not_end_a_table() -> None:
    """Cells of a city whose form explains every label, one per line; the added row is told, not read."""
    cells = (
        "第二十条第（一）项 信息内容 本年新制作数量 本年新公开数量 对外公开总数量",
        "规章（设区的市应提供相关数据） 0 0 0",
        "规范性文件（行政机关制定发布的决定、公告、通告、意见、通知，以及标题采用“规定”“办法”“细则”“规范”"
        "“规程”“规则”等字样的公文，一般情况下属于规范性文件） 87 1 2",
        "其他主动公开文件（含以本单位或本单位办公室名义正式签发的、除规范性文件以外的主动公开文件，可参考"
        "本单位政府信息公开平台“其他主动公开文件”栏目数据） 5 0 0",
        "第二十条第（五）项 信息内容 上一年项目数量（指2019年事项数） 本年增/减（指2020年增加或减少的事项"
        "数，减用负值表示，如-8） 处理决定数量（指2020年办件量） 行政许可 1 -2 3",
        "第二十条第（六）项 信息内容 上一年项目数量（指2019年事项数） 本年增减 处理决定数量 行政处罚 8 -9 11",
    )
    text = HEAD.replace("2023", "2020") + HEADINGS[0] + "\n" + "\n".join(" ".join(cells).split(" ")) + TAIL
    (report,) = process(text.encode()).reports
    wanted = {
        "disclosure.normative_documents.new_made": 87,
        "disclosure.normative_documents.total_disclosed": 2,
        "disclosure.licensing.change": -2,
        "disclosure.licensing.decisions": 3,
        "disclosure.penalty.change": -9,
    }
    assert {key: report.figures[key].value for key in wanted} == wanted
    assert any(
        finding.rule == "structure.extra_row" and "其他主动公开文件" in finding.message
        for finding in report.findings
    )


def test_an_empty_form_tells_which_form_it_is() -> None:
    """A body that left every cell blank in 2022, in the form that was no longer in force."""
    labels = (
        "第二十条第（一）项 信息内容 本年新制作数量 本年新公开数量 对外公开总数量 规章 规范性文件 "
        "第二十条第（五）项 信息内容 上一年项目数量 本年增/减 处理决定数量 行政许可 其他对外管理服务事项 "
        "第二十条第（九）项 信息内容 采购项目数量 采购总金额 政府集中采购"
    )
    text = HEAD.replace("2023", "2022") + HEADINGS[0] + "\n" + "\n".join(labels.split(" ")) + TAIL
    (report,) = process(text.encode()).reports
    assert report.layout == "2019"
    assert {figure.state for figure in report.figures.values()} == {State.ABSENT}
    assert any(finding.rule == "structure.tables" for finding in report.findings)
