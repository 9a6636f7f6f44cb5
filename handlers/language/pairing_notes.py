"""What a pairing's note says of other helpers."""

from __future__ import annotations

import re

from handlers.language.fold import fold
from handlers.language.names.people import is_name
from handlers.language.names.teams import team_name

_TOGETHER = "共同|一起|一同|一块儿|一块|合伙|联合|合作|合力|携手|搭伙|搭档"
_SHARED = re.compile(
    rf"(?:与|和|跟|同|由我和|我和|我跟|我与)\s*(?P<name>[\u4e00-\u9fffA-Za-z·]{{2,12}}?)\s*(?:(?:{_TOGETHER})+("
    r"?:结对|帮扶|帮|资助|照顾|负责|承担)?|合帮|合结|共帮|同帮|合着帮)"
    rf"|(?:{_TOGETHER})(?:结对|帮扶|帮)?(?:的)?(?:还有|有|是|人)?\s*[::]\s*(?P<other>[\u4e00-\u9fff]{{2,12}})"
)


def shared_with(note: str) -> str | None:
    """The other helper that a note names (与王芳共同帮扶, 跟宣传处合帮), or None."""
    hit = _SHARED.search(fold(note))
    if not hit:
        return None
    name = hit["name"] or hit["other"]
    return team_name(name) or (name if is_name(name) else None)
