"""Names without a mark between them: taken apart where there is one way only, else asked for."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.language import Asked, Scene, Understanding, understand
from handlers.language.names.runs import run_of_names

TODAY = date(2023, 9, 13)
SCENE = Scene(open_activities=("亲子阅读会", "剪纸活动"), communities=("南关社区",), units=("省财政厅",))


def heard(said: str, *, mention: bool = False, asked: Asked | None = None) -> Understanding:
    return understand(said, SCENE, today=TODAY, mention=mention, sender="孙丽华", asked=asked)


@pytest.mark.parametrize(
    ("said", "mention", "names"),
    [
        ("代报名亲子阅读王桂兰李淑珍赵敏", False, ["王桂兰", "李淑珍", "赵敏"]),
        ("代报名 亲子阅读 王桂兰李淑珍赵敏", False, ["王桂兰", "李淑珍", "赵敏"]),
        ("代报名王桂兰李淑珍 亲子阅读", False, ["王桂兰", "李淑珍"]),
        ("代报名 亲子阅读 欧阳娜王芳", False, ["欧阳娜", "王芳"]),
        ("代报名 亲子阅读 王桂兰 李淑珍赵敏", False, ["王桂兰", "李淑珍", "赵敏"]),
        ("代报名亲子阅读王芳李静两个人", False, ["王芳", "李静"]),
        ("给王桂兰李淑珍报名亲子阅读", True, ["王桂兰", "李淑珍"]),
        ("帮王芳李静赵敏都报上亲子阅读", True, ["王芳", "李静", "赵敏"]),
    ],
)
def test_signed_up(said: str, mention: bool, names: list[str]) -> None:
    found = heard(said, mention=mention)
    assert (found.intent, found.slots) == ("signup", {"activity": "亲子阅读会", "headcount": len(names), "names": names})


@pytest.mark.parametrize(
    "said", ["取消报名 剪纸 王桂兰李淑珍", "取消王桂兰李淑珍剪纸的报名", "王桂兰李淑珍不去剪纸了", "把王桂兰李淑珍的剪纸退了"]
)
def test_taken_off(said: str) -> None:
    found = heard(said, mention=True)
    assert (found.intent, found.slots) == ("signup_cancel", {"activity": "剪纸活动", "names": ["王桂兰", "李淑珍"]})


def test_two_ways_are_asked_about() -> None:
    assert run_of_names("张丽华王敏") == []
    found = heard("代报名 剪纸 张丽华王敏")
    assert (found.intent, found.missing) == ("signup", ["names"])
    answer = heard("张丽华、王敏", asked=Asked("signup", found.slots, "names"))
    assert answer.slots == {"activity": "剪纸活动", "headcount": 2, "names": ["张丽华", "王敏"]}
    assert heard("取消报名 剪纸 张丽华王敏").missing == ["names"]


@pytest.mark.parametrize("said", ["安全文明单位", "高兴文化广场", "方案文本", "时间安排", "王芳的材料", "王芳", "王桂兰", "陈述", ""])
def test_other_words_are_no_names(said: str) -> None:
    assert run_of_names(said) is None


@pytest.mark.parametrize("said", ["代报名剪纸高兴文化广场", "代报名剪纸王芳的材料", "报名剪纸王芳李静来晚了", "王芳李静不去了"])
def test_talk_beside_it(said: str) -> None:
    assert heard(said).intent is None
