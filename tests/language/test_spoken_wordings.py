"""Classes of wording that a round written from the contract alone found misread, each by other sentences, with the talk beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.language import Scene, understand

TODAY = date(2022, 9, 7)
YOGA, READING, STALL = "女职工瑜伽体验课", "“翰墨飘香”书法沙龙", "爱心义卖集市"
SCENE = Scene(
    open_activities=(YOGA, READING, STALL),
    communities=("长青社区", "柳河村"),
    units=("市教育局", "市民政局"),
    columns=("党史上的今天", "家庭教育"),
)
ONE = Scene(open_activities=("秋季健步走",), communities=("长青社区",))


def _read(said: str, scene: Scene = SCENE, *, mention: bool = False) -> tuple[str | None, dict[str, Any]]:
    read = understand(said, scene, today=TODAY, mention=mention, sender="刘敏")
    return read.intent, read.slots


@pytest.mark.parametrize("sign", ["+", "＋", "➕", "﹢"])
@pytest.mark.parametrize("number", ["3", "３", "三", "3人"])
def test_a_plus_of_any_width(sign: str, number: str) -> None:
    assert _read(f"瑜伽{sign}{number}") == ("signup", {"activity": YOGA, "headcount": 3})


@pytest.mark.parametrize("said", ["➕3", "好文章➕1", "瑜伽垫➕3个", "同意➕1"])
def test_a_plus_that_is_talk(said: str) -> None:
    assert _read(said)[0] is None


@pytest.mark.parametrize(
    ("said", "intent"), [("己学习", "checkin"), ("己打卡", "checkin"), ("巳学习", "checkin"), ("己学完", "checkin"), ("包名瑜伽", "signup")]
)
def test_misspelt_at_the_front(said: str, intent: str) -> None:
    assert _read(said)[0] == intent


@pytest.mark.parametrize("said", ["己所不欲", "己经学了三天了", "包名写错了", "自己学习去"])
def test_misspelt_talk(said: str) -> None:
    assert _read(said)[0] is None


@pytest.mark.parametrize("going", ["上", "到", "去", "往", "奔", "在", "从"])
def test_going_to_a_community(going: str) -> None:
    read = _read(f"昨天{going}长青社区家访了", mention=True)
    assert read == ("followup", {"community": "长青社区", "item": "home_visit", "date": "2022-09-06"})


def test_a_new_community_keeps_its_first_character() -> None:
    assert _read("结对 上海路社区 2名")[1]["community"] == "上海路社区"
    assert _read("结对 上游村 2名")[1]["community"] == "上游村"


@pytest.mark.parametrize(
    "said",
    [
        "“报名瑜伽2人”这样发就行",
        '"报名瑜伽 2人" 这么写',
        "「报名义卖3人」照这个格式发",
        "“打卡 学完了”就这么回",
        "‘结对 长青社区 2名’ 按这个报",
    ],
)
def test_a_command_in_quotation_marks_with_words_after_is_shown_to_others(said: str) -> None:
    assert _read(said)[0] is None


@pytest.mark.parametrize("said", ["“报名瑜伽2人”", "「报名瑜伽 2人」", "报名“瑜伽”2人", "“报名瑜伽2人”谢谢"])
def test_a_command_in_quotation_marks_alone(said: str) -> None:
    assert _read(said) == ("signup", {"activity": YOGA, "headcount": 2})


@pytest.mark.parametrize(
    ("title", "activity"),
    [
        ("书法沙龙报名，请写单位和人数", READING),
        ("书法沙龙报名，请写单位、姓名、人数", READING),
        ("书法沙龙（限20人）", READING),
        ("各位姐妹，书法沙龙开始报名啦，想参加的接龙哈", READING),
        ("瑜伽课：每单位不超过3人", YOGA),
        ("瑜伽课，9月10日前报名有效", YOGA),
        ("爱心义卖，自愿参加", STALL),
        ("书法沙龙报名（自带毛笔）", READING),
        ("瑜伽课～想学的姐妹接龙", YOGA),
        ("瑜伽课开课啦，零基础也能学，想学的接龙", YOGA),
        ("义卖集市志愿者", STALL),
        ("书法沙龙 名师指导 机会难得", READING),
        ("拼车，去书法沙龙的", None),
        ("书法沙龙，统计一下尺码", None),
        ("书法沙龙（收到请接龙）", None),
        ("瑜伽课，请假的接龙", None),
        ("书法沙龙，中午订盒饭", None),
        ("瑜伽课拼单买垫子，每人一张", None),
        ("团购柿子，爱心价", None),
        ("请写单位和人数", None),
    ],
)
def test_a_title_with_instructions(title: str, activity: str | None) -> None:
    read = understand(f"#接龙\n{title}\n\n1. 王芳\n2. 李静 2人", SCENE, today=TODAY)
    assert (read.intent, read.slots.get("activity")) == ("jielong", activity)


@pytest.mark.parametrize(
    ("said", "heads", "more"),
    [
        ("报名瑜伽行不", 1, {}),
        ("报名瑜伽2人，行不行", 2, {}),
        ("我报名瑜伽中不", 1, {}),
        ("报名瑜伽2人可以不", 2, {}),
        ("报名瑜伽 我和小姑子", 2, {}),
        ("报名瑜伽 我和儿媳妇", 2, {}),
        ("报名瑜伽 我跟老伴", 2, {}),
        ("报名瑜伽 我、二姨、表姐", 3, {}),
        ("报名瑜伽，我和俺娘", 2, {}),
        ("报名瑜伽 我、俺爹、俺娘", 3, {}),
        ("报名瑜伽三位大姐", 3, {}),
        ("报名瑜伽 5名女同志", 5, {}),
        ("报名瑜伽 四个姐们儿", 4, {}),
    ],
)
def test_who_comes(said: str, heads: int, more: dict[str, Any]) -> None:
    assert _read(said) == ("signup", {"activity": YOGA, "headcount": heads, **more})


@pytest.mark.parametrize("said", ["报名瑜伽俩仨人", "报名瑜伽两仨人", "报名瑜伽仨俩人", "报名瑜伽 三两个"])
def test_a_vague_number_of_the_north(said: str) -> None:
    read = understand(said, SCENE, today=TODAY)
    assert (read.intent, read.slots, read.missing) == ("signup", {"activity": YOGA}, ["headcount"])


@pytest.mark.parametrize(
    "said",
    [
        "能报名几个人啊",
        "报名几个人了",
        "可以报名几个呀",
        "报名人数3人，开不了班",
        "报名人数2人，不够开班",
        "报名人数2人，太少了",
        "报名行不行",
    ],
)
def test_questions_and_figures_of_a_signup_are_talk(said: str) -> None:
    assert _read(said)[0] is None


@pytest.mark.parametrize("thing", ["那活儿", "那事儿", "那事", "这活儿", "那项"])
def test_that_thing_is_no_person(thing: str) -> None:
    assert _read(f"瑜伽{thing}算俺一个", mention=True) == ("signup", {"activity": YOGA, "headcount": 1})


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("多一个人", "signup_change", {"delta": 1}),
        ("我们再多去俩", "signup_change", {"delta": 2}),
        ("我这边少去一个人", "signup_change", {"delta": -1}),
        ("再多来三位", "signup_change", {"delta": 3}),
        ("我报上", "signup", {"headcount": 1}),
        ("算我一份，带着我闺女", "signup", {"headcount": 2}),
        ("加我一位，还有我妈", "signup", {"headcount": 2}),
        ("退出", "signup_cancel", {}),
        ("我要退出", "signup_cancel", {}),
        ("别给我报了", "signup_cancel", {}),
        ("别帮我登记了", "signup_cancel", {}),
        ("改一下人数", "signup_change", {}),
    ],
)
def test_addressed_in_few_words(said: str, intent: str, slots: dict[str, Any]) -> None:
    assert _read(said, ONE, mention=True) == (intent, {"activity": "秋季健步走", **slots})


@pytest.mark.parametrize("said", ["瑜伽改一下人数", "瑜伽课修改下人数", "瑜伽那个调整人数"])
def test_the_heads_are_to_change(said: str) -> None:
    read = understand(said, SCENE, today=TODAY, mention=True)
    assert (read.intent, read.slots, read.missing) == ("signup_change", {"activity": YOGA}, ["headcount"])


@pytest.mark.parametrize("said", ["帮我写个通知", "给我写两篇稿子", "帮我填个表", "帮我写个发言稿", "替我排个值班"])
def test_writing_for_her_is_no_signup(said: str) -> None:
    assert _read(said, mention=True)[0] == "unknown"


@pytest.mark.parametrize("said", ["给我记个名", "帮我登两个", "给我写上", "替我挂个名吧", "给我记一个"])
def test_putting_her_down_is(said: str) -> None:
    assert _read(said, mention=True)[0] == "signup"


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("给长青社区结对的孩子写了封信", "family_letter"),
        ("到长青社区走访了结对孩子家", "home_visit"),
        ("带长青社区结对的娃看了红色电影", "red_film"),
        ("今儿给结对的长青社区孩子送了红色书籍", "red_book"),
    ],
)
def test_something_done_for_children_already_paired(said: str, item: str) -> None:
    intent, slots = _read(said, mention=True)
    assert (intent, slots["item"], slots["community"]) == ("followup", item, "长青社区")


@pytest.mark.parametrize(
    "said",
    ["长青社区的3个孩子我们处结对了，准备送红色书籍", "结对长青社区孩子2名，家访一次", "和长青社区两个孩子结对了，送书"],
)
def test_a_report_that_also_names_a_thing_done(said: str) -> None:
    intent, slots = _read(said, mention=True)
    assert (intent, slots["community"]) == ("pairing_report", "长青社区")


def test_a_helper_called_what_she_is() -> None:
    slots = {"helper": "李敏", "helper_kind": "individual", "community": "长青社区", "children": 2}
    for said in ["爱心妈妈李敏结对长青社区2名孩子", "机关妈妈李敏和长青社区两个孩子结对", "结对 长青社区 2名 帮扶人李敏"]:
        assert _read(said, mention=True) == ("pairing_report", slots)


@pytest.mark.parametrize(
    "said", ["结对吃火锅的+1", "结对3户困难家庭修院子", "结对逛街的3人", "结对3个孩子里有1个上大学了", "结对孩子中有2名考上高中"]
)
def test_pairing_talk_with_a_number(said: str) -> None:
    assert _read(said, ONE)[0] is None
    assert _read(said)[0] is None


@pytest.mark.parametrize("said", ["排行 打卡 个人", "打卡排行 个人", "打卡排行 按个人", "打卡个人排行"])
def test_a_ranking_of_persons(said: str) -> None:
    assert _read(said, mention=True) == ("ranking", {"subject": "checkins", "by": "person"})


# How a pairing is shared out: the words for it hold digits that count nobody.
MODES = ["1+X", "1＋Ｘ", "1+x", "“1+X”", "1+N", "一加X", "1+3", "一对一", "1对1", "一帮一", "一对多", "多对一", "一对二", "一带二"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "shape", ["结对 长青社区 2名 {}", "结对 {} 长青社区 2名", "结对 长青社区 {} 2名", "结对长青社区2名孩子，{}", "结对 长青社区 2名 {}模式"]
)
def test_the_mode_of_a_pairing_counts_no_child(mode: str, shape: str) -> None:
    intent, slots = _read(shape.format(mode))
    assert (intent, slots["community"], slots["children"]) == ("pairing_report", "长青社区", 2)
    assert not slots.keys() & {"helper", "difficulties", "difficulty_counts", "members"}


@given(
    mode=st.sampled_from(MODES),
    children=st.integers(min_value=1, max_value=60),
    parts=st.permutations(["mode", "children", "difficulty"]),
    space=st.sampled_from([" ", "，", "  "]),
)
def test_the_mode_never_changes_what_is_counted(mode: str, children: int, parts: list[str], space: str) -> None:
    words = {"mode": mode, "children": f"{children}名", "difficulty": "留守"}
    intent, slots = _read(space.join(["结对 长青社区", *(words[part] for part in parts)]))
    assert (intent, slots["children"], slots["difficulties"]) == ("pairing_report", children, ["left_behind"])
    assert slots.get("difficulty_counts") in (None, {"left_behind": children})


@pytest.mark.parametrize(
    "said", ["1+X结对长青社区3名孩子", "我们处室1+X结对长青社区3名孩子", "宣传处“1+X”帮扶长青社区3个娃", "我们处和长青社区3个孩子1+X结对了"]
)
def test_a_team_pairing_in_free_words(said: str) -> None:
    intent, slots = _read(said, mention=True)
    assert (intent, slots["community"], slots["children"]) == ("pairing_report", "长青社区", 3)


def test_a_team_pairing_as_a_command_word() -> None:
    assert _read("1+X结对 长青社区 2名") == ("pairing_report", {"community": "长青社区", "children": 2, "note": "1+X"})
    assert _read("一对一结对 长青社区 1名") == ("pairing_report", {"community": "长青社区", "children": 1})


def test_the_partners_of_a_team_pairing_share_its_children() -> None:
    read = _read("结对 长青社区 1名 1+X 李敏、赵燕")
    assert read == ("pairing_report", {"community": "长青社区", "children": 1, "note": "1+X 和李敏、赵燕一起"})


def test_a_team_pairing_without_a_number_is_asked_for_it() -> None:
    for said in ["结对 长青社区 1+X", "结对 长青社区 多对一", "结对 长青社区 1+3", "结对 长青社区 一对多"]:
        read = understand(said, SCENE, today=TODAY)
        assert (read.intent, read.missing) == ("pairing_report", ["children"])


def test_one_to_one_is_one_child() -> None:
    assert _read("结对 长青社区 一对一") == ("pairing_report", {"community": "长青社区", "children": 1})


@pytest.mark.parametrize(
    "said",
    [
        "结对1+X是啥意思",
        "结对1+X模式很好",
        "1+X结对怎么弄",
        "1+X结对名单出来了",
        "1+X模式值得推广",
        "1+1大于2",
        "一对一辅导多少钱",
        "一对一结对的照片发群里",
    ],
)
def test_talk_of_the_mode(said: str) -> None:
    assert _read(said)[0] is None


@pytest.mark.parametrize("verb", ["采取", "采用", "按照", "以", "通过", "用"])
def test_the_mode_is_said_with_a_verb(verb: str) -> None:
    slots = {"helper": "办公室", "helper_kind": "collective", "community": "长青社区", "children": 3, "note": "1+X"}
    assert _read(f"我们办公室{verb}1+X的方式跟长青社区3名孩子结对", mention=True) == ("pairing_report", slots)


@pytest.mark.parametrize("unsure", ["多少个还没定", "几个还不确定", "人数待定", "几名未定", "孩子人数还没定"])
def test_how_many_children_is_not_settled(unsure: str) -> None:
    read = understand(f"结对 长青社区 {unsure}", SCENE, today=TODAY)
    assert (read.intent, read.slots, read.missing) == ("pairing_report", {"community": "长青社区"}, ["children"])


@pytest.mark.parametrize("said", ["结对5家企业，签约3家", "结对3所学校", "结对2支队伍", "结对4个村，下周签约", "结对2家单位"])
def test_pairings_of_other_things(said: str) -> None:
    assert _read(said)[0] is None


@pytest.mark.parametrize(("said", "heads"), [("3名志愿者", 3), ("5名女职工", 5), ("两名党员", 2), ("共4名队员", 4)])
def test_heads_in_a_list_said_with_who_they_are(said: str, heads: int) -> None:
    read = understand(f"#接龙\n书法沙龙\n\n1. 何丽 {said}\n2. 王芳", SCENE, today=TODAY)
    assert read.slots["entries"][0]["name"] == "何丽"
    assert read.slots["entries"][0]["headcount"] == heads


# What talk says after a command word: so many of something that is neither people nor children.
THINGS = [
    "2个亮点",
    "3名老党员",
    "2份材料",
    "3条建议",
    "2家企业",
    "5块钱",
    "3楼",
    "第3版",
    "2个苹果",
    "10斤大米",
    "3位专家",
    "两棵树",
    "3台电脑",
    "20%的人",
    "两对夫妻",
    "3位老人",
    "3本书",
    "两瓶水",
    "三个问题",
    "两个方案",
    "5个单位",
    "3个村",
    "六个部门",
    "2辆车",
    "3箱苹果",
    "第二轮",
    "两遍",
    "一半",
    "一会儿",
    "一下午",
    "3个半小时",
    "99分",
    "8成",
]
HEADS = [
    "报名",
    "代报名",
    "结对",
    "结对改成",
    "取消报名",
    "发起活动",
    "上报活动",
    "签到",
    "投稿",
    "名单",
    "导出",
    "退回",
    "通过",
    "跟进",
    "提醒",
    "绑定单位",
]
MEANT = {("结对改成", "3位老人"), ("通过", "3条建议"), ("退回", "3条建议"), ("绑定单位", "3个村")}


@given(head=st.sampled_from(HEADS), thing=st.sampled_from(THINGS), scene=st.sampled_from([SCENE, ONE]))
def test_so_many_of_something_else_is_talk(head: str, thing: str, scene: Scene) -> None:
    if (head, thing) not in MEANT:
        assert _read(head + thing, scene)[0] is None


@pytest.mark.parametrize("said", ["打卡20%的人", "打卡2号楼集合", "打卡3号会议室"])
def test_checkin_talk_with_a_number(said: str) -> None:
    assert _read(said)[0] is None


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("发起活动三个一读书活动", "三个一读书活动"),
        ("发起活动 100人合唱", "100人合唱"),
        ("发起活动 三八茶话会", "三八茶话会"),
        ("发起活动五四歌咏比赛", "五四歌咏比赛"),
    ],
)
def test_a_title_that_begins_with_a_number(said: str, title: str) -> None:
    assert _read(said) == ("activity_open", {"title": title})


def test_children_of_one_parent_are_no_roster() -> None:
    said = "我和长青社区1名单亲孩子结对，每周给补课"
    slots = {"community": "长青社区", "children": 1, "difficulties": ["other"], "support": ["study"]}
    assert _read(said, mention=True) == ("pairing_report", slots)


@pytest.mark.parametrize("said", ["结对 2名品学兼优的孩子", "结对 3个娃 都很懂事", "结对2名体弱多病的", "结对 心脏病孩子 1名"])
def test_a_report_with_a_word_on_the_children(said: str) -> None:
    assert _read(said, ONE)[0] == "pairing_report"


def test_asking_for_a_place_is_no_remark() -> None:
    assert _read("瑜伽我想学，给我留个位", mention=True) == ("signup", {"activity": YOGA, "headcount": 1})


@pytest.mark.parametrize("name", ["八段锦", "五禽戏", "太极扇", "古筝", "柔力球", "中式面点"])
def test_an_activity_that_no_list_holds_run_on(name: str) -> None:
    read = understand(f"报名{name}2人", SCENE, today=TODAY)
    assert (read.intent, read.slots, read.missing) == ("signup", {"headcount": 2}, ["activity"])


SAID = [
    ("瑜伽+2", "signup"),
    ("书法沙龙➕3人", "signup"),
    ("报名瑜伽两个人", "signup"),
    ("报名瑜伽，不吃辣", "signup"),
    ("报名 2", "signup"),
    ("结对 长青社区 2名 低保", "pairing_report"),
    ("跟进 长青社区 家访 9月5日", "followup"),
    ("打卡 今天讲得真好", "checkin"),
    ("打卡 12", "checkin"),
    ("通过 12", "review"),
    ("通过 3、5", "review"),
    ("退回 9 出处不对", "review"),
    ("退回 9", "review"),
    ("销号 7", "task_done"),
    ("取消报名 瑜伽", "signup_cancel"),
    ("名单 瑜伽", "roster"),
    ("统计 打卡 上周", "totals"),
]
BEFORE = ["", "请", "麻烦", "麻烦帮我", "好的，", "那", "🌹", "请帮我 "]
AFTER = ["", " 谢谢", "，谢谢啦", "，辛苦了", "！", "～", "🙏", "。谢谢您！", "，麻烦了", "，谢谢，辛苦了"]


@given(said=st.sampled_from(SAID), before=st.sampled_from(BEFORE), after=st.sampled_from(AFTER))
def test_politeness_before_and_after_changes_nothing(said: tuple[str, str], before: str, after: str) -> None:
    plain, polite = (understand(text, SCENE, today=TODAY) for text in (said[0], before + said[0] + after))
    assert plain.intent == said[1]
    assert (polite.intent, polite.slots, polite.missing, polite.choices) == (plain.intent, plain.slots, plain.missing, plain.choices)


FREE = [
    ("给我和我对象报上", "signup"),
    ("我也想去", "signup"),
    ("多一个人", "signup_change"),
    ("我们再多去俩", "signup_change"),
    ("退出", "signup_cancel"),
    ("宣传处和长青社区三个孩子结对了", "pairing_report"),
    ("我们宣传处去五个人", "signup"),
    ("替李淑珍报上名", "signup"),
    ("整俩名额", "signup"),
    ("加我和宋佳", "signup"),
]


@given(
    said=st.sampled_from(FREE), before=st.sampled_from(["", "请", "麻烦", "好的，", "那", "麻烦您"]), after=st.sampled_from([*AFTER, "哈"])
)
def test_politeness_to_the_bot_changes_nothing(said: tuple[str, str], before: str, after: str) -> None:
    plain, polite = (understand(text, ONE, today=TODAY, mention=True) for text in (said[0], before + said[0] + after))
    assert plain.intent == said[1]
    assert (polite.intent, polite.slots, polite.missing) == (plain.intent, plain.slots, plain.missing)


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("打卡 12哈", "checkin", {"item": 12}),
        ("打卡第8条哈", "checkin", {"item": 8}),
        ("通过 12哈", "review", {"item": 12, "verdict": "approve"}),
        ("通过第八条呗", "review", {"item": 8, "verdict": "approve"}),
        ("瑜伽+2哈", "signup", {"activity": YOGA, "headcount": 2}),
        ("授权 @李敏。", "grant", {"member": "李敏"}),
        ("授权 @李敏！！", "grant", {"member": "李敏"}),
        ("发起活动 急救培训 60人～", "activity_open", {"title": "急救培训", "quota": 60}),
        ("报名瑜伽 我姐我妹和我哈", "signup", {"activity": YOGA, "headcount": 3}),
    ],
)
def test_a_particle_or_a_mark_at_the_end(said: str, intent: str, slots: dict[str, Any]) -> None:
    assert _read(said) == (intent, slots)


@pytest.mark.parametrize("said", ["我要报名哈", "我要报名啊", "我想报名呗", "俺来报名吧"])
def test_she_who_says_i_signs_up(said: str) -> None:
    assert _read(said, ONE) == ("signup", {"activity": "秋季健步走", "headcount": 1})


@pytest.mark.parametrize(
    "said",
    ["报名吧", "报名哈", "通过，谢谢", "退回，辛苦了", "改成，谢谢", "剪纸+2，谢谢", "瑜伽垫+2 谢谢", "那瑜伽课不去了", "请瑜伽老师+1"],
)
def test_polite_talk(said: str) -> None:
    assert _read(said)[0] is None


NOUNS = [
    "成效",
    "质量",
    "进度",
    "页面",
    "奖品",
    "手册",
    "标准",
    "成果",
    "经验",
    "大厅",
    "平台",
    "责任",
    "周期",
    "资金",
    "口号",
    "横幅",
    "评委",
    "嘉宾",
    "截图",
    "账号",
    "路线",
    "住宿",
    "证书",
    "承诺书",
    "快报",
    "周报",
    "整改",
    "考核",
    "成功",
    "延期",
    "顺利",
    "火爆",
    "冷清",
    "找我",
    "问领导",
    "快点",
    "辛苦",
    "麻烦",
]
TALKED_OF = [
    "报名",
    "代报名",
    "结对",
    "取消报名",
    "发起活动",
    "上报活动",
    "投稿",
    "名单",
    "统计",
    "对账",
    "签到",
    "结束结对",
    "导出",
    "销号",
    "撤销",
    "我的报名",
]


@given(head=st.sampled_from(TALKED_OF), noun=st.sampled_from(NOUNS), scene=st.sampled_from([SCENE, ONE]))
def test_a_command_word_that_goes_on_as_another_word_is_talk(head: str, noun: str, scene: Scene) -> None:
    assume((head, noun) != ("导出", "周报"))  # the weekly report is a form
    assert _read(head + noun, scene)[0] is None


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("发起活动元旦包汤圆 12月30日截止", "activity_open", {"title": "元旦包汤圆", "deadline": "2022-12-30"}),
        ("发起活动读书沙龙", "activity_open", {"title": "读书沙龙"}),
        ("发起活动 成果展示", "activity_open", {"title": "成果展示"}),
        ("上报活动红色文化进社区2场", "programme_report", {"title": "红色文化进社区", "count": 2}),
        ("上报活动 送法下乡", "programme_report", {"title": "送法下乡"}),
    ],
)
def test_a_title_of_something_held(said: str, intent: str, slots: dict[str, Any]) -> None:
    assert _read(said) == (intent, slots)


@pytest.mark.parametrize("said", ["报名3个退2个", "报名5人少1人", "发起活动3场", "上报活动3篇信息", "上报活动成效"])
def test_figures_after_a_command_word(said: str) -> None:
    assert _read(said, ONE)[0] is None


def test_me_and_one_more() -> None:
    assert _read("书法沙龙报我一个，还有我老伴", mention=True) == ("signup", {"activity": READING, "headcount": 2})
