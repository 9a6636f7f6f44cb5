"""What the loopback peers allow, and how they count it: strictly, as WeCom's documents say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

BOT = ((30, 60), (1000, 3600))
WEBHOOK = ((20, 60),)


class Counted:
    """So many of each key in any so many seconds. `refused` is how often somebody wanted more."""

    def __init__(self, limits: tuple[tuple[int, int], ...], clock: Callable[[], datetime]) -> None:
        self._limits, self._clock = limits, clock
        self._taken: dict[str, list[datetime]] = defaultdict(list)
        self.refused = 0

    def takes(self, key: str) -> bool:
        now = self._clock()
        taken = self._taken[key]
        for number, seconds in self._limits:
            if sum(now - at < timedelta(seconds=seconds) for at in taken) >= number:
                self.refused += 1
                return False
        taken.append(now)
        return True
