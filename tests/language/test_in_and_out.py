"""Out of one activity and into another in one breath: each is read for what it wants, and nothing is taken off that was not to be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handlers.language import Scene, understand

TODAY = date(2023, 9, 13)
SCENE = Scene(
    open_activities=("女职工羽毛球赛", "母亲健康知识讲座", "剪纸活动"),
    communities=("南关社区", "石桥村"),
    units=("省财政厅",),
    columns=("家庭教育",),
)
CUT, BALL = "剪纸活动", "女职工羽毛球赛"


def heard(said: str) -> list[tuple[str | None, dict[str, Any]]]:
    found = understand(said, SCENE, today=TODAY, mention=True, sender="孙丽华")
    return [(one.intent, one.slots) for one in (found, *found.also)]


def out(activity: str) -> tuple[str, dict[str, Any]]:
    return "signup_cancel", {"activity": activity}


def into(activity: str, heads: int = 1) -> tuple[str, dict[str, Any]]:
    return "signup", {"activity": activity, "headcount": heads}


def changed(activity: str, heads: int) -> tuple[str, dict[str, Any]]:
    return "signup_change", {"activity": activity, "headcount": heads}


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("剪纸的我先不去了改去羽毛球吧", [out(CUT), into(BALL)]),
        ("我不是报了剪纸吗 现在想换成羽毛球", [out(CUT), into(BALL)]),
        ("羽毛球不去了 换剪纸 两个人", [out(BALL), into(CUT, 2)]),
        ("原来报的剪纸 改成羽毛球行吗", [out(CUT), into(BALL)]),
        ("取消剪纸，改报羽毛球 3人", [out(CUT), into(BALL, 3)]),
        ("剪纸退了，羽毛球报2个", [out(CUT), into(BALL, 2)]),
        ("不报剪纸了，报羽毛球", [out(CUT), into(BALL)]),
        ("把剪纸的报名退了 羽毛球给我报上", [out(CUT), into(BALL)]),
        ("报羽毛球，剪纸不去了", [into(BALL), out(CUT)]),
        ("剪纸不去了羽毛球还去", [out(CUT), into(BALL)]),
        ("剪纸我去，羽毛球去不了", [into(CUT), out(BALL)]),
        ("剪纸和羽毛球我都不去了", [out(CUT), out(BALL)]),
        ("剪纸羽毛球都退了", [out(CUT), out(BALL)]),
        ("取消剪纸、羽毛球的报名", [out(CUT), out(BALL)]),
        ("剪纸改成3人，羽毛球改成2人", [changed(CUT, 3), changed(BALL, 2)]),
        ("剪纸和羽毛球都改成3人", [changed(CUT, 3), changed(BALL, 3)]),
        ("报剪纸2人 羽毛球3人", [into(CUT, 2), into(BALL, 3)]),
        ("我报剪纸和羽毛球", [into(CUT), into(BALL)]),
    ],
)
def test_each_is_read_for_itself(said: str, wanted: list[tuple[str, dict[str, Any]]]) -> None:
    assert heard(said) == wanted


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("把赵敏也加到羽毛球里", "signup", {"activity": BALL, "headcount": 1, "names": ["赵敏"]}),
        ("羽毛球加个赵敏", "signup", {"activity": BALL, "headcount": 1, "names": ["赵敏"]}),
        ("羽毛球报赵敏和李静", "signup", {"activity": BALL, "headcount": 2, "names": ["赵敏", "李静"]}),
        ("我跟我们科小刘小赵都报健康讲座", "signup", {"activity": "母亲健康知识讲座", "headcount": 3, "names": ["小刘", "小赵"]}),
        ("讲座给财务科预留六个位置", "signup", {"activity": "母亲健康知识讲座", "headcount": 6, "team": "财务科"}),
        ("我有没有报上名", "my_records", {"subject": "signups"}),
        ("统计一下上个月10号到20号的打卡", "totals", {"period": ["2023-08-10", "2023-08-20"], "subject": "checkins"}),
        ("五一以来打卡人次", "totals", {"period": ["2023-05-01", "2023-09-13"], "subject": "checkins"}),
        ("前三天打卡多少", "totals", {"period": ["2023-09-11", "2023-09-13"], "subject": "checkins"}),
        ("我想把结对石桥村那个撤了", "pairing_end", {"community": "石桥村"}),
        ("结对孩子从2个变成3个 石桥村", "pairing_change", {"community": "石桥村", "children": 3}),
        (
            "石桥村的孩子我们帮了三个，建档立卡的，送了米面",
            "pairing_report",
            {"community": "石桥村", "children": 3, "difficulties": ["poverty_student"], "support": ["material"]},
        ),
        (
            "以财务科的名义结对南关社区4个孩子",
            "pairing_report",
            {"community": "南关社区", "helper": "财务科", "helper_kind": "collective", "children": 4},
        ),
        ("本月10号带石桥村孩子参观了革命纪念馆", "followup", {"community": "石桥村", "date": "2023-09-10", "item": "base_visit"}),
        ("上月20日到石桥村家访", "followup", {"community": "石桥村", "date": "2023-08-20", "item": "home_visit"}),
        (
            "发起一个健步走活动，下月15号上午9点，限100人，下个月10号截止报名",
            "activity_open",
            {"quota": 100, "when": {"at": "2023-10-15T09:00"}, "deadline": "2023-10-10", "title": "健步走活动"},
        ),
        ("今天要推的先停一下", "push_pause", {"when": {"on": "2023-09-13"}}),
        ("让@赵敏 做省财政厅的统筹员", "grant", {"member": "赵敏", "role": "coordinator", "unit": "省财政厅"}),
        ("打卡今天的，收获很大", "checkin", {"note": "收获很大"}),
        ("剪纸报名到此为止", "activity_close", {"activity": CUT}),
        ("结对最多的社区是哪个", "ranking", {"subject": "pairings", "by": "community"}),
        ("给南关社区孩子过了生日", "followup", {"community": "南关社区", "item": "companionship"}),
        ("今天上午到石桥村看了孩子还带了米和油", "followup", {"community": "石桥村", "date": "2023-09-13", "item": "home_visit"}),
        ("家庭教育每周一三五八点半推", "plan_add", {"column": "家庭教育", "when": {"weekly": [1, 3, 5], "at": "08:30"}}),
        ("家庭教育周一到周五八点推", "plan_add", {"column": "家庭教育", "when": {"weekly": [1, 2, 3, 4, 5], "at": "08:00"}}),
        ("家庭教育改成九点推", "plan_change", {"column": "家庭教育", "at": "09:00"}),
        ("把3号计划停了", "push_pause", {"plan": 3}),
        ("12号那篇日期写错了退回去", "review", {"item": 12, "verdict": "reject", "reason": "日期写错了"}),
        ("@王芳 以后就是统筹员了", "grant", {"member": "王芳", "role": "coordinator"}),
        ("重阳节搞个登山活动 最多40人", "activity_open", {"quota": 40, "title": "登山活动"}),
    ],
)
def test_said_in_passing(said: str, intent: str, slots: dict[str, Any]) -> None:
    assert heard(said) == [(intent, slots)]


def commanded(said: str) -> list[tuple[str | None, dict[str, Any]]]:
    found = understand(said, SCENE, today=TODAY, sender="孙丽华")
    return [(one.intent, one.slots) for one in (found, *found.also)]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("报名 1、3 各2人", [into(BALL, 2), into(CUT, 2)]),
        ("报名剪纸两人羽毛球一人", [into(CUT, 2), into(BALL)]),
        ("报名剪纸俩人羽毛球仨", [into(CUT, 2), into(BALL, 3)]),
        ("报名 改成 3", [("signup_change", {"headcount": 3})]),
        ("报名羽毛球 李静（女）", [("signup", {"activity": BALL, "headcount": 1, "names": ["李静"]})]),
        ("取消报名，家里有事", [("signup_cancel", {})]),
        ("取消报名，孩子发烧走不开", [("signup_cancel", {})]),
    ],
)
def test_as_commands(said: str, wanted: list[tuple[str, dict[str, Any]]]) -> None:
    assert commanded(said) == wanted


@pytest.mark.parametrize("said", ["取消报名，下周再定", "取消报名，大家别等了", "报名改成3号", "剪纸两人羽毛球一人"])
def test_talk_beside_them(said: str) -> None:
    assert commanded(said)[0][0] is None
