"""Chinese letters to draw with: one font at one size, what fits a line, and what it cannot show."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from PIL import ImageFont

from handlers.files.font import font_path

_MISSING = "\U0010fffe"
_DROPPED = {"So", "Sk", "Cf", "Co", "Cn", "Cs", "Mn", "Me", "Cc"}  # emoji, joiners: nothing is lost without them
_NOT_FIRST = "，。、；：？！）》〉”’】…%"
_NOT_LAST = "（《〈“‘【"
_ELLIPSIS = "…"


class Letters:
    """The font at `size` px. Widths are in px."""

    def __init__(self, size: int) -> None:
        # The basic layout is the same on every machine; the other depends on a library that may be missing.
        self.font = ImageFont.truetype(str(font_path()), size, layout_engine=ImageFont.Layout.BASIC)
        self.height = round(size * 1.45)
        self._widths: dict[str, float] = {}
        self._nothing = bytes(self.font.getmask(_MISSING))

    def width(self, line: str) -> float:
        """The width of one line."""
        return sum(map(self._letter, line))

    def widest(self, text: str) -> float:
        """The width of the longest line of `text`."""
        return max(map(self.width, self.shown(text).split("\n")))

    def shown(self, text: str) -> str:
        """`text` without what the font cannot show; a rare character of a name stays, as an empty box."""
        return "".join(letter for letter in text.replace("\t", " ") if letter == "\n" or not self._is_dropped(letter))

    def missing(self, text: str) -> str:
        """The characters of `text` that would be drawn as an empty box, each once."""
        shown = "".join(self.shown(text).split())
        return "".join(letter for letter in dict.fromkeys(shown) if bytes(self.font.getmask(letter)) == self._nothing)

    def wrap(self, text: str, width: float, most: int) -> list[str]:
        """`text` in 1 to `most` lines of at most `width` px; what is too long ends in …"""
        lines: list[str] = []
        for part in self.shown(text).split("\n"):
            lines += self._broken(part, width, most + 1 - len(lines))
            if len(lines) > most:
                return [*lines[: most - 1], self._cut(lines[most - 1], width)]
        return lines

    def _broken(self, part: str, width: float, most: int) -> list[str]:
        lines = [""]
        for word in _words(part):
            if lines[-1] and self.width(lines[-1] + word) > width:
                lines.append("")
            for piece in [word] if self.width(word) <= width else word:
                if lines[-1] and self.width(lines[-1] + piece) > width:
                    lines.append("")
                lines[-1] += piece
            if len(lines) > most:
                break
        return lines[:most]

    def _cut(self, line: str, width: float) -> str:
        while line and self.width(line + _ELLIPSIS) > width:
            line = line[:-1]
        return line.rstrip() + _ELLIPSIS

    def _letter(self, letter: str) -> float:
        if letter not in self._widths:
            self._widths[letter] = self.font.getlength(letter)
        return self._widths[letter]

    def _is_dropped(self, letter: str) -> bool:
        if unicodedata.category(letter) not in _DROPPED:
            return False
        return letter < " " or bytes(self.font.getmask(letter)) in (self._nothing, b"")


def _words(part: str) -> list[str]:
    """Pieces that are not broken: runs of ASCII, and a character with the punctuation that may not begin or end a line."""
    words: list[str] = []
    for letter in part:
        joins = words and (letter in _NOT_FIRST or words[-1][-1] in _NOT_LAST or (_is_run(letter) and _is_run(words[-1][-1])))
        if joins:
            words[-1] += letter
        else:
            words.append(letter)
    return words


def _is_run(letter: str) -> bool:
    return letter.isascii() and not letter.isspace()


@lru_cache(maxsize=8)
def letters(size: int) -> Letters:
    """The letters of `size` px; the font file is read once a size."""
    return Letters(size)
