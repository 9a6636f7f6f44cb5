"""Gateways die, hang, log out and are taken by others. The bot comes back by itself, every time."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapter import NotConnected, SendUncertain
from bot.adapters.wechaty_session import Patience
from bot.adapters.wechaty_wire import Wire
from tests.gateway.process import BOT, TOKEN, Gateway
from tests.gateway.worlds import QUICK, WechatyWorld, adapter_for, echoes, listening, messages, to_group
from tests.waiting import CEILING, until

BACK_SECONDS = 10
ALERT = replace(QUICK, quiet=1.0, answer=2.0)
"""Patience of those who are to notice silence."""
TOGETHER = pytest.mark.asyncio(loop_scope="module")
"""For tests that leave the gateway as they found it: they share one."""


async def test_a_gateway_that_dies_and_returns_is_met_again_each_time(own: Gateway) -> None:
    world = WechatyWorld(adapter_for(own), own)
    async with listening(world.adapter, world.heard):
        room = await world.room("财政厅群", "王芳")
        for turn in range(3):
            await own.kill()
            await until(lambda: not world.adapter.ready.is_set())
            with pytest.raises(NotConnected):
                await world.adapter.send(to_group(room, "没有人听"))
            await own.start()
            await until(world.adapter.ready.is_set)
            await world.says("王芳", f"第{turn}次回来", room)
            await world.adapter.send(to_group(room, f"第{turn}次回答"))
            await until(lambda turn=turn: len(messages(world)) == len(echoes(world)) == turn + 1)  # type: ignore[misc]
        assert [message.text for message in messages(world)] == [f"第{turn}次回来" for turn in range(3)]
        assert own.texts(room) == [f"第{turn}次回答" for turn in range(3)]


async def test_a_gateway_that_stops_talking_is_left_and_met_again(own: Gateway) -> None:
    world = WechatyWorld(adapter_for(own, patience=ALERT), own)
    async with listening(world.adapter, world.heard):
        room = await world.room("财政厅群", "王芳")
        own.freeze()
        await until(lambda: not world.adapter.ready.is_set())
        assert world.adapter.status.cause
        own.thaw()
        await until(world.adapter.ready.is_set)
        while not messages(world):  # somebody so impatient may leave a slow gateway once more, and what is said meanwhile nobody hears
            await world.says("王芳", "还在吗", room)
            await asyncio.sleep(0.2)


async def test_a_gateway_that_answers_but_passes_on_no_events_is_noticed(own: Gateway) -> None:
    world = WechatyWorld(adapter_for(own, patience=ALERT), own)
    async with listening(world.adapter, world.heard):
        await own.until(CEILING, lambda: own.dongs > 0)  # it has answered a ding
        await own.do("mute", on=True)
        await until(lambda: world.adapter.sessions.connections > 0)
        await own.do("mute", on=False)
        await until(world.adapter.ready.is_set)


async def test_a_wrong_token_is_said_clearly_and_tried_again(own: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    adapter = adapter_for(own, token="insecure_wrong")
    dial, dialled = adapter.sessions._connect, list[Wire]()

    def dialling() -> Wire:
        dialled.append(dial())
        return dialled[-1]

    adapter.sessions._connect = dialling
    running = asyncio.create_task(adapter.run(_nothing))
    try:
        await until(lambda: "token" in adapter.status.cause)
        assert "网关不认这个 token" in caplog.text
        assert "insecure_wrong" not in caplog.text
        await until(lambda: len(dialled) > 2)
        assert not running.done()
        assert not adapter.ready.is_set()
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_logging_out_pauses_and_logging_in_goes_on(own: Gateway) -> None:
    world = WechatyWorld(adapter_for(own), own)
    async with listening(world.adapter, world.heard):
        room = await world.room("财政厅群", "王芳")
        await own.do("logout")
        await until(lambda: world.adapter.status.state == "logged_out")
        with pytest.raises(NotConnected, match="扫码"):
            await world.adapter.send(to_group(room, "不会到"))
        await own.do("login")
        await until(world.adapter.ready.is_set)
        await world.adapter.send(to_group(room, "又能说了"))
        await until(lambda: bool(echoes(world)))


async def test_a_code_to_scan_is_shown_once(own: Gateway) -> None:
    shown: list[tuple[str, str]] = []
    await own.do("offline")
    adapter = adapter_for(own, on_scan=lambda account, qrcode: shown.append((account, qrcode)))
    running = asyncio.create_task(adapter.run(_nothing))
    try:
        await until(lambda: own.starts > 0)
        await own.do("scan", qrcode="https://example.org/scan")
        await own.do("scan", qrcode="https://example.org/scan")
        await until(lambda: adapter.status.state == "scan")
        await own.do("login")
        await until(adapter.ready.is_set)
        assert shown == [("main", "https://example.org/scan")]
        assert adapter.status.qrcode == ""
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_another_program_takes_the_session_and_leaves_it(own: Gateway) -> None:
    world = WechatyWorld(adapter_for(own), own)
    async with listening(world.adapter, world.heard):
        thief = Wire(own.endpoint, TOKEN)
        await thief.stop()
        hearing = asyncio.create_task(_listen(thief))
        await thief.start()
        await until(lambda: not world.adapter.ready.is_set())
        await until(lambda: "另一个程序" in world.adapter.status.cause)
        hearing.cancel()
        thief.close()
        await until(world.adapter.ready.is_set)


async def test_a_program_that_does_not_leave_is_put_out_after_a_while(own: Gateway) -> None:
    patience = replace(QUICK, taken=2.0)
    world = WechatyWorld(adapter_for(own, patience=patience), own)
    async with listening(world.adapter, world.heard):
        thief = Wire(own.endpoint, TOKEN)
        await thief.stop()
        hearing = asyncio.create_task(_listen(thief))
        await thief.start()
        await until(lambda: not world.adapter.ready.is_set())
        await until(world.adapter.ready.is_set)
        hearing.cancel()
        thief.close()


async def test_who_is_turned_away_leaves_the_running_account_alone_and_says_it_once(own: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    first = WechatyWorld(adapter_for(own), own)
    async with listening(first.adapter, first.heard):
        second = adapter_for(own)
        starts = own.starts
        running = asyncio.create_task(second.run(_nothing))
        try:
            await until(lambda: "另一个程序" in second.status.cause)
            await asyncio.sleep(3)  # some attempts more
            assert own.starts == starts
            assert caplog.text.count("另一个程序正连着这个网关") == 1
            assert second.sessions.connections == 0
            assert first.adapter.ready.is_set()
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


async def test_a_send_that_nobody_answers_is_uncertain(own: Gateway) -> None:
    world = WechatyWorld(adapter_for(own), own)
    async with listening(world.adapter, world.heard):
        room = await world.room("财政厅群", "王芳")
        await own.do("fault", kind="hold")
        sending = asyncio.create_task(world.adapter.send(to_group(room, "到了没有")))
        await own.until(CEILING, lambda: bool(own.sent))
        await own.kill()
        with pytest.raises(SendUncertain):
            await sending


async def test_a_gateway_without_message_ids_is_believed(own: Gateway) -> None:
    world = WechatyWorld(adapter_for(own), own)
    async with listening(world.adapter, world.heard):
        room = await world.room("财政厅群", "王芳")
        await own.do("ids", on=False)
        assert await world.adapter.send(to_group(room, "没有编号")) == ""


@TOGETHER
async def test_mentions_go_out_by_id_and_once_by_name(shared: Gateway) -> None:
    world = WechatyWorld(adapter_for(shared), shared)
    async with listening(world.adapter, world.heard):
        room = await world.room("财政厅群", "王芳", "李静")
        await world.adapter.send(to_group(room, "已记录", "k1", mention=("王芳", "李静")))
        await world.adapter.send(to_group(room, "@王芳 已记录", "k2", mention=("王芳",)))
        await shared.do("sync")
        posts = [(sent.text, sent.mentions) for sent in shared.sent if sent.to == room]
        assert posts == [("@王芳 @李静 已记录", ("王芳", "李静")), ("@王芳 已记录", ("王芳",))]


@TOGETHER
async def test_invitations_are_accepted_by_the_list_only(shared: Gateway) -> None:
    world = WechatyWorld(adapter_for(shared, room_allowlist=["省财政厅妇女工作群", "赵敏"]), shared)
    async with listening(world.adapter, world.heard):
        await shared.people("赵敏", "路人")
        for number, (topic, by) in enumerate([("闲聊群", "路人"), ("闲聊群", "赵敏"), ("省财政厅妇女工作群", "路人")]):
            room = f"r{number}@chatroom"
            await shared.do("room", room=room, topic=topic, members=[by])
            await shared.do("invite", room=room, by=by, invitation=f"i{number}")
        await shared.until(CEILING, lambda: len(shared.accepted) == 2)
        assert sorted(shared.accepted) == ["i1", "i2"]


@TOGETHER
async def test_a_list_in_its_structured_form_and_a_file_that_cannot_be_read(shared: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    world = WechatyWorld(adapter_for(shared), shared)
    async with listening(world.adapter, world.heard):
        room = await world.room("财政厅群", "王芳")
        for number, text in ((10, "#接龙\n剪纸\n\n1. 王芳 2人"), (53, "<msg><title>#接龙\n剪纸 &amp; 书法</title></msg>"), (5, "表情")):
            await shared.says("王芳", room, text, type=number)
        await shared.do("file", **{"from": "王芳"}, to=BOT, name="坏.png", type=6, base64="AAAA", broken=True)
        await until(lambda: len(messages(world)) == 3)
        heard = [(message.kind, message.text, message.media) for message in messages(world) if message.group]
        assert heard == [("jielong", "#接龙\n剪纸\n\n1. 王芳 2人", None), ("jielong", "#接龙\n剪纸 & 书法", None)]
        assert [(message.kind, message.media) for message in messages(world) if not message.group] == [("image", None)]
        assert "could not be read" in caplog.text


@TOGETHER
async def test_names_are_asked_for_once_and_put_right_by_events(shared: Gateway) -> None:
    world = WechatyWorld(adapter_for(shared), shared)
    async with listening(world.adapter, world.heard):
        room = await world.room("财政厅群", "林红")
        await world.says("林红", "一", room)
        await until(lambda: len(messages(world)) == 1)
        await shared.do("contact", contact="林红", name="林红英")
        await shared.do("dirty", kind=2, about="林红")
        await world.says("林红", "二", room)
        await until(lambda: len(messages(world)) == 2)
        assert [message.sender_name for message in messages(world)] == ["林红", "林红英"]


async def _nothing(event: object) -> None:
    """Hears and forgets."""


async def _listen(wire: Wire) -> None:
    async for _ in wire.events():
        pass


def test_the_waits_are_short_enough_to_be_back_in_time() -> None:
    assert Patience().longest + Patience().first < BACK_SECONDS
    assert QUICK.longest < Patience().longest
    assert Path(__file__).with_name("package-lock.json").is_file()
