"""The paper that every picture is drawn on: one calm style, letters that a phone can read."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from handlers.files.letters import Letters, letters

Number = int | float
Ink = tuple[int, int, int]

MIN_WIDTH, MAX_WIDTH = 900, 1280
WIDTH = 960
"""Of charts, in px."""
MARGIN, PAD = 32, 16
TEXT, TITLE, NOTE = 28, 40, 24
RED, RED_TINT, STRIPE = (156, 52, 48), (244, 226, 223), (248, 247, 246)
INK, GREY, LINE, PAPER = (38, 38, 38), (112, 112, 112), (214, 210, 208), (255, 255, 255)


class Page:
    """The paper: a title above, room for `body` px, notes below. `y` is where the body goes on."""

    def __init__(self, title: str, width: float, notes: Sequence[str], body: float) -> None:
        self.width = max(int(width), MIN_WIDTH)
        heading, self._small = letters(TITLE), letters(NOTE)
        inner = self.width - 2 * MARGIN
        title_lines = heading.wrap(title, inner, 3)
        self._notes = [line for note in notes for line in self._small.wrap(note, inner, 4)]
        head = MARGIN + len(title_lines) * (heading.height + 8) + 16
        foot = MARGIN + (16 if self._notes else 0) + len(self._notes) * (self._small.height + 6)
        self.image = Image.new("RGB", (self.width, int(head + body + foot)), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.draw.rectangle((0, 0, self.width, 8), fill=RED)
        for index, line in enumerate(title_lines):
            self.text(line, (self.width - heading.width(line)) / 2, MARGIN + index * (heading.height + 8), heading, RED)
        self.y: float = head

    def text(self, line: str, x: float, y: float, font: Letters, ink: Ink = INK, *, strong: bool = False) -> None:
        """Write one line whose upper left corner is x, y."""
        self.draw.text((int(x), int(y)), line, font=font.font, fill=ink, stroke_width=0.5 if strong else 0, anchor="la")

    def png(self) -> bytes:
        """The finished picture; the notes are written now, below what was drawn."""
        y = self.y + 16
        for line in self._notes:
            self.text(line, MARGIN, y, self._small, GREY)
            y += self._small.height + 6
        out = io.BytesIO()
        self.image.save(out, "PNG")
        return out.getvalue()


def said(value: Number | str | None) -> str:
    """A value as it is written: no more than two decimals, none where there are none."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
