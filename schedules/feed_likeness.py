"""Which texts are nearly the same: shared runs of three characters, white space, punctuation, letter and traditional forms aside.

Texts with other figures in them say something else, however like they are: a corrected year is not a repetition.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from handlers.language.fold import simple

SAME = 0.85
"""A letter changed in a text of 120 shares 95 %, three share 86 %."""
_RUN = 3
_SHORT = 15
_FIGURE = re.compile(r"\d+|[零一二三四五六七八九十百千万亿两]{2,}|[一二三四五六七八九十百千万两](?=[年月日个名人位件次岁天])")


class Likeness:
    """Texts by their runs, so that a new one is compared with those only that share some with it."""

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        self._by_run: dict[str, list[int]] = {}
        self._sizes: list[int] = []
        self._titles: list[str] = []
        self._figures: list[Counter[str]] = []
        for title, text in known:
            self.add(title, text)

    def add(self, title: str, text: str) -> None:
        """Remember a text under its title."""
        runs = _runs(title, text)
        for run in runs:
            self._by_run.setdefault(run, []).append(len(self._sizes))
        self._sizes.append(len(runs))
        self._titles.append(title)
        self._figures.append(_figures(text))

    def like(self, title: str, text: str) -> str | None:
        """The title of a remembered text that is nearly the same."""
        runs = _runs(title, text)
        shared = Counter(place for run in runs for place in self._by_run.get(run, ()))
        for place, count in shared.items():
            if count / (len(runs) + self._sizes[place] - count) >= SAME and self._figures[place] == _figures(text):
                return self._titles[place]
        return None


def _runs(title: str, text: str) -> frozenset[str]:
    """A short text says little without its title."""
    plain = _plain(text)
    if len(plain) < _SHORT:
        plain = f"{_plain(title)} {plain}"
    return frozenset(plain[at : at + _RUN] for at in range(len(plain) - _RUN + 1)) or frozenset({plain})


def _figures(text: str) -> Counter[str]:
    """Its numbers, also those written out where they count something."""
    return Counter(_FIGURE.findall(_plain(text)))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", simple(unicodedata.normalize("NFKC", text))).lower()
