"""The goal of a task (目标) as an office writes it: 结对 1 · 打卡 20人 · 报名 剪纸 5人 · 作品≥3."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SUBJECTS = (
    ("pairings", re.compile(r"结对(?:帮扶)?|帮扶")),
    ("checkins", re.compile(r"(?:学习)?打卡|学习")),
    ("signups", re.compile(r"报名|参加")),
    ("works", re.compile(r"作品|投稿")),
)
_NUMBER = re.compile(r"(?:≥|>=|＞=|不少于|不低于|至少|达到|满)?\s*(?P<n>[0-9]{1,6})\s*(?P<of>人次|次|人|名|位|个|对|件|幅|份|篇)?(?:以上)?")
_GLUE = re.compile(r"每个?单位|各单位|每家|困境|[\s:：“”\"《》,，、的]+")
_CHILDREN = re.compile(r"儿童|孩子")


class GoalError(ValueError):
    """Not a figure that the bot knows; the text is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Goal:
    """At least `number` of a figure (a field of `store.totals.Figures`) of a subject; of an activity where one is named."""

    subject: str
    figure: str
    number: int
    activity: str = ""


def read_goal(text: str) -> Goal | None:
    """The goal, None where there is none. Errors: GoalError."""
    if not text.strip():
        return None
    numbers = list(_NUMBER.finditer(text))
    found = next(((name, hit) for name, pattern in _SUBJECTS if (hit := pattern.search(text))), None)
    if found is None or len(numbers) != 1 or int(numbers[0]["n"]) < 1:
        raise GoalError(f"看不懂目标“{text[:20]}”，应写成 结对 1个、打卡 20人、报名 剪纸 5人、作品 3幅")
    subject, said = found
    rest = _CHILDREN.sub(" ", text.replace(numbers[0].group(), " ", 1).replace(said.group(), " ", 1))
    activity = _GLUE.sub("", rest)
    if activity and subject not in ("signups", "works"):
        raise GoalError(f"看不懂目标“{text[:20]}”里的“{activity[:10]}”")
    return Goal(subject, _figure(subject, text, numbers[0]["of"] or ""), int(numbers[0]["n"]), activity)


def _figure(subject: str, text: str, of: str) -> str:
    """Which figure is meant: people, heads, children or records."""
    if subject == "signups":
        return "heads"
    if subject == "pairings" and _CHILDREN.search(text):
        return "children"
    if subject == "checkins":
        return "records" if of in ("人次", "次") else "people"
    return "people" if of in ("人", "位") and subject == "pairings" else "records"
