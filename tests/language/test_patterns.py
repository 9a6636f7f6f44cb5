"""No pattern of the grammar can read a stretch in ever more ways: what somebody says again and again must not hold up everybody."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

FEW = 16
"""So often may a stretch that can be read in two ways be repeated."""
MANY = 4_000
COLLECT = """
import json, re
found, compiled = set(), re.compile
def compile(pattern, flags=0):
    if isinstance(pattern, str):
        found.add(pattern)
    return compiled(pattern, flags)
re.compile = compile
from handlers.language.warm import warm
warm()
print(json.dumps(sorted(found)))
"""


class TooMany(Exception):
    """A stretch stands for more texts than can be looked at."""


def patterns() -> list[str]:
    """Every pattern that reading a message compiles."""
    done = subprocess.run([sys.executable, "-c", COLLECT], check=True, capture_output=True, text=True, timeout=120)
    return list(json.loads(done.stdout))


_CLASSES = {op.CATEGORY_DIGIT: "1", op.CATEGORY_SPACE: " "}


def _members(of: Iterable[Any]) -> list[tuple[Any, Any]]:
    return [(kind, (one,) if kind is op.LITERAL else one) for kind, one in of]


def texts(parsed: Iterable[Any]) -> set[str]:
    """What a piece of a pattern matches; a character stands for its class, twice for however often."""
    found = {""}
    for what, of in parsed:
        found = {"".join(pair) for pair in product(found, _texts(what, of))}
        if len(found) > MANY:
            raise TooMany
    return found


def _texts(what: Any, of: Any) -> set[str]:
    if what is op.LITERAL:
        return {chr(of)}
    if what is op.IN:
        return (
            {"中"}
            if of[0][0] is op.NEGATE
            else {_CLASSES.get(one, "w") if kind is op.CATEGORY else chr(min(one)) for kind, one in _members(of)}
        )
    if what is op.BRANCH:
        return set().union(*(texts(each) for each in of[1]))
    if what is op.SUBPATTERN:
        return texts(of[3])
    if what in (op.MAX_REPEAT, op.MIN_REPEAT):
        once = texts(of[2])
        most = min(int(of[1]), 2)
        return set().union(*({"".join(each) for each in product(once, repeat=times)} for times in range(min(int(of[0]), most), most + 1)))
    return {""} if what in (op.ASSERT, op.ASSERT_NOT, op.AT) else {"w"}


def read_in_two_ways(words: set[str]) -> str | None:
    """A text that is made of these words in two ways (Sardinas and Patterson, 1953); None where there is none."""
    words = words - {""}
    left = {longer[len(word) :]: longer for word in words for longer in words if word != longer and longer.startswith(word)}
    ahead = list(left)
    while ahead:
        rest = ahead.pop()
        if rest in words:
            return left[rest]
        more = {word[len(rest) :]: left[rest] + word[len(rest) :] for word in words if word.startswith(rest)}
        more |= {rest[len(word) :]: left[rest] for word in words if rest.startswith(word)}
        new = {each: text for each, text in more.items() if each not in left}
        left |= new
        ahead += new
        if len(left) > MANY:
            raise TooMany
    return None


def endless(parsed: Iterable[Any], *, followed: bool = False) -> list[str]:
    """What an endless repeat of the pattern, with something after it, can read in two ways."""
    found, nodes = [], list(parsed)
    for place, (what, of) in enumerate(nodes):
        more = followed or place + 1 < len(nodes)
        if what in (op.MAX_REPEAT, op.MIN_REPEAT):
            if more and int(of[1]) > FEW:
                with suppress(TooMany):
                    found += [text] if (text := read_in_two_ways(texts(of[2]))) else []
            found += endless(of[2], followed=True)
        elif what is op.BRANCH:
            found += [text for each in of[1] for text in endless(each, followed=more)]
        elif what is op.SUBPATTERN:
            found += endless(of[3], followed=more)
        elif what in (op.ASSERT, op.ASSERT_NOT):
            found += endless(of[1], followed=True)
    return found


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(?:站点|站|点)+x", "站点"),
        ("(?:嗯+|啊)+x", "嗯嗯"),
        ("(?:站|点)+x", None),
        ("(?:站点|站|点)+", None),
        ("(?:站点|站|点){1,6}x", None),
    ],
)
def test_the_test_tells_them_apart(pattern: str, text: str | None) -> None:
    assert endless(_parser.parse(pattern)) == ([text] if text else [])


def test_nothing_is_read_in_ever_more_ways() -> None:
    ours = patterns()
    assert len(ours) > 300
    assert {pattern[:80]: said for pattern in ours if (said := endless(_parser.parse(pattern)))} == {}
