"""The command ``nianbao``: which commands there are, and how a failure becomes an exit code.

A command's module is imported when the command is called or listed, never before, and what is heavy is
imported inside its functions, so that ``--help`` is quick.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

from crawler.console import message, print_json, use_safe_encodings
from crawler.errors import ExitCode, exit_code_of
from crawler.options import epilog, merged, with_shared_options


@dataclass(frozen=True, slots=True)
class Group:
    """Commands under one word, such as ``nianbao db``."""

    help: str
    examples: tuple[str, ...]
    commands: dict[str, str]


DATABASE = Group(
    "Bring the archive to the current schema, or ask where it stands.",
    ("nianbao db upgrade", "nianbao db current --archive postgresql://user@host/nianbao"),
    {
        "upgrade": "crawler.commands.db:upgrade",
        "current": "crawler.commands.db:current",
        "check": "crawler.commands.db:check",
        "readers": "crawler.commands.db:readers",
    },
)
EXPORT = Group(
    "Write the archive's reports to files for other programs.",
    ("nianbao export csv reports/",),
    {"csv": "crawler.commands.export:csv"},
)
PORTAL = Group(
    "The registry of portals: list them, add one by its home page, check that its entry is still true.",
    ("nianbao portal list", "nianbao portal add www.example.gov.cn --yes", "nianbao portal check"),
    {
        "list": "crawler.commands.portal:list_",
        "add": "crawler.commands.portal:add",
        "check": "crawler.commands.portal:check",
    },
)

BODY = Group(
    "Who the bodies are, and under which names: alias, rename, merge.",
    ("nianbao body list --county 汶上县", "nianbao body merge id:17 白石镇 --note 'the same town, misspelt'"),
    {
        name: f"crawler.commands.body:{name if name != 'list' else 'list_'}"
        for name in ("list", "show", "alias", "rename", "merge", "undo")
    },
)

COMMANDS: dict[str, str | Group] = {
    "demo": "crawler.commands.demo:demo",
    "extract": "crawler.commands.extract:extract",
    "crawl": "crawler.commands.crawl:crawl",
    "nightly": "crawler.commands.nightly:nightly",
    "backfill": "crawler.commands.backfill:backfill",
    "import": "crawler.commands.import_:import_",
    "show": "crawler.commands.show:show",
    "trace": "crawler.commands.trace:trace",
    "history": "crawler.commands.history:history",
    "check": "crawler.commands.check:check",
    "coverage": "crawler.commands.coverage:coverage",
    "reextract": "crawler.commands.reextract:reextract",
    "export": EXPORT,
    "body": BODY,
    "portal": PORTAL,
    "runs": "crawler.commands.runs:runs",
    "doctor": "crawler.commands.doctor:doctor",
    "worker": "crawler.commands.queue:worker",
    "schedule": "crawler.commands.queue:schedule",
    "queue": "crawler.commands.queue:queue",
    "replica": "crawler.commands.replica:replica",
    "db": DATABASE,
}


class LazyCommands(MutableMapping[str, Any]):
    """Commands by name, each imported when it is asked for."""

    def __init__(self, table: dict[str, str | Group] | dict[str, str]) -> None:
        self._table: dict[str, str | Group] = {**table}
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = _load(name, self._table[name])
        return self._loaded[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._table[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def __contains__(self, name: object) -> bool:
        return name in self._table


def _load(name: str, target: str | Group) -> Any:
    if isinstance(target, Group):
        return _group(target)
    module, _, attribute = target.partition(":")
    function = getattr(import_module(module), attribute)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, epilog=function.epilog)(function)
    return typer.main.get_command(app)


def _group(group: Group) -> TyperGroup:
    app = typer.Typer(
        add_completion=False, rich_markup_mode=None, help=group.help, epilog=epilog(group.examples)
    )
    app.callback()(with_shared_options(_remember))
    return _with_commands(app, group.commands)


def _with_commands(app: typer.Typer, table: dict[str, Any]) -> TyperGroup:
    group = cast(TyperGroup, typer.main.get_command(app))
    group.commands = LazyCommands(table)
    return group


def _remember(context: typer.Context, **given: Any) -> None:
    context.obj = merged(context.obj, given)


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"nianbao {version('nianbao')}")
        raise typer.Exit


def _root(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", help="Print the version.", callback=_say_version, is_eager=True)
    ] = False,
    **given: Any,
) -> None:
    _remember(context, **given)


def build() -> TyperGroup:
    """The whole command line, no command imported yet."""
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        no_args_is_help=True,
        help="Find, keep and read the annual reports on information disclosure (政府信息公开年报).",
        epilog=epilog(
            (
                "nianbao demo",
                "nianbao extract --json report.html",
                "nianbao crawl wenshang --years 2023-2024",
                "nianbao show 白石镇 2023",
            )
        ),
    )
    app.callback()(with_shared_options(_root))
    return _with_commands(app, COMMANDS)


def main() -> None:
    """Run the command line and end the process with the exit code of the outcome."""
    use_safe_encodings()
    try:
        build()(prog_name="nianbao")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.PARTLY)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  # the end of every way to fail
        sys.exit(_explain(error))


def _explain(error: BaseException) -> ExitCode:
    """Say on stderr what went wrong; the traceback only if asked for."""
    code = exit_code_of(error)
    if {"-v", "--verbose"} & set(sys.argv):
        traceback.print_exception(error)
    if code is ExitCode.INTERRUPTED:
        message("Interrupted.")
    elif code is None:
        message(
            f"Defect in nianbao: {type(error).__name__}: {error}. Run it again with -v for the traceback."
        )
    else:
        message(f"Error: {error}")
        _answer_programs(error)
    return code if code is not None else ExitCode.PARTLY


def _answer_programs(error: BaseException) -> None:
    """Of a question with several answers, the answers on stdout where JSON was asked for."""
    as_json = getattr(error, "as_json", None)
    if as_json is not None and "--json" in sys.argv:
        print_json(as_json())
