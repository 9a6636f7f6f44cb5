"""What handlers may ask of the rooms above them; `bot/app.py` plugs in the real thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from handlers.files.templates import Templates
from store.groups import Reach
from store.media import Attachment, MediaFolder
from store.models import PushPlan, StudyColumn, StudyItem
from store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Preview:
    """What groups would get: a plan at a slot, its item (None: there is none), how many groups; `hushed`: silence.

    `report`: the slot carries no item but this report, to so many receivers.
    """

    plan: PushPlan
    column: StudyColumn
    slot: datetime
    item: StudyItem | None
    groups: int
    hushed: bool = False
    report: str = ""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A plan's next slots; `unknown_year` is where they end because its workdays are not known."""

    slots: list[Preview]
    unknown_year: int | None = None


class PlanDesk(Protocol):
    """Plans' times as handlers need them."""

    def check_times(self, times: dict[str, Any], now: datetime) -> str:
        """The times in words (`工作日 08:30`). Raises `UserInputError` where they cannot be kept."""
        ...

    def describe(self, times: dict[str, Any]) -> str:
        """The times in words."""
        ...

    def next_slot(self, plan: PushPlan, after: datetime) -> datetime | None:
        """A plan's next slot, None where it has no more."""
        ...

    def next_time(self, times: dict[str, Any], after: datetime) -> datetime | None:
        """The next of these times, None where there is no more."""
        ...

    def check_quiet(self, times: dict[str, Any], quiet: dict[str, str] | None, now: datetime) -> None:
        """Raises `UserInputError` where quiet hours would hold back the slots."""
        ...


class PushDesk(PlanDesk, Protocol):
    """Pushes as handlers need them."""

    def upcoming(self, uow: UnitOfWork, plan: PushPlan, now: datetime, count: int) -> Upcoming:
        """A plan's next slots with what each will carry."""
        ...

    def preview(self, uow: UnitOfWork, day: date, column: StudyColumn | None, now: datetime) -> list[Preview]:
        """What goes out on a day, by plan and slot."""
        ...

    def hush(self, uow: UnitOfWork, now: datetime) -> int:
        """Silence has been stored: keep back what waits in the queue for those who are silent today; how many deliveries."""
        ...

    def unhush(self, uow: UnitOfWork, now: datetime) -> int:
        """Silence has been lifted: let go what it kept waiting; how many deliveries."""
        ...

    def item_now(self, uow: UnitOfWork, column: StudyColumn, day: date) -> StudyItem | None:
        """The item a push by hand would carry."""
        ...

    def compose(self, column: StudyColumn, item: StudyItem) -> str:
        """The text a group gets."""
        ...

    def parts(self, column: StudyColumn, items: Sequence[StudyItem], *, card: bool = False) -> tuple[Attachment, ...]:
        """The messages a group gets, in order, where they are more than the text."""
        ...

    def push_now(self, uow: UnitOfWork, column: StudyColumn, item: StudyItem, reach: Reach, now: datetime) -> int:
        """Put a push by hand in the queue of these groups; how many will get it."""
        ...


class Postman(Protocol):
    """How long sending takes."""

    def done_by(self, uow: UnitOfWork, pushes: Mapping[str, int], start: datetime, now: datetime, gap: int = 0) -> datetime | None:
        """When so many pushes an account, begun at `start`, will have gone; None where they go at once. `gap`: seconds between two."""
        ...


class FileShelf(Protocol):
    """Where files that go into a chat are kept until the channel has them."""

    def save(self, name: str, content: bytes | Callable[[], bytes]) -> str:
        """Keep the content under this shown name; the path to send it from.

        A callable is called after the commit in another thread: it must hold all it needs, ask no store, and may take its
        time. Only then is the message with this path sent; where it fails, its place is taken by an apology.
        """
        ...


class Readings(Protocol):
    """Answers that take much reading."""

    def later(self, read: Callable[[UnitOfWork], str]) -> str:
        """What to give as the `path` of a message whose text `read` will say.

        It is called after the commit in another thread, over a snapshot of the store as it is then; it may take its time and
        must hold all else it needs. Only then is the message sent; where it fails, its place is taken by an apology.
        """
        ...


class Pictures(Protocol):
    """The files of works."""

    def small(self, sha256: str) -> bytes:
        """A work's small picture (a JPEG); empty where there is none."""
        ...

    @property
    def caps(self) -> tuple[int, int]:
        """The largest picture and the largest video that are taken, in MB."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports, and the settings that handlers ask."""

    pushes: PushDesk
    files: FileShelf
    readings: Readings
    postman: Postman
    pictures: Pictures
    media: MediaFolder
    bot_name: str = "助手"
    single_reviewer: bool = False
    templates: Templates = field(default_factory=Templates)
