"""Items with pictures, a video, a link; title cards: pushed, previewed, asked for, changed, in chat."""

from __future__ import annotations

import io
from datetime import datetime
from unittest.mock import patch

from PIL import Image

from bot.adapter import Capabilities
from bot.adapters.local import Bubble
from handlers.files import card as cards
from store.media import Attachment, MediaFolder
from store.types import SHANGHAI
from tests.conversation import Person, Place, Town, town
from tests.handlers.test_item_media import FILM, picture

COLUMN = "党史上的今天"
LATER = datetime(2021, 5, 21, 9, 0, tzinfo=SHANGHAI)
WORDS = "【党史上的今天】红船启航\n\n正文。\n\n来源：测试\n学习后请回复：打卡"


def media(here: Town) -> list[Attachment]:
    """Two pictures, a video and a link, their contents where the bot looks for them."""
    folder = MediaFolder(here.folder / "files" / "items")
    red, blue = (folder.save(picture(colour), ".png") for colour in ("red", "blue"))
    film = Attachment("video", folder.save(FILM, ".mp4"), "红船.mp4")
    return [
        Attachment("image", red),
        Attachment("image", blue),
        film,
        Attachment("link", red, "南湖革命纪念馆", "嘉兴南湖", "https://a.example/1"),
    ]


async def organizers(here: Town) -> tuple[Person, Person]:
    zhao, sun = here.person("赵敏", group="省财政厅"), here.person("孙丽", group="省财政厅")
    for one in (zhao, sun):
        await one.is_made("organizer")
    return zhao, sun


def seen(place: Place, after: int = 0) -> list[str]:
    """What the bot posted: kinds, of a text its words."""
    return [one.text if one.kind == "text" else one.kind for one in new(place, after)]


def new(place: Place, after: int = 0) -> list[Bubble]:
    return [one for one in place.bubbles() if one.seq > after]


async def test_a_push_brings_its_pictures_its_video_and_its_card_in_order() -> None:
    async with town() as here:
        zhao, _ = await organizers(here)
        await here.item(COLUMN, "05-21", "红船启航", media=media(here))
        await zhao.says("新增推送 党史上的今天 每天 8:30")
        before = here.wire.last
        await here.pass_time(to=LATER)
        for unit in ("省财政厅", "省教育厅"):
            assert seen(here.group(unit), before) == [WORDS, "image", "image", "video", "link"]
        card = new(here.group("省教育厅"), before)[-1]
        assert (card.name, card.text, card.url) == ("南湖革命纪念馆", "嘉兴南湖", "https://a.example/1")
        assert "送达 2/2 群次" in await zhao.says("送达")
        assert "红船启航" in await zhao.says("打卡")


async def test_a_plan_with_title_cards_draws_one_for_all_groups_and_sends_it_first() -> None:
    async with town() as here:
        zhao, _ = await organizers(here)
        await here.item(COLUMN, "05-21", "红船启航", media=media(here)[:1])
        said = await zhao.says("新增推送 党史上的今天 每天 8:30 带标题图 晚上8点报数")
        assert said.endswith("08:30，每晚 20:00 报打卡数，带标题图。")
        with patch.object(cards, "title_card", wraps=cards.title_card) as drawn:
            before = here.wire.last
            await here.pass_time(to=LATER)
            for unit in ("省财政厅", "省教育厅"):
                assert seen(here.group(unit), before) == ["image", WORDS, "image"]
            shown = here.wire.media.find(new(here.group("省教育厅"), before)[0].file)
            assert shown is not None
            assert Image.open(io.BytesIO(shown.read_bytes())).width == cards.WIDTH
            await here.restart()
            await zhao.whispers("预览 5月21日")
            assert drawn.call_count == 1, "once, whoever gets it and however often it is looked at"


async def test_title_cards_are_added_and_taken_away() -> None:
    async with town() as here:
        zhao, _ = await organizers(here)
        for day in ("05-21", "05-22", "05-23"):
            await here.item(COLUMN, day, "红船启航")
        await zhao.says("新增推送 党史上的今天 每天 8:30")
        assert "带标题图" in await zhao.says("修改推送 1 加标题图")
        assert "带标题图" in await zhao.says("推送计划 1")
        before = here.wire.last
        await here.pass_time(to=LATER)
        assert seen(here.group("省教育厅"), before) == ["image", WORDS]
        assert "带标题图" not in await zhao.says("修改推送 1 去掉标题图")
        before = here.wire.last
        await here.pass_time(days=1)
        assert seen(here.group("省教育厅"), before) == [WORDS]
        assert await zhao.says("标题图真好看") == ""


async def test_a_push_by_hand_has_the_card_of_its_columns_plan() -> None:
    async with town() as here:
        zhao, _ = await organizers(here)
        await here.item(COLUMN, "05-20", "红船启航")
        await zhao.says("新增推送 党史上的今天 每天 8:30 带标题图")
        before = here.wire.last
        await zhao.says("立即推送 党史上的今天")
        assert seen(here.group("省教育厅"), before) == ["image", WORDS]


async def test_several_items_as_one_have_no_card_but_all_their_pictures() -> None:
    async with town() as here:
        zhao, _ = await organizers(here)
        for day in ("05-21", "05-22"):
            await here.item(COLUMN, day, "红船启航", media=media(here)[:1])
        await zhao.says("新增推送 党史上的今天 每天 8:30 带标题图 合并补推 3天内补推")
        before = here.wire.last
        await here.sleep_until(datetime(2021, 5, 22, 9, 0, tzinfo=SHANGHAI))
        merged, *rest = seen(here.group("省教育厅"), before)
        assert merged.count("红船启航") == 2
        assert rest == ["image", "image"]


async def test_a_card_that_cannot_be_drawn_keeps_nothing_back() -> None:
    async with town() as here:
        zhao, _ = await organizers(here)
        await here.item(COLUMN, "05-21", "红船启航")
        await zhao.says("新增推送 党史上的今天 每天 8:30 带标题图")
        before = here.wire.last
        with patch.object(cards, "title_card", side_effect=OSError("no room")):
            await here.pass_time(to=LATER)
        assert seen(here.group("省教育厅"), before) == [WORDS]


async def test_a_card_with_an_empty_box_in_it_is_not_sent() -> None:
    async with town() as here:
        zhao, _ = await organizers(here)
        await here.item(COLUMN, "05-21", "红船\U00030000启航")
        await zhao.says("新增推送 党史上的今天 每天 8:30 带标题图")
        before = here.wire.last
        await here.pass_time(to=LATER)
        assert seen(here.group("省教育厅"), before) == [WORDS.replace("红船", "红船\U00030000")]


async def test_where_there_is_only_text_it_says_what_is_missing() -> None:
    async with town(capabilities=Capabilities(kinds=frozenset({"text"}))) as here:
        zhao, _ = await organizers(here)
        await here.item(COLUMN, "05-21", "红船启航", media=media(here))
        await zhao.says("新增推送 党史上的今天 每天 8:30 带标题图")
        before = here.wire.last
        await here.pass_time(to=LATER)
        assert seen(here.group("省教育厅"), before) == [
            WORDS + "\n\n南湖革命纪念馆\n嘉兴南湖\nhttps://a.example/1\n"
            "（原有 2 张图片，这里发不了，请向组织员要。）\n（原有视频“红船.mp4”，这里发不了视频，请向组织员要。）"
        ]


async def test_the_preview_shows_all_that_groups_will_get() -> None:
    async with town() as here:
        zhao, _ = await organizers(here)
        number = await here.item(COLUMN, "05-21", "红船启航", media=media(here))
        await zhao.says("新增推送 党史上的今天 每天 8:30 带标题图")
        await zhao.whispers("预览明天")
        head, *rest = seen(zhao.private)[1:]
        assert (head.split("\n", 1)[1], rest) == (WORDS, ["image", "image", "video", "link"])
        assert seen(zhao.private)[0] == "image", "the title card, first as in the groups"
        before = here.wire.last
        await zhao.whispers(f"预览 {number}")
        assert seen(zhao.private, before)[1:] == ["image", "image", "video", "link"]
        assert "《红船启航》（2 张图片、视频、链接）" in await zhao.says("推送计划 1")


async def test_who_reviews_sees_that_there_is_more_than_words() -> None:
    async with town() as here:
        zhao, _ = await organizers(here)
        await here.item(COLUMN, "05-21", "红船启航", state="submitted", media=media(here)[:2])
        await here.item(COLUMN, "05-22", "没有图", state="submitted")
        said = await zhao.says("待审")
        assert "《红船启航》（2 张图片）" in said
        assert "《没有图》\n" in said


async def test_what_an_item_carries_is_taken_away_and_waits_for_another_to_approve() -> None:
    async with town() as here:
        number = await here.item(COLUMN, "05-21", "红船启航", media=media(here))
        zhao, sun = await organizers(here)
        await zhao.says("新增推送 党史上的今天 每天 8:30")
        assert "要重新审核" in await zhao.says(f"修改内容 {number} 去掉图片")
        assert await zhao.says(f"修改内容 {number} 去掉图片") == f"{number} 号《红船启航》没有图片。"
        assert "没有审核通过" in await zhao.says("预览明天")
        await zhao.says(f"修改内容 {number} 删掉视频")
        await zhao.says(f"修改内容 {number} 链接标题 嘉兴南湖")
        assert "您写的" in await zhao.says(f"通过 {number}")
        assert "已通过" in await sun.says(f"通过 {number}")
        before = here.wire.last
        await here.pass_time(to=LATER)
        assert seen(here.group("省教育厅"), before) == [WORDS, "link"]
        assert new(here.group("省教育厅"), before)[-1].name == "嘉兴南湖"
        assert await here.audit() == ["plan_add", *["item_edit"] * 3, "review_approved"]


async def test_a_link_is_given_in_chat_as_it_is_typed() -> None:
    async with town() as here:
        number = await here.item(COLUMN, "05-21", "红船启航")
        zhao, _ = await organizers(here)
        assert f"请先说：修改内容 {number} 链接 网址" in await zhao.says(f"修改内容 {number} 链接标题 嘉兴")
        assert "已修改" not in await zhao.says(f"修改内容 {number} 链接 a.example/1")
        assert "整条复制" in await zhao.says(f"修改内容 {number} 链接 https://a.example/ 1")
        await zhao.says(f"修改内容 {number} 链接 https://A.example/Page?x=1，2")
        before = here.wire.last
        await zhao.whispers(f"预览 {number}")
        card = new(zhao.private, before)[-1]
        assert (card.kind, card.url, card.name) == ("link", "https://A.example/Page?x=1，2", "红船启航")


async def test_asked_in_the_group_the_words_come_alone_and_in_private_everything() -> None:
    async with town() as here:
        await here.item(COLUMN, "05-20", "红船启航", media=media(here))
        wang = here.person("王芳", group="省财政厅")
        said = await wang.says("今日学习")
        assert said == WORDS + "\n（另有2 张图片、视频、链接，私聊我说“今日学习”可以看。）"
        await wang.whispers("今日学习")
        assert seen(wang.private) == [WORDS, "image", "image", "video", "link"]
