"""A noun run on to a command word names a thing (推送计划要点、打卡任务): talk. Set apart from it, or addressed, it is heard as before."""

from __future__ import annotations

import random
from datetime import date

import pytest

from handlers.language import Scene, understand
from handlers.language.words import frozenset_of

TODAY = date(2026, 11, 28)
SCENE = Scene(
    open_activities=("剪纸活动", "健步走活动", "合唱比赛"),
    communities=("红旗社区", "石桥村"),
    units=("省财政厅", "省教育厅"),
    columns=("党史上的今天",),
)
WORDS = sorted(
    frozenset_of(
        "报名 代报名 报名改成 修改报名 取消报名 退出活动 我的报名 结对 结对帮扶 新增结对 结束结对 跟进 打卡 学习打卡 今日打卡 投稿 择优 "
        "推送计划 推送列表 新增推送 新增推送计划 定时推送 删除推送 取消推送计划 待审 通过 绑定 绑定单位 本群绑定 授权 取消授权 销号 对账 "
        "送达 签到 取消签到 签退 撤销 撤回 暂停推送 立即推送 关闭活动 上报结对"
    )
)
NOUNS = sorted(frozenset_of("要点 评委 老师 小组 专班 对象 大使 文案 心得 工作 权限 委员会 负责人 群主 难点 案例 海报 环节 亮点 阵地 骨干"))
TAILS = ("", "", "呢", "来了", "的", "和要求", "！")


@pytest.mark.parametrize("word", WORDS)
def test_a_noun_run_on_is_talk(word: str) -> None:
    chance = random.Random(word)
    said = [word + noun + chance.choice(TAILS) for noun in NOUNS]
    assert [one for one in said if understand(one, SCENE, today=TODAY).intent is not None] == []


@pytest.mark.parametrize(
    "said", ["新增推送推进会", "绑定单位评委", "推送计划要点", "打卡任务", "新增推送计划座谈会", "绑定单位委员会", "打卡心得精选集印好了"]
)
def test_meetings_and_the_like_are_talk(said: str) -> None:
    assert understand(said, SCENE, today=TODAY).intent is None


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        *(
            ("统计任务", "totals"),
            ("导出台账", "export"),
            ("未报送任务", "missing"),
            ("修改推送时间", "plan_change"),
            ("今日学习内容", "today"),
        ),
        *(("提醒清单", "reminders"), ("作品墙", "works"), ("静默日", "hush"), ("补发失败的群", "push_retry"), ("活动清单", "activities")),
        *(
            ("任务清单", "tasks"),
            ("报名培训班", "signup"),
            ("报名座谈会", "signup"),
            ("打卡完毕", "checkin"),
            ("已完成学习任务", "checkin"),
        ),
        *(("打卡 心得：很受感动", "checkin"), ("打卡心得：很受感动", "checkin"), ("绑定单位 市妇联", "bind"), ("绑定单位省财政厅", "bind")),
        *(("新增推送 法治讲堂 工作日 8:30", "plan_add"), ("新增推送计划", "plan_add"), ("推送计划", "plans"), ("统计数据", "totals")),
    ],
)
def test_it_still_is_a_command(said: str, intent: str) -> None:
    assert understand(said, SCENE, today=TODAY).intent == intent


@pytest.mark.parametrize(("said", "intent"), [("打卡任务", "checkin"), ("推送计划要点", "plans"), ("取消授权老师", "revoke")])
def test_addressed_it_is_heard(said: str, intent: str) -> None:
    assert understand(said, SCENE, today=TODAY, mention=True).intent == intent
