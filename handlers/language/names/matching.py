"""Finding listed names in text by any recognisable part of them.

A part is a run of at least two characters of the name; it may leave out a middle (`反诈讲座` for 反诈知识讲座).
The longest part wins; names it fits equally well are all candidates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from handlers.language.fold import simple
from handlers.language.names.numbered import A_NUMERAL, holds_numeral, in_number, not_own, only_counts

_PUNCTUATION = re.compile(r"[^\w\u3400-\u9fff]|_")
_SKIPPED = " “”\"'‘’·《》「」【】-"
_MOST_TEXT = 600
_MOST_HEARD = 60
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{3,}")


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
    nicknames: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cores: list[str] = field(init=False)
    numbered: list[bool] = field(init=False)
    places: dict[str, list[tuple[int, int]]] = field(init=False)

    def __post_init__(self) -> None:
        self.cores = [bare(name) for name in self.names]
        self.numbered = [holds_numeral(core) for core in self.cores]
        self.places = {}
        for number, core in enumerate(self.cores):
            for at in range(len(core) - 1):
                self.places.setdefault(core[at : at + 2], []).append((number, at))

    def find(self, text: str) -> list[Mention]:
        """Non-overlapping mentions, in order; parts that say nothing particular (活动、讲座) count only alone."""
        text = text[:_MOST_TEXT].lower()
        found, at = [], 0
        while at < len(text) - 1:
            mention = (self._called(text, at) if self._calls else None) or self._at(text, at)
            if mention is None:
                at += 1
                continue
            found.append(mention)
            at = mention.end
        return found

    @cached_property
    def _calls(self) -> dict[str, tuple[int, ...]]:
        """What the names are called besides: each nickname, and which names it may mean."""
        calls: dict[str, tuple[int, ...]] = {}
        for said, nicknames in self.nicknames.items():
            meant = tuple(number for number, core in enumerate(self.cores) if bare(said) in core)
            calls.update({simple(nickname).lower(): meant for nickname in nicknames if meant})
        return calls

    def _called(self, text: str, at: int) -> Mention | None:
        """The longest nickname at a place."""
        said = max((name for name in self._calls if text.startswith(name, at)), key=len, default=None)
        return Mention(at, at + len(said), self._calls[said], len(said), said, True) if said else None

    def _at(self, text: str, at: int) -> Mention | None:
        best: dict[int, int] = {}
        size = 1
        for number, place in self.places.get(_pair(text, at), ()):
            length, end, stop = _extend(text, at, self.cores[number], place)
            if length < size:
                continue
            if self.numbered[number] and A_NUMERAL.search(text, at, end + 1):
                spare = not_own(text, at, end, self.cores[number], stop)
                length, end = length - spare, end - spare
                if only_counts(text, at, end, self.cores[number], place):
                    continue
            if length > size:
                best, size = {}, length
            if length == size:
                best[number] = max(end, best.get(number, 0))
        if not best:
            return None
        end = max(best.values())
        said = _PUNCTUATION.sub("", text[at:end])
        if said in self.generic or (said not in self.cores and _says_nothing(said)):
            return None
        candidates = tuple(sorted(number for number, last in best.items() if last == end))
        whole = tuple(number for number in candidates if self.cores[number] == said)
        return Mention(at, end, whole or candidates, size, said, bool(whole))

    @cached_property
    def _heard(self) -> dict[tuple[str, ...], list[tuple[int, int]]]:
        """Every three neighbouring syllables of the names: which name, and where in it."""
        heard: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        for number, core in enumerate(self.cores):
            syllables = sounds(core)
            for place in range(len(core) - 2):
                heard.setdefault(tuple(syllables[place : place + 3]), []).append((number, place))
        return heard

    def righted(self, text: str, *, front: bool = False) -> str:
        """`text` with a misspelt name (建步走 for 健步走) put right: three syllables or more of one name, half of them spelt so.

        `front`: they begin the name (its end may be common to many, as 社区).
        """
        for run in _HAN_RUN.finditer(text[:_MOST_HEARD]):
            said = run.group()
            syllables = sounds(said)
            for at in range(len(said) - 2):
                places = self._heard.get(tuple(syllables[at : at + 3]), ())
                name = self._sounding(said[at:], syllables[at:], [place for place in places if not (front and place[1])])
                name = name or (None if front else self._pair_sounding(said[at:], syllables[at:]))
                if name:
                    start = run.start() + at
                    return text[:start] + name + text[start + len(name) :]
        return text

    def spelt_out(self, text: str) -> str:
        """`text` with a shortened name (家教讲座) as it is listed (家庭教育公益讲座)."""
        for run in _HAN_RUN.finditer(text[:_MOST_HEARD]):
            short = self._shortened(run.group())
            if short:
                return text[: run.start() + short[0]] + self.cores[short[2]] + text[run.start() + short[1] :]
        return text

    def _shortened(self, said: str) -> tuple[int, int, int] | None:
        """A name's first characters, shortened (家教讲座 for 家庭教育公益讲座): where in `said`, and which name."""
        for number, core in enumerate(self.cores):
            at = said.find(core[:1]) if len(core) > 5 else -1
            end, place = at, 0
            while at >= 0 and end < len(said) and (found := core.find(said[end], place)) >= 0:
                end, place = end + 1, found + 1
            if end - at >= 4 and said[end - 2 : end] in core and said[at : at + 2] not in core:
                return at, end, number
        return None

    def _sounding(self, said: str, syllables: list[str], places: list[tuple[int, int]]) -> str | None:
        """The longest part of one listed name that `said` begins to sound like, spelt otherwise."""
        found: set[str] = set()
        for number, place in places:
            core = self.cores[number]
            length = _alike(syllables, sounds(core[place:]))
            part = core[place : place + length]
            same = sum(one == other and not in_number(one, 0) for one, other in zip(part, said, strict=False))
            if length // 2 <= same < length:
                found.add(part)
        return max(found, key=len) if found and len({part[:3] for part in found}) == 1 else None

    def _pair_sounding(self, said: str, syllables: list[str]) -> str | None:
        """Two characters of a name, one of them misspelt, before two more of it (急就培训 for 急救…培训)."""
        found = {
            core[place : place + 2]
            for core in self.cores
            if len(said) > 3 and said[2:4] in core
            for place in range(core.find(said[2:4]) - 1)
            if (core[place] == said[0]) != (core[place + 1] == said[1]) and sounds(core[place : place + 2]) == syllables[:2]
        }
        return found.pop() if len(found) == 1 else None

    def exact(self, said: str) -> int | None:
        """The index of the name that is exactly what was said."""
        core = bare(said)
        return self.cores.index(core) if core in self.cores else None


_FUNCTION = frozenset("我和的与了是有在跟也不这那你")


def _says_nothing(said: str) -> bool:
    """Whether a part is made of words that stand everywhere (我和 of 我和我的祖国)."""
    return all(char in _FUNCTION for char in said)


def _pair(text: str, at: int) -> str:
    """Two neighbouring characters, over one quotation mark between them."""
    if text[at + 1] in _SKIPPED[1:] and at + 2 < len(text):
        return text[at] + text[at + 2]
    return text[at : at + 2]


def _extend(text: str, at: int, core: str, place: int) -> tuple[int, int, int]:
    """How many characters from `at` on follow `core` from `place` on, where in the text that ends, and where in `core`."""
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
            if jump < 0 or (in_number(text, here - 1) and in_number(core, place)):
                break
            place = jump
    return size, end, place


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
    """The syllables of `text` without tones."""
    return [_syllable(char) for char in text]


@lru_cache(maxsize=8192)
def _syllable(char: str) -> str:
    """A character's commonest reading; n/l, final ng and retroflexes as one, for they are often confused."""
    from pypinyin import lazy_pinyin

    said = str(lazy_pinyin(char)[0])
    for one, other in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        said = said.replace(one, other)
    return said[:-1] if said.endswith(("ang", "eng", "ing")) else said


def _alike(syllables: list[str], heard: list[str]) -> int:
    """How many syllables are the same from the beginning on."""
    length = 0
    while length < min(len(syllables), len(heard)) and syllables[length] == heard[length]:
        length += 1
    return length


def _by_sound(core: str, listed: Sequence[str], cores: Sequence[str]) -> list[str]:
    if not 2 <= len(core) <= 12 or len(listed) > 200:
        return []
    wanted = " ".join(sounds(core)) + " "
    return [name for name, other in zip(listed, cores, strict=True) if f" {wanted}" in f" {' '.join(sounds(other))} "]
