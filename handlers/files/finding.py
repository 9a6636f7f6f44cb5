"""What a check of study items says: one thing to look at again, at one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rule = Literal["format", "length", "date", "dating", "name", "number", "punctuation", "source", "repeat"]

RULES: dict[Rule, str] = {
    "format": "格式",
    "length": "长短",
    "date": "日期",
    "dating": "会过时的词",
    "name": "名称",
    "number": "数字",
    "punctuation": "标点",
    "source": "来源",
    "repeat": "重复",
}
"""Every rule with its Chinese name, in the order of a summary."""


@dataclass(frozen=True)
class Finding:
    """`where` is file and line of the item's heading ("today/05.md:12"), `text` a Chinese sentence without it."""

    rule: Rule
    where: str
    text: str
    title: str = ""
