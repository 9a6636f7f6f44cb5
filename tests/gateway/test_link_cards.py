"""Link cards on a real gateway: what it is given; puppets that have none; cards that people share."""

from __future__ import annotations

from pathlib import Path

from bot.adapter import SendUncertain
from tests.gateway.process import Gateway
from tests.gateway.worlds import messages, to_group, wechaty_world
from tests.waiting import CEILING


async def test_a_card_has_its_title_description_address_and_the_address_of_its_thumbnail(own: Gateway, tmp_path: Path) -> None:
    async with wechaty_world(own, tmp_path) as world:
        room = await world.room("财政厅群", "王芳")
        card = to_group(
            room, "上海兴业路76号", kind="link", name="一大会址", url="https://a.example/1", picture_url="https://a.example/1.png"
        )
        wire_id = await world.adapter.send(card)
        await own.do("sync")
        [sent] = own.sent
        assert (sent.name, sent.text, sent.url, sent.thumbnail) == ("一大会址", "上海兴业路76号", card.url, card.picture_url)
        assert sent.id == wire_id, "so that its echo is known"


async def test_a_puppet_without_cards_is_given_the_words(own: Gateway, tmp_path: Path) -> None:
    async with wechaty_world(own, tmp_path) as world:
        room = await world.room("财政厅群", "王芳")
        await own.do("fault", kind="unsupported")
        await world.adapter.send(to_group(room, "", kind="link", name="一大会址", url="https://a.example/1"))
        await own.do("sync")
        assert [(sent.text, sent.url) for sent in own.sent] == [("一大会址\nhttps://a.example/1", "")]


async def test_a_card_that_broke_on_the_way_may_have_arrived(own: Gateway, tmp_path: Path) -> None:
    async with wechaty_world(own, tmp_path) as world:
        room = await world.room("财政厅群", "王芳")
        await own.do("fault", kind="after")
        try:
            await world.adapter.send(to_group(room, "", kind="link", name="一大会址", url="https://a.example/1"))
        except SendUncertain:
            return
        raise AssertionError("it is not known whether it arrived")


async def test_cards_that_people_share_are_talk(own: Gateway, tmp_path: Path) -> None:
    async with wechaty_world(own, tmp_path) as world:
        room = await world.room("财政厅群", "王芳")
        await world.says("王芳", "先说一句", room)
        await own.do("say", **{"from": "王芳"}, to=room, text="<msg><title>报名 剪纸 2人</title></msg>", type=14)
        await world.says("王芳", "再说一句", room)
        await own.until(CEILING, lambda: len(messages(world)) == 2)
        assert [message.text for message in messages(world)] == ["先说一句", "再说一句"]
