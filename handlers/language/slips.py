"""`手抖报错了，…`: a slip that is owned to, and what she wants done about it."""

from __future__ import annotations

import re
from collections.abc import Callable

Classified = tuple[str | None, str, int]
_SLIP = re.compile(
    r"(?:我|俺)?(?:刚才|刚刚|刚)?(?:手抖|手滑|手快|手误)?(?:一?不小心)?(?:我|俺)?(?:刚才|刚刚)?"
    r"(?:搞|弄|写|报|填|发|点|打|说|按|选|记|输)(?:错|重|岔)了?了"
)
_TAKES_BACK = re.compile(r"撤|收回|作废|不算|反悔")
_WANTS = ("signup_cancel", "signup_change", "pairing_end", "pairing_change", "signup")
_ASKS = re.compile(r"^\W*(?:我|俺)?(?:要|想|来|是要|其实)*(?:改)?报名")


def after_slip(text: str, classify: Callable[[str], Classified]) -> tuple[str, Classified]:
    """The text to read and its class: where she says what is to be done instead, that; else the slip is to be taken back."""
    found = classify(text)
    said = _SLIP.sub(" ", text) if found[0] == "undo" else text
    if said == text or _TAKES_BACK.search(said):
        return text, found
    wanted = classify(said.strip(" ,，。!！"))
    if wanted[0] not in _WANTS or (wanted[0] == "signup" and not _ASKS.match(said)):
        return text, found
    return said.strip(" ,，。!！"), wanted
