"""Alembic's entry: runs migrations on the connection that `metrics.notes.database` hands in."""

from alembic import context

from metrics.notes.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
