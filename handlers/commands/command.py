"""What a command is: an intent, the function that carries it out, what it can fill in by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handlers.context import Context
from handlers.language.understanding import Understanding
from handlers.reply import Reply


@dataclass(frozen=True, slots=True)
class Command:
    """`fill` runs before missing slots are asked for: it may settle some, offer choices, or refuse at once."""

    intent: str
    run: Callable[[Context, Understanding], Reply]
    fill: Callable[[Context, Understanding], None] | None = None
