"""The days that entries give: RFC 822, ISO 8601, and as they are written in Chinese."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from handlers.files.days import YEARS, day_key
from schedules.rules import SHANGHAI

_LONGEST = 64
_MOMENT = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?)?")


def moment(text: str) -> datetime | None:
    """When something came out, in Shanghai (where no zone is given, that is meant); None where it cannot be read."""
    text = text.strip()[:_LONGEST]
    for read in (datetime.fromisoformat, parsedate_to_datetime, _chinese):
        try:
            found = read(text)
            local = found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else found.astimezone(SHANGHAI)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return local if local.year in YEARS else None
    return None


def _chinese(text: str) -> datetime:
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return datetime(*(int(part) for part in found.groups(default="0")))  # type: ignore[arg-type]  # noqa: DTZ001  Shanghai is added


def entry_day(text: str) -> str | None:
    """The day an entry gives itself, as the store has it: a day, or the day of a moment; None where it is neither."""
    if (key := day_key(text)) is not None:
        return key
    whole = moment(text)
    return whole.date().isoformat() if whole is not None else None
