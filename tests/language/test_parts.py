"""The parts by themselves: what may not be kept, other helpers, periods, moments, names, tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handlers.language import Asked, Scene, load, understand
from handlers.language.names import resolve
from handlers.language.pairing_notes import shared_with
from handlers.language.pii import redact
from handlers.language.times import moments, periods
from handlers.language.wire import from_request, to_response

WEDNESDAY = date(2021, 4, 21)


@pytest.mark.parametrize(
    ("text", "gone", "kinds"),
    [
        ("孩子小名叫豆豆，在实验小学", ["豆豆", "实验小学"], ["child_name", "school"]),
        ("学生李小明、张小红很懂事", ["李小明", "张小红"], ["child_name"]),
        ("身份证220102201203150023", ["220102201203150023"], ["id_number"]),
        ("电话138 4301 2345", ["138", "2345"], ["phone"]),
        ("家住人民路12号3单元501", ["人民路", "501"], ["address"]),
        ("孩子很高兴，学习也进步了", [], []),
        ("给孩子送了书包，学生都很喜欢", [], []),
    ],
)
def test_what_may_not_be_kept_is_gone(text: str, gone: list[str], kinds: list[str]) -> None:
    kept, withheld = redact(text, children=True)
    assert withheld == kinds
    assert not any(piece in kept for piece in gone)
    assert kinds or kept == text


@pytest.mark.parametrize(
    ("note", "name"),
    [("与王芳共同帮扶", "王芳"), ("和王芳一起", "王芳"), ("跟宣传处合帮", "宣传处"), ("孩子很懂事", None), ("和孩子一起看书", None)],
)
def test_the_other_helper_is_found(note: str, name: str | None) -> None:
    assert shared_with(note) == name


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("上周", "2021-04-12", "2021-04-18"),
        ("本月", "2021-04-01", "2021-04-21"),
        ("一季度", "2021-01-01", "2021-03-31"),
        ("近7天", "2021-04-15", "2021-04-21"),
        ("4月1日到30日", "2021-04-01", "2021-04-21"),
        ("春节以来", "2021-02-12", "2021-04-21"),
        ("去年下半年", "2020-07-01", "2020-12-31"),
        ("五一以来", "2020-05-01", "2021-04-21"),
    ],
)
def test_periods(said: str, first: str, last: str) -> None:
    assert periods.find(said, WEDNESDAY)[0].pair() == [first, last]


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("工作日 8:30", {"workdays": "08:30"}),
        ("每周一、三 晚上7点半", {"weekly": [1, 3], "at": "19:30"}),
        ("每月1号和15号 9点", {"monthly": [1, 15], "at": "09:00"}),
        ("每月1号15号 9点", {"monthly": [1, 15], "at": "09:00"}),
        ("每月1、11、21号 9点", {"monthly": [1, 11, 21], "at": "09:00"}),
        ("每月1号 10点", {"monthly": [1], "at": "10:00"}),
        ("明天下午3点", {"at": "2021-04-22T15:00"}),
        ("三八、六一 9点", {"nodes": ["0308", "0601"], "at": "09:00"}),
        ("每天8点 到6月30日", {"daily": "08:00", "until": "2021-06-30"}),
        ("下周一", {"on": "2021-04-26"}),
    ],
)
def test_moments(said: str, when: dict[str, Any]) -> None:
    assert moments.read(said, WEDNESDAY).when == when


ASKS = Scene(open_activities=("健步走活动", "剪纸活动"), communities=("长青社区",), units=("省卫健委", "省交通厅"))


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("健步走人数我要改一下", "signup_change", {"activity": "健步走活动"}),
        ("我想调整一下健步走的报名人数", "signup_change", {"activity": "健步走活动"}),
        ("我健步走人数改成2个", "signup_change", {"activity": "健步走活动", "headcount": 2}),
        ("健步走有多少人了", "totals", {"activity": "健步走活动", "subject": "signups"}),
        ("把咱群绑定到省卫健委", "bind", {"unit": "省卫健委"}),
        ("我这群归省交通厅", "bind", {"unit": "省交通厅"}),
        ("跟进 长青 中秋慰问", "followup", {"community": "长青社区", "item": "holiday_greeting"}),
        ("跟进 长青 清明慰问", "followup", {"community": "长青社区", "item": "holiday_greeting", "date": "2023-04-05"}),
    ],
)
def test_said_in_free_words_on_the_eve_of_mid_autumn(said: str, intent: str, slots: dict[str, Any]) -> None:
    read = understand(said, ASKS, today=date(2023, 9, 28), mention=True)
    assert (read.intent, read.slots) == (intent, slots)


@pytest.mark.parametrize(
    ("said", "intent", "form"),
    [
        ("结对那个", "export", "pairing_table"),
        ("要打卡的那份", "export", "checkin_table"),
        ("结对那个孩子挺好", None, None),
        ("打卡", "export", "checkin_table"),
        ("打卡那个景点真美", None, None),
    ],
)
def test_a_form_by_what_it_counts(said: str, intent: str | None, form: str | None) -> None:
    read = understand(said, ASKS, today=WEDNESDAY, asked=Asked("export", {}, "form"))
    assert (read.intent, read.slots.get("form")) == (intent, form)


def test_names_by_part_order_and_sound() -> None:
    listed = ["“年味儿”包饺子比赛", "冰雪运动体验日", "反诈知识讲座"]
    assert resolve("包饺子", listed) == [listed[0]]
    assert resolve("冰雪体验", listed) == [listed[1]]
    assert resolve("反炸", listed) == [listed[2]]
    assert resolve("太极拳", listed) == []


def test_an_organizers_words_are_added(tmp_path: Path) -> None:
    extra = tmp_path / "words.toml"
    extra.write_text('[命令]\n报名 = ["我来凑数"]\n', encoding="utf-8")
    scene = Scene(open_activities=("剪纸活动",))
    try:
        load(extra)
        assert understand("我来凑数 2人", scene, today=WEDNESDAY).slots == {"activity": "剪纸活动", "headcount": 2}
    finally:
        load()
    assert understand("我来凑数 2人", scene, today=WEDNESDAY).intent is None


def test_a_request_line_needs_only_its_text() -> None:
    response = to_response("c1", understand(**from_request({"id": "c1", "text": "你好"}, today=WEDNESDAY)))
    assert response == {"id": "c1", "intent": None, "slots": {}, "missing": []}


def test_a_lists_title_finds_its_activity() -> None:
    scene = Scene(open_activities=("“绿水青山”生态摄影展", "巾帼大学习读书班"))
    read = understand("摄影展报名接龙\n1、王芳\n2、李静 2人", scene, today=WEDNESDAY)
    assert read.slots["activity"] == scene.open_activities[0]
    assert understand("聚餐报名\n1、王芳\n2、李静 2人", scene, today=WEDNESDAY).intent is None
    tea = understand("#接龙\n拼奶茶\n1. 王芳\n2. 李静", scene, today=WEDNESDAY)
    assert tea.intent == "jielong"
    assert "activity" not in tea.slots


def test_it_says_why() -> None:
    def why(text: str, *, mention: bool = False) -> list[str]:
        reasons: list[str] = []
        understand(text, Scene(open_activities=("剪纸活动",)), today=WEDNESDAY, mention=mention, why=reasons)
        return reasons

    assert why("报明 2人") == ["命令词“报名”，写作“报明”（[typos]）：words.zh.toml [commands] signup"]
    assert why("剪纸+2") == ["开着的活动加数字：“剪纸”+2"]
    assert why("今天真冷") == ["不作声：开头没有命令词、接龙或“活动+数字”"]
    assert "不是 signup：“报名”后面没有读完，剩下 “的事下午再说”" in why("报名的事下午再说")
    assert why("报名的事下午再说")[-1] == "不作声：没有 @助手，也没有从头到尾读成一条命令"
    free = why("剪纸算我一个", mention=True)[-1]
    assert "条规则，signup；骨架“Ａ算我一个”" in free
    assert "没有合适的规则" in why("你几岁了", mention=True)[-1]
