"""Who may do what: PRODUCT.md's table, and the one place where it is asked."""

from __future__ import annotations

ORGANIZE = frozenset({"organizer", "admin"})
VIEW = frozenset({"organizer", "coordinator", "admin"})
ADMIN = frozenset({"admin"})

ALLOWED: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "activity_open",
            "activity_close",
            "jielong_tie",
            "remind",
            "reminders",
            "remind_cancel",
            "task_done",
            "task_change",
            "programme_report",
            "programme_change",
            "programme_cancel",
            "work_pick",
            "push_preview",
            "push_now",
            "push_pause",
            "push_resume",
            "push_retry",
            "plans",
            "plan_add",
            "plan_change",
            "plan_remove",
            "item_submit",
            "item_edit",
            "hush",
            "review",
        ),
        ORGANIZE,
    ),
    **dict.fromkeys(("roster", "works", "ranking", "missing", "deliveries", "reconcile", "export"), VIEW),
    **dict.fromkeys(("bind", "grant", "revoke"), ADMIN),
}
"""Intents that need a role; every other one is everyone's."""

NAMES = {"member": "成员", "organizer": "组织员", "coordinator": "统筹员", "admin": "管理员"}


def needed(intent: str) -> frozenset[str] | None:
    """The roles of which one is needed for an intent; None where everyone may."""
    return ALLOWED.get(intent)


def in_words(roles: frozenset[str]) -> str:
    """Roles as people call them, for a refusal."""
    named = [NAMES[role] for role in NAMES if role in roles]
    return "或".join(["、".join(named[:-1]), named[-1]]) if len(named) > 1 else named[0]
