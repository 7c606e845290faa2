"""The unit of money that a table prints beside its numbers (金额单位): in its header or in the row's label.

The forms ask for 万元 (本年收费金额（单位：万元）). Bodies do print 单位：元 or （亿元） there; the number
below then counts in that unit.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.extraction.labels import half_width
from pipelines.extraction.lines import Line

MONEY = "万元"
_UNIT = r"(?:亿元|百万元|万元|千元|元)"
_PRINTED = re.compile(rf"单位(?:为|是)?:?(?:人民币)?({_UNIT})|\((?:人民币)?({_UNIT})\)")


def printed_unit(line: Line, unit: str) -> str:
    """The unit printed for the numbers of a line outside their cells; empty if none or several are.

    ``unit`` is the codebook's: what counts no money takes a unit from a column of units alone.
    """
    if line.unit or unit != MONEY:
        return line.unit
    header = line.header.cells if line.header else ()
    found = {unit for cell in (*header, *line.labels) for unit in _units_in(cell.text)}
    return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=65536)
def _units_in(text: str) -> frozenset[str]:
    tight = re.sub(r"\s", "", half_width(text))
    return frozenset(one or other for one, other in _PRINTED.findall(tight))
