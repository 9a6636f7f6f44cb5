"""The webhooks' half against their server: words, mentions, pictures, files, cards, and every way it says no."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from httpx import Timeout
from PIL import Image

from bot.adapter import RoomClosed, SendFailed, SendUncertain, TooSoon
from bot.adapters.wecom import WeComAdapter
from bot.adapters.wecom_http import new_client
from handlers.message import OutgoingMessage
from store.groups import BY_WAY
from tests.conversation import NINE, Clock
from tests.gateway.worlds import ACCOUNT
from tests.waiting import CEILING
from tests.wecom.world import WeCom, wecom

KEY = "key-of-the-treasury"
HOOKS = {"财政厅群": KEY}


def push(text: str, key: str = "push-1", **more: object) -> OutgoingMessage:
    return OutgoingMessage(ACCOUNT, f"{BY_WAY}财政厅群", None, text, key, way="财政厅群", **more)  # type: ignore[arg-type]


def noise(width: int, height: int, kind: str) -> bytes:
    """A picture that does not compress well."""
    made = BytesIO()
    Image.frombytes("RGB", (width, height), Random(1).randbytes(width * height * 3)).save(made, kind)
    return made.getvalue()


@pytest.fixture
async def here() -> AsyncIterator[tuple[WeCom, WeComAdapter, Clock]]:
    """An account with one webhook and no bot, and a clock that stands."""
    clock = Clock(NINE)
    async with wecom(clock) as peers:
        client = new_client()
        yield peers, peers.adapter(peers.account(HOOKS, bot_id="", secret=""), client=client), clock
        await client.aclose()


Here = tuple[WeCom, WeComAdapter, Clock]


async def test_with_webhooks_alone_it_is_ready_at_once(here: Here) -> None:
    peers, adapter, _ = here
    assert (adapter.ready.is_set(), adapter.status.state) == (True, "online")
    await adapter.send(push("*早上好*"))
    assert peers.http.texts(KEY) == ["*早上好*"]
    assert peers.bots.commands == []


async def test_people_are_mentioned_by_their_ids(here: Here) -> None:
    peers, adapter, _ = here
    await adapter.send(push("还没有报的请报一下", mention=("zhangsan", "@all")))
    [posted] = peers.http.posted
    assert (posted.kind, posted.text, posted.mentioned) == ("text", "还没有报的请报一下", ("zhangsan", "@all"))


async def test_markdown_where_it_is_wanted_but_never_where_somebody_is_mentioned() -> None:
    async with wecom() as peers:
        adapter = peers.adapter(peers.account(HOOKS, bot_id="", secret="", markdown=True), client=(client := new_client()))
        await adapter.send(push("党史上的今天\n1949年*5月*"))
        await adapter.send(push("一行就是一行", "push-2"))
        await adapter.send(push("两行\n也要提醒", "push-3", mention=("zhangsan",)))
        assert [(one.kind, one.text) for one in peers.http.posted] == [
            ("markdown", "**党史上的今天**\n1949年＊5月＊"),
            ("text", "一行就是一行"),
            ("text", "两行\n也要提醒"),
        ]
        await client.aclose()


async def test_a_picture_goes_as_it_is_or_is_made_to_fit(here: Here, tmp_path: Path) -> None:
    peers, adapter, _ = here
    small, large = noise(40, 30, "PNG"), noise(1600, 1200, "PNG")
    assert len(large) > 2 * 1024 * 1024
    for name, content in (("小.png", small), ("大.png", large), ("图.bmp", noise(50, 50, "BMP"))):
        (tmp_path / name).write_bytes(content)
        await adapter.send(push("", f"push-{name}", kind="image", path=str(tmp_path / name), name=name))
    first, second, third = (posted.content for posted in peers.http.posted)
    assert first == small
    assert second.startswith(b"\xff\xd8")
    assert len(second) <= 2 * 1024 * 1024
    assert third.startswith(b"\xff\xd8")
    with Image.open(BytesIO(second)) as shown:
        assert shown.width >= 320


async def test_what_is_no_picture_and_what_is_too_large_surely_fails(here: Here, tmp_path: Path) -> None:
    peers, adapter, _ = here
    for name, content in (("假.png", b"kein Bild"), ("空.xlsx", b""), ("大.xlsx", bytes(20 * 1024 * 1024 + 1))):
        (tmp_path / name).write_bytes(content)
        kind = "image" if name.endswith("png") else "file"
        with pytest.raises(SendFailed) as refused:
            await adapter.send(push("", f"push-{name}", kind=kind, path=str(tmp_path / name), name=name))
        assert not isinstance(refused.value, RoomClosed | TooSoon)
    assert (peers.http.posted, peers.http.uploads) == ([], 0)


async def test_a_file_is_uploaded_once_in_three_days(here: Here, tmp_path: Path) -> None:
    peers, adapter, clock = here
    (tmp_path / "名单.xlsx").write_bytes(b"PK\x03\x04 list")
    file = {"kind": "file", "path": str(tmp_path / "名单.xlsx"), "name": "名单.xlsx"}
    await adapter.send(push("", "push-1", **file))
    clock.now += timedelta(days=2, hours=22)
    await adapter.send(push("", "push-2", **file))
    assert peers.http.uploads == 1
    clock.now += timedelta(hours=2)
    await adapter.send(push("本周名单", "push-3", **file))
    assert peers.http.uploads == 2
    assert [(one.kind, one.name, one.content or one.text) for one in peers.http.posted] == [
        *[("file", "名单.xlsx", b"PK\x03\x04 list")] * 3,
        ("text", "", "本周名单"),
    ]


async def test_a_link_is_a_card_of_the_size_they_allow(here: Here) -> None:
    peers, adapter, _ = here
    picture = "https://example.org/1.png"
    await adapter.send(push("说" * 300, kind="link", name="题" * 60, url="https://example.org/1", picture_url=picture))
    [article] = peers.http.posted[0].body["news"]["articles"]
    assert (article["url"], article["picurl"]) == ("https://example.org/1", picture)
    assert article["title"].endswith("…")
    assert len(article["title"].encode()) <= 128
    assert 500 < len(article["description"].encode()) <= 512


@pytest.mark.parametrize(("errcode", "cause"), [(93000, "重新添加"), (93004, "停用"), (93008, "不在这个群")])
async def test_a_webhook_that_is_gone_or_disabled_closes_the_room_with_its_cause(here: Here, errcode: int, cause: str) -> None:
    peers, adapter, _ = here
    peers.http.broken[KEY] = errcode
    with pytest.raises(RoomClosed, match=cause):
        await adapter.send(push("推送"))
    assert peers.http.posted == []


async def test_other_refusals_fail_with_what_the_server_said(here: Here) -> None:
    peers, adapter, _ = here
    peers.http.broken[KEY] = 40058
    with pytest.raises(SendFailed, match="40058") as refused:
        await adapter.send(push("推送"))
    assert not isinstance(refused.value, RoomClosed | TooSoon)


async def test_too_often_waits_a_minute_without_asking_again(here: Here) -> None:
    peers, adapter, clock = here
    peers.http.broken[KEY] = 45009
    for _ in range(2):
        with pytest.raises(TooSoon) as refused:
            await adapter.send(push("推送"))
        assert refused.value.seconds == 60
        peers.http.broken.clear()
    clock.now += timedelta(seconds=61)
    await adapter.send(push("推送"))
    assert peers.http.texts(KEY) == ["推送"]


async def test_the_seventeenth_push_in_a_minute_waits_and_the_server_never_says_no(here: Here) -> None:
    peers, adapter, clock = here
    for number in range(16):
        await adapter.send(push("推送", f"push-{number}"))
    with pytest.raises(TooSoon):
        await adapter.send(push("推送", "push-17"))
    for number in range(4):
        await adapter.send(push("回答", f"reply-{number}"))
    with pytest.raises(TooSoon):
        await adapter.send(push("回答", "reply-9"))
    clock.now += timedelta(seconds=61)
    await adapter.send(push("推送", "push-17"))
    assert len(peers.http.posted) == 21
    assert peers.http.counted.refused == 0


async def test_taken_and_then_no_answer_is_unknown(tmp_path: Path) -> None:
    async with wecom() as peers:
        client = new_client()
        adapter = peers.adapter(peers.account(HOOKS, bot_id="", secret=""), client=client)
        for number, fault in enumerate(("late", "500", "html")):
            peers.http.faults.append(fault)
            client.timeout = Timeout(CEILING, read=1 if fault == "late" else CEILING)
            with pytest.raises(SendUncertain):
                await adapter.send(push(fault, f"push-{number}"))
        assert peers.http.texts(KEY) == ["late"], "the one that timed out had arrived"
        await client.aclose()


async def test_a_server_that_cannot_be_reached_is_waited_for(tmp_path: Path) -> None:
    async with wecom() as peers:
        adapter = peers.adapter(peers.account(HOOKS, bot_id="", secret=""), client=(client := new_client()))
        await peers.http.kill()
        with pytest.raises(TooSoon) as refused:
            await adapter.send(push("推送"))
        assert refused.value.seconds == 15
        await client.aclose()


async def test_a_group_whose_webhook_is_no_longer_set_is_closed(here: Here) -> None:
    _, adapter, _ = here
    gone = OutgoingMessage(ACCOUNT, f"{BY_WAY}教育厅群", None, "推送", "push-1", way="教育厅群")
    with pytest.raises(RoomClosed, match="没有这个群的 Webhook"):
        await adapter.send(gone)
