"""A fan-out through a real gateway whose bot is killed again and again; what came of it, counted at the gateway."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.gateway.process import Gateway
from tests.waiting import CEILING, until

FAST = 5
"""Accounts have a pace; every so many times the bot has none, and many messages are under way at once."""
MOST_AT_ONCE = {"fast": 20, "paced": 1}
MOMENT = {"fast": 3.0, "paced": 30.0}
"""So many milliseconds at most after a message has come to the gateway, the bot is killed."""


@dataclass
class Tally:
    """What the gateway was given, and what the store says, by group."""

    messages: int = 1
    """How many a group is to get."""
    got: Counter[str] = field(default_factory=Counter)
    order: dict[str, list[str]] = field(default_factory=dict)
    """What each group was given: the text, the names of pictures, the address of the link."""
    states: dict[str, str] = field(default_factory=dict)
    under_way: list[set[str]] = field(default_factory=list)
    """The groups whose delivery was under way at each kill."""
    repeated: set[str] = field(default_factory=set)
    """Those of them whose echo the gateway gave again."""
    still_sending: list[int] = field(default_factory=list)
    """How many groups were still without the item at each kill."""

    @property
    def uncertain(self) -> set[str]:
        """The groups of which the bot says that it does not know."""
        return {group for group, state in self.states.items() if state == "uncertain"}

    def check(self) -> None:
        """No group twice; none without, but those that were under way at a kill: they are listed, and settled by an echo."""
        ever = set().union(*self.under_way)
        twice = [group for group, given in self.order.items() if len(set(given)) < len(given)]
        assert not twice, f"twice: {twice}"
        whole = max(self.order.values(), key=len)
        assert len(whole) == self.messages
        assert all(given == whole[: len(given)] for given in self.order.values()), "in order, and nothing left out between"
        sent = {group for group, state in self.states.items() if state == "sent"}
        assert all(self.order.get(group) == whole for group in sent), "said to be sent, and not whole"
        assert set(self.states.values()) <= {"sent", "uncertain"}, Counter(self.states.values())
        assert self.uncertain <= ever, "uncertain without having been under way at a kill"
        assert {group for group in self.states if not self.got[group]} <= self.uncertain, "without the item, and nobody told"
        assert not self.uncertain & self.repeated, "heard back and still uncertain"


async def killed_fan_out(running: Gateway, folder: Path, groups: int, kills: int, seed: int = 7, messages: int = 1) -> Tally:
    """Push to so many groups while the bot is killed so often; after every second kill the gateway repeats what was under way.

    Each group gets so many `messages`: more than one where the folder has pictures.
    """
    await running.people("群主")
    rooms = [await running.room(f"群{number}-", ["群主"]) for number in range(groups)]
    dice, tally = random.Random(seed), Tally(messages)
    command = (sys.executable, "-m", "tests.gateway.fanout_child", str(folder), running.endpoint, *rooms)
    forge = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    try:
        for number in range(kills):
            pace = "fast" if number % FAST == FAST - 1 else "paced"
            child, left = await _born(forge, pace), _left(folder, messages) if number else groups * messages
            lives = dice.randrange(1, max(2, left // (kills - number + 1)))
            await running.do("doom", pid=child, left=lives, delay=dice.random() * MOMENT[pace])
            _goes(forge)
            while (line := await _line(forge)) != "ended":
                if line == "ready":
                    await _echoes_again(running, folder, tally, number)
                elif line == "done":  # there was less left to send than it was to live for
                    await running.do("doom")
                    os.kill(child, signal.SIGKILL)
            states = _states(folder)
            before_it = set().union(*tally.under_way)
            tally.under_way.append({group for group, state in states.items() if state == "sending"} - before_it)
            tally.still_sending.append(sum(state == "pending" for state in states.values()))
            assert len(tally.under_way[-1]) <= MOST_AT_ONCE[pace]
        child = await _born(forge, "fast")
        _goes(forge)
        assert await _line(forge) == "ready"
        await _echoes_again(running, folder, tally, kills)
        assert await _line(forge) == "done"
        await until(lambda: all(_states(folder)[group] == "sent" for group in tally.repeated))
        os.kill(child, signal.SIGTERM)
        assert await _line(forge) == "ended"
    finally:
        assert forge.stdin is not None
        forge.stdin.close()
        await asyncio.wait_for(forge.wait(), CEILING)
    await running.do("sync")
    for sent in running.sent:
        if sent.to in set(rooms):
            tally.order.setdefault(sent.to, []).append(sent.url or sent.name or sent.text)
    tally.got = Counter({group: 1 for group, given in tally.order.items() if len(given) == messages})
    tally.states = _states(folder)
    return tally


async def _born(forge: Process, pace: str) -> int:
    """The id of a new process; it waits to be told to go."""
    assert forge.stdin is not None
    forge.stdin.write(f"{pace}\n".encode())
    return int(await _line(forge))


def _goes(forge: Process) -> None:
    assert forge.stdin is not None
    forge.stdin.write(b"go\n")


async def _line(forge: Process) -> str:
    assert forge.stdout is not None
    return (await asyncio.wait_for(forge.stdout.readline(), CEILING)).decode().strip()


async def _echoes_again(running: Gateway, folder: Path, tally: Tally, number: int) -> None:
    """After every second kill the gateway tells the new process what its predecessor had sent in its last moment."""
    states, parts = (_states(folder), _states(folder, "parts_sent")) if tally.under_way else ({}, {})
    given = Counter(sent.to for sent in running.sent)
    if number % 2:
        tally.repeated |= {group for group in tally.under_way[-1] if given[group] > int(parts[group])}
    for group in sorted(tally.repeated):
        if states.get(group) in ("sending", "uncertain"):
            if given[group] <= int(parts[group]):  # another of its messages was under way at a later kill, and never came
                tally.repeated.discard(group)
                continue
            await running.do("redeliver", message=[sent.id for sent in running.sent if sent.to == group][-1])


def _left(folder: Path, messages: int) -> int:
    """How many messages the groups are still to get that wait for some."""
    parts = _states(folder, "parts_sent")
    return sum(messages - int(parts[group]) for group, state in _states(folder).items() if state == "pending")


def _states(folder: Path, what: str = "state") -> dict[str, str]:
    """The state (or another column) of each group's delivery."""
    with sqlite3.connect(folder / "crash.db") as database:
        query = f"SELECT work_group.wire_id, delivery.{what} FROM delivery JOIN work_group ON work_group.id = delivery.group_id"
        rows = dict(database.execute(query).fetchall())
    database.close()
    return rows
