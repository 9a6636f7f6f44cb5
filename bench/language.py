"""How well and how fast messages are understood: `python -m bench.language [FILE …]`, one JSON object a line.

A `.jsonl` file holds labelled messages (`{"in": …, "out": …}`) or lists (`{"text", "title", "entries"}`); any other
file is ordinary talk, a message a line. Without a file, the labelled sets of the tests.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from bench.harness import Sample, Size
from handlers.language import Scene, understand
from handlers.language.warm import warm
from handlers.language.wire import from_request, to_response
from tests.language.cases import HERE, entries, exactly

_TALK_SCENE = Scene(
    open_activities=("“巾帼心向党·巧手送祝福”剪纸活动", "红色文化进社区演出", "健步走活动"),
    communities=("红旗社区", "东站社区"),
    units=("省财政厅", "省教育厅"),
    columns=("党史上的今天", "红色家风传承"),
)
_TODAY = date(2021, 5, 20)


def main(paths: list[str]) -> None:
    """Measure each file."""
    warm()
    for path in [Path(given) for given in paths] or sorted(HERE.glob("cases_*.jsonl")):
        print(json.dumps({"file": path.name, **_measured(path)}, ensure_ascii=False))


def language_round(_: Size) -> list[Sample]:
    """The score of each labelled set of the tests."""
    warm()
    samples = []
    for path in sorted(HERE.glob("cases_*.jsonl")):
        name, found = path.stem.removeprefix("cases_"), _measured(path)
        if "entries" in found:
            score, shown, times = found["right"], "接龙条目读对", found
        elif found["addressed"]:
            score, shown, times = found["intent"], "意图对", found["command"]
        else:
            score, shown, times = found["silent"], "闲聊不作声", found["talk_time"]
        extra = {key: times[key] for key in ("median_us", "p99_us")}
        if found.get("slots") is not None:
            extra = {"slots_percent": found["slots"] * 100, **extra}
        samples.append(Sample(f"language_{name}", f"{shown}（{name}）", score * 100, "%", extra))
    return samples


def _measured(path: Path) -> dict[str, Any]:
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix != ".jsonl":
        return _talk(lines)
    rows = [json.loads(line) for line in lines]
    return _lists(rows) if "entries" in rows[0] else _messages(rows)


def _talk(lines: list[str]) -> dict[str, Any]:
    spent, heard = [], 0
    for line in lines:
        start = time.perf_counter_ns()
        heard += understand(line, _TALK_SCENE, today=_TODAY).intent is not None
        spent.append(time.perf_counter_ns() - start)
    return {"talk": len(lines), "silent": _share(len(lines) - heard, len(lines)), **_times(spent)}


def _messages(rows: list[dict[str, Any]]) -> dict[str, Any]:
    calls = [from_request(row["in"]) for row in rows]
    spent: dict[bool, list[int]] = {True: [], False: []}
    right = exact = silent = 0
    for row, call in zip(rows, calls, strict=True):
        start = time.perf_counter_ns()
        result = understand(**call)
        talk = row["out"]["intent"] is None
        spent[talk].append(time.perf_counter_ns() - start)
        silent += talk and result.intent is None
        right += not talk and result.intent == row["out"]["intent"]
        exact += not talk and exactly(to_response("", result), row)
    addressed = len(spent[False])
    return {
        "addressed": addressed,
        "intent": _share(right, addressed),
        "slots": _share(exact, right),
        "command": _times(spent[False]),
        "talk": len(spent[True]),
        "silent": _share(silent, len(spent[True])),
        "talk_time": _times(spent[True]),
    }


def _lists(rows: list[dict[str, Any]]) -> dict[str, Any]:
    right = total = 0
    spent = []
    for row in rows:
        start = time.perf_counter_ns()
        slots = understand(row["text"], Scene(), today=_TODAY).slots
        spent.append(time.perf_counter_ns() - start)
        got = list(entries({"entries": slots.get("entries", [])}))
        wanted = list(entries(row))
        right += sum(one == other for one, other in zip(got, wanted, strict=False))
        total += max(len(wanted), len(got))
    return {"entries": total, "right": _share(right, total), **_times(spent)}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _times(spent: Iterable[int]) -> dict[str, float]:
    """Microseconds a message."""
    ordered = sorted(spent)
    if not ordered:
        return {}
    return {
        "median_us": ordered[len(ordered) // 2] / 1000,
        "p99_us": ordered[len(ordered) * 99 // 100] / 1000,
        "max_us": ordered[-1] / 1000,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
