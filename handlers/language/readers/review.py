"""审核: what is pending, approved, sent back."""

from __future__ import annotations

import re

from handlers.language.numerals import NUMERAL, parse
from handlers.language.reading import Reading, tidy
from handlers.language.understanding import Understanding

_ITEM_LIST = re.compile(
    rf"^\W*(?:第)?\s*(?P<items>{NUMERAL}(?:\s*(?:号|条)?\s*(?:[、,，和及/]|"
    rf"\s)\s*(?:第)?{NUMERAL})*)(?:\s*(?:号|条|篇)(?![码线])|(?P<after>[\u4e00-\u9fff]))?"
)


_SPAN = re.compile(r"^\W*(\d{1,4})\s*(?:-|~|到|至)\s*(\d{1,4})\s*(?:号|条)?(?=\W|$)")


_NUMBER = re.compile(NUMERAL)


_LOOSE_ITEMS = re.compile(rf"第?\s*(?P<items>{NUMERAL}(?:\s*(?:号|条)?\s*(?:[、,，和及]|\s)\s*(?:第)?{NUMERAL})*)\s*(?:号|条|篇|个)?")


_LOOSE_SPAN = re.compile(r"(?<![月\d])(\d{1,4})\s*(?:号|条)?\s*(?:-|~|到|至)\s*(\d{1,4})\s*(?:号|条)")
_REJECTS = re.compile(r"退回|驳回|打回|不通过|不行|不过|退了|不合格|不能用|(?<!没)有问题|别通过|退")


_APPROVES = re.compile(r"通过|可以发|没有?问题|同意|批准|过了|批了|可以|审过")


_REASON = re.compile(r"(?:理由|原因|因为|由于)(?:是|为|:|,|，)?\s*(?P<reason>.+)", re.DOTALL)


def read_review(reading: Reading) -> bool:
    """`待审`, `通过 3、5、8`, `退回 12 日期有误`: item, verdict, reason."""
    if reading.loose and not reading.word:
        return _free_review(reading)
    if reading.word.startswith(("待审", "审核列表")):
        return reading.reads(_PENDING_GLUE)
    reject = reading.word in ("退回", "驳回", "审核退回")
    span = _SPAN.match(reading.text)
    hit = span or _ITEM_LIST.match(reading.text)
    if not hit:
        return False
    numbers = _span_numbers(span) if span else _all_numbers(hit["items"])
    after = "" if span else hit["after"] or ""
    spelt = not span and not hit["items"][-1].isdigit()
    if not numbers or (after and (spelt or after in _MEASURES) and not reading.text[hit.end() - 1 :].startswith("日期")):
        return False
    reason = tidy(reading.text[hit.end() - len(after) :])
    if not reading.loose and re.match(rf"\W*{NUMERAL}(?:\s*天(?!气|数|津)|\s+[份张箱本套件盒袋台辆](?!.*[错误不重缺少]))", reading.text):
        return False
    reason = re.sub(r"^(?:号|条|因为|原因是?|理由是?|:|,|，|由于)\s*", "", reason)
    if reason and not reading.loose and not _apart(reading.text, reason) and not _FAULT.search(reason):
        return False
    return _put_verdict(reading, numbers, reject, reason)


_FAULT = re.compile(r"[错误缺不没无重少多有太需未超改漏]")


def _apart(text: str, reason: str) -> bool:
    """Whether a mark or a space stands before the reason."""
    return not text[: text.find(reason[:2])][-1:].isalnum()


_PENDING_GLUE = re.compile(r"列表|的|内容|有哪些|哪些|有|还|剩|几条|多少|几个|看看|看|一下|条|清单|都|什么|呢|吗|没|了")


_MEASURES = "位名个人年月日天点次场成米分的元票楼层块届周时关件本张套份箱瓶斤盒部台辆双座岁小万千百多几余把支笔班路站轮期家户页"


def _span_numbers(hit: re.Match[str]) -> list[int]:
    low, high = int(hit[1]), int(hit[2])
    return list(range(low, high + 1)) if low <= high <= low + 30 else []


def _all_numbers(said: str) -> list[int]:
    numbers = [parse(each) for each in _NUMBER.findall(said)]
    return [number for number in numbers if number] if all(numbers) else []


def _put_verdict(reading: Reading, numbers: list[int], reject: bool, reason: str) -> bool:
    if not reject and re.sub(r"谢谢|辛苦了?|吧|了|可以|没问题|[\W_]", "", reason) and not reading.loose:
        return False
    rest = {"verdict": "reject" if reject else "approve", **({"reason": reason} if reject and len(reason) > 1 else {})}
    reading.slots.update({"item": numbers[0], **rest})
    reading.also = [Understanding("review", {"item": number, **rest}) for number in numbers[1:]]
    return True


def _free_review(reading: Reading) -> bool:
    hit = _LOOSE_ITEMS.search(reading.text)
    reject, approve = _REJECTS.search(reading.text), _APPROVES.search(reading.text)
    numbers = _all_numbers(hit["items"]) if hit else []
    if not numbers and (reject or approve) and len(reading.text) <= 8:
        reading.slots["verdict"] = "reject" if reject else "approve"
    if approve and (span := _LOOSE_SPAN.search(reading.text)):
        numbers = _span_numbers(span)
    if not numbers or not (reject or approve) or re.search(r"待审|待审核", reading.text):
        return True
    because = _REASON.search(reading.text)
    reason = tidy(because["reason"]) if because else _left_reason(reading.text, hit, reject)
    _put_verdict(reading, numbers, bool(reject), reason)
    return True


def _left_reason(text: str, item: re.Match[str] | None, verdict: re.Match[str] | None) -> str:
    """The clause that is neither the item nor the verdict."""
    clauses = [tidy(clause) for clause in re.split(r"[,，。;；:：\s]", text)]
    spare = [
        clause
        for clause in clauses
        if clause
        and not (item and item.group().strip() in clause)
        and not _REJECTS.search(clause)
        and not re.fullmatch(r"[吧呢啊哈了把它]*", clause)
    ]
    return "，".join(spare) or _between(text, item, verdict)


def _between(text: str, item: re.Match[str] | None, verdict: re.Match[str] | None) -> str:
    """`12号那篇日期写错了退回去`: what stands between the two, where it is a fault."""
    said = text[item.end() : verdict.start()] if item and verdict and item.end() < verdict.start() else ""
    said = tidy(re.sub(r"^(?:那|这|个|的|篇|条|稿子?|内容|因为|由于)+|(?:先|给|请|就|吧|把它?)+$", "", said))
    return said if len(said) > 3 and _FAULT.search(said) else ""


_DROP = re.compile(
    rf"^\W*(?:第)?\s*(?P<n>{NUMERAL})\s*(?:号|条|篇)?的?\W*(?:去掉|去除|删掉|删除|不要|拿掉)(?P<what>图片|配图|视频|附件|链接)\W*$"
)
_LINK = re.compile(
    rf"^\W*(?:第)?\s*(?P<n>{NUMERAL})\s*(?:号|条|篇)?的?\W*(?:(?P<link>链接|网址)\W*(?:改成|改为|是)?\W*(?=https?://)|"
    rf"(?P<field>链接标题|链接说明)[\s:,，]+)(?P<text>.+)$",
    re.DOTALL,
)
_CARRIED = {"图片": "image", "配图": "image", "视频": "film", "附件": "film", "链接": "link"}
_OF_LINK = {"链接标题": "link_title", "链接说明": "link_text"}
_MARKS = r"[\s:,，、]*"
_EDIT = re.compile(
    rf"^\W*(?:第)?\s*(?P<n>{NUMERAL})\s*(?:号|条|篇)?的?{_MARKS}(?P<field>标题|题目|正文|内容|出处|来源){_MARKS}"
    rf"(?:改成|改为|是)?{_MARKS}(?P<text>.+)$",
    re.DOTALL,
)
_FIELDS = {"标题": "title", "题目": "title", "正文": "text", "内容": "text", "出处": "source", "来源": "source"}


def read_edit(reading: Reading) -> bool:
    """`修改内容 12 标题 七一勋章`: item, field, note (the new words); `修改内容 12 去掉图片`: item, drop."""
    edited = _edited(reading.text)
    number = parse(edited.pop("n")) if edited else None
    if not number:
        return False
    reading.slots.update({"item": number, **edited})
    reading.hide(0, len(reading.text))
    return True


def _edited(text: str) -> dict[str, str]:
    """What is to be changed to what, of which item (`n`, as said); empty where it is nothing of the kind."""
    if hit := _DROP.match(text):
        return {"n": hit["n"], "drop": _CARRIED[hit["what"]]}
    if hit := _LINK.match(text):
        return {"n": hit["n"], "field": "link" if hit["link"] else _OF_LINK[hit["field"]], "note": hit["text"].strip()}
    if hit := _EDIT.match(text):
        return {"n": hit["n"], "field": _FIELDS[hit["field"]], "note": hit["text"].strip()}
    return {}


_ONE = re.compile(rf"^\W*(?:第)?\s*(?P<n>{NUMERAL})\s*(?:号|条|篇)?\W*$")


def read_submit_item(reading: Reading) -> bool:
    """`送审 12`: item."""
    hit = _ONE.match(reading.text)
    number = parse(hit["n"]) if hit else None
    if number:
        reading.slots["item"] = number
        reading.hide(0, len(reading.text))
    return bool(number)
