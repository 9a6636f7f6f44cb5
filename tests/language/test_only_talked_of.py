"""To the bot, but nothing to record: a question, a plan, something not done. Beside it, what is done or wanted all the same."""

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
WRITES = {
    *("signup", "signup_cancel", "signup_change", "checkin", "pairing_report", "pairing_end", "pairing_change", "followup", "task_done"),
    *("review", "activity_close", "undo", "grant", "push_now"),
}


@pytest.mark.parametrize(
    "said",
    [
        *("剪纸还能报名吗", "剪纸名额还有吗", "剪纸男同志能去吗", "剪纸活动我能带孩子吗", "羽毛球我应该穿什么", "我参加剪纸要准备什么"),
        *("我报名的剪纸什么时候", "报名剪纸的人多不多", "剪纸算工时吗", "王芳报剪纸了吗", "羽毛球报名的人太少了", "大家都报名剪纸吧"),
        *(
            "昨天剪纸我没去成",
            "上次剪纸我去了",
            "我去年参加过羽毛球",
            "我本来想报剪纸的",
            "我考虑一下报不报剪纸",
            "我不想报剪纸",
            "先不要报名",
        ),
        *("赵敏替我去剪纸", "剪纸我和赵敏换一下", "剪纸名单里去掉赵敏换成李静", "我已经报了剪纸", "剪纸我报过了", "剪纸不够人可以叫我"),
        *("剪纸取消了吗", "羽毛球报名截止了吗", "结对的孩子最近怎么样", "结对活动什么时候搞", "南关社区结对的事谁负责"),
        *("我想去南关社区看看孩子", "明天准备去石桥村家访", "打算给南关社区孩子送书", "家访要写记录吗"),
        *("我今天没打卡", "我忘打卡了", "今天不用打卡吧", "我还没学完", "没看完呢"),
        *("12号通过了吗", "12号为什么退回", "第3项没完成", "3号任务还没做完", "7号任务完成得怎么样", "7号任务完成了吗", "授权给谁了"),
    ],
)
def test_nothing_is_written(said: str) -> None:
    assert understand(said, SCENE, today=TODAY, mention=True).intent not in WRITES


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("剪纸还能报吗？能的话给我报俩", "signup", {"activity": "剪纸活动", "headcount": 2}),
        ("我报剪纸，能带闺蜜不", "signup", {"activity": "剪纸活动", "headcount": 1}),
        ("剪纸2个人，几点开始", "signup", {"activity": "剪纸活动", "headcount": 2}),
        ("昨天没看，今天的学完了", "checkin", {}),
        ("剪纸再带一个", "signup_change", {"activity": "剪纸活动", "delta": 1, "headcount": None}),
        ("剪纸我多带一个人", "signup_change", {"activity": "剪纸活动", "delta": 1, "headcount": None}),
        ("羽毛球弃权", "signup_cancel", {"activity": "女职工羽毛球赛"}),
        ("剪纸我请个假", "signup_cancel", {"activity": "剪纸活动"}),
        ("剪纸名单加上赵敏", "signup", {"activity": "剪纸活动", "headcount": 1, "names": ["赵敏"]}),
        ("上次没报上剪纸，这次给我报一个", "signup", {"activity": "剪纸活动", "headcount": 1}),
        ("去年没参加，今年报羽毛球", "signup", {"activity": "女职工羽毛球赛", "headcount": 1}),
        ("没时间去剪纸了", "signup_cancel", {"activity": "剪纸活动"}),
        ("我没法去羽毛球了", "signup_cancel", {"activity": "女职工羽毛球赛"}),
        ("没有问题 通过5号", "review", {"item": 5, "verdict": "approve"}),
        ("刚才没打上，再打一次卡", "checkin", {}),
        ("去看了石桥村的孩子", "followup", {"community": "石桥村", "item": "home_visit"}),
        ("讲座我和王芳能一起参加吗", "signup", {"activity": "母亲健康知识讲座", "headcount": 2, "names": ["王芳"]}),
        ("忘打卡了，补一个打卡", "checkin", {}),
        ("今天去南关社区家访了，下周再送书", "followup", {"community": "南关社区", "date": "2023-09-13", "item": "home_visit"}),
        ("第3项完成了，第4项还在做", "task_done", {"task": 3}),
        ("12号没问题，通过", "review", {"item": 12, "verdict": "approve"}),
        ("能不能帮我取消剪纸的报名", "signup_cancel", {"activity": "剪纸活动"}),
    ],
)
def test_said_beside_it(said: str, intent: str, slots: dict[str, Any]) -> None:
    found = understand(said, SCENE, today=TODAY, mention=True)
    assert found.intent == intent
    assert {name: found.slots.get(name) for name in slots} == slots
