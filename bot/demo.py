"""The demo: three work groups of three units, people one can speak as, and a short plan beside the real one.

Its personas exist on the local channel only and never beside a real account.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from bot.adapters.local import LocalAdapter
from bot.app import App, bootstrap, system_clock
from bot.config import Settings
from bot.library import load_library
from handlers.message import Clock
from store.media import MediaFolder
from store.models import PushPlan
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork

ACCOUNT = "demo"
ROOT = "省直机关妇工委"
GROUPS = (
    ("g-czt", "省财政厅妇女工作群", "省财政厅"),
    ("g-jyt", "省教育厅妇女工作群", "省教育厅"),
    ("g-mzt", "省民政厅妇女工作群", "省民政厅"),
)
PEOPLE = (
    ("u-wangfang", "王芳", "成员 · 省财政厅"),
    ("u-lijing", "李静", "成员 · 省教育厅"),
    ("u-sunmei", "孙梅", "成员 · 省民政厅"),
    ("u-zhaomin", "赵敏", "组织员"),
    ("u-chenlihua", "陈丽华", "统筹员"),
    ("u-liuyun", "刘芸", "管理员"),
)
MEMBERS = {
    "g-czt": ("u-wangfang", "u-zhaomin", "u-chenlihua", "u-liuyun"),
    "g-jyt": ("u-lijing", "u-zhaomin", "u-chenlihua", "u-liuyun"),
    "g-mzt": ("u-sunmei", "u-zhaomin", "u-chenlihua", "u-liuyun"),
}
ROLES = (("u-zhaomin", "organizer"), ("u-chenlihua", "coordinator"), ("u-liuyun", "admin"))
DAILY = "党史上的今天"
SHORT = "党史中的100位巾帼英雄故事"
SHORT_SECONDS = 45
SHORT_PUSHES = 2
"""The short plan pauses itself after so many pushes, so that it does not drown what a visitor tries."""


class DemoError(Exception):
    """The demo cannot start; the text says what to do."""


@asynccontextmanager
async def demo(data: Path, clock: Clock = system_clock) -> AsyncIterator[tuple[App, LocalAdapter]]:
    """The bot over the local channel, with everything it keeps in `data`; stopped cleanly at the end."""
    lock = _lock(data)
    try:
        adapter = LocalAdapter(ACCOUNT, data / "chat", clock)
        _people_and_rooms(adapter)
        settings = Settings(database=f"sqlite:///{(data / 'jinguo.db').resolve()}", files=data / "files")
        app = bootstrap(settings, [adapter], clock)
        await _seed(app)
        await app.start()
        calming = asyncio.create_task(_calm_down(app))
        try:
            yield app, adapter
        finally:
            calming.cancel()
            with suppress(asyncio.CancelledError):
                await calming
            await app.stop()
    finally:
        lock.close()


def _lock(data: Path) -> IO[str]:
    """One process per data folder; also the first proof that it can be written."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "lock").open("a")
    except OSError as error:
        raise DemoError(
            f"不能在 {data} 里保存数据（{os.strerror(error.errno or 0)}）。请换一个文件夹：jinguo demo --data 文件夹"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise DemoError(f"{data} 正在被另一个演示使用。请先停掉它，或换一个文件夹：--data 文件夹") from error
    return lock


def _people_and_rooms(adapter: LocalAdapter) -> None:
    """The cast, once."""
    if adapter.people:
        return
    for wire_id, name, hint in PEOPLE:
        adapter.add_person(name, role_hint=hint, wire_id=wire_id)
    for wire_id, name, _ in GROUPS:
        adapter.add_room(name, MEMBERS[wire_id], wire_id=wire_id)


async def _seed(app: App) -> None:
    """Units, groups, roles, approved items and plans, before anything is heard; what is there already stays."""
    now = app.clock()
    with app.database.writing() as connection:
        uow = UnitOfWork(connection)
        load_library(uow, now, MediaFolder(app.settings.media), approved=True)
        if uow.groups.by_wire(ACCOUNT, GROUPS[0][0]) is None:
            _cast(uow, app)
            daily = uow.study.column(DAILY)
            assert daily is not None
            uow.plans.add(now, column_id=daily.id, times={"daily": "08:30"}, audience={"all": True})
        _day_item_soon(uow, app)
        _short_plan(uow, app)


def _day_item_soon(uow: UnitOfWork, app: App) -> None:
    """A visitor sees the day's item within a minute, whatever the hour, unless the groups have it already.

    One plan at most: that of an earlier start goes.
    """
    now = app.clock().astimezone(SHANGHAI)
    column = uow.study.column(DAILY)
    assert column is not None
    for plan in uow.plans.timed():
        if plan.column_id == column.id and "at" in plan.times and len(plan.times) == 1:
            uow.plans.set_state(plan, "removed")
    item = uow.study.for_day(column.id, now.date())
    if item is not None and not uow.pushes.had_item(item.id, now.date().isoformat()):
        minute = (now + timedelta(seconds=60)).replace(second=0, microsecond=0)
        uow.plans.add(app.clock(), column_id=column.id, times={"at": f"{minute:%Y-%m-%dT%H:%M}"}, audience={"all": True})


def _cast(uow: UnitOfWork, app: App) -> None:
    now = app.clock()
    root = uow.units.ensure(ROOT)
    for wire_id, name, unit in GROUPS:
        uow.groups.bind(uow.groups.ensure(ACCOUNT, wire_id, name, now), uow.units.ensure(unit, root))
    for wire_id, name, _ in PEOPLE:
        uow.members.ensure(ACCOUNT, wire_id, name)
    for wire_id, role in ROLES:
        member = uow.members.by_wire(ACCOUNT, wire_id)
        assert member is not None
        uow.roles.grant(member.id, role, None, None, now)
    for wire_id in (member for members in MEMBERS.values() for member in members):
        _home(uow, wire_id)


def _home(uow: UnitOfWork, wire_id: str) -> None:
    """Private chats need to know a person's unit before she has said anything in a group."""
    for group_wire, members in MEMBERS.items():
        group = uow.groups.by_wire(ACCOUNT, group_wire)
        member = uow.members.by_wire(ACCOUNT, wire_id)
        if wire_id in members and group is not None and member is not None and member.home_group_id is None:
            uow.members.ensure(ACCOUNT, wire_id, member.name, group.id)


def _short_plan(uow: UnitOfWork, app: App) -> None:
    """A plan of seconds, started anew at every start of the demo."""
    column = uow.study.column(SHORT)
    assert column is not None
    plan = _find_short(uow)
    if plan is None:
        uow.plans.add(app.clock(), column_id=column.id, times={"every_seconds": SHORT_SECONDS}, audience={"all": True}, missed="skip")
    elif plan.state != "removed":
        uow.plans.settled(plan.id, app.clock())
        uow.plans.set_state(plan, "active")


def _find_short(uow: UnitOfWork) -> PushPlan | None:
    return next((plan for plan in uow.plans.timed(("active", "paused", "removed")) if "every_seconds" in plan.times), None)


async def _calm_down(app: App) -> None:
    """Pause the short plan after its first pushes; 恢复推送 lets it go on."""
    began = app.clock()
    while True:
        await asyncio.sleep(SHORT_SECONDS / 3)
        if await app.writer.run(lambda uow: _pause_short(uow, began)):
            return


def _pause_short(uow: UnitOfWork, began: datetime) -> bool:
    plan = _find_short(uow)
    if plan is None or plan.state != "active":
        return True
    if uow.pushes.count_since(plan.id, began) < SHORT_PUSHES:
        return False
    uow.plans.set_state(plan, "paused")
    return True
