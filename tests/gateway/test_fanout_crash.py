"""A push to many groups, its bot killed at random moments, over the real gateway: every group once, and what is not known is said."""

from __future__ import annotations

from pathlib import Path

from tests.gateway.fanout import killed_fan_out
from tests.gateway.process import Gateway

KILLS = 10
GROUPS = 120


async def test_killed_ten_times_in_one_fan_out(own: Gateway, tmp_path: Path) -> None:
    tally = await killed_fan_out(own, tmp_path, GROUPS, KILLS)
    assert len(tally.states) == GROUPS
    tally.check()
    assert sum(number > 0 for number in tally.still_sending) >= KILLS - 2, "it was killed in the middle of it"
    assert tally.repeated, "some echoes were to be had"
    assert sum(tally.got.values()) >= GROUPS - len(tally.uncertain)


async def test_killed_between_a_text_its_pictures_and_its_card(own: Gateway, tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n" + name.encode())
    tally = await killed_fan_out(own, tmp_path, GROUPS // 3, KILLS, messages=4)
    tally.check()
    assert sum(number > 0 for number in tally.still_sending) >= KILLS - 2, "it was killed in the middle of it"
    assert tally.repeated, "some echoes were to be had"
    assert sum(tally.got.values()) >= GROUPS // 3 - len(tally.uncertain)
