"""From a callback to messages of the port: who said it, what, and the pictures it brought."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.adapters.wecom_events import Piece, event_of, names_after_at, pieces, room_of, sender_of, time_of, without_bot
from bot.adapters.wecom_files import Files, UnreadableFile
from bot.adapters.wecom_people import People
from handlers.message import MEDIA, Clock, IncomingMessage, RoomEvent

logger = logging.getLogger(__name__)
POINTED = 500
"""So many pictures that are still to be fetched are remembered at most."""


class Inbound:
    """Translates callbacks. What is heard in a group mentions the bot: nothing else is ever given to it."""

    def __init__(
        self,
        account: str,
        bot_names: Sequence[str],
        people: People,
        files: Files,
        clock: Clock,
        wants_media: Callable[[IncomingMessage], bool],
    ) -> None:
        self._account = account
        self._bot_names = bot_names
        self._people = people
        self._files = files
        self._clock = clock
        self._wants_media = wants_media
        self._points: dict[str, Piece] = {}

    def messages(self, body: dict[str, Any]) -> Iterator[Coroutine[None, None, IncomingMessage | RoomEvent | None]]:
        """One fetch for each message a callback holds: words first, then each picture with an id of its own."""
        if not (body.get("msgid") and sender_of(body)):
            return
        said = [self._without_bot(piece) for piece in pieces(body)] if room_of(body) is not None else pieces(body)
        said = [piece for piece in said if piece.text or piece.kind in MEDIA] or said  # pictures need no empty words before them
        for number, piece in enumerate(said):
            yield self._message(body, piece, str(body["msgid"]) + (f"#{number}" if number else ""))

    def _without_bot(self, piece: Piece) -> Piece:
        return replace(piece, text=without_bot(piece.text, self._bot_names))

    def opened(self, body: dict[str, Any]) -> bool:
        """Whether somebody has opened the private chat."""
        return event_of(body) == "enter_chat"

    async def _message(self, body: dict[str, Any], piece: Piece, id: str) -> IncomingMessage:
        userid, name = await self._people.who(sender_of(body))
        room = room_of(body)
        if piece.kind in MEDIA:
            self._remember(id, piece)
        return IncomingMessage(
            account=self._account,
            group=room,
            sender=userid,
            text=piece.text,
            id=id,
            at=time_of(body, self._clock()),
            sender_name=name,
            mentions_bot=room is not None,
            mentioned=tuple(found for shown in names_after_at(piece.text) if (found := self._people.behind(shown)) is not None),
            kind=piece.kind,
            hears_all=room is None,
        )

    def _remember(self, id: str, piece: Piece) -> None:
        if len(self._points) >= POINTED:
            self._points.pop(next(iter(self._points)))
        self._points[id] = piece

    def incomplete(self, message: IncomingMessage) -> bool:
        """Whether a file is to be fetched for it."""
        return message.id in self._points and message.media is None and self._wants_media(message)

    async def completed(self, message: IncomingMessage) -> IncomingMessage:
        """The message with its file; when it cannot be had, with why not, and a line in the log."""
        piece = self._points.pop(message.id, None)
        try:
            return replace(message, media=await self._files.read(piece)) if piece is not None else message
        except UnreadableFile as error:
            logger.warning("%s: the file of %s could not be read: %s", self._account, message.id, error, extra={"action": "media_lost"})
            return replace(message, unfetched="large" if error.too_large else "lost")
