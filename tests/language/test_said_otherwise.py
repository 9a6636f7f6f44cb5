"""The same thing said another way: a slip owned to, what one does there, help asked for how, far-off parents, one who changed her mind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handlers.language import Asked, Scene, Understanding, understand

TODAY = date(2023, 9, 13)
ONE = Scene(
    open_activities=("中秋灯笼制作",),
    communities=("南关社区", "石桥村"),
    units=("省财政厅", "宽城区妇联", "朝阳区妇联"),
    columns=("党史上的今天",),
)
MANY = Scene(
    open_activities=("亲子手工坊", "女职工羽毛球赛", "母亲健康知识讲座", "剪纸活动"),
    communities=("南关社区", "石桥村"),
    units=("省财政厅", "宽城区妇联"),
    columns=("党史上的今天",),
)
CUT, BALL = {"activity": "剪纸活动"}, {"activity": "女职工羽毛球赛"}
LANTERN, HEALTH = "中秋灯笼制作", "母亲健康知识讲座"


def heard(said: str, *, mention: bool = False, scene: Scene = MANY, asked: Asked | None = None) -> Understanding:
    return understand(said, scene, today=TODAY, mention=mention, sender="孙丽华", asked=asked)


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("手抖报错了，帮我把羽毛球赛的报名退了吧", "signup_cancel", BALL),
        ("把羽毛球赛的报名退了吧，手抖报错了", "signup_cancel", BALL),
        ("羽毛球赛我报错了，帮我退了", "signup_cancel", BALL),
        ("剪纸报错了，退了吧", "signup_cancel", CUT),
        ("点错了，剪纸的报名给我取消", "signup_cancel", CUT),
        ("弄错了，取消剪纸报名", "signup_cancel", CUT),
        ("填错了，剪纸报名人数改成2", "signup_change", {**CUT, "headcount": 2}),
        ("打错了，我要报名剪纸2人", "signup", {**CUT, "headcount": 2}),
        ("搞错了，取消南关社区的结对", "pairing_end", {"community": "南关社区"}),
        *(
            (said, "undo", {})
            for said in ("报错了", "报错了，撤回", "刚才报错了，撤销", "发错了，上一条作废", "点错了，剪纸的不算", "报错了，不算")
        ),
    ],
)
def test_a_slip_is_owned_to(said: str, intent: str, slots: dict[str, Any]) -> None:
    found = heard(said, mention=True)
    assert (found.intent, found.slots) == (intent, slots)


@pytest.mark.parametrize(
    ("said", "heads"),
    [
        ("我来报名做灯笼的活动，一大一小两个人", 2),
        ("报名做灯笼的 2人", 2),
        ("报名做灯笼那个活动 2人", 2),
        ("报名做灯笼", 1),
        ("我想报名学做灯笼的活动", 1),
        ("报名灯笼，两大一小三个人", 3),
    ],
)
def test_what_one_does_there(said: str, heads: int) -> None:
    found = heard(said, scene=ONE)
    assert (found.intent, found.slots) == ("signup", {"activity": LANTERN, "headcount": heads})


@pytest.mark.parametrize(
    ("said", "activity", "heads"),
    [
        ("报名听健康讲座", HEALTH, 1),
        ("报名听健康知识讲座的活动 1人", HEALTH, 1),
        ("我来报名打羽毛球，两个人", "女职工羽毛球赛", 2),
        ("报名参加打羽毛球的比赛，3人", "女职工羽毛球赛", 3),
        ("报名学剪纸 俩人", "剪纸活动", 2),
        ("我要报名两个剪纸活动的", "剪纸活动", 2),
        ("我想报名仨剪纸的", "剪纸活动", 3),
        ("报名 3号 两人", HEALTH, 2),
        ("报名 3号，两人", HEALTH, 2),
        ("报名3号两人", HEALTH, 2),
    ],
)
def test_one_of_several(said: str, activity: str, heads: int) -> None:
    found = heard(said)
    assert (found.intent, found.slots) == ("signup", {"activity": activity, "headcount": heads})


@pytest.mark.parametrize(
    "said",
    [
        *("报名做灯笼的人在哪集合", "报名做灯笼的活动改到周三了", "报名做灯笼的同学请进群", "报名做灯笼的人真多", "报名做灯笼的活动取消了"),
        *("报名学剪纸的请到201", "报名打羽毛球的同志周三训练", "报名打羽毛球的都有谁", "报名两个剪纸活动的人到了", "报名两个剪纸活动的"),
        *("报名3号截止", "报名3号开始 两人一组", "帮助怎么报名的老人填表", "帮助孩子怎么学习", "帮助老人如何打卡", "帮助 怎么修打印机"),
    ],
)
def test_talk_beside_them(said: str) -> None:
    assert heard(said).intent is None
    assert heard(said, scene=ONE).intent is None


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        *(
            ("帮助 怎么报名", "报名"),
            ("帮助 怎么打卡", "打卡"),
            ("帮助 如何结对", "结对"),
            ("帮助 报名怎么弄", "报名"),
            ("帮助 怎么报名啊", "报名"),
        ),
        *(
            ("帮助 咋取消报名", "取消报名"),
            ("帮助：怎么改人数", "改报名"),
            ("功能 怎么导出", "导出"),
            ("帮助，怎么用", None),
            ("菜单 怎么用", None),
        ),
    ],
)
def test_help_asked_for_how(said: str, topic: str | None) -> None:
    found = heard(said)
    assert (found.intent, found.slots.get("topic")) == ("help", topic)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "把我登记的信息全部删除",
            "把我填过的资料都删了",
            "我留的电话删掉吧",
            "我之前登记的手机号删了",
            "别保存我的信息了",
            "我的信息不要留了",
        ),
        *("我登记的东西都给我删干净", "我想注销", "系统里我的信息都删了吧", "删除我登记过的信息"),
    ],
)
def test_she_wants_to_be_forgotten(said: str) -> None:
    assert heard(said, mention=True).intent == "forget_me"


@pytest.mark.parametrize(
    "said", ["把我报名的信息改成3人", "把我登记的孩子信息改一下", "我登记的信息有哪些", "删除我的报名", "把我的名字从名单里删掉"]
)
def test_she_wants_something_else(said: str) -> None:
    assert heard(said, mention=True).intent != "forget_me"


@pytest.mark.parametrize(
    "said",
    [
        *(
            "我改主意了，先不弄了",
            "改主意了，不报了",
            "想了想还是算了",
            "考虑了一下，先不报了",
            "太麻烦了，算了",
            "哎改主意了",
            "我改主意了",
        ),
        *(
            "没时间了，下次吧",
            "有事，先不弄了",
            "忙着呢，回头再弄",
            "还是不参加了吧",
            "先放一放",
            "等会儿再报",
            "不用报了，谢谢",
            "不麻烦了",
        ),
        *("不好意思，点错了，不报", "先这样，不弄了"),
    ],
)
def test_she_leaves_the_question(said: str) -> None:
    asked = Asked("signup", {"headcount": 2}, "activity", MANY.open_activities)
    assert heard(said, asked=asked).intent == "cancel"


@pytest.mark.parametrize(
    "said", ["小王改主意了，不去了", "领导改主意了，不办了", "这个表先不弄了", "我们改主意了，不办联欢会了", "太麻烦了，这个报表"]
)
def test_others_leave_something_else(said: str) -> None:
    asked = Asked("signup", {"headcount": 2}, "activity", MANY.open_activities)
    assert heard(said, asked=asked).intent is None


def test_changing_her_mind_she_answers() -> None:
    asked = Asked("signup", {"headcount": 2}, "activity", MANY.open_activities)
    assert heard("我改主意了，报剪纸", asked=asked).slots == {**CUT, "headcount": 2}
    assert heard("我改主意了，改成3个", asked=asked).slots == {"headcount": 3}


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        *(
            (said, "tasks", {})
            for said in ("看一下施工图", "把施工图发一下", "看一看施工图", "看一眼施工图", "施工图看一下", "一起看施工图")
        ),
        *((said, "tasks", {"task": 7}) for said in ("看一下第7项任务", "看一下施工图7")),
        ("销号一下", "task_done", {}),
        ("销号一下第7项", "task_done", {"task": 7}),
        ("撤回一下作品", "work_withdraw", {}),
        ("取消一下提醒", "remind_cancel", {}),
        ("取消一下提醒 3", "remind_cancel", {"reminder": 3}),
        ("绑定一下宽城区妇联", "bind", {"unit": "宽城区妇联"}),
        ("送审一下12", "item_submit", {"item": 12}),
        ("修改一下任务7 时限2023-10-30", "task_change", {"task": 7, "due": "2023-10-30"}),
        ("看一下施工图一", "tasks", {"task": 1}),
    ],
)
def test_once_is_no_number(said: str, intent: str, slots: dict[str, Any]) -> None:
    found = heard(said, mention=True)
    assert (found.intent, found.slots, list(found.also)) == (intent, slots, [])


@pytest.mark.parametrize(
    "where",
    [
        *(
            "当组织员，管宽城区妇联",
            "组织员 负责宽城区妇联",
            "当组织员，归宽城区妇联",
            "当组织员，分管宽城区妇联",
            "当组织员，管理宽城区妇联",
        ),
        *("当组织员，范围是宽城区妇联", "当组织员，单位是宽城区妇联", "组织员，在宽城区妇联", "宽城区妇联 组织员", "为宽城区妇联组织员"),
    ],
)
def test_where_a_role_is_held(where: str) -> None:
    found = heard(f"授权 @陶丽 {where}", scene=ONE)
    assert (found.intent, found.slots) == ("grant", {"member": "陶丽", "role": "organizer", "unit": "宽城区妇联"})


@pytest.mark.parametrize("said", ["授权 @陶丽 当组织员，她管事细心", "授权书要盖章", "授权 @陶丽 的事管宽城区妇联的人定"])
def test_talk_of_roles(said: str) -> None:
    assert heard(said, scene=ONE).intent is None


@pytest.mark.parametrize(
    "why",
    [
        *(
            "父母都在外地打工",
            "爸妈在南方打工",
            "爸爸妈妈在外头干活",
            "爹妈都上外地了",
            "父母去外地打工了",
            "父母到沿海打工",
            "爸妈在深圳上班",
        ),
        *("父母都去南方干活了", "家长都出去打工了", "父母外出务工", "爹娘常年在外打工"),
    ],
)
def test_parents_far_away(why: str) -> None:
    for lead, kept in (("结对 南关社区 1名，", []), ("结对南关社区一名孩子，孩子叫刘小宝，", ["child_name"])):
        found = heard(lead + why)
        assert (found.intent, found.slots) == (
            "pairing_report",
            {"community": "南关社区", "children": 1, "difficulties": ["left_behind"]},
        )
        assert found.withheld == kept


def test_what_follows_a_childs_name_is_not_taken_for_another() -> None:
    found = heard("结对南关社区一名学生，名字叫王小明，低保")
    assert (found.slots.get("difficulties"), found.withheld) == (["low_income"], ["child_name"])
    for names in ("刘小宝，王小明", "小宝、小明", "刘小宝和李子涵", "思涵,梓萱"):
        kept = str(heard(f"结对南关社区两名孩子，孩子叫{names}，低保").slots)
        assert not any(part in kept for part in ("小宝", "小明", "子涵", "思涵", "梓萱"))


def test_parents_who_work_at_home() -> None:
    assert "difficulties" not in heard("结对 南关社区 1名，爸爸在工厂上班").slots


@pytest.mark.parametrize(
    "said",
    [
        *(
            "改不了",
            "打不了卡",
            "看不了",
            "打卡打不上怎么回事",
            "打卡机在哪",
            "结对的意义是什么",
            "剪纸几点开始",
            "健康讲座谁讲",
            "名额有限吗",
        ),
        *("参加的人有补贴吗", "家访有补助吗", "把群名改一下", "我的名字写错了", "剪纸收费吗"),
    ],
)
def test_a_question_to_the_bot_writes_nothing(said: str) -> None:
    assert heard(said, mention=True).intent == "unknown"
