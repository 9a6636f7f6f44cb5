"""Small pieces of Chinese that several answers share: days, spans, categories."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from store.types import SHANGHAI

DIFFICULTIES = {
    "poverty_student": "建档立卡贫困学生",
    "low_income": "低保或低保边缘家庭",
    "parent_loss": "父母一方亡故或丧失劳动能力",
    "left_behind": "父母外出务工无监护（留守）",
    "other": "其他",
    "unspecified": "未细分",
}
SUPPORT = {"material": "物质帮扶", "emotional": "心灵关爱", "study": "学习辅导"}
FOLLOWUPS = {
    "base_visit": "参观爱国主义教育基地",
    "red_book": "赠红色书籍",
    "red_film": "看红色电影",
    "micro_wish": "满足微心愿",
    "home_visit": "家访",
    "family_letter": "家书",
    "companionship": "陪护互动",
    "holiday_greeting": "节日问候",
}
SUBJECTS = {
    "signups": "报名",
    "pairings": "结对",
    "checkins": "打卡",
    "works": "作品",
    "deliveries": "推送",
    "tasks": "工作任务",
    "attendance": "签到",
    "service": "服务时数",
    "programmes": "活动上报",
}
DELIVERY_STATES = {
    "pending": "待发",
    "sending": "正在发",
    "sent": "已送达",
    "failed": "失败",
    "skipped": "未发",
    "uncertain": "不确定",
    "by_hand": "手工发",
}
WEEKDAYS = "一二三四五六日"


def day_words(day: str | None, near: date | None = None) -> str:
    """6月20日 for 2021-06-20; with the year where it is not that of `near`; empty for None."""
    if not day:
        return ""
    year = f"{day[:4]}年" if near is not None and int(day[:4]) != near.year else ""
    return f"{year}{int(day[5:7])}月{int(day[8:10])}日"


def span_words(since: str, until: str) -> str:
    """A span of days, one day said once."""
    return day_words(since) if since == until else f"{day_words(since)}—{day_words(until)}"


def time_words(at: datetime) -> str:
    """5月20日（周四）08:30 in Shanghai."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def when_words(held: Any) -> str:
    """A single `when` (at or on) in words."""
    at = str(held.get("at") or held.get("on"))
    ends = f"—{str(held['to'])[11:16]}" if held.get("to") else ""
    return day_words(at[:10]) + (f" {at[11:16]}{ends}" if len(at) > 10 else "")


def hours_words(minutes: int) -> str:
    """18小时30分 for 1110 minutes."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}小时" if hours else "") + (f"{rest}分" if rest or not hours else "")


def listed(lines: Iterable[str]) -> str:
    """Numbered lines."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
