"""The tools that read and seed the store from the command line: export, stats, codes, the unit tree."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.app import system_clock
from handlers.files.tabular import write_rows
from handlers.files.units import read_units
from store.database import Database, DatabaseError
from store.exports import COLUMNS, Exports
from store.totals import Question, UnknownBreakdown
from store.unit_of_work import UnitOfWork

Emit = Callable[[dict[str, Any]], None]
JOINED = 500
"""Rows written to a pipe at a time."""


class WrongBreakdown(DatabaseError):
    """A subject that is not broken down that way."""


@contextmanager
def _store(url: str, *, write: bool = False) -> Iterator[UnitOfWork]:
    """One transaction on an existing database (made and migrated when writing)."""
    path = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    if path is not None and not write and not path.exists():
        raise DatabaseError(f"没有这个数据库：{path}。先运行 jinguo demo，或用 --db 指明。")
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(url)
    try:
        database.migrate()
        with database.writing() if write else database.reading() as connection:
            yield UnitOfWork(connection)
    finally:
        database.close()


def export_rows(what: str, url: str, format_: str, out: Path | None) -> None:
    """Write every row of a subject to a file or standard output."""
    with _store(url) as uow:
        rows = Exports(uow).rows(what)
        if out is None:
            write_rows(rows, COLUMNS[what], format_, sys.stdout.buffer)  # type: ignore[arg-type]
            return
        with out.open("wb") as file:
            write_rows(rows, COLUMNS[what], format_, file)  # type: ignore[arg-type]


def print_stats(subject: str, url: str, by: str | None, scope: str | None, period: tuple[str | None, str | None], emit: Emit) -> None:
    """Print the figures of a subject, a row each."""
    with _store(url) as uow:
        unit = uow.units.by_name(scope) if scope else None
        if scope and unit is None:
            raise DatabaseError(f"没有“{scope}”这个单位。")
        question = Question(subject, by, unit.path if unit else None, since=period[0], until=period[1])
        try:
            rows = uow.totals.ask(question)
        except UnknownBreakdown as error:
            raise WrongBreakdown(f"{subject} 不能按 {by} 统计，可以按：{error}") from error
        for row in rows:
            emit(row.as_dict())


def make_admin_code(url: str, emit: Emit) -> None:
    """A one-time code for the first admin."""
    with _store(url, write=True) as uow:
        now = system_clock()
        code, expires = uow.codes.make("admin", now)
        uow.audit.add(now, None, "code_admin", "code")
    emit({"code": code, "expires": expires.isoformat()})


def import_unit_tree(path: Path, url: str, emit: Emit) -> None:
    """Bring the unit tree: new units are made, known ones hung where the file says."""
    with _store(url, write=True) as uow:
        added = moved = 0
        for row in read_units(path, known=uow.units.names()):
            parent = uow.units.by_name(row.parent) if row.parent else None
            unit = uow.units.by_name(row.name)
            if unit is None:
                uow.units.add(row.name, parent)
                added += 1
            elif parent is not None and unit.parent_id != parent.id:
                if parent.path.startswith(unit.path):
                    raise DatabaseError(f"{path}：“{row.name}”不能挂在自己的下级“{parent.name}”下面。")
                uow.units.move(unit, parent)
                moved += 1
        uow.audit.add(system_clock(), None, "import_units", "units", added=added, moved=moved)
    emit({"added": added, "moved": moved})
