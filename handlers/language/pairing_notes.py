"""What a pairing's note says of other helpers."""

from __future__ import annotations

import re

from handlers.language.fold import fold
from handlers.language.names.people import is_name
from handlers.language.names.teams import team_name

_TOGETHER = "共同|一起|一同|一块儿|一块|合伙|联合|合作|合力|携手|搭伙|搭档"
_SHARED = re.compile(
    rf"(?:与|和|跟|同|由我和|我和|我跟|我与)\s*(?P<name>[\u4e00-\u9fffA-Za-z·、]{{2,24}}?)\s*(?:(?:{_TOGETHER})+("
    r"?:结对|帮扶|帮|资助|照顾|负责|承担)?|合帮|合结|共帮|同帮|合着帮)"
    rf"|(?:{_TOGETHER})(?:结对|帮扶|帮)?(?:的)?(?:还有|有|是|人)?\s*[::]\s*(?P<other>[\u4e00-\u9fff、]{{2,24}})"
)


def shared_with(note: str) -> str | None:
    """The other helper that a note names (与王芳共同帮扶, 跟宣传处合帮), the first of several, or None."""
    return next((name for name, _ in helpers_in(note)), None)


def helpers_in(note: str) -> list[tuple[str, str]]:
    """Every other helper that a note names (和张三、李四一起), with her kind: `individual` or `collective`."""
    hit = _SHARED.search(fold(note))
    return named(hit["name"] or hit["other"]) if hit else []


def named(names: str) -> list[tuple[str, str]]:
    """People and collectives joined by 、和与跟, with their kinds; none where one of them is neither."""
    found = []
    for name in re.split("、|(?<=..)[和与跟](?=..)", names):
        team = team_name(name)
        if not team and not is_name(name):
            return []
        found.append((team, "collective") if team else (name, "individual"))
    return found
