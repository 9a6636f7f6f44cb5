"""`jinguo replay`: a transcript through the whole pipeline, on a simulated clock, without pacing."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.adapter import Capabilities, Feed, always_ready
from bot.app import App, bootstrap
from bot.config import Settings
from bot.library import load_library
from handlers.message import IncomingMessage, Media, Mention, OutgoingMessage, RoomEvent
from schedules.calendar import WhenError, validate
from store.media import MediaFolder
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork

ACCOUNT = "main"
Emit = Callable[[dict[str, Any]], None]


class ReplayError(Exception):
    """A line of the transcript that cannot be played; the text names the line."""


class SimulatedClock:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The simulated time."""
        return self.now


class Tape:
    """A channel that hears nothing by itself and writes down what is sent (an `Adapter`)."""

    account = ACCOUNT
    capabilities = Capabilities()

    def __init__(self, clock: SimulatedClock, emit: Emit) -> None:
        self._clock = clock
        self._emit = emit
        self._sent = 0
        self.ready = always_ready()

    async def run(self, feed: Feed) -> None:
        """Nothing comes in but what the transcript says."""

    async def send(self, message: OutgoingMessage) -> str:
        """Write one message down."""
        self._sent += 1
        self._emit(
            {
                "at": self._clock.now.astimezone(SHANGHAI).isoformat(),
                "group": message.group,
                "private_to": message.person,
                "text": message.text,
                "kind": message.kind,
                "name": message.name,
                "path": message.path,
                "reply_to": message.reply_to,
            }
        )
        return f"sent-{self._sent}"


class Replay:
    """Plays lines in order. `step` runs the clock to the line's time first, firing what is due."""

    def __init__(self, database: str, files: Path, emit: Emit) -> None:
        self._settings = Settings(database=database, files=files)
        self._clock = SimulatedClock(datetime(1970, 1, 1, tzinfo=UTC))
        self._tape = Tape(self._clock, emit)
        self._names: dict[str, str] = {}
        self._lines = 0
        self._app: App | None = None

    async def play(self, lines: Iterable[str]) -> None:
        """Play a whole transcript; raises `ReplayError` at the first line that cannot be played."""
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    await self._line(number, line)
        finally:
            if self._app is not None:
                await self._app.stop()

    async def _line(self, number: int, line: str) -> None:
        self._lines = number
        try:
            step = json.loads(line)
            at = datetime.fromisoformat(step["at"])
            await self._run_to(at if at.tzinfo else at.replace(tzinfo=SHANGHAI))
            if "control" in step:
                await self._control(step)
            else:
                await self._message(step)
        except (ValueError, KeyError, TypeError, AttributeError, WhenError) as error:
            raise ReplayError(f"第 {number} 行不能播放：{type(error).__name__} {error}") from error

    async def _started(self) -> App:
        if self._app is None:
            self._app = bootstrap(self._settings, [self._tape], self._clock, alarms=False, echo_seconds=0)
            await self._app.start()
            now, media = self._clock.now, MediaFolder(self._settings.media)
            await self._app.writer.run(lambda uow: load_library(uow, now, media, approved=True))
        return self._app

    async def _run_to(self, at: datetime) -> None:
        """Let the clock run to a time, stopping at every slot on the way. It never runs backwards."""
        if self._app is None:
            self._clock.now = at
        app = await self._started()
        while (upcoming := await app.settle()) is not None and upcoming <= at:
            await app.idle()
            self._clock.now = upcoming
        await app.idle()
        self._clock.now = max(self._clock.now, at)

    async def _message(self, step: dict[str, Any]) -> None:
        app = await self._started()
        sender = str(step["sender"])
        self._names[sender] = str(step.get("sender_name") or self._names.get(sender, sender))
        media = Media(Path(step["file"]).name, str(step["file"])) if step.get("file") else None
        message = IncomingMessage(
            account=ACCOUNT,
            group=None if step.get("private") else str(step["group"]),
            sender=sender,
            text=str(step.get("text", "")),
            id=str(step.get("id") or f"line-{self._lines}"),
            at=self._clock.now,
            sender_name=self._names[sender],
            group_name=str(step.get("group_name", "")),
            mentions_bot=bool(step.get("mention")),
            mentioned=tuple(self._mentions(step)),
            kind=step.get("kind", "text"),
            media=media,
            owners=tuple(str(one) for one in step.get("owners") or ()),
        )
        await app.dispatcher.feed(message)
        await app.idle()

    def _mentions(self, step: dict[str, Any]) -> list[Mention]:
        """Who is @-mentioned: by id; the shown name from the transcript so far, else from the text."""
        ids = [str(one) for one in step.get("mentioned") or []]
        shown = [name for name in re.findall(r"@([^\s@]+)", str(step.get("text", ""))) if name != self._settings.bot_name]
        spare = iter(name for name in shown if name not in self._names.values())
        return [Mention(one, self._names.get(one) or next(spare, one)) for one in ids]

    # -- controls ----------------------------------------------------------------------------------------------------

    async def _control(self, step: dict[str, Any]) -> None:
        app = await self._started()
        name = step["control"]
        if name == "advance":
            return
        if name == "restart":
            await app.stop()
            self._app = None
            await self._started()
        elif name == "join":
            event = RoomEvent(ACCOUNT, str(step["group"]), "join", self._clock.now, str(step.get("group_name", "")))
            await app.dispatcher.feed(event)
        elif name in _CONTROLS:
            now = self._clock.now
            if step.get("sender_name"):
                self._names[str(step["sender"])] = str(step["sender_name"])
            await app.writer.run(lambda uow: _CONTROLS[name](uow, step, now))
        else:
            raise ValueError(f"没有 {name} 这个控制")
        await (self._app or app).idle()


def _bind(uow: UnitOfWork, step: dict[str, Any], now: datetime) -> None:
    parent = uow.units.ensure(str(step["parent"])) if step.get("parent") else None
    unit = uow.units.ensure(str(step["unit"]), parent)
    uow.groups.bind(uow.groups.ensure(ACCOUNT, str(step["group"]), str(step.get("group_name", "")), now), unit)


def _grant(uow: UnitOfWork, step: dict[str, Any], now: datetime) -> None:
    if step["role"] not in ("organizer", "coordinator", "admin"):
        raise ValueError(f"没有 {step['role']} 这种权限")
    member = uow.members.ensure(ACCOUNT, str(step["sender"]), str(step.get("sender_name", "")))
    unit = None if step.get("unit", "*") == "*" else uow.units.ensure(str(step["unit"]))
    uow.roles.grant(member.id, step["role"], unit.id if unit else None, None, now)


def _item(uow: UnitOfWork, step: dict[str, Any], now: datetime) -> None:
    number = int(step["number"]) if step.get("number") is not None else None
    column = uow.study.ensure_column(str(step["column"]), "dated" if number is None else "numbered")
    place: dict[str, Any] = {"key": str(step["date"])} if number is None else {"number": number}
    values = {name: str(step.get(name, "")) for name in ("title", "text", "source")}
    uow.study.clear_place(column, place.get("key"), number)  # the transcript's item takes the starter library's place
    uow.study.add_item(column, now, **place, **values, state="approved", approved_by="replay")


def _plan(uow: UnitOfWork, step: dict[str, Any], now: datetime) -> None:
    column = uow.study.ensure_column(str(step["column"]), str(step.get("kind", "dated")))
    wanted = step.get("groups")
    audience: dict[str, Any] = {"all": True}
    if wanted and wanted not in ("all", "*"):
        audience = {"units": [], "groups": [uow.groups.ensure(ACCOUNT, str(group), "", now).id for group in wanted]}
    values = {name: step[name] for name in ("window_minutes", "missed") if name in step}
    uow.plans.add(now, column_id=column.id, times=dict(validate(step["when"])), audience=audience, **values)


_CONTROLS: dict[str, Callable[[UnitOfWork, dict[str, Any], datetime], None]] = {
    "bind": _bind,
    "grant": _grant,
    "item": _item,
    "plan": _plan,
}


def files_folder(transcript: bytes, database: str | None) -> Path:
    """Where files that the bot sends are put: the same place for the same transcript, beside the database if one is given."""
    if database and database.startswith("sqlite:///"):
        return Path(database.removeprefix("sqlite:///")).resolve().parent / "files"
    return Path(tempfile.gettempdir()) / f"jinguo-replay-{hashlib.sha256(transcript).hexdigest()[:12]}"


def replay_file(file: Path, database: str | None, emit: Emit) -> None:
    """Play a transcript file (`-`: standard input), by default against a database that is thrown away."""
    content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    files = files_folder(content, database)
    with tempfile.TemporaryDirectory(prefix="jinguo-") as folder:
        url = database or f"sqlite:///{folder}/replay.db"
        asyncio.run(Replay(url, files, emit).play(content.decode("utf-8").splitlines()))
