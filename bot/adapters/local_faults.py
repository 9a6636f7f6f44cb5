"""How a test makes the simulated channel fail: the next sends go wrong in a chosen way."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from bot.adapter import SendFailed, SendUncertain


@dataclass(frozen=True, slots=True)
class Fault:
    """One send that goes wrong: with which error, whether the bubble was posted first, and whether its echo is heard."""

    error: type[SendFailed] | type[SendUncertain]
    posted: bool
    echo: bool
    cause: str


class Faults:
    """A queue of faults; each send takes one."""

    def __init__(self) -> None:
        self._next: deque[Fault] = deque()

    def add(self, fault: Fault, times: int) -> None:
        """Let the next `times` sends suffer `fault`."""
        self._next.extend([fault] * times)

    def take(self) -> Fault | None:
        """The fault of this send, if any."""
        return self._next.popleft() if self._next else None

    def clear(self) -> None:
        """No more faults."""
        self._next.clear()
