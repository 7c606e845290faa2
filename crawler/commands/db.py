"""``nianbao db``: the archive's schema."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crawler.console import print_json, print_text
from crawler.errors import UsageError
from crawler.options import command
from crawler.settings import Settings


@command(
    examples=(
        "nianbao db upgrade",
        "nianbao db upgrade --archive postgresql://user@host/nianbao",
    ),
    uses=("archive", "json"),
)
def upgrade(settings: Settings) -> None:
    """Bring the archive to the current schema; make it if it does not exist.

    All of it happens in one transaction: it is done, or the archive is as it was. Then the reports of
    neighbouring years are compared again, by the rules of this nianbao.
    """
    from archive.session import open_archive, upgrade_archive
    from pipelines.storing.across import compare_all_years

    before = upgrade_archive(settings.archive)
    engine = open_archive(settings.archive)
    try:
        compare_all_years(engine)
    finally:
        engine.dispose()
    _tell(
        settings,
        {"from": before.revision, "to": before.head},
        f"{before.revision or 'empty'} -> {before.head}",
    )


@command(examples=("nianbao db current", "nianbao db current --json"), uses=("archive", "json"))
def current(settings: Settings) -> None:
    """Print the schema revision of the archive and the one that this nianbao needs.

    Of an archive at the current schema also the date of its list of divisions.
    """
    from archive.session import schema_state

    state = schema_state(settings.archive)
    told = {"status": state.status.value, "revision": state.revision, "head": state.head}
    text = f"{state.revision or 'no revision'} ({state.status.value}; current is {state.head})"
    if state.revision == state.head:
        told["divisions"], places = _divisions(settings)
        text += f"; divisions: {places} places as of {told['divisions']}"
    _tell(settings, told, text)


def _divisions(settings: Settings) -> tuple[str | None, int]:
    """The date of the archive's list of divisions, and how many places it has."""
    from archive.divisions_table import edition
    from archive.session import open_archive

    engine = open_archive(settings.archive, create=False)
    try:
        with engine.connect() as connection:
            found = edition(connection)
    finally:
        engine.dispose()
    return found.as_of.isoformat() if found.as_of else None, found.places


@command(
    examples=("nianbao db readers researchers --archive postgresql://owner@host/nianbao",), uses=("archive",)
)
def readers(
    settings: Settings,
    role: Annotated[str, typer.Argument(help="A role of the PostgreSQL server: CREATE ROLE makes one.")],
) -> None:
    """Let a role of PostgreSQL read everything in the archive, after later migrations too, and write nothing.

    An SQLite archive is opened for reading alone by sqlite:///file:nianbao.db?mode=ro&uri=true.
    """
    from archive.readers import NoRoles, let_read
    from archive.session import open_archive

    engine = open_archive(settings.archive, create=False)
    try:
        let_read(engine, role)
    except NoRoles as error:
        raise UsageError(str(error)) from error
    finally:
        engine.dispose()
    _tell(settings, {"readers": role}, f"{role} may read the archive.")


@command(examples=("nianbao db check",), uses=("archive", "json"))
def check(settings: Settings) -> None:
    """Check that the archive is at the current schema and that its tables are those of the models.

    Ends with 5 if they are not.
    """
    from archive.errors import SchemaUnknown
    from archive.session import schema_differences

    found = schema_differences(settings.archive)
    if found:
        raise SchemaUnknown(f"The tables were changed by hand: {'; '.join(found)}. Restore them from a copy.")
    _tell(settings, {"status": "current", "differences": []}, "The archive is at the current schema.")


def _tell(settings: Settings, told: dict[str, Any], text: str) -> None:
    if settings.json:
        print_json(told)
    else:
        print_text(text)
