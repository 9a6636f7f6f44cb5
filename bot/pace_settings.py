"""How slowly an account sends, as it is set."""

from __future__ import annotations

import re
from datetime import time

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.adapter import Pace

_QUIET = re.compile(r"\s*\d\d:\d\d\s*-\s*\d\d:\d\d\s*")


class PaceSettings(BaseModel):
    """How slowly an account sends. Seconds; a cap of 0 is none. `quiet` (Shanghai, may be empty) holds pushes back."""

    model_config = ConfigDict(extra="forbid")
    min_seconds: float = Field(default=15, ge=0, le=3600, allow_inf_nan=False)
    max_seconds: float = Field(default=35, ge=0, le=3600, allow_inf_nan=False)
    replies_per_day: int = Field(default=2000, ge=0)
    pushes_per_day: int = Field(default=500, ge=0)
    burst: int = Field(default=3, ge=1, le=20)
    quiet: str = "22:00-07:00"

    @field_validator("quiet")
    @classmethod
    def _two_times(cls, quiet: str) -> str:
        try:
            hours = _hours(quiet)
        except ValueError:
            raise ValueError("应写成 22:00-07:00；不要安静时段就写空") from None
        if hours is not None and hours[0] == hours[1]:
            raise ValueError("起止不能相同；不要安静时段就写空")
        return quiet

    @model_validator(mode="after")
    def _ordered(self) -> PaceSettings:
        if self.min_seconds > self.max_seconds:
            raise ValueError(f"min_seconds（{self.min_seconds:g}）不能大于 max_seconds（{self.max_seconds:g}），请一起改")
        return self

    def pace(self) -> Pace:
        """As the port wants it."""
        caps = (self.replies_per_day, self.pushes_per_day)
        return Pace(self.min_seconds, self.max_seconds, *caps, burst=self.burst, quiet=_hours(self.quiet))


def _hours(quiet: str) -> tuple[time, time] | None:
    if not quiet:
        return None
    if not _QUIET.fullmatch(quiet):
        raise ValueError(quiet)
    start, end = quiet.split("-")
    return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
