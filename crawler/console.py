"""What the commands print: answers on stdout, messages and progress on stderr.

Nothing here fails on a terminal that cannot print Chinese, on a closed pipe's encoding or without colours.
"""

from __future__ import annotations

import codecs
import io
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

_QUIET_SECONDS = 2.0
_WIDTH_WITHOUT_TERMINAL = 2000


def use_safe_encodings() -> None:
    """Print UTF-8 where the locale says ASCII (mostly unset, not meant), and escape in place of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = codecs.lookup(stream.encoding).name
            stream.reconfigure(
                encoding="utf-8" if encoding == "ascii" else encoding, errors="backslashreplace"
            )


def message(text: str) -> None:
    """A message for the person at the terminal, on stderr."""
    print(text, file=sys.stderr, flush=True)


def print_json(value: Any, *, indent: int | None = 2) -> None:
    """JSON on stdout, in plain Chinese where the stream's encoding has it."""
    ascii_only = codecs.lookup(sys.stdout.encoding or "ascii").name != "utf-8"
    print(json.dumps(value, ensure_ascii=ascii_only, indent=indent), flush=True)


def print_text(text: str) -> None:
    """A line of the answer, on stdout."""
    print(text)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, heading: bool = True) -> None:
    """A table on stdout; numbers to the right, nothing cut off when stdout is no terminal.

    A cell may be a ``rich.text.Text``: its style is shown on a terminal.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_header=heading)
    for number, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[number], int | float) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(_plain(cell)) for cell in row))
    if sys.stdout.isatty():
        Console(highlight=False).print(table)
        return
    console = Console(width=_WIDTH_WITHOUT_TERMINAL, highlight=False, file=io.StringIO())
    with console.capture() as printed:
        console.print(table)
    print("\n".join(line.rstrip() for line in printed.get().splitlines()))


def _plain(cell: object) -> str:
    return "" if cell is None else str(cell)


def _uncounted(count: int = 1, total: int | None = None) -> None:
    """Count nothing: nobody watches."""


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[..., None]]:
    """A bar with counts and rate on stderr while the block runs; gives the function that counts one or more,
    and sets the ``total`` once it is known.

    Shown only on a terminal, and only once the work has taken two seconds.
    """
    if not sys.stderr.isatty():
        yield _uncounted
        return
    from rich import progress as bars
    from rich.console import Console

    rate = bars.TextColumn("{task.fields[rate]}")
    columns = (
        bars.TextColumn(what),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        rate,
        bars.TimeRemainingColumn(),
    )
    bar = bars.Progress(*columns, console=Console(stderr=True), transient=True)
    task, started, done = bar.add_task(what, total=total, rate=""), time.monotonic(), 0

    def advance(count: int = 1, total: int | None = None) -> None:
        nonlocal done
        done += count
        seconds = time.monotonic() - started
        if seconds > _QUIET_SECONDS and not bar.live.is_started:
            bar.start()
        bar.update(task, completed=done, total=total, rate=f"{done / max(seconds, 0.001):.1f}/s")

    try:
        yield advance
    finally:
        if bar.live.is_started:
            bar.stop()
