"""Ids that change: after a new login a channel calls the same rooms and people by other ids.

What was known under the old id stays where it is; what has come up under the new id meanwhile moves to it, the row of the
new id goes, and the old row takes the id over. Who may do so is decided by a one-time code (see `store.codes`), never by a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, delete, func, select, update
from sqlmodel import SQLModel

from store.attendances import Attendances
from store.groups import GROUPS
from store.members import MEMBERS
from store.models import (
    Activity,
    Chain,
    ChainLine,
    CheckIn,
    Delivery,
    Group,
    Member,
    Pairing,
    PushPlan,
    Question,
    RoleGrant,
    SignUp,
    WorkWindow,
    table,
)
from store.outbox import OUTBOX
from store.pairings import Pairings
from store.repository import Repository
from store.signups import SignUps
from store.task_reminders import TaskReminders

CHAINS = table(Chain)
LINES = table(ChainLine)
CHECKINS = table(CheckIn)
DELIVERIES = table(Delivery)
GRANTS = table(RoleGrant)
PAIRINGS = table(Pairing)
PLANS = table(PushPlan)
QUESTIONS = table(Question)
SIGNUPS = table(SignUp)
WINDOWS = table(WorkWindow)
REACHED = ("sent", "sending", "uncertain")
"""States of a delivery that has reached its room, or may have."""


class Rebinding(Repository):
    """Gives a known group or person the channel's new id."""

    def group(self, known: Group, new: Group) -> None:
        """`known` is from now on the room that `new` stood for; what was recorded in `new` belongs to the same unit already."""
        self._deliveries(known, new)
        self._named_in_audiences(known.id, new.id)
        self._drop(QUESTIONS.c.group_id == new.id, QUESTIONS)
        self._drop(WINDOWS.c.group_id.in_((known.id, new.id)), WINDOWS)
        self._chains(known, new)
        self._unsent(known.account, OUTBOX.c.group_wire, known.wire_id, new.wire_id)
        TaskReminders(self.tx).moved(f"g:{known.id}", f"g:{new.id}")
        self._move(GROUPS, known.id, new.id)
        self.connection.execute(delete(GROUPS).where(GROUPS.c.id == new.id))
        name = known.name if new.name == new.wire_id else new.name
        taken = {"wire_id": new.wire_id, "account": new.account, "name": name, "active": True, "way": known.way or new.way}
        self.connection.execute(update(GROUPS).where(GROUPS.c.id == known.id).values(**taken))
        self._settled()

    def member(self, known: Member, new: Member, now: datetime) -> list[tuple[Activity, list[SignUp]]]:
        """`known` is from now on the person that `new` stood for, with all that was recorded and granted.

        Where she had signed up twice a place has come free: who was promoted, by activity.
        """
        freed = self._signups(known, new)
        Attendances(self.tx).join(known.id, new.id)
        self._pairings(known, new)
        self._grants(known, new, now)
        self._unmixed(CHECKINS, (CHECKINS.c.on_date, func.coalesce(CHECKINS.c.item_id, 0)), CHECKINS.c.member_id, known.id, new.id)
        self._drop(QUESTIONS.c.member_id == new.id, QUESTIONS)
        self._drop(WINDOWS.c.member_id.in_((known.id, new.id)), WINDOWS)
        for column in (LINES.c.owner, LINES.c.person, LINES.c.removed_by):
            self.connection.execute(update(LINES).where(column == f"m:{new.id}").values({column.name: f"m:{known.id}"}))
        TaskReminders(self.tx).moved(f"m:{known.id}", f"m:{new.id}")
        self._unsent(known.account, OUTBOX.c.person_wire, known.wire_id, new.wire_id)
        self._move(MEMBERS, known.id, new.id)
        self.connection.execute(delete(MEMBERS).where(MEMBERS.c.id == new.id))
        taken = {"wire_id": new.wire_id, "account": new.account, "home_group_id": new.home_group_id or known.home_group_id}
        self.connection.execute(update(MEMBERS).where(MEMBERS.c.id == known.id).values(**taken))
        self._settled()
        activities = [self.require(Activity, key) for key in freed]
        return [(activity, SignUps(self.tx).promote(activity)) for activity in activities]

    # -- what may stand only once ------------------------------------------------------------------------------------

    def _deliveries(self, known: Group, new: Group) -> None:
        """What has reached the room under either id has reached it; of what has not, the older row stays."""
        theirs = {(row.plan_id, row.slot): row for row in self.all(Delivery, select(DELIVERIES).where(DELIVERIES.c.group_id == known.id))}
        for row in self.all(Delivery, select(DELIVERIES).where(DELIVERIES.c.group_id == new.id)):
            twin = theirs.get((row.plan_id, row.slot))
            if twin is not None:
                gone = twin if row.state in REACHED and twin.state not in REACHED else row
                self._drop(DELIVERIES.c.id == gone.id, DELIVERIES)

    def _chains(self, known: Group, new: Group) -> None:
        """A chain that has gone on under the new id is the one of that title; its lines join those of the older."""
        key = (CHAINS.c.activity_id, func.coalesce(CHAINS.c.title, ""))
        older = {(activity, title): id_ for id_, activity, title in self._chain_keys(known.id, *key)}
        for id_, activity, title in self._chain_keys(new.id, *key):
            if (kept := older.get((activity, title))) is not None:
                self._unmixed(LINES, (LINES.c.line,), LINES.c.chain_id, kept, id_)
                self.connection.execute(update(LINES).where(LINES.c.chain_id == id_).values(chain_id=kept))
                self._drop(CHAINS.c.id == id_, CHAINS)

    def _chain_keys(self, group_id: int, *key: Any) -> list[Any]:
        return list(self.connection.execute(select(CHAINS.c.id, *key).where(CHAINS.c.group_id == group_id)).all())

    def _named_in_audiences(self, known: int, new: int) -> None:
        """Plans that name the room by our id go on naming it."""
        for plan in self.all(PushPlan, select(PLANS)):
            named = {key: ids for key, ids in plan.audience.items() if isinstance(ids, list) and key.endswith("groups") and new in ids}
            for key, ids in named.items():
                merged = list(dict.fromkeys(known if one == new else one for one in ids))
                self.connection.execute(update(PLANS).where(PLANS.c.id == plan.id).values(audience=plan.audience | {key: merged}))

    def _signups(self, known: Member, new: Member) -> list[int]:
        """Her own rows keep counting her once in a unit: where both ids have signed up, what was said first stands.

        The activities with places that came free by it.
        """
        freed = []
        for row in self.all(SignUp, select(SIGNUPS).where(SIGNUPS.c.person == f"m:{new.id}")):
            same = (SIGNUPS.c.activity_id == row.activity_id, SIGNUPS.c.unit_id.is_not_distinct_from(row.unit_id))
            there = self.one(SignUp, select(SIGNUPS).where(SIGNUPS.c.person == f"m:{known.id}", *same))
            values: dict[str, Any] = {"person": f"m:{known.id}"}
            if there is not None:
                values = {"person": f"x:{row.id}", "state": "cancelled", "queued_at": 0}
                freed.append(row.activity_id)
            if there is not None and there.state == "cancelled":
                place = {name: getattr(row, name) for name in ("headcount", "state", "queued_at", "on_date")}
                self.connection.execute(update(SIGNUPS).where(SIGNUPS.c.id == there.id).values(**place))
            self.connection.execute(update(SIGNUPS).where(SIGNUPS.c.id == row.id).values(**values))
        return freed

    def _pairings(self, known: Member, new: Member) -> None:
        """A live pairing that both ids have reported is one."""
        for row in self.all(Pairing, select(PAIRINGS).where(PAIRINGS.c.member_id == new.id, PAIRINGS.c.state == "active")):
            same = [PAIRINGS.c[name] == getattr(row, name) for name in ("helper", "community_id", "state")]
            same.append(PAIRINGS.c.unit_id.is_not_distinct_from(row.unit_id))
            twin = self.one(Pairing, select(PAIRINGS).where(PAIRINGS.c.member_id == known.id, *same))
            if twin is not None:
                Pairings(self.tx).end(row, row.created_at, twin.shared_with_id or twin.id)

    def _grants(self, known: Member, new: Member, now: datetime) -> None:
        """A role held under both ids is held once."""
        held = {(grant.role, grant.unit_id) for grant in self._live(known)}
        for grant in self._live(new):
            if (grant.role, grant.unit_id) in held:
                self.connection.execute(update(GRANTS).where(GRANTS.c.id == grant.id).values(revoked_at=now))

    def _live(self, member: Member) -> list[RoleGrant]:
        return self.all(RoleGrant, select(GRANTS).where(GRANTS.c.member_id == member.id, GRANTS.c.revoked_at.is_(None)))

    def _unmixed(self, rows: Any, once: tuple[Any, ...], owner: Column[int], known: int, new: int) -> None:
        """Drop the new id's rows that the old one has already."""
        there = {tuple(row) for row in self.connection.execute(select(*once).where(owner == known)).all()}
        for key, *place in self.connection.execute(select(rows.c.id, *once).where(owner == new)).all():
            if tuple(place) in there:
                self._drop(rows.c.id == key, rows)

    def _unsent(self, account: str, receiver: Column[Any], old: str, new: str) -> None:
        """What still waits to be said goes to the id that the channel knows now."""
        waits = (OUTBOX.c.account == account, receiver == old, OUTBOX.c.state == "pending")
        self.connection.execute(update(OUTBOX).where(*waits).values({receiver.name: new}))

    # -- everything else ---------------------------------------------------------------------------------------------

    def _move(self, target: Any, known: int, new: int) -> None:
        """Every reference to the new row becomes one to the known row."""
        for column in references(target):
            self.connection.execute(update(column.table).where(column == new).values({column.name: known}))

    def _drop(self, which: Any, rows: Any) -> None:
        self.connection.execute(delete(rows).where(which))

    def _settled(self) -> None:
        """Nothing that was remembered for the batch holds any more; other processes look anew."""
        self.tx.memo.clear()
        self.tx.scene_changed()


def references(target: Any) -> Iterator[Column[Any]]:
    """Every column of any table that refers to a table's id."""
    for each in SQLModel.metadata.sorted_tables:
        for column in each.c:
            if any(key.column is target.c.id for key in column.foreign_keys):
                yield column
