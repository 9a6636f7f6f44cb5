"""作品 and 上报活动: what is said of them in many ways, and what only sounds like it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handlers.language import Scene, understand
from handlers.language.understanding import Understanding

PAPER = "“巾帼心向党·巧手送祝福”剪纸活动"
SCENE = Scene(open_activities=(PAPER, "家庭教育讲座"), units=("省财政厅", "省教育厅"))


def read(text: str, *, mention: bool = False) -> Understanding:
    return understand(text, SCENE, today=date(2021, 5, 20), mention=mention)


@pytest.mark.parametrize("each", ["每单位", "每个单位", "各单位", "每家单位", "每个处室"])
@pytest.mark.parametrize("verb", ["", "报送", "可以交", "报"])
@pytest.mark.parametrize(
    ("said", "works"),
    [
        ("3到5件", [3, 5]),
        ("3-5幅", [3, 5]),
        ("三至五件作品", [3, 5]),
        ("3件到5件", [3, 5]),
        ("不少于3件", [3, None]),
        ("至少三幅", [3, None]),
        ("至少3件，最多5件", [3, 5]),
        ("不超过5件", [None, 5]),
        ("最多五幅", [None, 5]),
        ("5件以内", [None, 5]),
        ("4张", [4, 4]),
    ],
)
def test_how_many_works_are_asked_of_a_unit(each: str, verb: str, said: str, works: list[int | None]) -> None:
    heard = read(f"发起活动 摄影展 {each}{verb}{said} 6月20日截止 限50人")
    assert heard.intent == "activity_open"
    assert heard.slots == {"title": "摄影展", "works": works, "deadline": "2021-06-20", "quota": 50}


@pytest.mark.parametrize("said", ["限50人", "每单位3人", "每单位5个名额", "6月20日截止"])
def test_heads_are_no_works(said: str) -> None:
    assert "works" not in read(f"发起活动 剪纸比赛 {said}").slots


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("投稿 剪纸 《喜上眉梢》", "submit_work", {"activity": PAPER, "title": "喜上眉梢"}),
        ("投稿 剪纸 题目：春到人间", "submit_work", {"activity": PAPER, "title": "春到人间"}),
        ("作品 剪纸", "works", {"activity": PAPER}),
        ("查看作品 剪纸", "works", {"activity": PAPER}),
        ("作品 1", "works", {"activity": PAPER}),
        ("撤回作品", "work_withdraw", {}),
        ("撤回作品 3", "work_withdraw", {"works": [3]}),
        ("删除作品3、5号", "work_withdraw", {"works": [3, 5]}),
        ("择优 3、5", "work_pick", {"works": [3, 5]}),
        ("择优第3号和第5号", "work_pick", {"works": [3, 5]}),
        ("取消择优 3", "work_pick", {"works": [3], "off": True}),
        ("未报送 作品", "missing", {"subject": "works"}),
        ("导出 剪纸 作品登记表", "export", {"form": "works_register", "activity": PAPER}),
        ("导出 活动目录清单", "export", {"form": "programme_list"}),
        ("统计 服务场次 按单位", "totals", {"subject": "programmes", "by": "unit"}),
        (
            "上报活动 红色文化进社区 2场 服务对象 社区老人 5月18日",
            "programme_report",
            {"title": "红色文化进社区", "count": 2, "served": "社区老人", "date": "2021-05-18"},
        ),
        (
            "上报活动 送法下乡 六场 120人 4月1日到5月10日 面向农村妇女 由权益部承办",
            "programme_report",
            {
                "title": "送法下乡",
                "count": 6,
                "people": 120,
                "served": "农村妇女",
                "carrier": "权益部",
                "date": "2021-04-01",
                "until": "2021-05-10",
            },
        ),
        ("修改上报 红色文化进社区 3场", "programme_change", {"title": "红色文化进社区", "count": 3}),
        ("上报改成3场", "programme_change", {"count": 3}),
        ("取消上报 红色文化进社区", "programme_cancel", {"title": "红色文化进社区"}),
    ],
)
def test_what_is_meant_is_read(text: str, intent: str, slots: dict[str, Any]) -> None:
    heard = read(text)
    assert (heard.intent, heard.slots) == (intent, slots)


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("删掉我的作品3号", "work_withdraw", {"works": [3]}),
        ("把3号和5号评为优秀", "work_pick", {"works": [3, 5]}),
        ("取消3号的择优", "work_pick", {"works": [3], "off": True}),
        ("红色文化进社区办了两场", "programme_report", {"title": "红色文化进社区", "count": 2}),
    ],
)
def test_in_free_words_where_she_speaks_to_the_bot(text: str, intent: str, slots: dict[str, Any]) -> None:
    heard = read(text, mention=True)
    assert (heard.intent, heard.slots) == (intent, slots)


@pytest.mark.parametrize(
    "text",
    [
        *("作品", "作品都交了吗", "作品什么时候交", "作品剪纸真好看", "作品 剪纸 收到了吗", "作品集出版了", "看作品去", "作品3件已收到"),
        *("撤回作品的同志请说一声", "删除作品的人是谁", "撤回作品需要组织员同意吗", "取消投稿的同志请说一声", "删除作品里的水印"),
        *("择优", "择优录取3人", "择优推荐3件", "择优 3名选手参加", "取消择优的事再说", "择优3人上报"),
        *("上报活动的单位请把照片发我", "上报活动情况的截止时间是周五", "修改上报的材料发群里", "修改上报 时间是几号"),
        *("上报改成周五了", "取消上报的单位有哪些", "取消上报 谁说的", "上报改为线上"),
        *("投稿 到哪个邮箱", "投稿剪纸要署名吗", "每单位3到5件", "各单位报送不超过5件作品"),
    ],
)
def test_talk_is_left_alone(text: str) -> None:
    assert read(text).intent is None


@pytest.mark.parametrize("title", ["五年级二班王小明的窗花", "实验小学李小红", "我女儿王小明剪的"])
def test_a_title_beside_which_a_child_may_be_named_is_not_kept(title: str) -> None:
    heard = read(f"投稿 剪纸 《{title}》")
    assert heard.intent == "submit_work"
    assert not any(name in str(heard) for name in ("王小明", "李小红"))
