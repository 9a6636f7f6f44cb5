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


@pytest.mark.parametrize("name", ["fresh", "held", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"])
def test_addressed_messages_are_read_exactly(name: str) -> None:
    wrong = []
    for row in rows(f"addressed_{name}"):
        response = to_response("x", understand(**from_request(row["in"])))
        if not exactly(response, row):
            wrong.append((row["in"]["text"], row["out"], response))
    assert not wrong


@pytest.mark.parametrize(
    "name", ["talk", "talk_second", "talk_third", "talk_fifth", "talk_sixth", "talk_seventh", "talk_eighth", "talk_ninth"]
)
def test_ordinary_talk_is_left_alone(name: str) -> None:
    heard = [row["in"]["text"] for row in rows(name) if understand(**from_request(row["in"])).intent is not None]
    assert not heard


@pytest.mark.parametrize("row", rows("jielong"), ids=_id)
def test_lists_are_read_entry_by_entry(row: dict[str, Any]) -> None:
    result = understand(row["text"], Scene(), today=TODAY)
    assert result.intent == "jielong"
    assert result.slots["title"] == row["title"]
    assert list(entries(result.slots)) == list(entries(row))
