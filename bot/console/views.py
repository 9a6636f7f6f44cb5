"""The simulated world as JSON."""

from __future__ import annotations

from typing import Any

from bot.adapters.local import BOT, Bubble, LocalAdapter, Person, Room, private_chat

Json = dict[str, Any]


def person_view(person: Person) -> Json:
    """One entry of the person picker."""
    return {"id": person.wire_id, "name": person.name, "hint": person.role_hint}


def room_view(room: Room) -> Json:
    """One group; `members` are person ids, the bot not among them."""
    return {"id": room.wire_id, "name": room.name, "members": list(room.members)}


def bubble_view(bubble: Bubble) -> Json:
    """One message; `at` is ISO 8601 with its offset, `size` bytes, `file` a key below /media/."""
    return {
        "seq": bubble.seq,
        "id": bubble.id,
        "chat": bubble.chat,
        "at": bubble.at.isoformat(),
        "sender": bubble.sender,
        "senderName": bubble.sender_name,
        "kind": bubble.kind,
        "text": bubble.text,
        "name": bubble.name,
        "file": bubble.file,
        "size": bubble.size,
        "mention": list(bubble.mention),
        "replyTo": bubble.reply_to,
        "url": bubble.url,
    }


def state_view(adapter: LocalAdapter) -> Json:
    """Everything a page needs to begin: the bot, people, groups, each chat's newest message, and the newest `seq`."""
    people, rooms = adapter.people, adapter.rooms
    chats = [*rooms, *(private_chat(person) for person in people)]
    newest = {chat: bubbles[-1] for chat in chats if (bubbles := adapter.history(chat))}
    return {
        "bot": {"id": BOT, "name": adapter.bot_name},
        "people": [person_view(person) for person in people.values()],
        "rooms": [room_view(room) for room in rooms.values()],
        "newest": {chat: bubble_view(bubble) for chat, bubble in newest.items()},
        "last": max((bubble.seq for bubble in newest.values()), default=0),
    }
