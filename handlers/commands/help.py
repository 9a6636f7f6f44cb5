"""帮助: what she can say, by what she may do."""

from __future__ import annotations

from handlers.commands.command import Command
from handlers.context import Context
from handlers.language.understanding import Understanding
from handlers.reply import Reply
from handlers.rights import ADMIN, ORGANIZE, VIEW

TOPICS = {
    "报名": "signup",
    "活动": "signup",
    "结对": "pairing",
    "跟进": "pairing",
    "打卡": "study",
    "学习": "study",
    "统计": "totals",
    "导出": "totals",
    "推送": "push",
    "授权": "admin",
    "绑定": "admin",
}


def show(ctx: Context, said: Understanding) -> Reply:
    """The short list for her roles, or the examples of one topic."""
    topic = str(said.slots.get("topic", ""))
    for word, name in TOPICS.items():
        if word in topic:
            return ctx.say(f"help.topic_{name}", bot=ctx.ports.bot_name)
    parts = [ctx.texts("help.member", bot=ctx.ports.bot_name)]
    if ctx.rights.any(VIEW):
        parts.append(ctx.texts("help.coordinator"))
    if ctx.rights.any(ORGANIZE):
        parts.append(ctx.texts("help.organizer"))
    if ctx.rights.any(ADMIN):
        parts.append(ctx.texts("help.admin"))
    parts.append(ctx.texts("help.more"))
    return Reply.text("\n".join(parts))


COMMANDS = (Command("help", show),)
