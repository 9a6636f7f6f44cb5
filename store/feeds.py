"""Feeds between two fetches, and which of their entries became study items."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update

from store.locks import take_lock
from store.models import FeedEntry, FeedState, StudyItem, table
from store.repository import Repository

FEEDS = table(FeedState)
ENTRIES = table(FeedEntry)
ITEMS = table(StudyItem)
CLAIM = timedelta(minutes=10)
"""A fetch that was begun and not ended for so long died with its process."""
_AT_ONCE = 500


class Feeds(Repository):
    """Reads and writes the states of feeds."""

    def states(self) -> dict[str, FeedState]:
        """Every feed that was ever looked at, by name."""
        return {row.name: row for row in self.all(FeedState, select(FEEDS))}

    def state(self, name: str) -> FeedState | None:
        """The state of the feed with this name."""
        return self.one(FeedState, select(FEEDS).where(FEEDS.c.name == name))

    def claim(self, name: str, now: datetime) -> bool:
        """Take a feed for one fetch; False while another fetch of it runs."""
        self._ensure(name)
        free = or_(FEEDS.c.claimed_at.is_(None), FEEDS.c.claimed_at < now - CLAIM, FEEDS.c.claimed_at > now + CLAIM)
        taken = self.connection.execute(update(FEEDS).where(FEEDS.c.name == name, free).values(claimed_at=now))
        return taken.rowcount == 1

    def release(self, names: Collection[str]) -> None:
        """Give feeds back that were not fetched after all."""
        self.connection.execute(update(FEEDS).where(FEEDS.c.name.in_(names)).values(claimed_at=None))

    def succeeded(self, name: str, now: datetime, result: str, validators: Mapping[str, str]) -> None:
        """A fetch went well: `validators` holds fingerprint, etag and last_modified for the next."""
        self._ensure(name)
        self._set(name, {"checked_at": now, "claimed_at": None, "result": result, "failures": 0, **validators})

    def failed(self, name: str, fingerprint: str, now: datetime, result: str) -> None:
        """A fetch did not go well; the sentence says why. Other settings than last time begin to count anew."""
        self._ensure(name)
        state = self.state(name)
        assert state is not None
        anew = {} if state.fingerprint == fingerprint else {"fingerprint": fingerprint, "etag": "", "last_modified": ""}
        failures = 1 if anew else state.failures + 1
        self._set(name, {"checked_at": now, "claimed_at": None, "result": result, "failures": failures, **anew})

    def _ensure(self, name: str) -> None:
        take_lock(self.connection, "feeds")
        if self.state(name) is None:
            self.connection.execute(insert(FEEDS).values(name=name))

    def _set(self, name: str, values: Mapping[str, object]) -> None:
        self.connection.execute(update(FEEDS).where(FEEDS.c.name == name).values(**values))

    # -- entries ---------------------------------------------------------------------------------------------------

    def hold(self, name: str) -> int:
        """The feed's id, locked so that two processes do not store its entries, or number a column, at once."""
        self._ensure(name)
        state = self.state(name)
        assert state is not None
        return state.id

    def known(self, name: str, identities: Collection[str]) -> set[str]:
        """Those of the identities that became an item before."""
        wanted = list(identities)
        found: set[str] = set()
        for start in range(0, len(wanted), _AT_ONCE):
            some = ENTRIES.c.identity.in_(wanted[start : start + _AT_ONCE])
            joined = ENTRIES.join(FEEDS, ENTRIES.c.feed_id == FEEDS.c.id)
            found |= set(self.scalars(select(ENTRIES.c.identity).select_from(joined).where(FEEDS.c.name == name, some)))
        return found

    def remember(self, feed_id: int, identity: str, item_id: int, picture: str, now: datetime) -> None:
        """An entry became an item."""
        values = {"feed_id": feed_id, "identity": identity, "item_id": item_id, "picture": picture, "seen_at": now}
        self.connection.execute(insert(ENTRIES).values(**values))

    # -- what a column holds ---------------------------------------------------------------------------------------

    def texts(self, column_id: int) -> list[tuple[str, str]]:
        """Title and text of every item of a column, whatever became of it: what duplicates are found by."""
        rows = self.connection.execute(select(ITEMS.c.title, ITEMS.c.text).where(ITEMS.c.column_id == column_id))
        return [(str(title), str(text)) for title, text in rows]
