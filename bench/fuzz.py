"""Nonsense through the language layer: never an exception, and how long the slowest message takes."""

from __future__ import annotations

import random
import secrets
import time
from datetime import date

from bench.harness import Sample, Size
from handlers.language import Asked, Scene, understand
from handlers.language.warm import warm
from tests.language.noise import BOMBS, noise

MOST_MS = 50.0
_TODAY = date(2021, 5, 20)
_SCENE = Scene(
    open_activities=("“巾帼心向党·巧手送祝福”剪纸活动", "红色文化进社区演出", "家庭教育公益讲座", "三八健步走"),
    communities=("红旗社区", "东站社区"),
    units=("省财政厅", "省教育厅"),
    columns=("党史上的今天", "红色家风传承"),
)
_SLOTS = ("activity", "headcount", "children", "item", "when", "plan", "reason", "role", "form", "meant")


def fuzz_round(size: Size) -> list[Sample]:
    """The slowest of so many messages, in the time this thread had the processor; what seems slow is measured again."""
    warm()
    seed = secrets.randbits(32)
    chance = random.Random(seed)
    slowest = max(_milliseconds(text, chance, seed) for text in [*BOMBS.values(), *(noise(chance) for _ in range(size.fuzz))])
    if slowest > MOST_MS:
        raise RuntimeError(f"a message took {slowest:.0f} ms (seed {seed})")
    return [Sample("fuzz", f"{size.fuzz + len(BOMBS):,} 条乱码里最慢的一条", slowest, "毫秒", {"allowed": MOST_MS})]


def _milliseconds(text: str, chance: random.Random, seed: int) -> float:
    mention, private = chance.random() < 0.5, chance.random() < 0.1
    asked = Asked("signup", {"headcount": 2}, chance.choice(_SLOTS), _SCENE.open_activities) if chance.random() < 0.3 else None
    best = float("inf")
    for _ in range(4):
        began = time.thread_time()
        try:
            understand(text, _SCENE, today=_TODAY, mention=mention, private=private, sender="王芳", asked=asked)
        except Exception as error:
            raise RuntimeError(f"{text[:80]!r} was not read (seed {seed})") from error
        best = min(best, (time.thread_time() - began) * 1000)
        if best < MOST_MS / 4:
            break
    return best
