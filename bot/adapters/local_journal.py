"""What the simulated channel remembers: one append-only file of JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.adapters.local_types import Bubble, JournalDamaged, Person, Room

Record = dict[str, Any]


class Journal:
    """Records in the order they were written; with no file, nothing is kept."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)

    def append(self, kind: str, thing: Person | Room | Bubble | str) -> None:
        """Write one record: a whole line in a single write."""
        if self._file is None:
            return
        body = {"wire_id": thing} if isinstance(thing, str) else asdict(thing)
        line = json.dumps({"is": kind, **body}, ensure_ascii=False, default=datetime.isoformat) + "\n"
        with self._file.open("ab") as out:
            out.write(line.encode())

    def read(self) -> Iterator[Record]:
        """Every record. A torn last line (a crash while writing) is cut off; an unreadable earlier one raises `JournalDamaged`."""
        if self._file is None or not self._file.exists():
            return
        lines = self._file.read_bytes().splitlines(keepends=True)
        good = 0
        for number, line in enumerate(lines, 1):
            record = _parse(line)
            if record is None:
                if number < len(lines):
                    raise JournalDamaged(f"聊天记录 {self._file} 第 {number} 行读不出来，请从备份恢复或把它移走")
                self._cut(good)
                return
            good += len(line)
            yield record

    def _cut(self, size: int) -> None:
        if self._file is not None:
            with self._file.open("r+b") as file:
                file.truncate(size)


def _parse(line: bytes) -> Record | None:
    if not line.endswith(b"\n"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and "is" in record else None


def person_of(record: Record) -> Person:
    """A `Person` from its record."""
    return Person(record["wire_id"], record["name"], record["role_hint"])


def room_of(record: Record) -> Room:
    """A `Room` from its record."""
    return Room(record["wire_id"], record["name"], tuple(record["members"]))


def bubble_of(record: Record) -> Bubble:
    """A `Bubble` from its record."""
    fields = {key: value for key, value in record.items() if key != "is"}
    fields["at"] = datetime.fromisoformat(fields["at"])
    fields["mention"] = tuple(fields["mention"])
    return Bubble(**fields)
