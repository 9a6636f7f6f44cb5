"""What a command could not do."""

from __future__ import annotations


class Failure(Exception):
    """Something could not be done; the text is a sentence for the person at the terminal."""
