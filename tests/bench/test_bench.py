"""Every bench runs at a tiny size and says what it promises; how fast is nobody's test."""

import io
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bench.__main__ import BENCHES
from bench.harness import TINY, Bench, Sample, Size, measure, report

ASKED = {"p99_ms", "answer_ms", "plain_ms"}
PROMISED: dict[str, dict[str, set[str]]] = {
    "talk": {"talk": {"micros"}},
    "signups": {
        "commits": set(),
        "signups": {"p50_ms", "p99_ms", "of_commits"},
        "signups_one": {"p50_ms", "p99_ms", "of_commits"},
    },
    "drawing": {"drawing": {"p99_ms", "alone_ms", "answers", "seconds"}},
    "startup": {"start_first": set(), "start_again": set(), "start_understand": set()},
    "replay": {"replay": {"seconds", "answers"}},
    "fanout": {"fanout": {"raw_per_second", "made_seconds", "seconds", "peak_mib", "idle_percent", "grown_mib"}},
    "crash": {"crash": {"groups", "sent", "under_way", "uncertain", "settled_by_echo", "twice", "seconds"}},
    "language": {
        "language_developed_addressed": {"slots_percent", "median_us", "p99_us"},
        "language_held_addressed": {"slots_percent", "median_us", "p99_us"},
        "language_developed_talk": {"median_us", "p99_us"},
        "language_held_talk": {"median_us", "p99_us"},
        "language_jielong": {"median_us", "p99_us"},
    },
    "fuzz": {"fuzz": {"allowed"}},
    "totals": {
        **{name: {"questions", "within_50_ms", "build_seconds"} for name in ("totals_large", "totals_programme")},
        **{f"{name}_reconcile": {"figures"} for name in ("totals_large", "totals_programme")},
        **{f"totals_large_{number:02}": ASKED for number in range(1, 30)},
        **{f"totals_programme_{number:02}": ASKED for number in range(1, 11)},
    },
    "memory": {"memory": {"early_mib", "grown_percent", "answers"}},
    "gateway": {"gateway": {"cpu_ms", "p50_ms", "sends"}, "gateway_talk": {"cpu_ms"}},
    "sends": {"sends": {"cpu_ms", "of_bare"}, "sends_bare": {"cpu_ms"}},
    "wechaty": {"wechaty_adapter": {"cpu_ms", "rss_mib", "import_seconds"}, "wechaty_wechaty": {"cpu_ms", "rss_mib", "import_seconds"}},
    "gateway-memory": {"gateway_memory": {"early_mib", "grown_mib", "answers", "per_second", "cpu_ms"}},
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

    size = replace(TINY, rounds=3)
    results = measure([counting("a", [5, 1, 3]), counting("b", [2, 2, 9])], size)
    assert turns == ["a", "b", "a", "b", "a", "b"]
    assert [(result.value, result.low, result.high) for result in results] == [(3, 1, 5), (2, 2, 9)]
