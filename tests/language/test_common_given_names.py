"""Given names that share a character with grammar words: 李月英, 张会芳, 王来娣, 陈向红 are people like any."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.language import Scene, understand
from handlers.language.names.people import is_name

SCENE = Scene(open_activities=("巾帼志愿者急救培训", "旗袍秀"), columns=("法治微课",), units=("昌邑区妇联",))
DAY = date(2021, 5, 20)
PEOPLE = """
    高月娥 李月英 张秀月 王桂月 赵明月 孙月红 张会芳 李会敏 王会英 刘有珍 李有兰 王来娣 刘来英 陈向红 张向阳 周时芳 李其英
    赵再芳 吴从英 欧阳月华 郑为民 李更香 孙得芳 张和平 张月 刘月 韩月
"""
OTHERS = """
    何月 单月 闰月 周月 马月 高月份 成本月 于本月 方五月 于会上 王来了 李来的 王会来 周日来 单日 何时 于其他 何其多 满月 何有
    应有 应会 成为 于从前 任何时 王向前 时再来 张上来 李过来 王起来 白来 何来 管会 常会 包会 应对 于是
"""


@pytest.mark.parametrize("name", PEOPLE.split())
def test_it_is_a_name(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("said", OTHERS.split())
def test_it_is_none(said: str) -> None:
    assert not is_name(said)


def test_they_are_signed_up() -> None:
    for said in ("代报名 李月英 急救培训", "替李月英报名急救培训", "急救培训给李月英报一个"):
        found = understand(said, SCENE, today=DAY, mention=True)
        assert (found.intent, found.slots["names"], found.slots["headcount"]) == ("signup", ["李月英"], 1), said
    found = understand("代报名 急救培训 张和平、王芳", SCENE, today=DAY)
    assert (found.slots["names"], found.slots["headcount"]) == (["张和平", "王芳"], 2)
    found = understand("我和张会芳、陈向红都去急救培训", SCENE, today=DAY, mention=True)
    assert (found.slots["names"], found.slots["headcount"]) == (["张会芳", "陈向红"], 3)


def test_hers_is_cancelled_and_not_the_senders_own() -> None:
    found = understand("取消李月英急救培训的报名", SCENE, today=DAY, mention=True)
    assert (found.intent, found.slots.get("names")) == ("signup_cancel", ["李月英"])


@pytest.mark.parametrize("child", ["李月英", "王会芳", "刘来娣"])
def test_a_child_called_so_is_not_kept(child: str) -> None:
    found = understand(f"结对 红旗社区 1名 孩子叫{child} 低保家庭", Scene(communities=("红旗社区",)), today=DAY, mention=True)
    assert found.intent == "pairing_report"
    assert child[1:] not in str(found.slots)


@pytest.mark.parametrize(
    ("said", "team"), [("报名旗袍秀，我领队，一共十八个人", None), ("报名旗袍秀 我带队 18人", None), ("报名旗袍秀 服务队 18人", "服务队")]
)
def test_who_leads_is_no_team(said: str, team: str | None) -> None:
    found = understand(said, SCENE, today=DAY)
    assert (found.intent, found.slots["headcount"], found.slots.get("team")) == ("signup", 18, team)


def test_words_that_were_not_heard() -> None:
    assert understand("我的投稿作品", SCENE, today=DAY, private=True).intent == "my_records"
    for said in ("导出施工图进度", "导出 施工图 进展"):
        assert understand(said, SCENE, today=DAY).slots == {"form": "work_plan"}, said
    found = understand("新增推送 法治微课 每周二四下午3点半 全部", SCENE, today=DAY)
    assert found.slots == {"column": "法治微课", "when": {"weekly": [2, 4], "at": "15:30"}, "audience": "all"}
    one = Scene(open_activities=("旗袍秀",), units=("昌邑区妇联",))
    for said in ("我们昌邑区妇联来10个", "昌邑区妇联去10个"):
        assert understand(said, one, today=DAY, mention=True).slots == {"activity": "旗袍秀", "headcount": 10, "team": "昌邑区妇联"}, said
