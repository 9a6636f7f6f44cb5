"""The bot as a process over both WeCom servers, and people who speak to it in their groups."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.gateway.running import Bot
from tests.journey import PRIVATE, Step
from tests.wecom.bot_peer import BOT_ID, IDS, SECRET
from tests.wecom.world import WeCom


def settings_file(folder: Path, peers: WeCom, hooks: Mapping[str, str], more: str = "") -> Path:
    """An account with the bot, these webhooks (keys by name) and a list of people."""
    peers.http.keys |= set(hooks.values())
    (folder / "通讯录.csv").write_text(
        "姓名,帐号\n" + "".join(f"{name},{account}\n" for name, account in IDS.items()), encoding="utf-8-sig"
    )
    text = f'''page_port = 0
[[accounts]]
name = "qiwei"
channel = "wecom"
bot_id = "{BOT_ID}"
secret = "{SECRET}"
url = "{peers.bots.url}"
api_url = "{peers.http.url}"
people = "通讯录.csv"
pace = {{ quiet = "" }}
{more}'''
    for name, key in hooks.items():
        text += f'[[accounts.webhooks]]\nname = "{name}"\nkey = "{key}"\n'
    config = folder / "jinguo.toml"
    config.write_text(text, encoding="utf-8")
    return config


@asynccontextmanager
async def bot(peers: WeCom, folder: Path, hooks: Mapping[str, str], more: str = "") -> AsyncIterator[Bot]:
    """`jinguo run`, subscribed; killed at the end."""
    started = Bot(await asyncio.to_thread(settings_file, folder, peers, hooks, more))
    try:
        await started.start()
        await peers.bots.until(lambda: peers.bots.is_subscribed)
        yield started
    finally:
        await started.end(signal.SIGKILL)


class Chats:
    """Groups by their names, each with its webhook's key where it has one, and what the bot has said there."""

    def __init__(self, peers: WeCom) -> None:
        self.peers = peers
        self.keys: dict[str, str] = {}

    def heard(self, chat: str, who: str = "") -> list[str]:
        """Everything shown in a chat: what the bot said, what the webhook posted; files by their names."""
        there = IDS[who] if chat == PRIVATE else chat
        said = [one.text or one.name for one in self.peers.bots.shown if one.chat == there]
        return said + [one.text or one.name for one in self.peers.http.posted if one.key == self.keys.get(chat)]

    async def does(self, step: Step) -> None:
        """Say it with an @, and wait for what she must read. What needs no answer is said without one: nobody hears that."""
        if not step.hears:
            return
        chats = [step.chat, *([step.elsewhere[0]] if step.elsewhere else [])]
        before = {chat: len(self.heard(chat, step.who)) for chat in chats}
        await self.peers.bots.say(IDS[step.who], step.text, None if step.chat == PRIVATE else step.chat)
        for part in (*step.hears, *([step.file] if step.file else [])):
            await self._reads(step, step.chat, before, part)
        if step.elsewhere is not None:
            await self._reads(step, step.elsewhere[0], before, step.elsewhere[1])

    async def _reads(self, step: Step, chat: str, before: dict[str, int], part: str) -> None:
        try:
            await self.peers.bots.until(lambda: any(part in text for text in self.new(step, chat, before)))
        except TimeoutError:
            raise AssertionError(f"{step.text}: no {part} in {self.new(step, chat, before)}") from None

    def new(self, step: Step, chat: str, before: dict[str, int]) -> list[str]:
        """What has come since; the two doors are listed one after the other, so all of it is looked through."""
        heard = self.heard(chat, step.who)
        return heard if len(heard) > before[chat] else []
