"""What stands after a command word, as said: for names that no list holds yet."""

from __future__ import annotations

import re
from collections.abc import Sequence

_EDGES = " \t\r\n\u3000，,。.：:；;！!、“”\"'《》【】[]"


def after_command(text: str, words: Sequence[str], bot_names: Sequence[str]) -> str:
    """The first line after the first of `words`, without mentions of the bot and outer punctuation.

    A text that holds none of the words (an answer to a question) is taken whole. Nothing left: ''.
    """
    for name in bot_names:
        text = text.replace(f"@{name}", " ")
    found = re.search("|".join(re.escape(word) for word in words), text)
    rest = text[found.end() if found else 0 :].strip(_EDGES)
    return rest.splitlines()[0].strip(_EDGES) if rest else ""
