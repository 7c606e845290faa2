"""All figures of a revision in one row, the places of a template once; ``figure`` becomes a view.

A row per figure took eleven kilobytes a report. Nothing is given up in either direction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: Of archive/views.py, the codebook and the division table, as this revision leaves them
#: (archive.views.fingerprint()).
fingerprint = "5e3868ec6087"

Rows = dict[str, list[str]]

_FIGURES = range(1, 285)
_STATES = ("blank", "slash", "dash", "text")
#: As ``archive.packing`` was when this revision was written.
_SIGNS: dict[str, tuple[str, str | None]] = {
    "v": ("value", None),
    "b": ("blank", ""),
    "s": ("slash", "/"),
    "S": ("slash", "／"),
    "d": ("dash", "-"),
    "D": ("dash", "—"),
    "L": ("dash", "——"),
    "t": ("text", None),
    "a": ("absent", ""),
}
_BATCH = 200


def upgrade() -> None:
    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("digest", name=op.f("uq_placement_digest")),
    )
    op.create_table(
        "figure_set",
        sa.Column("revision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=True),
        sa.Column("raws", sa.Text(), nullable=True),
        *(sa.Column(f"{state}_cells", sa.Integer(), nullable=False) for state in _STATES),
        *(sa.Column(f"f{number}", sa.Numeric(), nullable=True) for number in _FIGURES),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_figure_set_placement_id_placement")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_figure_set_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_figure_set")),
    )
    op.create_index(op.f("ix_figure_set_placement_id"), "figure_set", ["placement_id"])
    for revisions in _batches():
        _pack(revisions)
    op.drop_table("figure")
    _change_findings(_shortened)


def downgrade() -> None:
    op.create_table(
        "figure",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("figure_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["figure_id"], ["codebook.figure_id"], name=op.f("fk_figure_figure_id_codebook")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_figure_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("revision_id", "figure_id", name=op.f("pk_figure")),
        sqlite_with_rowid=False,
    )
    for revisions in _batches():
        _unpack(revisions)
    _change_findings(_lengthened)
    op.drop_index(op.f("ix_figure_set_placement_id"), "figure_set")
    op.drop_table("figure_set")
    op.drop_table("placement")


def _change_findings(change: Callable[[list[str], Rows], list[str]]) -> None:
    """A finding that names all figures of a row names the row: ``applications.received.*``."""
    connection, rows = op.get_bind(), _rows_of_the_forms()
    table = sa.table("finding", sa.column("id", sa.Integer), sa.column("figures", sa.JSON))
    put = table.update().where(table.c.id == sa.bindparam("one")).values(figures=sa.bindparam("said"))
    told = connection.execute(sa.select(table)).all()
    changed = [{"one": row.id, "said": change(row.figures, rows)} for row in told if row.figures]
    if changed:
        connection.execute(put, changed)


def _rows_of_the_forms() -> Rows:
    rows: dict[str, list[str]] = {}
    for key in op.get_bind().scalars(sa.text("SELECT figure FROM codebook ORDER BY figure_id")):
        rows.setdefault(key.rpartition(".")[0], []).append(key)
    return {row: keys for row, keys in rows.items() if len(keys) > 1}


def _shortened(keys: list[str], rows: Rows) -> list[str]:
    short, at = [], 0
    while at < len(keys):
        row = keys[at].rpartition(".")[0]
        whole = rows.get(row, [])
        all_there = bool(whole) and keys[at : at + len(whole)] == whole
        short.append(f"{row}.*" if all_there else keys[at])
        at += len(whole) if all_there else 1
    return short


def _lengthened(short: list[str], rows: Rows) -> list[str]:
    named = {f"{row}.*": keys for row, keys in rows.items()}
    return [key for one in short for key in named.get(one, [one])]


def _batches() -> Iterator[list[int]]:
    revisions = list(op.get_bind().scalars(sa.text("SELECT id FROM revision ORDER BY id")))
    for start in range(0, len(revisions), _BATCH):
        yield revisions[start : start + _BATCH]


def _text(number: Any) -> str | None:
    """A number as exact text: what either database makes a NUMERIC of."""
    return None if number is None else format(Decimal(str(number)), "f")


def _pack(revisions: list[int]) -> None:
    connection = op.get_bind()
    query = sa.text(
        "SELECT revision_id, figure_id, CAST(value AS TEXT) AS value, state, raw, place FROM figure"
        " WHERE revision_id BETWEEN :first AND :last ORDER BY revision_id, figure_id"
    )
    figures: dict[int, list[Any]] = {number: [] for number in revisions}
    for row in connection.execute(query, {"first": revisions[0], "last": revisions[-1]}):
        figures[row.revision_id].append(row)
    names = ("revision_id", "placement_id", "codes", "raws", *(f"{state}_cells" for state in _STATES))
    columns = (*names, *(f"f{number}" for number in _FIGURES))
    values = [f":{name}" if name in names else f"CAST(:{name} AS NUMERIC)" for name in columns]
    put = sa.text(f"INSERT INTO figure_set ({', '.join(columns)}) VALUES ({', '.join(values)})")
    for number, rows in figures.items():
        connection.execute(put, _set(number, rows))


def _set(revision_id: int, rows: list[Any]) -> dict[str, Any]:
    signs = {row.figure_id: _sign(row) for row in rows}
    odd = {str(row.figure_id): row.raw for row in rows if row.raw != _plain(signs[row.figure_id], row.value)}
    places: list[str | None] = [None] * (max(signs, default=0) + 1)
    for row in rows:
        places[row.figure_id] = row.place
    line = "".join(signs.get(number, ".") for number in range(1, max(signs, default=0) + 1))
    states = [row.state for row in rows]
    return {
        "revision_id": revision_id,
        "placement_id": _placement(json.dumps(places, ensure_ascii=False)),
        "codes": None if set(signs.values()) <= {"v"} else line,
        "raws": json.dumps(odd, ensure_ascii=False, separators=(",", ":")) if odd else None,
        **{f"{state}_cells": states.count(state) for state in _STATES},
        **{f"f{number}": None for number in _FIGURES},
        **{f"f{row.figure_id}": _text(row.value) for row in rows},
    }


def _sign(row: Any) -> str:
    fitting = [sign for sign, (state, _) in _SIGNS.items() if state == row.state]
    return next((sign for sign in fitting if _SIGNS[sign][1] == row.raw), fitting[0])


def _plain(sign: str, value: str | None) -> str | None:
    if sign != "v":
        return _SIGNS[sign][1]
    exact = Decimal(str(value))
    whole = exact == exact.to_integral_value()
    return str(int(exact)) if whole and len(str(int(exact))) <= 15 else None


def _placement(places: str) -> int:
    connection, digest = op.get_bind(), hashlib.sha256(places.encode()).hexdigest()
    find = sa.text("SELECT id FROM placement WHERE digest = :digest")
    found = connection.scalar(find, {"digest": digest})
    if found is None:
        put = sa.text("INSERT INTO placement (digest, places) VALUES (:digest, :places)")
        connection.execute(put, {"digest": digest, "places": places})
        found = connection.scalar(find, {"digest": digest})
    return int(found)


def _unpack(revisions: list[int]) -> None:
    connection = op.get_bind()
    numbers = ", ".join(f"CAST(s.f{number} AS TEXT) AS f{number}" for number in _FIGURES)
    query = sa.text(
        f"SELECT s.revision_id, s.codes, s.raws, p.places, {numbers} FROM figure_set s"
        " JOIN placement p ON p.id = s.placement_id WHERE s.revision_id BETWEEN :first AND :last"
    )
    put = sa.text(
        "INSERT INTO figure (revision_id, figure_id, value, state, raw, place)"
        " VALUES (:revision_id, :figure_id, CAST(:value AS NUMERIC), :state, :raw, :place)"
    )
    for row in connection.execute(query, {"first": revisions[0], "last": revisions[-1]}).mappings().all():
        if figures := list(_rows(row)):
            connection.execute(put, figures)


def _rows(row: Any) -> Iterator[dict[str, Any]]:
    raws, places = json.loads(row["raws"] or "{}"), json.loads(row["places"])
    values = {number: row[f"f{number}"] for number in _FIGURES}
    plain = "".join("." if value is None else "v" for value in values.values())
    for number, sign in enumerate(row["codes"] or plain, start=1):
        if sign != ".":
            yield {
                "revision_id": row["revision_id"],
                "figure_id": number,
                "value": _text(values[number]),
                "state": _SIGNS[sign][0],
                "raw": raws.get(str(number), _plain(sign, values[number])),
                "place": places[number],
            }
