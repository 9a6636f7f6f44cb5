"""Alembic's entry: runs inside the connection that `Database.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

import store.models  # noqa: F401  (defines the tables)

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, transaction_per_migration=False)
context.run_migrations()
