"""The body of a report as a row: found by division and name, made with its divisions if it is new.

A body whose division is not known is kept as such, apart from the same name elsewhere, never guessed.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from archive import divisions
from archive.models import Body, Division
from archive.records import DocumentRecord
from archive.upserts import id_of, insert_unless_there
from pipelines.storing.content import Content

IDENTITY = "identity.body"


def known_division(code: str | None) -> str | None:
    """The code as the division table has it, None for one that it does not have."""
    found = divisions.division(code) if code else None
    return found.code if found else None


def body_id_of(connection: Connection, content: Content, document: DocumentRecord, portal: str | None) -> int:
    """The id of the body that a report's content names."""
    body, code = content["body"], known_division(content["body"]["division"])
    if code:
        _ensure_division(connection, code)
        key: dict[str, Any] = {"division_code": code, "name": body["name"]}
    else:
        key = {"scope": portal or _origin(document), "name": body["name"]}
    return id_of(connection, Body, key, {"kind": body["kind"]})[0]


def _origin(document: DocumentRecord) -> str:
    """What tells unresolved bodies of one name apart where no portal is known."""
    parts = urlsplit(document.url)
    return parts.hostname if parts.scheme in ("http", "https") and parts.hostname else document.url


def _ensure_division(connection: Connection, code: str) -> None:
    """The division's row and all above it, the highest first."""
    if connection.scalar(select(Division.code).where(Division.code == code)) is not None:
        return
    chain, place = [], divisions.division(code)
    while place is not None:
        chain.append(place)
        place = divisions.division(place.parent) if place.parent else None
    for one in reversed(chain):
        row = {"code": one.code, "name": one.name, "level": one.level, "parent_code": one.parent or None}
        insert_unless_there(connection, Division, [{**row, "full_name": divisions.full_name(one.code)}])


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
