"""Answers that name people: whose sign-up, or the one person behind an @."""

from __future__ import annotations

import re

from handlers.language.party import take_party
from handlers.language.reading import Reading

_GLUE = re.compile(r"是|就|和|跟|与|及|还有|那个|的|报名|取消|退|掉|了|吧|呀|啊|哈|把|给|个|名|位|人|两|俩|这|都")
_TALK = re.compile(r"[吗呢么?？]|谁|怎么|什么|啥|哪|为什么|咋|大家|你")


def fill_names(reading: Reading) -> bool:
    """`郑秀兰和王敏`: nothing but names."""
    if _TALK.search(reading.text) or len(reading.text) > 40:
        return False
    party = take_party(reading)
    if not party.names or re.sub(r"[\W_]", "", _GLUE.sub("", reading.rest)):
        return False
    reading.slots["names"] = party.names
    if "headcount" in reading.slots:
        reading.slots["headcount"] = party.heads or len(party.names)
    return True


def fill_member(reading: Reading) -> bool:
    """`@王芳`, or her name alone."""
    hit = re.search(r"@\s*(?P<name>[^\s@]{1,20})", reading.text) or re.match(r"^\W*(?P<name>[\u4e00-\u9fff]{2,4})\W*$", reading.text)
    if not hit:
        return False
    reading.slots["member"] = hit["name"]
    return True
