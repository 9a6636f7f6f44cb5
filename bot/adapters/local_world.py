"""The simulated world: who there is, which rooms, and what has been said, in memory and in the journal."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from bot.adapters.local_journal import Journal, bubble_of, person_of, room_of
from bot.adapters.local_types import BOT, PRIVATE, Bubble, Person, Room, UnknownChat
from handlers.message import IncomingMessage, Kind, Media, Mention

_SEQ = attrgetter("seq")


class World:
    """People, rooms and bubbles; every change is written to the journal before it is seen."""

    def __init__(self, directory: Path | None) -> None:
        self.people: dict[str, Person] = {}
        self.rooms: dict[str, Room] = {}
        self._bubbles: list[Bubble] = []
        self._chats: dict[str, list[Bubble]] = {}
        self._ids: dict[str, Bubble] = {}
        self._news = asyncio.Event()
        self._journal = Journal(directory / "journal.jsonl" if directory else None)
        for record in self._journal.read():
            match record["is"]:
                case "person":
                    self._see_person(person_of(record))
                case "room":
                    self._see_room(room_of(record))
                case "left":
                    self.rooms.pop(record["wire_id"], None)
                case "bubble":
                    self._see_bubble(bubble_of(record))

    @property
    def last(self) -> int:
        """The newest bubble's `seq`, 0 when nothing was said yet."""
        return self._bubbles[-1].seq if self._bubbles else 0

    def person(self, wire_id: str) -> Person:
        """The person; raises `UnknownChat`."""
        if wire_id not in self.people:
            raise UnknownChat(f"没有这个人：{wire_id}")
        return self.people[wire_id]

    def room(self, wire_id: str) -> Room:
        """The room; raises `UnknownChat`."""
        if wire_id not in self.rooms:
            raise UnknownChat(f"没有这个群：{wire_id}")
        return self.rooms[wire_id]

    def speaker(self, wire_id: str, room: str | None) -> Person:
        """The person, who must be in `room` when one is given; raises `UnknownChat`."""
        person = self.person(wire_id)
        if room is not None and wire_id not in self.room(room).members:
            raise UnknownChat(f"{person.name}不在“{self.room(room).name}”里")
        return person

    def check_chat(self, chat: str) -> str:
        """The chat's name again; raises `UnknownChat`."""
        if chat.startswith(PRIVATE):
            self.person(chat.removeprefix(PRIVATE))
        else:
            self.room(chat)
        return chat

    def keep_person(self, person: Person) -> Person:
        """Add or change a person."""
        self._journal.append("person", person)
        return self._see_person(person)

    def keep_room(self, room: Room) -> Room:
        """Add or change a room."""
        self._journal.append("room", room)
        return self._see_room(room)

    def drop_room(self, wire_id: str) -> None:
        """The bot is no longer in the room; what was said stays."""
        self._journal.append("left", wire_id)
        self.rooms.pop(wire_id, None)

    def post(self, bubble: Bubble) -> Bubble:
        """Give the bubble the next `seq`, keep it and show it."""
        numbered = replace(bubble, seq=self.last + 1)
        self._journal.append("bubble", numbered)
        self._see_bubble(numbered)
        self._news.set()
        self._news = asyncio.Event()
        return numbered

    def unused_id(self, key: str) -> str:
        """`key` itself, or `key#2`, `key#3` … when it was used before."""
        number, wire_id = 1, key
        while wire_id in self._ids:
            number += 1
            wire_id = f"{key}#{number}"
        return wire_id

    def find(self, message_id: str) -> Bubble:
        """The bubble with this id; raises `UnknownChat`."""
        if message_id not in self._ids:
            raise UnknownChat(f"没有这条消息：{message_id}")
        return self._ids[message_id]

    def history(self, chat: str, after: int) -> list[Bubble]:
        """One chat's bubbles after `after`, oldest first."""
        bubbles = self._chats.get(chat, [])
        return bubbles[bisect_right(bubbles, after, key=_SEQ) :]

    def said_after(self, after: int) -> list[Bubble]:
        """All chats' bubbles after `after`, oldest first."""
        return self._bubbles[bisect_right(self._bubbles, after, key=_SEQ) :]

    def said_since(self, at: datetime, sender: str) -> list[Bubble]:
        """One sender's bubbles since a time, oldest first."""
        found = []
        for bubble in reversed(self._bubbles):
            if bubble.at < at:
                break
            if bubble.sender == sender:
                found.append(bubble)
        return found[::-1]

    async def subscribe(self, after: int) -> AsyncIterator[Bubble]:
        """All chats' bubbles after `after`, then each as it comes."""
        position = bisect_right(self._bubbles, after, key=_SEQ)
        while True:
            while position < len(self._bubbles):
                position += 1
                yield self._bubbles[position - 1]
            await self._news.wait()

    def heard(self, account: str, bubble: Bubble, media: Media | None) -> IncomingMessage:
        """The bubble as the account's wire event. The bot itself is not among `mentioned`."""
        room = None if bubble.chat.startswith(PRIVATE) else bubble.chat
        others = [wire_id for wire_id in bubble.mention if wire_id in self.people]
        return IncomingMessage(
            account=account,
            group=room,
            sender=bubble.sender,
            text=bubble.text,
            id=bubble.id,
            at=bubble.at,
            sender_name=bubble.sender_name,
            group_name=self.rooms[room].name if room in self.rooms else "",
            mentions_bot=BOT in bubble.mention and bubble.sender != BOT,
            mentioned=tuple(Mention(wire_id, self.people[wire_id].name) for wire_id in others),
            kind=_kind(bubble),
            media=media,
            is_self=bubble.sender == BOT,
        )

    def _see_person(self, person: Person) -> Person:
        self.people[person.wire_id] = person
        return person

    def _see_room(self, room: Room) -> Room:
        self.rooms[room.wire_id] = room
        return room

    def _see_bubble(self, bubble: Bubble) -> None:
        self._bubbles.append(bubble)
        self._chats.setdefault(bubble.chat, []).append(bubble)
        self._ids[bubble.id] = bubble


def _kind(bubble: Bubble) -> Kind:
    if bubble.kind == "file" and bubble.mime.startswith("video/"):  # in a journal of an earlier version
        return "video"
    return "text" if bubble.kind == "notice" else bubble.kind
