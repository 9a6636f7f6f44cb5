"""Whose sign-up is taken off: a name that is said is never lost, for then it would be the sender's own."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.language import Asked, Scene, Understanding, understand

TODAY = date(2023, 9, 13)
ONE = Scene(open_activities=("中秋灯笼制作",), communities=("南关社区",), units=("省财政厅", "宽城区妇联"))
MANY = Scene(open_activities=("亲子阅读会", "女职工羽毛球赛", "剪纸活动"), communities=("南关社区",), units=("省财政厅",))


def heard(said: str, *, mention: bool = True, scene: Scene = ONE, asked: Asked | None = None) -> Understanding:
    return understand(said, scene, today=TODAY, mention=mention, sender="孙丽华", asked=asked)


@pytest.mark.parametrize(
    "said",
    [
        *("取消郑秀兰的报名", "取消一下郑秀兰的报名", "取消郑秀兰报名", "取消郑秀兰的名额", "取消郑秀兰参加", "撤销郑秀兰的报名"),
        *("退掉郑秀兰的报名", "删掉郑秀兰的报名", "删除郑秀兰的报名", "去掉郑秀兰", "划掉郑秀兰", "把郑秀兰去掉"),
        *("把郑秀兰的报名退了", "把郑秀兰的报名取消了", "把郑秀兰从名单里去掉", "帮郑秀兰取消报名", "给郑秀兰退了", "给郑秀兰退报名"),
        *("郑秀兰不去了，给退了吧", "郑秀兰不去了，帮她退了", "郑秀兰不来了", "郑秀兰去不了，名额退了吧", "郑秀兰临时有事来不了了"),
        *("郑秀兰的报名不要了", "郑秀兰的报名退一下", "郑秀兰退出", "郑秀兰不参加了", "郑秀兰别算了", "别算郑秀兰了", "不报郑秀兰了"),
        *("郑秀兰家里有事，灯笼去不了了", "灯笼那个把郑秀兰退了", "取消@郑秀兰 的报名", "取消郑秀兰灯笼的报名", "请取消郑秀兰的报名，谢谢"),
        *(
            "郑秀兰明天去不了了",
            "麻烦把郑秀兰的名额退一下",
            "取消报名 郑秀兰",
            "郑秀兰说她不去了",
            "我替郑秀兰退一下报名",
            "郑秀兰的灯笼不去了",
        ),
    ],
)
def test_the_name_is_kept(said: str) -> None:
    found = heard(said)
    assert (found.intent, found.slots, list(found.also)) == (
        "signup_cancel",
        {"activity": "中秋灯笼制作", "names": ["郑秀兰"]},
        [],
    )


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("取消郑秀兰、王敏的报名", ["郑秀兰", "王敏"]),
        ("取消郑秀兰和王敏的报名", ["郑秀兰", "王敏"]),
        ("把郑秀兰跟王敏的报名退了", ["郑秀兰", "王敏"]),
        ("郑秀兰和王敏不去了", ["郑秀兰", "王敏"]),
        ("郑秀兰、王敏都来不了了", ["郑秀兰", "王敏"]),
        ("取消报名，郑秀兰和王敏", ["郑秀兰", "王敏"]),
        ("小李的报名取消一下", ["小李"]),
        ("王姐去不了了", ["王姐"]),
        ("取消欧阳娜娜的报名", ["欧阳娜娜"]),
        ("取消Lily的报名", ["Lily"]),
        ("取消小鱼儿的报名", ["小鱼儿"]),
        ("把阳光女孩的报名退了", ["阳光女孩"]),
        ("取消隔壁老王的报名", ["老王"]),
    ],
)
def test_several_and_familiar_names(said: str, names: list[str]) -> None:
    found = heard(said)
    assert (found.intent, found.slots.get("names")) == ("signup_cancel", names)


@pytest.mark.parametrize(
    "said",
    ["取消我的报名", "取消自己的报名", "取消孙丽华的报名", "把我的报名退了", "我临时有事去不了了", "取消我们处的报名", "退了吧，去不了了"],
)
def test_her_own(said: str) -> None:
    found = heard(said)
    assert (found.intent, found.slots, found.missing) == ("signup_cancel", {"activity": "中秋灯笼制作"}, [])


@pytest.mark.parametrize("said", ["取消她的报名", "把她的报名退了", "取消他俩的报名", "取消大家的报名", "她去不了了", "把所有人的报名取消"])
def test_who_is_not_said_is_asked(said: str) -> None:
    found = heard(said)
    assert (found.intent, found.missing) == ("signup_cancel", ["names"])


@pytest.mark.parametrize(
    ("said", "names"),
    [("郑秀兰", ["郑秀兰"]), ("郑秀兰和王敏", ["郑秀兰", "王敏"]), ("是王敏", ["王敏"]), ("王敏、郑秀兰两个人", ["王敏", "郑秀兰"])],
)
def test_the_answer_names_them(said: str, names: list[str]) -> None:
    asked = Asked("signup_cancel", {"activity": "中秋灯笼制作"}, "names")
    found = heard(said, mention=False, asked=asked)
    assert (found.intent, found.slots, found.missing) == ("signup_cancel", {"activity": "中秋灯笼制作", "names": names}, [])


def test_talk_is_no_answer() -> None:
    asked = Asked("signup_cancel", {"activity": "中秋灯笼制作"}, "names")
    for said in ("大家下午开会", "王敏你在吗", "收到", "郑秀兰说明天请假"):
        assert heard(said, mention=False, asked=asked).intent is None


@pytest.mark.parametrize(
    ("said", "delta"),
    [("我妈不去了", -1), ("取消我妈的报名", -1), ("我同事来不了了", -1), ("孩子他爸不去", -1), ("我爸妈都不去了", -2)],
)
def test_one_of_hers_is_a_head_less(said: str, delta: int) -> None:
    found = heard(said)
    assert (found.intent, found.slots) == ("signup_change", {"activity": "中秋灯笼制作", "delta": delta})


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("取消郑秀兰的报名", {"activity": "中秋灯笼制作", "names": ["郑秀兰"]}),
        ("取消报名，郑秀兰和王敏", {"activity": "中秋灯笼制作", "names": ["郑秀兰", "王敏"]}),
        ("取消报名郑秀兰", {"activity": "中秋灯笼制作", "names": ["郑秀兰"]}),
    ],
)
def test_as_a_command(said: str, slots: dict[str, object]) -> None:
    found = heard(said, mention=False)
    assert (found.intent, found.slots) == ("signup_cancel", slots)


def test_with_several_open_the_activity_is_asked_for() -> None:
    found = heard("取消郑秀兰的报名", scene=MANY)
    assert (found.intent, found.slots, found.missing) == ("signup_cancel", {"names": ["郑秀兰"]}, ["activity"])


@pytest.mark.parametrize(
    "said",
    [
        *("取消王芳的报名资格", "取消王芳的行程", "取消她们的报名", "取消王芳报名的那个会议室", "退报名费的联系我", "郑秀兰不去了"),
        *("取消大家的报名费", "取消郑秀兰的快递", "取消小李的报名吗", "取消郑秀兰的报名谁批的", "取消郑秀兰的报名要写说明"),
    ],
)
def test_talk_beside_it(said: str) -> None:
    assert heard(said, mention=False).intent is None
