"""A file has its name only when all of it is on the disk."""

import os
from pathlib import Path

import pytest

from bot.files import Shelf
from store.files import write_whole
from store.media import MediaFolder


def test_it_is_flushed_before_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[bool] = []
    there = tmp_path / "new" / ("剪纸" * 40 + ".png")
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        flushed.append(there.exists())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    write_whole(there, b"content")
    assert (there.read_bytes(), flushed) == (b"content", [False])
    assert list(there.parent.iterdir()) == [there]


def test_what_items_carry_and_what_is_shown_in_chats_is_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", flushed.append)
    MediaFolder(tmp_path / "items").save(b"a picture", ".png")
    assert len(flushed) == 1
    Shelf(tmp_path / "files").save("名单.xlsx", b"a list")
    assert len(flushed) == 2
