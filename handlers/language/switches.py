"""`剪纸不去了，改去羽毛球`: out of one activity and into another, said in one breath."""

from __future__ import annotations

import re

from handlers.language.scenes import SceneIndex

_LEAVES = re.compile(r"不去|不参加|不报|去不了|来不了|退|取消|报了|报的|报成|原来|本来|之前")
_INTO = re.compile(r"(?:想|要|就|给我|帮我|把它|现在|再|都)*(?:改|换|转)(?:去|成|到|为|报|参加|报名)*(?:了|一下)?(?:那个|这个)?\Z")


def switched(text: str, scene: SceneIndex) -> tuple[str, str] | None:
    """What she leaves and what she goes to instead, each as said; None when the message is no such change."""
    if not re.search("[改换转]", text):
        return None
    named = [mention for mention in scene.activities_in(text) if len(mention.candidates) == 1 and not scene.vague(mention.said)]
    if len({mention.candidates for mention in named}) != 2:
        return None
    then = next(mention for mention in named if mention.candidates != named[0].candidates)
    before = text[: then.start]
    into = _INTO.search(before)
    return (before[: into.start()], text[then.start :]) if into and _LEAVES.search(before) else None
