"""A gateway shared by the tests of a module, and one of a test's own to be killed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.gateway.process import Gateway, gateway


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Gateway]:
    async with gateway(tmp_path_factory.mktemp("gateway")) as running:
        yield running


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Gateway]:
    async with gateway(tmp_path / "gateway") as running:
        yield running
