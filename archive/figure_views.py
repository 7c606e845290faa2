"""The figures of a revision as SQL sees them: table ``figure_set`` unfolded into views.

``figure`` is a row per figure; the pivots and ``reports_wide`` take the columns as they are. What a sign and
a null column mean is said in ``archive.packing``; a number is looked up by halving, so that it costs little.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.codebook import CodebookEntry, codebook
from archive.packing import SIGNS

_WIDE_LAYOUT = "2021"
CURRENT = """
  FROM report r
  JOIN body b ON b.id = r.body_id
"""
_SET = "JOIN figure_set s ON s.revision_id = r.current_revision_id"


def figure_view(dialect: str) -> str:
    """The table of all figures of all revisions: revision_id, figure_id, value, state, raw, place."""
    inner = f"""
SELECT s.revision_id, c.figure_id, s.raws, p.places,
       {_number([entry.number for entry in codebook()])} AS value,
       CASE WHEN s.codes IS NULL THEN 'v' ELSE substr(s.codes, c.figure_id, 1) END AS sign
  FROM figure_set s
  JOIN placement p ON p.id = s.placement_id
  CROSS JOIN codebook c
"""
    return f"""
SELECT x.revision_id, x.figure_id, x.value,
       {_by_sign({sign: state for sign, (state, _) in SIGNS.items()})} AS state,
       COALESCE({_member(dialect, "x.raws")}, {_plain_raw()}) AS raw,
       {_element(dialect, "x.places")} AS place
  FROM ({inner}) x
 WHERE x.sign NOT IN ('.', '') AND NOT (x.sign = 'v' AND x.value IS NULL)
"""


def figures_view() -> str:
    """The figures of current revisions, with body, year and label."""
    return f"""
SELECT b.name AS body, b.division_code, r.year, c.figure, f.value, f.state, f.raw,
       c.label_zh AS label, c.unit, f.place, r.layout, b.kind, r.body_id, r.id AS report_id, f.figure_id
{CURRENT}
  JOIN figure f ON f.revision_id = r.current_revision_id
  JOIN codebook c ON c.figure_id = f.figure_id
"""


def pivot_view(table: str, heading: str) -> str:
    """A row per report and row of a table of the form, a column per column of that table."""
    rows = dict.fromkeys(entry.row for entry in _entries(table))
    columns = list(dict.fromkeys(entry.column for entry in _entries(table)))
    return "\nUNION ALL\n".join(_pivot_arm(table, row, columns, heading) for row in rows)


def _pivot_arm(table: str, row: str, columns: Sequence[str], heading: str) -> str:
    numbers = {entry.column: entry.number for entry in _entries(table) if entry.row == row}
    cells = ",\n       ".join(
        f"s.f{numbers[name]} AS {name}" if name in numbers else f"CAST(NULL AS NUMERIC) AS {name}"
        for name in columns
    )
    held = " OR ".join(f"{_is_held(number)}" for number in numbers.values())
    return f"""
SELECT b.name AS body, b.division_code, r.year, '{row}' AS {heading},
       {cells},
       r.layout, r.id AS report_id, b.kind
{CURRENT}
  {_SET}
 WHERE {held}
"""


def _is_held(number: int) -> str:
    """Whether a figure is of the revision's form: it has a number, or a sign that says why it has none."""
    return f"s.f{number} IS NOT NULL OR substr(s.codes, {number}, 1) NOT IN ('.', '')"


def wide_view() -> str:
    """A row per report, a column per figure of the layout 2021."""
    cells = ",\n       ".join(f"s.f{number} AS {name}" for name, number in wide_columns().items())
    return f"""
SELECT r.id AS report_id, r.body_id, b.name AS body, b.division_code, b.kind, r.year, r.layout, r.title,
       r.published_on,
       {cells},
       s.blank_cells, s.slash_cells, s.dash_cells, s.text_cells
{CURRENT}
  {_SET}
"""


def wide_columns() -> dict[str, int]:
    """The columns of ``reports_wide`` and the figure that each one holds."""
    entries = (entry for entry in codebook() if _WIDE_LAYOUT in entry.layouts)
    return {entry.figure.replace(".", "_"): entry.number for entry in entries}


def _entries(table: str) -> list[CodebookEntry]:
    return [entry for entry in codebook() if entry.table == table]


def _number(numbers: Sequence[int]) -> str:
    """The column of the figure that ``c.figure_id`` names, found by halving."""
    if len(numbers) == 1:
        return f"s.f{numbers[0]}"
    half = len(numbers) // 2
    return (
        f"CASE WHEN c.figure_id < {numbers[half]} THEN {_number(numbers[:half])}"
        f" ELSE {_number(numbers[half:])} END"
    )


def _by_sign(texts: dict[str, str]) -> str:
    return "CASE x.sign " + " ".join(f"WHEN '{sign}' THEN '{text}'" for sign, text in texts.items()) + " END"


def _plain_raw() -> str:
    said = {sign: raw for sign, (_, raw) in SIGNS.items() if raw}
    return f"CASE WHEN x.sign = 'v' THEN CAST(x.value AS TEXT) ELSE COALESCE({_by_sign(said)}, '') END"


def _member(dialect: str, column: str) -> str:
    if dialect == "postgresql":
        return f"CAST({column} AS json) ->> CAST(x.figure_id AS TEXT)"
    return f"json_extract({column}, '$.\"' || x.figure_id || '\"')"


def _element(dialect: str, column: str) -> str:
    if dialect == "postgresql":
        return f"CAST({column} AS json) ->> x.figure_id"
    return f"json_extract({column}, '$[' || x.figure_id || ']')"
