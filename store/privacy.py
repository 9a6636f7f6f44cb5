"""删除我的信息: a person's name leaves the store; the counts she took part in stay."""

from __future__ import annotations

from itertools import count

from sqlalchemy import delete, func, or_, select, update

from store.models import Attendance, Change, CheckIn, FollowUp, Member, Outbox, Pairing, Question, SignUp, TaskDone, Work, WorkWindow, table
from store.repository import Repository

GONE = "（已删除）"


class Privacy(Repository):
    """Forgets people."""

    def forget(self, member: Member) -> None:
        """Take a member's name, notes, open questions and works out.

        A work goes on counting, but nothing refers to its picture any more: the file goes at the next housekeeping.
        """
        signups, checkins, pairings, followups = table(SignUp), table(CheckIn), table(Pairing), table(FollowUp)
        made = signups.c.member_id == member.id
        self.connection.execute(update(signups).where(made).values(note=""))
        for row in self.all(SignUp, select(signups).where(made, signups.c.kind == "own")):
            self.connection.execute(update(signups).where(signups.c.id == row.id).values(person=f"x:{row.id}", name=GONE))
        came = table(Attendance)
        hers = select(came.c.id).where(came.c.person == f"m:{member.id}")
        for key in self.connection.execute(hers).scalars().all():
            self.connection.execute(update(came).where(came.c.id == key).values(person=f"x:{key}", name=GONE))
        self.connection.execute(update(checkins).where(checkins.c.member_id == member.id).values(note=""))
        self._helpers(member)
        self.connection.execute(update(pairings).where(pairings.c.member_id == member.id).values(note=""))
        self.connection.execute(update(followups).where(followups.c.member_id == member.id).values(helper=GONE, note=""))
        done = table(TaskDone)
        self.connection.execute(update(done).where(done.c.member_id == member.id).values(note="", pictures=[]))
        works = table(Work)
        self.connection.execute(update(works).where(works.c.member_id == member.id).values(name=GONE, title="", sha256=""))
        for model in (Question, Change, WorkWindow):
            rows = table(model)
            self.connection.execute(delete(rows).where(rows.c.member_id == member.id))
        outbox = table(Outbox)
        settled = outbox.c.state.in_(("sent", "failed"))
        about_her = or_(outbox.c.person_wire == member.wire_id, outbox.c.text.contains(member.name, autoescape=True))
        self.connection.execute(delete(outbox).where(outbox.c.account == member.account, settled, about_her))
        members = table(Member)
        self.connection.execute(update(members).where(members.c.id == member.id).values(name=GONE, home_group_id=None))
        self.tx.memo.pop("member", None)

    def _helpers(self, member: Member) -> None:
        """Every helper she named, herself among them, is called something else: as many people as before, each once."""
        pairings = table(Pairing)
        hers = (pairings.c.member_id == member.id, pairings.c.helper_kind == "individual")
        names = self.scalars(select(pairings.c.helper).where(*hers).group_by(pairings.c.helper).order_by(func.min(pairings.c.id)))
        gone = (f"{GONE}{number}" if number > 1 else GONE for number in count(1))
        free = (name for name in gone if name not in names)
        for name in names:
            if not name.startswith(GONE):
                self.connection.execute(update(pairings).where(*hers, pairings.c.helper == name).values(helper=next(free)))
