"""Nothing of a child reaches the result: values are put into reports in many places, none may come out."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.language import Asked, Scene, understand
from handlers.language.wire import to_response

TODAY = date(2021, 5, 20)
SCENE = Scene(open_activities=("剪纸活动",), communities=("红旗社区", "东站社区", "金山村"), units=("省财政厅",), columns=("党史上的今天",))
NAMES = st.sampled_from(
    ["王小雨", "李梓涵", "张浩然", "陈雨欣", "欧阳子墨", "刘浩宇", "赵一诺", "孙嘉怡", "周子轩", "马思琪", "林可", "杨柳", "高博文"]
)
VALUES = {
    "n": NAMES,
    "m": NAMES,
    "i": st.sampled_from(["220102201203150023", "22010220120315002X"]),
    "p": st.sampled_from(["13843012345", "138 4301 2345", "0431-85671234"]),
    "a": st.sampled_from(["人民路12号3单元501", "解放大街88号", "幸福小区5栋2单元301室", "和平胡同17号"]),
    "s": st.sampled_from(["实验小学三年二班", "第一中学", "希望小学四年级", "明珠小学", "七年级3班"]),
}
REPORTS = st.sampled_from(
    [
        "结对 红旗社区 2名",
        "结对红旗社区2名留守儿童",
        "我们处室和东站社区1个孩子结对了",
        "跟进 红旗社区 家访",
        "跟进金山村 赠书",
        "今天去红旗社区给孩子送了书",
        "结对改成3名 红旗社区",
        "结束结对 红旗社区",
        "打卡 今天给孩子讲了故事",
    ]
)
SAID = st.sampled_from(
    [
        "，孩子叫{n}",
        "，{n}同学",
        "（{n}）",
        " {n}",
        "，分别是{n}和{m}",
        "，学生{n}，{p}",
        "，孩子{n}，身份证{i}",
        "，姓名：{n}，电话：{p}",
        "，{n}在{s}上学",
        "，家住{a}",
        "，孩子在{s}",
        "，地址{a}，学校{s}",
        "，女孩{n}，{s}",
        "：{n}、{m}",
        "，{n}，男，8岁",
        "，大的叫{n}，小的叫{m}",
        "，一个是{n}，一个是{m}",
        "，{n}家里困难",
        " 孩子姓名{n} 学校{s} 住址{a} 电话{p} 身份证{i}",
        "，给{n}买了书包",
        "，{n}很开心",
        "，名字{n}",
        "，孩子名叫{n}",
        "，孩子：{n}",
        "，帮扶对象{n}",
        "，{n}的爸爸去世了",
        "\n{n} {s}",
        "，家长电话{p}",
        "，{n}妈妈电话{p}",
        "，住{a}",
        "，读{s}",
        "，就读于{s}",
        "，看望了{n}",
        "，{n}今年10岁",
        "，儿童{n}",
        " 备注：{n}想要篮球",
        "，和{n}聊了天",
    ]
)
TAILS = st.sampled_from(["", "，低保家庭", "，谢谢", "，很懂事", "。学习辅导"])


@settings(max_examples=600, deadline=None)
@given(report=REPORTS, said=SAID, tail=TAILS, values=st.fixed_dictionaries(VALUES), mention=st.booleans())
def test_nothing_of_a_child_is_kept(report: str, said: str, tail: str, values: dict[str, str], mention: bool) -> None:
    text = report + said.format(**values) + tail
    shown = json.dumps(to_response("x", understand(text, SCENE, today=TODAY, mention=mention)), ensure_ascii=False)
    assert not [value for key, value in values.items() if f"{{{key}}}" in said and _shows(value, shown)], text


@settings(max_examples=200, deadline=None)
@given(said=SAID, tail=TAILS, values=st.fixed_dictionaries(VALUES), missing=st.sampled_from(["children", "community"]))
def test_nor_from_an_answer(said: str, tail: str, values: dict[str, str], missing: str) -> None:
    text = ("2个" if missing == "children" else "红旗社区") + said.format(**values) + tail
    result = understand(text, SCENE, today=TODAY, mention=True, asked=Asked("pairing_report", {}, missing))
    shown = json.dumps(to_response("x", result), ensure_ascii=False)
    assert not [value for key, value in values.items() if f"{{{key}}}" in said and _shows(value, shown)], text


def _shows(value: str, shown: str) -> bool:
    """Four neighbouring characters of a value, or all of it when it is shorter."""
    size = min(4, len(value))
    return any(value[at : at + size] in shown for at in range(len(value) - size + 1))
