"""One line of a 接龙: name, heads and note, from free text in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from handlers.language import pii
from handlers.language.fold import simple
from handlers.language.names.people import is_name
from handlers.language.roster_heads import (
    brought,
    count_at_end,
    measures,
    numeral_alone,
    only_count,
    people_at_end,
    people_at_front,
    says_who_comes,
)
from handlers.language.roster_units import is_unit, unit_ends

_PARENS = re.compile(r"[((（\[【]([^()（）\[\]【】]*)(?:[))）\]】]|\Z)")
_EMOJI = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u200d\ufe0f\U0001f000-\U0001faff]|\\[[\u4e00-\u9fff]{1,4}\\]"
)
_INVISIBLE = re.compile("[\ufe0f\u20e3\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_EDGE = " \t\u3000\u2005,，。.、;；:：-—~～|｜/／…·@＠"
_ENUMERATION = re.compile(r"[、,，&和与跟/／]")
_LONG_NUMBER = re.compile(r"\d{4}[\d -]{3}")
_APART = re.compile(
    r"(?<=[\s,，、/共计是+＋])(?P<n>[\d０-９]{1,4})\s+(?=[个人名位口](?:\W|\Z|人))|(?<=[+＋共计])\s+(?=[\d０-９])|"
    r"(?<=人数)\s?[:：是]\s?(?=[\d０-９])|(?<=\s[xX×*])\s+(?=\d)"
)
_SPACE = re.compile(r"(?:[\s\u3000\u2005|｜]|(?<!\d{3})[/／]|[/／](?!\d{2,3}(?![\d\u4e00-\u9fff:：])))+")
_CLAUSE = re.compile(r"([,，;；。]|(?<!\d)[.．](?=[\d两]{1,3}[人个位名])|(?<!\d)[:：]|[:：](?!\d\d)|、(?=[\d两二三四五六七八九十共]))")
_MARKS = ("end", "colon")


@dataclass(slots=True)
class _Piece:
    """A stretch of the line: `kind` word (may be the name), remark (in brackets, or a line of its own), end of a clause, or colon."""

    text: str
    kind: str = "word"
    folded: str = ""

    def __post_init__(self) -> None:
        self.folded = simple(self.text)


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
    text = _APART.sub(lambda hit: hit["n"] or "", text.strip(_EDGE + "\n"))
    if len(text) < 5 and is_name(text) and not count_at_end(text):
        return text, 1, ""
    name, heads, note = _Line(_pieces(text, units), units).read() if text else ("", 1, "")
    name = name or "".join(_EMOJI.findall(said)) or text[:30]
    return (name, heads, note) if name else None


def _pieces(text: str, units: tuple[str, ...]) -> list[_Piece]:
    """The line cut at brackets, spaces and commas, in order."""
    first, *others = text.split("\n")
    found: list[_Piece] = []
    at = 0
    for hit in _PARENS.finditer(first):
        found += _words(first[at : hit.start()], units)
        found.append(_Piece(hit[1].strip(_EDGE), "remark"))
        at = hit.end()
    found += _words(first[at:], units)
    found += [_Piece(hit.strip(_EDGE), "remark") for line in others for hit in [_PARENS.sub(r" \1 ", line)]]
    return [piece for piece in found if piece.text or piece.kind in _MARKS]


def _words(text: str, units: tuple[str, ...]) -> list[_Piece]:
    found: list[_Piece] = []
    for token in _SPACE.split(text):
        if len(names_in(token.strip(_EDGE))) > 1:
            found.append(_Piece(token.strip(_EDGE)))
            continue
        for number, part in enumerate(_CLAUSE.split(token)):
            if number % 2:
                found.append(_Piece("", "colon" if part in ":：" else "end"))
            else:
                found += [_Piece(word.strip(_EDGE)) for word in _unglued(part.strip(_EDGE), units)]
    return found


def _unglued(token: str, units: tuple[str, ...]) -> list[str]:
    """A token that runs unit and name together (省教育厅王芳), or joins them with a hyphen, as two."""
    if is_name(token):
        return [token]
    for mark in ("-", "－", "—", "_", "、", "@"):
        left, _, right = token.partition(mark)
        if right and (is_unit(left, units) or (is_name(left) and is_unit(right, units))):
            return [left, right]
    counted = count_at_end(simple(token))
    bare = token[: len(counted[0])] if counted else token
    at = unit_ends(bare, units)
    return [token[:at], token[at:]] if at else _with_company(token)


def _with_company(token: str) -> list[str]:
    """A name with who comes along run on (王芳带孩子共3人、李静母女俩), as two."""
    if len(token) > 3 and len(names_in(token)) < 2:
        for size in (2, 3, 4):
            if is_name(token[:size]) and says_who_comes(simple(token[size:])) and brought(simple(token[size:])):
                return [token[:size], token[size:]]
    return [token]


class _Line:
    """The pieces of one line on their way to name, heads and note."""

    def __init__(self, pieces: list[_Piece], units: tuple[str, ...]) -> None:
        self.pieces = pieces
        self.units = units
        self.heads: list[tuple[int, int]] = []
        self.notes: list[str] = []

    def read(self) -> tuple[str, int, str]:
        """Name ('' where none is left), heads, note."""
        self.pieces = [piece for piece in self.pieces if not self._counts(piece)]
        start, end = self._name()
        name = " ".join(piece.text for piece in self.pieces[start:end])
        counted = count_at_end(simple(name))
        if counted:
            name = name[: len(counted[0])].strip(_EDGE)
            each = len(names_in(name[:-1])) if name.endswith("各") else 1
            self._heard(counted[1] * each, 1)
            name = re.sub(r"(?<=..)[各等]\Z", "", name)
        for at, piece in enumerate(self.pieces):
            if not start <= at < end and piece.kind not in _MARKS:
                self._remark(at, piece, named=at >= end)
        heads = min(self.heads, key=lambda head: head[1])[0] if self.heads else len(names_in(name))
        return name, heads, " ".join(note for note in self.notes if note)

    def _heard(self, number: int, doubt: int) -> None:
        self.heads.append((number, doubt))

    def _counts(self, piece: _Piece) -> bool:
        """Whether a piece says only how many."""
        number = only_count(piece.folded) if piece.text else None
        if number is None:
            return False
        total = piece.folded.startswith(("一共", "总共", "共", "合计", "总计"))
        self._heard(number, 0 if total else 1)
        return True

    def _name(self) -> tuple[int, int]:
        """Where the name stands: the first word that is no unit; else the first remark."""
        words = [at for at, piece in enumerate(self.pieces) if piece.kind == "word"]
        if not words:
            return (0, 1) if self.pieces else (0, 0)
        at = 0
        while at < len(words) - 1 and self._leads(words[at], words[at + 1]):
            at += 1
        return words[at], self._name_end(words[at])

    def _leads(self, at: int, after: int) -> bool:
        """Whether a word is the unit before a name, or who comes along."""
        if says_who_comes(self.pieces[at].folded) and brought(self.pieces[at].folded):
            return True
        before = None if self.pieces[at + 1].kind == "colon" else self.pieces[after].text
        return is_unit(self.pieces[at].text, self.units, before=before)

    def _name_end(self, at: int) -> int:
        """Nicknames hold spaces: short Latin or one-character pieces belong to what follows."""
        if at + 1 >= len(self.pieces) or self.pieces[at + 1].kind != "word":
            return at + 1
        word, after = self.pieces[at].text, self.pieces[at + 1].text
        counted = count_at_end(simple(after))
        after = after[: len(counted[0])] if counted else after
        third = self.pieces[at + 2] if at + 2 < len(self.pieces) else None
        if third is not None and third.kind == "word" and all(len(part) == 1 for part in (word, after, third.text)):
            return at + (3 if is_name(word + after + third.text) else 2)
        return at + (2 if _continues(word, after) else 1)

    def _remark(self, at: int, piece: _Piece, *, named: bool) -> None:
        folded = piece.folded
        alone = numeral_alone(folded) if named else None
        if alone and not (at and measures(self.pieces[at - 1].text)):
            self._heard(alone, 3)
            return
        company = brought(folded)
        if company:
            self._heard(*company)
        told = any(doubt < 2 for _, doubt in self.heads)
        ending = None if told or says_who_comes(folded) or piece.kind == "remark" else people_at_end(folded)
        front = None if told or company or piece.kind == "remark" else people_at_front(folded)
        if ending and not company:
            self._heard(ending[1], 1)
            self.notes.append(piece.text[: len(ending[0])].strip(_EDGE))
        elif front:
            self._heard(front[1], 1)
            self.notes.append(piece.text[-len(front[0]) :])
        else:
            self.notes.append(piece.text)


def _continues(word: str, after: str) -> bool:
    """Whether `after` is a part of the nickname that `word` begins (Lily 王、王 芳、Anna Li)."""
    if is_name(word) or len(word) > 8 or after in ("S", "M", "L"):
        return False
    if after.isdecimal():
        return len(after) == 4
    if word.isascii():
        return is_name(after) or len(after) == 1 or bool(re.fullmatch(r"[A-Z][a-z]+", after))
    return len(word) == 1 and (len(after) == 1 or is_name(word + after))


_PERSONS = re.compile(r"[\u4e00-\u9fff]{2,3}(?:、[\u4e00-\u9fff]{2,3})+\Z")
_NOT_PERSONS = re.compile(r"[带晚早到素辣吃不会能自去来车点号班组和都也要想]")


def names_in(name: str) -> list[str]:
    """The persons that a name names: two where it joins two."""
    parts = [part.strip() for part in _ENUMERATION.split(name) if part.strip()]
    if len(parts) < 2:
        return [name]
    persons = all(is_name(part) for part in parts) or (_PERSONS.match(name) and not _NOT_PERSONS.search(name))
    return parts if persons else [name]
