"""Files that are whole and on the disk before they have their names: no power cut leaves half of one, or none, under it."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex

PARTIAL = ".part"
"""How the name of what is being written ends."""


def write_whole(path: Path, content: bytes) -> None:
    """Keep the content at `path`, its folder made where it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{token_hex(8)}{PARTIAL}")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
