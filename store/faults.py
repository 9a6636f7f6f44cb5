"""Which errors are the database's own plight: what was to be written is right, and will be written once it has passed."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

SQLITE = frozenset({5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 26})
"""Busy, locked, out of memory, read-only, interrupted, input/output, damaged, full, cannot open, protocol, no database."""
POSTGRESQL = ("08", "25006", "40", "53", "55P03", "57", "58")
"""SQLSTATE classes: connection, read-only, deadlock and serialization, resources, lock, shutdown, system."""


def is_outage(error: BaseException) -> bool:
    """Whether trying the same again may help: a full disk, a lost server, a deadlock; never a wrong statement or value."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return str(state).startswith(POSTGRESQL)
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def cause_of(error: BaseException) -> str:
    """What the database itself says, in one line: no statement, no values."""
    return " ".join(str(getattr(error, "orig", None) or type(error).__name__).split())
