"""What must hold for any input: no exception, bounded work, round trips."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.language import Asked, Scene, understand
from handlers.language.numerals import parse, render
from handlers.language.warm import warm
from handlers.language.wire import to_response
from tests.language.noise import BOMBS, PIECES

TODAY = date(2021, 5, 20)
SCENE = Scene(
    open_activities=("“巾帼心向党·巧手送祝福”剪纸活动", "红色文化进社区演出"),
    communities=("红旗社区", "东站社区"),
    units=("省财政厅", "省教育厅"),
    columns=("党史上的今天", "红色家风传承"),
)
SAID = st.sampled_from(PIECES)
MESSAGES = st.one_of(st.text(max_size=200), st.lists(SAID, max_size=30).map("".join), st.lists(SAID, max_size=15).map(" ".join))


@pytest.fixture(scope="module", autouse=True)
def _warmed() -> None:
    warm()


@settings(max_examples=250, deadline=None)
@given(
    text=MESSAGES,
    mention=st.booleans(),
    private=st.booleans(),
    missing=st.sampled_from(["", "activity", "children", "item", "when", "reason"]),
)
def test_nothing_raises_and_all_is_json(text: str, mention: bool, private: bool, missing: str) -> None:
    asked = Asked("signup", {"headcount": 2}, missing, SCENE.open_activities) if missing else None
    result = understand(text, SCENE, today=TODAY, mention=mention, private=private, sender="王芳", asked=asked)
    json.dumps(to_response("x", result))
    assert not set(result.missing) & set(result.slots)


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("mention", [False, True])
def test_no_message_takes_long(name: str, mention: bool) -> None:
    def seconds() -> float:
        start = time.thread_time()
        understand(BOMBS[name], SCENE, today=TODAY, mention=mention)
        return time.thread_time() - start

    assert min(seconds() for _ in range(3)) < 0.05


@given(st.integers(min_value=0, max_value=99_999_999))
def test_numerals_read_back_as_written(number: int) -> None:
    assert parse(render(number)) == number


NAMES = st.sampled_from(["王芳", "李静", "欧阳雪梅", "赵敏", "小雨2009", "A-Lily", "孙丽华"])


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(st.tuples(NAMES, st.integers(1, 300), st.sampled_from(["人", "位", "名", "个人"])), min_size=1, max_size=40),
    separator=st.sampled_from([". ", "、", "．", ") ", "：", " "]),
)
def test_a_printed_list_reads_back(lines: list[tuple[str, int, str]], separator: str) -> None:
    text = "#接龙\n剪纸活动\n\n" + "\n".join(
        f"{number}{separator}{name} {heads}{measure}" for number, (name, heads, measure) in enumerate(lines, 1)
    )
    result = understand(text, SCENE, today=TODAY)
    assert result.slots["activity"] == SCENE.open_activities[0]
    assert [(entry["name"], entry["headcount"]) for entry in result.slots["entries"]] == [(name, heads) for name, heads, _ in lines]
