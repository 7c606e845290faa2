"""The schema's history, one linear line of Alembic revisions for SQLite and PostgreSQL."""
