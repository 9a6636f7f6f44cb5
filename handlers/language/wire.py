"""The JSON of `jinguo understand`: a request to a call, an understanding to a response."""

from __future__ import annotations

from datetime import date
from typing import Any

from handlers.language.understanding import Asked, Scene, Understanding


def from_request(obj: dict[str, Any], *, today: date | None = None) -> dict[str, Any]:
    """Keyword arguments for `understand`; `today` stands in for a request that has none."""
    said = obj.get("today")
    day = date.fromisoformat(said) if said else today
    if day is None:
        day = date.today()  # noqa: DTZ011  the contract: the machine's today
    return {
        "text": str(obj.get("text") or ""),
        "scene": _scene(obj),
        "today": day,
        "mention": bool(obj.get("mention")),
        "private": bool(obj.get("private")),
        "sender": str(obj.get("sender") or ""),
        "unit": str(obj.get("unit") or ""),
        "role": str(obj.get("role") or "member"),
        "asked": _asked(obj.get("asked")),
    }


def _scene(obj: dict[str, Any]) -> Scene:
    def names(key: str) -> tuple[str, ...]:
        return tuple(str(name) for name in obj.get(key) or ())

    return Scene(
        bot_names=names("bot_names") or ("助手",),
        open_activities=names("open_activities"),
        communities=names("communities"),
        units=names("units"),
        groups=names("groups"),
        columns=names("columns"),
    )


def _asked(obj: dict[str, Any] | None) -> Asked | None:
    if not obj:
        return None
    missing = obj.get("missing") or ""
    if isinstance(missing, list):
        missing = missing[0] if missing else ""
    choices = obj.get("choices") or ()
    if isinstance(choices, dict):
        choices = choices.get(missing) or ()
    return Asked(str(obj.get("intent") or ""), dict(obj.get("slots") or {}), str(missing), tuple(str(choice) for choice in choices))


def to_response(id: str, understanding: Understanding) -> dict[str, Any]:
    """The response line: `choices`, `withheld` and `also` only when there are any."""
    response: dict[str, Any] = {
        "id": id,
        "intent": understanding.intent,
        "slots": understanding.slots,
        "missing": list(understanding.missing),
    }
    if understanding.choices:
        response["choices"] = understanding.choices
    if understanding.withheld:
        response["withheld"] = list(understanding.withheld)
    if understanding.also:
        response["also"] = [{"intent": other.intent, "slots": other.slots, "missing": list(other.missing)} for other in understanding.also]
    return response
