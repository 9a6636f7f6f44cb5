"""The days that entries give: RFC 822, ISO 8601, and as they are written in Chinese."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from schedules.rules import SHANGHAI

_LONGEST = 64
_YEARS = range(1900, 2201)
_LEAP_YEAR = 2024
_DAY = re.compile(r"(?:([0-9]{4})[-/.年])?([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
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
        return local if local.year in _YEARS else None
    return None


def _chinese(text: str) -> datetime:
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return datetime(*(int(part) for part in found.groups(default="0")))  # type: ignore[arg-type]  # noqa: DTZ001  Shanghai is added


def day_key(text: str) -> str | None:
    """`05-20` or `2021-05-20` as the store has it, of `5月20日`, `2021/5/20` and the like; None where it is no day."""
    found = _DAY.fullmatch(text.strip()[:_LONGEST])
    try:
        if found is not None:
            day = date(int(found[1] or _LEAP_YEAR), int(found[2]), int(found[3]))
            return (day.isoformat() if found[1] else f"{day:%m-%d}") if day.year in _YEARS else None
    except ValueError:
        return None
    whole = moment(text)
    return whole.date().isoformat() if whole is not None else None
