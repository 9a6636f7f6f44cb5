"""What a handler answers: messages to say, a question to keep open, a write that 撤销 may take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.message import SentKind


@dataclass(frozen=True, slots=True)
class Say:
    """One message. Without `group` and `person` (channel ids) it goes to the chat the question came from.

    An acknowledgement has a `topic`: waiting for the same group, those of one topic become one message that joins
    every `who` and ends with the newest `tail`.
    """

    text: str
    group: str | None = None
    person: str | None = None
    account: str | None = None
    kind: SentKind = "text"
    path: str = ""
    name: str = ""
    url: str = ""
    picture_url: str = ""
    mention: tuple[str, ...] = ()
    topic: str = ""
    who: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question left open to the sender: the intent begun, what is settled, what is missing, numbered choices."""

    intent: str
    slots: dict[str, Any]
    missing: str
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Reply:
    """Everything one message brings about besides its rows in the store. `deliveries`: pushes were put in the queue.

    `window`: until when her pictures are heard in this chat. `soon`: something is to be said in a few seconds.
    """

    says: list[Say] = field(default_factory=list)
    ask: Ask | None = None
    undoable: str = ""
    plans_changed: bool = False
    deliveries: bool = False
    window: datetime | None = None
    soon: bool = False

    @classmethod
    def text(cls, text: str, **options: Any) -> Reply:
        """One text to the same chat."""
        return cls([Say(text, **options)])

    @classmethod
    def join(cls, replies: Sequence[Reply]) -> Reply:
        """Several answers to one message; the last open question stands."""
        asks = [reply.ask for reply in replies if reply.ask]
        undoable = "；".join(reply.undoable for reply in replies if reply.undoable)
        says = [say for reply in replies for say in reply.says]
        windows = [reply.window for reply in replies if reply.window]
        happened = {name: any(getattr(reply, name) for reply in replies) for name in ("plans_changed", "deliveries", "soon")}
        return cls(says, asks[-1] if asks else None, undoable, window=windows[-1] if windows else None, **happened)
