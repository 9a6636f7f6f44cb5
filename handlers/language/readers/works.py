"""投稿, 作品, 撤回作品, 择优; and how many works an activity asks of each unit."""

from __future__ import annotations

import re

from handlers.language import pii
from handlers.language.listed import take_activity
from handlers.language.numerals import NUMERAL, parse
from handlers.language.reading import Reading, tidy

_PIECES = re.compile(rf"{NUMERAL}\s*(?:张|幅|件|份|个|篇|组|段|条|副|首)(?:照片|作品|视频|图|剪纸|画|稿|文章)?")
_SUBMIT_GLUE = re.compile(r"作品|照片|视频|图片|的|了|我|我们|给|活动|参赛|稿件|稿|来|要|这是|交|投|一下|请查收|查收|报送")
_TITLE = re.compile(r"(?:(?:作品)?(?:题目|题名|标题|名称|名字|名)(?:叫|是|为|:)?\s*)?《(?P<title>[^》\n\x00]{1,30})》")
_LABELLED = re.compile(r"(?:作品)?(?:题目|题名|标题|名称)\s*(?:叫|是|为|:)\s*(?P<title>[^\s,，;；。\n\x00]{1,30})")


def read_submit(reading: Reading) -> bool:
    """`投稿 剪纸 《喜上眉梢》`: activity, and the work's title where it is marked as one."""
    if re.match(r"\W*(?:邮箱|地址|方式|截止|要求|须知|时间|平台|渠道|链接|信箱|人|者|费|的)", reading.text) and not reading.loose:
        return False
    said = take_activity(reading, bare=True)
    reading.take(_PIECES)
    _take_title(reading)
    left = reading.left(_SUBMIT_GLUE)
    if reading.loose or not left:
        return True
    if said and not re.search(r"[吗么?？]|谁|截止|大家|各位", reading.text):
        return (
            reading.text[left[0][0] - 1 : left[0][0]] not in ("的",)
            and not reading.rest[left[0][0] - 1 : left[0][0]].isalnum()
            and left[0][0] > 0
            and reading.text[left[0][0] - 1].isspace()
        )
    return False


_ABOUT_CHILDREN = re.compile(r"孩子|娃|学生|小朋友|儿童|小学|中学|幼儿园|年级|班")
_WHOSE_CHILD = re.compile(r"女儿|儿子|闺女|孙女|孙子|外孙|同学|年级|[一二三四五六七八九\d]班|幼儿园|小学|中学|学校")
"""Beside these may stand a name that no rule knows: such a title is not kept."""


def _take_title(reading: Reading) -> None:
    """What stands between 《 and 》, or after 题目; a child's name in it is not kept."""
    hit = reading.take(_TITLE) or reading.take(_LABELLED)
    if not hit:
        return
    title, kinds = pii.redact(hit["title"], children=bool(_ABOUT_CHILDREN.search(hit["title"])))
    reading.withheld = list(dict.fromkeys([*reading.withheld, *kinds]))
    if tidy(title) and not kinds and not _WHOSE_CHILD.search(hit["title"]):
        reading.slots["title"] = tidy(title)


_WORKS_GLUE = re.compile(r"的|列表|名单|看看|看|一下|查|发|来|活动|下|给我|有|哪些|都|交|投|收|了|上来")


def read_works(reading: Reading) -> bool:
    """`作品 剪纸`: activity. The bare word 作品 is a command only with a name or a number of the list after it."""
    said = take_activity(reading, bare=True)
    if reading.word == "作品" and not reading.loose and not (said and reading.text[:1].isspace()):
        return False
    return reading.reads(_WORKS_GLUE if reading.word != "作品" or reading.loose else None)


_SEVERAL = rf"{NUMERAL}\s*号?(?:\s*[、,，和及\s]\s*第?{NUMERAL}\s*号?)*"
_NUMBERS = re.compile(rf"^[\s:,，]*(?:第|编号)?\s*(?P<all>{_SEVERAL})\s*(?:作品|这几件|这件|件作品)?\W*$")
_NUMBER = re.compile(NUMERAL)


def read_numbers(reading: Reading) -> bool:
    """`择优 3、5`, `撤回作品 7`: works; `off` for 取消择优. Numbers only: 择优录取3人 is talk."""
    if reading.word in ("取消择优", "撤销择优") or (reading.loose and _UNPICKS.search(reading.text)):
        reading.slots["off"] = True
    hit = _NUMBERS.match(reading.text)
    if hit is None and not reading.loose:
        return reading.word not in _NEEDS_NUMBERS and not reading.left()
    said = _NUMBER.findall(hit["all"]) if hit else [found["n"] or found["n2"] for found in _IN_WORDS.finditer(reading.text)]
    numbers = [number for one in said if (number := parse(one))]
    if numbers:
        reading.slots["works"] = list(dict.fromkeys(numbers))
    reading.hide(0, len(reading.text))
    return True


_NEEDS_NUMBERS = ("择优", "取消择优", "撤销择优")
"""Alone these are talk."""
_UNPICKS = re.compile(r"(?:取消|撤销|撤掉|去掉)\W{0,3}.{0,8}(?:择优|优秀)")
_IN_WORDS = re.compile(rf"(?P<n>{NUMERAL})\s*号|(?:作品|投稿|第)\s*(?P<n2>{NUMERAL})(?!\s*[张幅份个])")


_EACH = r"(?:每个?|各)(?:家|个)?(?:参赛|基层)?(?:单位|处室|厅局|部门|支部|妇委会|妇联|家)"
_DOES = r"(?:可以?|限|需|要|请)?(?:报送|上报|提交|推荐|选送|选报|上交|交|报|投|送)?(?:作品|剪纸|照片|视频|稿件)?"
_MEASURE = r"(?:件|幅|张|份|篇|组|副|首|部)(?:作品|剪纸|照片|视频)?"
_FROM = r"(?:至少|最少|不少于|不低于|不得少于)"
_UP_TO = r"(?:至多|最多|不超过|不多于|不得超过|限报?|限)"
_BETWEEN = re.compile(rf"{_EACH}\s*{_DOES}\s*(?P<a>{NUMERAL})\s*(?:{_MEASURE})?\s*(?:到|至|-|—|–|~|～)\s*(?P<b>{NUMERAL})\s*{_MEASURE}")
_LEAST = re.compile(
    rf"{_EACH}\s*{_DOES}\s*{_FROM}\s*(?P<a>{NUMERAL})\s*{_MEASURE}(?:以上)?"
    rf"(?:\s*[,，、;；]?\s*{_UP_TO}\s*(?P<b>{NUMERAL})\s*{_MEASURE})?"
)
_AT_LEAST = re.compile(rf"{_EACH}\s*{_DOES}\s*(?P<a>{NUMERAL})\s*{_MEASURE}以上")
_MOST = re.compile(rf"{_EACH}\s*{_DOES}\s*{_UP_TO}\s*(?P<b>{NUMERAL})\s*{_MEASURE}(?:以内)?")
_WITHIN = re.compile(rf"{_EACH}\s*{_DOES}\s*(?P<b>{NUMERAL})\s*{_MEASURE}(?:以内|以下)")
_EXACTLY = re.compile(rf"{_EACH}\s*{_DOES}\s*(?P<a>{NUMERAL})\s*{_MEASURE}")


def take_works_asked(reading: Reading) -> None:
    """`每单位3到5件`: works, as [least, most]; an end that is not said is None."""
    for pattern in (_BETWEEN, _LEAST, _AT_LEAST, _MOST, _WITHIN):
        if hit := reading.take(pattern):
            said = hit.groupdict()
            ends = [parse(said.get("a") or ""), parse(said.get("b") or "")]
            if ends[0] and ends[1] and ends[0] > ends[1]:
                ends.reverse()
            reading.slots["works"] = ends
            return
    if (hit := reading.take(_EXACTLY)) and (number := parse(hit["a"])):
        reading.slots["works"] = [number, number]
