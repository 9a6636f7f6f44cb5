"""Every question about totals over two large stores, said in chat: how long its figures take, beside the plain SQL of the same
figure, and how long the whole answer."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from bench.big import ASKER, HELPERS, Big, build
from bench.harness import Sample, Size, folder
from bench.scene import ACCOUNT, Channel
from bot.app import App, bootstrap, system_clock
from bot.config import Settings
from bot.heap import loaded
from handlers.message import IncomingMessage
from store.totals import Figures, Question, Totals
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork

Taken = TypeVar("Taken")
PERSON = "CASE kind WHEN 'own' THEN 'm:' || member_id WHEN 'named' THEN coalesce(unit_id, 0) || '|' || person END"
SIGNUPS = f"SELECT count(*), sum(headcount), count(DISTINCT {PERSON}) FROM signup WHERE state = 'confirmed'"
BELOW = "SELECT id FROM unit WHERE path LIKE '/1/{}/%'"
PAIRINGS = (
    "SELECT count(*), sum(CASE WHEN shared_with_id IS NULL THEN children ELSE 0 END), "
    "count(DISTINCT unit_id || '|' || helper || '|' || member_id) FROM pairing WHERE state = 'active'"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is said, and the plain SQL that gives its first figures, over the indexes that are there."""

    words: str
    plain: str


def questions(today: date) -> tuple[list[Asked], list[Asked]]:
    """Of the large store, of the programme."""
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    last_month = f"{before.month}月3日到{before.month}月20日"

    def since(day: date, until: date = today, rest: str = "") -> str:
        return f"{SIGNUPS} AND on_date BETWEEN '{day}' AND '{until}'{rest}"

    then = since(before.replace(day=3), before.replace(day=20))
    city = f"{SIGNUPS} AND unit_id IN ({BELOW.format(3)})"
    by_city = "(SELECT substr(path, 4, instr(substr(path, 4), '/') - 1) FROM unit WHERE unit.id = unit_id)"
    large = [
        Asked("统计", SIGNUPS),
        Asked("统计 报名", SIGNUPS),
        Asked("统计 报名 第3市妇联", city),
        Asked("统计 报名 按单位", f"{SIGNUPS} GROUP BY {by_city}"),
        Asked("统计 报名 第3市妇联 按单位", f"{city} GROUP BY unit_id"),
        Asked("统计 报名 按活动", f"{SIGNUPS} GROUP BY activity_id"),
        Asked("统计 报名 按月", f"{SIGNUPS} GROUP BY substr(on_date, 1, 7)"),
        Asked("统计 报名 按周", f"{SIGNUPS} GROUP BY date(on_date, 'weekday 0', '-6 days')"),
        Asked("统计 报名 本月 按日", since(first) + " GROUP BY on_date"),
        Asked("今天报名多少人", since(today)),
        Asked("本周报名多少人，比上周", since(monday)),
        Asked("统计 报名 本月", since(first)),
        Asked("统计 报名 上月", since(before, first - timedelta(days=1))),
        Asked("统计 报名 今年以来", since(today.replace(month=1, day=1))),
        Asked(f"统计 报名 {last_month}", then),
        Asked(f"统计 报名 {last_month} 按单位", f"{then} GROUP BY {by_city}"),
        Asked(f"统计 报名 {last_month} 按活动", f"{then} GROUP BY activity_id"),
        Asked(f"统计 报名 {last_month} 按日", f"{then} GROUP BY on_date"),
        Asked(f"报名排行 {last_month}", f"{then} GROUP BY {by_city}"),
        Asked(
            f"统计 报名 第3市妇联 {last_month}",
            f"{then} AND unit_id IN ({BELOW.format(3)})",
        ),
        Asked("各单位报名情况 本月", since(first) + f" GROUP BY {by_city}"),
        Asked("统计 报名 本周 按活动", since(monday) + " GROUP BY activity_id"),
        Asked("统计 第199期巾帼课堂 报名", f"{SIGNUPS} AND activity_id = 200"),
        Asked("统计 第199期巾帼课堂 报名 本周", since(monday, rest=" AND activity_id = 200")),
        Asked("报名排行", f"{SIGNUPS} GROUP BY {by_city}"),
        Asked("打卡排行 本月", f"SELECT count(*), count(DISTINCT member_id) FROM checkin WHERE on_date >= '{first}' GROUP BY {by_city}"),
        Asked("统计 打卡 按栏目", "SELECT count(*), count(DISTINCT member_id) FROM checkin GROUP BY item_id"),
        Asked("未报送 报名", "SELECT name FROM unit WHERE id NOT IN (SELECT unit_id FROM signup WHERE state = 'confirmed')"),
        Asked("未报送 报名 本周", f"SELECT name FROM unit WHERE id NOT IN (SELECT unit_id FROM signup WHERE on_date >= '{monday}')"),
    ]
    programme = [
        Asked("统计 结对", PAIRINGS),
        Asked("第7社区结对了几个孩子", f"{PAIRINGS} AND community_id = 8"),
        Asked("统计 结对 按社区", f"{PAIRINGS} GROUP BY community_id"),
        Asked("统计 结对 按单位", f"{PAIRINGS} GROUP BY {by_city}"),
        Asked("统计 结对 按困难类别", "SELECT difficulties, sum(children) FROM pairing WHERE state = 'active' GROUP BY difficulties"),
        Asked("统计 结对 按帮扶方式", "SELECT value, sum(children) FROM pairing, json_each(support) WHERE state = 'active' GROUP BY value"),
        Asked("统计 结对 本月", f"{PAIRINGS} AND on_date >= '{first}'"),
        Asked("统计 结对 按月", f"{PAIRINGS} GROUP BY substr(on_date, 1, 7)"),
        Asked("结对排行", f"{PAIRINGS} GROUP BY {by_city}"),
        Asked("未报送 结对", "SELECT name FROM unit WHERE id NOT IN (SELECT unit_id FROM pairing WHERE state = 'active')"),
    ]
    return large, programme


def totals_round(size: Size) -> list[Sample]:
    """Both stores; of each the worst question, and every question by itself."""
    large, programme = questions(system_clock().astimezone(SHANGHAI).date())
    stores = (
        ("totals_large", f"{size.totals:,} 条报名", Big(size.totals, size.totals_units, size.totals // 5, 0), large),
        (
            "totals_programme",
            "结对项目（11,567 位、100 站）",
            Big(2_000, min(size.totals_units, 400), 0, min(HELPERS, size.totals)),
            programme,
        ),
    )
    samples = []
    for name, shown, big, asked in stores:
        with folder() as path, _store(path, big) as (app, seconds):
            each = [_ask(app, one, size.totals_asked) for one in asked]
            slow = [taken["p99_ms"] for taken in each]
            extra = {"questions": len(asked), "within_50_ms": sum(one <= 50 for one in slow), "build_seconds": seconds}
            samples.append(Sample(name, f"{shown}，最慢的一问", max(slow), "毫秒 p99", extra))
            for number, (one, taken) in enumerate(zip(asked, each, strict=True), 1):
                samples.append(Sample(f"{name}_{number:02}", f"  {one.words}", taken.pop("median_ms"), "毫秒", taken))
            samples.append(_reconcile(app, name))
    return samples


class Timed(Totals):
    """Adds up how long the figures of an answer take; what is drawn from them takes its own time."""

    seconds = 0.0

    def ask(self, question: Question) -> list[Figures]:
        """As ever."""
        return self._timed(lambda: super(Timed, self).ask(question))

    def ask_with_total(self, question: Question) -> tuple[list[Figures], Figures]:
        """As ever."""
        return self._timed(lambda: super(Timed, self).ask_with_total(question))

    def size(self, question: Question) -> int:
        """As ever."""
        return self._timed(lambda: super(Timed, self).size(question))

    def missing(self, question: Question) -> list[str]:
        """As ever."""
        return self._timed(lambda: super(Timed, self).missing(question))

    def collectives(self, question: Question) -> tuple[int, int]:
        """As ever."""
        return self._timed(lambda: super(Timed, self).collectives(question))

    def _timed(self, run: Callable[[], Taken]) -> Taken:
        """What one asks of another of these is not counted twice."""
        before = self.seconds
        seconds, result = _timed(run)
        self.seconds = before + seconds
        return result


@contextmanager
def _store(path: Path, big: Big) -> Iterator[tuple[App, float]]:
    app = bootstrap(Settings(database=f"sqlite:///{path / 'bench.db'}", files=path / "files"), [Channel()], system_clock, alarms=False)
    app.database.migrate()
    began = time.perf_counter()
    build(app.database, big, system_clock())
    loaded()  # as in `jinguo run`
    try:
        yield app, time.perf_counter() - began
    finally:
        app.database.close()
        gc.unfreeze()


def _ask(app: App, one: Asked, times: int) -> dict[str, float]:
    """The words in a private chat with an admin, from text to answer; the plain statement on the same connection, in turn."""
    figures: list[float] = []
    answers: list[float] = []
    plain: list[float] = []
    conversation = app.writer._conversation
    message = IncomingMessage(ACCOUNT, None, ASKER, one.words, "", system_clock(), sender_name="孙丽")
    with app.database.writing() as connection:
        for number in range(times + 1):
            uow = UnitOfWork(connection)
            uow.__dict__["totals"] = timed = Timed(uow)
            seconds, answered = _timed(lambda uow=uow: conversation.answer(uow, message, system_clock()))  # type: ignore[misc]
            if not timed.seconds:
                raise RuntimeError(f"{one.words}: {answered.reply}")
            if number:  # the first reads the scene
                figures.append(timed.seconds)
                answers.append(seconds)
            if number <= max(times // 10, 1):
                plain.append(_timed(lambda: connection.exec_driver_sql(one.plain).all())[0])
    ordered = statistics.quantiles(figures, n=100, method="inclusive")
    whole = {"answer_ms": statistics.median(answers) * 1000, "plain_ms": statistics.median(plain) * 1000}
    return {"median_ms": ordered[49] * 1000, "p99_ms": ordered[98] * 1000, **whole}


def _timed(run: Callable[[], Taken]) -> tuple[float, Taken]:
    began = time.perf_counter()
    result = run()
    return time.perf_counter() - began, result


def _reconcile(app: App, name: str) -> Sample:
    """对账 reads every row: it is meant to take its time. Nothing may differ."""
    with app.database.reading() as connection:
        seconds, compared = _timed(lambda: UnitOfWork(connection).reconcile.compare())
    if compared.differences:
        raise RuntimeError(f"{len(compared.differences)} figures differ: {compared.differences[:3]}")
    return Sample(f"{name}_reconcile", "  对账：全部重算", seconds, "秒", {"figures": compared.figures})
