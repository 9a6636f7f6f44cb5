"""Pairings, the communities they reach, and what is done for them. Counts and categories only, never a child."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import or_, select, update

from store.members import MEMBERS
from store.models import Community, FollowUp, Member, Pairing, table
from store.repository import Repository
from store.units import UNITS, within

PAIRINGS = table(Pairing)
COMMUNITIES = table(Community)
FOLLOWUPS = table(FollowUp)
LIVE = PAIRINGS.c.state == "active"


class Pairings(Repository):
    """Reads and writes pairings, communities and follow-ups."""

    def communities(self) -> list[str]:
        """Every community's name, in the order they came up."""
        return list(self.scalars(select(COMMUNITIES.c.name).order_by(COMMUNITIES.c.id)))

    def community(self, name: str) -> Community | None:
        """The community of this name."""
        return self.one(Community, select(COMMUNITIES).where(COMMUNITIES.c.name == name))

    def ensure_community(self, name: str) -> Community:
        """The community, made when a member brings a new one."""
        found = self.community(name)
        if found is None:
            self.insert(Community, name=name)
            self.tx.scene_changed()
            found = self.community(name)
        assert found is not None
        return found

    def reported(self, member: Member, helper: str, kind: str, community_id: int, unit_id: int | None) -> Pairing | None:
        """The live pairing of a helper at a community that a member's report is about.

        A collective is one in its unit, whoever reports it. A person may be reported by herself and by others: her name
        said by another means the same one; two people of one name, each for herself, are two.
        """
        where = (PAIRINGS.c.helper == helper, PAIRINGS.c.community_id == community_id, PAIRINGS.c.helper_kind == kind, LIVE)
        query = select(PAIRINGS, MEMBERS.c.name.label("reporter")).join(MEMBERS, PAIRINGS.c.member_id == MEMBERS.c.id)
        query = query.where(*where, PAIRINGS.c.unit_id.is_not_distinct_from(unit_id))
        for row in self.connection.execute(query.order_by(PAIRINGS.c.member_id != member.id, PAIRINGS.c.id)).all():
            if row.member_id == member.id or kind == "collective" or helper != member.name or row.reporter != helper:
                return cast("Pairing", row)
        return None

    def helping(self, helper: str, community_id: int, unit_id: int | None) -> Pairing | None:
        """A live pairing of this helper at this community in the unit, whoever reported it."""
        where = (PAIRINGS.c.helper == helper, PAIRINGS.c.community_id == community_id, LIVE)
        same_unit = PAIRINGS.c.unit_id.is_not_distinct_from(unit_id)
        return self.one(Pairing, select(PAIRINGS).where(*where, same_unit).order_by(PAIRINGS.c.id).limit(1))

    def of_member(self, member_id: int, community_id: int | None = None) -> list[Any]:
        """Live pairings a member reported, each with its community's name as `community`."""
        query = select(PAIRINGS, COMMUNITIES.c.name.label("community")).select_from(PAIRINGS.join(COMMUNITIES))
        where = [PAIRINGS.c.member_id == member_id, LIVE]
        if community_id is not None:
            where.append(PAIRINGS.c.community_id == community_id)
        return list(self.connection.execute(query.where(*where).order_by(PAIRINGS.c.id)).all())

    def add(self, **values: Any) -> int:
        """Store a pairing (see `Pairing`)."""
        return self.insert(Pairing, **values)

    def end(self, pairing: Any, now: datetime, twin: int | None = None) -> None:
        """End a pairing. Children shared with other live helpers are from now on counted with the first of them.

        `twin`: it was the same as that one, which goes on for it.
        """
        self.change(Pairing, pairing.id, state="ended", ended_at=now)
        self.hand_over(pairing.id, pairing.shared_with_id or twin)

    def hand_over(self, pairing_id: int, to: int | None = None) -> None:
        """Whoever shares this pairing's children shares them with `to` instead; without one the first of them counts them."""
        sharing = self.all(Pairing, select(PAIRINGS).where(PAIRINGS.c.shared_with_id == pairing_id, LIVE).order_by(PAIRINGS.c.id))
        heir = to if to is not None or not sharing else sharing[0].id
        for row in sharing:
            self.change(Pairing, row.id, shared_with_id=None if row.id == heir else heir)

    def together(self, pairing: Any) -> list[Pairing]:
        """The live pairings that help the same children as this one, itself among them; whose children count first."""
        first = pairing.shared_with_id or pairing.id
        query = select(PAIRINGS).where(or_(PAIRINGS.c.id == first, PAIRINGS.c.shared_with_id == first), LIVE)
        return self.all(Pairing, query.order_by(PAIRINGS.c.shared_with_id.is_not(None), PAIRINGS.c.id))

    def mend(self) -> None:
        """After rows were put back as they were: children shared with a pairing that is no more count with the first left."""
        first = PAIRINGS.alias()
        lost = or_(first.c.state != "active", first.c.shared_with_id.is_not(None))
        query = select(PAIRINGS.c.id, first.c.id.label("first"), first.c.shared_with_id.label("next")).select_from(
            PAIRINGS.join(first, PAIRINGS.c.shared_with_id == first.c.id)
        )
        while row := self.connection.execute(query.where(LIVE, lost).order_by(PAIRINGS.c.id).limit(1)).first():
            self.hand_over(row.first, row.next if row.next != row.id else None)

    def table_rows(self, path: str | None, day_from: str | None = None, day_to: str | None = None) -> list[Any]:
        """Live pairings for the official table, by unit and community, with names as `unit` and `community`."""
        joined = PAIRINGS.join(COMMUNITIES).outerjoin(UNITS, PAIRINGS.c.unit_id == UNITS.c.id)
        query = select(PAIRINGS, COMMUNITIES.c.name.label("community"), UNITS.c.name.label("unit")).select_from(joined).where(LIVE)
        inside = within(PAIRINGS.c.unit_id, path)
        if inside is not None:
            query = query.where(inside)
        if day_from and day_to:
            query = query.where(PAIRINGS.c.on_date.between(day_from, day_to))
        return list(self.connection.execute(query.order_by(UNITS.c.id, COMMUNITIES.c.id, PAIRINGS.c.id)).all())

    def adopt(self, group_id: int, unit_id: int) -> None:
        """A group without a unit gets one: its pairings move into it, and what was done for them."""
        homeless = (PAIRINGS.c.group_id == group_id, PAIRINGS.c.unit_id.is_(None))
        for row in self.all(Pairing, select(PAIRINGS).where(*homeless).order_by(PAIRINGS.c.id)):
            same = (PAIRINGS.c.helper == row.helper, PAIRINGS.c.member_id == row.member_id, PAIRINGS.c.community_id == row.community_id)
            twins = select(PAIRINGS).where(*same, LIVE, PAIRINGS.c.unit_id == unit_id)
            twin = self.one(Pairing, twins) if row.state == "active" else None
            if twin is not None:
                self.end(row, row.created_at, twin.shared_with_id or twin.id)
            self.connection.execute(update(PAIRINGS).where(PAIRINGS.c.id == row.id).values(unit_id=unit_id))
            done = (FOLLOWUPS.c.pairing_id == row.id, FOLLOWUPS.c.unit_id.is_(None))
            self.connection.execute(update(FOLLOWUPS).where(*done).values(unit_id=unit_id))

    def add_followup(self, **values: Any) -> int:
        """Store one thing done (see `FollowUp`)."""
        return self.insert(FollowUp, **values)

    def followed(self, member_id: int, community_id: int, item: str, day: str, helper: str = "") -> bool:
        """Whether she has reported exactly this already (of this helper, where one is given)."""
        where = [FOLLOWUPS.c.member_id == member_id, FOLLOWUPS.c.community_id == community_id]
        where += [FOLLOWUPS.c.helper == helper] if helper else []
        return self.count(FOLLOWUPS, *where, FOLLOWUPS.c.item == item, FOLLOWUPS.c.on_date == day) > 0

    def followups_of(self, member_id: int, limit: int = 10) -> list[Any]:
        """Her latest follow-ups: (item, on_date, community)."""
        query = select(FOLLOWUPS.c.item, FOLLOWUPS.c.on_date, COMMUNITIES.c.name.label("community"))
        joined = query.select_from(FOLLOWUPS.join(COMMUNITIES)).where(FOLLOWUPS.c.member_id == member_id)
        return list(self.connection.execute(joined.order_by(FOLLOWUPS.c.id.desc()).limit(limit)).all())
