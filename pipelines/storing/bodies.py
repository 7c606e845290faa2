"""The body of a report as a row: found by its name in its place and year, made if it is new.

A body whose division is not known is kept as such, apart from the same name elsewhere, never guessed.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, select

from archive import divisions
from archive.models import Body
from archive.naming import Bearer, Name, bearer_of
from archive.records import DocumentRecord
from archive.upserts import id_of
from pipelines.identity.names import government_of
from pipelines.storing.content import Content

IDENTITY = "identity.body"
_BELOW_A_GOVERNMENT = ("department", "other")
_LOCKING = select(Body.id).where(Body.id == bindparam("id")).with_for_update(key_share=True)


def known_division(code: str | None) -> str | None:
    """The code as the division table has it, None for one that it does not have."""
    found = divisions.division(code) if code else None
    return found.code if found else None


def body_of(connection: Connection, content: Content, document: DocumentRecord, portal: str | None) -> Bearer:
    """The body that a report's content means, locked against other writers until the transaction ends.

    Of two writers that store neighbouring years the second one then sees what the first has stored.
    """
    name, year = name_in(content, portal or _origin(document)), int(content["year"])
    while True:
        bearer = ensure_body(connection, name, year)
        # A person may have given the name to another body while this writer waited for the lock.
        if not lock_body(connection, bearer.body_id) or bearer_of(connection, name, year) == bearer:
            return bearer


def name_in(content: Content, scope: str) -> Name:
    """The body's name in a report's content; ``scope`` keeps it apart where no division is known."""
    body, division = content["body"], known_division(content["body"]["division"])
    county = None if division else known_division(body.get("county"))
    return Name(body["name"], body["kind"], division, None if division else scope, county)


def ensure_body(connection: Connection, name: Name, year: int) -> Bearer:
    """The body that a name means in a year, made with its parent if there is none."""
    if found := bearer_of(connection, name, year):
        return found
    rest = {"kind": name.kind, "original_name": name.name, "parent_id": _parent(connection, name, year)}
    return Bearer(id_of(connection, Body, name.key, rest)[0])


def _parent(connection: Connection, name: Name, year: int) -> int | None:
    """The government above a department (部门), made if it is new; a town and its like have none."""
    place = divisions.division(name.division) if name.division else None
    if place is None or name.kind not in _BELOW_A_GOVERNMENT:
        return None
    government = government_of(place)
    if government is None or government.name == name.name:
        return None
    return ensure_body(connection, Name(government.name, government.kind, place.code), year).body_id


def lock_body(connection: Connection, body_id: int) -> bool:
    """Let nobody else store a report of this body until the end; false where nobody can anyway (SQLite)."""
    if connection.dialect.name == "sqlite":
        return False
    connection.execute(_LOCKING, {"id": body_id})
    return True


def _origin(document: DocumentRecord) -> str:
    """What tells unresolved bodies of one name apart where no portal is known."""
    parts = urlsplit(document.url)
    return parts.hostname if parts.scheme in ("http", "https") and parts.hostname else document.url


def with_identity_finding(content: Content) -> Content:
    """The content with a finding if its division is not known and nothing says so yet."""
    told = any(finding["rule"] == IDENTITY for finding in content["findings"])
    if told or known_division(content["body"]["division"]):
        return content
    finding: dict[str, Any] = {
        "rule": IDENTITY,
        "severity": "warning",
        "figures": [],
        "expected": None,
        "actual": None,
        "message": f"No division is known for {content['body']['name']}: kept under its printed name.",
    }
    return {**content, "findings": [*content["findings"], finding]}
