"""When a push will have gone out everywhere, told before it begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil, sqrt

from bot.adapter import Capabilities, Pace, Rate
from bot.pace import for_pushes, midnight, quiet_until
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork

AT_ONCE = Pace()
DAY = timedelta(days=1)
A_MOMENT = timedelta(minutes=1)
SLACK = 0.1
"""Replies go before pushes: so much longer than alone may a fan-out take."""
SURE = 3
"""Intervals are drawn by lot: so many standard deviations more than on average."""
ROUND = timedelta(minutes=5)


class Forecast:
    """Knows every account's pace and its rooms' rates. Accounts without either take no time worth telling."""

    def __init__(self, capabilities: Mapping[str, Capabilities]) -> None:
        self._paces = {account: can.pace for account, can in capabilities.items()}
        self._rates = {account: rates for account, can in capabilities.items() if (rates := _rates(can))}

    def done_by(self, uow: UnitOfWork, pushes: Mapping[str, int], start: datetime, now: datetime, gap: int = 0) -> datetime | None:
        """A full five minutes by which so many pushes an account will have gone, what waits already included; None: at once.

        `gap`: the plan leaves at least so many seconds between two.
        """
        waiting = uow.deliveries.messages_waiting() if start <= now else {}
        sent = uow.deliveries.sent_today(midnight(now)) if midnight(start) == midnight(now) else {}
        ends = [
            finish(pace, number + waiting.get(account, 0), start, sent.get(account, 0))
            for account, number in pushes.items()
            if number and (pace := _slowed(self._paces.get(account, AT_ONCE), gap)).max_seconds
        ]
        ends += [
            wakes + A_MOMENT
            for account, pace in self._paces.items()
            if pushes.get(account) and (wakes := quiet_until(pace.quiet, start)) is not None
        ]
        ends += [
            start + rated(rates, uow.deliveries.most_waiting(account) + 1 if start <= now else 1)
            for account, rates in self._rates.items()
            if pushes.get(account)
        ]
        return _round_up(max(ends)) if ends and max(ends) - start > timedelta(minutes=1) else None


def _slowed(pace: Pace, gap: int) -> Pace:
    return replace(pace, min_seconds=max(pace.min_seconds, gap), max_seconds=max(pace.max_seconds, gap)) if gap else pace


def _rates(can: Capabilities) -> tuple[Rate, ...]:
    return (*can.rates, *(can.by_way.rates if can.by_way else ()))


def rated(rates: Sequence[Rate], number: int) -> timedelta:
    """How long so many pushes of one room take by whichever of its rates is the slowest; a share of each is the replies'."""
    return max(timedelta(seconds=rate.seconds * ((max(1, number) - 1) // for_pushes(rate))) for rate in rates)


def finish(pace: Pace, number: int, start: datetime, sent_today: int = 0) -> datetime:
    """When the last of so many pushes of one account has gone at the latest, by its pace, daily cap and quiet hours."""
    spread = (pace.max_seconds - pace.min_seconds) / sqrt(12)
    mean = (pace.min_seconds + pace.max_seconds) / 2
    each = timedelta(seconds=(mean + SURE * spread / sqrt(number)) * (1 + SLACK))
    at, room = start, max(0, pace.pushes_per_day - sent_today)
    while True:
        wakes = quiet_until(pace.quiet, at)
        if wakes is not None:
            room = pace.pushes_per_day if midnight(wakes) > midnight(at) else room
            at = wakes
            continue
        ends = _stretch_end(pace, at)
        fits = ceil((ends - at) / each)
        going = min(number, fits, room) if pace.pushes_per_day else min(number, fits)
        if going == number:
            return at + number * each
        number -= going
        room -= going
        if pace.pushes_per_day and not room:
            ends = midnight(at) + DAY
        room = pace.pushes_per_day if midnight(ends) > midnight(at) else room
        at = ends


def _stretch_end(pace: Pace, at: datetime) -> datetime:
    """When quiet begins, or the day ends."""
    night = midnight(at) + DAY
    if pace.quiet is None:
        return night
    begins = datetime.combine(at.astimezone(SHANGHAI).date(), pace.quiet[0], SHANGHAI)
    return begins if at < begins else night


def _round_up(at: datetime) -> datetime:
    begun = midnight(at)
    return begun + ceil((at - begun) / ROUND) * ROUND
