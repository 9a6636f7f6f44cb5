"""Politeness around a message that means nothing: thanks set off at its end, a request at its front."""

from __future__ import annotations

import re

from handlers.language.front import front
from handlers.language.numerals import NUMERAL

_THANKS = re.compile(
    r"(?<=[^\s,，。.!！~～;；、])[\s,，。.!！~～;；、]+(?:多谢|谢谢?|感谢|辛苦|麻烦|拜托)(?:大家|老师们?|您|你|群主)?(?:了|啦|哈|哦|啊|呀)*[\W_]*\Z"
)
_SOFT = re.compile(r"(?<=[\d一二三四五六七八九十])(?P<measure>[条篇号项期]?)[哈呗哦][\W_]*\Z")
_REQUEST = re.compile(
    r"[\W_]*(?:请(?![假问教客柬示求愿进坐帮])|麻烦(?:您|你)?(?![了事帮])|劳驾|好的|好嘞|"
    r"那(?![个天边些种场次位时儿里么家年月块件事活俩几条张本项]))[\s,，!！]*(?=..)"
)


_PAUSE = re.compile(r"(?:一下下|一下|一哈)(?=\s*[^\W_]\S)")
_WISH = re.compile(r"(?:我|俺|咱)(?:们)?(?:也)?(?:要|想|来)")
_THOSE = re.compile(rf"(?:{NUMERAL}|俩|仨)\s*[个人名位]?[\u4e00-\u9fff]{{2,}}的\W*\Z")


def unpaused(text: str) -> str:
    """`取消一下提醒 3` as 取消提醒 3: what softens a command word within it or before the rest."""
    hit = _PAUSE.search(text, 0, 12) if "一" in text[:8] else None
    if not hit:
        return text
    joined, word = text[: hit.start()] + text[hit.end() :], front().commands.match(text[: hit.start()])
    whole = front().commands.match(joined)
    return joined if (word and word.end() == hit.start()) or (whole and whole.end() > hit.start()) else text


def wished(lead: str, rest: str) -> str:
    """`我要报名` `两个剪纸的`: what she wishes for, without its last 的."""
    return rest.rstrip(" ,，。!！~")[:-1] if _WISH.search(lead) and _THOSE.match(rest) else rest


def without_thanks(text: str) -> str:
    """Folded `text` without thanks at its end and a soft particle after a number (通过 12哈): they are no part of a note."""
    shorter = _THANKS.sub("", text)
    while shorter != text:
        text, shorter = shorter, _THANKS.sub("", shorter)
    return _SOFT.sub(r"\g<measure>", text)


def without_request(text: str) -> str:
    """Free words to the bot without the request they begin with and marks at their end."""
    return _REQUEST.sub("", text, count=1).rstrip(" ,，。.!！~～;；\n") if (_REQUEST.match(text) or not text[-1:].isalnum()) else text
