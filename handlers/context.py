"""What a handler is given: the message, who said it where, the open transaction, the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from handlers.errors import UserInputError
from handlers.language.understanding import Scene, Understanding
from handlers.message import IncomingMessage
from handlers.ports import Ports
from handlers.reply import Reply
from handlers.texts import Texts
from store.models import Activity, Group, Member, StudyColumn, Unit
from store.roles import Rights
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork


@dataclass(slots=True)
class Context:
    """One message being answered. `group` is None in private; `unit` is the chat's unit (in private: her home group's).

    `pasted`: it was said elsewhere and brought in by hand; then `speaker` is who said it, where only her name is known and
    `member` is who brought it.
    """

    now: datetime
    uow: UnitOfWork
    message: IncomingMessage
    group: Group | None
    member: Member
    unit: Unit | None
    rights: Rights
    scene: Scene
    texts: Texts
    ports: Ports
    pasted: bool = False
    speaker: str = ""

    @property
    def private(self) -> bool:
        """Whether nobody else reads this chat."""
        return self.message.group is None

    @property
    def today(self) -> date:
        """The day in Shanghai."""
        return self.now.astimezone(SHANGHAI).date()

    @property
    def day(self) -> str:
        """The day in Shanghai as it is stored."""
        return self.today.isoformat()

    @property
    def path(self) -> str | None:
        """The chat's unit as a tree path."""
        return self.unit.path if self.unit else None

    @property
    def unit_id(self) -> int | None:
        """The chat's unit."""
        return self.unit.id if self.unit else None

    @property
    def group_id(self) -> int | None:
        """The chat's group."""
        return self.group.id if self.group else None

    @property
    def source(self) -> str:
        """Where a record made by this message comes from, as it is stored."""
        return "paste" if self.pasted else "text"

    @property
    def home(self) -> Group | None:
        """The group she acts for: this one, or in private the one she last acted in."""
        if self.group is not None or self.member.home_group_id is None:
            return self.group
        return self.uow.groups.get(Group, self.member.home_group_id)

    def say(self, key: str, **params: Any) -> Reply:
        """One sentence to the same chat."""
        return Reply.text(self.texts(key, **params))

    def activity(self, understood: Understanding) -> Activity:
        """The activity a message names. Raises where it is gone or belongs to another unit."""
        found = self.uow.activities.titled(str(understood.slots["activity"]))
        if found is None:
            raise UserInputError("activity.gone")
        return found

    def column(self, understood: Understanding) -> StudyColumn | None:
        """The column a message names, if it names one."""
        name = understood.slots.get("column")
        return self.uow.study.named(str(name)) if name else None
