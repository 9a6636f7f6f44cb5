"""A message being read: its text, what is explained of it so far, and the slots found."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handlers.language.required import REQUIRED
from handlers.language.scenes import SceneIndex
from handlers.language.understanding import Understanding
from handlers.language.words import Table, any_of

HIDDEN = "\x00"
MARK = r"[^\w]|_"
_SEPARATORS = re.compile(r"[\W_]+")
_TAILS: Table[re.Pattern[str]] = Table(lambda words: re.compile(any_of(words.tails), re.IGNORECASE))


@dataclass
class Reading:
    """`rest` is `text` with the explained stretches hidden (same length). `loose`: what is left over is forgiven."""

    text: str
    scene: SceneIndex
    today: date
    sender: str = ""
    word: str = ""
    loose: bool = False
    rest: str = ""
    slots: dict[str, Any] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)
    also: list[Understanding] = field(default_factory=list)
    herself: bool = False

    def __post_init__(self) -> None:
        self.rest = self.rest or self.text

    def hide(self, start: int, end: int) -> None:
        """Mark a stretch as explained."""
        self.rest = self.rest[:start] + HIDDEN * (end - start) + self.rest[end:]

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match in what is not yet explained, which it explains."""
        hit = pattern.search(self.rest)
        if hit:
            self.hide(*hit.span())
        return hit

    def take_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Every match, explained."""
        hits = list(pattern.finditer(self.rest))
        for hit in hits:
            self.hide(*hit.span())
        return hits

    def lack(self, slot: str, choices: list[str] | None = None) -> None:
        """`slot` has to be asked for."""
        if slot not in self.missing:
            self.missing.append(slot)
        if choices:
            self.choices[slot] = choices

    def left(self, glue: re.Pattern[str] | None = None) -> list[tuple[int, int]]:
        """The unexplained stretches, politeness and `glue` apart: none means the message reads to its end."""
        rest = _blank(_TAILS(), self.rest)
        if glue:
            rest = _blank(glue, rest)
        return [hit.span() for hit in re.finditer(r"[^\W_]+", rest)]

    def reads(self, glue: re.Pattern[str] | None = None) -> bool:
        """Whether all of it is explained (or need not be)."""
        return self.loose or not self.left(glue)

    def understood(self, intent: str) -> Understanding:
        """The result, with the required slots that nothing settled."""
        return complete(Understanding(intent, self.slots, self.missing, self.choices, self.withheld, self.also, self.herself))


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda hit: " " * len(hit.group()), text)


def complete(result: Understanding) -> Understanding:
    """Put the required slots that are absent into `missing`, in the order asked."""
    needs = [
        need
        for need in REQUIRED.get(result.intent or "", ())
        if need not in result.slots and not ("delta" in result.slots and need in ("headcount", "children"))
    ]
    if result.intent == "review":
        needs = _review_needs(result.slots)
    if result.intent == "export" and result.slots.get("form") == "roster" and "activity" not in result.slots:
        needs = [*needs, "activity"]
    result.missing = [*needs, *(slot for slot in result.missing if slot not in needs and slot not in result.slots)]
    result.choices = {slot: names for slot, names in result.choices.items() if slot in result.missing}
    return result


def _review_needs(slots: dict[str, Any]) -> list[str]:
    """A bare 待审 needs nothing; a verdict needs its item, a rejection also its reason."""
    if not slots:
        return []
    needs = [slot for slot in ("item", "verdict") if slot not in slots]
    return needs + (["reason"] if slots.get("verdict") == "reject" and "reason" not in slots else [])


def tidy(text: str) -> str:
    """Free text without hidden stretches, doubled spaces and marks at its ends."""
    text = re.sub(rf"[{HIDDEN}\x01\s]+", " ", text)
    return text.strip(" ,，。.、;；:：!！~-_()（）\"'“”\n")
