"""``nianbao body``: who the bodies are, under which names, and what people decide about that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.console import message, print_json, print_table, print_text
from crawler.errors import NothingFound, UsageError
from crawler.options import command
from crawler.settings import Settings
from crawler.who import signed_by

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archive.bodies import FoundBody

_Body = Annotated[
    str, typer.Argument(help="The body: its name with its county if need be, its code, or id:NUMBER.")
]
_Note = Annotated[str | None, typer.Option(metavar="TEXT", help="Why it is decided so.")]
_By = Annotated[
    str | None, typer.Option(metavar="WHO", help="Who decides [default: the user of this machine].")
]


@command(
    examples=("nianbao body list --county 汶上县", "nianbao body list --portal wenshang --json"),
    uses=("archive", "json"),
)
def list_(
    settings: Settings,
    county: Annotated[
        str | None, typer.Option(metavar="NAME", help="In this county alone, by name or code.")
    ] = None,
    portal: Annotated[
        str | None, typer.Option(metavar="NAME", help="With a report from this portal alone.")
    ] = None,
) -> None:
    """List the bodies of the archive, each with its number of reports.

    A body without a division could not be resolved: `nianbao check --rule identity` says why.
    """
    from archive.biography import list_bodies
    from crawler.provenance import known_portal

    code = _county(county) if county else None
    found = list_bodies(_archive(settings), county=code, portal=known_portal(portal, settings.data))
    if settings.json:
        print_json(found)
    elif not found:
        raise NothingFound("The archive has no such body.")
    else:
        print_table(("id", "division", "body", "kind", "below", "reports", "years"), list(map(_row, found)))


@command(
    examples=("nianbao body show 白石镇", "nianbao body show 370830110 --json"), uses=("archive", "json")
)
def show(settings: Settings, body: _Body) -> None:
    """Show a body: its names by years, what stands above it, its reports, and what was decided about it."""
    engine = _archive(settings)
    _tell_body(settings, engine, _found(engine, body).id)


@command(
    examples=(
        "nianbao body alias 白石镇 白石乡政府 --note 'as the portal writes it'",
        "nianbao body alias 白石镇 老石乡 --to 2014 --note '撤乡设镇'",
    ),
    uses=("archive", "json"),
)
def alias(
    settings: Settings,
    body: _Body,
    name: Annotated[str, typer.Argument(help="Another name by which documents call it.")],
    first: Annotated[int | None, typer.Option("--from", metavar="YEAR", help="From reports on YEAR.")] = None,
    last: Annotated[int | None, typer.Option("--to", metavar="YEAR", help="To those on YEAR.")] = None,
    note: _Note = None,
    by: _By = None,
) -> None:
    """Let another name mean a body, in its county.

    Reports that come under that name from now on are the body's; one with --to is a former name.
    """
    from pipelines.storing.changes import Years, add_alias

    engine, signed = _archive(settings), signed_by(by, note)
    if first and last and first > last:
        raise UsageError(f"--from {first} comes after --to {last}.")
    made = add_alias(engine, _found(engine, body).id, name, Years(first, last), signed)
    _tell_change(settings, engine, made)


@command(
    examples=("nianbao body rename 白石镇 白石街道 --from 2024 --note '撤镇设街道'",),
    uses=("archive", "json"),
)
def rename(
    settings: Settings,
    body: _Body,
    name: Annotated[str, typer.Argument(metavar="NEW_NAME", help="Its new name.")],
    first: Annotated[int, typer.Option("--from", metavar="YEAR", help="It bears it from reports on YEAR.")],
    note: _Note = None,
    by: _By = None,
) -> None:
    """Give a body a new name; it keeps its reports, and is found under both.

    It is shown under the new name in every year; what a report prints stands beside it.
    """
    from pipelines.storing.changes import rename as give

    engine, signed = _archive(settings), signed_by(by, note)
    _tell_change(settings, engine, give(engine, _found(engine, body).id, name, first, signed))


@command(
    examples=(
        "nianbao body merge id:17 白石镇 --note 'the same town, misspelt'",
        "nianbao body merge 老石乡 白石镇 --from 2015 --note '撤并'",
    ),
    uses=("archive", "json"),
)
def merge(
    settings: Settings,
    body: Annotated[str, typer.Argument(metavar="FROM", help="The body that goes into the other.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="The body that carries on.")],
    first: Annotated[
        int | None, typer.Option("--from", metavar="YEAR", help="From reports on YEAR; else in all years.")
    ] = None,
    note: _Note = None,
    by: _By = None,
) -> None:
    """Let a body go into another one, with its reports.

    Ends with 2 if both have a report for the same year: bodies that became one have two reports until then,
    and --from says when.
    """
    from pipelines.storing.changes import merge as put_together

    engine, signed = _archive(settings), signed_by(by, note)
    bodies = _found(engine, body).id, _found(engine, into).id
    _tell_change(settings, engine, put_together(engine, *bodies, first, signed))


@command(examples=("nianbao body undo 3 --note 'another town'",), uses=("archive", "json"))
def undo(
    settings: Settings,
    decision: Annotated[
        int, typer.Argument(metavar="ID", help="The decision's number, as body show has it.")
    ],
    note: _Note = None,
    by: _By = None,
) -> None:
    """Take a decision about a body back: the archive is as if it had never been decided.

    Reports that came in since under a name of it go to the body that they name.
    """
    from pipelines.storing.undoing import undo as take_back

    engine = _archive(settings)
    take_back(engine, decision, signed_by(by, note, needs_note=False))
    _tell_change(settings, engine, decision)


def _archive(settings: Settings) -> Engine:
    from archive.session import open_archive

    return open_archive(settings.archive, create=False)


def _found(engine: Engine, asked: str) -> FoundBody:
    from archive.bodies import find_body

    return find_body(engine, asked)


def _county(asked: str) -> str:
    """The code of a division, by code or by name."""
    from archive import divisions

    code = divisions.division(asked) if asked.isdigit() else None
    places = [code] if code else divisions.county_by_name(asked) or divisions.by_name(asked)
    if not places:
        raise UsageError(f"There is no division {asked!r}: give its name or its code.")
    if len(places) > 1:
        listed = ", ".join(f"{divisions.full_name(one.code)} ({one.code})" for one in places)
        raise UsageError(f"{asked!r} can be {listed}: give the code.")
    return places[0].code


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    place = one["division"] or f"not known ({one['scope']})"
    return (one["id"], place, one["name"], one["kind"], one["parent"], one["reports"], _span(one))


def _span(one: dict[str, Any]) -> str:
    first, last = one["first_year"], one["last_year"]
    return "" if first is None else str(first) if first == last else f"{first}-{last}"


def _tell_body(settings: Settings, engine: Engine, body_id: int) -> None:
    from archive.biography import biography

    told = biography(engine, body_id)
    if settings.json:
        print_json(told)
        return
    above = told["parent"] or ""
    gone = told["merged_into"]
    lines = [("body", f"{told['name']} (id:{told['id']}, {told['kind']})"), ("below", above)]
    lines += [("place", f"{told['place']} ({told['division']})" if told["division"] else "not known")]
    if gone:
        since = f" from {gone['from']} on" if gone["from"] else ""
        lines += [("gone into", f"{gone['name']} (id:{gone['id']}){since}")]
    print_table(("", ""), [line for line in lines if line[1]], heading=False)
    names = [(one["name"], one["kind"], one["valid_from"], one["valid_to"]) for one in told["names"]]
    print_table(("name", "kind", "from", "to"), names)
    print_table(("year", "report", "came as"), [(y["year"], y["title"], y["came_as"]) for y in told["years"]])
    for change in told["changes"]:
        print_text(_told(change))


def _tell_change(settings: Settings, engine: Engine, change_id: int) -> None:
    """The decision, and the body as it now stands."""
    from archive.biography import change_object

    change = change_object(engine, change_id)
    if settings.json:
        print_json(change)
        return
    print_text(_told(change))
    if change["undone_at"] is None:
        message(f"nianbao body undo {change_id} takes it back.")


def _told(change: dict[str, Any]) -> str:
    """A decision in a line."""
    into = f" into id:{change['into_id']} {change['into_name']}" if change["into_id"] else ""
    years = "".join(
        f" {word} {change[name]}"
        for word, name in (("from", "first_year"), ("to", "last_year"))
        if change[name]
    )
    undone = f" (taken back by {change['undone_who']})" if change["undone_at"] else ""
    what = f"{change['id']}: {change['kind']} id:{change['body_id']} {change['name']}{into}{years}"
    return f"{what}, by {change['who']}: {change['note']}{undone}"
