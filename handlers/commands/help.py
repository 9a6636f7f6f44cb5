"""帮助: what she can say, by what she may do."""

from __future__ import annotations

from handlers.commands.command import Command
from handlers.context import Context
from handlers.language.understanding import Understanding
from handlers.reply import Reply
from handlers.rights import ADMIN, ORGANIZE, VIEW

WORDS = {
    "reports": "周统计 月简报 简报",
    "programmes": "上报活动 活动上报 上报 进社区",
    "export": "导出 表格",
    "totals": "统计 排行 未报送 对账 名单 查询",
    "signup": "报名 接龙 撤销",
    "activity": "活动",
    "pairing": "结对 跟进",
    "works": "投稿 作品 择优",
    "study": "打卡 学习",
    "attend": "签到 签退 服务",
    "push": "推送 审核 待审 送达 静默 标题图",
    "tasks": "施工图 销号 任务",
    "remind": "提醒",
    "admin": "授权 绑定",
}
"""The words that ask for each topic; the first that is said decides, so a longer word stands before what it contains."""
TOPICS = {word: name for name, words in WORDS.items() for word in words.split()}


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
