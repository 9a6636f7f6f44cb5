"""From an account's settings to its adapter; a channel's library is loaded only when it is used."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Collection
from typing import Protocol

from bot.adapter import Adapter
from bot.app import system_clock
from bot.config import AccountSettings, Settings, SettingsError
from bot.console.status import Account
from bot.wecom_settings import WeComSettings
from handlers.message import IncomingMessage
from handlers.texts import Texts

Wants = Callable[[IncomingMessage], bool]
Rooms = Callable[[str], Awaitable[Collection[str]]]
"""The ids of the rooms in which an account is believed to be."""


class Channel(Adapter, Account, Protocol):
    """An adapter whose standing can be shown."""


def channel(account: AccountSettings, settings: Settings, wants: Wants, rooms: Rooms) -> Channel:
    """The adapter of an account; `wants` says whose pictures are fetched, `rooms` where it has been.

    Raises `SettingsError` for a file that cannot be used.
    """
    if isinstance(account, WeComSettings):
        return wecom_channel(account, settings, wants)
    from bot.adapters.wechaty import WechatyAdapter

    return WechatyAdapter(
        account.name,
        account.endpoint,
        account.token,
        account.pace.pace(),
        system_clock,
        room_allowlist=account.room_allowlist,
        media=settings.files / "media",
        media_limit=media_limit(settings),
        wants_media=wants,
        known_rooms=lambda: rooms(account.name),
        on_scan=show_code,
    )


def wecom_channel(account: WeComSettings, settings: Settings, wants: Wants) -> Channel:
    """A bot, webhooks, or both."""
    from bot.adapters.wecom import WeComAccount, WeComAdapter
    from bot.adapters.wecom_app import CorpApp
    from bot.adapters.wecom_files import Files
    from bot.adapters.wecom_http import new_client
    from bot.adapters.wecom_people import People, PeopleError, read_people

    client = new_client()
    secret = account.corp_secret.get_secret_value()
    app = CorpApp(account.api_url, account.corp_id, secret, client, system_clock) if account.corp_id else None
    try:
        names = read_people(account.people) if account.people is not None else {}
    except PeopleError as error:
        raise SettingsError(f"账号“{account.name}”的 people 不能用：{error}") from error
    made = WeComAccount(
        account.name,
        account.url,
        account.api_url,
        account.bot_id,
        account.secret.get_secret_value(),
        tuple(dict.fromkeys(filter(None, (account.bot_name, settings.bot_name)))),
        {hook.name: hook.key.get_secret_value() for hook in account.webhooks},
        {hook.name: hook.unit for hook in account.webhooks if hook.unit},
        account.markdown,
        account.pace.pace(),
    )
    people, texts = People(names, app), Texts.load(settings.texts)
    media = Files(settings.files / "media", client, media_limit(settings))
    return WeComAdapter(made, system_clock, texts, people=people, client=client, media=media, wants_media=wants)


def media_limit(settings: Settings) -> int:
    """The largest file that is taken in, in bytes."""
    return max(settings.work_picture_mb, settings.work_video_mb) * 1024 * 1024


def show_code(account: str, text: str) -> None:
    """A QR code to scan, drawn in the terminal."""
    import segno

    sys.stderr.write(f"账号“{account}”请用手机微信扫码登录：\n")
    segno.make(text, micro=False).terminal(sys.stderr, compact=True)
    sys.stderr.write(f"（扫不了就在浏览器里打开：{text}）\n")
