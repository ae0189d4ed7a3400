"""What Alembic runs: the connection is handed in."""

from alembic import context

from relto.adapters.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite", transaction_per_migration=False
)
context.run_migrations()
