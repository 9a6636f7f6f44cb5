"""Copied chat in the forms that clients give it: who, when, what."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.language.pasted import Said, read

DAY = date(2021, 5, 20)

FORMS = {
    "desktop": "王芳:\n报名剪纸2人\n\n李静:\n大家早\n第二行\n",
    "mail": "微信群“省财政厅妇女工作群”的聊天记录如下：\n\n—————  2021-05-19  —————\n\n王芳  09:01\n\n报名剪纸2人\n\n"
    "李静  09:02\n\n大家早\n第二行\n",
    "date after": "王芳 2021/5/19 9:01:33\n报名剪纸2人\n\n李静 2021/5/19 下午9:02\n大家早\n第二行",
    "date before": "2021-05-19 09:01:33 王芳\n报名剪纸2人\n2021-05-19 09:02:00 李静\n大家早\n第二行",
    "yesterday": "王芳 昨天 09:01\n报名剪纸2人\n李静 5月19日 09:02\n大家早\n第二行",
    "one line": "王芳：报名剪纸2人\n李静：大家早\n第二行",
    "brackets": "[2021-05-19 09:01] 王芳：报名剪纸2人\n[2021-05-19 09:02] 李静：大家早\n第二行",
    "windows": "王芳 周三 09:01\r\n报名剪纸2人\r\n\r\n李静 周三 09:02\r\n大家早\r\n第二行\r\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read_alike(form: str) -> None:
    stretch = read(FORMS[form], DAY)
    assert stretch is not None
    assert [(one.who, one.text) for one in stretch.said] == [("王芳", "报名剪纸2人"), ("李静", "大家早\n第二行")]
    if form not in ("desktop", "one line"):
        assert {one.day for one in stretch.said} == {date(2021, 5, 19)}
        assert stretch.said[0].clock == time(9, 1)


def test_the_mail_names_its_group_and_a_list_stays_whole() -> None:
    stretch = read("“财政厅群”的聊天记录如下\n—— 2021-05-19 ——\n省财政厅-王芳  09:01\n#接龙\n剪纸活动\n\n1. 王芳\n2. 李静 2人\n", DAY)
    assert stretch is not None
    assert stretch.group == "财政厅群"
    assert stretch.said == (Said(3, "省财政厅-王芳", date(2021, 5, 19), time(9, 1), "#接龙\n剪纸活动\n\n1. 王芳\n2. 李静 2人"),)


def test_a_copy_may_begin_with_the_group_or_inside_a_message() -> None:
    body = "————  2021-05-19  ————\n\n王芳  09:01\n\n报名剪纸2人\n\n李静  09:02\n\n打卡 很感人"
    for first, group in (
        ("省财政厅妇女工作群\n\n", "省财政厅妇女工作群"),
        ("财政厅群（86）\n", "财政厅群"),
        ("后半句话，别忘了。\n\n", ""),
    ):
        stretch = read(first + body, DAY)
        assert stretch is not None, first
        assert stretch.group == group
        assert [(one.who, one.text) for one in stretch.said] == [("王芳", "报名剪纸2人"), ("李静", "打卡 很感人")]


@pytest.mark.parametrize(
    "text",
    [
        "发起活动 义诊 6月20日\n9:00 入场\n9:30 开讲\n11:00 散会",
        "发起活动 义诊 6月20日\n入场 9:00\n开讲 9:30\n散会 11:00",
        "报名剪纸2人",
        "#接龙\n剪纸活动\n\n1. 王芳\n2. 李静",
        "通知：\n时间：5月20日 09:00\n地点：三楼会议室",
        "时间：周五 14:00\n地点：三楼",
        "结对 红旗社区 2名\n低保家庭",
        "王芳：\n报名的事下午再说",
    ],
)
def test_other_texts_are_no_stretch(text: str) -> None:
    assert read(text, DAY) is None


def test_a_day_that_is_not_yet_here_was_last_year() -> None:
    stretch = read("王芳 12月31日 09:01\n报名\n李静 2月30日 09:02\n报名", DAY)
    assert stretch is not None
    assert [one.day for one in stretch.said] == [date(2020, 12, 31), date(2020, 12, 31)]


@given(st.text(alphabet="王芳李 09:：\n-—/年月日周昨天[]()上午PM#接龙1.\u200b", max_size=200))
def test_nothing_breaks_it(text: str) -> None:
    stretch = read(text, DAY)
    assert stretch is None or all(one.who for one in stretch.said)
