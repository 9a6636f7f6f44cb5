"""Plain words as WeCom's markdown shows them, and cut to bytes."""

from __future__ import annotations

import re

_URL = re.compile(r"(https?://[^\s，。；！？、）》」]+)")
_SIGNS = str.maketrans({"*": "＊", "_": "＿", "`": "｀", "<": "＜"})
_HEADS = str.maketrans({"#": "＃", ">": "＞"})


def as_markdown(text: str) -> str:
    """The same words: signs that would mean something else become their full-width forms; addresses stay as they are."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    parts = _URL.split(line)
    shown = "".join(part if number % 2 else part.translate(_SIGNS) for number, part in enumerate(parts))
    return shown[:1].translate(_HEADS) + shown[1:]


def titled(text: str) -> str:
    """The first of several lines is the title."""
    head, line, rest = text.partition("\n")
    return f"**{head.strip()}**{line}{rest}" if head.strip() and rest.strip() else text


def cut(text: str, most: int) -> str:
    """At most so many bytes of UTF-8, whole letters, with … where something was cut."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - 3].decode(errors="ignore") + "…"
