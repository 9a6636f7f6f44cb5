"""How fast an account sends: a token bucket with jitter, daily caps, quiet hours. Pure; the time is passed in."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from bot.adapter import Pace, Rate
from store.types import SHANGHAI

NONE = timedelta()
SOON = timedelta(milliseconds=5)
"""A token that comes so soon is there: clocks and alarms are no finer."""
GAP = 0.1
"""Even out of saved tokens no two messages follow each other faster than this part of an interval."""


class Bucket:
    """A token comes after each interval drawn from the pace's range; while nothing is said up to `burst` are saved.

    A reply takes a saved one; a push waits until none is missing, so that pushes keep their distance and replies stay quick.
    Both together never go faster than the pace over any longer time, however long a send itself takes.
    """

    def __init__(self, pace: Pace, dice: random.Random) -> None:
        self._pace = pace
        self._dice = dice
        self._full: datetime | None = None
        self._gap: datetime | None = None

    @property
    def mean(self) -> timedelta:
        """The interval on average."""
        return timedelta(seconds=(self._pace.min_seconds + self._pace.max_seconds) / 2)

    def take(self, now: datetime) -> None:
        """One message is sent."""
        drawn = timedelta(seconds=self._dice.uniform(self._pace.min_seconds, self._pace.max_seconds))
        self._full = max(self._full or now, now) + drawn
        self._gap = now + drawn * GAP

    def push_wait(self, now: datetime) -> timedelta:
        """How long a push still has to wait. A clock that was set back makes nobody wait for long."""
        longest = timedelta(seconds=self._pace.max_seconds) * self._pace.burst
        return _no_less(min((self._full or now) - now, longest))

    def reply_wait(self, now: datetime) -> timedelta:
        """How long a reply still has to wait."""
        saved = self.push_wait(now) - self.mean * (self._pace.burst - 1)
        gap = min((self._gap or now) - now, timedelta(seconds=self._pace.max_seconds) * GAP)
        return _no_less(max(saved, gap))


def _no_less(wait: timedelta) -> timedelta:
    return wait if wait > SOON else NONE


def for_pushes(rate: Rate) -> int:
    """How many of a room's messages pushes may be: a fifth is kept for replies."""
    return max(1, rate.number * 4 // 5)


class Caps:
    """How many messages of each queue an account has sent today; a cap of 0 is none. Counted here, read from the store once a day."""

    def __init__(self, replies: int, pushes: int) -> None:
        self._most = {"replies": replies, "pushes": pushes}
        self._sent = {"replies": 0, "pushes": 0}
        self._day: date | None = None

    @property
    def any(self) -> bool:
        """Whether anything is to be counted."""
        return any(self._most.values())

    def is_counted(self, now: datetime) -> bool:
        """Whether today's number is known."""
        return not self.any or self._day == now.astimezone(SHANGHAI).date()

    def begin(self, now: datetime, replies: int, pushes: int) -> None:
        """What the store says was sent today."""
        self._day = now.astimezone(SHANGHAI).date()
        self._sent = {"replies": replies, "pushes": pushes}

    def count(self, queue: str, number: int = 1) -> None:
        """So many more have left."""
        self._sent[queue] += number

    def left(self, queue: str, most: int) -> int:
        """How many more may go today, at most `most`."""
        cap = self._most[queue]
        return max(0, min(most, cap - self._sent[queue])) if cap else most


def midnight(now: datetime) -> datetime:
    """When the day began in Shanghai."""
    return datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)


def lost(quiet: tuple[time, time] | None, since: datetime, now: datetime) -> timedelta:
    """How much of the time between could have been used to push: quiet hours could not."""
    at, found = since, NONE
    while at < now:
        wakes = quiet_until(quiet, at)
        if wakes is None:
            night = _begins(quiet, at)
            found += min(now, night) - at
            wakes = night
        at = wakes
    return found


def _begins(quiet: tuple[time, time] | None, at: datetime) -> datetime:
    """When quiet hours begin next; without any, in a day."""
    if quiet is None:
        return at + timedelta(days=1)
    local = at.astimezone(SHANGHAI)
    first = datetime.combine(local.date(), quiet[0], SHANGHAI)
    return first if first > local else first + timedelta(days=1)


def quiet_until(quiet: tuple[time, time] | None, now: datetime) -> datetime | None:
    """When the quiet hours that hold `now` end; None outside of them. They may run over midnight."""
    if quiet is None:
        return None
    start, end = quiet
    local = now.astimezone(SHANGHAI)
    for day in (local.date() - timedelta(days=1), local.date()):
        begins = datetime.combine(day, start, SHANGHAI)
        ends = datetime.combine(day if end > start else day + timedelta(days=1), end, SHANGHAI)
        if begins <= local < ends:
            return ends
    return None
