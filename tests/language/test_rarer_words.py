"""The rarer command words: what still is a command beside the talk that begins alike (`rarer_words` of the developed talk)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handlers.language import Scene, understand

TODAY = date(2026, 11, 28)
SCENE = Scene(
    open_activities=("剪纸活动", "健步走活动", "合唱比赛"),
    communities=("红旗社区", "石桥村"),
    units=("省财政厅", "省教育厅"),
    columns=("党史上的今天",),
)


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("签到 剪纸 3人", "attend", {"activity": "剪纸活动", "headcount": 3}),
        ("签到3人", "attend", {"headcount": 3}),
        ("签到 剪纸", "attend", {"activity": "剪纸活动"}),
        ("上报活动 红色文化进社区 2场", "programme_report", {"title": "红色文化进社区", "count": 2}),
        ("销号 7 已组织学习12场", "task_done", {"task": 7, "note": "已组织学习12场"}),
        ("销号第7项", "task_done", {"task": 7}),
        ("销号 7项 已完成培训2期", "task_done", {"task": 7, "note": "已完成培训2期"}),
        ("施工图 我们单位", "tasks", {"scope": "mine"}),
        ("施工图 我们单位没完成的", "tasks", {"scope": "mine"}),
        ("退回 7 日期有误", "review", {"item": 7, "verdict": "reject", "reason": "日期有误"}),
        ("退回 7 天气写错了", "review", {"item": 7, "verdict": "reject", "reason": "天气写错了"}),
        ("改成6位", "signup_change", {"headcount": 6}),
        ("改成3人", "signup_change", {"headcount": 3}),
        ("对账 11月", "reconcile", {"period": ["2026-11-01", "2026-11-28"]}),
        ("发起活动 建会10周年座谈会", "activity_open", {"title": "建会10周年座谈会"}),
        ("发起活动 建党节朗诵会", "activity_open", {"title": "建党节朗诵会"}),
        ("发起活动 开学第一课", "activity_open", {"title": "开学第一课"}),
        ("发起活动 组织生活会", "activity_open", {"title": "组织生活会"}),
        ("新增推送 党史上的今天 工作日 8:30", "plan_add", {"column": "党史上的今天", "when": {"workdays": "08:30"}}),
        ("新增推送 法治讲堂 工作日 8:30", "plan_add", {"when": {"workdays": "08:30"}}),
        ("结对帮扶 红旗社区 2名", "pairing_report", {"community": "红旗社区", "children": 2}),
        ("报名 陶艺课 2人", "signup", {"headcount": 2}),
        ("报名 武术班", "signup", {"headcount": 1}),
        ("代报名 剪纸 陶艺、武静", "signup", {"activity": "剪纸活动", "headcount": 2, "names": ["陶艺", "武静"]}),
        ("我想报名两个人的健步走", "signup", {"activity": "健步走活动", "headcount": 2}),
        ("报名3位的剪纸", "signup", {"activity": "剪纸活动", "headcount": 3}),
    ],
)
def test_it_still_is_a_command(said: str, intent: str, slots: dict[str, Any]) -> None:
    heard = understand(said, SCENE, today=TODAY)
    assert (heard.intent, heard.slots) == (intent, slots)


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("第一个活动给我记仨", "signup", {"activity": "剪纸活动", "headcount": 3}),
        ("健步走帮我记上两个", "signup", {"activity": "健步走活动", "headcount": 2}),
        ("合唱给我填个", "signup", {"activity": "合唱比赛", "headcount": 1}),
        (
            "护理部认了石桥村四个娃结对",
            "pairing_report",
            {"helper": "护理部", "helper_kind": "collective", "community": "石桥村", "children": 4},
        ),
        (
            "宣传处领了红旗社区两个孩子结对",
            "pairing_report",
            {"helper": "宣传处", "helper_kind": "collective", "community": "红旗社区", "children": 2},
        ),
    ],
)
def test_said_freely_to_the_bot(said: str, intent: str, slots: dict[str, Any]) -> None:
    heard = understand(said, SCENE, today=TODAY, mention=True)
    assert (heard.intent, heard.slots) == (intent, slots)


@pytest.mark.parametrize(
    "said",
    [
        *("新增推送栏目要先过党组会", "新增推送需要盖章", "新增推送得找李主任批", "结对帮扶工作推进会议程：一、领导讲话 二、经验交流"),
        *(
            "结对帮扶现场会明天开",
            "结对帮扶总结 三份",
            "改成两个小群",
            "报名两个人的照片发我",
            "报名的两个人在门口",
            "第一个活动给孩子记的",
        ),
        *("签到2人一排", "签到3位才开门", "改成4位密码", "销号5项，还剩2项", "发起活动20周年庆祝酒会的是谁", "退回 3 天的加班费"),
    ],
)
def test_talk_beside_them(said: str) -> None:
    assert understand(said, SCENE, today=TODAY).intent is None
