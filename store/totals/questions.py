"""What can be asked about totals, and what an answer looks like."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

TOTAL = "合计"
NO_UNIT = "未绑定单位"
OWN = "（本级）"
"""Behind the name of a unit: what was recorded in itself, beside the units below it."""

SIZED_BY = ("children", "minutes", "heads", "sessions", "records")
"""What a ranking goes by: the first of these figures that a subject has."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted, where and when. `path` None is everywhere; days are inclusive YYYY-MM-DD."""

    subject: str
    by: str | None = None
    path: str | None = None
    activity_id: int | None = None
    community_id: int | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of an answer; a figure that the subject does not have is None. `minutes` are 时数, to the minute."""

    key: str
    people: int | None = None
    heads: int | None = None
    records: int | None = None
    children: int | None = None
    minutes: int | None = None
    members: int | None = None
    sessions: int | None = None

    @property
    def size(self) -> int:
        """The figure that a ranking goes by, 0 where there is none."""
        return next((figure for name in SIZED_BY if (figure := getattr(self, name)) is not None), 0)

    def as_dict(self) -> dict[str, Any]:
        """Only the figures that the subject has."""
        return {name: value for name, value in asdict(self).items() if value is not None}


class UnknownBreakdown(Exception):
    """This subject is not broken down that way; the text names what is allowed."""
