"""An answer that says more than it was asked: read as the command it completes, to its end."""

from __future__ import annotations

import re

from handlers.language import pii
from handlers.language.answers import TALKY
from handlers.language.reading import HIDDEN, Reading
from handlers.language.registry import READERS
from handlers.language.understanding import Asked, Understanding

_WORDS = {
    "pairing_report": "结对",
    "followup": "跟进",
    "signup": "报名",
    "plan_add": "新增推送",
    "remind": "提醒",
    "export": "导出",
    "pairing_change": "结对改成",
}
_MOST = 80
_THAT_ONE = re.compile(r"(?<=..)(?:那|这)(?:个|张|份|种)(?=[吧呀啊哈呗\W]*\Z)")
_CLAUSE = re.compile(r"[^,，。;；!！\n]+")
_SAYS_LITTLE = re.compile(
    r"[\W_]|我|们|就|是|都|的|了|一共|总共|共|有|个|名|孩子|儿童|学生|娃|和|跟|社区|结对|帮扶|困境|家庭|户|对|"
    r"应该|还|各|另"
)


def withhold(reading: Reading, asked: Asked) -> None:
    """Take out of an answer about children what may not be kept, before anything is read."""
    if asked.intent not in ("pairing_report", "pairing_change", "pairing_end", "followup"):
        return
    marked, kinds = pii.mark(reading.text, children=True)
    if kinds:
        reading.text = reading.rest = marked
        reading.withheld = list(dict.fromkeys([*reading.withheld, *kinds]))


def by_reader(reading: Reading, asked: Asked) -> Understanding | None:
    """The asked intent, when the whole message reads as the rest of that command and settles what was asked."""
    word = _WORDS.get(asked.intent)
    if word is None or len(reading.text) > _MOST or TALKY.search(reading.text):
        return None
    fresh = Reading(" " + _THAT_ONE.sub("", reading.text), reading.scene, reading.today, reading.sender, word=word)
    if not READERS[asked.intent](fresh) or asked.missing not in fresh.slots or not _clean(fresh):
        return None
    if fresh.slots.get("helper_kind") == "individual":  # a bare name in an answer may be a child's
        del fresh.slots["helper"], fresh.slots["helper_kind"]
        fresh.withheld = ["child_name", *fresh.withheld]
    if asked.missing == "headcount" and fresh.slots["headcount"] == 1 and not {"names", "team"} & fresh.slots.keys():
        return None
    fresh.withheld = list(dict.fromkeys([*reading.withheld, *fresh.withheld]))
    fresh.slots = _merged(dict(asked.slots), fresh)
    fresh.missing = [slot for slot in fresh.missing if slot not in fresh.slots]
    return fresh.understood(asked.intent)


def _merged(known: dict[str, object], fresh: Reading) -> dict[str, object]:
    """What was settled before stays, except where this message says it anew."""
    said = dict(fresh.slots)
    if said.get("headcount") == 1 and "headcount" in known and not re.search(r"[1一]", fresh.text):
        del said["headcount"]
    return {**known, **said}


def _clean(fresh: Reading) -> bool:
    """Every clause is either all read or a remark of its own; the first is read."""
    for number, clause in enumerate(_CLAUSE.finditer(fresh.text)):
        rest = fresh.rest[clause.start() : clause.end()]
        left = _SAYS_LITTLE.sub("", rest.replace(HIDDEN, " ").replace(pii.MARK, " "))
        if left and (HIDDEN in rest or number == 0) and len(left) > 1:
            return False
    return True
