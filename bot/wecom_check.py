"""`jinguo wecom check`: every credential and every group of the WeCom accounts, one line each: well, or what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from bot.adapter import SendFailed
from bot.app import system_clock
from bot.config import Settings, SettingsError, load
from bot.doctor import Finding
from bot.wecom_settings import WeComSettings
from store.alone import is_running
from store.database import Database, DatabaseError
from store.groups import BY_WAY
from store.models import Group
from store.unit_of_work import UnitOfWork

EMPTY = 44004
"""What a good key says to an empty text; nobody sees it."""
SECONDS = 10.0


def check_wecom(config: Path, only: str | None, *, connect: bool, emit: Callable[[dict[str, Any]], None]) -> bool:
    """Print every finding; whether all is well. Raises `SettingsError` where there is no WeCom account (of this name)."""
    settings = load(config)
    accounts = [one for one in settings.accounts if isinstance(one, WeComSettings) and only in (None, one.name)]
    if not accounts:
        raise SettingsError(f'{config}：没有{f"叫“{only}”的" if only else ""}企业微信账号（channel = "wecom"）')
    healthy = True

    async def walk() -> None:
        nonlocal healthy
        for account in accounts:
            async for finding in _findings(account, settings, connect):
                healthy &= finding.ok
                emit({"account": account.name, **finding.as_dict()})

    asyncio.run(walk())
    return healthy


async def _findings(account: WeComSettings, settings: Settings, connect: bool) -> AsyncIterator[Finding]:
    from bot.adapters.wecom_http import new_client

    yield await _bot(account, settings.database, connect)
    async with new_client() as client:
        async for finding in _webhooks(account, client):
            yield finding
        if account.corp_id:
            yield await _app(account, client)
    if account.people is not None:
        yield _people(account.people)
    for finding in _groups(account, settings):
        yield finding


async def _bot(account: WeComSettings, database: str, connect: bool) -> Finding:
    from bot.adapters.wecom_wire import WireError, dial

    if not account.bot_id:
        return Finding("bot", True, "没有设置智能机器人：只推送，不听也不答")
    if not connect:
        return Finding("bot", True, "智能机器人没有试连（试连会让正在运行的助手下线；要试先停下它，加 --connect）")
    if is_running(database, account.name):
        return Finding("bot", False, "助手正在运行，没有试连：试连会让它下线。要试先停下它")
    try:
        wire = await dial(account.url)
        reading = asyncio.create_task(wire.read(_ignored))
        try:
            await wire.subscribe(account.bot_id, account.secret.get_secret_value(), SECONDS)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            await wire.close()
    except WireError as error:
        return Finding("bot", False, f"智能机器人：{error}")
    return Finding("bot", True, "智能机器人连得上，Bot ID 和 Secret 对")


async def _ignored(frame: dict[str, Any]) -> None:
    """What comes in during a check is nobody's."""


async def _webhooks(account: WeComSettings, client: Any) -> AsyncIterator[Finding]:
    from bot.adapters.wecom_webhook import CLOSED, Webhooks

    keys = {hook.name: hook.key.get_secret_value() for hook in account.webhooks}
    hooks = Webhooks(account.api_url, keys, client, system_clock, markdown=False)
    for name in keys:
        try:
            errcode = await hooks.probe(name)
        except SendFailed as error:
            yield Finding("webhook", False, f"“{name}”：{error}")
            continue
        good = errcode == EMPTY
        yield Finding(
            "webhook", good, f"“{name}”的消息推送" + ("可用" if good else f"不可用：{CLOSED.get(errcode, '企业微信不收')}（{errcode}）")
        )


async def _app(account: WeComSettings, client: Any) -> Finding:
    from bot.adapters.wecom_app import AppError, CorpApp

    try:
        await CorpApp(account.api_url, account.corp_id, account.corp_secret.get_secret_value(), client, system_clock).token()
    except AppError as error:
        return Finding("app", False, f"自建应用取不到凭证：{error}。请核对 corp_id、corp_secret 和可信 IP")
    return Finding("app", True, "自建应用可用")


def _people(path: Path) -> Finding:
    from bot.adapters.wecom_people import PeopleError, read_people

    try:
        return Finding("people", True, f"通讯录 {len(read_people(path))} 人")
    except PeopleError as error:
        return Finding("people", False, str(error))


def _groups(account: WeComSettings, settings: Settings) -> list[Finding]:
    """Every group the bot knows: by which doors it goes, whether a door is shut, what is still to be done."""
    url, called = settings.database, (account.bot_name or settings.bot_name) if account.bot_id else ""
    file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    if file is not None and not file.exists():
        return [Finding("group", True, "助手还没有运行过，群要等它运行过再看")]
    try:
        database = Database(url)
        has, wants = database.revision()
        if has != wants:
            return [Finding("group", True, "数据库还没有升级，群要等助手运行过再看")]
        with database.told(), database.reading() as connection:
            uow = UnitOfWork(connection)
            found = [_group(uow, group, called) for group in uow.groups.of_account(account.name)]
        database.close()
    except (DatabaseError, OSError) as error:
        return [Finding("group", False, str(error))]
    return found or [Finding("group", True, "还没有群：请到群里 @ 机器人说句话，或在设置里写上群的 Webhook")]


def _group(uow: UnitOfWork, group: Group, called: str) -> Finding:
    """One group; `called` is the bot's name there, empty without one."""
    unit = uow.units.by_id(group.unit_id)
    about = f"群“{group.name}”（{unit.name if unit else '还没有绑定单位'}）"
    if group.trouble:
        return Finding("group", False, f"{about}：{group.trouble}")
    if group.wire_id.startswith(BY_WAY):
        to_do = f"；还没有人 @ 它认领，请用 jinguo code group 取码，在群里说“@{called} 认领 码”" if called else ""
        return Finding("group", True, f"{about}：只能推送{to_do}")
    return Finding("group", unit is not None, f"{about}：能听能答，" + ("推送走消息推送" if group.way else "推送由智能机器人发，不能 @ 人"))
