"""Accounts that are not online for a while: those in charge are told through another account, and again when they are back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.adapter import Adapter
from handlers.texts import Texts

LONG = timedelta(minutes=5)
"""A gateway that restarts is back sooner: nobody need know."""


class Absences:
    """Remembers since when each account has been away, and which of them has been told of."""

    def __init__(self, adapters: Mapping[str, Adapter], texts: Texts) -> None:
        self._adapters = adapters
        self._texts = texts
        self._since: dict[str, datetime] = {}
        self._told: set[str] = set()

    def news(self, now: datetime) -> list[tuple[str, str]]:
        """(account, sentence) for each account that has been away for long, once, and for each that is back."""
        return [(account, said) for account, adapter in self._adapters.items() if (said := self._of(account, adapter, now))]

    def _of(self, account: str, adapter: Adapter, now: datetime) -> str:
        if adapter.ready.is_set():
            self._since.pop(account, None)
            back = account in self._told
            self._told.discard(account)
            return self._texts("outbox.back", account=account) if back else ""
        since = self._since.setdefault(account, now)
        if now - since < LONG or account in self._told:
            return ""
        self._told.add(account)
        return self._texts("outbox.away", account=account, minutes=int(LONG.total_seconds() // 60))
