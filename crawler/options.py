"""The options that every command shares, accepted before the command's name and after it.

A command is a function whose first parameter is ``settings``; ``@command(...)`` takes that parameter off
the command line and puts ``--archive``, ``--data``, ``--store``, ``--json``, ``--delay`` and ``-v`` there.
Those that a command has no use for are still accepted, and left out of its help.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from crawler.settings import Settings

_SHARED: dict[str, tuple[Any, tuple[str, ...], str, str | None]] = {
    "archive": (
        str,
        ("--archive",),
        "Database URL of the archive [default: $DATABASE_URL, else sqlite:///nianbao.db].",
        "URL",
    ),
    "data": (Path, ("--data",), "Folder of the WARC files [default: $NIANBAO_DATA, else ./data].", "DIR"),
    "store": (
        str,
        ("--store",),
        "Store of WARC files that machines share: a folder, s3://... [default: $NIANBAO_STORE, else none].",
        "URL",
    ),
    "json": (bool, ("--json",), "Print JSON alone on stdout.", None),
    "delay": (
        float,
        ("--delay",),
        "Seconds between requests to a host [default: $NIANBAO_DELAY, else polite].",
        "SECONDS",
    ),
    "verbose": (bool, ("--verbose", "-v"), "Say more; show the traceback of an error.", None),
}


def shared_parameters(shown: frozenset[str]) -> list[inspect.Parameter]:
    """The shared options as parameters of a function, those not in ``shown`` hidden from its help."""
    return [_parameter(name, name not in shown) for name in _SHARED]


def _parameter(name: str, hidden: bool) -> inspect.Parameter:
    kind, flags, text, metavar = _SHARED[name]
    option = typer.Option(*flags, help=text, metavar=metavar, hidden=hidden, show_default=False)
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind | None, option]
    )


def merged(settings: Settings | None, given: dict[str, Any]) -> Settings:
    """The settings with the options laid over them that were given; takes those out of ``given``."""
    taken = {name: given.pop(name) for name in _SHARED}
    said = {name: value for name, value in taken.items() if value is not None}
    before = settings or Settings()
    return replace(before, given=before.given | said.keys(), **said)


def command(
    *, examples: tuple[str, ...], uses: tuple[str, ...] = ()
) -> Callable[[Callable[..., int | None]], Callable[..., None]]:
    """Make a command of a function: ``examples`` end its help, ``uses`` names the shared options it shows.

    The function's docstring is its help. It gets ``settings`` first, and returns an exit code or None.
    """

    def decorate(function: Callable[..., int | None]) -> Callable[..., None]:
        @functools.wraps(function)
        def run(context: typer.Context, **given: Any) -> None:
            code = function(merged(context.obj, given), **given)
            if code:
                raise typer.Exit(int(code))

        run.epilog = epilog(examples)  # type: ignore[attr-defined]
        return _signed(run, _own_parameters(function), frozenset((*uses, "verbose")))

    return decorate


def with_shared_options(callback: Callable[..., None]) -> Callable[..., None]:
    """A group's callback with the shared options in place of its ``**given``."""

    @functools.wraps(callback)
    def run(context: typer.Context, **given: Any) -> None:
        callback(context, **given)

    return _signed(run, _own_parameters(callback), frozenset(_SHARED))


def _own_parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    hints = get_type_hints(function, include_extras=True)
    return [
        parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in ("settings", "context", "given")
    ]


def _signed(
    run: Callable[..., None], own: list[inspect.Parameter], shown: frozenset[str]
) -> Callable[..., None]:
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    parameters = [context, *own, *shared_parameters(shown)]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def epilog(examples: tuple[str, ...]) -> str:
    """The examples as they stand at the end of a command's help (\\b keeps its lines as they are)."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in examples)
