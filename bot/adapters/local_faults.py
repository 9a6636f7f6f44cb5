"""What the simulated channel does not send: what it cannot carry, and what a test wants to go wrong."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from bot.adapter import Capabilities, SendFailed, SendUncertain
from handlers.message import OutgoingMessage


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


def check_sendable(message: OutgoingMessage, can: Capabilities) -> None:
    """Raise `SendFailed` when the channel cannot carry the message."""
    if can.max_text_bytes and len(message.text.encode()) > can.max_text_bytes:
        raise SendFailed(f"消息太长：最多 {can.max_text_bytes} 字节")
    if message.kind not in can.kinds:
        raise SendFailed(f"这个通道不能发送 {message.kind}")
