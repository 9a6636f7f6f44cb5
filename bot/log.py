"""The log of a process: lines on standard error. What people have said never stands there, not even inside an error."""

from __future__ import annotations

import logging
import sys
import traceback

LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class WithoutValues(logging.Formatter):
    """Tracebacks with places and kinds of errors, without their texts: those may quote a message, a row, an address."""

    def formatException(self, ei: object) -> str:
        """The chain of an error, innermost first."""
        error = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(reversed(_chain(error))) if isinstance(error, BaseException) else ""

    def format(self, record: logging.LogRecord) -> str:
        """What the event loop says of a task shows the task's error after the first line."""
        if record.name == "asyncio":
            record.msg, record.args = record.getMessage().partition("\n")[0], ()
        return super().format(record)


def _chain(error: BaseException | None) -> list[str]:
    shown: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = "".join(traceback.format_tb(error.__traceback__))
        shown.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return shown


def begin() -> None:
    """Write warnings and worse, of every library."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutValues(LINE))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
