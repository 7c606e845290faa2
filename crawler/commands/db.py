"""``nianbao db``: the archive's schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.console import print_json, print_text
from crawler.options import command
from crawler.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from archive.migration import SchemaState


@command(
    examples=(
        "nianbao db upgrade",
        "nianbao db upgrade --archive postgresql://user@host/nianbao",
    ),
    uses=("archive", "json"),
)
def upgrade(settings: Settings) -> None:
    """Bring the archive to the current schema; make it if it does not exist.

    All of it happens in one transaction: it is done, or the archive is as it was.
    """
    from archive.migration import migrate
    from archive.session import connect, writing

    engine = connect(settings.archive)
    before = _refuse_what_is_not_ours(engine)
    with writing(engine) as connection:
        migrate(connection, "head")
    _tell(
        settings,
        {"from": before.revision, "to": before.head},
        f"{before.revision or 'empty'} -> {before.head}",
    )


@command(examples=("nianbao db current", "nianbao db current --json"), uses=("archive", "json"))
def current(settings: Settings) -> None:
    """Print the schema revision of the archive and the one that this nianbao needs."""
    from archive.session import connect

    state = _state(connect(settings.archive, must_exist=True))
    told = {"status": state.status.value, "revision": state.revision, "head": state.head}
    _tell(
        settings, told, f"{state.revision or 'no revision'} ({state.status.value}; current is {state.head})"
    )


@command(examples=("nianbao db check",), uses=("archive", "json"))
def check(settings: Settings) -> None:
    """Check that the archive is at the current schema and that its tables are those of the models.

    Ends with 5 if they are not.
    """
    from archive.errors import SchemaUnknown
    from archive.migration import differences
    from archive.session import open_archive

    with open_archive(settings.archive, create=False).connect() as connection:
        found = [str(difference) for difference in differences(connection)]
    if found:
        raise SchemaUnknown(f"The tables were changed by hand: {'; '.join(found)}. Restore them from a copy.")
    _tell(settings, {"status": "current", "differences": []}, "The archive is at the current schema.")


def _state(engine: Engine) -> SchemaState:
    from archive.migration import state_of
    from archive.session import reaching

    with reaching(engine), engine.connect() as connection:
        return state_of(connection)


def _refuse_what_is_not_ours(engine: Engine) -> SchemaState:
    from archive.errors import ArchiveUnreachable, SchemaUnknown
    from archive.migration import Status

    state = _state(engine)
    if state.status is Status.FOREIGN:
        raise ArchiveUnreachable(f"{engine.url} is a database, but no archive of nianbao: name another one.")
    if state.status is Status.UNKNOWN:
        raise SchemaUnknown(
            f"The archive was made by a newer nianbao (revision {state.revision}): upgrade nianbao."
        )
    return state


def _tell(settings: Settings, told: dict[str, Any], text: str) -> None:
    if settings.json:
        print_json(told)
    else:
        print_text(text)
