"""施工图、销号、提醒 read to their end, with what is evidence and what is talk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handlers.language import understand
from handlers.language.understanding import Asked, Scene, Understanding

SCENE = Scene(open_activities=("剪纸", "红色电影"), communities=("红旗社区",), units=("省财政厅", "省教育厅"))


def read(text: str, *, mention: bool = False, asked: Asked | None = None) -> Understanding:
    return understand(text, SCENE, today=date(2021, 5, 20), mention=mention, asked=asked)


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("销号 7 已组织集中学习12场，参加120人", {"task": 7, "note": "已组织集中学习12场,参加120人"}),
        ("销号7，简报已发", {"task": 7, "note": "简报已发"}),
        ("第7项销号", {}),
        ("销号第六项", {"task": 6}),
        ("销号 7 已完成", {"task": 7}),
        ("销号 7 已办", {"task": 7, "note": "已办"}),
        ("销号 7 省财政厅", {"task": 7, "scope": "省财政厅"}),
        ("销号 7 省财政厅 作品5幅已报", {"task": 7, "scope": "省财政厅", "note": "作品5幅已报"}),
        ("销号 11 全部单位", {"task": 11, "scope": "all"}),
        ("取消销号 7", {"task": 7, "off": True}),
        ("取消销号 7 省教育厅", {"task": 7, "off": True, "scope": "省教育厅"}),
        ("消号 7", {"task": 7}),
    ],
)
def test_ticking_off(said: str, slots: dict[str, Any]) -> None:
    found = read(said)
    assert (found.intent, found.slots) == (("task_done", slots) if slots else (None, {}))


def test_several_with_one_unit() -> None:
    found = read("销号 3、9 省财政厅")
    assert found.slots == {"task": 3, "scope": "省财政厅"}
    assert [also.slots for also in found.also] == [{"task": 9, "scope": "省财政厅"}]


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("施工图 省教育厅", "tasks", {"scope": "省教育厅"}),
        ("施工图 本单位", "tasks", {"scope": "mine"}),
        ("修改任务 7 时限 6月30日", "task_change", {"task": 7, "due": "2021-06-30"}),
        ("任务改期 7 到6月30日", "task_change", {"task": 7, "due": "2021-06-30"}),
        ("提醒 未报送 结对 周五下午3点", "remind", {"subject": "pairings", "when": {"at": "2021-05-21T15:00"}}),
        ("提醒 没报的 明天9点", "remind", {"when": {"at": "2021-05-21T09:00"}}),
        ("提醒 没报名剪纸的 明天9点", "remind", {"activity": "剪纸", "when": {"at": "2021-05-21T09:00"}}),
        ("提醒列表", "reminders", {}),
        ("取消提醒 3", "remind_cancel", {"reminder": 3}),
        ("撤销提醒 3号", "remind_cancel", {"reminder": 3}),
    ],
)
def test_the_others(said: str, intent: str, slots: dict[str, Any]) -> None:
    found = read(said)
    assert (found.intent, found.slots, found.missing) == (intent, slots, [])


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("有哪些提醒", "reminders"),
        ("取消第3个提醒", "remind_cancel"),
        ("第7项任务改到6月30日", "task_change"),
        ("第7项任务办完了", "task_done"),
    ],
)
def test_in_free_words(said: str, intent: str) -> None:
    assert read(said, mention=True).intent == intent


@pytest.mark.parametrize(
    "said",
    [
        *("销号 7 还没弄完", "销号 7 要等领导签字", "销号 3 月底前完成", "销号 7 号楼那张", "销号 7 那个报告谁写的", "销号 7 请各单位抓紧"),
        *("销号的事下周再说", "销号2个了", "销号 7 准备下周办", "取消销号的通知收到了", "取消销号 7 是谁弄的"),
        *("施工图 7号楼", "施工图省教育厅的在哪", "修改任务分工", "修改任务 7 的负责人是谁", "任务改期通知已发", "调整任务安排"),
        *(
            "提醒没报的抓紧报",
            "提醒没报的单位尽快报",
            "提醒未报送材料的同志",
            "提醒列表格式",
            "取消提醒功能吧",
            "取消提醒短信",
            "撤销提醒没有用",
        ),
        *("有哪些提醒事项", "我的提醒没收到"),
    ],
)
def test_talk_is_left_alone(said: str) -> None:
    assert read(said).intent is None


def test_answers_to_what_was_asked() -> None:
    subject = Asked("remind", {"when": {"daily": "20:00"}}, "subject", ("报名", "结对", "打卡"))
    assert read("2", asked=subject).slots["subject"] == "结对"
    assert read("打卡", asked=subject).intent in ("remind", "checkin")
    due = Asked("task_change", {"task": 7}, "due")
    assert read("6月30日", asked=due).slots == {"task": 7, "due": "2021-06-30"}
    assert read("6月30日大家都有空吗", asked=due).intent is None
    number = Asked("remind_cancel", {}, "reminder")
    assert read("3号提醒", asked=number).slots == {"reminder": 3}
