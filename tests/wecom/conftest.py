"""Both WeCom servers for a test of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.wecom.world import WeCom, wecom


@pytest.fixture
async def peers() -> AsyncIterator[WeCom]:
    async with wecom() as running:
        yield running
