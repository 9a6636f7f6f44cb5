"""Service time: inside the activity's hours, whole minutes, and never out of nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from store.hours import minutes_within
from store.types import SHANGHAI

NINE = datetime(2021, 5, 22, 9, 0, tzinfo=SHANGHAI)
SPAN = (NINE, NINE + timedelta(minutes=150))
SECONDS = st.integers(-90_000, 90_000)


@given(SECONDS, SECONDS)
def test_never_more_than_the_activity_lasts_nor_than_she_stayed(came: int, left: int) -> None:
    there = [NINE + timedelta(seconds=second) for second in (came, left)]
    minutes = minutes_within(SPAN, there[0], there[1])
    assert minutes is not None
    inside = sum(there[0].replace(second=0) <= SPAN[0] + timedelta(minutes=n) < there[1].replace(second=0) for n in range(150))
    assert minutes == inside


@given(SECONDS)
def test_what_nobody_knows_is_not_made_up(second: int) -> None:
    there = NINE + timedelta(seconds=second)
    assert minutes_within(SPAN, there, None) is None
    assert minutes_within(SPAN, None, there) is None
    assert minutes_within(None, NINE, there) is None
