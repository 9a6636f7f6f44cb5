"""The two or three things an addressed message that was not understood may have meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from handlers.language.fold import fold
from handlers.language.front import righted
from handlers.language.names.matching import NameIndex
from handlers.language.scenes import index_of
from handlers.language.understanding import Scene
from handlers.language.words import Table, any_of

MEANT = "meant"
"""The slot that is missing while the bot asks which of them she meant."""
_MOST = 200
_NAMED = {
    "activities": ("signup", "roster", "signup_cancel"),
    "communities": ("pairing_report", "followup", "totals"),
    "columns": ("today", "push_preview", "push_now"),
}
_hints: Table[dict[str, re.Pattern[str]]] = Table(
    lambda words: {intent: re.compile(any_of(said)) for intent, said in words.said("hints").items()}
)


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent and the one listed thing that the message names for it ("" when none)."""

    intent: str
    name: str = ""


def nearest(text: str, scene: Scene, may: Callable[[str], bool], most: int = 3) -> list[Guess]:
    """At most `most` guesses, the likeliest first, of intents that `may` be offered; none when nothing points anywhere."""
    said, index = righted(fold(text[:_MOST])), index_of(scene)
    scores: dict[str, float] = {}
    for intent, pattern in _hints().items():
        scores[intent] = sum(len(word) for word in set(pattern.findall(said)))
    names: dict[str, str] = {}
    for kind, intents in _NAMED.items():
        name = _one(getattr(index, kind), said)
        for place, intent in enumerate(intents if name else ()):
            names.setdefault(intent, name)
            scores[intent] = scores.get(intent, 0) + 2 - place / 2
    ranked = sorted((intent for intent in scores if scores[intent] > 0 and may(intent)), key=lambda intent: -scores[intent])
    return [Guess(intent, names.get(intent, "")) for intent in ranked[:most]]


def _one(index: NameIndex, said: str) -> str:
    """The one name that is named, "" for none or several."""
    found = {mention.candidates for mention in index.find(said)}
    return index.names[next(iter(found))[0]] if len(found) == 1 and len(next(iter(found))) == 1 else ""
