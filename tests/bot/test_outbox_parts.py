"""Texts too long for the channel go in numbered parts, each once; what a channel cannot carry goes as words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapter import Capabilities, Pace, SendFailed, SendUncertain
from bot.parts import part_of, split
from handlers.message import OutgoingMessage
from handlers.texts import Texts
from store.models import Delivery
from store.unit_of_work import UnitOfWork
from tests.bot.desk import ACCOUNT, Desk, Wire, desk
from tests.bot.test_outbox import deliveries

MARK = "（{number}/{total}）"
LONG = "一大在上海召开。代表有十三位！会议后来移到嘉兴。红船从此起航；历史由此改写。"


async def push_text(here: Desk, text: str, groups: int = 1) -> None:
    now = here.clock()

    def make(uow: UnitOfWork) -> None:
        column = uow.study.ensure_column("党史上的今天", "dated")
        item = uow.study.item(uow.study.add_item(column, now, key="05-20", title="题", text="文", source="源", state="approved"))
        assert item is not None
        rooms = [uow.groups.ensure(ACCOUNT, f"g{number}", f"群{number}", now) for number in range(1, groups + 1)]
        uow.pushes.make(uow.plans.by_hand(column.id, now).id, now, item, text, uow.groups.these(rooms), now)

    await here.app.writer.run(make)


async def delivery(here: Desk) -> Delivery:
    return (await deliveries(here))[0]


@given(st.text(alphabet="甲乙丙丁a1。！？，；\n ”🎉", max_size=400), st.integers(40, 200))
def test_nothing_is_lost_between_the_parts_and_none_is_too_long(text: str, most: int) -> None:
    parts = split(text, most, MARK)
    assert all(len(part.encode()) <= most for part in parts)
    if text.strip():
        bare = [re.sub(r"^（\d+/\d+）", "", part) for part in parts]
        assert re.sub(r"\s", "", "".join(bare)) == re.sub(r"\s", "", text)
        assert [part.split("）")[0] for part in parts] == [f"（{number}/{len(parts)}" for number in range(1, len(parts) + 1)]


def test_a_text_is_cut_where_a_sentence_ends() -> None:
    assert split(LONG, 75, MARK) == (
        "（1/3）一大在上海召开。代表有十三位！",
        "（2/3）会议后来移到嘉兴。红船从此起航；",
        "（3/3）历史由此改写。",
    )
    assert split("他说：“走！”大家就走了。", 45, MARK)[0] == "（1/2）他说：“走！”"


async def test_a_long_push_goes_in_parts_and_a_short_one_whole(tmp_path: Path) -> None:
    async with desk(tmp_path, wire=Wire(max_text_bytes=75)) as here:
        await push_text(here, LONG, groups=2)
        assert await here.sends() == [part for part in split(LONG, 75, MARK) for _ in range(2)]
        assert [row.state for row in await deliveries(here)] == ["sent"] * 2
        await here.put("短的")
        assert (await here.sends())[-1] == "短的"


async def test_parts_keep_the_pace_and_a_reply_may_come_between(tmp_path: Path) -> None:
    async with desk(tmp_path, wire=Wire(Pace(15, 35), max_text_bytes=75)) as here:
        await push_text(here, LONG)
        await here.sends()
        assert len([seconds for seconds in here.slept if seconds >= 15]) >= 2


async def test_a_part_that_failed_is_tried_again_and_those_before_it_are_not(tmp_path: Path) -> None:
    wire = Wire(max_text_bytes=75)
    async with desk(tmp_path, wire=wire) as here:
        wire.trouble = lambda message: SendFailed("网络不通") if "2/3" in message.text and len(wire.tried) == 2 else None
        await push_text(here, LONG)
        await here.sends()
        assert ((await delivery(here)).state, (await delivery(here)).parts_sent) == ("pending", 1)
        assert await here.later(seconds=6) == list(split(LONG, 75, MARK))
        assert (await delivery(here)).state == "sent"


async def test_killed_between_two_parts_the_first_is_not_said_again(tmp_path: Path) -> None:
    wire = Wire(max_text_bytes=75)
    wire.trouble = lambda message: SendFailed("网络不通") if "2/3" in message.text else None
    async with desk(tmp_path, wire=wire) as here:
        await push_text(here, LONG)
        await here.sends()
    wire.trouble = lambda _: None
    async with desk(tmp_path, wire=wire) as here:
        here.clock.now = here.clock.now.replace(hour=10)
        assert await here.sends() == list(split(LONG, 75, MARK))


@pytest.mark.parametrize("heard", [True, False])
async def test_killed_while_a_part_was_under_way_its_echo_lets_the_rest_follow(tmp_path: Path, heard: bool) -> None:
    wire = Wire(max_text_bytes=75)
    async with desk(tmp_path, wire=wire) as here:
        await push_text(here, LONG)
        await here.app.writer.run(lambda uow: uow.deliveries.claim(ACCOUNT, here.clock(), 1))
    async with desk(tmp_path, wire=wire) as here:
        assert await here.sends() == []
        assert (await delivery(here)).state == "uncertain"
        if heard:
            await here.echo(split(LONG, 75, MARK)[0])
            assert await here.sends() == list(split(LONG, 75, MARK))[1:]
        assert (await delivery(here)).state == ("sent" if heard else "uncertain")


async def test_a_part_that_nobody_heard_back_is_followed_when_its_echo_comes(tmp_path: Path) -> None:
    wire = Wire(max_text_bytes=75, arrives_anyway=True)
    async with desk(tmp_path, wire=wire) as here:
        wire.trouble = lambda message: SendUncertain("没有回音") if "2/3" in message.text else None
        await push_text(here, LONG)
        assert await here.sends() == list(split(LONG, 75, MARK))[:2]
        await here.echo(split(LONG, 75, MARK)[1], id="x")
        assert await here.sends() == list(split(LONG, 75, MARK))


async def test_acknowledgements_that_do_not_fit_into_one_message_go_in_several(tmp_path: Path) -> None:
    async with desk(tmp_path, wire=Wire(max_text_bytes=200)) as here:
        await here.put(*(f"成员{number:02} 1人|共 {number + 1} 人" for number in range(40)), acks=True)
        sent = await here.sends()
        assert len(sent) >= 4
        assert all(len(text.encode()) <= 200 and text.startswith("已记录：") for text in sent)
        assert re.findall(r"成员\d\d", "".join(sent)) == [f"成员{number:02}" for number in range(40)]


async def test_a_picture_and_a_file_become_a_line_where_there_are_none(tmp_path: Path) -> None:
    async with desk(tmp_path, wire=Wire(kinds=frozenset({"text"}))) as here:
        await here.put("排行", kind="image", path="/x/排行.png", name="排行.png")
        await here.put("", kind="file", path="/x/名单.xlsx", name="名单.xlsx")
        first, second = await here.sends()
        assert first == "排行\n（原有图片“排行.png”，这里发不了图片，请向组织员要。）"
        assert second == "（原有文件“名单.xlsx”，这里发不了文件，请向组织员要。）"
        assert [message.kind for message in here.wire.shown] == ["text", "text"]


def test_a_card_becomes_its_words_and_a_video_a_line_where_there_are_none() -> None:
    can, texts = Capabilities(kinds=frozenset({"text"})), Texts.load()

    def only(message: OutgoingMessage) -> OutgoingMessage:
        part = part_of([message], 0, can, texts)
        assert part is not None
        return part.message

    card = OutgoingMessage("a", "g", None, "一九二一年的事", "k", "link", "/x/薄.png", "一大召开", url="https://news.example/1")
    words = only(card)
    assert (words.kind, words.text, words.path, words.url) == ("text", "一大召开\n一九二一年的事\nhttps://news.example/1", "", "")
    film = OutgoingMessage("a", "g", None, "", "k", "video", "/x/红船.mp4", "红船.mp4")
    assert only(film).text == "（原有视频“红船.mp4”，这里发不了视频，请向组织员要。）"
