"""What is sent is kept a while; what items carry is kept as long as they are."""

import os
from pathlib import Path

from bot.files import Shelf
from store.media import MediaFolder


def test_old_files_go_and_what_items_carry_stays(tmp_path: Path) -> None:
    shelf, media = Shelf(tmp_path), MediaFolder(tmp_path / "items")
    sent, kept = Path(shelf.save("名单.xlsx", b"abc")), media.path(media.save(b"abc", ".png"))
    for path in (sent, kept):
        os.utime(path, (1, 1))
    assert shelf.prune(2) == 1
    assert (sent.exists(), kept.exists()) == (False, True)
