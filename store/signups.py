"""Sign-ups: one roster per activity, heads against a quota, a waitlist in strict order.

Named persons are rows of their own; other heads stay on the sender's row; a collective is a row with its heads. A party
is never split: it is confirmed whole or waits whole. Saying it again replaces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import bindparam, func, select, update

from store.models import Activity, Member, SignUp, table
from store.repository import Repository
from store.types import local_date
from store.units import UNITS, within

SIGNUPS = table(SignUp)
ACTIVITIES = table(Activity)
FIRST_TICKET = datetime(2020, 1, 1, tzinfo=UTC)
ACTIVE = SIGNUPS.c.state.in_(("confirmed", "waitlisted"))
OF_ACTIVITY = SIGNUPS.c.activity_id == bindparam("activity")
HEADS = select(SIGNUPS.c.state, func.sum(SIGNUPS.c.headcount)).where(OF_ACTIVITY).group_by(SIGNUPS.c.state)
ROWS = select(SIGNUPS).where(
    OF_ACTIVITY, func.coalesce(SIGNUPS.c.unit_id, 0) == bindparam("unit"), SIGNUPS.c.person.in_(bindparam("who", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Party:
    """What one message signs up: heads on the sender's own row, people by name, a collective with its heads.

    Each of the names has `heads_each`, the first of them `first` where that is given.
    """

    own: int = 0
    names: tuple[str, ...] = ()
    heads_each: int = 1
    first: int = 0
    team: str = ""
    team_heads: int = 0
    note: str = ""
    source: str = "text"


@dataclass(frozen=True, slots=True)
class Line:
    """One wanted row: who (`person` counts once in a unit), how it is shown, how many heads."""

    person: str
    kind: str
    name: str
    heads: int


@dataclass(slots=True)
class Placed:
    """What became of a party: rows confirmed, waiting, already there as said, or refused for want of places.

    `changed` holds the persons who were on the roster before.
    """

    confirmed: list[Line] = field(default_factory=list)
    waitlisted: list[Line] = field(default_factory=list)
    same: list[Line] = field(default_factory=list)
    refused: list[Line] = field(default_factory=list)
    promoted: list[SignUp] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    free: int | None = None


class SignUps(Repository):
    """Reads and writes rosters."""

    def heads(self, activity_id: int, state: str = "confirmed") -> int:
        """Heads of an activity in one state."""
        written, kept = self.tx.written(), self.tx.memo.setdefault("heads", {}).get(activity_id)
        if kept is None or written is None or kept[0] != written:
            kept = (written, dict(self.connection.execute(HEADS, {"activity": activity_id}).all()))
            self.tx.memo["heads"][activity_id] = kept
        return int(kept[1].get(state, 0))

    def roster(self, activity_id: int, path: str | None = None) -> list[Any]:
        """Confirmed rows, then the waitlist in its order, each with its unit's name as `unit`; a subtree's only with `path`."""
        query = select(SIGNUPS, UNITS.c.name.label("unit")).select_from(SIGNUPS.outerjoin(UNITS, SIGNUPS.c.unit_id == UNITS.c.id))
        inside = within(SIGNUPS.c.unit_id, path)
        where = (SIGNUPS.c.activity_id == activity_id, ACTIVE, *(() if inside is None else (inside,)))
        return list(self.connection.execute(query.where(*where).order_by(SIGNUPS.c.state, SIGNUPS.c.queued_at, SIGNUPS.c.id)).all())

    def by_member(self, member_id: int, activity_id: int | None = None) -> list[SignUp]:
        """The active rows a member made, her own first."""
        where = [SIGNUPS.c.member_id == member_id, ACTIVE]
        if activity_id is not None:
            where.append(SIGNUPS.c.activity_id == activity_id)
        return self.all(SignUp, select(SIGNUPS).where(*where).order_by(SIGNUPS.c.kind != "own", SIGNUPS.c.id))

    def named(self, activity_id: int, name: str, unit_id: int | None) -> list[SignUp]:
        """Active rows of an activity shown under a name in a unit."""
        where = (SIGNUPS.c.activity_id == activity_id, SIGNUPS.c.name == name, ACTIVE, SIGNUPS.c.unit_id.is_not_distinct_from(unit_id))
        return self.all(SignUp, select(SIGNUPS).where(*where))

    def listed(self, activity_id: int, unit_id: int | None) -> list[SignUp]:
        """Active rows that a 接龙 brought into a unit's part of a roster."""
        where = (SIGNUPS.c.activity_id == activity_id, SIGNUPS.c.source == "jielong", ACTIVE)
        return self.all(SignUp, select(SIGNUPS).where(*where, SIGNUPS.c.unit_id.is_not_distinct_from(unit_id)))

    def place(self, activity: Activity, party: Party, member: Member, unit_id: int | None, group_id: int | None, now: datetime) -> Placed:
        """Bring a party into the roster by the rules above."""
        self._alone(activity)
        wanted = self._lines(activity, party, member, unit_id)
        current = self._rows(activity.id, unit_id, [line.person for line in wanted])
        placed = Placed()
        fits = self._fits(activity, wanted, current)
        waiting = [row.queued_at for row in current.values() if row and _waits(row)]
        ticket = 0 if fits else max(waiting, default=0) or self._ticket(activity.id, now)
        common: dict[str, Any] = {"activity_id": activity.id, "unit_id": unit_id, "member_id": member.id, "group_id": group_id}
        common |= {"source": party.source, "note": party.note}
        for line in wanted:
            self._write(line, current[line.person], fits, ticket, common, placed, now)
        placed.promoted = self.promote(activity)
        placed.free = None if activity.quota is None else activity.quota - self.heads(activity.id)
        return placed

    def _alone(self, activity: Activity) -> None:
        """Until the end of the transaction no other process changes this roster: two would fill the same places."""
        if self.connection.dialect.name != "sqlite":
            self.connection.execute(select(ACTIVITIES.c.id).where(ACTIVITIES.c.id == activity.id).with_for_update())

    def _fits(self, activity: Activity, wanted: Sequence[Line], current: Mapping[str, SignUp | None]) -> bool:
        """Whether all that is new in a party finds room at once, ahead of nobody who waits."""
        if activity.quota is None:
            return True
        need = sum(line.heads - _held(current[line.person]) for line in wanted if not _waits(current[line.person]))
        if any(_waits(row) for row in current.values()) and not all(_stands(row) for row in current.values()):
            return False  # who is new waits with those of the party who wait
        return need <= 0 or (need <= activity.quota - self.heads(activity.id) and not self.heads(activity.id, "waitlisted"))

    def _lines(self, activity: Activity, party: Party, member: Member, unit_id: int | None) -> list[Line]:
        lines = []
        if party.own:
            self._take_over(activity.id, member, unit_id)
            lines.append(Line(f"m:{member.id}", "own", member.name, party.own))
        if party.team:
            lines.append(Line(f"t:{party.team}", "team", party.team, party.team_heads))
        for place, name in enumerate(dict.fromkeys(party.names)):
            own = [row for row in self.named(activity.id, name, unit_id) if row.kind == "own"]
            heads = party.first or party.heads_each if place == 0 else party.heads_each
            lines.append(Line(own[0].person, "own", name, own[0].headcount) if own else Line(f"n:{name}", "named", name, heads))
        return lines

    def _take_over(self, activity_id: int, member: Member, unit_id: int | None) -> None:
        """Someone else has put her name down: from now on that place is hers, and she still counts once."""
        by_name, by_id = f"n:{member.name}", f"m:{member.id}"
        found = self._rows(activity_id, unit_id, [by_name, by_id])
        named, own = found[by_name], found[by_id]
        if named is None or named.state == "cancelled":
            return
        if own is None:
            self.change(SignUp, named.id, person=f"m:{member.id}", kind="own", member_id=member.id)
        elif own.state == "cancelled":
            place = {name: getattr(named, name) for name in ("state", "headcount", "queued_at", "on_date", "created_at", "source")}
            self.change(SignUp, own.id, **place)
            self.change(SignUp, named.id, state="cancelled", queued_at=0)

    def _row(self, activity_id: int, unit_id: int | None, person: str) -> SignUp | None:
        return self._rows(activity_id, unit_id, [person])[person]

    def _rows(self, activity_id: int, unit_id: int | None, persons: Sequence[str]) -> dict[str, SignUp | None]:
        """The rows of some persons in a unit's part of a roster; None for who has none."""
        found = self.connection.execute(ROWS, {"activity": activity_id, "unit": unit_id or 0, "who": persons}).all()
        return dict.fromkeys(persons) | {row.person: cast("SignUp", row) for row in found}

    def _write(
        self, line: Line, row: SignUp | None, fits: bool, ticket: int, common: dict[str, Any], placed: Placed, now: datetime
    ) -> None:
        news = {"headcount": line.heads} | ({"note": common["note"]} if common["note"] else {})
        if row is not None and row.state != "cancelled" and all(getattr(row, name) == value for name, value in news.items()):
            placed.same.append(line)
            return
        if common["source"] != "jielong":  # what she says herself is no longer the list's
            news["source"] = common["source"]
        if row is not None and row.state == "waitlisted":
            placed.changed.add(line.person)
            self.change(SignUp, row.id, **news)
            placed.waitlisted.append(line)
        elif row is not None and row.state == "confirmed":
            if fits or line.heads <= row.headcount:
                self.change(SignUp, row.id, **news)
                placed.changed.add(line.person)
                placed.confirmed.append(line)
            else:
                placed.refused.append(line)
        else:
            fresh = common | {"headcount": line.heads, "state": "confirmed" if fits else "waitlisted", "queued_at": ticket}
            fresh |= {"kind": line.kind, "name": line.name, "on_date": local_date(now), "created_at": now}
            if row is None:
                self.insert(SignUp, person=line.person, **fresh)
            else:
                self.change(SignUp, row.id, **fresh)
            (placed.confirmed if fits else placed.waitlisted).append(line)

    def cancel(self, activity: Activity, rows: Sequence[SignUp]) -> list[SignUp]:
        """Take rows off the roster; who is promoted in their place."""
        for row in rows:
            self.change(SignUp, row.id, state="cancelled", queued_at=0)
        return self.promote(activity)

    def promote(self, activity: Activity) -> list[SignUp]:
        """Confirm waiting parties from the front while the foremost fits whole; the rows that came in."""
        self._alone(activity)
        waiting = SIGNUPS.c.state == "waitlisted"
        query = select(SIGNUPS).where(SIGNUPS.c.activity_id == activity.id, waiting).order_by(SIGNUPS.c.queued_at, SIGNUPS.c.id)
        if activity.quota is None or not self.heads(activity.id, "waitlisted"):
            return []
        rows = self.all(SignUp, query)
        free, came = activity.quota - self.heads(activity.id), []
        for ticket in dict.fromkeys(row.queued_at for row in rows):
            party = [row for row in rows if row.queued_at == ticket]
            if sum(row.headcount for row in party) > free:
                break
            free -= sum(row.headcount for row in party)
            # not the sender's write: her 撤销 must not push anybody back onto the waitlist
            rows_in = SIGNUPS.c.id.in_([row.id for row in party])
            self.connection.execute(update(SIGNUPS).where(rows_in).values(state="confirmed", queued_at=0))
            came += party
        return came

    def adopt(self, group_id: int, unit_id: int) -> None:
        """A group without a unit gets one: what was signed up there moves into it; whom the unit already holds stays once."""
        homeless = (SIGNUPS.c.group_id == group_id, SIGNUPS.c.unit_id.is_(None))
        for row in self.all(SignUp, select(SIGNUPS).where(*homeless).order_by(SIGNUPS.c.id)):
            there = self._same(row, unit_id)
            moved: dict[str, Any] = {"unit_id": unit_id}
            if there is not None:
                moved |= {"person": f"x:{row.id}", "state": "cancelled", "queued_at": 0}
            if there is not None and there.state == "cancelled":
                place = {"headcount": row.headcount, "state": row.state, "queued_at": row.queued_at}
                self.connection.execute(update(SIGNUPS).where(SIGNUPS.c.id == there.id).values(**place))
            self.connection.execute(update(SIGNUPS).where(SIGNUPS.c.id == row.id).values(**moved))
            if there is not None and there.kind == "named" and row.kind == "own":  # the place kept for her by name is hers
                hers = {"person": row.person, "kind": "own", "member_id": row.member_id}
                self.connection.execute(update(SIGNUPS).where(SIGNUPS.c.id == there.id).values(**hers))

    def _same(self, row: SignUp, unit_id: int) -> SignUp | None:
        """The row of the same person in a unit: her own, or the one that somebody has put her name down in."""
        exact = self._row(row.activity_id, unit_id, row.person)
        kinds = {"own": "named", "named": "own"}
        others = () if exact is not None or row.kind == "team" else self.named(row.activity_id, row.name, unit_id)
        return exact or next((other for other in others if other.kind == kinds[row.kind]), None)

    def overfull(self, activity: Activity) -> bool:
        """Whether more heads are confirmed than the quota admits."""
        return activity.quota is not None and self.heads(activity.id) > activity.quota

    def wait(self, row_ids: Sequence[int], activity: Activity, now: datetime) -> None:
        """Put confirmed rows at the end of the waitlist, as one party."""
        ticket = self._ticket(activity.id, now)
        for key in row_ids:
            if self.require(SignUp, key).state == "confirmed":
                self.change(SignUp, key, state="waitlisted", queued_at=ticket)

    def position(self, activity_id: int, person: str, unit_id: int | None) -> int:
        """How many parties wait before this row's, plus one: 候补第 N 位."""
        row = self._row(activity_id, unit_id, person)
        ahead = (SIGNUPS.c.activity_id == activity_id, SIGNUPS.c.state == "waitlisted", SIGNUPS.c.queued_at < (row.queued_at if row else 0))
        return 1 + int(self.connection.execute(select(func.count(func.distinct(SIGNUPS.c.queued_at))).where(*ahead)).scalar_one())

    def _ticket(self, activity_id: int, now: datetime) -> int:
        """The end of the waitlist: the second, or one more than the last. A number given once does not come again, so that
        a cancellation taken back finds its old place and nobody in it."""
        newest = select(func.coalesce(func.max(SIGNUPS.c.queued_at), 0)).where(SIGNUPS.c.activity_id == activity_id)
        return max(int(self.connection.execute(newest).scalar_one()) + 1, int((now - FIRST_TICKET).total_seconds()))


def _held(row: SignUp | None) -> int:
    return row.headcount if row is not None and row.state == "confirmed" else 0


def _waits(row: SignUp | None) -> bool:
    return row is not None and row.state == "waitlisted"


def _stands(row: SignUp | None) -> bool:
    return row is not None and row.state != "cancelled"
