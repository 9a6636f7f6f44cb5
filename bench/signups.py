"""Sign-ups, durably recorded and answered, beside the commits that the same disk can do in the same minute."""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench.harness import Sample, Size, folder
from bench.scene import ACTIVITIES, UNITS, Stage, name, per_second, stage
from handlers.message import OutgoingMessage

IN_FLIGHT = 100
WARM = 200
FORMS = ("报名 {0}", "报名{0} 2人", "我报名{0}", "报名 {0} 3人", "我要报名{0}，2人")


class Crowd:
    """Keeps a number of sign-ups in flight: who has her answer makes room for the next."""

    def __init__(self, here: Stage) -> None:
        self._here = here
        self._waiting: dict[str, dict[str, asyncio.Future[float]]] = {}
        self.seconds: list[float] = []
        here.channel.heard = self._heard

    async def sign_up(self, people: range, in_flight: int) -> float:
        """Everyone of `people` signs up; how many a second were recorded and answered."""
        numbers = iter(people)
        self.seconds = []
        began = time.perf_counter()
        await asyncio.gather(*(self._one_after_another(numbers) for _ in range(in_flight)))
        return per_second(len(people), began)

    async def _one_after_another(self, numbers: Iterator[int]) -> None:
        for number in numbers:
            text = FORMS[number % len(FORMS)].format(ACTIVITIES[number % len(ACTIVITIES)])
            message = self._here.message(text, number, number % UNITS)
            answer: asyncio.Future[float] = asyncio.get_running_loop().create_future()
            self._waiting.setdefault(f"g{number % UNITS}", {})[name(number)] = answer
            began = time.perf_counter()
            await self._here.app.dispatcher.feed(message)
            self.seconds.append(await answer - began)

    def _heard(self, message: OutgoingMessage) -> None:
        """An answer may acknowledge several people at once: everyone it names has hers."""
        now = time.perf_counter()
        waiting = self._waiting.get(message.group or "", {})
        for person in [person for person in waiting if person in message.text]:
            waiting.pop(person).set_result(now)


def signups_round(size: Size) -> list[Sample]:
    """Commits, sign-ups with many in flight, sign-ups with one, on one disk in one go."""
    with folder() as path:
        commits = _commits(path, size.commits)
        return [*asyncio.run(_sign_ups(path, size, commits)), Sample("commits", "单行 SQLite 提交", commits, "次/秒", {})]


async def _sign_ups(path: Path, size: Size, commits: float) -> list[Sample]:
    async with stage(path) as here:
        crowd = Crowd(here)
        warm, many = min(WARM, size.sign_ups), WARM + size.sign_ups
        await crowd.sign_up(range(warm), IN_FLIGHT)
        rate = await crowd.sign_up(range(WARM, many), IN_FLIGHT)
        figures = [Sample("signups", f"报名，{IN_FLIGHT} 个同时", rate, "次/秒", _latency(crowd.seconds) | {"of_commits": rate / commits})]
        alone = await crowd.sign_up(range(many, many + size.sign_ups_one), 1)
        figures.append(Sample("signups_one", "报名，一个接一个", alone, "次/秒", _latency(crowd.seconds) | {"of_commits": alone / commits}))
        await here.app.idle()
    _check(path, warm + size.sign_ups + size.sign_ups_one)
    return figures


def _check(path: Path, expected: int) -> None:
    """What was answered is in the file."""
    with sqlite3.connect(path / "bench.db") as database:
        (rows,) = database.execute("SELECT count(*) FROM signup WHERE state = 'confirmed'").fetchone()
    database.close()
    if rows != expected:
        raise RuntimeError(f"{expected} sign-ups were answered and {rows} are recorded")


def _latency(seconds: list[float]) -> dict[str, float]:
    ordered = statistics.quantiles(seconds, n=100, method="inclusive")
    return {"p50_ms": ordered[49] * 1000, "p99_ms": ordered[98] * 1000}


def _commits(path: Path, count: int) -> float:
    """One-row transactions a second through plain `sqlite3`, as durable as the bot's own."""
    database = sqlite3.connect(path / "commits.db", isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT)"):
        database.execute(statement)
    began = time.perf_counter()
    for number in range(count):
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO line (text) VALUES (?)", (f"剪纸活动 {number}",))
        database.execute("COMMIT")
    rate = per_second(count, began)
    database.close()
    return rate
