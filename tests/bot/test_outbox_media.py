"""A push of several messages: in order, each once, taken up where it stopped; what a channel lacks goes as words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapter import Capabilities, Pace, SendFailed, SendUncertain
from bot.forecast import Forecast
from bot.parts import split
from handlers.message import IncomingMessage, Kind, OutgoingMessage
from store.media import WORDS, Attachment
from store.unit_of_work import UnitOfWork
from tests.bot.desk import ACCOUNT, Desk, Wire, desk
from tests.bot.test_outbox import deliveries
from tests.bot.test_outbox_parts import LONG, MARK, delivery

EVERYTHING = frozenset({"text", "image", "file", "video", "link"})
CARD = Attachment("image", "card.png", "标题图.png", card=True)
FIRST, SECOND = Attachment("image", "a.png"), Attachment("image", "b.jpg")
FILM = Attachment("video", "c.mp4", "红船.mp4")
LINK = Attachment("link", "d.png", "一大会址", "上海兴业路76号", "https://news.example/1")
ALL = (CARD, WORDS, FIRST, SECOND, FILM, LINK)


async def push(here: Desk, parts: tuple[Attachment, ...] = ALL, text: str = "一大召开", groups: int = 1) -> None:
    now = here.clock()

    def make(uow: UnitOfWork) -> None:
        column = uow.study.ensure_column("党史上的今天", "dated")
        item = uow.study.item(uow.study.add_item(column, now, key="05-20", title="题", text="文", source="源", state="approved"))
        assert item is not None
        rooms = [uow.groups.ensure(ACCOUNT, f"g{number}", f"群{number}", now) for number in range(1, groups + 1)]
        uow.pushes.make(uow.plans.by_hand(column.id, now).id, now, item, text, uow.groups.these(rooms), now, parts)

    await here.app.writer.run(make)


def shown(wire: Wire, group: str = "g1") -> list[str]:
    """What a group was shown: kinds, and of texts their words."""
    return [message.text if message.kind == "text" else Path(message.path).name for message in wire.shown if message.group == group]


async def heard(here: Desk, kind: Kind, id: str, group: str | None = "g1") -> None:
    """The account hears a picture, video or card of its own."""
    message = IncomingMessage(ACCOUNT, group, "bot", "", id, here.clock(), is_self=True)
    await here.app.dispatcher.feed(replace(message, kind=kind))


async def test_everything_goes_in_its_order_to_every_group(tmp_path: Path) -> None:
    async with desk(tmp_path, wire=Wire(kinds=EVERYTHING)) as here:
        await push(here, groups=30)
        await here.sends()
        for number in range(1, 31):
            assert shown(here.wire, f"g{number}") == ["card.png", "一大召开", "a.png", "b.jpg", "c.mp4", "d.png"]
        assert {(row.state, row.parts_sent) for row in await deliveries(here)} == {("sent", 5)}
        card, film = here.wire.shown[-1], next(one for one in here.wire.shown if one.kind == "video")
        assert (card.kind, card.name, card.text, card.url) == ("link", "一大会址", "上海兴业路76号", "https://news.example/1")
        assert (film.name, film.path) == ("红船.mp4", str(tmp_path / "files" / "items" / "c.mp4"))
        assert len({message.key for message in here.wire.shown}) == len(here.wire.shown), "no two messages have one key"


async def test_a_channel_without_pictures_and_cards_gets_their_words(tmp_path: Path) -> None:
    async with desk(tmp_path, wire=Wire(kinds=frozenset({"text"}))) as here:
        await push(here)
        assert await here.sends() == [
            "一大召开\n\n一大会址\n上海兴业路76号\nhttps://news.example/1\n"
            "（原有 2 张图片，这里发不了，请向组织员要。）\n（原有视频“红船.mp4”，这里发不了视频，请向组织员要。）"
        ]
        assert (await delivery(here)).state == "sent"


async def test_a_title_card_is_left_out_without_a_word(tmp_path: Path) -> None:
    async with desk(tmp_path, wire=Wire(kinds=frozenset({"text", "link"}))) as here:
        await push(here, (CARD, WORDS, LINK))
        await here.sends()
        assert shown(here.wire) == ["一大召开", "d.png"]


async def test_a_long_text_among_pictures_goes_in_pieces(tmp_path: Path) -> None:
    async with desk(tmp_path, wire=Wire(kinds=EVERYTHING, max_text_bytes=75)) as here:
        await push(here, (CARD, WORDS, FIRST), LONG)
        await here.sends()
        assert shown(here.wire) == ["card.png", *split(LONG, 75, MARK), "a.png"]


@pytest.mark.parametrize("taken", range(6))
async def test_killed_between_two_messages_it_goes_on_where_it_stopped(tmp_path: Path, taken: int) -> None:
    wire = Wire(kinds=EVERYTHING)
    wire.trouble = lambda message: SendFailed("网络不通") if len(wire.shown) == taken else None
    async with desk(tmp_path, wire=wire) as here:
        await push(here)
        await here.sends()
        assert ((await delivery(here)).state, (await delivery(here)).parts_sent) == ("pending", taken)
    wire.trouble = lambda _: None
    async with desk(tmp_path, wire=wire) as here:
        here.clock.now = here.clock.now.replace(hour=10)
        await here.sends()
        assert shown(wire) == ["card.png", "一大召开", "a.png", "b.jpg", "c.mp4", "d.png"]
        assert (await delivery(here)).state == "sent"


async def test_a_picture_that_failed_for_good_is_sent_again_without_what_came_before_it(tmp_path: Path) -> None:
    wire = Wire(kinds=EVERYTHING)
    wire.trouble = lambda message: SendFailed("要发的文件读不了") if message.path.endswith("a.png") else None
    async with desk(tmp_path, wire=wire) as here:
        await push(here, (WORDS, FIRST, LINK))
        for _ in range(6):
            await here.later(minutes=11)
        row = await delivery(here)
        assert (row.state, row.parts_sent, row.cause) == ("failed", 1, "要发的文件读不了")
        assert shown(wire) == ["一大召开"]
        wire.trouble = lambda _: None
        await here.app.writer.run(lambda uow: uow.deliveries.retry("2021-05-20", None))
        await here.sends()
        assert shown(wire) == ["一大召开", "a.png", "d.png"]


@pytest.mark.parametrize("echoed", [True, False])
async def test_killed_while_a_picture_was_under_way_its_echo_lets_the_rest_follow(tmp_path: Path, echoed: bool) -> None:
    wire = Wire(kinds=EVERYTHING)
    wire.trouble = lambda message: SendFailed("网络不通") if message.path.endswith("a.png") else None
    async with desk(tmp_path, wire=wire) as here:
        await push(here, (WORDS, FIRST, LINK))
        await here.sends()
        await here.app.writer.run(lambda uow: uow.deliveries.claim(ACCOUNT, here.clock().replace(hour=10), 1))
    wire.trouble = lambda _: None
    async with desk(tmp_path, wire=wire) as here:
        await here.sends()
        assert (await delivery(here)).state == "uncertain"
        if echoed:
            await heard(here, "image", "e1")
            await here.sends()
        assert shown(wire) == (["一大召开", "d.png"] if echoed else ["一大召开"]), "the picture was sent by the one that was killed"
        assert (await delivery(here)).state == ("sent" if echoed else "uncertain")


@pytest.mark.parametrize(("part", "kind"), [(FIRST, "image"), (FILM, "video"), (FILM, "file"), (LINK, "link")])
async def test_what_has_no_words_is_known_by_its_chat_and_kind(tmp_path: Path, part: Attachment, kind: Kind) -> None:
    wire = Wire(kinds=EVERYTHING)
    wire.trouble = lambda message: SendUncertain("没有回音") if message.kind == part.kind else None
    async with desk(tmp_path, wire=wire) as here:
        await push(here, (WORDS, part))
        await here.sends()
        others: tuple[Kind, ...] = ("image", "video", "link")
        for other in others:
            if other != kind and (kind, other) != ("file", "video"):
                await heard(here, other, "e0")
        await heard(here, kind, "e1", "g2")
        await heard(here, kind, "e2", None)
        await here.echo("", id="e3")
        assert (await delivery(here)).state == "uncertain", "another kind, another chat, a private one, a text"
        await heard(here, kind, "e4")
        assert (await delivery(here)).state == "sent"


async def test_the_echo_of_a_picture_that_surely_arrived_settles_no_other(tmp_path: Path) -> None:
    wire = Wire(kinds=EVERYTHING)
    wire.trouble = lambda message: SendUncertain("没有回音") if message.path.endswith("b.jpg") else None
    async with desk(tmp_path, wire=wire) as here:
        await push(here, (WORDS, FIRST, SECOND))
        await here.sends()
        await heard(here, "image", "wire-2")
        assert (await delivery(here)).state == "uncertain", "that was the first picture's echo, by the id its send was given"
        await heard(here, "image", "unknown")
        assert (await delivery(here)).state == "sent"


async def test_where_sends_are_given_no_ids_echoes_are_taken_in_their_order(tmp_path: Path) -> None:
    class Nameless(Wire):
        async def send(self, message: OutgoingMessage) -> str:
            await super().send(message)
            return ""

    wire = Nameless(kinds=EVERYTHING)
    wire.trouble = lambda message: SendUncertain("没有回音") if message.path.endswith("b.jpg") else None
    async with desk(tmp_path, wire=wire) as here:
        await push(here, (WORDS, FIRST, SECOND))
        await here.sends()
        await heard(here, "image", "x1")
        assert (await delivery(here)).state == "uncertain"
        await heard(here, "image", "x2")
        assert (await delivery(here)).state == "sent"


async def test_every_message_counts_for_the_pace_the_cap_and_the_time_told(tmp_path: Path) -> None:
    pace = Pace(20, 20, pushes_per_day=5)
    wire = Wire(pace, kinds=EVERYTHING)
    async with desk(tmp_path, wire=wire) as here:
        await push(here, (WORDS, FIRST, LINK), groups=2)
        told = await here.app.writer.run(lambda uow: uow.deliveries.messages_waiting())
        assert told == {ACCOUNT: 6}
        forecast = Forecast({ACCOUNT: Capabilities(pace=Pace(60, 60))})
        done = await here.app.writer.run(lambda uow: forecast.done_by(uow, {ACCOUNT: 1}, here.clock(), here.clock()))
        assert done is not None
        assert (done - here.clock()).total_seconds() >= 7 * 60
        await here.sends()
        assert len(wire.shown) == 5, "the sixth waits for tomorrow"
    async with desk(tmp_path, wire=wire) as here:
        here.clock.now = here.clock.now.replace(hour=20)
        await here.sends()
        assert len(wire.shown) == 5, "a new process counts the same"
