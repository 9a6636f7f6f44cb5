"""What is sent one by one: the messages of an envelope, texts too long for the channel in numbered parts, kinds it lacks as words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.adapter import Capabilities
from handlers.message import OutgoingMessage
from handlers.texts import Texts

_SENTENCE = re.compile(r"[^。！？!?；;…\n]*(?:[。！？!?；;…\n]+[”’」』》）)】\]\s]*|\Z)")
_CLAUSE = re.compile(r"[^，、,：:\s]*(?:[，、,：:\s]+|\Z)")


@dataclass(frozen=True, slots=True)
class Part:
    """One message of an envelope; `next` is the part after this one, counted from 0; 0 where this is the last."""

    message: OutgoingMessage
    next: int = 0


def part_of(messages: Sequence[OutgoingMessage | None], done: int, can: Capabilities, texts: Texts) -> Part | None:
    """The first part that has not been sent, as the channel can carry it; None when all have. Each has a key of its own."""
    parts = [part for message in messages for part in _parts(message, can, texts)]
    left = [number for number, part in enumerate(parts) if part is not None and number >= done]
    if not left:
        return None
    number, part = left[0], parts[left[0]]
    assert part is not None
    return Part(replace(part, key=f"{part.key}.{number}") if number else part, left[1] if len(left) > 1 else 0)


def _parts(message: OutgoingMessage | None, can: Capabilities, texts: Texts) -> list[OutgoingMessage | None]:
    """A message, or its text in pieces that fit."""
    if message is None:
        return [None]
    can = can.of(message)
    if message.kind not in can.kinds:
        message = replace(message, kind="text", text=_in_words(message, texts), path="", name="", url="", picture_url="")
    most = can.max_mention_bytes if message.mention and can.max_mention_bytes else can.max_text_bytes
    if message.kind != "text" or not most or len(message.text.encode()) <= most:
        return [message]
    pieces = split(message.text, most, texts.get("outbox.part") or "")
    return [replace(message, text=piece, mention=() if number else message.mention) for number, piece in enumerate(pieces)]


def _in_words(message: OutgoingMessage, texts: Texts) -> str:
    """What the channel cannot carry: a card as its title, description and address, a picture or file as a line."""
    if message.kind == "link":
        return "\n".join(line for line in (message.name, message.text, message.url) if line)
    line = texts(f"outbox.no_{message.kind}", name=message.name)
    return f"{message.text}\n{line}" if message.text else line


@lru_cache(maxsize=64)
def split(text: str, most: int, mark: str) -> tuple[str, ...]:
    """Parts of at most `most` bytes, cut at sentence ends where there are any, each with its mark ({number}, {total})."""
    digits, found = 0, [text]
    while len(str(len(found))) > digits:
        digits = len(str(len(found)))
        room = most - len(mark.format(number="9" * digits, total="9" * digits).encode())
        if room < 4:
            raise ValueError(f"a text cannot be split into parts of {most} bytes")
        found = list(_packed(text, room))
    return tuple(mark.format(number=number, total=len(found)) + part for number, part in enumerate(found, 1))


def _packed(text: str, room: int) -> Iterator[str]:
    """As many pieces together as there is room for."""
    held = ""
    for piece in _pieces(text, room):
        if held and len((held + piece).rstrip().encode()) > room:
            if held.strip():
                yield held.strip()
            held = ""
        held += piece
    if held.strip():
        yield held.strip()


def _pieces(text: str, room: int) -> Iterator[str]:
    """Sentences; of one that is too long its clauses; of one of these that is too long as many letters as there is room for."""
    for sentence in _SENTENCE.findall(text):
        if len(sentence.encode()) <= room:
            yield sentence
            continue
        for clause in _CLAUSE.findall(sentence):
            yield from [clause] if len(clause.encode()) <= room else _letters(clause, room)


def _letters(text: str, room: int) -> Iterator[str]:
    held, size = "", 0
    for letter in text:
        size += len(letter.encode())
        if size > room:
            yield held
            held, size = "", len(letter.encode())
        held += letter
    yield held
