"""Every bench runs at a tiny size and says what it promises; how fast is nobody's test."""

import io
import json
from collections.abc import Sequence

import pytest

from bench.__main__ import BENCHES
from bench.harness import TINY, Bench, Sample, Size, measure, report

PROMISED: dict[str, dict[str, set[str]]] = {
    "talk": {"talk": {"micros"}},
    "signups": {
        "commits": set(),
        "signups": {"p50_ms", "p99_ms", "of_commits"},
        "signups_one": {"p50_ms", "p99_ms", "of_commits"},
    },
    "startup": {"start_first": set(), "start_again": set(), "start_understand": set()},
    "replay": {"replay": {"seconds", "answers"}},
    "memory": {"memory": {"early_mib", "grown_percent", "answers"}},
}
ALWAYS = {"bench", "value", "unit", "rounds", "low", "high"}


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.name)
def test_a_bench_prints_its_figures(bench: Bench) -> None:
    out, table = io.StringIO(), io.StringIO()
    report(measure([bench], TINY), out, table)
    lines = {line["bench"]: line for line in map(json.loads, out.getvalue().splitlines())}
    assert lines.keys() == PROMISED[bench.name].keys()
    for name, extra in PROMISED[bench.name].items():
        assert lines[name].keys() == ALWAYS | extra
        assert lines[name]["value"] > 0
    assert "中位数" in table.getvalue()
    assert len(table.getvalue().splitlines()) == len(lines) + 1


def test_benches_take_turns_and_the_median_is_given() -> None:
    turns: list[str] = []

    def counting(name: str, values: Sequence[float]) -> Bench:
        left = iter(values)

        def round_(_: Size) -> list[Sample]:
            turns.append(name)
            return [Sample(name, name, next(left), "次", {"twice": 2.0})]

        return Bench(name, round_)

    size = Size(rounds=3, talk=0, sign_ups=0, sign_ups_one=0, commits=0, messages=0, replay_lines=0)
    results = measure([counting("a", [5, 1, 3]), counting("b", [2, 2, 9])], size)
    assert turns == ["a", "b", "a", "b", "a", "b"]
    assert [(result.value, result.low, result.high) for result in results] == [(3, 1, 5), (2, 2, 9)]
