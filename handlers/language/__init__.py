"""Text and context to intent and slots: a pure function and the tables it reads."""

from handlers.language.reader import understand
from handlers.language.understanding import Asked, Scene, Slots, Understanding
from handlers.language.words import load

__all__ = ["Asked", "Scene", "Slots", "Understanding", "load", "understand"]
