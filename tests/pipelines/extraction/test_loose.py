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
