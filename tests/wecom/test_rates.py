"""A room's rates, kept here so that the server never says no."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.adapter import Rate
from bot.adapters.wecom_rates import Room, Rooms
from tests.conversation import NINE

WEBHOOK = (Rate(20, 60),)
BOT = (Rate(30, 60), Rate(1000, 3600))


def after(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def test_twenty_in_a_minute_of_which_pushes_take_sixteen() -> None:
    room = Room(WEBHOOK)
    waits = [room.wait(f"push-{n}", NINE, push=True) for n in range(18)]
    assert waits == [0] * 16 + [60, 60]
    assert [room.wait(f"reply-{n}", after(1), push=False) for n in range(5)] == [0, 0, 0, 0, 59]


def test_each_push_that_waits_has_a_moment_of_its_own_and_finds_it_free() -> None:
    room = Room(WEBHOOK)
    waits = {f"push-{n}": room.wait(f"push-{n}", NINE, push=True) for n in range(100)}
    assert max(waits.values()) == 360
    assert all(room.wait(key, after(wait), push=True) == 0 for key, wait in sorted(waits.items(), key=lambda one: one[1]) if wait)


def test_a_thousand_an_hour_hold_too() -> None:
    room, at, gone = Room(BOT), 0.0, 0
    while at < 3600:
        gone += not room.wait(f"reply-{gone}", after(at), push=False)
        at += 2
    assert gone == 1000


def test_what_the_server_refuses_closes_the_room_for_its_time_and_a_clock_set_back_does_not_close_it_for_ever() -> None:
    room = Room(WEBHOOK)
    room.close(after(60))
    assert room.wait("reply-1", NINE, push=False) == 60
    assert room.wait("reply-1", after(61), push=False) == 0
    room.close(after(100_000))
    assert room.wait("reply-2", NINE, push=False) == 0


def test_rooms_do_not_count_each_others() -> None:
    rooms = Rooms(WEBHOOK)
    assert [rooms.of(f"g{n}").wait("push-1", NINE, push=True) for n in range(100)] == [0] * 100


@given(st.lists(st.tuples(st.floats(0, 20), st.booleans(), st.integers(1, 2)), max_size=150))
def test_whatever_comes_no_window_holds_more_than_its_rate(asks: list[tuple[float, bool, int]]) -> None:
    """Whoever must wait comes back when told."""
    room, now = Room(WEBHOOK), NINE
    back: list[tuple[datetime, str, bool, int]] = []
    sent: list[datetime] = []
    for number, (gap, push, many) in enumerate(asks):
        now += timedelta(seconds=gap)
        due = sorted(one for one in back if one[0] <= now)
        back = [one for one in back if one[0] > now]
        for _, key, pushed, size in [*due, (now, f"{number}", push, many)]:
            wait = room.wait(key, now, push=pushed, number=size)
            if wait:
                back.append((now + timedelta(seconds=wait), key, pushed, size))
            else:
                sent += [now] * size
    for first in sent:
        assert sum(first <= at < first + timedelta(seconds=60) for at in sent) <= 20
