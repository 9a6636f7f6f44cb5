"""Names that hold a number (第10社区、三八社区、第199期巾帼课堂) are never heard in a date, a count or another thing's number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.language import Scene, understand

TODAY = date(2026, 11, 28)
PLAIN = Scene(
    open_activities=("剪纸活动", "合唱比赛", "急救培训"),
    communities=("红旗社区", "春风社区"),
    units=("省财政厅", "省教育厅"),
    columns=("党史上的今天", "红色家风"),
)
FIGURE = st.one_of(st.integers(0, 199).map(str), st.sampled_from(["三", "五", "十", "十二", "二十", "三十一", "九十九", "一百"]))
FEAST = st.sampled_from(["三八", "五一", "五四", "六一", "七一", "八一", "十一", "十里", "百里", "三一", "二七", "3月8日", "2026"])
SAID = st.one_of(FIGURE.map("第{}".format), FIGURE, FEAST)
NAMED = {
    "communities": ["{}社区", "{}小区", "{}村", "{}街道社区"],
    "units": ["{}单位", "{}中学", "省第{}医院", "省{}医院"],
    "open_activities": ["{}期巾帼课堂", "{}健步走", "{}联欢会", "瑜伽课{}期"],
    "columns": ["{}讲堂", "{}个故事"],
}
DATES = [
    *(
        "10月3日到10月20日",
        "五一以来",
        "三八节",
        "七一前",
        "十一期间",
        "3月",
        "3月8日",
        "十月十二日",
        "10月",
        "从五一到七一",
        "2026年",
        "近7天",
    ),
    *("近10天", "十月", "11月1日至20日", "六一到八一", "八一当天", "第3季度"),
]
COUNTED = ["10人", "十个人", "3名", "二十位", "12个", "一百人", "１０人"]
SHAPES = [
    *("统计 报名 {d}", "统计 结对 {d} 按单位", "本省{d}报名多少人", "统计 红旗社区 结对 {d}", "打卡排行 {d}", "未报送 打卡 {d}"),
    *("导出 统计表 {d}", "我的报名 {d}", "对账 {d}", "送达 {d}", "导出 剪纸 名单 {d}", "统计 省财政厅 报名 {d}"),
    *("报名 剪纸 {n}", "我要报名剪纸活动{n}", "结对 红旗社区 {n}低保", "报名改成{n}", "剪纸改{n}", "结对改成{n} 红旗社区", "报名 {n}"),
    *("跟进 红旗社区 家访 {d}", "发起活动 读书会 {d}截止 限{n}", "提醒 剪纸 {d}9点", "新增推送 党史上的今天 每天8:30", "静默 {d}"),
    *(
        "预览 {d}",
        "上报活动 红色文化进社区 10场 {d}",
        "通过 3、5、10",
        "退回 12 日期有误",
        "销号 10",
        "第10期简报发了吗",
        "10点开会，{n}到场",
    ),
    *("{d}有{n}去了", "第三次会议改到{d}", "10号楼三层10点", "我家住十里路10号", "大家{d}见，第10个到的有奖", "10+2"),
]


def scene(kind: str, name: str) -> Scene:
    """The plain scene with the last name of one list put by another."""
    return replace(PLAIN, **{kind: (*getattr(PLAIN, kind)[:-1], name)})


def renamed(value: Any, name: str, plain: str) -> Any:
    if isinstance(value, dict):
        return {key: renamed(each, name, plain) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(each, name, plain) for each in value]
    return plain if value == name else value


def read(text: str, known: Scene, mention: bool) -> tuple[Any, ...]:
    heard = understand(text, known, today=TODAY, mention=mention)
    return heard.intent, heard.slots, heard.missing, heard.choices, [each.slots for each in heard.also]


@settings(max_examples=1500, deadline=None)
@given(
    kind=st.sampled_from(list(NAMED)),
    pick=st.integers(0, 3),
    number=SAID,
    shape=st.sampled_from(SHAPES),
    when=st.sampled_from(DATES),
    count=st.sampled_from(COUNTED),
    mention=st.booleans(),
)
@example(kind="units", pick=0, number="10", shape="统计 报名 {d}", when="10月3日到10月20日", count="10人", mention=False)
@example(kind="communities", pick=0, number="第10", shape="统计 报名 {d}", when="10月3日到10月20日", count="10人", mention=True)
@example(kind="communities", pick=0, number="五一", shape="统计 报名 {d}", when="五一以来", count="10人", mention=True)
def test_a_number_in_a_name_changes_nothing(kind: str, pick: int, number: str, shape: str, when: str, count: str, mention: bool) -> None:
    name = NAMED[kind][pick % len(NAMED[kind])].format(number)
    said = shape.format(d=when, n=count)
    numbered = scene(kind, name)
    if name in said or len(name) < 3:
        return
    plain = getattr(PLAIN, kind)[-1]
    heard = [renamed(each, name, plain) for each in read(said, numbered, mention)]
    assert heard == [renamed(each, "", "") for each in read(said, PLAIN, mention)], (said, name)


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("结对 第10社区 2名", "pairing_report", {"community": "第10社区", "children": 2}),
        ("结对 第10 2名", "pairing_report", {"community": "第10社区", "children": 2}),
        ("结对 第1社区 10名", "pairing_report", {"community": "第1社区", "children": 10}),
        ("结对 三八社区 3名", "pairing_report", {"community": "三八社区", "children": 3}),
        ("结对 三八 3名", "pairing_report", {"community": "三八社区", "children": 3}),
        ("结对 十里社区 十个", "pairing_report", {"community": "十里社区", "children": 10}),
        ("统计 结对 三八社区 三八以来", "totals", {"subject": "pairings", "community": "三八社区", "period": ["2026-03-08", "2026-11-28"]}),
        ("报名 第199期巾帼课堂 2人", "signup", {"activity": "第199期巾帼课堂", "headcount": 2}),
        ("报名 199期 2人", "signup", {"activity": "第199期巾帼课堂", "headcount": 2}),
        ("第199期+2", "signup", {"activity": "第199期巾帼课堂", "headcount": 2}),
        ("报名 健步走3人", "signup", {"activity": "健步走3期", "headcount": 3}),
        ("报名 健步走30人", "signup", {"activity": "健步走3期", "headcount": 30}),
        ("绑定单位 10单位", "bind", {"unit": "10单位"}),
        ("统计 报名 10单位 10月", "totals", {"subject": "signups", "scope": "10单位", "period": ["2026-10-01", "2026-10-31"]}),
    ],
)
def test_the_name_itself_is_heard(said: str, intent: str, slots: dict[str, Any]) -> None:
    known = Scene(
        open_activities=("第193期巾帼课堂", "第199期巾帼课堂", "剪纸活动", "健步走3期"),
        communities=("第1社区", "第10社区", "第100社区", "三八社区", "十里社区"),
        units=("10单位", "第10单位"),
    )
    heard = understand(said, known, today=TODAY)
    assert (heard.intent, heard.slots, heard.missing) == (intent, slots, [])
