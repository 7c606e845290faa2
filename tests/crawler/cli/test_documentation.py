"""The documentation names what there is, and nothing else."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from crawler.cli import COMMANDS

ROOT = Path(__file__).parents[3]


def test_the_page_of_commands_is_what_the_commands_say_of_themselves() -> None:
    made = runpy.run_path(str(ROOT / "docs/make_commands.py"))["page"]()
    written = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert written == made, "run `make docs` and commit docs/commands.md"


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [name for name in COMMANDS if f"nianbao {name}" not in readme]
    assert missing == []


def test_the_readme_shows_no_command_that_does_not_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(
        re.findall(r"nianbao ([a-z]+)\b", "\n".join(re.findall(r"`[^`]+`|```.*?```", readme, re.DOTALL)))
    )
    assert shown <= set(COMMANDS)


def test_every_file_that_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
