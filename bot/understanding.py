"""`jinguo understand`: the language layer over JSON Lines. Opens no database and writes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bot.failure import Failure
from handlers.language import load, understand
from handlers.language.wire import from_request, to_response


def answer_lines(lines: Iterable[str], emit: Callable[[dict[str, Any]], None], *, explain: bool, words: Path | None = None) -> None:
    """Answer every line in order; a line that cannot be read is an error with its number. `words`: an office's own sayings."""
    load(words)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            request = json.loads(line)
            why: list[str] = []
            said = understand(**from_request(request), why=why if explain else None)
            answer = to_response(request["id"], said)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Failure(f"第 {number} 行读不懂：{type(error).__name__} {error}") from error
        emit({**answer, "why": why} if explain else answer)
