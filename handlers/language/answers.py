"""Filling one missing slot from an answer: heads, children, a time, a number, a text …"""

from __future__ import annotations

import re
from collections.abc import Callable

from handlers.language import counts
from handlers.language.listed import take_activity, take_audience, take_community
from handlers.language.numerals import NUMERAL, parse
from handlers.language.pairing_modes import take_mode
from handlers.language.party import take_party
from handlers.language.pii_notes import keep_name
from handlers.language.reading import HIDDEN, Reading, tidy
from handlers.language.tables import FORMS, ITEMS, ROLES, take_one
from handlers.language.times import moments, periods
from handlers.language.understanding import Asked
from handlers.language.unit_names import named_unit, unit_like
from handlers.language.who_answers import fill_member, fill_names

NUMBER_ONLY = re.compile(
    rf"^\W*(?:我?(?:选|要|报|就|是|那就?|答|填)){{0,6}}\W*第?\s*(?P<n>{NUMERAL})\s*(?:个|号|项|条|、|\.|,|,|。|那个|"
    r"吧|哈|啊|呀|呗|\)|的|社区|活动|单位|栏目)*\W*$"
)


TALKY = re.compile(r"[吗呢么?？]|谁|怎么|什么|啥|哪|为什么|咋|几[点号]|大家|你们|哈哈|吃饭|孩子放学|电话")


_NEAR_GLUE = re.compile(
    r"我|要|选|是|就|那个|那|报|参加|的|去|吧|这个|活动|社区|们|和|个|了|想|应该|还是|改(?!期|天|时)|不对|不是|错|换|写|"
    r"村|孩子|娃|对口|跟|在|给|行|好|也|可以|都|一起|成|为|先|哪|共|一共|谢谢|麻烦|辛苦|呀|啊|哈|呗"
)


_REFUSES = re.compile(r"几(?![个名位])|不(?!对|是)|没|别(?!的)|取消|推迟|延期|结束|停")


def left_over(reading: Reading) -> str:
    """What is neither read nor a number nor filler."""
    rest = reading.rest
    for count in counts.find(rest):
        rest = rest[: count.start] + " " * (count.end - count.start) + rest[count.end :]
    return re.sub(r"[\W_]", "", _NEAR_GLUE.sub("", rest))


def near_enough(reading: Reading) -> bool:
    """The name is most of the message; else it is talk that happens to name it."""
    rest = reading.rest
    if _REFUSES.search(rest):
        return False
    left = left_over(reading)
    return len(left) <= (3 if rest.rstrip(" ,.。!！").endswith(HIDDEN) else 1)


def extras(reading: Reading, asked: Asked) -> None:
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
    if TALKY.search(reading.text) or len(reading.text) > 30 or re.search(r"[到来走见完好]了", reading.text):
        return False
    mode = take_mode(reading)
    if not _children(reading):
        if not mode.children:
            return False
        reading.slots["children"] = mode.children
    take_community(reading, fill=False, new=False)
    left = _NEAR_GLUE.sub("", re.sub(r"儿童|学生|总共|留守|困境|帮扶|结对|名|个|孩|嗯|哦|有|俩|只|暂时|目前", "", reading.rest))
    return len(re.sub(r"[\W_]", "", left)) <= 1


_DOUBTED = re.compile(r"不对(?:吧|啊|呀|嘛)?\W*$")


def _fill_heads(reading: Reading) -> bool:
    if TALKY.search(reading.text) or len(reading.text) > 40 or _DOUBTED.search(reading.text):
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
    if party.team:
        reading.slots["team"] = party.team
    return len(re.sub(r"[\W_]", "", _NEAR_GLUE.sub("", reading.rest))) <= 2


def _fill_item(reading: Reading) -> bool:
    number = NUMBER_ONLY.match(reading.text)
    if number and reading.slots.get("verdict"):
        reading.slots["item"] = parse(number["n"])
        return True
    if TALKY.search(reading.text) or len(reading.text) > 30:
        return False
    take_community(reading, fill=False, new=False)
    for day in periods.find(reading.rest, reading.today):
        reading.hide(day.start, day.end)
        reading.slots["date"] = day.first.isoformat()
    return take_one(reading, ITEMS, "item") is not None


def _fill_when(reading: Reading) -> bool:
    moment = moments.read(reading.rest, reading.today, repeating=True)
    if not moment.when or TALKY.search(reading.text) or len(reading.text) > 40:
        return False
    for start, end in moment.said:
        reading.hide(start, end)
    take_audience(reading)
    reading.slots["when"] = moment.when
    return (
        len(
            re.sub(
                r"[\W_]",
                "",
                re.sub(
                    r"推送|推|发|就|吧|在|改|定|到|的|提醒|早上|上午|中午|下午|晚上|每|一次|大家|所有人|给|都|可以|行|好的|好|开始|时候|那|就是|准时|嗯|整",
                    "",
                    reading.rest,
                ),
            )
        )
        == 0
    )


def _fill_due(reading: Reading) -> bool:
    days = periods.find(reading.rest, reading.today, past=False)
    if len(days) != 1 or TALKY.search(reading.text) or len(reading.text) > 20:
        return False
    reading.slots["due"] = days[0].last.isoformat()
    return True


def _fill_number(slot: str) -> Callable[[Reading], bool]:
    def fill(reading: Reading) -> bool:
        hit = re.match(
            (
                rf"^\W*(?:第|计划|删|销|是|就|选)*\s*(?P<n>{NUMERAL})\s*(?:号|项|个|条)?(?:计划|推送|任务|提醒)?(?:吧|哈|啊|"
                r"呀)?\W*$"
            ),
            reading.text,
        )
        number = parse(hit["n"]) if hit else None
        if number:
            reading.slots[slot] = number
        return bool(number)

    return fill


_NODS = re.compile(
    r"(?:好的?|收到|明白|知道|了|嗯|哦|噢|谢谢|辛苦|行|可以|没事|没问题|哈|嘿|呵|早上好|晚上好|你好|您好|大家|稍等|等一下|"
    r"马上|在忙|开会|回头|一会儿?|先|啊|呀|吧|的|ok|OK|[\W_])+"
)


_ASIDE = re.compile(r"再说\Z|^等我|看一?下(?:邮箱|群|手机|消息)|^要不|^\[[\u4e00-\u9fff]+\]\Z")


def _fill_text(slot: str) -> Callable[[Reading], bool]:
    def fill(reading: Reading) -> bool:
        text = tidy(reading.text)
        if not 2 <= len(text) <= 40 or TALKY.search(text) or _NODS.fullmatch(text) or _ASIDE.search(text):
            return False
        if slot == "title" and re.match(r"[你您我俺咱他她等]|.*[了啦]\Z", text):
            return False
        reading.slots[slot] = re.sub(r"^(?:理由|原因|名称|标题|名字|活动名称|服务对象|对象|面向|因为|叫)(?:是|为|:)?\s*", "", text)
        if slot in ("title", "served"):
            keep_name(reading, slot)
        return slot in reading.slots

    return fill


_SESSIONS = re.compile(rf"^\W*(?:一共|共|就|办了|做了|是|有)*\s*(?P<n>{NUMERAL})\s*(?:场次|场|次|期|个)?(?:吧|哈|啊|呀|了)?\W*$")


def _fill_sessions(reading: Reading) -> bool:
    hit = _SESSIONS.match(reading.text)
    number = parse(hit["n"]) if hit else None
    if number:
        reading.slots["count"] = number
    return bool(number)


def _fill_day(reading: Reading) -> bool:
    found = periods.find(reading.rest, reading.today)
    if not found or TALKY.search(reading.text) or len(reading.text) > 30:
        return False
    reading.slots["date"] = found[0].first.isoformat()
    if found[0].last > found[0].first:
        reading.slots["until"] = found[0].last.isoformat()
    for day in found:
        reading.hide(day.start, day.end)
    return len(re.sub(r"[\W_]|是|在|就|的|吧|哈|办|那天|举办|开展|期间|上午|下午|晚上", "", reading.rest)) <= 1


def _fill_works(reading: Reading) -> bool:
    hit = _FEW_NUMBERS.match(reading.text)
    numbers = [number for said in re.findall(NUMERAL, hit["all"]) if (number := parse(said))] if hit else []
    if numbers:
        reading.slots["works"] = list(dict.fromkeys(numbers))
    return bool(numbers)


_FEW_NUMBERS = re.compile(rf"^\W*(?:第|就|选|要|是)*\s*(?P<all>{NUMERAL}\s*号?(?:\s*[、,，和及\s]\s*{NUMERAL}\s*号?)*)(?:吧|哈|啊|呀)?\W*$")


def _fill_unit(reading: Reading) -> bool:
    unit = named_unit(reading)
    if unit:
        reading.slots["unit"] = unit
        return near_enough(reading)
    said = tidy(reading.text)
    if not unit_like(said) or TALKY.search(said) or len(said) > 20:
        return False
    reading.lack("unit")
    return True


def _fill_role(reading: Reading) -> bool:
    return len(reading.text) <= 20 and take_one(reading, ROLES, "role") is not None


def _fill_form(reading: Reading) -> bool:
    return len(reading.text) <= 20 and take_one(reading, FORMS, "form") is not None


def _fill_verdict(reading: Reading) -> bool:
    if re.match(r"^\W*(?:通过|同意|可以|没问题|批准)(?:吧|了)?\W*$", reading.text):
        reading.slots["verdict"] = "approve"
        return True
    if re.match(r"^\W*(?:退回|驳回|不通过|打回)", reading.text):
        reading.slots["verdict"] = "reject"
        return True
    return False


FILLERS: dict[str, Callable[[Reading], bool]] = {
    "children": _fill_children,
    "headcount": _fill_heads,
    "item": _fill_item,
    "when": _fill_when,
    "plan": _fill_number("plan"),
    "task": _fill_number("task"),
    "reminder": _fill_number("reminder"),
    "due": _fill_due,
    "reason": _fill_text("reason"),
    "title": _fill_text("title"),
    "served": _fill_text("served"),
    "count": _fill_sessions,
    "date": _fill_day,
    "works": _fill_works,
    "unit": _fill_unit,
    "role": _fill_role,
    "form": _fill_form,
    "member": fill_member,
    "names": fill_names,
    "verdict": _fill_verdict,
}
