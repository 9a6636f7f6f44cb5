"""Folding: every spelling of a character to one, so that the tables need one form only.

Full-width goes to ASCII, traditional to simplified, emoji and chat-client emoticons to spaces; invisible and
direction characters are dropped. Applied before anything else is read from a message.
"""

from __future__ import annotations

import re

from handlers.language.words import Table, Words

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-"
    "\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
    "|[\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
_EMOJI = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-"
    "\U0001faff\ue000-\uf8ff\ud800-\udfff]"
    r"|\[(?!图片|文件|视频|语音|链接|动画表情|位置|名片|聊天记录|提示|通知|公告|转发|引用|草稿|回复|自动回复|有人)[\u4e00-\u9fffA-Za-z]{1,6}\]"
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_MARKS = {
    0x3000: " ",
    0xA0: " ",
    0x2005: " ",
    0x2002: " ",
    0x2003: " ",
    0x2009: " ",
    ord("〇"): "零",
    ord("﹢"): "+",
    ord("➕"): "+",
    ord("－"): "-",
    ord("—"): "-",
    ord("–"): "-",
    ord("〜"): "~",
    ord("～"): "~",
    ord("﹣"): "-",
    ord("−"): "-",
    ord("\r"): "\n",
    ord("\t"): " ",
}
_DIGITS = {ord(mark): str(number) for number, mark in enumerate("①②③④⑤⑥⑦⑧⑨", 1)}


def _build(words: Words) -> dict[int, int | str]:
    """Widths, marks and traditional characters."""
    return {**_WIDE, **_MARKS, **_DIGITS, **words.traditional}


_table = Table(_build)


def simple(text: str) -> str:
    """`text` with one spelling a character, emoji kept: for names and titles."""
    return _INVISIBLE.sub("", text).translate(_table())


def fold(text: str) -> str:
    """`text` in the form that every pattern of this folder is written for."""
    return _EMOJI.sub(" ", simple(text))
