"""What a process leaves that died between claim and mark is settled by its echo, else visible; never sent again blindly."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapter import Pace, SendUncertain
from bot.outbox import Outbox
from handlers.message import OutgoingMessage
from store.unit_of_work import UnitOfWork
from tests.bot.desk import Desk, Wire, desk
from tests.conversation import Town, town


def unsure(message: OutgoingMessage) -> Exception:
    return SendUncertain("没有回音")


async def test_an_uncertain_send_is_never_sent_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        here.wire.trouble = unsure
        await here.put("一")
        await here.sends()
        await here.later(days=1)
        assert (len(here.wire.tried), await here.states()) == (1, ["uncertain"])
    async with desk(tmp_path) as here:
        assert (await here.sends(), await here.states()) == ([], ["uncertain"])


@pytest.mark.parametrize("id", ["reply-1", "reply-1#2", "a-channel's-own-id"])
async def test_an_echo_that_comes_later_settles_it(tmp_path: Path, id: str) -> None:
    async with desk(tmp_path) as here:
        here.wire.trouble = unsure
        await here.put("一")
        await here.sends()
        await here.echo("一", id=id)
        [row] = await here.rows()
        assert (row.state, row.wire_id) == ("sent", id)


async def test_an_echo_of_something_else_does_not(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        here.wire.trouble = unsure
        await here.put("一")
        await here.sends()
        await here.echo("二", id="x1")
        await here.echo("一", id="x2", group="g2")
        await here.echo("一", id="x3", group=None)
        assert await here.states() == ["uncertain"]


async def test_the_echo_of_a_sure_send_is_not_taken_for_an_uncertain_one_of_the_same_text(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.put("一")
        await here.sends()
        here.wire.trouble = unsure
        await here.put("一")
        await here.sends()
        await here.echo("一", id="x1")
        assert await here.states() == ["sent", "uncertain"]
        await here.echo("一", id="x2")
        assert await here.states() == ["sent", "sent"]


async def test_a_private_echo_settles_by_its_text(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        here.wire.trouble = unsure
        await here.put("一", group_wire=None, person_wire="u1")
        await here.sends()
        await here.echo("一", id="x1", group=None)
        assert await here.states() == ["sent"]


async def test_an_echo_that_comes_before_the_send_returns(tmp_path: Path) -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        here.wire.fail_next(SendUncertain, posted=True, echo=True)
        await zhao.says("帮助")
        assert await states(here) == ["sent"] * len(await states(here))
        here.wire.fail_next(SendUncertain, posted=True, echo=False)
        await zhao.says("帮助")
        assert (await states(here))[-1] == "uncertain"


async def states(here: Town) -> list[str]:
    from store.outbox import OUTBOX

    query = OUTBOX.select().order_by(OUTBOX.c.id)
    return await here.app.writer.run(lambda uow: [row.state for row in uow.connection.execute(query)])


async def test_after_a_crash_what_was_claimed_is_uncertain_and_what_waited_is_sent_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.put("一", "二", "三")
        await here.crashed(of=1)
    async with desk(tmp_path) as here:
        assert await here.sends() == ["二", "三"]
        rows = await here.rows()
        assert [row.state for row in rows] == ["uncertain", "sent", "sent"]
        assert rows[0].cause == "发送时程序中断，不知是否已到"
        await here.echo("一", id="x1")
        assert await here.states() == ["sent"] * 3


async def test_after_a_crash_one_echo_settles_a_merged_message_whole(tmp_path: Path) -> None:
    for folder, wire_id in ((tmp_path / "key", "reply-1"), (tmp_path / "text", "x1")):
        async with desk(folder, pace=Pace(1, 2)) as here:
            await here.put("王芳 2人|共 2 人", "李静 1人|共 3 人", acks=True)
            await here.crashed()
        async with desk(folder, pace=Pace(1, 2)) as here:
            assert await here.sends() == []
            assert await here.states() == ["uncertain", "uncertain"]
            await here.echo("已记录：王芳 2人、李静 1人；共 3 人", id=wire_id)
            assert await here.states() == ["sent", "sent"]


async def test_killed_between_send_and_mark_the_channels_echo_settles_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One bubble, and after the restart its state is known."""
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        with monkeypatch.context() as dying:
            dying.setattr("bot.outbox.record", lambda *_: None)
            dying.setattr(Outbox, "echo", _deaf)
            await zhao.says("帮助")
        before = len(here.group("省财政厅").bubbles())
        assert (await states(here))[-1] == "sending"
        await here.restart()
        assert (await states(here))[-1] == "sent"
        assert len(here.group("省财政厅").bubbles()) == before


async def _deaf(*_: object) -> None:
    """The process died before it heard."""


async def test_a_push_under_way_is_settled_the_same_way(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await a_push(here)
        await here.app.writer.run(lambda uow: uow.deliveries.claim("main", here.clock(), 1))
    async with desk(tmp_path, wire=Wire()) as here:
        assert await here.sends() == ["推送"]
        assert await delivered(here) == ["uncertain", "sent"]
        await here.echo("推送", id="push-1")
        assert await delivered(here) == ["sent", "sent"]


async def a_push(here: Desk) -> None:
    now = here.clock()

    def make(uow: UnitOfWork) -> None:
        column = uow.study.ensure_column("党史上的今天", "dated")
        item = uow.study.item(uow.study.add_item(column, now, key="05-20", title="题", text="文", source="源", state="approved"))
        assert item is not None
        groups = [uow.groups.ensure("main", wire, wire, now) for wire in ("g1", "g2")]
        uow.pushes.make(uow.plans.by_hand(column.id, now).id, now, item, "推送", uow.groups.these(groups), now)

    await here.app.writer.run(make)


async def delivered(here: Desk) -> list[str]:
    from store.pushes import DELIVERIES

    query = DELIVERIES.select().order_by(DELIVERIES.c.id)
    return await here.app.writer.run(lambda uow: [row.state for row in uow.connection.execute(query)])
