"""The files of works: what is kept, what a crash may leave, what is swept."""

from __future__ import annotations

import asyncio
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from bot.gallery import Gallery
from handlers.files.pictures import MOST_PIXELS, Unfit, examined
from handlers.message import IncomingMessage, Media
from tests.conversation import NINE, Town, town
from tests.handlers.test_works_talk import collecting, heard, kept
from tests.pictures import bomb, picture, video


def sent(path: Path) -> IncomingMessage:
    return IncomingMessage("main", "g", "u", "", "m", NINE, kind="image", media=Media(path.name, str(path)))


def aged(folder: Path, days: float) -> None:
    """Every file as old as that, by the clock of the test."""
    for path in folder.glob("works/*/*"):
        at = (NINE - timedelta(days=days)).timestamp()
        os.utime(path, (at, at))


def works(folder: Path) -> list[Path]:
    """The files of works in a folder, small pictures left out."""
    return sorted(path for path in folder.glob("works/*/*") if not path.name.endswith((".small.jpg", ".part")))


async def tidy(here: Town) -> None:
    await here.app._housekeeping.tidy()


async def test_the_same_content_under_two_names_is_one_file(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path, 20, 100)
    for name in ("a.jpg", "b.png"):
        (tmp_path / name).write_bytes(picture(1))
    one, other = [await gallery.taken(sent(tmp_path / name)) for name in ("a.jpg", "b.png")]
    assert one == other
    assert one.media == "jpeg"
    assert works(tmp_path) == [tmp_path / "works" / one.sha256[:2] / f"{one.sha256}.jpg"]
    assert works(tmp_path)[0].read_bytes() == picture(1)


async def test_what_goes_wrong_while_copying_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jpg").write_bytes(picture(1))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.gallery.shutil.copyfileobj", full)
    assert (await Gallery(tmp_path, 20, 100).taken(sent(tmp_path / "a.jpg"))).fault == "lost"
    assert works(tmp_path) == []


async def test_a_file_whose_row_was_never_written_is_swept_after_a_day() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        await wang.sends("a.jpg", picture(1))
        await heard(here)
        (here.folder / "orphan.jpg").write_bytes(picture(2))
        await here.app._gallery.taken(sent(here.folder / "orphan.jpg"))
        half = here.folder / "files" / "works" / "ab"
        half.mkdir(exist_ok=True)
        (half / "ab12.jpg.part").write_bytes(b"half")
        aged(here.folder / "files", 0.5)
        await tidy(here)
        assert len(kept(here)) == 3
        aged(here.folder / "files", 2)
        await here.pass_time(days=1)
        await tidy(here)
        assert [path.stem for path in kept(here)] == [row["sha256"] for row in await here.rows("works")]


async def test_a_withdrawn_works_file_stays_for_a_day_and_goes_then() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        await wang.sends("a.jpg", picture(1))
        await wang.sends("b.mp4", video(1))
        await heard(here)
        await here.pass_time(days=5)
        await wang.says("撤回作品 1")
        aged(here.folder / "files", 0)
        await tidy(here)
        assert len(kept(here)) == 2
        assert await wang.says("撤销") == "已撤销：撤回作品 1号。"
        await wang.says("撤回作品 1")
        await here.pass_time(days=2)
        await tidy(here)
        assert [path.suffix for path in kept(here)] == [".mp4"]


async def test_what_nobody_may_show_any_more_goes() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.says("投稿 剪纸")
        await wang.sends("a.jpg", picture(1))
        await heard(here)
        await wang.whispers("删除我的信息")
        aged(here.folder / "files", 2)
        await tidy(here)
        assert kept(here) == []
        assert list((here.folder / "files" / "works").glob("*/*")) == []


async def test_a_picture_of_nobodys_is_not_kept_anywhere() -> None:
    async with town() as here:
        wang = await collecting(here)
        await wang.sends("a.jpg", picture(1))
        await wang.sends("b.jpg", picture(2), private=True)
        assert not (here.folder / "files" / "works").exists()


async def test_sweeps_beside_pictures_lose_none(tmp_path: Path) -> None:
    """A file taken again while it is being swept is there when its row is written."""
    gallery = Gallery(tmp_path, 20, 100)
    (tmp_path / "a.jpg").write_bytes(picture(1))
    rows: set[str] = set()

    async def take() -> None:
        taken = await gallery.taken(sent(tmp_path / "a.jpg"))
        rows.add(taken.sha256)

    async def needed(shas: list[str]) -> set[str]:
        await asyncio.sleep(0)
        return set()

    await take()
    for _ in range(20):
        for path in works(tmp_path):
            os.utime(path, (1, 1))
            os.utime(path.with_suffix(".small.jpg"), (1, 1))
        await asyncio.gather(gallery.sweep(100.0, needed), take())
        assert len(works(tmp_path)) == 1


def test_a_bomb_is_not_unfolded(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(bomb())
    with pytest.raises(Unfit) as caught:
        examined(tmp_path / "a.png")
    assert caught.value.fault == "pixels"
    out = io.BytesIO()
    Image.new("L", (8000, 8000)).save(out, "PNG")  # below the decoder's own limit, above ours
    assert MOST_PIXELS < 8000 * 8000
    (tmp_path / "b.png").write_bytes(out.getvalue())
    with pytest.raises(Unfit) as caught:
        examined(tmp_path / "b.png")
    assert caught.value.fault == "pixels"


def fault_of(folder: Path, content: bytes) -> str:
    """What is wrong with it; empty where nothing is (of a GIF the last bytes may be missing)."""
    (folder / "a").write_bytes(content)
    try:
        examined(folder / "a")
    except Unfit as error:
        return error.fault
    return ""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_picture_cut_anywhere_is_broken_or_whole_never_an_error_of_ours(tmp_path: Path, kind: str) -> None:
    whole = picture(3, kind)
    told = {fault_of(tmp_path, whole[:cut]) for cut in range(1, len(whole), max(1, len(whole) // 60))}
    assert "broken" in told
    assert told <= {"broken", "type", ""}
    (tmp_path / "a").write_bytes(whole)
    assert examined(tmp_path / "a").media == kind.lower()


def test_a_video_without_its_index_is_broken(tmp_path: Path) -> None:
    assert fault_of(tmp_path, video(1)) == ""
    assert fault_of(tmp_path, video(1).replace(b"moov", b"free")) == "broken"


def test_a_video_cut_anywhere_is_broken(tmp_path: Path) -> None:
    whole = video(1)
    for cut in range(1, len(whole), 97):
        (tmp_path / "a").write_bytes(whole[:cut])
        with pytest.raises(Unfit):
            examined(tmp_path / "a")
