"""What is read must not hang on a particular name: shapes of messages crossed with many activities, people and teams."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.language import Scene, understand

TODAY = date(2022, 6, 15)
ACTIVITIES = {
    "“绿水青山”生态摄影展": ["摄影展", "生态摄影"],
    "“书香三八”读书征文": ["读书征文", "征文"],
    "职工乒乓球赛": ["乒乓球", "乒乓球赛"],
    "家庭教育公益讲座": ["家庭教育", "家教讲座"],
    "“我和我的祖国”朗诵会": ["朗诵会", "朗诵"],
    "急救知识培训": ["急救培训", "急救"],
    "志愿者招募": ["志愿者招募", "志愿者"],
    "百人徒步": ["徒步", "百人徒步"],
    "羽毛球混双赛": ["羽毛球", "混双"],
    "“巧手绣党旗”刺绣活动": ["刺绣", "绣党旗"],
    "三八妇女节联欢会": ["联欢会", "三八联欢"],
    "元旦晚会": ["元旦晚会", "晚会"],
}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘万安时栾逄臧寇佘"
GIVEN = ["丽", "静", "秀英", "桂兰", "晓梅", "文静", "海燕", "玉华", "婷婷", "佳怡", "金凤", "小红", "一诺", "冬梅", "志红"]
TEAMS = ["宣传处", "办公室", "机关党委", "妇委会", "工会", "团支部", "老干部处", "三处", "急诊科", "一车间", "巾帼志愿服务队"]
ACTIVITY = st.sampled_from([(title, nick) for title, nicks in ACTIVITIES.items() for nick in [*nicks, title]])
# 安静 is a word as well as a name, and said of children: it stays a remark.
PERSON = st.builds("".join, st.tuples(st.sampled_from(SURNAMES), st.sampled_from(GIVEN))).filter(lambda name: name != "安静")
END = st.sampled_from(["", "。", "！", " 谢谢", "，辛苦了", " 🌹"])


def read(text: str, *, mention: bool = False) -> tuple[str | None, dict[str, object]]:
    result = understand(text, Scene(open_activities=tuple(ACTIVITIES)), today=TODAY, mention=mention)
    return result.intent, result.slots


@settings(max_examples=150, deadline=None)
@given(
    activity=ACTIVITY,
    heads=st.sampled_from([(2, "两人"), (3, "3位"), (12, "十二个人"), (20, "２０名"), (2, "俩")]),
    shape=st.sampled_from(
        [
            "报名{a}{h}",
            "报名 {h} {a}",
            "报名嗯那个{a}{h}",
            "报名 {a}，呃{h}",
            "报名{a}我们这边{h}",
            "报名那个啥{a}{h}",
            "我要报名{a}，{h}",
            "请帮我报名 {a} {h}",
            "報名{a} {h}",
        ]
    ),
    end=END,
)
def test_a_sign_up(activity: tuple[str, str], heads: tuple[int, str], shape: str, end: str) -> None:
    said = shape.format(a=activity[1], h=heads[1]) + end
    assert read(said) == ("signup", {"activity": activity[0], "headcount": heads[0]}), said


@settings(max_examples=150, deadline=None)
@given(
    activity=ACTIVITY, people=st.lists(PERSON, min_size=1, max_size=4, unique=True), joint=st.sampled_from(["、", "，", " ", "和"]), end=END
)
def test_people_signed_up_by_name(activity: tuple[str, str], people: list[str], joint: str, end: str) -> None:
    said = f"代报名 {activity[1]} {joint.join(people)}{end}"
    assert read(said) == ("signup", {"activity": activity[0], "headcount": len(people), "names": people}), said


@settings(max_examples=100, deadline=None)
@given(activity=ACTIVITY, team=st.sampled_from(TEAMS), heads=st.integers(1, 99), end=END)
def test_a_team(activity: tuple[str, str], team: str, heads: int, end: str) -> None:
    wanted = ("signup", {"activity": activity[0], "headcount": heads, "team": team})
    assert read(f"报名 {activity[1]} {team} {heads}人{end}") == wanted
    assert read(f"我们{team}{heads}人参加{activity[1]}{end}", mention=True) == wanted


TALK = [
    *("报名{a}的人多吗", "报名{a}要交钱吗", "{a}3点开始", "{a}2号楼举行", "名单{a}的在谁那", "{a}的2张照片发群里了", "取消{a}的通知发了吗"),
    *("{a}取消了", "{p}说报名{a}2人", "@{p} 报名{a}2人", "统计{a}报名的是谁", "通知：{a}定于3号举行，请踊跃报名", "报名{a}的请@{p}"),
    *("提醒{p}带身份证", "授权{p}去办", "通过{p}联系上了", "改成{p}去", "请{p}报名{a}", "我报名{a}了", "对账找{p}", "撤销{t}的通知"),
    *("投稿{a}的作品真好", "{a}2人一组", "报名{a}3人以上成团", "导出{t}的数据要审批"),
    *(
        "报名嗯{a}的事再说",
        "报名呃{p}说她去",
        "{a}人数我要改一下",
        "改一下{a}的人数",
        "报名{a}这边",
        "报名{a}我这边有事",
        "报名{a}然后呢",
        "报名{a}然后{p}去开会",
    ),
]


@settings(max_examples=250, deadline=None)
@given(shape=st.sampled_from(TALK), activity=ACTIVITY, person=PERSON, team=st.sampled_from(TEAMS), end=END)
def test_talk_that_names_them(shape: str, activity: tuple[str, str], person: str, team: str, end: str) -> None:
    said = shape.format(a=activity[1], p=person, t=team) + end
    assert read(said)[0] is None, said
