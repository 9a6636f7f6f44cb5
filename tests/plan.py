"""The work plan in tests: brought in as `jinguo import tasks` does, or a line at a time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from bot.work_plan import Bringing, import_plan
from tests.conversation import Town

EXAMPLE = Path(__file__).parent / "data" / "work-plan.csv"


async def plan(here: Town, path: Path = EXAMPLE, **how: Any) -> list[dict[str, Any]]:
    """Import a file into the town's store; what became of its rows."""
    told: list[dict[str, Any]] = []
    import_plan(path, here.database, Bringing(**{"year": 2021, **how}), told.append)
    return told


async def task(here: Town, number: int, due: str | None, **values: Any) -> None:
    """Store one task for every unit, which each answers for."""
    now: datetime = here.clock()
    answers = values.pop("answers", {"each": True})
    await here.app.writer.run(lambda uow: uow.tasks.put(number, now, measure=f"第{number}件事", due=due, answers=answers, **values))
