"""签到、签退: she comes and goes herself; an organizer records for others; nothing is made up."""

from __future__ import annotations

from datetime import datetime

from handlers.charts import bar_picture
from handlers.words import hours_words
from store.types import SHANGHAI
from tests.conversation import Person, Town, town


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2021-{text}").replace(tzinfo=SHANGHAI)


async def clinic(here: Town) -> tuple[Person, Person]:
    """An activity of two and a half hours that counts them, with 王芳 (and 李静 by her) on its roster."""
    zhao = here.person("赵敏", group="省财政厅")
    await zhao.is_made("organizer")
    opened = await zhao.says("发起活动 社区义诊 5月22日9点到11点30 计时")
    assert "时间 5月22日 09:00—11:30" in opened
    assert "计服务时数" in opened
    wang = here.person("王芳", group="省财政厅")
    await wang.says("报名 社区义诊 2人")
    await zhao.says("代报名 社区义诊 李静、孙梅")
    return zhao, wang


async def test_she_comes_and_goes_and_only_the_activity_s_own_time_counts() -> None:
    async with town() as here:
        _, wang = await clinic(here)
        assert await wang.says("签到") == "今天没有可以签到的活动，请写上活动名。"
        assert await wang.says("签到 社区义诊") == "“社区义诊”5月22日才举行，当天再签到吧。"
        here.clock.now = at("05-22T08:47:30")
        assert await wang.says("签到") == "已签到：王芳；社区义诊到场 1 人。结束时请说：签退"
        assert await wang.says("签到") == "王芳 已经在“社区义诊”签过到了。"
        here.clock.now = at("05-22T11:10:59")
        assert await wang.says("签退") == "已签退：王芳，“社区义诊”服务 2小时10分。"
        here.clock.now = at("05-22T15:00")  # she stayed after all; what lies behind the end does not count
        assert await wang.says("签退") == "已签退：王芳，“社区义诊”服务 2小时30分。"
        assert [row["minutes"] for row in await here.rows("attendance")] == [150]
        assert await wang.says("撤销") == "已撤销：王芳 签退“社区义诊”。"
        assert [row["minutes"] for row in await here.rows("attendance")] == [130]


async def test_who_did_not_sign_up_is_let_in_and_marked() -> None:
    async with town() as here:
        zhao, _ = await clinic(here)
        here.clock.now = at("05-22T09:05")
        qian = here.person("钱红", group="省财政厅")
        assert await qian.says("签到 社区义诊") == "已签到：钱红（没有报名）；社区义诊到场 1 人。结束时请说：签退"
        roster = await zhao.says("名单 社区义诊")
        assert "王芳 2人（省财政厅）·未签到" in roster
        assert roster.endswith("共 4 人，到场 1 人（没有报名的：钱红）")
        assert [row["signed_up"] for row in await here.rows("attendance")] == [False]


async def test_heads_that_were_not_signed_up_are_not_signed_in() -> None:
    async with town() as here:
        _, wang = await clinic(here)
        here.clock.now = at("05-22T09:00")
        assert "您报的是 2 人" in await wang.says("签到 社区义诊 3人")
        assert await wang.says("签到 社区义诊 2人") == "已签到：王芳 2人；社区义诊到场 2 人。结束时请说：签退"
        assert [(one.people, one.heads) for one in await here.totals("attendance")] == [(1, 2)]


async def test_a_forgotten_leaving_counts_nothing_until_an_organizer_settles_it() -> None:
    async with town() as here:
        zhao, wang = await clinic(here)
        here.clock.now = at("05-22T09:10")
        await wang.says("签到")
        here.group("省财政厅").heard()
        await here.pass_time(to=at("05-23T09:30"))
        told = zhao.private.heard()
        assert "· 社区义诊：1 位" in told
        assert "签退 活动名 姓名 11:30" in told
        await here.restart()
        await here.pass_time(minutes=5)
        assert len(zhao.private.bubbles()) == 1
        assert [row["minutes"] for row in await here.rows("attendance")] == [None]
        assert "另有 1 次没有签退，时数没有计" in await wang.whispers("我的服务")
        assert await wang.says("签退 社区义诊") == "“社区义诊”已经过了，请组织员补登。"
        assert await zhao.says("签退 社区义诊 王芳") == "请写上签退时间，例如：签退 社区义诊 王芳 11:30"
        assert "王芳 2小时20分" in await zhao.says("签退 社区义诊 王芳 12点")
        await here.restart()
        assert "服务时数 2小时20分" in await wang.whispers("我的服务")
        await here.pass_time(to=at("05-24T09:30"))
        assert len(zhao.private.bubbles()) == 1  # told once


async def test_an_organizer_records_corrects_and_takes_back_for_others() -> None:
    async with town() as here:
        zhao, wang = await clinic(here)
        here.clock.now = at("05-22T12:00")
        said = await zhao.says("签到 社区义诊 李静、孙梅、周丽")
        assert said == "已签到 3 位：李静、孙梅、周丽（没有报名）；社区义诊到场 3 人。没签退的时数先空着。"
        assert "李静 2小时15分" in await zhao.says("签到 社区义诊 李静 9:15到11:40")
        assert "已签退 2 位：孙梅、周丽（没有报名）" in await zhao.says("签退 社区义诊 全部 11点")
        minutes = {row["name"]: row["minutes"] for row in await here.rows("attendance")}
        assert minutes == {"李静": 135, "孙梅": None, "周丽": None}  # nobody knows when they came
        assert await zhao.says("取消签到 社区义诊 周丽") == "已取消签到：周丽；社区义诊到场 2 人。"
        assert "已撤销" in await zhao.says("撤销")
        assert len(await here.rows("attendance")) == 3
        assert await wang.says("签到 社区义诊 李静") == "给别人签到要请组织员来登记。"
        assert [act for act in await here.audit() if act.startswith("attend")] == ["attend_for"] * 3 + ["attend_off"]


async def test_an_organizer_of_another_unit_records_nobody_here() -> None:
    async with town() as here:
        await clinic(here)
        here.clock.now = at("05-22T09:30")
        chen = here.person("陈丽", group="省教育厅")
        await chen.is_made("organizer", "省教育厅")
        li = here.person("李静", group="省教育厅")
        assert "已签到：李静（没有报名）" in await li.says("签到 社区义诊")
        assert "已签到 1 位：李静（没有报名）" in await chen.says("签到 社区义诊 李静")
        assert {(row["unit"], row["name"]) for row in await here.rows("attendance")} == {("省教育厅", "李静")}


async def test_a_row_made_for_her_name_becomes_hers_when_she_speaks() -> None:
    async with town() as here:
        zhao, _ = await clinic(here)
        here.clock.now = at("05-22T09:00")
        await zhao.says("签到 社区义诊 李静")
        li = here.person("李静", group="省财政厅")
        here.clock.now = at("05-22T10:00")
        assert await li.says("签退") == "已签退：李静，“社区义诊”服务 1小时。"
        assert len(await here.rows("attendance")) == 1
        assert "服务时数 1小时" in await li.whispers("我的服务")


async def test_an_activity_without_hours_needs_no_leaving_and_has_no_hours() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 剪纸活动 5月20日")
        wang = here.person("王芳", group="省财政厅")
        assert await wang.says("签到剪纸") == "已签到：王芳（没有报名）；剪纸活动到场 1 人。"
        assert await wang.says("签退 剪纸") == "“剪纸活动”不计时数，签到就可以了。"
        assert (await zhao.says("统计 服务时数")).endswith("服务时数 0分（0 人、0 人次）")
        assert await zhao.says("发起活动 义诊 5月30日 计时") == "计时的活动要写清起止时间，例如：发起活动 义诊 6月20日9点到11点半 计时"


async def test_people_times_and_hours_are_three_figures() -> None:
    async with town(groups=("省财政厅", "省教育厅")) as here:
        zhao, wang = await clinic(here)
        here.clock.now = at("05-22T09:00")
        await wang.says("签到 2人")
        li = here.person("周兰", group="省教育厅")
        await li.says("签到 社区义诊")
        here.clock.now = at("05-22T10:30")
        await wang.says("签退")
        assert (await zhao.says("统计 签到 社区义诊")).endswith("签到 2 人、3 人次")
        assert (await zhao.says("统计 服务时数")).endswith("服务时数 3小时（1 人、2 人次）")
        assert "1. 省财政厅：3小时（1 人）" in await zhao.says("统计 服务时数 按单位")
        assert "省教育厅：1 人次" in await zhao.says("统计 签到 按单位")
        assert "省财政厅" in await zhao.says("服务时数排行")


async def test_who_did_not_come_is_told_to_an_organizer_in_private() -> None:
    async with town() as here:
        zhao, wang = await clinic(here)
        here.clock.now = at("05-22T09:00")
        assert await zhao.says("未签到 社区义诊") == "“社区义诊”还没有人签到。"
        await zhao.says("签到 社区义诊 李静")
        assert await zhao.says("未签到") == "名单已私聊发给您。"
        assert zhao.private.heard() == "社区义诊 · 报了名没有签到的 2 位（全部单位）：\n王芳 2人（省财政厅）、孙梅（省财政厅）"
        assert "权限" in await wang.says("未签到 社区义诊")


async def test_several_activities_of_a_day_are_asked_about() -> None:
    async with town() as here:
        zhao, _ = await clinic(here)
        await zhao.says("发起活动 剪纸活动 5月22日")
        here.clock.now = at("05-22T09:00")
        qian = here.person("钱红", group="省财政厅")
        asked = await qian.says("签到")
        assert "1. 社区义诊" in asked
        assert "2. 剪纸活动" in asked
        assert "已签到：钱红（没有报名）；剪纸活动到场 1 人" in await qian.says("2")


async def test_what_was_said_in_a_group_that_is_bound_later_belongs_to_its_unit() -> None:
    async with town() as here:
        await clinic(here)
        here.clock.now = at("05-22T09:00")
        place = await here.open_group("省审计厅", bound=False)
        sun = here.person("孙艳", group=place)
        admin = here.person("刘芸", group=place)
        await admin.is_made("admin")
        assert "已签到：孙艳" in await sun.says("签到 社区义诊")
        await admin.says("绑定单位 省审计厅")
        assert [row["unit"] for row in await here.rows("attendance")] == ["省审计厅"]


async def test_her_name_leaves_the_record_and_the_count_stays() -> None:
    async with town() as here:
        await clinic(here)
        here.clock.now = at("05-22T09:00")
        qian = here.person("钱红英", group="省财政厅")
        await qian.says("签到 社区义诊")
        await qian.whispers("删除我的信息")
        assert [(row["name"], row["headcount"]) for row in await here.rows("attendance")] == [("（已删除）", 1)]
        assert await qian.whispers("我的服务") == "钱红英，还没有您的签到记录。"


async def test_talk_about_signing_in_is_left_alone() -> None:
    async with town() as here:
        _, wang = await clinic(here)
        here.clock.now = at("05-22T09:00")
        before = await here.row_counts()
        for talk in (
            "签到表放门口了",
            "签退表呢",
            "签到八点半开始",
            "签退了吗",
            "签到全部完成了请入座",
            "未签到的抓紧",
            "我的服务态度好吧",
            "取消签到的规定真烦",
            "大家记得签退",
            "统计时长不对啊",
        ):
            assert await wang.says(talk) == "", talk
        assert await here.row_counts() == before


async def test_who_came_without_anybody_signed_up_is_still_on_the_roster() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 清洁家园 5月20日8点到11点半 计时")
        assert await zhao.says("名单 清洁家园") == "全部单位还没有人报名“清洁家园”。"
        said = await zhao.says("签到 清洁家园 王芳、李静 8点到9点半")
        assert said == "已签到 2 位：王芳（没有报名） 1小时30分、李静（没有报名） 1小时30分；清洁家园到场 2 人。"
        assert await zhao.says("名单 清洁家园") == "“清洁家园”没有人报名，到场 2 人（全部单位）：\n王芳、李静"
        assert await zhao.says("未签到 清洁家园") == "全部单位还没有人报名“清洁家园”。"


async def test_hours_are_not_those_of_an_activity_that_is_called_service() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 社区志愿服务 5月20日8点到11点半 计时")
        await zhao.says("发起活动 清洁家园 5月20日8点到11点半 计时")
        await zhao.says("签到 清洁家园 王芳 8点到9点半")
        assert await zhao.says("统计 服务时数") == "全部单位 · 截至5月20日\n服务时数 1小时30分（1 人、1 人次）"
        assert "1. 省财政厅：1小时30分" in await zhao.says("统计 志愿服务时数 按单位")
        assert "· 社区志愿服务 ·" in await zhao.says("统计 社区志愿服务 服务时数")
        assert "· 社区志愿服务 ·" in await zhao.says("统计 社区志愿服务时数")
        said = await zhao.says("统计 服务时数 本月 比上月")
        assert said.endswith("1小时30分（1 人、1 人次），比上月同期多 1小时30分（上月全部 0分）")


async def test_a_picture_of_service_says_hours_as_the_words_do() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 义诊 5月20日8点到11点30 计时")
        for place, name, span in (("省财政厅", "王芳", "8点到10点23分"), ("省教育厅", "李静", "8点到9点")):
            here.person("赵敏", group=place)
            await zhao.says(f"签到 义诊 {name} {span}", group=here.group(place))
        assert "1. 省财政厅：2小时23分（1 人）" in await zhao.says("服务时数排行")
        heading = "全部单位 · 截至5月20日 · 服务时数排行 · 按单位"
        drawn = bar_picture(heading, ["省财政厅", "省教育厅"], [143, 60], unit_label="分钟", say=hours_words)
        assert here.group("省财政厅").files()[-1].read_bytes() == drawn
