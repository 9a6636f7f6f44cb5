"""Locks that several processes over one PostgreSQL share. On SQLite the one writer already holds the only one."""

from __future__ import annotations

import zlib

from sqlalchemy import Connection, text


def take_lock(connection: Connection, name: str) -> None:
    """Wait for the lock of this name and hold it to the end of the transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": zlib.crc32(f"jinguo {name}".encode())})
