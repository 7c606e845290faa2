"""Whether reports still stand at their portals; which documents call themselves a correction."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: Of archive/views.py, the codebook and the division table, as this revision leaves them
#: (archive.views.fingerprint()).
fingerprint = "272e7647e6f1"


def upgrade() -> None:
    op.create_table(
        "standing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_standing_report_id_report")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_standing_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing")),
    )
    op.create_index(op.f("ix_standing_report_id"), "standing", ["report_id"])
    op.create_index(op.f("ix_standing_run_id"), "standing", ["run_id"])
    with op.batch_alter_table("reading") as batch:
        batch.add_column(sa.Column("correction", sa.Boolean(), nullable=True))
    op.execute(sa.text("UPDATE reading SET correction = :no").bindparams(no=False))
    with op.batch_alter_table("reading") as batch:
        batch.alter_column("correction", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("reading") as batch:
        batch.drop_column("correction")
    op.drop_index(op.f("ix_standing_run_id"), "standing")
    op.drop_index(op.f("ix_standing_report_id"), "standing")
    op.drop_table("standing")
