"""Who has been reminded of which task at which stage: once each, whatever restarts in between."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from store.models import TaskReminder, table
from store.repository import Repository

REMINDED = table(TaskReminder)
OVERDUE = 0
"""The stage after the deadline; the others are days before it."""


class TaskReminders(Repository):
    """Reads and writes what was said. A receiver is `g:GROUP` or `m:MEMBER`."""

    def said(self, dues: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
        """The latest stage (the smallest) of each (task, receiver), for tasks with their present deadlines."""
        due_of = dict(dues)
        query = select(REMINDED.c.task_id, REMINDED.c.due, REMINDED.c.receiver, REMINDED.c.stage)
        found: dict[tuple[int, str], int] = {}
        for task, due, receiver, stage in self.connection.execute(query.where(REMINDED.c.task_id.in_(list(due_of)))):
            if due_of[task] == due:
                key = (int(task), str(receiver))
                found[key] = min(int(stage), found.get(key, int(stage)))
        return found

    def said_on(self, day: str) -> set[str]:
        """Who has been reminded of anything on a day."""
        return set(self.scalars(select(REMINDED.c.receiver).where(REMINDED.c.on_date == day).distinct()))

    def say(self, receiver: str, tasks: Collection[tuple[int, str, int]], day: str, now: datetime) -> None:
        """File reminders of tasks, each (task, deadline, stage); the database refuses a second time."""
        rows = [
            {"task_id": task, "due": due, "stage": stage, "receiver": receiver, "on_date": day, "sent_at": now}
            for task, due, stage in tasks
        ]
        self.connection.execute(insert(REMINDED), rows)

    def moved(self, known: str, new: str) -> None:
        """What was said under a new id was said to whom it stands for."""
        key = select(REMINDED.c.task_id, REMINDED.c.due, REMINDED.c.stage)
        there = {tuple(row) for row in self.connection.execute(key.where(REMINDED.c.receiver == known)).all()}
        for row in self.all(TaskReminder, select(REMINDED).where(REMINDED.c.receiver == new)):
            if (row.task_id, row.due, row.stage) in there:
                self.connection.execute(delete(REMINDED).where(REMINDED.c.id == row.id))
        self.connection.execute(update(REMINDED).where(REMINDED.c.receiver == new).values(receiver=known))
