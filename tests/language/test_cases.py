"""The labelled sets: every message of our own must be read exactly as its label says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handlers.language import Scene, understand
from handlers.language.wire import from_request, to_response
from tests.language.cases import entries, exactly, rows

TODAY = date(2021, 5, 20)


def _id(row: dict[str, Any]) -> str:
    return f"{row.get('tag', '')}:{(row.get('in') or row)['text'][:24]!r}"


def _wrong(row: dict[str, Any]) -> bool:
    return not exactly(to_response("x", understand(**from_request(row["in"]))), row)


def test_messages_developed_against_are_read_exactly() -> None:
    assert [row["in"]["text"] for row in rows("developed_addressed") if _wrong(row)] == []


def test_held_messages_are_read_within_the_goals() -> None:
    """Written from the contract alone and not mended sentence by sentence."""
    addressed = [row for row in rows("held_addressed") if row["out"]["intent"] is not None]
    assert sum(_wrong(row) for row in addressed) <= len(addressed) * 0.03


@pytest.mark.parametrize(("name", "most"), [("developed_talk", 0.0), ("held_talk", 0.005)])
def test_ordinary_talk_is_left_alone(name: str, most: float) -> None:
    talk = rows(name)
    heard = [row["in"]["text"] for row in talk if understand(**from_request(row["in"])).intent is not None]
    assert len(heard) <= len(talk) * most, heard


@pytest.mark.parametrize("row", rows("jielong"), ids=_id)
def test_lists_are_read_entry_by_entry(row: dict[str, Any]) -> None:
    result = understand(row["text"], Scene(), today=TODAY)
    assert result.intent == "jielong"
    assert result.slots["title"] == row["title"]
    assert list(entries(result.slots)) == list(entries(row))
