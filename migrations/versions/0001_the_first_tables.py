"""The first tables: places, bodies, codebook; runs, captures, documents; reports and their revisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: Of archive/views.py and the codebook, as this revision leaves them (archive.views.fingerprint()).
fingerprint = "c372913d0082"

MOMENT = sa.DateTime(timezone=True)
CURRENT_REVISION = "fk_report_current_revision_id_revision"

#: In the order of their making.
TABLES = (
    "codebook",
    "division",
    "portal",
    "run",
    "body",
    "capture",
    "document",
    "page",
    "report",
    "reading",
    "revision",
    "figure",
    "finding",
    "revision_document",
    "section",
)


def _reference_to_a_later_table() -> tuple[sa.ForeignKeyConstraint, ...]:
    """Report and revision refer to each other: SQLite takes that at once, PostgreSQL one after the other."""
    if op.get_bind().dialect.name == "postgresql":
        return ()
    return (sa.ForeignKeyConstraint(["current_revision_id"], ["revision.id"], name=CURRENT_REVISION),)


def upgrade() -> None:
    op.create_table(
        "codebook",
        sa.Column("figure_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_name", sa.Text(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("layouts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("figure_id", name=op.f("pk_codebook")),
        sa.UniqueConstraint("figure", name=op.f("uq_codebook_figure")),
    )
    op.create_table(
        "division",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["division.code"], name=op.f("fk_division_parent_code_division")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_division")),
    )
    op.create_index(op.f("ix_division_parent_code"), "division", ["parent_code"])
    op.create_table(
        "portal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal")),
        sa.UniqueConstraint("name", name=op.f("uq_portal_name")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("finished", MOMENT, nullable=True),
        sa.Column("heartbeat", MOMENT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("boot", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("process_start", sa.Text(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("captures", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("reports_new", sa.Integer(), nullable=False),
        sa.Column("reports_changed", sa.Integer(), nullable=False),
        sa.Column("reports_unchanged", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("portals", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "body",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("division_code", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["division_code"], ["division.code"], name=op.f("fk_body_division_code_division")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["body.id"], name=op.f("fk_body_parent_id_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body")),
        sa.UniqueConstraint("division_code", "name", name=op.f("uq_body_division_code_name")),
        sa.UniqueConstraint("scope", "name", name=op.f("uq_body_scope_name")),
    )
    op.create_index(op.f("ix_body_name"), "body", ["name"])
    op.create_index(op.f("ix_body_parent_id"), "body", ["parent_id"])
    op.create_table(
        "capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("warc_file", sa.Text(), nullable=False),
        sa.Column("warc_offset", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_capture_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
        sa.UniqueConstraint("warc_file", "warc_offset", name=op.f("uq_capture_warc_file_warc_offset")),
    )
    op.create_index(op.f("ix_capture_run_id"), "capture", ["run_id"])
    op.create_index(op.f("ix_capture_url"), "capture", ["url"])
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_document_capture_id_capture")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("url", "sha256", name=op.f("uq_document_url_sha256")),
    )
    op.create_index(op.f("ix_document_capture_id"), "document", ["capture_id"])
    op.create_index(op.f("ix_document_sha256"), "document", ["sha256"])
    op.create_table(
        "page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portal_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_page_capture_id_capture")),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_page_portal_id_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
        sa.UniqueConstraint("url", name=op.f("uq_page_url")),
    )
    op.create_index(op.f("ix_page_capture_id"), "page", ["capture_id"])
    op.create_index(op.f("ix_page_portal_id"), "page", ["portal_id"])
    op.create_index(op.f("ix_page_state"), "page", ["state"])
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("portal_id", sa.Integer(), nullable=True),
        sa.Column("current_revision_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_report_body_id_body")),
        *_reference_to_a_later_table(),
        sa.ForeignKeyConstraint(["portal_id"], ["portal.id"], name=op.f("fk_report_portal_id_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("body_id", "year", name=op.f("uq_report_body_id_year")),
    )
    op.create_index(op.f("ix_report_current_revision_id"), "report", ["current_revision_id"])
    op.create_index(op.f("ix_report_portal_id"), "report", ["portal_id"])
    op.create_index("ix_report_year", "report", ["year"])
    op.create_table(
        "reading",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_reading_document_id_document")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_reading_report_id_report")),
        sa.PrimaryKeyConstraint("report_id", "document_id", name=op.f("pk_reading")),
    )
    op.create_index(op.f("ix_reading_document_id"), "reading", ["document_id"])
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("extractor_version", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("index_number", sa.Text(), nullable=True),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_revision_document_id_document")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_revision_report_id_report")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_revision_run_id_run")),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["revision.id"], name=op.f("fk_revision_supersedes_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_revision_report_id_number")),
    )
    op.create_index(op.f("ix_revision_document_id"), "revision", ["document_id"])
    op.create_index(op.f("ix_revision_run_id"), "revision", ["run_id"])
    op.create_index(op.f("ix_revision_supersedes_id"), "revision", ["supersedes_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key(CURRENT_REVISION, "report", "revision", ["current_revision_id"], ["id"])
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
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=True),
        sa.Column("actual", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_finding_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_finding_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_document_id"), "finding", ["document_id"])
    op.create_index(op.f("ix_finding_revision_id"), "finding", ["revision_id"])
    op.create_index(op.f("ix_finding_rule"), "finding", ["rule"])
    op.create_table(
        "revision_document",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_revision_document_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_document_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("revision_id", "document_id", name=op.f("pk_revision_document")),
    )
    op.create_index(op.f("ix_revision_document_document_id"), "revision_document", ["document_id"])
    op.create_table(
        "section",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_section_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name=op.f("pk_section")),
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(CURRENT_REVISION, "report")
    for table in reversed(TABLES):
        op.drop_table(table)
