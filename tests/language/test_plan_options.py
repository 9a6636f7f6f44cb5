"""What organizers say of a plan beside its times: read to the end, and never taken out of ordinary talk."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handlers.language import understand
from handlers.language.understanding import Scene

SCENE = Scene(
    columns=("党史上的今天", "红色家风传承", "周统计", "月简报"),
    units=("省财政厅", "省教育厅"),
    groups=("省财政厅妇女工作群", "厅机关妇女群"),
)


def read(text: str, *, mention: bool = False) -> tuple[str | None, dict[str, Any]]:
    said = understand(text, SCENE, today=date(2021, 5, 20), mention=mention)
    return said.intent, said.slots


DAILY = {"column": "党史上的今天", "when": {"daily": "08:30"}}


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("每天 8:30 错过跳过", {"missed": "skip"}),
        ("每天 8:30 错过不补", {"missed": "skip"}),
        ("每天 8:30 2小时内补推", {"missed": "late", "window": 120}),
        ("每天 8:30 补推30分钟", {"missed": "late", "window": 30}),
        ("每天 8:30 合并补推 两天内补推", {"missed": "merge", "window": 2880}),
        ("每天 8:30 免打扰 22点到7点", {"quiet": {"from": "22:00", "to": "07:00"}}),
        ("每天 8:30 免打扰 21:30-6:45", {"quiet": {"from": "21:30", "to": "06:45"}}),
        ("每天 8:30 晚上8点报数", {"evening": "20:00"}),
        ("每天 8:30 每晚八点半报数", {"evening": "20:30"}),
        ("每天 8:30 推完停", {"ending": "stop"}),
        ("每天 8:30 推完从头再来", {"ending": "anew"}),
        ("每天 8:30 带标题图", {"card": True}),
        ("带一张标题图 每天 8:30", {"card": True}),
        ("每天 8:30 不要标题图", {"card": False}),
        ("每天 8:30 隔60秒", {"gap": 60}),
        ("每天 8:30 每条隔一分钟", {"gap": 60}),
        ("每天 8:30 每个群间隔 90 秒", {"gap": 90}),
        ("每天 8:30 两条之间至少隔两分钟", {"gap": 120}),
        ("每天 8:30 不要间隔", {"gap": 0}),
        ("每天 8:30 除了省教育厅", {"except": ["省教育厅"]}),
        ("每天 8:30 除省教育厅、厅机关妇女群以外", {"except": ["厅机关妇女群", "省教育厅"]}),
        ("每天 8:30 从6月1日起", {"when": {"daily": "08:30", "from": "2021-06-01"}}),
        ("从6月1日到6月30日 每天 8:30", {"when": {"daily": "08:30", "from": "2021-06-01", "until": "2021-06-30"}}),
        ("6月1日开始 每天 8:30 到7月1日", {"when": {"daily": "08:30", "from": "2021-06-01", "until": "2021-07-01"}}),
        ("每年中秋、春节 8:30", {"when": {"festivals": ["春节", "中秋"], "at": "08:30"}}),
        ("每年除夕 8:30", {"when": {"festivals": ["除夕"], "at": "08:30"}}),
        ("每年三八 8:30", {"when": {"nodes": ["0308"], "at": "08:30"}}),
        ("中秋节 8:30", {"when": {"at": "2021-09-21T08:30"}}),
        ("每月底 8:30", {"when": {"monthly": [31], "at": "08:30"}}),
        (
            "每天 8:30 除了省教育厅 2小时内补推 免打扰 22点到7点 晚上8点报数 推完停",
            {"except": ["省教育厅"], "missed": "late", "window": 120, "quiet": {"from": "22:00", "to": "07:00"}}
            | {"evening": "20:00", "ending": "stop"},
        ),
    ],
)
def test_a_new_plan_with_its_options(said: str, slots: dict[str, Any]) -> None:
    assert read(f"新增推送 党史上的今天 {said}") == ("plan_add", DAILY | slots)


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("9:00", {"at": "09:00"}),
        ("改到早上9点", {"at": "09:00"}),
        ("工作日 9:00", {"when": {"workdays": "09:00"}}),
        ("到12月31日", {"when": {"until": "2021-12-31"}}),
        ("给省教育厅", {"audience": ["省教育厅"]}),
        ("全部群", {"audience": "all"}),
        ("除了省教育厅", {"except": ["省教育厅"]}),
        ("加标题图", {"card": True}),
        ("带上标题图", {"card": True}),
        ("去掉标题图", {"card": False}),
        ("不带标题图 改到9点", {"card": False, "at": "09:00"}),
        ("不报数 不设免打扰", {"quiet": "none", "evening": "none"}),
        ("推完重来 错过跳过", {"ending": "anew", "missed": "skip"}),
    ],
)
def test_a_plan_changed(said: str, slots: dict[str, Any]) -> None:
    assert read(f"修改推送 3 {said}") == ("plan_change", {"plan": 3} | slots)


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("推送计划 3", "plans", {"plan": 3}),
        ("预览 12", "push_preview", {"item": 12}),
        ("送审 12", "item_submit", {"item": 12}),
        ("修改内容 12 标题 七一勋章", "item_edit", {"item": 12, "field": "title", "note": "七一勋章"}),
        ("修改内容 12 来源：新华社", "item_edit", {"item": 12, "field": "source", "note": "新华社"}),
        ("修改内容 12 去掉图片", "item_edit", {"item": 12, "drop": "image"}),
        ("修改内容12号的视频", None, {}),
        ("修改内容 12 删掉视频", "item_edit", {"item": 12, "drop": "film"}),
        ("修改内容 12 不要链接", "item_edit", {"item": 12, "drop": "link"}),
        ("修改内容 12 链接 https://a.example/1", "item_edit", {"item": 12, "field": "link", "note": "https://a.example/1"}),
        ("修改内容 12 链接标题：一大会址", "item_edit", {"item": 12, "field": "link_title", "note": "一大会址"}),
        ("静默 明天 省财政厅", "hush", {"period": ["2021-05-21", "2021-05-21"], "audience": ["省财政厅"]}),
        ("取消静默", "hush", {"off": True}),
        ("解除静默 明天", "hush", {"off": True, "period": ["2021-05-21", "2021-05-21"]}),
    ],
)
def test_other_words_of_organizers(said: str, intent: str | None, slots: dict[str, Any]) -> None:
    assert read(said) == (intent, slots)


@pytest.mark.parametrize(
    "talk",
    [
        "修改推送的事下午再说",
        "调整推送时间的通知请大家查收",
        "修改计划书已经发群里了",
        "送审材料已经发您邮箱了",
        "送审12份材料都齐了",
        "修改内容我已经标红了",
        "改内容12点前发我",
        "修改内容12条链接发群里了",
        "修改内容12条链接标题都改了",
        "修改内容12条去掉图片再发我一份",
        "标题图做好了发群里",
        "带标题图的那份通知再发一下",
        "去掉标题图就可以了",
        "修改推送的标题图我看过了",
        "静默三分钟，向烈士致敬",
        "取消静默管理了吗",
        "请取消静音",
        "取消静默了",
        "静默结束了",
        "修改计划",
        "提交审核3份",
        "除了省教育厅都报了",
        "合并补推是什么意思",
    ],
)
def test_talk_is_left_alone(talk: str) -> None:
    assert read(talk) == (None, {})


# -- the organizers' handbook ----------------------------------------------------------------------------------------

HANDBOOK = (Path(__file__).resolve().parents[2] / "docs" / "推送.md").read_text(encoding="utf-8")
BEFORE = {"什么时候推": "新增推送 党史上的今天 ", "计划的规矩": "新增推送 党史上的今天 每天 8:30 "}
INTENTS = {
    "一个计划": {"plans", "push_preview", "plan_change", "push_pause", "push_resume", "plan_remove", "push_now"},
    "什么时候推": {"plan_add"},
    "计划的规矩": {"plan_add"},
    "周统计和月简报": {"plan_add", "push_preview", "plans", "export"},
    "静默": {"hush"},
    "审核": {"review", "push_preview", "item_submit", "item_edit"},
}


def handbook() -> list[tuple[str, str]]:
    """Every sentence that a table of the handbook gives, with its section."""
    found = []
    for section, text in re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", HANDBOOK, re.MULTILINE | re.DOTALL):
        for row in re.findall(r"^\| (.*) \|$", text, re.MULTILINE):
            cells = row.split(" | ")
            cell = cells[1] if section == "一个计划" else cells[0]
            found += [(section, said) for said in re.findall(r"`([^`]+)`", cell)]
    return found


@pytest.mark.parametrize(("section", "said"), handbook())
def test_what_the_handbook_says_is_understood(section: str, said: str) -> None:
    more = " 每天 8:30" if section == "什么时候推" and not re.search(r"\d:\d\d", said) else ""
    intent, slots = read(BEFORE.get(section, "") + said + more)
    assert intent in INTENTS[section], said
    if section == "计划的规矩":
        assert set(slots) - {"column", "when"}, said


def test_the_handbook_has_its_tables() -> None:
    assert {section for section, _ in handbook()} == set(INTENTS)
    assert len(handbook()) > 40
