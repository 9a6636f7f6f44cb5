"""Answers to the bot's own open question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from handlers.language import counts
from handlers.language.listed import ordinal, take_activity, take_audience, take_column, take_community, take_units
from handlers.language.names.matching import resolve
from handlers.language.numerals import NUMERAL, parse
from handlers.language.party import take_party
from handlers.language.reading import Reading, complete, tidy
from handlers.language.tables import FORMS, ITEMS, ROLES, take_one
from handlers.language.times import moments, periods
from handlers.language.understanding import Asked, Understanding

_CANCEL = re.compile(
    r"^\W*(?:那|那就|还是|嗯|哦|不好意思|对不起|抱歉|呃|唉|哎|额|好吧|我)*\W*(?:取消|算了|罢了|拉倒|先不(?:弄|"
    r"报|登|填|搞|说|办|结|整|要|记|设|发|改|打|加|用|管)了?|不(?:弄|报|登|填|搞|办|结|整|要|记|设|发|改|用|"
    r"管|加|想|去|了)了|不用了|不必了|没事了?|不需要了?|别弄了|别管了|不要了?|下次再?说|回头再?说|改天再?说|"
    r"以后再?说|晚点再?说|待会儿?再?说|等会儿?再?说|再说吧|先这样|放弃|退出|当我没说|作罢|免了|不搞了|先放放|"
    r"先放着|先算了)"
)
_LONG_CANCEL = re.compile(r"[吗?？]|报名|结对|推送|授权|活动")
_NUMBER_ONLY = re.compile(
    rf"^\W*(?:我?(?:选|要|报|就|是|那就?|答|填))*\W*第?\s*(?P<n>{NUMERAL})\s*(?:个|号|项|条|、|\.|,|,|。|那个|"
    r"吧|哈|啊|呀|呗|\)|的|社区|活动|单位|栏目)*\W*$"
)
_TALKY = re.compile(r"[吗呢么?？]|谁|怎么|什么|啥|哪|为什么|咋|几点|大家|你们|哈哈|吃饭|孩子放学|电话")


def answer(reading: Reading, asked: Asked) -> Understanding | None:
    """The asked intent with what this message adds, `unknown` for a number off the list, None when it is no answer."""
    reading.slots = dict(asked.slots)
    number = _NUMBER_ONLY.match(reading.text)
    listed = _listed(reading, asked)
    if number and asked.missing in _BY_LIST and listed:
        return _chosen(reading, asked, listed, parse(number["n"]))
    if asked.missing in _BY_LIST and listed and _by_ordinal(reading, asked, listed):
        _extras(reading, asked)
        return _result(reading, asked)
    if _by_name(reading, asked):
        _extras(reading, asked)
        return _result(reading, asked)
    filler = _FILLERS.get(asked.missing)
    if filler and filler(reading):
        return _result(reading, asked)
    if number and asked.missing in _BY_LIST:
        return Understanding("unknown")
    return None


def cancels(text: str) -> bool:
    """Whether folded `text` leaves the question."""
    hit = _CANCEL.match(text)
    if not hit:
        return False
    rest = text[hit.end() :]
    return len(text) <= 30 and not _LONG_CANCEL.search(rest)


def _result(reading: Reading, asked: Asked) -> Understanding:
    reading.missing = [slot for slot in reading.missing if slot not in reading.slots]
    return reading.understood(asked.intent)


_BY_LIST = ("activity", "community", "column", "unit", "form", "item", "plan", "task", "role", "audience", "subject")


def _listed(reading: Reading, asked: Asked) -> Sequence[str]:
    if asked.choices:
        return asked.choices
    scene = reading.scene.scene
    return {"activity": scene.open_activities, "community": scene.communities, "column": scene.columns, "unit": scene.units}.get(
        asked.missing, ()
    )


def _chosen(reading: Reading, asked: Asked, listed: Sequence[str], number: int | None) -> Understanding | None:
    if number is None or not 1 <= number <= len(listed):
        return Understanding("unknown")
    _put_choice(reading, asked, listed[number - 1])
    return _result(reading, asked)


def _put_choice(reading: Reading, asked: Asked, name: str) -> None:
    """A chosen display name, as the value it stands for."""
    tables = {"item": ITEMS, "form": FORMS, "role": ROLES}
    table = tables.get(asked.missing)
    reading.slots[asked.missing] = table()[1].get(name, name) if table else name
    if table and name not in table()[1]:
        hit = table()[0].search(name)
        if hit:
            reading.slots[asked.missing] = table()[1][hit.group()]


def _by_ordinal(reading: Reading, asked: Asked, listed: Sequence[str]) -> bool:
    found = ordinal(reading.text)
    if not found:
        return False
    number = len(listed) if found[2] == -1 else found[2]
    if not 1 <= number <= len(listed) or len(reading.text) > 24:
        return False
    reading.hide(found[0], found[1])
    _put_choice(reading, asked, listed[number - 1])
    return True


_FILLER_WORDS = re.compile(r"^(?:我|要|选|是|就|那|报|参加|的|去|吧)+|(?:那个|这个|的|吧|呀|啊|哈|呗|活动|社区|了|就行|就好)+$")


def _by_name(reading: Reading, asked: Asked) -> bool:
    """A name, or a part of one, that fits one of the choices."""
    if asked.missing not in ("activity", "community", "column", "unit", "form") or len(reading.text) > 40 or _TALKY.search(reading.text):
        return False
    taker = {"activity": take_activity, "community": take_community, "column": take_column}.get(asked.missing)
    if taker is not None:
        before = dict(reading.slots)
        said = taker(reading) if asked.missing == "column" else _take(reading, asked.missing)
        if said and asked.missing in reading.slots:
            return _near_enough(reading)
        if asked.missing not in before:
            reading.slots.pop(asked.missing, None)
    said_name = _FILLER_WORDS.sub("", tidy(reading.text))
    fits = resolve(said_name, _listed(reading, asked)) if 2 <= len(said_name) <= 14 else []
    if len(fits) == 1:
        reading.hide(0, len(reading.text))
        _put_choice(reading, asked, fits[0])
        return True
    return False


def _take(reading: Reading, slot: str) -> bool:
    return take_activity(reading, fill=False, ordinals=False) if slot == "activity" else take_community(reading, fill=False)


_NEAR_GLUE = re.compile(
    r"我|要|选|是|就|那个|那|报|参加|的|去|吧|这个|活动|社区|们|和|个|了|想|应该|还是|改|不对|不是|错|换|写|"
    r"村|孩子|娃|对口|跟|在|给|行|好|也|可以|都|一起|成|为|先|哪|共|一共"
)


def _near_enough(reading: Reading) -> bool:
    """The name is most of the message; else it is talk that happens to name it."""
    rest = reading.rest
    for count in counts.find(rest):
        rest = rest[: count.start] + " " * (count.end - count.start) + rest[count.end :]
    left = re.sub(r"[\W_]", "", _NEAR_GLUE.sub("", rest))
    return len(left) <= 3


def _extras(reading: Reading, asked: Asked) -> None:
    """What else the answer says: heads, children."""
    if asked.intent in ("signup", "signup_change"):
        party = take_party(reading)
        if party.heads and (party.heads > 1 or "headcount" not in reading.slots):
            reading.slots["headcount"] = party.heads
        if party.names:
            reading.slots["names"] = party.names
    elif asked.intent in ("pairing_report", "pairing_change"):
        _children(reading)


def _children(reading: Reading) -> bool:
    found = counts.find(reading.rest, children=True)
    if found and found[0].number and not found[0].sign:
        reading.slots["children"] = found[0].number
        reading.hide(found[0].start, found[0].end)
        return True
    if found and found[0].number is None:
        reading.lack("children")
        reading.hide(found[0].start, found[0].end)
        return True
    return False


def _fill_children(reading: Reading) -> bool:
    if _TALKY.search(reading.text) or len(reading.text) > 30:
        return False
    if not _children(reading):
        return False
    take_community(reading, fill=False, new=False)
    return len(re.sub(r"[\W_]", "", _NEAR_GLUE.sub("", re.sub(r"儿童|学生|总共|留守|困境|帮扶|结对|名|个|孩", "", reading.rest)))) <= 3


def _fill_heads(reading: Reading) -> bool:
    if _TALKY.search(reading.text) or len(reading.text) > 40:
        return False
    take_activity(reading, fill=False, ordinals=False)
    reading.missing.clear()
    party = take_party(reading)
    if party.vague:
        reading.lack("headcount")
        return True
    if not party.heads and not party.delta:
        return False
    if party.delta:
        reading.slots["delta"] = party.delta
    else:
        reading.slots["headcount"] = party.heads
    if party.names:
        reading.slots["names"] = party.names
    return len(re.sub(r"[\W_]", "", _NEAR_GLUE.sub("", reading.rest))) <= 3


def _fill_item(reading: Reading) -> bool:
    number = _NUMBER_ONLY.match(reading.text)
    if number and reading.slots.get("verdict"):
        reading.slots["item"] = parse(number["n"])
        return True
    if _TALKY.search(reading.text) or len(reading.text) > 30:
        return False
    take_community(reading, fill=False, new=False)
    for day in periods.find(reading.rest, reading.today):
        reading.hide(day.start, day.end)
        reading.slots["date"] = day.first.isoformat()
    return take_one(reading, ITEMS, "item") is not None


def _fill_when(reading: Reading) -> bool:
    moment = moments.read(reading.rest, reading.today, repeating=True)
    if not moment.when or _TALKY.search(reading.text) or len(reading.text) > 40:
        return False
    for start, end in moment.said:
        reading.hide(start, end)
    take_audience(reading)
    reading.slots["when"] = moment.when
    return (
        len(re.sub(r"[\W_]", "", re.sub(r"推送|推|发|就|吧|在|改|定|到|的|提醒|每|一次|大家|所有人|给|都|可以|行|好", "", reading.rest)))
        <= 2
    )


def _fill_number(slot: str) -> Callable[[Reading], bool]:
    def fill(reading: Reading) -> bool:
        hit = re.match(
            (
                rf"^\W*(?:第|计划|删|销|是|就|选)*\s*(?P<n>{NUMERAL})\s*(?:号|项|个|条)?(?:计划|推送|任务)?(?:吧|哈|啊|"
                r"呀)?\W*$"
            ),
            reading.text,
        )
        number = parse(hit["n"]) if hit else None
        if number:
            reading.slots[slot] = number
        return bool(number)

    return fill


def _fill_text(slot: str) -> Callable[[Reading], bool]:
    def fill(reading: Reading) -> bool:
        text = tidy(reading.text)
        if not 2 <= len(text) <= 40 or _TALKY.search(text):
            return False
        reading.slots[slot] = re.sub(r"^(?:理由|原因|名称|标题|名字|活动名称|因为|叫)(?:是|为|:)?\s*", "", text)
        return True

    return fill


def _fill_unit(reading: Reading) -> bool:
    units = take_units(reading)
    if units:
        reading.slots["unit"] = units[0]
    return bool(units)


def _fill_role(reading: Reading) -> bool:
    return len(reading.text) <= 20 and take_one(reading, ROLES, "role") is not None


def _fill_form(reading: Reading) -> bool:
    return len(reading.text) <= 20 and take_one(reading, FORMS, "form") is not None


def _fill_member(reading: Reading) -> bool:
    hit = re.search(r"@\s*(?P<name>[^\s@]{1,20})", reading.text) or re.match(r"^\W*(?P<name>[\u4e00-\u9fff]{2,4})\W*$", reading.text)
    if not hit:
        return False
    reading.slots["member"] = hit["name"]
    return True


def _fill_verdict(reading: Reading) -> bool:
    if re.match(r"^\W*(?:通过|同意|可以|没问题|批准)(?:吧|了)?\W*$", reading.text):
        reading.slots["verdict"] = "approve"
        return True
    if re.match(r"^\W*(?:退回|驳回|不通过|打回)", reading.text):
        reading.slots["verdict"] = "reject"
        return True
    return False


_FILLERS: dict[str, Callable[[Reading], bool]] = {
    "children": _fill_children,
    "headcount": _fill_heads,
    "item": _fill_item,
    "when": _fill_when,
    "plan": _fill_number("plan"),
    "task": _fill_number("task"),
    "reason": _fill_text("reason"),
    "title": _fill_text("title"),
    "unit": _fill_unit,
    "role": _fill_role,
    "form": _fill_form,
    "member": _fill_member,
    "verdict": _fill_verdict,
}


def unsettled(asked: Asked) -> Understanding:
    """The question as it stands."""
    return complete(Understanding(asked.intent, dict(asked.slots)))
