"""How many messages one room takes in any minute and hour: counted here, so that the server never has to say no.

Replies go first: pushes use four fifths of a rate, and each push that must wait is given a moment of its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.adapter import Rate
from bot.pace import for_pushes

ROOMS = 100_000
"""Of so many rooms at most the recent past is known."""


class Room:
    """What was sent to one room lately, and when the pushes that wait may come back."""

    def __init__(self, rates: Sequence[Rate]) -> None:
        self._rates = rates
        self._longest = timedelta(seconds=max((rate.seconds for rate in rates), default=0))
        self._sent: list[datetime] = []
        self._promised: dict[str, datetime] = {}
        self._closed: datetime | None = None

    def wait(self, key: str, now: datetime, *, push: bool, number: int = 1) -> float:
        """Seconds until `number` messages may go; 0 counts them as sent."""
        self._forget(now)
        called = key in self._promised and self._promised[key] <= now
        at = self._earliest(key, now, push=push, called=called, number=number)
        if at <= now:
            self._promised.pop(key, None)
            self._sent += [now] * number
            return 0.0
        if push:
            self._promised.pop(key, None)
            self._promised[key] = at
        return (at - now).total_seconds()

    def close(self, until: datetime) -> None:
        """The server has said that it was too much."""
        self._closed = until

    def _earliest(self, key: str, now: datetime, *, push: bool, called: bool, number: int) -> datetime:
        at = max(now, self._closed or now)
        others = [] if called or not push else [one for name, one in self._promised.items() if name != key]
        taken = sorted([*self._sent, *others])
        for rate in self._rates:
            room = rate.number if called or not push else for_pushes(rate)
            behind = len(taken) - max(1, room) + number
            if behind > 0:
                at = max(at, taken[min(behind, len(taken)) - 1] + timedelta(seconds=rate.seconds))
        return at

    def _forget(self, now: datetime) -> None:
        """What is older than every rate no longer counts. A clock that was set back keeps nobody waiting."""
        self._sent = [at for at in self._sent if now - self._longest < at <= now]
        gone = [key for key, at in self._promised.items() if at <= now - self._longest]
        for key in gone:
            del self._promised[key]
        if self._closed is not None and self._closed - now > max(self._longest, timedelta(minutes=2)):
            self._closed = None


class Rooms:
    """Every room's account, the least used forgotten first."""

    def __init__(self, rates: Sequence[Rate]) -> None:
        self._rates = rates
        self._rooms: OrderedDict[str, Room] = OrderedDict()

    def of(self, room: str) -> Room:
        """One room's."""
        found = self._rooms.pop(room, None) or Room(self._rates)
        self._rooms[room] = found
        if len(self._rooms) > ROOMS:
            self._rooms.popitem(last=False)
        return found
