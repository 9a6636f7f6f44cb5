"""A circuit breaker for one account: when it evidently may not send, pushes stop, and one is tried now and then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.envelopes import Outcome
from store.models import BlockedAccount

IN_A_ROW = 5
CHATS = 3
"""So many failures in a row over so many chats are the account's trouble, not a group's."""
PROBE = (timedelta(minutes=30), timedelta(hours=6))
"""The first and the longest wait before a push is tried on a blocked account."""
BAD = ("pending", "failed", "uncertain")


class Breaker:
    """Counts what the account's sends come to. Sends that nobody heard back (`uncertain`) in one go count once: a lost line is no block."""

    def __init__(self) -> None:
        self._row = 0
        self._chats: set[str] = set()
        self.cause = ""
        self.blocked = False
        self.probes = 0
        self.probe_at: datetime | None = None
        self.kept = (False, 0)
        """What the store says: whether it is blocked, and how many probes have failed."""

    @property
    def now(self) -> tuple[bool, int]:
        """What the store should say."""
        return self.blocked, self.probes

    def restore(self, row: BlockedAccount) -> None:
        """As an earlier process left it."""
        self.blocked, self.cause, self.probes, self.probe_at = True, row.cause, row.probes, row.probe_at
        self.kept = self.now

    def note(self, outcomes: Sequence[tuple[str, Outcome]], now: datetime) -> None:
        """What became of the messages of one go, each with its chat."""
        if any(outcome.state in ("sent", "part") for _, outcome in outcomes):
            self.well()
            return
        bad = [(chat, outcome) for chat, outcome in outcomes if outcome.state in BAD]
        if not bad:
            return
        sure = sum(outcome.state != "uncertain" for _, outcome in bad)
        self._row += sure + (sure < len(bad))
        self._chats |= {chat for chat, _ in bad}
        self.cause = bad[-1][1].cause
        if self.blocked:
            self._probed(now)
        elif self._row >= IN_A_ROW and len(self._chats) >= CHATS:
            self.blocked, self.probes = True, 0
            self.probe_at = now + PROBE[0]

    def _probed(self, now: datetime) -> None:
        if self.probe_at is not None and now >= self.probe_at:
            self.probes += 1
            self.probe_at = now + min(PROBE[1], PROBE[0] * 2 ** min(self.probes, 10))

    def well(self) -> None:
        """Something has arrived."""
        self._row = 0
        self._chats.clear()
        self.blocked, self.probes, self.probe_at = False, 0, None

    def may_push(self, now: datetime, most: int) -> int:
        """How many pushes may be tried now: while blocked one at a time, when it is due."""
        if not self.blocked:
            return most
        return int(self.probe_at is not None and now >= self.probe_at)
