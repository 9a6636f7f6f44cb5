"""上报活动: what a unit has carried out, and 活动目录清单."""

from openpyxl import load_workbook

from tests.conversation import Person, Town, town

WHOLE = "上报活动 红色文化进社区 2场 服务对象 社区居民 5月18日"
RECORDED = "已记录：红色文化进社区 2 场，5月18日。\n实施主体：省财政厅；服务对象：社区居民。\n要改请说：修改上报 红色文化进社区 3场"


async def organizer(here: Town, name: str = "赵敏", unit: str = "省财政厅") -> Person:
    zhao = here.person(name, group=unit)
    await zhao.is_made("organizer", unit)
    return zhao


async def test_all_said_at_once() -> None:
    async with town() as here:
        zhao = await organizer(here)
        assert await zhao.says(WHOLE) == RECORDED
        [row] = await here.rows("programmes")
        assert {name: row[name] for name in ("title", "carrier", "served", "sessions", "people", "unit", "from", "to")} == {
            "title": "红色文化进社区",
            "carrier": "省财政厅",
            "served": "社区居民",
            "sessions": 2,
            "people": None,
            "unit": "省财政厅",
            "from": "2021-05-18",
            "to": "2021-05-18",
        }
        assert (await here.audit())[-1] == "programme_report"


async def test_what_is_missing_is_asked_for_one_thing_at_a_time() -> None:
    async with town() as here:
        zhao = await organizer(here)
        assert await zhao.says("上报活动") == "请问活动叫什么名字？"
        assert await zhao.says("红色文化进社区") == "请问一共办了几场？请回复数字就行。"
        assert await zhao.says("大家晚上一起吃饭吗") == ""
        assert await zhao.says("2场") == "请问服务对象是谁？比如：社区居民"
        await here.restart()
        assert await zhao.says("社区居民") == "请问是哪天办的？比如：5月18日，或4月1日到5月30日"
        assert await zhao.says("5月18日") == RECORDED
        assert await zhao.says("上报活动 送法下乡 六场 面向农村妇女") == "请问是哪天办的？比如：5月18日，或4月1日到5月30日"
        assert await zhao.says("算了") == "好的，这次不记。"
        assert len(await here.rows("programmes")) == 1


async def test_who_carried_it_out_and_a_span_of_days() -> None:
    async with town() as here:
        zhao = await organizer(here)
        said = await zhao.says("上报活动 送法下乡 6场 120人 4月1日到5月10日 面向农村妇女 由权益部承办")
        assert said.startswith("已记录：送法下乡 6 场，4月1日—5月10日。\n实施主体：权益部；服务对象：农村妇女。")
        [row] = await here.rows("programmes")
        assert (row["carrier"], row["people"], row["from"], row["to"]) == ("权益部", 120, "2021-04-01", "2021-05-10")
        assert "义诊 1 场，2020年5月21日。" in await zhao.says("上报活动 义诊 1场 服务对象 居民 5月21日")


async def test_said_again_it_replaces_and_it_is_changed_cancelled_undone() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await zhao.says(WHOLE)
        assert (await zhao.says(WHOLE.replace("2场", "3场"))).startswith("已改为：红色文化进社区 3 场")
        assert (await zhao.says("修改上报 红色文化 4场")).startswith("已改为：红色文化进社区 4 场，5月18日。")
        assert "服务对象：留守儿童" in await zhao.says("修改上报 服务对象 留守儿童")
        assert [(row["sessions"], row["served"]) for row in await here.rows("programmes")] == [(4, "留守儿童")]
        assert await zhao.says("撤销") == "已撤销：修改上报“红色文化进社区”。"
        assert [row["served"] for row in await here.rows("programmes")] == ["社区居民"]
        assert await zhao.says("取消上报 红色文化进社区") == "已取消上报：红色文化进社区（4 场）。"
        assert await here.rows("programmes") == []
        assert await zhao.says("撤销") == "已撤销：取消上报“红色文化进社区”。"
        assert len(await here.rows("programmes")) == 1
        await zhao.says("上报活动 送法下乡 6场 服务对象 农村妇女 5月19日")
        assert await zhao.says("修改上报 3场") == "请说是哪一项，已上报的有：送法下乡、红色文化进社区"
        assert (await here.audit())[-2:] == ["programme_cancel", "programme_report"]


async def test_members_may_not_and_talk_is_left_alone() -> None:
    async with town() as here:
        zhao, wang = await organizer(here), here.person("王芳", group="省财政厅")
        assert "组织员" in await wang.says(WHOLE)
        assert await here.rows("programmes") == []
        for talk in (
            "上报活动的单位请把照片发我",
            "上报活动情况的截止时间是周五",
            "修改上报的材料发群里",
            "取消上报的单位有哪些",
            "修改上报 时间是几号",
            "上报改成周五了",
        ):
            assert await zhao.says(talk) == "", talk


async def test_sessions_are_totalled_by_unit() -> None:
    async with town() as here:
        zhao, qian = await organizer(here), await organizer(here, "钱静", "省教育厅")
        await zhao.says(WHOLE)
        await zhao.says("上报活动 送法下乡 6场 服务对象 农村妇女 4月1日到5月10日")
        await qian.says("上报活动 家教讲堂 3场 服务对象 家长 5月6日")
        chen = here.person("陈丽华", group="省财政厅")
        await chen.is_made("coordinator")
        assert "活动 3 项，服务 11 场" in await chen.says("统计 服务场次")
        said = await chen.says("统计 服务场次 按单位")
        assert "1. 省财政厅：8 场（2 项）\n2. 省教育厅：3 场（1 项）" in said
        assert "活动 2 项，服务 8 场" in await zhao.says("统计 活动上报 本单位")
        assert [(row.key, row.sessions) for row in await here.totals("programmes", by="month")] == [("2021-04", 6), ("2021-05", 5)]


async def test_the_list_as_it_is_handed_up() -> None:
    async with town() as here:
        zhao = await organizer(here)
        assert await zhao.says("导出 活动目录清单") == "省财政厅在这段时间还没有记录。"
        await zhao.says(WHOLE)
        await zhao.says("上报活动 送法下乡 6场 服务对象 农村妇女 4月1日到5月10日")
        assert await zhao.says("导出 活动目录清单") == "活动目录清单（省财政厅）：2 项，共 8 场\n[省财政厅活动目录清单.xlsx]"
        sheet = load_workbook(here.group("省财政厅").files()[-1]).worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows[0][0] == "活动目录清单"
        assert rows[1][0] == "填表单位：省财政厅"
        assert rows[2] == ["活动名称", "实施主体", "服务对象", "服务场次", "实施时间"]
        assert rows[3] == ["送法下乡", "省财政厅", "农村妇女", 6, "2021年4月1日—5月10日"]
        assert rows[4] == ["红色文化进社区", "省财政厅", "社区居民", 2, "2021年5月18日"]
        assert (rows[5][0], rows[5][3]) == ("合计", "=SUM(D4:D5)")
        assert "1 项，共 2 场" in await zhao.says("导出 活动目录清单 5月15日到5月20日")
        assert "活动 1 项，服务 2 场" in await zhao.says("统计 服务场次 5月1日到5月20日")
        assert "1 项，共 2 场" in await zhao.says("导出 活动目录清单 5月1日到5月20日"), (
            "of a span that began before: as the figures have it"
        )
        assert await zhao.says("我的记录") == ("赵敏的记录：\n上报：送法下乡 6场 4月1日—5月10日\n上报：红色文化进社区 2场 5月18日")


async def test_a_day_to_come_is_refused() -> None:
    async with town() as here:
        zhao = await organizer(here)
        assert await zhao.says("上报活动 义诊 1场 服务对象 居民 明天") == "5月21日还没有到，办完以后再上报吧。"
        assert await here.rows("programmes") == []


async def test_an_organizer_reports_for_no_unit_but_those_she_organizes() -> None:
    async with town() as here:
        zhao, qian = await organizer(here), await organizer(here, "钱静", "省教育厅")
        await qian.says("上报活动 家教讲堂 3场 服务对象 家长 5月6日")
        visiting = here.person("赵敏", group="省教育厅")
        elsewhere = "您的权限不包括省教育厅，请联系管理员。"
        for said in (WHOLE, "上报活动", "修改上报 家教讲堂 9场", "取消上报 家教讲堂"):
            assert await visiting.says(said, group=here.group("省教育厅")) == elsewhere, said
        assert await zhao.says(WHOLE, group=here.group("省财政厅")) == RECORDED
        assert [(row["unit"], row["title"], row["sessions"]) for row in await here.rows("programmes")] == [
            ("省教育厅", "家教讲堂", 3),
            ("省财政厅", "红色文化进社区", 2),
        ]
        assert (await here.audit())[-2:] == ["programme_report", "programme_report"]


async def test_a_childs_name_is_kept_neither_in_the_title_nor_in_whom_it_served() -> None:
    async with town() as here:
        zhao = await organizer(here)
        said = await zhao.says("上报活动 看望孩子张小明 1场 服务对象 留守儿童李小花 5月18日")
        assert said.startswith("已记录：看望孩子 1 场，5月18日。\n实施主体：省财政厅；服务对象：留守儿童。")
        assert "孩子的姓名" in said
        said = await zhao.says("修改上报 看望孩子张小明 服务对象 困境儿童李小花、王小刚")
        assert "服务对象：困境儿童。" in said
        await zhao.says("上报活动 送书 1场 5月18日")
        assert "服务对象：留守儿童。" in await zhao.says("留守儿童李小花")
        await zhao.says("发起活动 看望孩子张小明 6月20日截止")
        assert "看望孩子" in await zhao.says("活动")
        for name in ("张小明", "李小花", "王小刚"):
            assert name not in here.everything_stored(), name
        assert "服务对象：红星小学学生。" in await zhao.says("上报活动 红色故事进校园 2场 服务对象 红星小学学生 5月18日")
