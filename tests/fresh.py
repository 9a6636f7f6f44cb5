"""A fresh SQLite database with the tables, copied: the migrations run once, not once a test."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from functools import cache
from pathlib import Path

from store.database import Database


@cache
def _template() -> Path:
    """A database file that has the tables and no rows."""
    folder = Path(tempfile.mkdtemp(prefix="jinguo-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = Database(f"sqlite:///{folder / 'template.db'}")
    database.migrate()
    database.close()
    return folder / "template.db"


def sqlite_at(path: Path) -> str:
    """The address of the database at this path; one with the tables and no rows where there was none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_template(), path)
    return f"sqlite:///{path}"


def in_memory() -> Database:
    """A database with the tables and no rows that only this thread sees."""
    database = Database("sqlite://")
    source, target = sqlite3.connect(_template()), database.engine.raw_connection()
    assert isinstance(target.driver_connection, sqlite3.Connection)
    source.backup(target.driver_connection)
    source.close()
    target.close()
    return database
