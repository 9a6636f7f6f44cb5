"""What every bench shares: rounds taken in turn, medians with their spread, JSON lines and a table for people."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Size:
    """How much one round does. `rounds`: how often each bench takes its turn."""

    rounds: int
    talk: int
    sign_ups: int
    sign_ups_one: int
    commits: int
    messages: int
    replay_lines: int
    gateway_talk: int
    gateway_answers: int
    through_gateway: int
    sends: int
    echoes: int
    groups: int
    kills: int
    fuzz: int
    totals: int
    totals_units: int
    totals_asked: int
    roster: int


FULL = Size(
    rounds=5,
    talk=100_000,
    sign_ups=4_000,
    sign_ups_one=1_000,
    commits=3_000,
    messages=1_000_000,
    replay_lines=500,
    gateway_talk=10_000,
    gateway_answers=2_000,
    through_gateway=100_000,
    sends=2_000,
    echoes=1_000,
    groups=67_000,
    kills=100,
    fuzz=20_000,
    totals=1_000_000,
    totals_units=3_000,
    totals_asked=200,
    roster=20_000,
)
QUICK = Size(
    rounds=2,
    talk=30_000,
    sign_ups=600,
    sign_ups_one=100,
    commits=1_000,
    messages=100_000,
    replay_lines=100,
    gateway_talk=2_000,
    gateway_answers=500,
    through_gateway=10_000,
    sends=1_000,
    echoes=300,
    groups=6_700,
    kills=10,
    fuzz=2_000,
    totals=50_000,
    totals_units=300,
    totals_asked=50,
    roster=5_000,
)
TINY = Size(
    rounds=1,
    talk=200,
    sign_ups=120,
    sign_ups_one=10,
    commits=20,
    messages=600,
    replay_lines=20,
    gateway_talk=100,
    gateway_answers=40,
    through_gateway=400,
    sends=60,
    echoes=50,
    groups=200,
    kills=1,
    fuzz=60,
    totals=400,
    totals_units=40,
    totals_asked=2,
    roster=200,
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure of one round. `shown` is its name in the table; `extra` are figures taken along with it."""

    bench: str
    shown: str
    value: float
    unit: str
    extra: dict[str, float]


@dataclass(frozen=True, slots=True)
class Bench:
    """A bench: its name for `--only`, what one round measures, and whether one round is enough."""

    name: str
    round: Callable[[Size], list[Sample]]
    once: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """The median of a figure over its rounds, with the smallest and the largest."""

    bench: str
    shown: str
    value: float
    unit: str
    low: float
    high: float
    rounds: int
    extra: dict[str, float]

    def line(self) -> dict[str, Any]:
        """As one JSON line."""
        known = {"bench": self.bench, "value": tidy(self.value), "unit": self.unit, "rounds": self.rounds}
        return known | {"low": tidy(self.low), "high": tidy(self.high)} | {key: tidy(value) for key, value in self.extra.items()}


def tidy(value: float) -> float:
    """Four significant digits are more than a noisy machine can hold."""
    return float(f"{value:.4g}")


def measure(benches: Sequence[Bench], size: Size) -> list[Result]:
    """Run the benches in turn, round after round, so that a slow minute of the machine falls on all of them."""
    samples: dict[str, list[Sample]] = {}
    for number in range(size.rounds):
        for bench in benches:
            if bench.once and number:
                continue
            for sample in bench.round(size):
                samples.setdefault(sample.bench, []).append(sample)
    return [_median(taken) for taken in samples.values()]


def _median(samples: Sequence[Sample]) -> Result:
    first, values = samples[0], [sample.value for sample in samples]
    extra = {key: statistics.median(sample.extra[key] for sample in samples) for key in first.extra}
    return Result(first.bench, first.shown, statistics.median(values), first.unit, min(values), max(values), len(values), extra)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on the project's own disk (a temporary file system would flatter the commits), thrown away after use."""
    data = ROOT / "data"
    data.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=data) as path:
        yield Path(path)


def report(results: Sequence[Result], out: TextIO = sys.stdout, table: TextIO = sys.stderr) -> None:
    """JSON lines for programs, then a table for people."""
    for result in results:
        out.write(json.dumps(result.line(), ensure_ascii=False) + "\n")
    out.flush()
    rows = [(r.shown, f"{tidy(r.value):,g} {r.unit}", f"{tidy(r.low):,g} – {tidy(r.high):,g}", _extra(r)) for r in results]
    heads = ("项目", "中位数", "最小 – 最大", "另外")
    widths = [max(_width(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    for row in [heads, *rows]:
        table.write("  ".join(_pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")


def _extra(result: Result) -> str:
    return "，".join(f"{key} {tidy(value):,g}" for key, value in result.extra.items())


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
