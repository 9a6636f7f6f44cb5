"""`jinguo doctor`: each thing the bot needs, in one line: well, or what to do."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import system_clock
from bot.config import Settings, SettingsError, load
from handlers.files.font import font_path
from handlers.texts import Texts, TextsError
from schedules.calendar import SHANGHAI, Workdays
from store.database import Database, DatabaseError
from store.unit_of_work import UnitOfWork

AHEAD = 7
SANE_SINCE = datetime(2026, 1, 1, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is well, what to say."""

    check: str
    ok: bool
    text: str

    def as_dict(self) -> dict[str, Any]:
        """As printed."""
        return {"check": self.check, "ok": self.ok, "text": self.text}


def examine(config: Path | None, db: str | None, *, offline: bool, emit: Callable[[dict[str, Any]], None]) -> bool:
    """Print every finding; whether all is well."""
    healthy = True
    for finding in _findings(config, db, offline):
        emit(finding.as_dict())
        healthy &= finding.ok
    return healthy


def _findings(config: Path | None, db: str | None, offline: bool) -> Iterator[Finding]:
    try:
        settings = load(config)
        yield Finding("settings", True, f"设置可用（{config or '默认设置'}）")
    except SettingsError as error:
        yield Finding("settings", False, str(error))
        settings = Settings()
    yield _texts(settings)
    yield _font()
    yield from _clock()
    yield _workdays(settings)
    yield from _database(db or settings.database)
    yield _channels(settings, offline)


def _texts(settings: Settings) -> Finding:
    try:
        return Finding("texts", True, f"用语 {len(Texts.load(settings.texts).keys())} 句")
    except (TextsError, OSError, ValueError) as error:
        return Finding("texts", False, f"用语文件不能用：{error}")


def _font() -> Finding:
    try:
        return Finding("fonts", True, f"中文字体：{font_path().name}")
    except (OSError, LookupError) as error:
        return Finding("fonts", False, f"没有中文字体（{error}）。请重新运行 make setup。")


def _clock() -> Iterator[Finding]:
    now = system_clock()
    if now < SANE_SINCE:
        yield Finding("clock", False, f"机器时间是 {now:%Y-%m-%d}，明显不对，请校准。")
    else:
        yield Finding("clock", True, f"现在是北京时间 {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    offset = timedelta(seconds=-time.timezone)
    same = offset == timedelta(hours=8)
    yield Finding("timezone", True, "推送按北京时间" + ("" if same else f"（机器时区是 {os.environ.get('TZ') or time.tzname[0]}，不影响）"))


def _workdays(settings: Settings) -> Finding:
    try:
        table = Workdays.load(settings.workdays) if settings.workdays else Workdays()
    except (ValueError, OSError) as error:
        return Finding("workdays", False, f"调休安排文件不能用：{error}")
    today = system_clock().astimezone(SHANGHAI).date()
    soon = (today + timedelta(days=30)).year
    unknown = [str(year) for year in sorted({today.year, soon}) if not table.known(year)]
    if unknown:
        return Finding(
            "workdays", False, f"{'、'.join(unknown)} 年的调休安排还没有登记：请在设置 workdays 指向的文件里写上国务院公布的安排。"
        )
    return Finding("workdays", True, f"{today.year} 年调休安排已登记")


def _database(url: str) -> Iterator[Finding]:
    path = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    if path is not None and not path.exists():
        parent = next(folder for folder in path.absolute().parents if folder.exists())
        writable = os.access(parent, os.W_OK)
        yield Finding("database", writable, "数据库还没有，启动时会建好" if writable else f"不能在 {parent} 里建数据库，请检查权限。")
        return
    try:
        database = Database(url)
        has, wants = database.revision()
        yield Finding("database", True, f"数据库可用：{database.engine.url.render_as_string()}")
        newest = has == wants
        yield Finding("migrations", newest, f"数据库版本 {has}" + ("" if newest else f"，应为 {wants}；启动时会自动升级"))
        if newest:
            with database.reading() as connection:
                yield from _content(UnitOfWork(connection))
        database.close()
    except (DatabaseError, OSError) as error:
        yield Finding("database", False, str(error))


def _content(uow: UnitOfWork) -> Iterator[Finding]:
    """Whether the coming days have an approved item, for every dated column that a plan pushes."""
    today = system_clock().astimezone(SHANGHAI).date()
    days = [today + timedelta(days=n) for n in range(AHEAD)]
    planned = {plan.column_id for plan in uow.plans.timed(("active",))}
    for column in uow.study.columns():
        if column.id not in planned:
            continue
        if column.kind == "dated":
            lacking = sorted(set(days) - uow.study.covered(column.id, days))
            text = f"“{column.name}”未来 {AHEAD} 天都有内容" if not lacking else f"“{column.name}”缺少：{_days(lacking)}，请补写并审核。"
            yield Finding("content", not lacking, text)
        else:
            rest = uow.study.next_number(
                column.id, uow.pushes.last_number(sorted(p.id for p in uow.plans.timed() if p.column_id == column.id))
            )
            yield Finding("content", rest is not None, f"“{column.name}”" + ("还有内容可推" if rest else "已经推完，请补充并审核。"))


def _days(days: list[date]) -> str:
    return "、".join(f"{day.month}月{day.day}日" for day in days)


def _channels(settings: Settings, offline: bool) -> Finding:
    if not settings.accounts:
        return Finding("channels", True, "没有设置通道账号：只能试用（jinguo demo）")
    names = "、".join(f"{account.name}（{account.channel}）" for account in settings.accounts)
    return Finding("channels", True, f"账号：{names}" + ("（没有联系）" if offline else ""))
