"""The AI bot's half against its server: staying connected, hearing, answering, pushing."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapter import NotConnected, RoomClosed, SendUncertain, TooSoon
from bot.adapters.wecom_bot import CHUNK
from handlers.message import IncomingMessage, OutgoingMessage, RoomEvent
from tests.conversation import NINE, Clock
from tests.gateway.worlds import ACCOUNT, listening
from tests.waiting import until
from tests.wecom.world import QUICK, WeCom, WeComWorld, impatient, wecom, wecom_world


def to(group: str, text: str, key: str = "reply-1", **more: str) -> OutgoingMessage:
    return OutgoingMessage(ACCOUNT, group, None, text, key, **more)  # type: ignore[arg-type]


def heard(world: WeComWorld) -> list[IncomingMessage]:
    return [one for one in world.heard if isinstance(one, IncomingMessage)]


def content_of(message: IncomingMessage) -> bytes:
    assert message.media is not None
    return Path(message.media.path).read_bytes()


async def test_what_is_asked_is_answered_as_an_answer_and_the_rest_follows_on_its_own(tmp_path: Path) -> None:
    async with wecom_world(tmp_path) as world:
        room = await world.room("财政厅群")
        asked = await world.says("王芳", "报名 剪纸", room)
        await until(lambda: bool(world.heard))
        await world.adapter.send(to(room, "已记录：王芳 1人", reply_to=asked))
        await world.adapter.send(to(room, "还有一句", "reply-2", reply_to=asked))
        first, second = world.peers.bots.shown
        assert (first.kind, first.text, first.body["stream"]["finish"]) == ("stream", "已记录：王芳 1人", True)
        assert first.answers
        assert (second.kind, second.text, second.answers) == ("markdown", "还有一句", "")


async def test_an_answer_that_comes_too_late_goes_as_a_message_of_its_own(tmp_path: Path) -> None:
    clock = Clock(NINE)
    async with wecom(clock) as peers:
        adapter = peers.adapter(peers.account())
        async with listening(adapter, heard := list[IncomingMessage | RoomEvent]()):
            asked = await peers.bots.say("王芳", "统计", "wr-1")
            await until(lambda: bool(heard))
            peers.bots._requests.clear()  # the server no longer knows the question
            await adapter.send(to("wr-1", "共 3 人", reply_to=asked))
            later = await peers.bots.say("王芳", "统计", "wr-1")
            await until(lambda: len(heard) == 2)
            clock.now += timedelta(hours=25)
            await adapter.send(to("wr-1", "共 4 人", "reply-2", reply_to=later))
        assert [(one.kind, one.text) for one in peers.bots.shown] == [("markdown", "共 3 人"), ("markdown", "共 4 人")]
        assert peers.bots.commands.count("aibot_respond_msg") == 1, "after a day it is not even tried"


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("@助手 报名 剪纸 2人", "报名 剪纸 2人"),
        ("  @助手\u2005报名 剪纸", "报名 剪纸"),
        ("@巾帼 小助手 报名 剪纸", "报名 剪纸"),
        ("报名 剪纸 @助手", "报名 剪纸"),
        ("@助手 @王芳 授权 统筹员", "@王芳 授权 统筹员"),
        ("@改了名的机器人 报名 剪纸", "报名 剪纸"),
        ("@助手小王 你好", "你好"),
        ("@助手", ""),
    ],
)
async def test_the_bots_name_is_taken_out_whatever_it_is_and_wherever_it_stands(peers: WeCom, said: str, understood: str) -> None:
    adapter = peers.adapter(peers.account(bot_names=("助手", "巾帼 小助手")))
    async with listening(adapter, heard := list[IncomingMessage | RoomEvent]()):
        await peers.bots.give("王芳", {"msgtype": "text", "text": {"content": said}}, "wr-1")
        await until(lambda: bool(heard))
    [message] = heard
    assert isinstance(message, IncomingMessage)
    assert (message.text, message.mentions_bot, message.hears_all) == (understood, True, False)


async def test_mixed_and_spoken_messages_are_read_and_cards_are_not(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n123"
    async with wecom_world(tmp_path) as world:
        room = await world.room("财政厅群")
        item = {"msgtype": "image", "image": world.peers.http.encrypted("a.png", png)}
        words = {"msgtype": "text", "text": {"content": "@助手 投稿 剪纸"}}
        mixed = await world.peers.bots.give("王芳", {"msgtype": "mixed", "mixed": {"msg_item": [words, item, item]}}, room)
        await world.peers.bots.give("王芳", {"msgtype": "voice", "voice": {"content": "我要报名"}})
        await world.peers.bots.give("王芳", {"msgtype": "location", "location": {}})
        await world.peers.bots.give("王芳", {"msgtype": "text", "text": {"content": "完"}})
        await until(lambda: len(world.heard) == 5)
        public, private = [one for one in heard(world) if one.group], [one for one in heard(world) if not one.group]
        told = [(one.id, one.kind, one.text) for one in public]
        assert told == [(mixed, "text", "投稿 剪纸"), (f"{mixed}#1", "image", ""), (f"{mixed}#2", "image", "")]
        assert [(one.kind, one.text) for one in private] == [("text", "我要报名"), ("text", "完")]
        assert [content_of(one) for one in public[1:]] == [png, png]


async def test_a_file_that_cannot_be_had_is_a_message_that_says_why(tmp_path: Path) -> None:
    async with wecom_world(tmp_path, limit=1000) as world:
        gone = {"url": f"{world.peers.http.url}/file/none", "aeskey": ""}
        wrong = world.peers.http.encrypted("a.xlsx", b"PK\x03\x04 etwas") | {"aeskey": "A" * 43}
        large, fits = (world.peers.http.encrypted("b.mp4", bytes(size)) for size in (1001 + 32, 1000))
        for file in (gone, wrong, large, fits):
            await world.peers.bots.give("王芳", {"msgtype": "file", "file": file})
        await until(lambda: len(world.heard) == 4)
        assert [(one.unfetched, one.media is None) for one in heard(world)] == [
            ("lost", True),
            ("lost", True),
            ("large", True),
            ("", False),
        ]
        assert not [path for path in (tmp_path / "media").rglob("*") if path.is_file() and path.stat().st_size != 1000], (
            "nothing is left over"
        )


async def test_who_opens_the_private_chat_is_welcomed(tmp_path: Path) -> None:
    async with wecom_world(tmp_path) as world:
        await world.peers.bots.open_chat("王芳")
        await until(lambda: bool(world.peers.bots.welcomed))
        assert "我是助手" in world.peers.bots.welcomed[0]
        assert world.heard == []


async def test_where_nobody_has_spoken_to_it_or_it_is_not_let_in_the_room_is_closed(tmp_path: Path) -> None:
    async with wecom_world(tmp_path) as world:
        with pytest.raises(RoomClosed, match="还没有人在这个群里 @ 过助手"):
            await world.adapter.send(to("wr-neu", "推送", "push-1"))
        room = await world.room("财政厅群")
        await world.put_out(room)
        with pytest.raises(RoomClosed, match="93001"):
            await world.adapter.send(to(room, "推送", "push-2"))
        assert world.peers.bots.shown == []


async def test_files_go_in_chunks_and_links_as_cards_or_as_words_where_there_are_no_cards(tmp_path: Path) -> None:
    content = bytes(range(256)) * (CHUNK // 256) + b"rest"
    (tmp_path / "名单.xlsx").write_bytes(content)
    async with wecom_world(tmp_path) as world:
        room = await world.room("财政厅群")
        await world.adapter.send(to(room, "", kind="file", path=str(tmp_path / "名单.xlsx"), name="名单.xlsx"))
        [file] = world.peers.bots.shown
        assert (file.name, hashlib.md5(file.content).digest()) == ("名单.xlsx", hashlib.md5(content).digest())
        assert world.peers.bots.commands.count("aibot_upload_media_chunk") == 2
        link = {"kind": "link", "name": "家风故事", "url": "https://example.org/a_b"}
        await world.adapter.send(to(room, "一封家书", "push-2", **link))
        world.peers.bots.no_cards = True
        await world.adapter.send(to(room, "一封家书", "push-3", **link))
        card, words = world.peers.bots.shown[1:]
        assert card.body["template_card"]["card_action"] == {"type": 1, "url": "https://example.org/a_b"}
        assert words.text == "[家风故事](https://example.org/a_b)\n一封家书"


async def test_signs_that_markdown_would_swallow_stay_to_be_seen_and_addresses_stay_whole(tmp_path: Path) -> None:
    async with wecom_world(tmp_path) as world:
        room = await world.room("财政厅群")
        await world.adapter.send(to(room, "#接龙 剪纸*2_3\n> 引用 https://example.org/a_b*c 好"))
        assert world.peers.bots.shown[0].text == "＃接龙 剪纸＊2＿3\n＞ 引用 https://example.org/a_b*c 好"


async def test_the_thirty_first_in_a_minute_waits_and_the_server_is_not_asked(tmp_path: Path) -> None:
    async with wecom_world(tmp_path, clock=Clock(NINE)) as world:
        room = await world.room("财政厅群")
        for number in range(30):
            await world.adapter.send(to(room, f"第{number}句", f"reply-{number}"))
        with pytest.raises(TooSoon) as refused:
            await world.adapter.send(to(room, "多一句", "reply-31"))
        assert refused.value.seconds == 61
        other = await world.room("教育厅群")
        await world.adapter.send(to(other, "别的群不受影响"))
        assert world.peers.bots.counted.refused == 0


async def test_a_server_that_says_too_often_is_believed(tmp_path: Path) -> None:
    async with wecom_world(tmp_path, clock=Clock(NINE)) as world:
        room = await world.room("财政厅群")
        world.peers.bots.faults.append(("refuse", 846607))
        for key in ("reply-1", "reply-1"):
            with pytest.raises(TooSoon) as refused:
                await world.adapter.send(to(room, "太快", key))
            assert refused.value.seconds == 60
        assert world.peers.bots.commands.count("aibot_send_msg") == 1, "the second time it is not even asked"


# -- staying connected ---------------------------------------------------------------------------------------------------


async def test_a_lost_ack_is_unknown_and_a_lost_connection_makes_it_wait(tmp_path: Path) -> None:
    async with wecom_world(tmp_path) as world:
        room = await world.room("财政厅群")
        impatient(world.adapter)
        world.peers.bots.faults.append(("lost", 0))
        with pytest.raises(SendUncertain):
            await world.adapter.send(to(room, "到了，没有回执"))
        await world.peers.bots.kill()
        await until(lambda: not world.adapter.ready.is_set())
        with pytest.raises(NotConnected):
            await world.adapter.send(to(room, "没有发"))
        await world.peers.bots.start()
        await until(world.adapter.ready.is_set)
        assert world.peers.bots.texts(room) == ["到了，没有回执"]


async def test_a_server_that_does_not_answer_heartbeats_is_left_for_a_new_connection(tmp_path: Path) -> None:
    async with wecom_world(tmp_path, patience=replace(QUICK, answer=0.5)) as world:
        world.peers.bots.mute = True
        await world.peers.bots.until(lambda: world.peers.bots.subscriptions > 1)
        assert "ping" in world.peers.bots.commands
        assert not world.adapter.kicked, "its own older connection was gone before the new one came"
        world.peers.bots.mute = False
        await world.peers.bots.until(lambda: world.peers.bots.is_subscribed)


async def test_the_one_that_is_pushed_out_stops_and_says_so(tmp_path: Path) -> None:
    async with wecom_world(tmp_path) as world:
        second = world.peers.adapter(world.peers.account())
        async with listening(second, []):
            await until(lambda: world.adapter.kicked)
            assert world.adapter.status.state == "logged_out"
            assert "另一个程序" in world.adapter.status.cause
            assert not world.adapter.ready.is_set()
            before = world.peers.bots.subscriptions
            again = asyncio.create_task(world.adapter.run(lambda event: asyncio.sleep(0)))
            room = await world.room("财政厅群")
            await second.send(to(room, "我在"))
            for _ in range(3):  # heartbeats of the one that stayed: time enough for a fight
                pings = world.peers.bots.commands.count("ping")
                await world.peers.bots.until(lambda pings=pings: world.peers.bots.commands.count("ping") > pings)  # type: ignore[misc]
            assert (world.peers.bots.subscriptions, second.kicked) == (before, False)
            again.cancel()
            await asyncio.gather(again, return_exceptions=True)


async def test_a_wrong_secret_is_said_and_tried_again_slowly(peers: WeCom) -> None:
    adapter = peers.adapter(peers.account(secret="falsch"))
    running = asyncio.create_task(adapter.run(lambda event: asyncio.sleep(0)))
    await peers.bots.until(lambda: peers.bots.commands.count("aibot_subscribe") >= 2)
    assert "secret 不对" in adapter.status.cause
    assert not adapter.ready.is_set()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_nonsense_from_the_server_disturbs_nothing(tmp_path: Path) -> None:
    async with wecom_world(tmp_path) as world:
        connection = world.peers.bots._connection
        assert connection is not None
        for text in ("", "{", "[1]", '{"cmd": "aibot_msg_callback"}', '{"cmd": "aibot_msg_callback", "headers": {}, "body": {}}'):
            await connection.send(text)
        for body in ({"from": "x"}, {"msgid": "1", "from": {"userid": "王芳"}, "msgtype": "mixed", "mixed": {"msg_item": 3}}):
            await world.peers.bots._send(connection, {"cmd": "aibot_msg_callback", "headers": {"req_id": "r"}, "body": body})
        await world.says("王芳", "还在吗")
        await until(lambda: bool(world.heard))
        assert [one.text for one in heard(world)] == ["还在吗"]
        assert world.peers.bots.subscriptions == 1
