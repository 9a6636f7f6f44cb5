"""One line of a 接龙: name, heads and note, from free text in any order."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from handlers.language import counts, pii
from handlers.language.fold import fold, simple
from handlers.language.names.people import is_name
from handlers.language.numerals import NUMERAL, parse

_UNIT = re.compile(
    r"^[\u4e00-\u9fff]{1,16}(?:厅|局|委|办|部|院|会|处|科|室|所|站|中心|公司|学校|大学|学院|小学|中学|幼儿园|"
    r"医院|社区|街道|镇|乡|村|妇联|机关|支部|银行|集团|馆|队|组|社|法院|检察院|工委|政府|协会|联社)$"
)
_COUNT = re.compile(
    rf"(?:[+＋]\s*(?P<plus>\d{{1,4}})|(?:一共|总共|合计|共计|共)?\s*(?P<n>{NUMERAL})\s*(?:个人|人|位|名|"
    r"个(?!孩|娃|月|小|大)|口人|口))(?:参加|报名|去)?"
)
_TOTAL = re.compile(rf"(?:一共|总共|合计|共计|共)\s*(?:计|是|有)?\s*(?P<n>{NUMERAL})\s*(?:个人|人|位|名|个|口)?")
_BARE = re.compile(r"(?:^|[\s,,])(?P<n>\d{1,3})$")
_PAIR = re.compile(r"(?P<n>[俩仨])(?:人|个)?")
_PARENS = re.compile(r"[((（\[【]([^()（）\[\]【】]*)[))）\]】]")
_EMOJI = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u200d\ufe0f\U0001f000-\U0001faff]|\\[[\u4e00-\u9fff]{1,4}\\]"
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_EDGE = " \t\u3000\u2005,,，。.、;；:：-—~～|/／"
_ENUMERATION = re.compile(r"[、,，&和与跟/／]")
_BRINGS = re.compile(
    rf"(?:带|携|领)(?:了|上|着)?\s*(?P<n>{NUMERAL})\s*[个名位口]?\s*(?:孩子|娃|小孩|小朋友|家属|老人|宝宝|大人|"
    r"人|朋友|同事)|(?:带|携)(?:了|上|着)?(?P<one>孩子|娃|宝宝|女儿|儿子|闺女|爱人|老公|家属|妈妈|老妈|父亲|"
    r"母亲|先生|小孩|妹妹|姐姐|朋友|同事)"
)


def read_line(said: str, units: tuple[str, ...] = ()) -> dict[str, Any] | None:
    """`name`, `headcount`, `note` of one entry; None when the line is empty."""
    entry = _entry(said, units)
    return {"name": entry[0], "headcount": entry[1], "note": entry[2]} if entry else None


@lru_cache(maxsize=8192)
def _entry(said: str, units: tuple[str, ...]) -> tuple[str, int, str] | None:
    """Cached, because every message of a chain restates the whole list."""
    text = _EMOJI.sub(" ", _INVISIBLE.sub("", said))
    if _LONG_NUMBER.search(text):
        text = pii.redact(text, children=False)[0]
    text = text.strip(_EDGE + "\n")
    if not text:
        return None
    heads = _heads(text)
    main, notes = _without_notes(text)
    name, more = _name_and_rest(main, units)
    if not name:
        name, notes = (notes[0], notes[1:]) if notes else (text[:30], [])
    names = _names(name)
    headcount = heads or (len(names) if len(names) > 1 else 1)
    note = " ".join(part for part in [more, *notes] if part)
    return name, headcount, note


_LONG_NUMBER = re.compile(r"\d{4}[\d -]{3}")


def _number(hit: re.Match[str], group: str = "n") -> int | None:
    value = parse(fold(hit[group]))
    return value if value and 1 <= value <= 9999 else None


def _heads(text: str) -> int | None:
    folded = simple(text)
    family = counts.big_and_small(folded) if "大" in folded else None
    if family and family.number:
        return family.number
    for pattern in (_TOTAL, _PAIR):
        hit = pattern.search(folded)
        if hit:
            return {"俩": 2, "仨": 3}.get(hit["n"]) or _number(hit)
    brings = _BRINGS.search(folded)
    if brings:
        before = _COUNT.search(folded[: brings.start()])
        if not before:
            return 1 + (_number(brings) or 1 if brings["n"] else 1)
    hit = _COUNT.search(folded)
    if hit:
        return _number(hit, "plus" if hit["plus"] else "n")
    bare = _BARE.search(_PARENS.sub("", folded).rstrip())
    return _number(bare) if bare else None


def _without_notes(text: str) -> tuple[str, list[str]]:
    """The line without its bracketed remarks and continuation lines, and those."""
    first, *others = text.split("\n")
    notes = [hit.strip() for hit in _PARENS.findall(first) if hit.strip() and not _is_count(hit)]
    return _PARENS.sub(" ", first), [*notes, *(line.strip() for line in others if not _is_count(line))]


def _is_count(text: str) -> bool:
    return bool(_COUNT.fullmatch(simple(text.strip())))


def _name_and_rest(main: str, units: tuple[str, ...]) -> tuple[str, str]:
    """The name in the line, and the other words of it without the count."""
    tokens = [token for token in re.split(r"[\s\u3000\u2005|/／]+", _strip_count(main)) if token.strip(_EDGE)]
    tokens = [token.strip(_EDGE) for token in _unglued(tokens, units)]
    if not tokens:
        return "", ""
    at = _name_at(tokens, units)
    end = _name_end(tokens, at)
    rest = tokens[:at] + tokens[end:]
    return " ".join(tokens[at:end]), " ".join(rest)


def _strip_count(main: str) -> str:
    """The line without what only says how many."""
    folded = simple(main)
    if len(folded) != len(main):
        main = folded
    spans = [hit.span() for hit in _COUNT.finditer(folded)]
    pair = re.search(r"(?<=[\s\u4e00-\u9fff])[俩仨](?:人|个)?\s*$", folded)
    bare = _BARE.search(folded.rstrip())
    spans += [pair.span()] if pair else [bare.span()] if bare and not spans else []
    for start, end in sorted(spans, reverse=True):
        if start == 0 and end == len(main.rstrip()):
            continue
        main = main[:start] + " " + main[end:]
    return main


def _is_unit(token: str, units: tuple[str, ...]) -> bool:
    return token in units or (bool(_UNIT.match(token)) and not is_name(token))


def _unglued(tokens: list[str], units: tuple[str, ...]) -> list[str]:
    """A first token that runs unit and name together (省教育厅王芳), or joins them with a hyphen, as two."""
    if not tokens:
        return tokens
    first = tokens[0]
    for mark in ("-", "－", "—", "_", ":", "：", ",", "，", "、"):
        left, _, right = first.partition(mark)
        if right and (_is_unit(left, units) or (is_name(left) and _is_unit(right, units))):
            return [left, right, *tokens[1:]]
    for size in (3, 2):
        left, right = first[:-size], first[-size:]
        if len(left) >= 3 and is_name(right) and _is_unit(left, units):
            return [left, right, *tokens[1:]]
    return tokens


def _name_at(tokens: list[str], units: tuple[str, ...]) -> int:
    """Which token the name begins with: the first that is no unit."""
    at = 0
    while at < len(tokens) - 1 and _is_unit(tokens[at], units):
        at += 1
    return at


def _name_end(tokens: list[str], at: int) -> int:
    """Nicknames hold spaces: short Latin or one-character pieces belong to what follows."""
    end = at + 1
    if (
        end < len(tokens)
        and not is_name(tokens[at])
        and (is_name(tokens[end]) or len(tokens[at]) == 1 or len(tokens[end]) == 1)
        and len(tokens[at]) <= 8
        and (tokens[at].isascii() or len(tokens[at]) == 1)
    ):
        end += 1
    return end


def _names(name: str) -> list[str]:
    parts = [part for part in _ENUMERATION.split(name) if part]
    return parts if len(parts) > 1 and all(is_name(part) for part in parts) else [name]
