"""`--help`: the frame around it is told in Chinese as the texts in it are."""

from __future__ import annotations

import unicodedata

import pytest

from bot.help_frame import asks_help
from tests.bot.test_cli import jinguo


def columns(line: str) -> int:
    """Columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


@pytest.mark.parametrize("call", [[], ["--help"], ["plans"], ["export", "--help"], ["plans", "add", "--help"]])
def test_the_frame_of_the_help_is_chinese_too(call: list[str]) -> None:
    told = jinguo(*call).stdout
    assert "用法：jinguo" in told
    for english in ("Usage", "Options", "Commands", "Arguments", "Show this", "required", "default"):
        assert english not in told, english
    boxes = [line for line in told.splitlines() if line.startswith(("│", "╭", "╰"))]
    assert len({columns(line) for line in boxes}) == 1, "the boxes are straight"


def test_nothing_else_waits_for_the_boxes_to_be_imported() -> None:
    assert not asks_help(["understand"], ["plans"])
    assert not asks_help(["plans", "list"], ["plans"])
    assert asks_help(["plans"], ["plans"])
