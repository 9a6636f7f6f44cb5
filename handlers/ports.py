"""What handlers may ask of the rooms above them; `bot/app.py` plugs in the real thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from store.models import Group, PushPlan, StudyColumn, StudyItem
from store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Preview:
    """What groups would get: a plan at a slot, the text, or why there is none."""

    plan: PushPlan
    column: StudyColumn
    slot: datetime
    text: str | None


class PushDesk(Protocol):
    """Pushes as handlers need them."""

    def check_times(self, times: dict[str, Any], now: datetime) -> str:
        """The times in words (`工作日 08:30`). Raises `UserInputError` where they cannot be kept."""
        ...

    def describe(self, times: dict[str, Any]) -> str:
        """The times in words."""
        ...

    def next_slot(self, plan: PushPlan, after: datetime) -> datetime | None:
        """A plan's next slot, None where it has no more."""
        ...

    def preview(self, uow: UnitOfWork, day: date, column: StudyColumn | None) -> list[Preview]:
        """What goes out on a day, by plan and slot."""
        ...

    def item_now(self, uow: UnitOfWork, column: StudyColumn, day: date) -> StudyItem | None:
        """The item a push by hand would carry."""
        ...

    def compose(self, column: StudyColumn, item: StudyItem) -> str:
        """The text a group gets."""
        ...

    def push_now(self, uow: UnitOfWork, column: StudyColumn, item: StudyItem, groups: Sequence[Group], now: datetime) -> int:
        """Put a push by hand in the queue of these groups; how many will get it."""
        ...


class FileShelf(Protocol):
    """Where files that go into a chat are kept until the channel has them."""

    def save(self, name: str, content: bytes) -> str:
        """Keep the content under this shown name; the path to send it from."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports, and the settings that handlers ask."""

    pushes: PushDesk
    files: FileShelf
    bot_name: str = "助手"
    single_reviewer: bool = False
