"""Chinese typesetting of study items: punctuation, quotation marks, numerals, dates, as this library writes them.

Numerals follow GB/T 15835 as far as it leaves no choice, and one choice where it leaves one: Arabic digits for dates, decades,
percentages. What stands in 《 》 or “ ” is somebody else's writing and keeps its numerals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
_FULL = f"{_HAN}，。、；：？！“”‘’《》（）"
_CHINESE = "[一二三四五六七八九十]"
_ANY_YEAR = 2024  # has a 29 February
_NAMED = re.compile("《[^》]*》|〈[^〉]*〉|“[^”]*”")
_OPENING = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "（": "）", "「": "」", "『": "』", "【": "】"}
_INNER = {"“": "‘ ’", "《": "〈 〉"}

_PUNCTUATION = (
    (f"[{_HAN}》”’）]\\s*[,.;:!?()]|[,;:!?()]\\s*[{_HAN}《“‘（]", "“{0}”用了半角标点，中文里要用全角标点。"),
    ("[\"']", "{0} 是直引号，要用“ ”。"),
    (f"[{_FULL}] +[{_FULL}]", "“{0}”中间有空格，汉字之间不要空格。"),
    (f"[{_HAN}] +[A-Za-z0-9]|[A-Za-z0-9%] +[{_HAN}]", "“{0}”中间有空格，汉字和数字、字母之间不要空格。"),
    ("[\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\u3000\ufeff\t]", "有看不见的字符或者全角空格，请删去。"),
    ("\\.{2,}|。{2,}|⋯+|·{3,}|(?<!…)…(?!…)|…{3,}", "省略号要写成“……”，这里是“{0}”。"),
    ("--+|——{2,}|－{2,}|–|―", "破折号要写成“——”，这里是“{0}”。"),
    ("[，、；：][，。、；：？！]|[。？！][，。、；：]|？{2,}|！{2,}|，{2,}", "标点重复：“{0}”。"),
    ("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a％]", "“{0}”是全角的数字或字母，要用半角。"),
)
_NUMBERS = (
    (f"[一二三四五六七八九〇○零]{{4}}年|{_CHINESE}+月{_CHINESE}+日", "日期“{0}”要用阿拉伯数字。"),
    (f"{_CHINESE}+世纪|(?<!第)[二三四五六七八九]十年代", "“{0}”要用阿拉伯数字，例如20世纪60年代。"),
    (f"百分之[零点{_CHINESE[1:-1]}]+|百分之\\d[\\d.]*", "“{0}”要写成百分号，例如95%。"),
    ("\\d[百千](?![科货克瓦米卡佛])", "“{0}”数字混用，要写成100、3000，或者全用汉字。"),
    ("\\d{1,3}(?:,\\d{3})+", "“{0}”里不要逗号，这里的数字都不分节。"),
    ("(?<!\\d)\\d{2}年\\d{1,2}月", "“{0}”年份要写四位数。"),
    ("年0\\d月|月0\\d日|(?<!\\d)0\\d月", "“{0}”月、日前面不写0。"),
    ("(?<!\\d)\\d{4}[./]\\d{1,2}[./]\\d{1,2}|(?<!\\d)\\d{4}-\\d{2}-\\d{2}", "日期“{0}”要写成几年几月几日。"),
    ("\\d(?:年|月|日)?[-~～]\\d", "“{0}”起止之间用“至”或者“—”，不用短横和波浪线。"),
)
_FULL_DATE = re.compile(r"(?:(?<!\d)(\d{4})年)?(?<!\d)(\d{1,2})月(\d{1,2})日(?:[至到—](\d{1,2})日)?")


def punctuation(value: str) -> Iterator[str]:
    """What is wrong with the marks of a title, a text or a source: one sentence each."""
    for pattern, said in _PUNCTUATION:
        if found := re.search(pattern, value):
            yield said.format(found[0].strip("\n"))
    yield from _pairs(value)


def endings(title: str, text: str) -> Iterator[str]:
    """A title that ends like a sentence, a paragraph that does not."""
    if title.endswith(("。", "，", "；", "：", "、")):
        yield f"标题末尾不用“{title[-1]}”。"
    for paragraph in text.split("\n"):
        if not paragraph.endswith(("。", "！", "？", "……", "”", "’", "）", "：")):
            yield f"这一段没有写完或者少了句号：“……{paragraph[-8:]}”。"


def numbers(value: str) -> Iterator[str]:
    """Numerals that are not written as everywhere else in the library."""
    plain = _NAMED.sub("　", value)
    for pattern, said in _NUMBERS:
        if found := re.search(pattern, plain):
            yield said.format(found[0])


def dates(value: str) -> Iterator[str]:
    """Days that no calendar has: 2月30日, 1949年2月29日, 6月5日至31日."""
    for found in _FULL_DATE.finditer(value):
        year, month, day, last = (int(part) if part else None for part in found.groups())
        for one in (day, last):
            if one is not None and not _exists(year or _ANY_YEAR, month or 0, one):
                yield f"没有“{found[0]}”这一天。"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _pairs(value: str) -> Iterator[str]:
    """Marks that are not closed, not opened, crossed, or of the same kind inside each other."""
    waiting: list[str] = []
    for mark in value:
        if mark in _OPENING:
            if mark in waiting and mark in _INNER:
                yield f"{mark} {_OPENING[mark]} 里面要用 {_INNER[mark]}。"
            waiting.append(mark)
        elif mark in _OPENING.values():
            if not waiting or _OPENING[waiting[-1]] != mark:
                yield f"标点不成对：{mark} 前面没有和它相配的一半。"
                return
            waiting.pop()
    if waiting:
        yield f"标点不成对：{waiting[-1]} 后面少了 {_OPENING[waiting[-1]]}。"
