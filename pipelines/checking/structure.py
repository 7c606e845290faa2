"""Check 9: the structure of a report (报告结构): its sections, tables, rows, empty cells and form.

Source: 国办公开办函〔2021〕30号 (reports on 2021 and later), 国办公开办函〔2019〕60号 (2019, 2020). None of
these is about a number being wrong: they say what is not there or not as the form has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from archive.codebook import keys_of
from pipelines.model import Figure, Finding, Section, Severity, State

IN_FORCE = {"2021": range(2021, 10000), "2019": range(2019, 2021), "2014": range(2014, 2019)}
OF_SIX_SECTIONS = ("2021", "2019")
WITHOUT_FORM = "text"
STATUTORY_SECTIONS = 6
LISTED = 12
NAMES = {
    "indicators": "政府信息公开情况统计表",
    "disclosure": "二、主动公开",
    "applications": "三、申请",
    "review": "四、复议诉讼",
}
_OTHER = ".other_"
EMPTY = (State.BLANK, State.SLASH, State.DASH, State.TEXT)


def check_structure(
    layout: str, year: int | None, figures: Mapping[str, Figure], sections: Sequence[Section]
) -> Iterator[Finding]:
    """Everything about the report's form that a reader of its figures should know."""
    if layout in OF_SIX_SECTIONS:
        yield from _sections(sections)
    yield from _tables(figures)
    yield from _cells(figures)
    yield from _form(layout, year, figures)


def _sections(sections: Sequence[Section]) -> Iterator[Finding]:
    missing = sorted(set(range(1, STATUTORY_SECTIONS + 1)) - {section.number for section in sections})
    if missing:
        numbers = ", ".join(str(number) for number in missing)
        message = f"section {numbers} of the six statutory sections was not found under its heading"
        yield Finding("structure.sections", Severity.WARNING, message, (), "1-6", f"without {numbers}")


def _tables(figures: Mapping[str, Figure]) -> Iterator[Finding]:
    for table, group in groupby(figures, key=lambda key: key.partition(".")[0]):
        keys = tuple(key for key in group if _OTHER not in key or not _optional(key, figures))
        absent = tuple(key for key in keys if figures[key].state is State.ABSENT)
        name = NAMES.get(table, table)
        if keys and len(absent) == len(keys):
            message = f"table {name} is not in the document; its {len(keys)} figures are absent"
            yield Finding("structure.tables", Severity.WARNING, message, absent)
        elif absent:
            message = f"table {name} lacks {len(absent)} of {len(keys)} figures of the form: {_list(absent)}"
            yield Finding("structure.rows", Severity.WARNING, message, absent)


def _optional(key: str, figures: Mapping[str, Figure]) -> bool:
    """The three sub-rows of 其他处理 may be replaced by the one row of the form of 2019, and the reverse."""
    _, row, column = key.split(".", 2) if key.count(".") > 1 else ("", key, "")
    if row not in ("other_uncorrected", "other_fee_unpaid", "other_other"):
        return False
    parent = figures.get(f"applications.other_handling.{column}")
    return parent is not None and parent.state is not State.ABSENT


def _cells(figures: Mapping[str, Figure]) -> Iterator[Finding]:
    empty = [(key, figure.state) for key, figure in figures.items() if figure.state in EMPTY]
    for state in EMPTY:
        keys = tuple(key for key, printed in empty if printed is state)
        if keys:
            message = f"{len(keys)} cells hold {_word(state)} instead of a number: {_list(keys)}"
            yield Finding("structure.cells", Severity.NOTE, message, keys, "number", state.value)


def _form(layout: str, year: int | None, figures: Mapping[str, Figure]) -> Iterator[Finding]:
    own = set(keys_of(layout))
    foreign = tuple(key for key in figures if key not in own and figures[key].state is not State.ABSENT)
    if foreign:
        message = f"the form of {layout} with rows or columns of another form: {_list(foreign)}"
        yield Finding("structure.hybrid", Severity.NOTE, message, foreign)
    due = next((name for name, years in IN_FORCE.items() if year in years), None)
    if due is not None and due != layout:
        used = "no form" if layout == WITHOUT_FORM else f"the form of {layout}"
        message = f"the report on {year} uses {used}; the form of {due} was in force"
        # The form of 2014 was an annex: a report without it may have it in another file.
        weight = Severity.NOTE if (due, layout) == ("2014", WITHOUT_FORM) else Severity.WARNING
        yield Finding("structure.form", weight, message, (), due, layout)


def _word(state: State) -> str:
    return {State.BLANK: "nothing", State.SLASH: "a slash", State.DASH: "a dash", State.TEXT: "text"}[state]


def _list(keys: Sequence[str]) -> str:
    more = f" and {len(keys) - LISTED} more" if len(keys) > LISTED else ""
    return ", ".join(keys[:LISTED]) + more
