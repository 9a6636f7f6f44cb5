"""The word tables: read once from `words.zh.toml`, extended by an organizer's file (see sayings)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Generic, TypeVar

from handlers.language.sayings import Groups, read

T = TypeVar("T")
_GROUPS = ("commands", "typos", "subjects", "after", "forms", "roles", "by", "scopes", "difficulties", "support", "items", "kin", "hints")


@dataclass(frozen=True, eq=False)
class Words:
    """The tables of one file. Group tables map a slot value (or an intent) to the words that say it."""

    fillers: list[str]
    soft_fillers: list[str]
    tails: list[str]
    measures: list[str]
    child_measures: list[str]
    traditional: dict[int, str]
    groups: Mapping[str, Groups]
    nicknames: Mapping[str, Groups]

    def said(self, group: str) -> Groups:
        """Value to words, for one of the group tables."""
        return self.groups[group]


class Table(Generic[T]):
    """Something derived from the words, built when first asked for and again after `load`."""

    def __init__(self, build: Callable[[Words], T]) -> None:
        self._build = build
        self._words: Words | None = None
        self._value: T

    def __call__(self) -> T:
        """The value for the words now in force."""
        current = words()
        if self._words is not current:
            self._value = self._build(current)
            self._words = current
        return self._value


_current: list[Words] = []


def words() -> Words:
    """The tables in force."""
    if not _current:
        load()
    return _current[0]


def load(extra: Path | None = None) -> Words:
    """Put the tables in force for the whole process, with an office's own sayings (`extra`) added. Raises `WordsError`."""
    if extra is None:
        _current[:] = [_plain()]
    else:
        _current[:] = [_merged(_own(), *read(extra, _own()))]
    return _current[0]


@lru_cache(maxsize=1)
def _own() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words.zh.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _plain() -> Words:
    return _merged(_own(), {}, {})


def _merged(own: dict[str, Any], more: Mapping[str, Groups], nicknames: Mapping[str, Groups]) -> Words:
    groups = {
        name: {key: [*own[name].get(key, []), *more.get(name, {}).get(key, [])] for key in {**own[name], **more.get(name, {})}}
        for name in _GROUPS
    }
    pairs = resources.files(__package__).joinpath("traditional.zh.txt").read_text(encoding="utf-8").split()
    return Words(
        fillers=own["fillers"],
        soft_fillers=own["soft_fillers"],
        tails=own["tails"],
        measures=own["measures"],
        child_measures=own["child_measures"],
        traditional={ord(pair[0]): pair[1] for pair in pairs},
        groups=groups,
        nicknames=nicknames,
    )


def any_of(said: Iterable[str]) -> str:
    """A pattern that matches one of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(said), key=lambda word: (-len(word), word))) + ")"


def frozenset_of(said: str) -> frozenset[str]:
    """The words of a space-separated line."""
    return frozenset(said.split())


def reverse(groups: Groups) -> dict[str, str]:
    """Word to value."""
    return {word: value for value, said in groups.items() for word in said}
