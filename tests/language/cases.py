"""Labelled messages (`cases_*.jsonl`) and what it means to read one exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_FREE = ("title", "reason", "place", "team", "helper", "note")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"cases_{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def plain(value: Any) -> Any:
    """Texts are compared without white space and punctuation."""
    return re.sub(r"[\W_]", "", value) if isinstance(value, str) else value


def same_slots(got: Mapping[str, Any], wanted: Mapping[str, Any], ignored: list[str]) -> bool:
    def shown(slots: Mapping[str, Any]) -> dict[str, Any]:
        return {key: plain(value) if key in _FREE else value for key, value in slots.items() if key not in ignored}

    return shown(got) == shown(wanted)


def exactly(response: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Intent, slots, missing, choices and `also` as labelled, and nothing forbidden anywhere."""
    wanted, ignored = row["out"], row.get("ignore", [])
    also, more = response.get("also", []), wanted.get("also", [])
    return (
        response["intent"] == wanted["intent"]
        and same_slots(response["slots"], wanted.get("slots", {}), ignored)
        and set(response["missing"]) == set(wanted.get("missing", []))
        and response.get("choices", {}) == wanted.get("choices", {})
        and len(also) == len(more)
        and all(same_slots(one["slots"], other["slots"], ignored) for one, other in zip(also, more, strict=True))
        and not any(text in json.dumps(response, ensure_ascii=False) for text in row.get("forbid", []))
    )


def entries(row: Mapping[str, Any]) -> Iterator[tuple[int, str, int, str]]:
    for entry in row["entries"]:
        yield entry["no"], entry["name"], entry["headcount"], plain(entry["note"])
