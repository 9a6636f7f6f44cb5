"""A database that is out (a full disk, a lost server), as the log tells it: once, now and then, and when it is over."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from store.faults import cause_of

logger = logging.getLogger(__name__)
AGAIN = timedelta(minutes=10)
"""Writing is tried twice a second: a line for each would fill the disk that is full."""


class Outage:
    """Remembers what has been said."""

    def __init__(self) -> None:
        self._cause = ""
        self._said: datetime | None = None

    def goes_on(self, error: Exception, waiting: int, now: datetime) -> None:
        """Writing has failed once more; so many messages and other jobs wait."""
        cause = cause_of(error)
        if self._said is None or cause != self._cause or not timedelta(0) <= now - self._said < AGAIN:
            self._cause, self._said = cause, now
            logger.error(
                "数据库写不进去（%s）：收到的先排着（%s 件），不答，一直重试。请看看磁盘空间和读写权限",
                cause,
                waiting,
                extra={"action": "commit_failed"},
            )

    def over(self) -> None:
        """Writing has succeeded."""
        if self._said is not None:
            self._cause, self._said = "", None
            logger.warning("数据库又写得进去了，排着的接着办", extra={"action": "commit_recovered"})
