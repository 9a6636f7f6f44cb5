"""The tools that read and seed the store from the command line: export, stats, the unit tree, the starter library."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.app import system_clock
from bot.failure import Failure
from bot.library import load_library
from handlers.files.tabular import write_rows
from handlers.files.units import read_units
from store.counting.fill import fill
from store.database import Database, DatabaseError
from store.exports import COLUMNS, Exports
from store.media import MediaFolder
from store.totals import Question, UnknownBreakdown
from store.types import local_date
from store.unit_of_work import UnitOfWork

Emit = Callable[[dict[str, Any]], None]
JOINED = 500
"""Rows written to a pipe at a time."""


class WrongBreakdown(DatabaseError):
    """A subject that is not broken down that way."""


@contextmanager
def store_at(url: str, *, write: bool = False, existing: bool = False) -> Iterator[UnitOfWork]:
    """One transaction on an existing database (made and migrated when writing, unless it must be `existing`)."""
    path = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    if path is not None and (existing or not write) and not path.exists():
        raise DatabaseError(f"没有这个数据库：{path}。先运行 jinguo demo，或用 --db 指明。")
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(url)
    try:
        database.migrate()
        with database.told(), database.writing() if write else database.reading() as connection:
            yield UnitOfWork(connection)
    finally:
        database.close()


def tick_group(url: str, name: str, day: str | None, emit: Emit) -> None:
    """Somebody posted a group's pushes of a day herself: they count as arrived."""
    now = system_clock()
    with store_at(url, write=True) as uow:
        groups = uow.groups.by_name(name) or uow.groups.of_unit(name)
        if not groups:
            raise Failure(f"没有叫“{name}”的群，请写群的全名。")
        ids = [key for group in groups for key in uow.deliveries.posted_by_hand(group.id, day or local_date(now), "machine", now)]
        if not ids:
            raise Failure(f"“{name}”这一天没有等着送达的推送。")
        uow.audit.add(now, None, "delivery_by_hand", "deliveries", ids=ids)
        emit({"group": name, "ticked": len(ids)})


def export_rows(what: str, url: str, format_: str, out: Path | None) -> None:
    """Write every row of a subject to a file or standard output."""
    with store_at(url) as uow:
        rows = Exports(uow).rows(what)
        if out is None:
            write_rows(rows, COLUMNS[what], format_, sys.stdout.buffer)  # type: ignore[arg-type]
            return
        with out.open("wb") as file:
            write_rows(rows, COLUMNS[what], format_, file)  # type: ignore[arg-type]


def print_stats(subject: str, url: str, by: str | None, scope: str | None, period: tuple[str | None, str | None], emit: Emit) -> None:
    """Print the figures of a subject, a row each."""
    with store_at(url) as uow:
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


def reconcile_store(url: str, rebuild: bool, emit: Emit) -> bool:
    """Count everything a second time and print what differs, then how much was compared; whether all agrees (in the end)."""
    with store_at(url, write=rebuild, existing=True) as uow:
        compared = uow.reconcile.compare()
        for one in compared.differences:
            unit = uow.units.by_id(one.unit or None)
            emit({**asdict(one), "unit": unit.name if unit else None})
        mend = rebuild and compared.in_counters
        if mend:
            fill(uow.connection)
            uow.audit.add(system_clock(), None, "reconcile_rebuild", "counters", differences=len(compared.differences))
        left = uow.reconcile.compare().differences if mend else compared.differences
        emit({"figures": compared.figures, "differences": len(compared.differences), "left": len(left)})
    return not left


def import_unit_tree(path: Path, url: str, emit: Emit) -> None:
    """Bring the unit tree: new units are made, known ones hung where the file says."""
    with store_at(url, write=True) as uow:
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


def import_starter_library(url: str, media: Path, emit: Emit) -> None:
    """Bring the study items that come with the bot, as drafts that wait for review; those already there stay as they are."""
    with store_at(url, write=True) as uow:
        now = system_clock()
        added = load_library(uow, now, MediaFolder(media), approved=False)
        uow.audit.add(now, None, "import_library", "study_items", added=added)
    emit({"added": added})
