"""What is looked through once a day, in the hours in which people may be written to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from schedules.calendar import SHANGHAI


class Daily:
    """When it is looked, and whether it was today. `hours`: from when to when."""

    def __init__(self, hours: tuple[time, time]) -> None:
        self._hours = hours
        self._looked: date | None = None

    def next_due(self, now: datetime) -> datetime:
        """When it is looked next: every morning, and in the hours for it after a start."""
        local = now.astimezone(SHANGHAI)
        begin = local.replace(hour=self._hours[0].hour, minute=0, second=0, microsecond=0)
        return begin if local < begin else begin + timedelta(days=1)

    def is_time(self, now: datetime) -> bool:
        """Whether it is to be looked now."""
        local = now.astimezone(SHANGHAI)
        return self._looked != local.date() and self._hours[0] <= local.time() < self._hours[1]

    def looked(self, now: datetime) -> None:
        """What was due at this time is stored: not again today."""
        if self.is_time(now):
            self._looked = now.astimezone(SHANGHAI).date()
