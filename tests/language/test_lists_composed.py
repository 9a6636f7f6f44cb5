"""Any list composed of the parts that people make lists of reads back, entry by entry."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.language import Scene, understand
from tests.language.cases import plain
from tests.language.composed_lists import compose

TODAY = date(2021, 5, 20)
Entry = tuple[int, str, int, list[str]]


def _read(text: str) -> tuple[str, list[Entry]]:
    slots = understand(text, Scene(), today=TODAY).slots
    return slots["title"], [(one["no"], one["name"], one["headcount"], sorted(plain(one["note"]))) for one in slots["entries"]]


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**9))
def test_a_composed_list_reads_back(seed: int) -> None:
    made = compose(Random(seed))
    assert _read(made.text) == (made.title, [(no, name, heads, sorted(plain(note))) for no, name, heads, note in made.entries])


@pytest.mark.parametrize(
    ("line", "name", "heads", "note"),
    [
        ("隋丽，会理发", "隋丽", 1, "会理发"),
        ("赵敏（不带孩子）", "赵敏", 1, "不带孩子"),
        ("赵敏 没带家属", "赵敏", 1, "没带家属"),
        ("孙 晓 燕 2人", "孙 晓 燕", 2, ""),
        ("小鱼儿🐟 2人", "小鱼儿", 2, ""),
        ("宫雪：2人", "宫雪", 2, ""),
        ("省残联 夏蕾 二人", "夏蕾", 2, "省残联"),
        ("敖雪 书包一个", "敖雪", 1, "书包一个"),
        ("芮敏 陪同家属共2人", "芮敏", 2, "陪同家属共2人"),
        ("王芳带孩子共3人", "王芳", 3, "带孩子共3人"),
        ("王芳 身高 165", "王芳", 1, "身高 165"),
        ("77", "77", 1, ""),
        ("77 2", "77", 2, ""),
        ("快乐驿站 吃素", "快乐驿站", 1, "吃素"),
        ("城南站 王芳", "王芳", 1, "城南站"),
        ("（王芳）2人", "王芳", 2, ""),
        ("王芳（带孩子", "王芳", 2, "带孩子"),
        ("Lily Wang + 2", "Lily Wang", 2, ""),
        ("Amy L", "Amy", 1, "L"),
        ("Mary 1988 +2", "Mary 1988", 2, ""),
        ("小雨点 2009", "小雨点 2009", 1, ""),
        ("静 吃素", "静", 1, "吃素"),
        ("省社科院温暖", "温暖", 1, "省社科院"),
        ("市法院阿依古丽·买买提", "阿依古丽·买买提", 1, "市法院"),
        ("王芳 带孩子2个", "王芳", 3, "带孩子2个"),
        ("王芳 带老公和孩子", "王芳", 3, "带老公和孩子"),
        ("王芳 3个大人", "王芳", 3, ""),
        ("王芳 人数：2", "王芳", 2, ""),
        ("财政厅王芳、李静", "王芳、李静", 2, "财政厅"),
        ("王芳 4人，其中孩子2人", "王芳", 4, "其中孩子2人"),
        ("王芳 女 35", "王芳", 1, "女 35"),
        ("王芳.2人", "王芳", 2, ""),
        ("王芳 2\ufe0f\u20e3人", "王芳", 2, ""),
        ("🌹🌹", "🌹🌹", 1, ""),
        ("🌹 2人", "🌹", 2, ""),
        ("省财政厅 2人", "省财政厅", 2, ""),
        ("2人 王芳", "王芳", 2, ""),
        ("王芳 3人（2大1小）", "王芳", 3, "2大1小"),
        ("王芳（替李静报）", "王芳", 1, "替李静报"),
        ("王芳+娃", "王芳", 2, "+娃"),
        ("财务处：王芳等3人", "王芳", 3, "财务处"),
        ("王芳｜2人｜素食", "王芳", 2, "素食"),
        ("王芳 x 2", "王芳", 2, ""),
        ("王芳 2位大人1个孩子", "王芳", 3, "2位大人1个孩子"),
        ("一家三口 王芳", "王芳", 3, "一家三口"),
        ("王芳 2人已交费", "王芳", 2, "已交费"),
        ("王芳 2人份", "王芳", 1, "2人份"),
        ("王芳@财政局", "王芳", 1, "财政局"),
        ("李静、王芳各1人", "李静、王芳", 2, ""),
        ("李静(2)", "李静", 2, ""),
        ("李静 二", "李静", 2, ""),
        ("李静 170/92", "李静", 1, "170/92"),
        ("工行 李静", "李静", 1, "工行"),
    ],
)
def test_a_line_of_a_list(line: str, name: str, heads: int, note: str) -> None:
    assert _read(f"#接龙\n秋游\n\n1. {line}\n2. 李静")[1] == [(1, name, heads, sorted(plain(note))), (2, "李静", 1, [])]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("#接龙\n3.8节联欢\n5 楼会议室\n\n1. 王芳\n2. 静待花开", ["王芳", "静待花开"]),
        ("#接龙\n秋游\n1. 穿运动鞋\n2. 自带水杯\n\n1. 花开\n2. 云淡", ["花开", "云淡"]),
        ("#接龙\n秋游\n例\n1. 张三\n2. 李四\n\n2. 花开", ["花开"]),
        ("#接龙\n秋游\n例 张三 2人\n1. 王芳\n2. 李静\n\n3. 赵敏", ["王芳", "李静", "赵敏"]),
        ("#接龙\n秋游\n\n1. 花开\n\n1. 云淡\n\n2. 赵敏", ["花开", "云淡", "赵敏"]),
        ("#接龙\n秋游\n\n1. 王芳\n2. 李静\n\n注意：\n1. 带水\n2. 早到", ["王芳", "李静"]),
        ("#接龙\n秋游\n\n1. 王芳\n2. 李静\n\n8:30集合", ["王芳", "李静"]),
        ("#接龙\n秋游\n\n1 王芳\n2 人事处 李静", ["王芳", "李静"]),
        ("#接龙\n例 张三\n单位 省财政厅\n\n1.\n王芳\n2. 李静", ["王芳", "李静"]),
    ],
)
def test_where_entries_begin_and_end(text: str, names: list[str]) -> None:
    assert [name for _, name, _, _ in _read(text)[1]] == names


@pytest.mark.parametrize(
    "said", ["请大家用#接龙功能报名", "刚才的#接龙谁删了", "#接龙怎么用啊\n我不会", "我发个#接龙，大家接一下", "@所有人 请在#接龙 里填写"]
)
def test_talk_of_lists_is_no_list(said: str) -> None:
    assert understand(said, Scene(open_activities=("剪纸活动",)), today=TODAY).intent is None


def test_a_list_typed_by_hand_needs_an_activity_where_there_are_any() -> None:
    text = "聚餐报名\n1、王芳\n2、李静 2人"
    assert understand(text, Scene(), today=TODAY).typed
    assert understand(text, Scene(open_activities=("剪纸活动",)), today=TODAY).intent is None
    assert understand("报名须知\n1、穿运动鞋\n2、带身份证", Scene(), today=TODAY).intent is None
