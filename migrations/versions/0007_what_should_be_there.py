"""What should be there by law, and whether it is; what a discovery taught; which reports a page led to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: Of archive/views.py, the codebook and the division table, as this revision leaves them
#: (archive.views.fingerprint()).
fingerprint = "c29b95a2ac6e"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _expectation()
    _page_report()
    _discovery()
    with op.batch_alter_table("page") as batch:
        batch.add_column(sa.Column("checked_at", _MOMENT, nullable=True))
        batch.add_column(sa.Column("body_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("about_year", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_page_body_id_body"), "body", ["body_id"], ["id"])
        batch.create_index(op.f("ix_page_body_id"), ["body_id"])
    with op.batch_alter_table("run") as batch:
        batch.add_column(sa.Column("bytes", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("statuses", sa.JSON(), nullable=True))
    op.execute(sa.text("UPDATE run SET bytes = 0, statuses = '{}'"))
    with op.batch_alter_table("run") as batch:
        batch.alter_column("bytes", existing_type=sa.BigInteger(), nullable=False)
        batch.alter_column("statuses", existing_type=sa.JSON(), nullable=False)


def _expectation() -> None:
    op.create_table(
        "expectation",
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("portal_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("looked_at", _MOMENT, nullable=True),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_expectation_body_id_body")),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_expectation_portal_id_portal")),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_expectation_page_id_page")),
        sa.PrimaryKeyConstraint("body_id", "year", name=op.f("pk_expectation")),
    )
    op.create_index("ix_expectation_portal_id_state", "expectation", ["portal_id", "state"])
    op.create_index(op.f("ix_expectation_page_id"), "expectation", ["page_id"])


def _page_report() -> None:
    op.create_table(
        "page_report",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_page_report_page_id_page")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_page_report_report_id_report")),
        sa.PrimaryKeyConstraint("page_id", "report_id", name=op.f("pk_page_report")),
    )
    op.create_index(op.f("ix_page_report_report_id"), "page_report", ["report_id"])


def _discovery() -> None:
    op.create_table(
        "discovery",
        sa.Column("portal_id", sa.Integer(), nullable=False),
        sa.Column("attempted_at", _MOMENT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("complete_at", _MOMENT, nullable=True),
        sa.Column("listed_at", _MOMENT, nullable=True),
        sa.Column("memory", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_discovery_portal_id_portal")),
        sa.PrimaryKeyConstraint("portal_id", name=op.f("pk_discovery")),
    )


def downgrade() -> None:
    with op.batch_alter_table("run") as batch:
        batch.drop_column("statuses")
        batch.drop_column("bytes")
    with op.batch_alter_table("page") as batch:
        batch.drop_index(op.f("ix_page_body_id"))
        batch.drop_constraint(op.f("fk_page_body_id_body"), type_="foreignkey")
        for name in ("about_year", "body_id", "checked_at"):
            batch.drop_column(name)
    for table in ("discovery", "page_report", "expectation"):
        op.drop_table(table)
