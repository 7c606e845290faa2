"""What the forms print beside numbers (格式用语): the labels of rows and columns, the words over them."""

from __future__ import annotations

from functools import cache

from pipelines.extraction.labels import core
from pipelines.extraction.layout import blocks, layouts, rows, units

HEADER_WORDS = (
    "信息内容",
    "申请人情况",
    "法人或其他组织",
    "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和",
)


@cache
def all_words() -> frozenset[str]:
    """Everything that a form prints in its tables but numbers, reduced to what is compared."""
    return row_words() | parent_words() | column_words()


@cache
def row_words() -> frozenset[str]:
    """The labels of all rows of all forms, reduced to what is compared."""
    return frozenset(core(label) for label in row_labels())


@cache
def row_labels() -> tuple[str, ...]:
    """The labels of all rows of all forms."""
    return tuple(dict.fromkeys(label for row in rows() for label in row.labels))


@cache
def labels_inside() -> tuple[str, ...]:
    """The labels of all rows of all forms, the headings between them included."""
    headings = (row for block in blocks() for row in block.rows if row.heading)
    return (*row_labels(), *(label for row in headings for label in row.labels))


@cache
def parent_words() -> frozenset[str]:
    """The headings over rows."""
    return frozenset(core(row.parent) for row in rows() if row.parent) | {"本年度办理结果"}


@cache
def column_words() -> frozenset[str]:
    """The labels of all columns, their groups, and the words that only a header has."""
    own = {
        label for block in blocks() for column in block.columns for label in (*column.labels, *column.group)
    }
    items = {f"第二十条第({number})项" for number in "一二三四五六七八九"}
    return frozenset(core(label) for label in own | items | set(HEADER_WORDS))


@cache
def last_column_words() -> frozenset[str]:
    """The labels of the columns that stand last."""
    return frozenset(core(label) for block in blocks() for label in block.columns[-1].labels)


@cache
def section_words() -> frozenset[str]:
    """The headings of the sections, reduced to what is compared."""
    return frozenset(core(label) for layout in layouts() for part in layout.sections for label in part.labels)


@cache
def unit_words() -> frozenset[str]:
    """The units that the forms print in a column of their own."""
    return frozenset(unit.unit for unit in units().values())
