"""kill -9 of the bot, of its servers, of both: nothing twice, and nothing lost that was answered."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections import Counter
from pathlib import Path

from bot.app import system_clock
from bot.outbox import IN_FLIGHT
from bot.records import store_at
from store.database import Database
from store.unit_of_work import UnitOfWork
from tests.conversation import NINE
from tests.gateway.running import Bot
from tests.wecom.bot_peer import IDS
from tests.wecom.running import bot, settings_file
from tests.wecom.world import WeCom

ACCOUNT = "qiwei"
GROUPS = 200
HOOKS = {f"推送{number}": f"key-{number:08d}" for number in range(20)}


def query(folder: Path, statement: str) -> list[tuple[str, int]]:
    with sqlite3.connect(folder / "data" / "jinguo.db") as connection:
        return [(str(name), int(number)) for name, number in connection.execute(statement).fetchall()]


def states(folder: Path) -> dict[str, int]:
    return dict(query(folder, "SELECT state, count(*) FROM delivery GROUP BY state"))


async def heard_again(peers: WeCom) -> None:
    """The bot is there and listens."""
    await peers.bots.until(lambda: peers.bots.is_subscribed)


async def asks(peers: WeCom, who: str, text: str, part: str) -> str:
    """In private, and answered; the message's id."""
    before = len(peers.bots.texts(IDS[who]))
    said = await peers.bots.say(IDS[who], text)
    await peers.bots.until(lambda: any(part in one for one in peers.bots.texts(IDS[who])[before:]))
    return said


async def test_what_was_answered_is_there_after_every_kill_and_nothing_is_said_twice(peers: WeCom, tmp_path: Path) -> None:
    async with bot(peers, tmp_path, {}) as started:
        database = f"sqlite:///{tmp_path / 'data' / 'jinguo.db'}"
        await asyncio.to_thread(_activity, database)
        people = ["王芳", "李静", "孙梅", "周洁"]
        said = []
        for number, who in enumerate(people):
            said.append(await asks(peers, who, "报名 剪纸 2人", f"{who} 2人"))
            if number % 2 == 0:
                await started.end(signal.SIGKILL)
            if number > 0:
                await peers.bots.kill()
                await peers.bots.start()
            if number % 2 == 0:
                await started.start()
            await heard_again(peers)
        for message in said:
            await peers.bots.redeliver(message)
        for who in people:
            await asks(peers, who, "我的记录", f"剪纸 {who} 2人")
        counted = Counter(text for who in people for text in peers.bots.texts(IDS[who]) if text.startswith("已记录"))
        assert sorted(counted.values()) == [1] * len(people)
        assert sum(heads for _, heads in query(tmp_path, "SELECT name, headcount FROM signup")) == 8


def _activity(url: str) -> None:
    with store_at(url, write=True) as uow:
        uow.activities.add("剪纸", NINE)


async def test_a_push_through_kills_of_bot_and_servers_reaches_no_group_twice_and_leaves_none_unaccounted(
    peers: WeCom, tmp_path: Path
) -> None:
    config = await asyncio.to_thread(settings_file, tmp_path, peers, HOOKS)
    await asyncio.to_thread(prepare, tmp_path)
    peers.bots.known |= {f"wr-{number}" for number in range(GROUPS)}
    total, started = GROUPS + len(HOOKS), Bot(config)
    try:
        await started.start()
        for number, killed in enumerate(("bot", "servers", "both"), 1):
            await peers.bots.until(lambda number=number: reached(peers) >= number * total // 5 or settled(tmp_path))  # type: ignore[misc]
            if killed != "servers":
                await started.end(signal.SIGKILL)
            if killed != "bot":
                await peers.bots.kill()
                await peers.http.kill()
                await peers.bots.start()
                await peers.http.start()
            if killed != "servers":
                await started.start()
        await peers.bots.until(lambda: settled(tmp_path))
    finally:
        await started.end(signal.SIGKILL)
    counted = Counter(one.chat for one in peers.bots.shown) + Counter(one.key for one in peers.http.posted)
    assert max(counted.values()) == 1, "no group twice"
    found = states(tmp_path)
    assert found.get("failed", 0) == 0
    assert sum(found.values()) == total
    assert reached(peers) >= found["sent"], "what is marked as sent was there"
    assert total - reached(peers) <= found.get("uncertain", 0), "who got nothing is listed"
    assert found["sent"] >= total - 3 * IN_FLIGHT, "only what was under way is uncertain"


def reached(peers: WeCom) -> int:
    return len(peers.bots.shown) + len(peers.http.posted)


def settled(folder: Path) -> bool:
    return not {"pending", "sending"} & states(folder).keys()


def prepare(folder: Path) -> None:
    """A push that is due in every group before the bot starts."""
    (folder / "data").mkdir()
    url = f"sqlite:///{folder / 'data' / 'jinguo.db'}"
    database = Database(url)
    database.migrate()
    database.close()
    with store_at(url, write=True) as uow:
        _push(uow)


def _push(uow: UnitOfWork) -> None:
    for number in range(GROUPS):
        uow.groups.ensure(ACCOUNT, f"wr-{number}", f"群{number}", NINE)
    uow.groups.open_ways(ACCOUNT, dict.fromkeys(HOOKS), NINE)
    column = uow.study.ensure_column("党史上的今天", "dated")
    item = uow.study.item(uow.study.add_item(column, NINE, key="05-20", title="题", text="文", source="源", state="approved"))
    assert item is not None
    now = system_clock()  # an old one would not be sent any more
    plan = uow.plans.by_hand(column.id, now)
    uow.pushes.make(plan.id, now, item, "推送", uow.groups.reach(({"all": True}, None)), now)
