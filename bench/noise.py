"""What real bodies do to the form: each function damages a table as seen in life, and no figure's meaning.

A damaged table can still be read by a person without doubt: that is the line between noise and destruction.
Cells that hold figures keep their key, so the truth stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from crawler.replica.rendering.article import Article, Grid, Line, Printed

Damage = Callable[[Grid, Random], "list[Grid | Line]"]

SYNONYMS = (
    ("行政规范性文件", "规范性文件"),
    ("本年制发件数", "本年制作数量"),
    ("现行有效件数", "现行有效件"),
    ("本年增/减", "本年增\\减"),
    ("第二十条第（", "第二十条 第（"),
    ("总计", "合计"),
    ("1.", "1、"),
    ("（六）", "(六)"),
    ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
    ("本年新\n", "本年新"),
    ("三、本年度办理结果", "三、本 年度办 理结果"),
    ("三、本年度办理结果", "三\n、\n本\n年\n度\n办\n理\n结\n果"),
)
NEAR = {"信": "倍", "息": "自", "申": "中", "请": "清", "理": "里", "属": "蜀", "重": "童", "他": "地"}
LONG_LABEL = 7
SPLIT_AT = 6


def renamed(grid: Grid, rng: Random) -> list[Grid | Line]:
    """Labels in other words that mean the same."""
    chosen = rng.sample(SYNONYMS, 3)
    return [_each_label(grid, lambda text: _replaced(text, chosen))]


def _replaced(text: str, pairs: list[tuple[str, str]]) -> str:
    for standard, variant in pairs:
        text = text.replace(standard, variant)
    return text


def mistyped(grid: Grid, rng: Random) -> list[Grid | Line]:
    """A character lost or mistaken in some long labels."""
    return [_each_label(grid, lambda text: _typo(text, rng) if rng.random() < 0.2 else text)]


def _typo(text: str, rng: Random) -> str:
    if len(text) < LONG_LABEL:
        return text
    at = rng.randrange(3, len(text))
    return text[:at] + rng.choice(["", NEAR.get(text[at], text[at])]) + text[at + 1 :]


def broken(grid: Grid, rng: Random) -> list[Grid | Line]:
    """Line breaks and blanks inside labels, as narrow columns leave them."""
    return [_each_label(grid, lambda text: _parted(text, rng) if rng.random() < 0.25 else text)]


def _parted(text: str, rng: Random) -> str:
    if len(text) < SPLIT_AT or "\n" in text:
        return text
    at = rng.randrange(3, len(text) - 1)
    return text[:at] + rng.choice(["\n", " ", "　"]) + text[at:]


def in_two(grid: Grid, rng: Random) -> list[Grid | Line]:
    """A table broken by a page: two tables, the second without header, merged labels going on blank."""
    if grid.height < 8:
        return [grid]
    return list(grid.cut(rng.randrange(5, grid.height - 1)))


def in_pieces(grid: Grid, rng: Random) -> list[Grid | Line]:
    """A table of several blocks as one table for each, with nothing between them."""
    del rng
    starts = [cell.row for cell in grid.cells if cell.column == 0 and cell.text.startswith("第二十条")]
    parts: list[Grid | Line] = []
    for start in reversed(starts[1:]):
        grid, last = grid.cut(start)
        parts.insert(0, last)
    return [grid, *parts]


def blank_row(grid: Grid, rng: Random) -> list[Grid | Line]:
    """A row without anything in it, somewhere below the header."""
    width = len(grid.widths)
    at = rng.randrange(min(3, grid.height), grid.height + 1)
    if any(cell.row < at < cell.row + cell.rowspan for cell in grid.cells):
        at = grid.height
    moved = [replace(c, row=c.row + 1) if c.row >= at else c for c in grid.cells]
    return [_ordered([*moved, *(Printed("", at, column) for column in range(width))], grid)]


def noted(grid: Grid, rng: Random) -> list[Grid | Line]:
    """A note in a row of its own under the table, or as a paragraph."""
    text = rng.choice(["注：以上数据由各科室报送。", "备注：统计口径与上年一致。", "填表人：张三"])
    if rng.random() < 0.5:
        return [grid, Line(text)]
    note = Printed(text, grid.height, 0, colspan=len(grid.widths))
    return [_ordered([*grid.cells, note], grid)]


def filled(grid: Grid, rng: Random) -> list[Grid | Line]:
    """No merged labels: the label stands in the first row, blank cells below and beside it."""
    del rng
    return [_ordered([piece for cell in grid.cells for piece in _unmerged(cell)], grid)]


def repeated_labels(grid: Grid, rng: Random) -> list[Grid | Line]:
    """No merged labels: each row says the label again."""
    del rng
    cells = [piece for cell in grid.cells for piece in _unmerged(cell, again=True)]
    return [_ordered(cells, grid)]


def _unmerged(cell: Printed, *, again: bool = False) -> Iterator[Printed]:
    if cell.key or cell.colspan > 1 or cell.rowspan == 1:
        yield cell
        return
    for down in range(cell.rowspan):
        text = cell.text if again or down == 0 else ""
        yield Printed(text, cell.row + down, cell.column)


def headed(grid: Grid, rng: Random) -> list[Grid | Line]:
    """A little table of metadata before the real one."""
    del rng
    cells = (
        Printed("索引号", 0, 0),
        Printed("014314799/2024-00002", 0, 1),
        Printed("公开日期", 1, 0),
        Printed("", 1, 1),
    )
    return [Grid(cells, (1, 1)), grid]


def misaligned(grid: Grid, rng: Random) -> list[Grid | Line]:
    """The header says the same in other spans: each of its cells one column too far to the right."""
    del rng
    items = {c.row for c in grid.cells if c.text == "信息内容"}
    cells = [c for c in grid.cells if c.row not in items]
    shifted = [_further(c, grid) for c in grid.cells if c.row in items]
    return [_ordered([*cells, *shifted], grid)]


def _further(cell: Printed, grid: Grid) -> Printed:
    """A header of one value that begins a column later than the value under it."""
    if cell.text == "信息内容":
        return replace(cell, colspan=2) if _lonely(cell, grid) else cell
    if _lonely(cell, grid):
        return replace(cell, column=cell.column + 1, colspan=cell.colspan - 1)
    return cell


def _lonely(cell: Printed, grid: Grid) -> bool:
    return sum(other.row == cell.row for other in grid.cells) == 2


def extra_rows(grid: Grid, rng: Random) -> list[Grid | Line]:
    """Rows of a province's own below the last penalty row (行政检查, 行政确认)."""
    rows = [cell.row for cell in grid.cells if cell.text == "行政强制"]
    if not rows or len(grid.widths) > 4:
        return [grid]
    at, names = rows[0] + 1, ("行政检查", "行政确认")
    moved = [replace(c, row=c.row + 2) if c.row >= at else c for c in grid.cells]
    added = [Printed(name, at + down, 0) for down, name in enumerate(names)]
    added += [Printed(str(rng.randrange(2000, 3000)), at + d, 1, colspan=3) for d in range(2)]
    return [_ordered([*moved, *added], grid)]


def remarked(grid: Grid, rng: Random) -> list[Grid | Line]:
    """A column for remarks at the right edge, mostly blank."""
    width = len(grid.widths)
    first = min((cell.row for cell in grid.cells if cell.key), default=grid.height)
    head = Printed("备注", 0, width, rowspan=max(first, 1))
    rows = (Printed(rng.choice(["", "", "", "无"]), row, width) for row in range(first, grid.height))
    return [Grid(_ordered([*grid.cells, head, *rows], grid).cells, (*grid.widths, 8))]


def numbered(grid: Grid, rng: Random) -> list[Grid | Line]:
    """A column of running numbers at the left edge of the table of applications."""
    del rng
    if len(grid.widths) != 10:
        return [grid]
    first = min((cell.row for cell in grid.cells if cell.key), default=0)
    moved = [replace(cell, column=cell.column + 1) for cell in grid.cells]
    head = [Printed("序号", 0, 0, rowspan=max(first, 1))] if first else []
    rows = (Printed(str(row - first + 1), row, 0) for row in range(first, grid.height))
    return [Grid(_ordered([*moved, *head, *rows], grid).cells, (6, *grid.widths))]


def lost_row(grid: Grid, rng: Random) -> list[Grid | Line]:
    """One row of the form left out."""
    single = {c.row for c in grid.cells if c.key} - {c.row for c in grid.cells if c.rowspan > 1}
    if len(single) < 3:
        return [grid]
    gone = rng.choice(sorted(single))
    kept = [_closed(cell, gone) for cell in grid.cells if cell.row != gone]
    return [_ordered(kept, grid)]


def _closed(cell: Printed, gone: int) -> Printed:
    """A cell of a table from which one row was taken."""
    if cell.row > gone:
        return replace(cell, row=cell.row - 1)
    return replace(cell, rowspan=cell.rowspan - 1) if cell.row + cell.rowspan > gone else cell


def swapped_rows(grid: Grid, rng: Random) -> list[Grid | Line]:
    """Two rows that follow each other in another order, each with its own label."""
    plain = {c.row for c in grid.cells if c.key} - {c.row for c in grid.cells if c.rowspan > 1}
    pairs = [row for row in plain if row + 1 in plain]
    if not pairs:
        return [grid]
    row = rng.choice(sorted(pairs))
    turn = {row: row + 1, row + 1: row}
    return [_ordered([replace(c, row=turn.get(c.row, c.row)) for c in grid.cells], grid)]


def without_header(grid: Grid, rng: Random) -> list[Grid | Line]:
    """A table that lost its header rows."""
    del rng
    first = min((cell.row for cell in grid.cells if cell.key), default=0)
    return [grid.cut(first)[1]] if 0 < first < grid.height and len(grid.widths) == 10 else [grid]


def row_by_row(grid: Grid, rng: Random) -> list[Grid | Line]:
    """Every row below the header a table of its own."""
    del rng
    first = min((cell.row for cell in grid.cells if cell.key), default=0)
    if len(grid.widths) != 10 or not first:
        return [grid]
    parts: list[Grid | Line] = []
    for row in range(grid.height - 1, first, -1):
        grid, last = grid.cut(row)
        parts.insert(0, last)
    return [grid, *parts]


def page_numbers(grid: Grid, rng: Random) -> list[Grid | Line]:
    """A table broken by a page with the page's number between its parts."""
    if grid.height < 8:
        return [grid]
    above, below = grid.cut(rng.randrange(5, grid.height - 1))
    return [above, Line(rng.choice(["- 3 -", "3", "第 3 页"])), below]


def wrong_rowspans(grid: Grid, rng: Random) -> list[Grid | Line]:
    """Merged labels that reach a row too far or not far enough, as pages edited by hand have."""
    merged = [cell for cell in grid.cells if cell.rowspan > 2 and not cell.key and cell.row > 0]
    if not merged:
        return [grid]
    wrong = rng.choice(merged)
    spans = max(1, wrong.rowspan + rng.choice([-2, -1, 1]))
    return [_ordered([replace(c, rowspan=spans) if c is wrong else c for c in grid.cells], grid)]


def wrong_colspans(grid: Grid, rng: Random) -> list[Grid | Line]:
    """Labels over too few or too many columns."""
    wide = [cell for cell in grid.cells if cell.colspan > 1 and not cell.key and cell.row > 2]
    chosen = rng.sample(wide, min(2, len(wide)))
    cells = [
        replace(c, colspan=max(1, c.colspan + rng.choice([-1, 1]))) if c in chosen else c for c in grid.cells
    ]
    return [_ordered(cells, grid)]


def lost_cell(grid: Grid, rng: Random) -> list[Grid | Line]:
    """A row with a cell too few: nobody can tell which one is gone."""
    keyed = [cell for cell in grid.cells if cell.key and cell.colspan == 1]
    if not keyed or len(grid.widths) != 10:
        return [grid]
    gone = rng.choice(keyed)
    return [_ordered([cell for cell in grid.cells if cell is not gone], grid)]


def _each_label(grid: Grid, change: Callable[[str], str]) -> Grid:
    cells = (c if c.key or not c.text else replace(c, text=change(c.text)) for c in grid.cells)
    return Grid(tuple(cells), grid.widths)


def _ordered(cells: list[Printed], grid: Grid) -> Grid:
    return Grid(tuple(sorted(cells, key=lambda c: (c.row, c.column))), grid.widths)


DAMAGES: tuple[Damage, ...] = (
    renamed,
    mistyped,
    broken,
    in_two,
    in_pieces,
    blank_row,
    noted,
    filled,
    repeated_labels,
    headed,
    misaligned,
    extra_rows,
    remarked,
    numbered,
    lost_row,
    swapped_rows,
    without_header,
    row_by_row,
    page_numbers,
)
#: Only markup can be as wrong as this.
DAMAGES_OF_MARKUP: tuple[Damage, ...] = (wrong_rowspans, wrong_colspans, lost_cell)
MARKUP_SHARE = 0.25


def damaged(article: Article, rng: Random, *, markup: bool) -> Article:
    """The article with up to three kinds of noise in each table; ``markup`` allows what only HTML can be."""
    blocks: list[Line | Grid] = []
    for block in article.blocks:
        kinds = rng.sample(DAMAGES, rng.choice([0, 1, 1, 2, 3])) if isinstance(block, Grid) else []
        if markup and isinstance(block, Grid) and rng.random() < MARKUP_SHARE:
            kinds.append(rng.choice(DAMAGES_OF_MARKUP))
        blocks += _through(block, kinds, rng)
    return Article(article.title, tuple(blocks))


def _through(block: Line | Grid, kinds: list[Damage], rng: Random) -> list[Line | Grid]:
    parts = [block]
    for kind in kinds:
        parts = [new for part in parts for new in (kind(part, rng) if isinstance(part, Grid) else [part])]
    return parts
