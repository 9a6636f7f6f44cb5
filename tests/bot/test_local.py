"""The simulated wire: who speaks is heard, what is sent is shown, and what was kept comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapter import Adapter, Capabilities, Feed, SendFailed, SendUncertain
from bot.adapters.local import BOT, BadMedia, Bubble, LocalAdapter, NotRunning, UnknownChat, key_of, private_chat
from bot.adapters.local_media import MediaFolder, clean_name
from bot.adapters.local_types import MAX_MEDIA_BYTES, JournalDamaged
from handlers.message import IncomingMessage, Media, OutgoingMessage, RoomEvent
from tests.waiting import CEILING

NOW = datetime(2025, 4, 1, 8, 30, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32
Event = IncomingMessage | RoomEvent


def make(directory: Path | None = None, capabilities: Capabilities | None = None) -> LocalAdapter:
    adapter = LocalAdapter("demo", directory, lambda: NOW, capabilities=capabilities)
    if not adapter.people:
        adapter.add_person("王芳", role_hint="组织员", wire_id="wang")
        adapter.add_person("李静", wire_id="li")
        adapter.add_person("赵敏", wire_id="zhao")
        adapter.add_room("省财政厅妇女工作群", ["wang", "li"], wire_id="caizheng")
    return adapter


@asynccontextmanager
async def listening(adapter: LocalAdapter, feed: Feed | None = None) -> AsyncIterator[list[Event]]:
    heard: list[Event] = []

    async def keep(event: Event) -> None:
        heard.append(event)

    task = asyncio.create_task(adapter.run(feed or keep))
    await asyncio.sleep(0)
    try:
        yield heard
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def reply(text: str = "已记录", key: str = "reply-1", **options: object) -> OutgoingMessage:
    fields: dict[str, object] = {"account": "demo", "group": "caizheng", "person": None, "text": text, "key": key, **options}
    return OutgoingMessage(**fields)  # type: ignore[arg-type]


def test_it_is_an_adapter() -> None:
    port: Adapter = make()
    assert port.account == "demo"
    assert port.capabilities == Capabilities()


async def test_a_person_is_heard_in_a_room() -> None:
    adapter = make()
    async with listening(adapter) as heard:
        bubble = await adapter.say("wang", "@助手 报名剪纸2人 @李静", room="caizheng", mentions=["li"])
    [message] = heard
    assert isinstance(message, IncomingMessage)
    assert (message.group, message.group_name, message.sender, message.sender_name) == ("caizheng", "省财政厅妇女工作群", "wang", "王芳")
    assert message.id == bubble.id
    assert message.at == NOW
    assert message.mentions_bot
    assert [(at.wire_id, at.name) for at in message.mentioned] == [("li", "李静")]
    assert not message.is_self


async def test_talk_does_not_mention_the_bot_and_a_private_chat_has_no_group() -> None:
    adapter = make()
    async with listening(adapter) as heard:
        await adapter.say("li", "大家报名了吗", room="caizheng")
        await adapter.say("zhao", "帮助")
    assert [(m.group, m.mentions_bot) for m in heard if isinstance(m, IncomingMessage)] == [("caizheng", False), (None, False)]
    assert [bubble.text for bubble in adapter.history(private_chat("zhao"))] == ["帮助"]


async def test_speaking_to_nobody_or_out_of_place_is_refused() -> None:
    adapter = make()
    with pytest.raises(NotRunning):
        await adapter.say("wang", "帮助", room="caizheng")
    async with listening(adapter):
        with pytest.raises(UnknownChat, match="赵敏不在"):
            await adapter.say("zhao", "帮助", room="caizheng")
        with pytest.raises(UnknownChat):
            await adapter.say("nobody", "帮助")
        with pytest.raises(UnknownChat):
            await adapter.say("wang", "帮助", room="nowhere")
    assert [bubble.kind for bubble in adapter.history("caizheng")] == ["notice"]


async def test_a_send_is_shown_and_its_echo_carries_the_key() -> None:
    adapter = make()
    async with listening(adapter) as heard:
        first = await adapter.send(reply(mention=("wang",), reply_to="said-1"))
        second = await adapter.send(reply())
        private = await adapter.send(reply(group=None, person="zhao", key="reply-2"))
        await adapter.drained()
    echoes = [event for event in heard if isinstance(event, IncomingMessage)]
    assert [echo.id for echo in echoes] == [first, second, private]
    assert all(echo.is_self and echo.sender == BOT and not echo.mentions_bot for echo in echoes)
    assert [key_of(echo.id) for echo in echoes] == ["reply-1", "reply-1", "reply-2"]
    assert first != second
    shown = adapter.history("caizheng")[-2]
    assert (shown.sender_name, shown.text, shown.mention, shown.reply_to) == ("助手", "已记录", ("wang",), "said-1")


async def test_what_cannot_be_sent_fails_and_shows_nothing(tmp_path: Path) -> None:
    adapter = make(capabilities=Capabilities(max_text_bytes=9, kinds=frozenset({"text", "image"})))
    bad = [reply("四个汉字"), reply(group="nowhere"), reply(group=None, person="nobody"), reply("", kind="file", path="x")]
    for message in [*bad, reply("", kind="image", path=str(tmp_path / "gone.png"))]:
        with pytest.raises(SendFailed):
            await adapter.send(message)
    assert [bubble.kind for bubble in adapter.history("caizheng")] == ["notice"]


@pytest.mark.parametrize(
    ("error", "posted", "echo", "bubbles", "echoes"),
    [
        (SendFailed, False, True, 0, 0),
        (SendUncertain, False, True, 0, 0),
        (SendUncertain, True, True, 1, 1),
        (SendUncertain, True, False, 1, 0),
    ],
)
async def test_faults(error: type[SendFailed] | type[SendUncertain], posted: bool, echo: bool, bubbles: int, echoes: int) -> None:
    adapter = make()
    async with listening(adapter) as heard:
        adapter.fail_next(error, posted=posted, echo=echo, cause="断线")
        with pytest.raises(error, match="断线"):
            await adapter.send(reply())
        await adapter.drained()
        assert (len(adapter.history("caizheng")) - 1, len(heard)) == (bubbles, echoes)
        await adapter.send(reply(key="reply-2"))
        adapter.fail_next(times=3)
        adapter.clear_faults()
        await adapter.send(reply(key="reply-3"))


async def test_a_message_can_come_twice() -> None:
    adapter = make()
    async with listening(adapter) as heard:
        bubble = await adapter.say("wang", "报名剪纸", room="caizheng", message_id="m1")
        await adapter.redeliver("m1")
        with pytest.raises(UnknownChat):
            await adapter.redeliver("m2")
    assert bubble.id == "m1"
    assert len(heard) == 2
    assert heard[0] == heard[1]


async def test_rooms_open_rename_and_close() -> None:
    adapter = make()
    async with listening(adapter) as heard:
        room = adapter.add_room("省教育厅妇女工作群", ["zhao"])
        adapter.rename_room(room.wire_id, "教育厅群")
        adapter.add_person("钱英", wire_id="qian", rooms=[room.wire_id])
        await adapter.say("qian", "大家好", room=room.wire_id)
        adapter.close_room(room.wire_id)
        await adapter.drained()
        with pytest.raises(SendFailed):
            await adapter.send(reply(group=room.wire_id))
        with pytest.raises(UnknownChat):
            adapter.add_room("空群", ["nobody"])
    assert [e.kind for e in heard] == ["join", "topic", "text", "leave"]
    assert isinstance(heard[1], RoomEvent)
    assert heard[1].group_name == "教育厅群"
    assert [b.text for b in adapter.history(room.wire_id)] == ["助手加入了群聊", "群名改为“教育厅群”", "钱英加入了群聊", "大家好"]


async def test_media_both_ways(tmp_path: Path) -> None:
    picture, page = tmp_path / "a.png", tmp_path / "b.html"
    picture.write_bytes(PNG)
    page.write_bytes(b"<script>")
    adapter = make()
    async with listening(adapter) as heard:
        await adapter.say("wang", "", room="caizheng", media=Media("剪纸.jpg", str(picture)))
        await adapter.say("wang", "", media=Media("../../夜\u202e.mp4", str(page), "video/mp4"))
        await adapter.send(reply("", kind="file", path=str(page), name="统计表.xlsx"))
        await adapter.drained()
        with pytest.raises(BadMedia):
            await adapter.say("wang", "", media=Media("无", str(tmp_path / "gone")))
    kinds = [(m.kind, m.media and m.media.name) for m in heard if isinstance(m, IncomingMessage)]
    assert kinds == [("image", "剪纸.jpg"), ("video", "夜_.mp4"), ("file", "统计表.xlsx")]
    message = heard[0]
    assert isinstance(message, IncomingMessage)
    assert message.media is not None
    assert (message.media.mime, message.media.size) == ("image/png", len(PNG))
    assert await asyncio.to_thread(Path(message.media.path).read_bytes) == PNG
    [_, bubble, sheet] = adapter.history("caizheng")
    assert bubble.file.endswith(".png")
    assert adapter.media.find(bubble.file) is not None
    assert adapter.media.find("../journal.jsonl") is None
    assert (sheet.kind, sheet.name, sheet.size) == ("file", "统计表.xlsx", 8)


def test_media_sizes_and_names() -> None:
    adapter = make()
    for data in (b"", b"0" * (MAX_MEDIA_BYTES + 1)):
        with pytest.raises(BadMedia):
            adapter.media.keep_bytes("a.bin", data)
    assert clean_name("C:\\x\\..\\表<1>.xlsx") == "表_1_.xlsx"
    assert clean_name(" .. ") == "文件"
    assert clean_name("长" * 300 + ".pdf") == "长" * 116 + ".pdf"
    assert len(clean_name("长" * 300)) == 120


async def test_state_survives_a_restart_and_a_torn_line(tmp_path: Path) -> None:
    adapter = make(tmp_path)
    async with listening(adapter):
        await adapter.say("wang", "第一行\n第二行", room="caizheng")
        gone = adapter.add_room("临时群", ["wang"])
        adapter.close_room(gone.wire_id)
    before = adapter.history("caizheng")
    journal = tmp_path / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole + '{"is": "bubble", "text": "半'.encode())
    again = make(tmp_path)
    assert (again.people, again.rooms) == (adapter.people, adapter.rooms)
    assert list(again.rooms) == ["caizheng"]
    assert again.history("caizheng") == before
    assert journal.read_bytes() == whole
    async with listening(again) as heard:
        later = await again.say("wang", "又来了", room="caizheng")
    assert later.seq > before[-1].seq
    assert len(heard) == 1


def test_a_damaged_journal_is_named(tmp_path: Path) -> None:
    make(tmp_path)
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(b"garbage\n" + journal.read_bytes())
    with pytest.raises(JournalDamaged, match="第 1 行"):
        make(tmp_path)


async def test_history_and_subscription() -> None:
    adapter = make()
    got: list[Bubble] = []
    done = asyncio.Event()

    async def watch() -> None:
        async for bubble in adapter.subscribe(after=0):
            got.append(bubble)
            if bubble.text == "完":
                done.set()
                return

    async with listening(adapter):
        watcher = asyncio.create_task(watch())
        await adapter.say("wang", "一", room="caizheng")
        await adapter.say("li", "完")
        await asyncio.wait_for(done.wait(), CEILING)
        await watcher
    assert [b.text for b in got] == ["助手加入了群聊", "一", "完"]
    assert [b.seq for b in got] == [1, 2, 3]
    assert adapter.history("caizheng", after=1)[0].text == "一"


async def test_events_come_in_order_and_stopping_fails_who_waits() -> None:
    adapter = make()
    entered, release = asyncio.Event(), asyncio.Event()

    async def slow(event: Event) -> None:
        entered.set()
        await release.wait()

    async with listening(adapter, slow):
        first = asyncio.create_task(adapter.say("wang", "一", room="caizheng"))
        second = asyncio.create_task(adapter.say("wang", "二", room="caizheng"))
        await entered.wait()
    for task in (first, second):
        with pytest.raises(NotRunning):
            await task
    await adapter.drained()
    assert not adapter.running


async def test_an_error_of_feed_ends_the_run() -> None:
    adapter = make()

    async def broken(event: Event) -> None:
        raise ValueError("坏了")

    run = asyncio.create_task(adapter.run(broken))
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError):
        await adapter.run(broken)
    with pytest.raises(NotRunning):
        await adapter.say("wang", "一", room="caizheng")
    with pytest.raises(ValueError, match="坏了"):
        await run


async def test_a_link_card_is_shown_with_its_thumbnail_and_comes_back(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    adapter = make(tmp_path / "chat")
    async with listening(adapter) as heard:
        card = {"kind": "link", "name": "一大会址", "url": "https://a.example/1"}
        await adapter.send(reply("兴业路76号", path=str(tmp_path / "a.png"), **card))
        await adapter.send(reply("", "reply-2", **card))
        await adapter.drained()
    full, bare = adapter.history("caizheng")[-2:]
    assert (full.kind, full.name, full.text, full.url) == ("link", "一大会址", "兴业路76号", "https://a.example/1")
    assert full.file.endswith(".png")
    assert not bare.file
    assert [(event.kind, event.id) for event in heard if isinstance(event, IncomingMessage)] == [("link", "reply-1"), ("link", "reply-2")]
    assert make(tmp_path / "chat").history("caizheng")[-2:] == [full, bare]


def test_one_picture_may_be_on_its_way_to_many_rooms_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    folder = MediaFolder(tmp_path / "media")
    for _ in range(20):
        with ThreadPoolExecutor(8) as many:
            kept = list(many.map(lambda _: folder.keep(Media("a.png", str(tmp_path / "a.png"))), range(16)))
        assert {key for key, _ in kept} == {path.name for path in (tmp_path / "media").iterdir()}
        (tmp_path / "media" / kept[0][0]).unlink()
