"""A transcript through the whole pipeline, line after line, on a simulated clock."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.chatter import talk
from bench.harness import Sample, Size, folder
from bench.scene import ACTIVITIES, name, per_second
from bot.replay import replay_file
from store.types import SHANGHAI

BEGIN = datetime(2021, 5, 20, 9, 0, tzinfo=SHANGHAI)
GROUPS = 3
SAID = ("报名 {0}", "报名{0} 2人", "打卡", "我的记录", "结对 幸福社区 2名 学习困难", "取消报名{0}")


def replay_round(size: Size) -> list[Sample]:
    """Lines a second of a transcript, its start and the starter library included."""
    with folder() as path:
        transcript = path / "transcript.jsonl"
        lines = list(_lines(size.replay_lines))
        transcript.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        return [_play(transcript, path, len(lines))]


def _play(transcript: Path, path: Path, count: int) -> Sample:
    answers: list[dict[str, Any]] = []
    began = time.perf_counter()
    replay_file(transcript, f"sqlite:///{path / 'replay.db'}", answers.append)
    rate = per_second(count, began)
    return Sample("replay", f"重放 {count} 行对话", rate, "行/秒", {"seconds": count / rate, "answers": len(answers)})


def _lines(count: int) -> Iterator[dict[str, Any]]:
    """A morning in three groups: bound, activities opened, then talk with something for the bot in every third line."""
    at = BEGIN.isoformat()
    for group in range(GROUPS):
        yield {"at": at, "control": "bind", "group": f"g{group}", "group_name": f"第{group}妇女工作群", "unit": f"省第{group}局"}
    yield {"at": at, "control": "grant", "sender": "u0", "sender_name": name(0), "role": "organizer", "unit": "*"}
    yield from (_said(number, f"发起活动 {title} 限200人", 0) for number, title in enumerate(ACTIVITIES[:4]))
    for number in range(4, count - GROUPS - 1):
        text = talk(number) if number % 3 else SAID[number // 3 % len(SAID)].format(ACTIVITIES[number // 3 % 4])
        yield _said(number, text, number % 37)


def _said(number: int, text: str, person: int) -> dict[str, Any]:
    at = (BEGIN + timedelta(seconds=20 * number)).isoformat()
    group = person % GROUPS
    who = {"sender": f"u{person}", "sender_name": name(person), "group": f"g{group}", "group_name": f"第{group}妇女工作群"}
    return {"at": at, **who, "text": text, "id": f"m{number}"}
