"""An item as groups get it: its words and what it carries, as messages; and what it carries in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.context import Context
from handlers.reply import Say
from handlers.texts import Texts
from store.media import Attachment, attachments
from store.models import StudyColumn, StudyItem


def shown(ctx: Context, column: StudyColumn, item: StudyItem, *, head: str = "", card: bool = False) -> list[Say]:
    """Every message in its order; `head` stands over the words."""
    text = ctx.ports.pushes.compose(column, item)
    words = Say(f"{head}\n{text}" if head else text)
    return [words if one.kind == "text" else _say(ctx, one) for one in ctx.ports.pushes.parts(column, [item], card=card)] or [words]


def _say(ctx: Context, one: Attachment) -> Say:
    path = str(ctx.ports.media.path(one.file)) if one.file else ""
    assert one.kind != "text"
    return Say(one.text, kind=one.kind, path=path, name=one.name or one.file, url=one.url, picture_url=one.picture_url)


def carried_words(texts: Texts, item: StudyItem) -> str:
    """`2 张图片、视频、链接`; empty where it carries nothing."""
    media: Sequence[Attachment] = attachments(item.media)
    pictures = sum(one.kind == "image" for one in media)
    words = [texts("review.pictures", number=pictures)] if pictures else []
    return "、".join([*words, *(texts(f"review.carries_{one.kind}") for one in media if one.kind != "image")])


def carried_mark(texts: Texts, item: StudyItem) -> str:
    """The same in brackets, to stand after a title."""
    words = carried_words(texts, item)
    return f"（{words}）" if words else ""
