"""Finding listed names in text by any recognisable part of them.

A part is a run of at least two characters of the name; it may leave out a middle (`反诈讲座` for 反诈知识讲座).
The longest part wins; names it fits equally well are all candidates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.language.fold import simple

_PUNCTUATION = re.compile(r"[^\w\u3400-\u9fff]|_")
_SKIPPED = " “”\"'‘’·《》「」【】-"
_MOST_TEXT = 600


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names one of the listed: `candidates` are indexes, `size` the characters matched."""

    start: int
    end: int
    candidates: tuple[int, ...]
    size: int
    said: str
    whole: bool


def bare(name: str) -> str:
    """A name without punctuation and white space, folded: what names are compared by."""
    return _PUNCTUATION.sub("", simple(name)).lower()


@dataclass
class NameIndex:
    """The listed names, by every two neighbouring characters in them."""

    names: Sequence[str]
    generic: frozenset[str] = frozenset()
    cores: list[str] = field(init=False)
    places: dict[str, list[tuple[int, int]]] = field(init=False)

    def __post_init__(self) -> None:
        self.cores = [bare(name) for name in self.names]
        self.places = {}
        for number, core in enumerate(self.cores):
            for at in range(len(core) - 1):
                self.places.setdefault(core[at : at + 2], []).append((number, at))

    def find(self, text: str) -> list[Mention]:
        """Non-overlapping mentions, in order; parts that say nothing particular (活动、讲座) count only alone."""
        text = text[:_MOST_TEXT].lower()
        found, at = [], 0
        while at < len(text) - 1:
            mention = self._at(text, at)
            if mention is None:
                at += 1
                continue
            found.append(mention)
            at = mention.end
        return found

    def _at(self, text: str, at: int) -> Mention | None:
        best: dict[int, int] = {}
        size = 1
        for number, place in self.places.get(_pair(text, at), ()):
            length, end = _extend(text, at, self.cores[number], place)
            if length > size:
                best, size = {}, length
            if length == size:
                best[number] = max(end, best.get(number, 0))
        if not best:
            return None
        end = max(best.values())
        said = _PUNCTUATION.sub("", text[at:end])
        if said in self.generic:
            return None
        candidates = tuple(sorted(number for number, last in best.items() if last == end))
        whole = tuple(number for number in candidates if self.cores[number] == said)
        return Mention(at, end, whole or candidates, size, said, bool(whole))

    def exact(self, said: str) -> int | None:
        """The index of the name that is exactly what was said."""
        core = bare(said)
        return self.cores.index(core) if core in self.cores else None


def _pair(text: str, at: int) -> str:
    """Two neighbouring characters, over one quotation mark between them."""
    if text[at + 1] in _SKIPPED[1:] and at + 2 < len(text):
        return text[at] + text[at + 2]
    return text[at : at + 2]


def _extend(text: str, at: int, core: str, place: int) -> tuple[int, int]:
    """How many characters from `at` on follow `core` from `place` on, and where in the text that ends."""
    size, end, here = 0, at, at
    while here < len(text) and place < len(core):
        char = text[here]
        if char == core[place]:
            size, place, here, end = size + 1, place + 1, here + 1, here + 1
        elif char in _SKIPPED[1:] and here > at:
            here += 1
        else:
            jump = core.find(text[here : here + 2], place + 1) if here + 1 < len(text) else -1
            if jump < 0 and char == core[-1] and place < len(core) - 1 and size >= 2:
                jump = len(core) - 1
            if jump < 0:
                break
            place = jump
    return size, end


def resolve(said: str, listed: Sequence[str]) -> list[str]:
    """The listed names that `said` may mean: exactly, by a part, or by sound; only the best, all that tie."""
    core = bare(said)
    if not core:
        return []
    cores = [bare(name) for name in listed]
    for test in (_same, _inside, _holds, _in_order):
        fits = [name for name, other in zip(listed, cores, strict=True) if test(core, other)]
        if fits:
            return fits
    return _by_sound(core, listed, cores)


def _same(core: str, other: str) -> bool:
    return core == other


def _inside(core: str, other: str) -> bool:
    return len(core) >= 2 and core in other


def _holds(core: str, other: str) -> bool:
    return len(other) >= 2 and other in core


def _in_order(core: str, other: str) -> bool:
    """Every character of `core` stands in `other`, in this order, beginning with two neighbours."""
    if len(core) < 3 or core[:2] not in other:
        return False
    rest = iter(other[other.index(core[:2]) :])
    return all(char in rest for char in core)


def sounds(text: str) -> list[str]:
    """The syllables of `text` without tones; n/l, final ng and retroflexes as they are often confused."""
    from pypinyin import lazy_pinyin

    return [str(syllable) for syllable in lazy_pinyin(text)]


def _by_sound(core: str, listed: Sequence[str], cores: Sequence[str]) -> list[str]:
    if not 2 <= len(core) <= 12 or len(listed) > 200:
        return []
    wanted = " ".join(sounds(core)) + " "
    return [name for name, other in zip(listed, cores, strict=True) if f" {wanted}" in f" {' '.join(sounds(other))} "]
