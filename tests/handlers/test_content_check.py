"""The check of study items: every rule finds its bad item and leaves a near miss alone; the library has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.files.check import findings
from handlers.files.exact_names import read_names
from handlers.files.finding import RULES, Rule
from handlers.files.items import ItemDraft, ItemFileError, read_library
from handlers.files.typesetting import dates, numbers, punctuation

LIBRARY = Path(__file__).parents[2] / "content"
NAMES = read_names(LIBRARY / "names.toml")
FILLER = "".join(chr(0x4E00 + n) for n in range(130))
GOOD = ItemDraft(
    "党史上的今天", "dated", "05-20", "标题", f"1947年5月20日，{FILLER}。", "《大事记》", "编写组", date(2026, 11, 22), "05.md:1"
)


def draft(more: str = "", **parts: object) -> ItemDraft:
    """A good item with something more at its end, or with another part."""
    return replace(GOOD, **({"text": GOOD.text + more} | parts))  # type: ignore[arg-type]


def marked(item: ItemDraft) -> list[tuple[Rule, str]]:
    return [(one.rule, one.text) for one in findings([item], NAMES)]


def test_a_good_item_is_left_alone() -> None:
    assert marked(GOOD) == []


@pytest.mark.parametrize(
    ("item", "rule", "said"),
    [
        (draft(title="字" * 30), "length", "标题有30字"),
        (draft(text="1947年5月20日，短。"), "length", "字，要在120字到400字之间"),
        (draft("长" * 300 + "。"), "length", "正文有44"),
        (draft(key="05-21"), "date", "没有“5月21日”"),
        (draft(key="2021-05-20"), "date", "只用于2021年"),
        (draft("1947年2月29日停战。"), "date", "没有“1947年2月29日”这一天"),
        (draft("6月5日至31日开会。"), "date", "没有“6月5日至31日”这一天"),
        (draft("4月31日开会。"), "date", "没有“4月31日”这一天"),
        (draft("至今如此。"), "dating", "“至今”会随时间变得不对"),
        (draft("去年，她来了。"), "dating", "“去年”"),
        (draft("日前发布。"), "dating", "“日前”"),
        (draft("上月，她来了。"), "dating", "“上月”"),
        (draft("谬伯英来了。"), "name", "“谬伯英”应写作“缪伯英”"),
        (draft("妇女权益保护法规定。"), "name", "应写作“妇女权益保障法”"),
        (draft("中国共产党第十八届全国代表大会召开。"), "name", "用“第几次”"),
        (draft("第十三次全国人民代表大会召开。"), "name", "用“第几届”"),
        (draft(source="《中国共产党百年大事记》"), "name", "应写作“《中国共产党一百年大事记》”"),
        (draft("一九四九年十月，建国。"), "number", "日期“一九四九年”要用阿拉伯数字"),
        (draft("十月一日，建国。"), "number", "日期“十月一日”"),
        (draft("二十世纪，大变。"), "number", "“二十世纪”"),
        (draft("提高百分之二十。"), "number", "要写成百分号"),
        (draft("来了3千人。"), "number", "数字混用"),
        (draft("来了11,567人。"), "number", "不要逗号"),
        (draft("49年10月，建国。"), "number", "年份要写四位数"),
        (draft("1949年05月到来。"), "number", "前面不写0"),
        (draft("1949.10.1建国。"), "number", "要写成几年几月几日"),
        (draft("1927-1930年间。"), "number", "起止之间"),
        (draft("很好,很好。"), "punctuation", "半角标点"),
        (draft('她说"好"。'), "punctuation", "直引号"),
        (draft("汉 字。"), "punctuation", "汉字之间不要空格"),
        (draft("共 30 人。"), "punctuation", "数字、字母之间不要空格"),
        (draft("“好。"), "punctuation", "“ 后面少了 ”"),
        (draft("好”。"), "punctuation", "” 前面没有"),
        (draft("《好（》）。"), "punctuation", "不成对"),
        (draft("“他说“好””。"), "punctuation", "里面要用 ‘ ’"),
        (draft("《论《好》》。"), "punctuation", "里面要用 〈 〉"),
        (draft("后来...好。"), "punctuation", "省略号"),
        (draft("后来…好。"), "punctuation", "省略号"),
        (draft("后来--好。"), "punctuation", "破折号"),
        (draft("好，，好。"), "punctuation", "标点重复"),
        (draft("好！！"), "punctuation", "标点重复"),
        (draft("共１０人。"), "punctuation", "全角的数字"),
        (draft("看不\u200b见。"), "punctuation", "看不见的字符"),
        (draft("没有写完"), "punctuation", "少了句号"),
        (draft(title="标题。"), "punctuation", "标题末尾不用“。”"),
        (draft(title="题,目"), "punctuation", "标题：“题,”用了半角标点"),
        (draft(source="大事记 第一卷"), "punctuation", "来源："),
        (draft(source=" "), "source", "没有写来源"),
        (draft(source="网络"), "source", "没有写来源"),
        (draft(checked=None), "source", "没有写 checked"),
        (draft(author=""), "source", "没有写 author"),
    ],
)
def test_what_a_second_reader_marks(item: ItemDraft, rule: Rule, said: str) -> None:
    found = marked(item)
    assert any(one == rule and said in text for one, text in found), found
    assert {one for one, _ in found} == {rule}, "one fault, one rule"


@pytest.mark.parametrize(
    "near",
    [
        draft(title="字" * 29),
        draft("长" * 253 + "。"),
        draft(key="2024-02-29", text=f"2024年2月29日，{FILLER}。"),
        draft("2月29日也有人来，6月5日至30日开会。"),
        draft("《目前的形势和任务》发现在此，走上抗日前线，6月5日前报名，会上周恩来说话，从月球上月光看来，从前年轻。"),
        draft("离家最近，以前年年如此，表现在外。"),
        draft("缪伯英同中华全国妇女联合会，中国共产党第十八次全国代表大会，第十三届全国人民代表大会，十一届三中全会。"),
        draft("《中国土地法大纲》公布，第十三届全国人大常委会开会。"),
        draft("“二〇二一年”和《一九四九年纪事》是原文，五四运动、一二·九运动，第二年三月，五月的一天，百分之百。"),
        draft("20世纪60年代，95%，3000人，50千克，1.5万，300多人，第七十年代表大会。"),
        draft("从1927年到1930年，2010—2020年，运-20，第70/212号，20世纪末，3年5月。"),
        draft("后来……好——好。说：“好！”《论〈好〉》，“他说‘好’”。东江—深圳，ARJ21，A. B。"),
        draft("说：“为什么？！”"),
        draft(title="为什么？"),
        draft(source="百度文库所存《大事记》"),
        draft(kind="numbered", key="7", text=f"没有日子，{FILLER}。"),
    ],
)
def test_near_misses_are_left_alone(near: ItemDraft) -> None:
    assert marked(near) == []


def test_the_same_story_told_twice_is_marked_whatever_its_column() -> None:
    [finding] = findings([GOOD, draft(column="红色家风传承", kind="numbered", key="1", where="family.md:9")])
    assert (finding.rule, finding.where) == ("repeat", "family.md:9")
    assert finding.text.startswith("与 05.md:1“标题”有100%的文字相同")


@pytest.mark.parametrize(("kept", "is_marked"), [(80, True), (40, False)])
def test_a_part_told_again_is_marked_when_it_is_much(kept: int, is_marked: bool) -> None:
    other = "".join(chr(0x5E00 + n) for n in range(130 - kept))
    again = draft(title="别的", text=f"1947年5月20日，{FILLER[:kept]}{other}。", where="06.md:1")
    assert [one.rule for one in findings([GOOD, again])] == ["repeat"] * is_marked


def test_one_title_twice_in_a_column_is_marked_and_in_two_columns_is_not() -> None:
    other = "".join(chr(0x5E00 + n) for n in range(130))
    twice = draft(text=f"1948年5月20日，{other}。", where="06.md:1")
    assert [one.rule for one in findings([GOOD, twice])] == ["repeat"]
    assert findings([GOOD, replace(twice, column="红色家风传承")]) == []


def test_who_wrote_it_is_asked_once_a_file() -> None:
    other = "".join(chr(0x5E00 + n) for n in range(130))
    nobody = [draft(author=""), draft(author="", where="05.md:9", title="别的", text=f"1947年5月20日，{other}。")]
    assert [one.where for one in findings(nobody)] == ["05.md:1"]


def test_the_library_has_nothing_to_mark() -> None:
    assert findings(read_library(LIBRARY), NAMES) == []


# -- the list of names ---------------------------------------------------------------------------------------------


def test_every_wrong_form_is_found_and_every_right_one_is_not() -> None:
    for wrong, right in NAMES.wrong:
        assert f"“{wrong}”应写作“{right}”。" in list(NAMES.faults(f"她是{wrong}，")), wrong
        assert list(NAMES.faults(f"她是{right}，")) == [], right


def test_a_right_form_is_not_found_wrong_inside_a_longer_one(tmp_path: Path) -> None:
    path = tmp_path / "names.toml"
    path.write_text('[[names]]\nright = "中华全国妇联"\nwrong = ["全国妇联"]\n', encoding="utf-8")
    assert list(read_names(path).faults("中华全国妇联")) == []
    assert list(read_names(path).faults("全国妇联")) == ["“全国妇联”应写作“中华全国妇联”。"]


@pytest.mark.parametrize(
    "text",
    ["[[names]]\nright = '甲'\n", "[[names\n", "[[patterns]]\nwrong = '['\nsay = '错'\n", "[[names]]\nright = '甲'\nwrong = ['甲']\n"],
)
def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "names.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ItemFileError, match=r"names\.toml：.*"):
        read_names(path)


# -- properties ----------------------------------------------------------------------------------------------------

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)
CLAUSES = st.lists(HAN, min_size=1, max_size=5).map("，".join)


@given(CLAUSES)
def test_plain_chinese_has_no_faults_of_punctuation(text: str) -> None:
    assert list(punctuation(f"{text}。“{text}。”《{text}》（{text}）……")) == []


@given(
    CLAUSES, CLAUSES, st.sampled_from([",", ".", ";", ":", "!", "?", "(", ")", '"', " ", "　", "，，", "...", "--", "“", "》", "\u200b"])
)
def test_a_wrong_mark_is_found_wherever_it_stands(before: str, after: str, mark: str) -> None:
    assert list(punctuation(before + mark + after))


@given(st.dates(date(1840, 1, 1), date(2099, 12, 31)))
def test_every_day_of_the_calendar_may_be_written(day: date) -> None:
    said = f"{day.year}年{day.month}月{day.day}日，她来了。"
    assert list(dates(said)) == []
    assert list(numbers(said)) == []


@given(st.integers(1840, 2099), st.integers(1, 12), st.integers(1, 31))
def test_a_day_is_marked_when_and_only_when_no_calendar_has_it(year: int, month: int, day: int) -> None:
    try:
        date(year, month, day)
        there = True
    except ValueError:
        there = False
    assert (list(dates(f"{year}年{month}月{day}日")) == []) is there


def test_every_rule_has_a_chinese_name() -> None:
    assert set(RULES) == set(Rule.__args__)  # type: ignore[attr-defined]
