"""Names run together without a mark (王桂兰李淑珍赵敏), taken apart where there is one way only."""

from __future__ import annotations

import re

from handlers.language.names.people import COMPOUND, SURNAMES, is_name

_RUN = re.compile(rf"[{SURNAMES}{''.join({name[0] for name in COMPOUND})}][\u4e00-\u9fff]{{3,23}}\Z")
_FAMILIAR = re.compile(rf"(?:[小老][{SURNAMES}]){{2,8}}\Z")
"""小刘小赵."""
_MOST_WAYS = 2


def run_of_names(said: str) -> list[str] | None:
    """Two names or more that `said` is made of; none of them where it can be taken apart in several ways; None where it is no such run."""
    if _FAMILIAR.match(said):
        return [said[at : at + 2] for at in range(0, len(said), 2)]
    if not _RUN.match(said):
        return None
    ways = _ways(said)
    return None if not ways else ways[0] if len(ways) == 1 else []


def _ways(said: str) -> list[list[str]]:
    """Up to two ways to read all of `said` as full names."""
    ways: list[list[list[str]]] = [[] for _ in range(len(said) + 1)]
    ways[0] = [[]]
    for end in range(2, len(said) + 1):
        for start in range(max(0, end - 4), end - 1):
            if ways[start] and _full(said[start:end]):
                ways[end] += [[*way, said[start:end]] for way in ways[start]]
        ways[end] = ways[end][:_MOST_WAYS]
    return [way for way in ways[-1] if len(way) > 1]


def _full(said: str) -> bool:
    """A surname and a given name of one or two characters."""
    size = 2 if said[:2] in COMPOUND else 1
    return size < len(said) <= size + 2 and said[:size] in (*COMPOUND, *SURNAMES) and is_name(said)
