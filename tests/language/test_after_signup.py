"""What is said after sign-up, and of reports: read to the end, and never taken out of ordinary talk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handlers.language import understand
from handlers.language.understanding import Scene

SCENE = Scene(
    open_activities=("社区义诊", "“巾帼心向党·巧手送祝福”剪纸活动"),
    columns=("党史上的今天", "周统计", "月简报"),
    units=("省财政厅", "省教育厅"),
    groups=("省财政厅妇女工作群",),
)
CUTTING = "“巾帼心向党·巧手送祝福”剪纸活动"


def read(text: str, *, mention: bool = False) -> tuple[str | None, dict[str, Any]]:
    said = understand(text, SCENE, today=date(2021, 6, 20), mention=mention, sender="赵敏")
    return said.intent, said.slots


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("签到", {}),
        ("签到 剪纸", {"activity": CUTTING}),
        ("签到 剪纸 2人", {"activity": CUTTING, "headcount": 2}),
        ("签到 剪纸 王芳、李静", {"activity": CUTTING, "headcount": 2, "names": ["王芳", "李静"]}),
        ("签到 义诊 王芳 9点到11点半", {"activity": "社区义诊", "headcount": 1, "names": ["王芳"], "at": "09:00", "ends": "11:30"}),
        ("签到 义诊 宣传处 5人", {"activity": "社区义诊", "headcount": 5, "team": "宣传处"}),
        ("签到 昨天 剪纸 王芳", {"activity": CUTTING, "date": "2021-06-19", "headcount": 1, "names": ["王芳"]}),
        ("签退", {"out": True}),
        ("签退 义诊 全部 11:30", {"out": True, "activity": "社区义诊", "everyone": True, "at": "11:30"}),
        ("取消签到", {"off": True}),
        ("取消签退 义诊 王芳", {"out": True, "off": True, "activity": "社区义诊", "headcount": 1, "names": ["王芳"]}),
    ],
)
def test_attendance(said: str, slots: dict[str, Any]) -> None:
    assert read(said) == ("attend", slots)


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("统计 服务时数 按单位", "totals", {"subject": "service", "by": "unit"}),
        ("统计 签到 剪纸", "totals", {"subject": "attendance", "activity": CUTTING}),
        ("服务时数排行 本月", "ranking", {"subject": "service", "period": ["2021-06-01", "2021-06-20"]}),
        ("未签到 剪纸", "missing", {"subject": "attendance", "activity": CUTTING}),
        ("我的服务", "my_records", {}),
        ("我的服务 表格", "my_records", {"format": "xlsx"}),
        ("我的服务 word 今年", "my_records", {"format": "docx", "period": ["2021-01-01", "2021-06-20"]}),
    ],
)
def test_figures_and_records(said: str, intent: str, slots: dict[str, Any]) -> None:
    assert read(said) == (intent, slots)


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("发起活动 义诊 6月20日9点到11点30 计时", {"title": "义诊", "when": {"at": "2021-06-20T09:00"}, "ends": "11:30", "timed": True}),
        ("发起活动 义诊 6月21日晚上7点到9点 计时", {"title": "义诊", "when": {"at": "2021-06-21T19:00"}, "ends": "21:00", "timed": True}),
        ("发起活动 义诊 6月20日9点到11点30", {"title": "义诊", "when": {"at": "2021-06-20T09:00"}}),
        ("发起活动 自行车计时赛 6月20日9点", {"title": "自行车计时赛", "when": {"at": "2021-06-20T09:00"}}),
    ],
)
def test_an_activity_that_counts_hours(said: str, slots: dict[str, Any]) -> None:
    assert read(said) == ("activity_open", slots)


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("周统计 每周五 16:00", {"column": "周统计", "when": {"weekly": [5], "at": "16:00"}}),
        ("月简报 每月最后一个工作日 16:00", {"column": "月简报", "when": {"last_workday": "16:00"}}),
        ("月简报 每月末最后一个工作日16点", {"column": "月简报", "when": {"last_workday": "16:00"}}),
        ("周统计 工作日 16:00 给统筹员", {"column": "周统计", "when": {"workdays": "16:00"}, "receivers": ["coordinator"]}),
        (
            "周统计 每周五 16:00 发给统筹员和组织员 除了省教育厅",
            {"column": "周统计", "when": {"weekly": [5], "at": "16:00"}, "receivers": ["coordinator", "organizer"], "except": ["省教育厅"]},
        ),
    ],
)
def test_reports_as_plans(said: str, slots: dict[str, Any]) -> None:
    assert read(f"新增推送 {said}") == ("plan_add", slots)


@pytest.mark.parametrize(
    "said",
    [
        "签退表呢",
        "签到八点半开始",
        "签退了吗",
        "签到全部完成了请入座",
        "签到王芳9点到的",
        "未签到的抓紧",
        "我的服务态度好吧",
        "服务时数怎么算的",
        "统计时长不对啊",
        "时数排行谁弄的",
        "周统计发了吗",
        "月简报每月最后一个工作日交",
        "取消签到的规定真烦",
    ],
)
def test_talk_is_left_alone(said: str) -> None:
    assert read(said)[0] is None
