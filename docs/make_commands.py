"""Write docs/commands.md from the commands' own help: ``make docs``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crawler.cli import build

PAGE = Path(__file__).with_name("commands.md")
WIDTH = 100
HEAD = """# Commands

This page is made from the commands' own help by `make docs`; change the help, not this page.

Every command also takes the shared options `--archive URL`, `--data DIR`, `--json`, `--delay SECONDS`
and `-v`, before its name or after it, and leaves alone those that it has no use for.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | done in part; the summary says what failed |
| 2 | wrong usage |
| 3 | an input cannot be read: corrupt, encrypted, too large, unsupported, or its reader is not installed |
| 4 | nothing found |
| 5 | the archive cannot be reached or is not at the current schema |
| 6 | another run holds the lock |
| 130 | interrupted |
"""


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([HEAD, *_sections("nianbao", build())])


def _sections(name: str, command: Any) -> Iterator[str]:
    context = command.context_class(command, info_name=name, terminal_width=WIDTH)
    yield f"## `{name}`\n\n```text\n{command.get_help(context).strip()}\n```\n"
    for word, child in getattr(command, "commands", {}).items():
        yield from _sections(f"{name} {word}", child)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
