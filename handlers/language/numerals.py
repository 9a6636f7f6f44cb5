"""Chinese and Arabic numerals: `parse` reads every common form, `render` writes one."""

from __future__ import annotations

import re

_DIGITS = {
    char: value
    for value, chars in enumerate(["零〇", "一壹幺", "二贰两俩", "三叁仨", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"])
    for char in chars
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}
HAN = "零〇一壹二贰两俩三叁仨四肆五伍六陆七柒八捌九玖十拾百佰千仟万廿卅"
_NO_ONE = "(?!(?<=一)(?:下(?![午周月个半])|哈|起|块|直|些|样|眼|看|查|会儿))"
NUMERAL = rf"(?:\d{{1,9}}|[{HAN}]{{1,16}}{_NO_ONE})"
"""Where 一 begins a word (一下、一起) it counts nothing."""
_PLAIN = re.compile(r"\d{1,9}\Z")
_MOST = 16


def parse(said: str) -> int | None:
    """The number said, or None where the characters are no single number (`五六` is two of them)."""
    if _PLAIN.match(said):
        return int(said)
    if not said or len(said) > _MOST or any(char not in HAN for char in said):
        return None
    if "万" in said:
        return _above_ten_thousand(said)
    return _below_ten_thousand(said)


def _above_ten_thousand(said: str) -> int | None:
    high, _, low = said.partition("万")
    tens = _below_ten_thousand(high) if high else None
    if tens is None or "万" in low:
        return None
    if len(low) == 1 and low in _DIGITS:
        return tens * 10_000 + _DIGITS[low] * 1000
    rest = _below_ten_thousand(low.lstrip("零〇")) if low else 0
    return None if rest is None else tens * 10_000 + rest


def _below_ten_thousand(said: str) -> int | None:
    if not any(char in _UNITS or char in _TENS for char in said):
        return _digit_by_digit(said)
    total, digit, last_unit, zero = 0, None, 10_000, False
    for char in said:
        if char in _DIGITS and _DIGITS[char] == 0:
            zero = True
        elif char in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[char]
        else:
            unit = _UNITS.get(char, 10)
            step = _TENS.get(char) or (1 if digit is None else digit) * unit
            if unit >= last_unit or (char in _TENS and digit is not None):
                return None
            total, digit, last_unit = total + step, None, unit
    if digit is None:
        return total
    short = last_unit >= 100 and not zero
    return total + digit * (last_unit // 10 if short else 1)


def _digit_by_digit(said: str) -> int | None:
    """`五` is 5 and `二零二一` 2021; two neighbours without a zero (`五六`) are a guess, not a number."""
    if len(said) == 1:
        return _DIGITS[said]
    if any(char in "俩仨两" for char in said) or (len(said) < 3 and "零" not in said and "〇" not in said):
        return None
    return int("".join(str(_DIGITS[char]) for char in said))


def render(number: int) -> str:
    """A number from 0 to 99,999,999 as it is said: 12 → 十二, 120 → 一百二十, 203 → 二百零三."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return f"{render(high)}万{gap}{render(low) if low else ''}"
    text = _render_small(number)
    return text[1:] if text.startswith("一十") else text


def _render_small(number: int) -> str:
    if number == 0:
        return "零"
    names, text, gap = "零一二三四五六七八九", "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            text += ("零" if gap and text else "") + names[digit] + unit
            gap = False
        else:
            gap = bool(text)
    return text
