"""Classes of wording that a round by another writer found unread, each by other sentences, with the talk beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handlers.language import Asked, Scene, understand

TODAY = date(2022, 5, 18)
CHOIR, BAKING, HEALTH, SORTING = "“红心向党”合唱比赛", "母亲节亲子烘焙", "女性健康知识讲座", "社区垃圾分类志愿服务"
SCENE = Scene(
    open_activities=(CHOIR, BAKING, HEALTH, SORTING, "端午诗会"),
    communities=("和平社区", "柳河村"),
    units=("市教育局", "市民政局"),
    columns=("党史上的今天", "红色家风传承", "家庭教育"),
)


def _slots(said: str, *, mention: bool = False, asked: Asked | None = None) -> tuple[str | None, dict[str, Any]]:
    read = understand(said, SCENE, today=TODAY, mention=mention, asked=asked)
    return read.intent, read.slots


@pytest.mark.parametrize(
    ("said", "heads", "more"),
    [
        ("报名合唱 就我自己", 1, {}),
        ("报名合唱，就我一个人", 1, {}),
        ("报名合唱 只有我", 1, {}),
        ("报名合唱，就我和张敏", 2, {"names": ["张敏"]}),
        ("报名合唱，一个人就行", 1, {}),
        ("报名合唱两个人就可以了", 2, {}),
        ("报名合唱两个人 不对是三个人", 3, {}),
        ("报名合唱3人，哦不，4人", 4, {}),
        ("报名合唱2人，说错了，是5个", 5, {}),
        ("我想报名合唱，具体几点开始啊", 1, {"note": "具体几点开始啊"}),
        ("报名合唱 几楼集合", 1, {"note": "几楼集合"}),
        ("报名合唱我家三口人", 3, {}),
        ("报名合唱3口之家", 3, {}),
        ("报名合唱 先报2人", 2, {}),
        ("报名合唱暂定3人", 3, {}),
        ("报名合唱，教育局科管处4人", 4, {"team": "教育局科管处"}),
        ("报名合唱，电话13912345678", 1, {}),
        ("报名合唱 老公孩子和我", 3, {}),
        ("报名合唱，孩子爸也去", 2, {}),
        ("报名合唱5个人其中一个是孕妇", 5, {"note": "其中一个是孕妇"}),
    ],
)
def test_who_comes_in_a_command(said: str, heads: int, more: dict[str, Any]) -> None:
    assert _slots(said) == ("signup", {"activity": CHOIR, "headcount": heads, **more})


@pytest.mark.parametrize(
    ("said", "activity", "heads", "more"),
    [
        ("垃圾分类那个志愿服务财务处来五个人", SORTING, 5, {"team": "财务处"}),
        ("健康那个讲座我报两个", HEALTH, 2, {}),
        ("合唱给我挂个名，我嫂子也算上", CHOIR, 2, {}),
        ("算我一个，合唱，还有我同事", CHOIR, 2, {}),
        ("合唱给我记一个，我同事也去", CHOIR, 2, {}),
        ("合唱算我一个", CHOIR, 1, {}),
        ("给我嫂子报个合唱", CHOIR, 1, {}),
        ("帮李晓红把合唱给报上", CHOIR, 1, {"names": ["李晓红"]}),
        ("帮张敏填一下合唱", CHOIR, 1, {"names": ["张敏"]}),
        ("给我和小刘报个合唱", CHOIR, 2, {"names": ["小刘"]}),
        ("合唱我和对门老张去", CHOIR, 2, {"names": ["老张"]}),
        ("合唱算我们药剂科一份，出7个人", CHOIR, 7, {"team": "药剂科"}),
        ("我们处报合唱5人", CHOIR, 5, {"team": "处"}),
        ("合唱给俺们科整五个名额", CHOIR, 5, {"team": "科"}),
        ("合唱我报", CHOIR, 1, {}),
        ("合唱带上我婆婆", CHOIR, 2, {}),
        ("合唱给我们工会留十个座", CHOIR, 10, {"team": "工会"}),
        ("合唱组个队，五个人", CHOIR, 5, {}),
    ],
)
def test_who_comes_in_free_words(said: str, activity: str, heads: int, more: dict[str, Any]) -> None:
    assert _slots(said, mention=True) == ("signup", {"activity": activity, "headcount": heads, **more})


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("再给合唱添两个人", "signup_change", None),
        ("合唱多给我报了一个，减掉", "signup_change", {"activity": CHOIR, "delta": -1}),
        ("把我妈从合唱里撤了吧", "signup_cancel", {"activity": CHOIR}),
        ("我都报啥了", "my_records", {"subject": "signups"}),
        ("一季度结对数按社区给我列列", "totals", {"subject": "pairings", "by": "community", "period": ["2022-01-01", "2022-03-31"]}),
        ("打卡次数最多的个人排一排", "ranking", {"subject": "checkins", "by": "person"}),
        ("合唱人满了，把这个活动关了吧", "activity_close", {"activity": CHOIR}),
        ("导一份合唱的报名表", "export", {"activity": CHOIR, "form": "roster"}),
        ("今天的学了，收获很大", "checkin", {"note": "收获很大"}),
        ("上周六带孩子去了爱国主义教育基地，柳河村", "followup", {"community": "柳河村", "item": "base_visit", "date": "2022-05-14"}),
        ("昨天去柳河村看孩子了", "followup", {"community": "柳河村", "item": "home_visit", "date": "2022-05-17"}),
        ("端午节给柳河村的孩子送了粽子", "followup", None),
        ("柳河村两个留守娃归我们住建局帮", "pairing_report", None),
        ("我和李梅一起帮扶柳河村一个孤儿", "pairing_report", None),
        ("柳河村那俩孩子再加一个", "pairing_change", {"community": "柳河村", "delta": 1}),
        ("柳河村的孩子毕业了，不结了", "pairing_end", {"community": "柳河村"}),
        ("柳河村结了2个", "pairing_report", {"community": "柳河村", "children": 2}),
        ("和孩子一起包饺子，柳河村", "followup", {"community": "柳河村", "item": "companionship"}),
        ("今天去柳河村给孩子送了棉衣", "followup", {"community": "柳河村", "date": "2022-05-18"}),
        ("合唱不练了", "signup_cancel", {"activity": CHOIR}),
        ("看看我报的名", "my_records", {"subject": "signups"}),
        ("合唱来了哪些队", "roster", {"activity": CHOIR}),
        ("5月18号的学完了打卡", "checkin", {}),
        ("今天的党史讲的谁", "today", {}),
        ("哪个社区结对孩子最多", "ranking", {"subject": "pairings", "by": "community"}),
        ("端午推啥", "push_preview", {"when": {"on": "2022-06-03"}}),
        ("后天的学习内容先看看", "push_preview", {"when": {"on": "2022-05-20"}}),
        ("5号驳回：没有来源", "review", {"item": 5, "verdict": "reject", "reason": "没有来源"}),
        ("撤了@刘芳的权限", "revoke", {"member": "刘芳"}),
        ("帮我核一下结对数据", "reconcile", {"subject": "pairings"}),
        ("把没推成功的补上", "push_retry", {}),
        ("今早的推送都到了没", "deliveries", {"period": ["2022-05-18", "2022-05-18"]}),
        ("合唱的作品发你了", "submit_work", {"activity": CHOIR}),
    ],
)
def test_what_is_wanted_in_free_words(said: str, intent: str, slots: dict[str, Any] | None) -> None:
    read = _slots(said, mention=True)
    assert read[0] == intent
    assert slots is None or read[1] == slots


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("结对和平社区两名单亲孩子，帮着补补课", {"children": 2, "difficulties": ["other"], "support": ["study"]}),
        ("结对和平社区一个孩子，爸妈都在南方打工", {"children": 1, "difficulties": ["left_behind"]}),
        ("结对和平社区3名困境儿童，定期走访", {"children": 3, "note": "定期走访"}),
        ("结对和平社区王小明，12岁，父母离异", {"difficulties": ["other"]}),
    ],
)
def test_pairings(said: str, slots: dict[str, Any]) -> None:
    assert _slots(said) == ("pairing_report", {"community": "和平社区", **slots})


@pytest.mark.parametrize(
    ("said", "item"), [("送了两本书", "red_book"), ("给孩子写了两封信", "family_letter"), ("看了一部红色电影", "red_film")]
)
def test_things_counted_in_a_follow_up(said: str, item: str) -> None:
    assert _slots(f"跟进 柳河村 {said}") == ("followup", {"community": "柳河村", "item": item})


def test_a_road_is_no_second_community_and_a_childs_name_is_left_out() -> None:
    read = understand("结对 柳河村 1名 家住和平路12号", SCENE, today=TODAY)
    assert (read.slots, read.withheld, read.also) == ({"community": "柳河村", "children": 1}, ["address"], [])
    read = understand("打卡 今天给学生李小明讲了故事", SCENE, today=TODAY)
    assert (read.slots, read.withheld) == ({"note": "今天给学生讲了故事"}, ["child_name"])


def test_an_ambiguous_part_of_a_name_is_asked_back_with_its_choices() -> None:
    scene = Scene(open_activities=("亲子阅读会", "亲子运动会"))
    read = understand("亲子那个报两个", scene, today=TODAY, mention=True)
    assert (read.missing, read.choices) == (["activity"], {"activity": ["亲子阅读会", "亲子运动会"]})


@pytest.mark.parametrize("said", ["2人或3人", "我还没想好几个人", "，晚点定人数", "带孩子"])
def test_how_many_is_asked_where_it_is_not_settled(said: str) -> None:
    read = understand(f"报名合唱{said}", SCENE, today=TODAY)
    assert (read.intent, read.slots, read.missing) == ("signup", {"activity": CHOIR}, ["headcount"])


def test_a_note_keeps_the_words_that_are_also_a_column() -> None:
    assert _slots("打卡 第十二条 好家风是传家宝") == ("checkin", {"item": 12, "note": "好家风是传家宝"})
    assert _slots("預覽後天") == ("push_preview", {"when": {"on": "2022-05-20"}})


@pytest.mark.parametrize(
    ("said", "activity"),
    [("第一个吧 啊不 第二个", BAKING), ("合唱 不对 烘焙", BAKING), ("选1 哦不对选3", HEALTH), ("要不第一个", CHOIR)],
)
def test_an_answer_taken_back_in_the_same_breath(said: str, activity: str) -> None:
    asked = Asked("signup", {"headcount": 1}, "activity", SCENE.open_activities)
    assert _slots(said, asked=asked) == ("signup", {"activity": activity, "headcount": 1})


@pytest.mark.parametrize(
    ("said", "heads"), [("四个 哦不对 五个", 5), ("两个，错了，三个", 3), ("3人 更正 4人", 4), ("三个不对吧", None), ("吧", None)]
)
def test_a_number_taken_back_in_the_same_breath(said: str, heads: int | None) -> None:
    intent, slots = _slots(said, asked=Asked("signup", {"activity": CHOIR}, "headcount", ()))
    assert (intent, slots.get("headcount")) == ("signup" if heads else None, heads)


@pytest.mark.parametrize("said", ["第一个不对", "第一个不是早结束了吗", "第二个没意思"])
def test_talk_of_a_choice_is_no_choice(said: str) -> None:
    assert _slots(said, asked=Asked("signup", {"headcount": 1}, "activity", SCENE.open_activities))[0] is None


@pytest.mark.parametrize(
    "said",
    [
        *(
            "报名就行了",
            "报名先到先得",
            "报名合唱先到先得",
            "报名两个人就行",
            "报名合唱两个人就行，别多报",
            "报名合唱的就我自己",
            "就我自己",
            "两个人 不对 三个人",
        ),
        *("结对和平社区的有几家", "结对名单里两名单亲", "撤回了", "组织活动注意安全", "学完了，收获很大", "把这个活动关了吧"),
        *("再给合唱添两个人", "给我和小刘报个合唱", "跟进一下送了两本书的事", "端午节给孩子送了粽子"),
    ],
)
def test_the_talk_beside_it_is_left_alone(said: str) -> None:
    assert _slots(said)[0] is None


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("合唱整我一个，唱歌我在行", "signup", {"activity": CHOIR, "headcount": 1, "note": "唱歌我在行"}),
        (
            "昨儿去柳河村家访，老人身体还行",
            "followup",
            {"community": "柳河村", "item": "home_visit", "date": "2022-05-17", "note": "老人身体还行"},
        ),
        ("合唱算我一份呗，谢谢啦", "signup", {"activity": CHOIR, "headcount": 1}),
        ("昨天陪柳河村的孩子看了红色电影", "followup", None),
        ("合唱人数变一下 现在改四个", "signup_change", {"activity": CHOIR, "headcount": 4}),
        ("柳河村的结对再添一个孩子", "pairing_change", {"community": "柳河村", "delta": 1}),
        ("助手，合唱也算我一份呗", "signup", {"activity": CHOIR, "headcount": 1}),
    ],
)
def test_a_last_clause_and_more(said: str, intent: str, slots: dict[str, Any] | None) -> None:
    read = understand(said, SCENE, today=TODAY, mention=True)
    assert (read.intent, read.slots if slots is not None else None, read.also) == (intent, slots, [])


def test_an_unlisted_activity_apart_an_address_and_talk_of_opening() -> None:
    read = understand("报名 瑜伽课", SCENE, today=TODAY)
    assert (read.intent, read.slots, read.missing) == ("signup", {"headcount": 1}, ["activity"])
    read = understand("跟进 柳河村 家访，孩子家住建设街12号3单元502", SCENE, today=TODAY)
    assert (read.slots, read.withheld) == ({"community": "柳河村", "item": "home_visit"}, ["address"])
    assert _slots("发起活动容易，收尾难呐")[0] is None
