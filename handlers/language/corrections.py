"""Corrections in the middle of a dialogue: `不对，是3个` while something else is being asked."""

from __future__ import annotations

import re

from handlers.language import counts
from handlers.language.answers import TALKY
from handlers.language.listed import take_activity, take_column, take_community
from handlers.language.numerals import NUMERAL
from handlers.language.reading import Reading
from handlers.language.understanding import Asked, Understanding

_LEAD = re.compile(
    r"^\W*(?:哦|噢|啊|呃|嗯|哎呀|哎|等等|等一下|抱歉|不好意思|我?改(?:变|了)?主意了|[\W_])*(?:不对|不是这个|(?:我)?(?:说|写|打|报|弄|搞|填)错了?|(?:人数)?错了|更正(?:一下)?|哦?不(?=[,，\s])|"
    r"算了[,，\s]*(?:改|换|还是)|改成|改为|改报|换成|我说的是|我是说|人数改成|"
    r"不(?:报|去|参加)[^,，。]{1,12}?了[,，\s]*(?=改|换|报|参加|去)|不是[^,，。是]{1,12}?[,，\s]*(?:而)?是)"
)
_GLUE = re.compile(
    r"[\W_]|应该是?|改成|改为|改报|换成|是|了|的|我|要|报|去|参加|一共|共|总共|吧|呀|啊|个|名|位|人|孩子|儿童|社区|活动|就|选|跟进|结对|那个|还|有"
)
_NUMBERS = {"signup": "headcount", "signup_change": "headcount", "pairing_report": "children", "pairing_change": "children"}
_FROM_TO = re.compile(r"^\W*[\d一二两三四五六七八九十]{1,3}\s*[个人名位]*\s*(?:改成|改为|改)(?=\s*[\d一二两三四五六七八九十])")
_MOST = 40
_SLIP = (
    r"[\s,，.。…!！]*(?:(?:啊|哦|噢|呃|额|哎呀|哎|嗯)[\s,，]*)*(?:不对|不不+|(?:我)?(?:说|打|写|报|填)错了?|错了|更正(?:一下)?|"
    r"(?<=[啊哦噢呃额哎])不是?|不是?(?=[\s,，]))[\s,，]*(?:应该)?(?:是|要|改成|改为|报|选)?\s*"
)
_COUNTED = rf"{NUMERAL}\s*(?:个人|个孩子|名儿童|个娃|[个名位人口份])"
_RECOUNTED = re.compile(rf"{_COUNTED}(?:参加|去|来)?{_SLIP}(?={NUMERAL}\s*(?:[个名位人口份]|\W*$)|[俩仨])")
_SAID_AGAIN = re.compile(rf"^(?P<first>[^,，。]{{1,16}}?){_SLIP}(?P<then>(?![吧呢啊呀吗])[^,，。]{{1,16}}?)\W*$")


def recounted(text: str) -> str:
    """`两个人 不对是三个人` as she means it: the number said last."""
    return _RECOUNTED.sub("", text) if "不" in text or "错" in text or "更正" in text else text


def said_again(text: str) -> tuple[str, str] | None:
    """An answer and the one that replaces it in the same breath (第一个吧 啊不 第二个)."""
    hit = _SAID_AGAIN.match(text)
    return (hit["first"], hit["then"]) if hit else None


def corrected(reading: Reading, asked: Asked) -> Understanding | None:
    """The asked intent with what was settled before put right; the open question stays. None when this corrects nothing."""
    lead = _LEAD.match(reading.text) or _FROM_TO.match(reading.text)
    if not lead or len(reading.text) > _MOST or TALKY.search(reading.text):
        return None
    fresh = Reading(reading.text[lead.end() :], reading.scene, reading.today, reading.sender)
    _names(fresh, asked)
    _number(fresh, asked)
    changed = {slot for slot in fresh.slots if slot in asked.slots}
    if not changed or len(_GLUE.sub("", fresh.rest)) > 1:
        return None
    fresh.slots = {**asked.slots, **fresh.slots}
    if asked.missing not in fresh.slots:
        fresh.lack(asked.missing, list(asked.choices))
    return fresh.understood(asked.intent)


def _names(fresh: Reading, asked: Asked) -> None:
    """What is named anew in place of what was named before."""
    if "activity" in asked.slots:
        take_activity(fresh, fill=False, ordinals=False)
    if "community" in asked.slots:
        take_community(fresh, fill=False)
    if "column" in asked.slots:
        take_column(fresh)


def _number(fresh: Reading, asked: Asked) -> None:
    slot = _NUMBERS.get(asked.intent)
    found = [count for count in counts.find(fresh.rest, children=slot == "children") if count.number and not count.sign]
    if slot and found and (slot in asked.slots or fresh.slots):
        fresh.slots[slot] = found[-1].number
        fresh.hide(found[-1].start, found[-1].end)
