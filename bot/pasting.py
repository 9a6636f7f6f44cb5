"""`jinguo paste`: a copied stretch of chat, a 接龙 or a table into the store, as one member brings it to one group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from bot.adapter import Capabilities
from bot.app import system_clock
from bot.config import Settings
from bot.envelopes import unasked_rows
from bot.failure import Failure
from bot.files import Shelf
from bot.forecast import Forecast
from bot.gallery import Gallery
from bot.readings import Readings
from bot.records import store_at
from handlers.files.signups import read_signups
from handlers.language import jielong
from handlers.language.names.matching import resolve
from handlers.language.pasted import Said, Stretch, read
from handlers.pasting import Desk, Outcome, Read, read_stretch, read_table
from handlers.ports import Ports
from handlers.scenes import Scenes
from handlers.texts import Texts
from schedules.calendar import Workdays
from schedules.pushes import Pushes
from store.database import Database
from store.media import MediaFolder
from store.models import Group
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork

Emit = Callable[[dict[str, Any]], None]
ACCOUNT = "main"


@dataclass(frozen=True, slots=True)
class Brought:
    """What is said of it: the file, the group (or unit) it is of, who brings it, the day it was copied.

    `text` is a text that stands in no file, so that nothing of it is ever on a disk.
    """

    file: Path
    group: str
    sender: str
    as_of: date
    dry_run: bool
    text: bytes | None = None


class _Rehearsed(Exception):
    """A dry run ends here: nothing of it is kept."""


def paste_file(what: Brought, settings: Settings, url: str, emit: Emit) -> None:
    """Print what becomes of every line, then the sums; record it unless it is a dry run."""
    with store_at(url, write=True, existing=True) as uow:
        outcomes = paste(uow, what, settings, Readings(Database(url)))
    for outcome in outcomes:
        emit(asdict(outcome))
    sums = Counter(outcome.result for outcome in outcomes)
    emit({key: sums[key] for key in ("recorded", "same", "left_out")} | {"dry_run": what.dry_run})


def paste(uow: UnitOfWork, what: Brought, settings: Settings, readings: Readings) -> list[Outcome]:
    """What becomes of every line. Of a dry run nothing stays in the store."""
    if not what.dry_run:
        return _paste(uow, what, settings, readings)
    outcomes: list[Outcome] = []
    try:
        with uow.savepoint():
            outcomes = _paste(uow, what, settings, readings)
            raise _Rehearsed
    except _Rehearsed:
        uow.journal.clear()
    return outcomes


def _paste(uow: UnitOfWork, what: Brought, settings: Settings, readings: Readings) -> list[Outcome]:
    desk = _desk(uow, what, settings, readings)
    outcomes = desk.carry_out(_read(desk, what))
    number = sum(one.result == "recorded" for one in outcomes)
    uow.journal.keep(desk.paster.id, desk.brought_at, desk.texts("paste.undo", number=number))
    uow.outbox.add_all(list(unasked_rows(desk.announcements if desk.group.active else [], desk.brought_at)))
    uow.audit.add(desk.brought_at, desk.paster, "paste", f"group:{desk.group.id}", recorded=number)
    return outcomes


def _desk(uow: UnitOfWork, what: Brought, settings: Settings, readings: Readings) -> Desk:
    texts, group = Texts.load(settings.texts), _group(uow, what.group, uow.members.account_of(what.sender) or ACCOUNT)
    media = MediaFolder(settings.media)
    pushes = Pushes(texts, Workdays.load(settings.workdays) if settings.workdays else Workdays(), media)
    forecast = Forecast({account.name: Capabilities(pace=account.pace.pace()) for account in settings.accounts})
    gallery = Gallery(settings.files, settings.work_picture_mb, settings.work_video_mb)
    desks = (pushes, Shelf(settings.files), readings, forecast, gallery, media)
    ports = Ports(*desks, settings.bot_name, settings.single_reviewer)
    known = uow.members.by_wire(group.account, what.sender)
    paster = known or uow.members.ensure(group.account, what.sender, "", group.id)
    unit, now = uow.units.by_id(group.unit_id), system_clock()
    upto = min(now, datetime.combine(what.as_of, time(23, 59, 59), SHANGHAI))
    scene = Scenes((settings.bot_name,)).of(uow, unit, what.as_of)
    return Desk(uow, texts, ports, scene, group, unit, paster, upto, now)


def _group(uow: UnitOfWork, name: str, account: str) -> Group:
    """The group of this name, or of the unit of this name; a unit without one (no bot is let in) gets one that is kept by hand."""
    named = uow.groups.by_name(name) or uow.groups.of_unit(name)
    if not named:
        every = uow.groups.names(10_000)
        named = [group for one in resolve(name, every) for group in uow.groups.by_name(one)]
    if len(named) > 1:
        raise Failure(f"“{name}”可能是：{'、'.join(group.name for group in named[:9])}。请写全名。")
    if named:
        return named[0]
    unit = uow.units.by_name(name)
    if unit is None:
        raise Failure(f"没有“{name}”这个群，也没有这个单位。")
    return uow.groups.by_hand(account, unit, system_clock())


def _read(desk: Desk, what: Brought) -> Read:
    if what.file.suffix.lower() in (".xlsx", ".csv"):
        return read_table(read_signups(what.file), what.as_of)
    text = _decoded(what.file.read_bytes() if what.text is None else what.text, what.file.name)
    visible = desk.uow.activities.visible(desk.unit.path if desk.unit else None)
    live = tuple(one.title for one in visible if one.deadline is None or one.deadline >= what.as_of.isoformat())
    scenes = [replace(desk.scene, open_activities=live), desk.scene]
    stretch = read(text, what.as_of) or _own_words(text, desk.paster.name)
    return read_stretch(desk.texts, stretch, scenes, desk.unit.name if desk.unit else "", what.as_of)


def _own_words(text: str, name: str) -> Stretch:
    """Text in nobody's name is the paster's: a list, or one thing a line."""
    if jielong.read(text):
        return Stretch((Said(1, name, None, None, text),))
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return Stretch(tuple(Said(number, name, None, None, line) for number, line in lines if line))


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Failure(f"看不懂“{name}”的编码，请存成 UTF-8 的文本。")
