"""Whenever a process wakes, by a right or a wrong clock: no slot is lost, none is pushed twice, and what can be on time is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.texts import Texts
from schedules.calendar import Workdays, slots
from schedules.pushes import Pushes
from store.media import MediaFolder
from store.models import Push
from store.pushes import DELIVERIES, PUSHES
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork
from tests.fresh import in_memory

BEGAN = datetime(2024, 2, 27, 5, 0, tzinfo=SHANGHAI)
WINDOW = 240
TIMES: tuple[dict[str, Any], ...] = (
    {"daily": "08:30"}, {"daily": "00:00"}, {"workdays": "12:00"}, {"weekly": [4, 5], "at": "21:50"}, {"monthly": [31], "at": "06:59"},
    {"nodes": ["0229", "0301"], "at": "23:59"}, {"every_seconds": 20_000},
)  # fmt: skip
RULES: tuple[dict[str, Any], ...] = ({}, {"missed": "skip"}, {"merged": True}, {"quiet": {"from": "20:00", "to": "07:30"}})


class World:
    """A plan over a store in memory, with a numbered column long enough."""

    def __init__(self, times: dict[str, Any], rules: dict[str, Any]) -> None:
        self.database = in_memory()
        self.pushes = Pushes(Texts.load(), Workdays(), MediaFolder(Path("/nowhere")))
        self.times = times
        with self.database.writing() as connection:
            uow = UnitOfWork(connection)
            uow.groups.ensure("main", "g", "群", BEGAN)
            column = uow.study.ensure_column("红色家风传承", "numbered")
            rows = [{"number": n, "title": str(n), "text": "文", "source": "源", "state": "approved"} for n in range(1, 400)]
            uow.study.add_items([{"column_id": column.id, "created_at": BEGAN, **row} for row in rows])
            self.plan = uow.plans.add(BEGAN, column_id=column.id, times=times, audience={"all": True}, window_minutes=WINDOW, **rules)

    def wakes(self, now: datetime) -> None:
        with self.database.writing() as connection:
            self.pushes.settle(UnitOfWork(connection), now)

    def settled(self) -> dict[datetime, Push]:
        with self.database.reading() as connection:
            rows = UnitOfWork(connection).pushes.all(Push, PUSHES.select())
            delivered = [row.slot for row in connection.execute(DELIVERIES.select())]
        assert len(delivered) == len(set(delivered))
        return {row.slot: row for row in rows}

    def slots(self, until: datetime) -> list[datetime]:
        return list(slots(self.times, BEGAN, until, workdays=Workdays()))

    def numbers(self) -> list[int]:
        """The items of the pushes that were made, in the order of their slots."""
        return [row.item_id for _, row in sorted(self.settled().items()) if row.state == "made" and row.item_id]


MINUTES = st.integers(1, 60 * 30)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(TIMES), st.sampled_from(RULES), st.lists(MINUTES, min_size=1, max_size=12))
def test_no_slot_is_lost_whenever_a_process_wakes(times: dict[str, Any], rules: dict[str, Any], gaps: Sequence[int]) -> None:
    world, now = World(times, rules), BEGAN
    awake = []
    for gap in gaps:
        now += timedelta(minutes=gap)
        awake.append(now)
        world.wakes(now)
    settled, due = world.settled(), world.slots(now)
    held = [slot for slot in due if slot not in settled]
    assert all(now <= slot + timedelta(minutes=WINDOW) for slot in held)
    assert set(settled) <= set(due)
    for slot, row in settled.items():
        on_time = any(slot <= moment <= slot + timedelta(minutes=2) for moment in awake)
        assert not (on_time and not rules and row.state == "skipped")
        assert not (rules.get("missed") == "skip" and not on_time and row.state == "made")
    numbers = world.numbers()
    assert numbers == sorted(set(numbers))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(TIMES), st.lists(st.tuples(MINUTES, st.sampled_from((0, 0, -90, 50, 3_000, 60 * 24 * 40))), min_size=2, max_size=8))
def test_a_wrong_clock_costs_no_slot_that_is_still_ahead(times: dict[str, Any], wakings: Sequence[tuple[int, int]]) -> None:
    world, now = World(times, {}), BEGAN
    ahead = 0
    for gap, error in wakings:
        now += timedelta(minutes=gap)
        world.wakes(now + timedelta(minutes=error))
        ahead = max(ahead, error)
    for _ in range(2):  # the clock is right again: once to see that, once to settle
        world.wakes(now)
    for slot in world.slots(now + timedelta(days=3)):
        if slot <= now:
            continue
        world.wakes(slot)
        row = world.settled()[slot]
        assert row.state == "made", "only what a clock had really pushed beforehand may stand, and that is pushed too"
    assert len(world.numbers()) == len(set(world.numbers()))
