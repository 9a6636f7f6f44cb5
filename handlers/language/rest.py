"""What stands after a command word, as said: for names that no list holds yet."""

from __future__ import annotations

import re
from collections.abc import Sequence

_EDGES = " \t\r\n\u3000，,。.：:；;！!、“”\"'《》【】[]"


def after_command(text: str, words: Sequence[str], bot_names: Sequence[str]) -> str:
    """The text after the first of `words` that occurs in it, without mentions of the bot and outer punctuation; else ''."""
    for name in bot_names:
        text = text.replace(f"@{name}", " ")
    found = re.search("|".join(re.escape(word) for word in words), text)
    return text[found.end() :].strip(_EDGES).splitlines()[0].strip(_EDGES) if found and text[found.end() :].strip(_EDGES) else ""
