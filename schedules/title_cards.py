"""The title card of a push: drawn once for the words it shows, however many groups and pushes get it."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from store.media import Attachment, MediaFolder
from store.models import StudyColumn, StudyItem

if TYPE_CHECKING:
    from handlers.files.card import Card

logger = logging.getLogger(__name__)
DRAWING = "1"
"""Another number when the drawing has changed: what was drawn before is not used again."""
SHOWN = "标题图.png"


def title_card_of(column: StudyColumn, item: StudyItem, media: MediaFolder) -> Attachment | None:
    """The card, from the folder or drawn; None where it cannot be drawn, or not whole: the words go without it."""
    words = (column.name, str(item.number or item.key), item.title, item.source)
    file = "card-" + hashlib.sha256("\n".join((DRAWING, *words)).encode()).hexdigest()[:32] + ".png"
    try:
        if not media.path(file).exists():
            drawn = _drawn(*words)
            if drawn.lacks:
                logger.warning("the title card of item %s lacks %s", item.id, drawn.lacks, extra={"action": "card_lacks"})
                return None
            media.keep(file, drawn.png)
    except OSError:
        logger.exception("the title card of item %s could not be drawn", item.id, extra={"action": "card_failed"})
        return None
    return Attachment("image", file, SHOWN, card=True)


def _drawn(column: str, key: str, title: str, source: str) -> Card:
    from handlers.files.card import place_of, title_card  # who draws no card need not load what draws it

    return title_card(column, place_of(key), title, source)
