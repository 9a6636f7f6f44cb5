"""投稿: pictures are heard for three minutes, kept once, answered together."""

import io
from pathlib import Path

from PIL import Image

from bot.config import Settings
from store.models import Work, WorkWindow, table
from tests.conversation import Person, Town, town
from tests.pictures import HEIC, TEXT, bomb, from_a_phone, picture, video

ANSWERED = 10.0
"""Seconds after which a burst has been answered."""


async def collecting(here: Town, more: str = "每单位3到5件 6月20日截止") -> Person:
    """赵敏 asks for works; 王芳, who will submit some."""
    zhao = here.person("赵敏", group="省财政厅")
    await zhao.is_made("organizer")
    await zhao.says(f"发起活动 剪纸作品征集 {more}")
    return here.person("王芳", group="省财政厅")


async def heard(here: Town, unit: str = "省财政厅") -> str:
    """What the group reads once the sender has paused."""
    await here.pass_time(seconds=ANSWERED)
    return here.group(unit).heard()


def kept(here: Town) -> list[Path]:
    """The files of works."""
    return sorted(path for path in (here.folder / "files" / "works").glob("*/*") if not path.name.endswith(".small.jpg"))


async def test_an_activity_says_how_many_works_it_asks_for() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        said = await zhao.says("发起活动 剪纸作品征集 每单位3到5件 6月20日截止")
        assert said.startswith("活动已发起：剪纸作品征集（不限人数，每单位 3—5 件作品，6月20日截止）。")
        assert "每单位至少 2 件作品" in await zhao.says("发起活动 摄影展 每单位不少于2幅")
        assert "每单位最多 4 件作品" in await zhao.says("发起活动 书画展 每单位最多4幅")
        assert "作品" not in (await zhao.says("发起活动 讲座 6月1日截止")).partition("）")[0]


async def test_a_burst_of_pictures_is_kept_and_answered_once() -> None:
    async with town() as here:
        wang = await collecting(here)
        assert await wang.says("投稿 剪纸") == (
            "王芳，请在三分钟内把照片或视频发到这里，收完一起告诉您。每单位 3—5 件，剪纸作品征集本单位 0/5 件，至少 3 件，还差 3 件。"
            "请不要发能认出孩子的照片。"
        )
        for number in range(3):
            assert await wang.sends(f"IMG_{number}.jpg", picture(number)) == ""
        here.group("省财政厅").heard()
        assert await heard(here) == "已收到：王芳 3件作品（1、2、3号）；剪纸作品征集本单位 3/5 件。撤回请说：撤回作品 编号"
        assert await heard(here) == ""
        assert [(row["name"], row["unit"], row["media"], row["date"]) for row in await here.rows("works")] == [
            ("王芳", "省财政厅", "jpeg", "2021-05-20")
        ] * 3
        assert len(kept(here)) == 3


async def test_no_picture_is_heard_without_the_word_nor_another_persons() -> None:
    async with town() as here:
        wang = await collecting(here)
        li = here.person("李静", group="省财政厅")
        await wang.says("打卡")
        before = await here.row_counts()
        assert await wang.sends("a.jpg", picture(1)) == ""
        assert await wang.sends("a.jpg", picture(1), "剪纸投稿的照片好看吗") == ""
        assert await here.row_counts() == before
        await wang.says("投稿 剪纸")
        here.group("省财政厅").heard()
        opened = await here.row_counts()
        assert await li.sends("b.jpg", picture(2)) == ""
        assert await heard(here) == ""
        assert await here.row_counts() == opened
        assert kept(here) == []


async def test_the_window_closes_after_three_minutes() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        await here.pass_time(minutes=2, seconds=59)
        await wang.sends("a.jpg", picture(1))
        await here.pass_time(seconds=2)
        assert await wang.sends("b.jpg", picture(2)) == ""
        assert "王芳 1件作品（1号）" in await heard(here)
        assert len(await here.rows("works")) == 1


async def test_the_window_and_what_waits_in_it_outlive_a_restart() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        await wang.sends("a.jpg", picture(1))
        await here.restart()
        await wang.sends("b.jpg", picture(2))
        await here.restart()
        here.group("省财政厅").heard()
        assert "王芳 2件作品（1、2号）" in await heard(here)


async def test_the_window_is_open_while_its_word_is_still_in_the_queue() -> None:
    async with town() as here:
        wang = await collecting(here)
        (here.folder / "a.jpg").write_bytes(picture(1))
        from handlers.message import Media

        await here.wire.say(wang.wire_id, "投稿 剪纸", room="g-省财政厅")
        await here.wire.say(wang.wire_id, "", room="g-省财政厅", media=Media("a.jpg", str(here.folder / "a.jpg")))
        await here.idle()
        assert "王芳 1件作品" in await heard(here)


async def test_words_and_picture_in_one_message() -> None:
    async with town() as here:
        wang = await collecting(here)
        assert "三分钟内" in await wang.sends("a.jpg", picture(1), "投稿 剪纸")
        assert "王芳 1件作品（1号）" in await heard(here)
        assert await wang.sends("b.jpg", picture(2), "投稿的照片怎么这么大") == ""  # in the window: a work like any other
        assert "（2号）" in await heard(here)


async def test_other_business_does_not_close_the_window() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        assert "打卡成功" in await wang.says("打卡")
        assert "请问" in await wang.says("结对 红旗社区")
        await wang.sends("a.jpg", picture(1))
        assert "2名儿童" in await wang.says("2")
        assert "王芳 1件作品" in await heard(here)


async def test_the_same_picture_counts_once() -> None:
    async with town() as here:
        wang = await collecting(here)
        li = here.person("李静", group="省教育厅")
        await wang.says("投稿 剪纸")
        await wang.sends("a.jpg", picture(1))
        await wang.sends("b.png", picture(1))
        assert "有 1 张图片以前收过，不重复记。" in await heard(here)
        await li.says("投稿 剪纸")
        await li.sends("c.jpg", picture(1))
        here.group("省教育厅").heard()
        assert await heard(here, "省教育厅") == "这张图片以前收过，不重复记。"
        assert len(await here.rows("works")) == 1
        assert len(kept(here)) == 1


async def test_the_sixth_is_refused_kindly() -> None:
    async with town() as here:
        wang = await collecting(here)
        li = here.person("李静", group="省财政厅")
        await wang.says("投稿 剪纸")
        await here.pass_time(seconds=1)
        for number in range(6):
            await wang.sends(f"{number}.jpg", picture(number))
        here.group("省财政厅").heard()
        said = await heard(here)
        assert "王芳 5件作品（1、2、3、4、5号）；剪纸作品征集本单位 5/5 件" in said
        assert "每个单位最多 5 件，本单位已经满了，1 件没有收。" in said
        assert await li.says("投稿 剪纸") == "“剪纸作品征集”每个单位最多 5 件，本单位已经满了。要换，请先说：撤回作品 编号"
        assert "5/5" not in await wang.says("撤回作品 2")
        assert "4/5 件" in await li.says("投稿 剪纸")
        assert "三分钟内" in await here.person("孙梅", group="省教育厅").says("投稿 剪纸")


async def test_what_is_no_whole_picture_is_told_so() -> None:
    async with town() as here:
        wang = await collecting(here)
        for content, told in (
            (TEXT, "有 1 个文件不是照片或视频，没有收。"),
            (picture(1)[:-4000], "这张图片没有传完整，请再发一次。"),
            (bomb(), "这张图片尺寸太大，打不开，请缩小后再发。"),
            (HEIC, "这张图片的格式这里打不开，请截图以后再发一次。"),
            (video(1)[:-1000], "这张图片没有传完整，请再发一次。"),
        ):
            await wang.says("投稿 剪纸")
            here.group("省财政厅").heard()
            await wang.sends("剪纸.jpg", content)
            assert await heard(here) == told
        assert await here.rows("works") == []
        assert kept(here) == []


async def test_sizes_are_capped() -> None:
    async with town() as here:
        wang = await collecting(here)
        await here.restart(Settings(database=here.database, files=here.folder / "files", work_picture_mb=1, work_video_mb=1))
        await wang.says("投稿 剪纸")
        here.group("省财政厅").heard()
        noise = Image.effect_noise((1400, 1400), 90)
        out = io.BytesIO()
        noise.save(out, "PNG")
        assert len(out.getvalue()) > 1024 * 1024
        await wang.sends("a.png", out.getvalue())
        assert await heard(here) == "这张图片太大（最多 1 MB），请压缩后再发。"


async def test_every_kind_is_told_by_its_content_and_video_has_no_picture() -> None:
    async with town() as here:
        wang = await collecting(here, "6月20日截止")
        await wang.says("投稿 剪纸")
        for name, content in (
            ("a.bin", picture(1)),
            ("b.jpg", picture(2, "PNG")),
            ("c.jpg", picture(3, "WEBP")),
            ("d.jpg", picture(4, "GIF")),
            ("e.mp4", video(5)),
            ("f.mp4", video(6, b"qt  ")),
        ):
            await wang.sends(name, content)
        assert "6件作品" in await heard(here)
        assert [row["media"] for row in await here.rows("works")] == ["jpeg", "png", "webp", "gif", "mp4", "mov"]
        assert {path.suffix for path in kept(here)} == {".jpg", ".png", ".webp", ".gif", ".mp4", ".mov"}


async def test_a_small_picture_is_turned_and_knows_no_place() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        await wang.sends("王小明的作业.jpg", from_a_phone(1))
        (small,) = (here.folder / "files" / "works").glob("*/*.small.jpg")
        with Image.open(small) as image:
            assert image.size == (360, 480)
            assert dict(image.getexif()) == {}
        assert b"PHONE-OF-WANG" not in small.read_bytes()
        assert "王小明" not in here.everything_stored()
        assert not [path for path in (here.folder / "files").rglob("*") if "王小明" in path.name]


async def test_a_burst_is_taken_back_whole() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        for number in range(3):
            await wang.sends(f"{number}.jpg", picture(number))
        await heard(here)
        assert await wang.says("撤销") == "已撤销：“剪纸作品征集”作品 1、2、3号。"
        assert await here.rows("works") == []
        await wang.says("投稿 剪纸")
        await wang.sends("1.jpg", picture(1))
        assert "王芳 1件作品" in await heard(here)


async def test_works_are_withdrawn_by_number_or_the_only_one_without() -> None:
    async with town() as here:
        wang = await collecting(here)
        li, zhao = here.person("李静", group="省财政厅"), here.person("赵敏")
        assert await wang.says("撤回作品") == "还没有您的作品。投稿请说：投稿 活动名"
        await wang.says("投稿 剪纸")
        for number in range(2):
            await wang.sends(f"{number}.jpg", picture(number))
        await heard(here)
        assert await wang.says("撤回作品") == "请说撤回第几号，比如：撤回作品 3。您的作品：1、2号"
        assert await li.says("撤回作品 1") == "1 号作品不在您的权限之内。"
        assert await wang.says("撤回作品 9") == "没有 9 号作品。"
        assert (await wang.says("撤回作品 1")).startswith("已撤回作品 1号；剪纸作品征集本单位 1/5 件")
        assert await wang.says("撤销") == "已撤销：撤回作品 1号。"
        assert len(await here.rows("works")) == 2
        await zhao.says("删除作品 1")
        assert (await wang.says("撤回作品")).startswith("已撤回作品 2号")
        assert (await here.audit())[-1] == "work_withdraw"
        for talk in ("撤回作品的同志请说一声", "删除作品里的水印", "取消投稿了吗"):
            assert await wang.says(talk) == "", talk


async def test_the_title_is_kept_and_the_records_show_it() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸 《喜上眉梢》")
        await wang.sends("a.jpg", picture(1))
        await heard(here)
        assert await wang.says("我的作品") == "王芳的记录：\n作品：1号《喜上眉梢》 剪纸作品征集 5月20日"
        assert "作品：1号《喜上眉梢》" in await wang.says("我的记录")
        said = await wang.says("投稿 剪纸 《五年级二班王小明的窗花》")
        assert "没有记下" in said
        await wang.sends("b.jpg", picture(2))
        assert "王小明" not in here.everything_stored()


async def test_in_private_too() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("打卡")
        assert await wang.sends("a.jpg", picture(1), private=True) == "图片和视频请先说“投稿 活动名”再发；别的事请用文字告诉我。"
        assert "三分钟内" in await wang.whispers("投稿 剪纸")
        assert await wang.sends("a.jpg", picture(1), private=True) == ""
        assert await wang.sends("b.jpg", picture(2)) == ""  # in the group nothing is open
        await here.pass_time(seconds=ANSWERED)
        assert "王芳 1件作品（1号）；剪纸作品征集本单位 1/5 件" in wang.private.heard()
        assert here.group("省财政厅").heard().count("已收到") == 0


async def test_which_activity_is_asked_where_several_take_works() -> None:
    async with town() as here:
        wang = await collecting(here)
        zhao = here.person("赵敏")
        await zhao.says("发起活动 家庭教育讲座")
        assert "剪纸作品征集本单位" in await wang.says("投稿")  # the only one that asks for works
        await zhao.says("发起活动 摄影展 每单位最多3幅")
        assert await wang.says("投稿") == "请问是哪个活动？\n1. 剪纸作品征集\n2. 摄影展\n回复序号就行；不办了请说：算了"
        assert "摄影展本单位 0/3 件" in await wang.says("2")
        await zhao.says("结束活动 剪纸")
        assert await wang.says("投稿 剪纸") == "“剪纸作品征集”已经结束，不再登记。"
        for talk in ("投稿邮箱是多少", "投稿的同志看过来", "投稿剪纸的截止了没"):
            assert await wang.says(talk) == "", talk


async def test_pictures_after_the_end_of_the_activity_are_told_so() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        await here.person("赵敏").says("结束活动 剪纸")
        here.group("省财政厅").heard()
        await wang.sends("a.jpg", picture(1))
        assert await heard(here) == "“剪纸作品征集”已经结束，1 件没有收。"


async def test_a_second_word_answers_what_the_first_has_brought() -> None:
    async with town() as here:
        wang = await collecting(here)
        await here.person("赵敏").says("发起活动 摄影展 每单位最多3幅")
        await wang.says("投稿 剪纸")
        await wang.sends("a.jpg", picture(1))
        said = await wang.says("投稿 摄影展")
        assert "已收到：王芳 1件作品（1号）" in said
        assert "摄影展本单位 0/3 件" in said
        await wang.sends("b.jpg", picture(2))
        assert "摄影展本单位 1/3 件" in await heard(here)


async def test_a_message_delivered_twice_is_one_work() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        await wang.sends("a.jpg", picture(1))
        (bubble,) = [one for one in here.wire.history("g-省财政厅") if one.kind == "image"]
        await here.wire.redeliver(bubble.id)
        await here.idle()
        said = await heard(here)
        assert "1件作品" in said
        assert "以前收过" not in said


async def test_forgetting_her_takes_the_pictures_but_not_the_count() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸 《喜上眉梢》")
        await wang.sends("a.jpg", picture(1))
        await heard(here)
        await wang.whispers("删除我的信息")
        assert [(row["name"], row["title"], row["sha256"]) for row in await here.rows("works")] == [("（已删除）", "", "")]
        assert [row.records for row in await here.totals("works")] == [1]
        assert len(await here.row_counts()) > 10
        assert (await here.row_counts())[table(WorkWindow).name] == 0
        assert (await here.row_counts())[table(Work).name] == 1


async def test_under_a_new_id_the_works_are_hers() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        await wang.sends("a.jpg", picture(1))
        await heard(here)
        known = await here.app.writer.run(lambda uow: uow.members.by_wire("main", wang.wire_id))
        assert known is not None
        again = Person(here, "new-王芳", "王芳", here.group("省财政厅"))
        here.wire.add_person("王芳", wire_id="new-王芳", rooms=[here.group("省财政厅").wire_id])
        await again.says("投稿 剪纸")
        await again.sends("b.jpg", picture(2))
        await heard(here)
        await again.whispers(f"认领 {await here.code('member', target=known.id)}")
        assert await again.says("我的作品") == "王芳的记录：\n作品：2号 剪纸作品征集 5月20日\n作品：1号 剪纸作品征集 5月20日"
        assert "王芳 1件作品（3号）" not in await again.says("投稿 剪纸")
        await again.sends("c.jpg", picture(3))
        assert "王芳 1件作品（3号）" in await heard(here)


async def test_what_was_submitted_before_the_group_was_bound_is_the_units() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 剪纸作品征集 每单位3到5件")
        loose = await here.open_group("省民政厅", bound=False)
        sun = here.person("孙梅", group=loose)
        await sun.says("投稿 剪纸")
        await sun.sends("a.jpg", picture(1))
        liu = here.person("刘芸", group=loose)
        await liu.is_made("admin")
        await liu.says("绑定单位 省民政厅")
        await here.pass_time(seconds=ANSWERED)
        assert "剪纸作品征集本单位 1/5 件" in loose.heard()
        assert [row["unit"] for row in await here.rows("works")] == ["省民政厅"]


async def test_she_is_answered_when_she_has_paused_not_before() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        here.group("省财政厅").heard()
        for number in range(4):
            await wang.sends(f"{number}.jpg", picture(number))
            await here.pass_time(seconds=6)
            assert here.group("省财政厅").heard() == ""
        await here.pass_time(seconds=2)
        assert "王芳 4件作品（1、2、3、4号）" in here.group("省财政厅").heard()


async def test_a_picture_sets_the_alarm() -> None:
    class Alarm:
        woken = 0

        async def wake(self) -> None:
            self.woken += 1

        def stop(self) -> None:
            pass

    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        alarm = Alarm()
        here.app._runner = alarm  # type: ignore[assignment]
        await wang.sends("a.jpg", picture(1))
        assert alarm.woken == 1
        await wang.says("我的作品")
        assert alarm.woken == 1


async def test_two_people_of_a_unit_are_answered_in_one_message() -> None:
    async with town() as here:
        wang = await collecting(here)
        li = here.person("李静", group="省财政厅")
        for person, number in ((wang, 1), (li, 2)):
            await person.says("投稿 剪纸")
            await person.sends(f"{number}.jpg", picture(number))
        here.group("省财政厅").heard()
        assert await heard(here) == "已记录：王芳 1件、李静 1件；剪纸作品征集本单位 2/5 件，至少 3 件，还差 1 件"
