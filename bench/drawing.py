"""Sign-ups answered while a big roster is being drawn, beside those answered while nothing is."""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import datetime
from pathlib import Path

from bench.harness import Sample, Size, folder
from bench.scene import ACCOUNT, ACTIVITIES, Stage, name, stage
from bench.signups import Crowd
from handlers.message import OutgoingMessage
from store.signups import Party
from store.unit_of_work import UnitOfWork

ASKER, SIGNER = 0, 30_000
"""Numbers of people: who asks for the roster, and the first of those who sign up meanwhile."""
AT_ONCE = 200
"""People written by one call."""
LONGEST = 300.0
"""Seconds after which a roster that has not come will not come."""


def drawing_round(size: Size) -> list[Sample]:
    """One roster of `size.roster` people, drawn once."""
    with folder() as path:
        return [asyncio.run(_drawing(path, size))]


async def _drawing(path: Path, size: Size) -> Sample:
    async with stage(path) as here:
        await _fill(here, size.roster)
        crowd, arrived = Crowd(here), asyncio.Event()
        answered = here.channel.heard

        def heard(message: OutgoingMessage) -> None:
            if message.kind == "file":
                arrived.set()
            elif answered is not None:
                answered(message)

        here.channel.heard = heard
        alone = await _answers(crowd, size.sign_ups_one, None)
        began = time.perf_counter()
        await here.app.dispatcher.feed(here.message(f"导出 {ACTIVITIES[0]} 名单", ASKER, 0))
        async with asyncio.timeout(LONGEST):
            during = await _answers(crowd, None, arrived)
        seconds = time.perf_counter() - began
        await here.app.idle()
    extra = {"p99_ms": _high(during), "alone_ms": statistics.median(alone), "answers": float(len(during)), "seconds": seconds}
    return Sample("drawing", f"画 {size.roster} 人的名单时，别人报名等多久", statistics.median(during), "毫秒", extra)


async def _answers(crowd: Crowd, count: int | None, until: asyncio.Event | None) -> list[float]:
    """Milliseconds each sign-up waited, one after another: so many, or until something has happened (one at least)."""
    waited: list[float] = []
    number = SIGNER + (0 if until is None else 10_000)
    while len(waited) < (count or 1) or (until is not None and not until.is_set()):
        await crowd.sign_up(range(number + len(waited), number + len(waited) + 1), 1)
        waited += [second * 1000 for second in crowd.seconds]
    return waited


def _high(waited: list[float]) -> float:
    return statistics.quantiles(waited, n=100, method="inclusive")[98] if len(waited) > 1 else waited[0]


async def _fill(here: Stage, people: int) -> None:
    """So many people on the first roster, and somebody who may ask for it."""
    now = here.app.clock()
    for first in range(1, people + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, people + 1))
        await here.app.writer.run(lambda uow, numbers=numbers: _sign_up(uow, numbers, now))  # type: ignore[misc]


def _sign_up(uow: UnitOfWork, numbers: range, now: datetime) -> None:
    activity = uow.activities.titled(ACTIVITIES[0])
    assert activity is not None
    asker = uow.members.ensure(ACCOUNT, f"u{ASKER}", name(ASKER))
    uow.roles.grant(asker.id, "admin", None, None, now)
    for number in numbers:
        uow.signups.place(activity, Party(names=(name(number),)), asker, None, None, now)
