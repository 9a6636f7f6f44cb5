"""Open questions: what the bot has asked whom, in which chat, until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select

from store.groups import GROUPS
from store.members import MEMBERS
from store.models import Question, table
from store.repository import Repository

QUESTIONS = table(Question)
HERE = (QUESTIONS.c.member_id == bindparam("member"), func.coalesce(QUESTIONS.c.group_id, 0) == bindparam("chat"))
OPEN = select(QUESTIONS).where(*HERE, QUESTIONS.c.expires_at > bindparam("now"))
WAIT = timedelta(minutes=5)


class Questions(Repository):
    """One open question per person and chat."""

    def open(self, member_id: int, group_id: int | None, now: datetime) -> Question | None:
        """What she has been asked here and may still answer."""
        asked = self.tx.memo.get("asked")
        if asked is not None and asked.get(member_id) is False:
            return None
        return self.one(Question, OPEN, {"member": member_id, "chat": group_id or 0, "now": now})

    def look_up(self, member_ids: Sequence[int]) -> None:
        """Find out at once whom of these there is any question to, for the batch."""
        asked = set(self.scalars(select(QUESTIONS.c.member_id).where(QUESTIONS.c.member_id.in_(member_ids))))
        self.tx.memo["asked"] = {member: member in asked for member in member_ids}

    def ask(self, member_id: int, group_id: int | None, now: datetime, **question: Any) -> datetime:
        """Ask (intent, slots, missing, choices), in place of what was asked before; when it expires."""
        self.close(member_id, group_id)
        self.tx.memo.get("asked", {}).pop(member_id, None)
        values = {"member_id": member_id, "group_id": group_id, "expires_at": now + WAIT}
        self.connection.execute(insert(QUESTIONS).values(**values, **question))
        return now + WAIT

    def close(self, member_id: int, group_id: int | None) -> None:
        """Answered, left, or overtaken."""
        where = (QUESTIONS.c.member_id == member_id, QUESTIONS.c.group_id.is_not_distinct_from(group_id))
        self.connection.execute(delete(QUESTIONS).where(*where))

    def prune(self, now: datetime) -> int:
        """Forget what was asked and never answered: what was said with it is kept no longer than it can be used."""
        return self.connection.execute(delete(QUESTIONS).where(QUESTIONS.c.expires_at < now)).rowcount

    def everyone(self, now: datetime) -> list[Any]:
        """Every open question with the channel's ids (account, group_wire, person_wire): what a start loads."""
        rows = QUESTIONS.join(MEMBERS, QUESTIONS.c.member_id == MEMBERS.c.id).outerjoin(GROUPS, QUESTIONS.c.group_id == GROUPS.c.id)
        wires = (MEMBERS.c.account, GROUPS.c.wire_id.label("group_wire"), MEMBERS.c.wire_id.label("person_wire"))
        return list(self.connection.execute(select(QUESTIONS, *wires).select_from(rows).where(QUESTIONS.c.expires_at > now)).all())
