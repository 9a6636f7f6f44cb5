"""A site on loopback, and a feed on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.database import Database
from tests.schedules.feed_desk import Desk
from tests.schedules.site import Site, serving


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A web site of its own."""
    async with serving() as found:
        yield found


@pytest.fixture
def desk(site: Site, database: Database, tmp_path: Path) -> Desk:
    """A feed on that site and a fresh store, on both kinds of database."""
    return Desk(site, database, tmp_path / "pictures")
