"""Answers to the bot's own open question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from handlers.language.answers import FILLERS, NUMBER_ONLY, TALKY, extras, left_over, near_enough
from handlers.language.corrections import said_again
from handlers.language.fuller import by_reader, withhold
from handlers.language.listed import ordinal, take_activity, take_column, take_community
from handlers.language.names.matching import resolve
from handlers.language.numerals import parse
from handlers.language.reading import Reading, tidy
from handlers.language.tables import FORMS, ITEMS, ROLES
from handlers.language.understanding import Asked, Understanding

_CANCEL = re.compile(
    r"^(?:[\W_]|改(?:了?主意|变主意)了?|想了想|想来想去|考虑了?(?:一下|下|半天)?|琢磨了?(?:一下|半天)?|太?麻烦了?|没(?:时间|空|工夫)了?|"
    r"有点忙|太?忙(?:着呢)?|来不及了?|临时有事儿?|有事儿?|不方便|时间不合适|我们?|点错了|发错了|那|那就|还是|嗯|哦|不好意思|对不起|抱歉|呃|唉|哎呀|哎哟|哎|谢谢|额|好吧|我|暂时|这次|今天|现在|目前|就|先){0,10}(?:取消|算[了啦]|要不(?:算|别)|罢了|拉倒|先不(?:弄|"
    r"报|登|填|搞|说|办|结|整|要|记|设|发|改|打|加|用|管)了?|不(?:弄|报|登|填|搞|办|结|整|要|记|设|发|改|用|"
    r"管|加|想|去|了)了|不用了|不必了|没事了?|不需要了?|别弄了|别管了|不要了?|下次再?说|回头再?说|改天再?说|"
    r"以后再?说|晚点再?说|待会儿?再?说|等会儿?再?说|再说吧|先这样|放弃|退出|当我没说|作罢|免了|不搞了|先放放|"
    r"先放着|先算了|放一放|不用报|不报(?=\W*\Z)|不麻烦了|不弄|回头再弄|等会儿?再报|不参加了|下次吧|(?<=改主意了)[\W呀啊吧哈]*\Z|(?<=改变主意了)[\W呀啊吧哈]*\Z)"
)


_LONG_CANCEL = re.compile(r"[吗?？]|报名|结对|推送|授权|活动")


def answer(reading: Reading, asked: Asked) -> Understanding | None:
    """The asked intent with what this message adds, `unknown` for a number off the list, None when it is no answer."""
    reading.slots = dict(asked.slots)
    withhold(reading, asked)
    number = NUMBER_ONLY.match(reading.text)
    listed = _listed(reading, asked)
    whole = by_reader(reading, asked) if asked.intent in ("pairing_report", "followup") and not number else None
    if whole:
        return whole
    if number and asked.missing in _BY_LIST and listed:
        return _chosen(reading, asked, listed, parse(number["n"]))
    if asked.missing in _BY_LIST and listed and _by_ordinal(reading, asked, listed):
        extras(reading, asked)
        return _result(reading, asked)
    if _by_name(reading, asked):
        extras(reading, asked)
        return _result(reading, asked)
    filler = FILLERS.get(asked.missing)
    if filler and filler(reading):
        return _result(reading, asked)
    whole = by_reader(reading, asked)
    if whole:
        return whole
    if number and asked.missing in _BY_LIST:
        return Understanding("unknown")
    return None


def last_answer(reading: Callable[[str], Reading], text: str, asked: Asked) -> Understanding | None:
    """`answer` to `text`; of two answers in one message, the first of which she takes back, the second."""
    both = said_again(text) if "不" in text or "错" in text else None
    answers = [answer(reading(each), asked) for each in both or ()]
    if answers and all(each is not None and each.intent != "unknown" for each in answers):
        return answers[1]
    return answer(reading(text), asked)


def choice_number(text: str) -> int | None:
    """The number in the shown list that the whole of a short message is (2、第二个、选2), or None."""
    number = NUMBER_ONLY.match(text)
    return parse(number["n"]) if number else None


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


_DOUBTS = re.compile(r"不(?:对|是|行|好|要|能|去|报|了)|没|别的?人|已经|早就?")


def _by_ordinal(reading: Reading, asked: Asked, listed: Sequence[str]) -> bool:
    found = ordinal(reading.text)
    if not found:
        return False
    number = len(listed) if found[2] == -1 else found[2]
    if not 1 <= number <= len(listed) or len(reading.text) > 24 or TALKY.search(reading.text) or _DOUBTS.search(reading.text):
        return False
    reading.hide(found[0], found[1])
    _put_choice(reading, asked, listed[number - 1])
    return len(left_over(reading)) <= _MOST_BESIDE


_MOST_BESIDE = 5
"""So many characters may stand beside `第二个` (宣传处 3人)."""
_FILLER_WORDS = re.compile(r"^(?:我|要|选|是|就|那|报|参加|的|去|吧)+|(?:那个|这个|的|吧|呀|啊|哈|呗|活动|社区|了|就行|就好)+$")


def _by_name(reading: Reading, asked: Asked) -> bool:
    """A name, or a part of one, that fits one of the choices."""
    if asked.missing not in ("activity", "community", "column", "unit", "form") or len(reading.text) > 40 or TALKY.search(reading.text):
        return False
    if asked.missing in ("activity", "community", "column"):
        before = dict(reading.slots)
        said = _take(reading, asked.missing)
        if said and asked.missing in reading.slots:
            return near_enough(reading)
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
    if slot == "column":
        return take_column(reading)
    return take_activity(reading, fill=False, ordinals=False) if slot == "activity" else take_community(reading, fill=False)
