"""`jinguo doctor`: each thing the bot needs, in one line: well, or what to do."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import system_clock
from bot.config import Settings, SettingsError, WechatySettings, load
from bot.wecom_settings import WeComSettings
from handlers.files.font import font_path
from handlers.files.templates import Templates, TemplatesError
from handlers.language import load as load_words
from handlers.language.sayings import WordsError
from handlers.texts import Texts, TextsError
from schedules.calendar import SHANGHAI, Workdays
from store.database import Database, DatabaseError
from store.unit_of_work import UnitOfWork

AHEAD = 7
IN_SIGHT = timedelta(days=60)
REACH_SECONDS = 5.0
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
    yield _words(settings)
    yield _templates(settings)
    yield _font()
    yield from _clock()
    yield workdays(settings, system_clock().astimezone(SHANGHAI).date())
    yield from _database(db or settings.database, [feed.name for feed in settings.feeds])
    yield from _channels(settings, offline)


def _texts(settings: Settings) -> Finding:
    try:
        return Finding("texts", True, f"用语 {len(Texts.load(settings.texts).keys())} 句")
    except (TextsError, OSError, ValueError) as error:
        return Finding("texts", False, f"用语文件不能用：{error}")


def _words(settings: Settings) -> Finding:
    try:
        load_words(settings.words)
        return Finding("words", True, f"本单位的说法可用（{settings.words}）" if settings.words else "没有另加说法")
    except WordsError as error:
        return Finding("words", False, str(error))


def _templates(settings: Settings) -> Finding:
    try:
        number = len(Templates.load(settings.templates))
        return Finding("templates", True, f"表格模板 {number} 个（{settings.templates}）" if settings.templates else "表格都用自带的样子")
    except TemplatesError as error:
        return Finding("templates", False, str(error))


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


def workdays(settings: Settings, today: date) -> Finding:
    """Whether the official workdays of this year are known, and of the next as soon as it is in sight (published each November)."""
    try:
        table = Workdays.load(settings.workdays) if settings.workdays else Workdays()
    except (ValueError, OSError) as error:
        return Finding("workdays", False, f"调休安排文件不能用：{error}")
    soon = (today + IN_SIGHT).year
    unknown = [str(year) for year in sorted({today.year, soon}) if not table.known(year)]
    if unknown:
        return Finding(
            "workdays", False, f"{'、'.join(unknown)} 年的调休安排还没有登记：请在设置 workdays 指向的文件里写上国务院公布的安排。"
        )
    return Finding("workdays", True, f"{today.year} 年调休安排已登记")


def _database(url: str, feeds: list[str]) -> Iterator[Finding]:
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
            with database.told(), database.reading() as connection:
                yield from _content(UnitOfWork(connection))
                yield _moved(UnitOfWork(connection))
                yield from _feeds(UnitOfWork(connection), feeds)
                yield _accounts(UnitOfWork(connection))
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
            by_hand = uow.plans.find_by_hand(column.id)
            plans = [plan for plan in uow.plans.timed(("active",)) if plan.column_id == column.id]
            rest = all(next(uow.progress.coming(plan, by_hand), None) for plan in plans)
            yield Finding("content", rest, f"“{column.name}”" + ("还有内容可推" if rest else "已经推完，请补充并审核。"))


def _feeds(uow: UnitOfWork, names: list[str]) -> Iterator[Finding]:
    """How the last look at each feed of the settings ended."""
    states = uow.feeds.states()
    for name in names:
        state = states.get(name)
        failed = f"连续 {state.failures} 次没有取到：" if state is not None and state.failures else ""
        yield Finding("feeds", not failed, f"内容源“{name}”：{failed}{state.result if state is not None else '还没有去取过'}")


def _moved(uow: UnitOfWork) -> Finding:
    """Rooms that seem to have got a new id from the channel."""
    names = uow.groups.twins()
    if not names:
        return Finding("groups", True, "工作群的编号没有变化")
    shown = "、".join(names[:3]) + ("等" if len(names) > 3 else "")
    return Finding("groups", False, f"{len(names)} 个群像是换了编号：{shown}。用 jinguo code group 取码，在群里说“认领 码”，记录就接上了。")


def _accounts(uow: UnitOfWork) -> Finding:
    """Whether every account may send, as the bot has found."""
    blocked = [
        f"“{row.account}”从 {row.since.astimezone(SHANGHAI):%m-%d %H:%M} 起发不出去（{row.cause}），推送停着，"
        f"{row.probe_at.astimezone(SHANGHAI):%m-%d %H:%M} 再试一条"
        for row in uow.accounts.blocked()
    ]
    return Finding("accounts", not blocked, "；".join(blocked) + "。请看看账号是否被限制。" if blocked else "没有发不出去的账号")


def _days(days: list[date]) -> str:
    return "、".join(f"{day.month}月{day.day}日" for day in days)


def _channels(settings: Settings, offline: bool) -> Iterator[Finding]:
    if not settings.accounts:
        yield Finding("channels", True, "没有设置通道账号：只能试用（jinguo demo）")
    for account in settings.accounts:
        if isinstance(account, WeComSettings):
            halves = "、".join(filter(None, ("智能机器人" if account.bot_id else "", f"{len(account.webhooks)} 个群的消息推送")))
            yield Finding("channels", True, f"账号“{account.name}”（企业微信：{halves}）：请用 jinguo wecom check 检查")
            continue
        cause = "" if offline else asyncio.run(_reach(account))
        well = "没有联系" if offline else "网关有回应"
        yield Finding("channels", not cause, f"账号“{account.name}”（{account.channel}，{account.endpoint}）：{cause or well}")


async def _reach(account: WechatySettings) -> str:
    """What keeps an account's gateway from answering; empty when it does. The running bot is not disturbed."""
    from bot.adapters.wechaty_wire import NEVER_UP, Wire, WireError, WireLost

    wire = Wire(account.endpoint, account.token)
    try:
        await wire.ding(REACH_SECONDS)
    except WireError as error:
        return NEVER_UP.format(error=error) if type(error) is WireLost else str(error)
    finally:
        wire.close()
    return ""
