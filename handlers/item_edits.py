"""What an item carries, changed in chat: its link; its pictures or video taken away. Files come in with an import."""

from __future__ import annotations

from dataclasses import replace

from handlers.context import Context
from handlers.errors import UserInputError
from handlers.files.item_media import address, group_of
from handlers.files.media_types import MediaFault
from store.media import Attachment, attachments
from store.models import StudyItem


def without(ctx: Context, item: StudyItem, group: str) -> list[Attachment]:
    """What is left when its pictures (`image`), its video or file (`film`) or its `link` go. Refuses where it has none."""
    media = attachments(item.media)
    left = [one for one in media if group_of(one) != group]
    if len(left) == len(media):
        raise UserInputError("review.carries_nothing", number=item.id, title=item.title, what=ctx.texts(f"review.carries_{group}"))
    return left


def with_link(item: StudyItem, field: str, words: str) -> list[Attachment]:
    """Another link, which has the item's title; or another title or description of the one it has."""
    media = attachments(item.media)
    had = next((one for one in media if one.kind == "link"), None)
    others = [one for one in media if one.kind != "link"]
    if field == "link":
        return [*others, Attachment("link", name=item.title, url=_address(words))]
    if had is None:
        raise UserInputError("review.link_first", number=item.id)
    line = " ".join(words.split())
    return [*others, replace(had, name=line) if field == "link_title" else replace(had, text=line)]


def _address(words: str) -> str:
    try:
        return address(words)
    except MediaFault as error:
        raise UserInputError("review.bad_link") from error
