"""What every channel must do alike: the local one, a real wechaty gateway, WeCom. Where one cannot, that is told and tested too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.adapter import RoomClosed, SendFailed, SendUncertain
from handlers.message import Media, OutgoingMessage
from tests.gateway.process import Gateway
from tests.gateway.worlds import ACCOUNT, Post, World, echoes, events, local_world, messages, to_group, wechaty_world
from tests.waiting import until
from tests.wecom.world import wecom_world

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
FILM = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 4
SHEET = b"PK\x03\x04" + bytes(range(256)) * 1000
"""More than the gateway puts into a box: it must be streamed."""


def content_of(media: Media) -> bytes:
    return Path(media.path).read_bytes()


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(params=["local", "wechaty", "wecom"], loop_scope="module")
async def world(request: pytest.FixtureRequest, tmp_path: Path, shared: Gateway) -> AsyncIterator[World]:
    if request.param == "local":
        async with local_world(tmp_path) as local:
            yield local
    elif request.param == "wecom":
        async with wecom_world(tmp_path) as wecom:
            yield wecom
    else:
        async with wechaty_world(shared, tmp_path) as wechaty:
            yield wechaty


async def test_words_in_a_room_come_in_with_who_where_and_when(world: World) -> None:
    room = await world.room("财政厅群", "王芳", "李静")
    said = await world.says("王芳", "报名 剪纸 2人", room)
    await until(lambda: bool(messages(world)))
    [heard] = messages(world)
    assert (heard.account, heard.group, heard.sender, heard.text, heard.id) == (ACCOUNT, room, "王芳", "报名 剪纸 2人", said)
    assert (heard.sender_name, heard.group_name, heard.kind) == ("王芳", "财政厅群" if world.tells_rooms else "", "text")
    assert heard.mentions_bot is not world.adapter.capabilities.hears_all
    assert heard.hears_all is world.adapter.capabilities.hears_all
    assert not heard.mentioned
    assert not heard.is_self
    assert heard.at.utcoffset() == timedelta(0)


async def test_words_in_private_have_no_group(world: World) -> None:
    await world.room("财政厅群", "王芳")
    await world.says("王芳", "我的记录")
    await until(lambda: bool(messages(world)))
    [heard] = messages(world)
    assert (heard.group, heard.sender, heard.sender_name, heard.text) == (None, "王芳", "王芳", "我的记录")


async def test_a_mention_of_the_bot_and_of_others_is_known_by_id(world: World) -> None:
    room = await world.room("财政厅群", "王芳", "李静")
    await world.says("王芳", "授权 @李静 统筹员", room, "李静", at_bot=True)
    await until(lambda: bool(messages(world)))
    [heard] = messages(world)
    assert heard.mentions_bot
    assert [(one.wire_id, one.name) for one in heard.mentioned] == [("李静", "李静")]


async def test_what_is_sent_arrives_and_comes_back_as_an_echo(world: World) -> None:
    room = await world.room("财政厅群", "王芳")
    await world.adapter.send(to_group(room, "已记录：王芳 2人"))
    await world.adapter.send(OutgoingMessage(ACCOUNT, None, "王芳", "只对你说", "k2"))
    if not world.adapter.capabilities.echoes:
        assert await world.posted(room) == [Post("已记录：王芳 2人")]
        assert await world.posted("王芳") == [Post("只对你说")]
        assert echoes(world) == []
        return
    await until(lambda: len(echoes(world)) == 2)
    assert await world.posted(room) == [Post("已记录：王芳 2人")]
    public, private = sorted(echoes(world), key=lambda echo: echo.group is None)  # two chats have no order
    assert (public.group, public.text, public.mentions_bot) == (room, "已记录：王芳 2人", False)
    assert (private.group, private.text) == (None, "只对你说")


async def test_a_picture_and_a_file_go_out_with_their_names_and_bytes(world: World, tmp_path: Path) -> None:
    room = await world.room("财政厅群", "王芳")
    for name, content in (("图表.png", PNG), ("名单.xlsx", SHEET)):
        (tmp_path / name).write_bytes(content)
    await world.adapter.send(to_group(room, "", "k1", kind="image", path=str(tmp_path / "图表.png"), name="图表.png"))
    await world.adapter.send(to_group(room, "报名名单", "k2", kind="file", path=str(tmp_path / "名单.xlsx"), name="名单.xlsx"))
    posts = await world.posted(room)
    assert [(post.name, post.content) for post in posts if post.name] == [("图表.png", PNG), ("名单.xlsx", SHEET)]
    assert [post.text for post in posts if post.text] == ["报名名单"]
    if world.adapter.capabilities.echoes:
        await until(lambda: any(echo.text == "报名名单" for echo in echoes(world)))


async def test_a_video_and_a_link_card_go_out_and_come_back(world: World, tmp_path: Path) -> None:
    room = await world.room("财政厅群", "王芳")
    (tmp_path / "红船.mp4").write_bytes(FILM)
    await world.adapter.send(to_group(room, "", "k1", kind="video", path=str(tmp_path / "红船.mp4"), name="红船.mp4"))
    await world.adapter.send(to_group(room, "上海兴业路76号", "k2", kind="link", name="一大会址", url="https://news.example/1"))
    assert await world.posted(room) == [Post("", "红船.mp4", FILM), Post("上海兴业路76号", "一大会址", b"", "https://news.example/1")]
    if world.adapter.capabilities.echoes:
        await until(lambda: len(echoes(world)) == 2)
        assert [echo.kind for echo in echoes(world)] == ["video", "link"]


async def test_a_picture_and_a_file_come_in_with_their_bytes(world: World) -> None:
    room = await world.room("财政厅群", "王芳")
    await world.gives("王芳", "剪纸.png", PNG, room)
    await until(lambda: len(messages(world)) == 1)  # what comes in two chats has no order
    await world.gives("王芳", "名册.xlsx", SHEET)
    await until(lambda: len(messages(world)) == 2)
    picture, sheet = messages(world)
    assert picture.media is not None
    assert sheet.media is not None
    assert (picture.kind, picture.group, picture.media.name, picture.media.mime) == ("image", room, "剪纸.png", "image/png")
    assert (sheet.kind, sheet.group, sheet.media.name, sheet.media.size) == ("file", None, "名册.xlsx", len(SHEET))
    assert [content_of(one) for one in (picture.media, sheet.media)] == [PNG, SHEET]


async def test_being_let_in_renamed_and_put_out_is_told(world: World) -> None:
    room = await world.let_in("民政厅群")
    if not world.tells_rooms:
        await world.put_out(room)
        with pytest.raises(RoomClosed, match="不在这个群里"):
            await world.adapter.send(to_group(room, "还在吗"))
        assert world.heard == []
        return
    await until(lambda: bool(events(world, "join")))
    await world.rename(room, "民政厅妇女工作群")
    await until(lambda: bool(events(world, "topic")))
    await world.put_out(room)
    await until(lambda: bool(events(world, "leave")))
    told = [(event.kind, event.group, event.group_name) for kind in ("join", "topic", "leave") for event in events(world, kind)]
    assert told == [("join", room, "民政厅群"), ("topic", room, "民政厅妇女工作群"), ("leave", room, "民政厅妇女工作群")]
    assert all(event.id for kind in ("join", "topic", "leave") for event in events(world, kind))


async def test_a_message_delivered_twice_keeps_its_id(world: World) -> None:
    room = await world.room("财政厅群", "王芳")
    said = await world.says("王芳", "报名 剪纸", room)
    await world.redeliver(said)
    await until(lambda: len(messages(world)) == 2)
    assert [message.id for message in messages(world)] == [said, said]


async def test_a_hundred_messages_of_a_room_keep_their_order(world: World) -> None:
    room = await world.room("财政厅群", "王芳", "李静", "孙梅")
    for number in range(100):
        await world.says(("王芳", "李静", "孙梅")[number % 3], f"第{number}句", room)
    await until(lambda: len(messages(world)) == 100)
    assert [message.text for message in messages(world)] == [f"第{number}句" for number in range(100)]


async def test_a_picture_on_its_way_keeps_its_place(world: World) -> None:
    room = await world.room("财政厅群", "王芳")
    for number in range(5):
        await world.gives("王芳", f"{number}.png", PNG + bytes([number]), room)
        await world.says("王芳", f"第{number}张", room)
    await until(lambda: len(messages(world)) == 10)
    heard = [message.media.name if message.media else message.text for message in messages(world)]
    assert heard == [one for number in range(5) for one in (f"{number}.png", f"第{number}张")]


async def test_a_refused_send_fails_and_posts_nothing(world: World) -> None:
    room = await world.room("财政厅群", "王芳")
    await world.fail(SendFailed)
    with pytest.raises(SendFailed):
        await world.adapter.send(to_group(room, "不会到"))
    assert await world.posted(room) == []


async def test_a_file_that_is_not_there_fails(world: World, tmp_path: Path) -> None:
    room = await world.room("财政厅群", "王芳")
    with pytest.raises(SendFailed):
        await world.adapter.send(to_group(room, "", kind="file", path=str(tmp_path / "没有.xlsx"), name="没有.xlsx"))


async def test_an_uncertain_send_is_settled_by_its_echo_where_there_is_one(world: World) -> None:
    room = await world.room("财政厅群", "王芳")
    await world.fail(SendUncertain)
    with pytest.raises(SendUncertain):
        await world.adapter.send(to_group(room, "到了，但没有说"))
    if world.adapter.capabilities.echoes:
        await until(lambda: bool(echoes(world)))
        assert [echo.text for echo in echoes(world)] == ["到了，但没有说"]
    assert await world.posted(room) == [Post("到了，但没有说")]
