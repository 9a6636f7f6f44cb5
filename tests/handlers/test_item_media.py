"""Pictures, a video, a document, a link card: named in a table or a line, or embedded; what cannot be taken is said."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from docx import Document
from PIL import Image

from handlers.files.item_files import FORMATS, ItemFormat, read_item_file, write_item_file
from handlers.files.item_media import Carriage, Carried, carriage
from handlers.files.item_rows import Aim
from handlers.files.items import ItemDraft, ItemFault, ItemFileError
from handlers.files.media_types import Kind, MediaFault, suffix_of
from store.media import Attachment, MediaFolder

HEAD = ["栏目", "日期或编号", "标题", "正文", "来源"]
ROW = ["家庭教育", "05-15", "国际家庭日", "正文。", "联合国文件"]


def picture(colour: str = "red", format: str = "PNG", size: int = 8) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(out, format)
    return out.getvalue()


def document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("[Content_Types].xml", "<x/>")
        parts.writestr("word/document.xml", "<x/>")
    return out.getvalue()


FILM = b"\0\0\0\x18ftypmp42" + bytes(100)
CONTENTS = {
    "a.png": picture(),
    "b.jpg": picture("blue", "JPEG"),
    "c.webp": picture("green", "WEBP"),
    "红船.mp4": FILM,
    "d.docx": document(),
}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with an office's files."""
    for name, content in CONTENTS.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def table(folder: Path, **cells: str) -> Path:
    path = folder / "内容.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[*HEAD, *cells], [*ROW, *cells.values()]])
    return path


def draft(path: Path) -> ItemDraft:
    [row] = read_item_file(path, Aim())
    assert isinstance(row, ItemDraft), row.why
    return row


def carried(path: Path) -> list[tuple[str, str, str, str, str]]:
    return [
        (one.attachment.kind, one.attachment.file[-6:], one.attachment.name, one.attachment.text, one.attachment.url)
        for one in draft(path).media.given
    ]


def test_a_row_names_its_files_and_its_link(desk: Path) -> None:
    cells = {
        "图片": "a.png、b.jpg\nc.webp",
        "视频": "红船.mp4",
        "链接": "https://news.example/1",
        "链接说明": "上海 兴业路",
        "缩略图": "a.png",
    }
    found = carried(table(desk, **cells))
    assert [(kind, name) for kind, _, name, _, _ in found] == [
        ("image", ""),
        ("image", ""),
        ("image", ""),
        ("video", "红船.mp4"),
        ("link", "国际家庭日"),
    ], "a card without a title has the item's"
    assert found[-1][3:] == ("上海 兴业路", "https://news.example/1")
    assert [Path(file).suffix for _, file, _, _, _ in found] == [".png", ".jpg", ".webp", ".mp4", ".png"]


def test_a_thumbnail_may_have_an_address_of_its_own(desk: Path) -> None:
    [card] = draft(table(desk, 链接="https://a.example/1", 链接标题="一大会址", 缩略图="https://a.example/1.png")).media.given
    assert card.attachment == Attachment("link", "", "一大会址", "", "https://a.example/1", "https://a.example/1.png")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"图片": "没有.png"}, "没有找到“没有.png”"),
        ({"图片": "../别处.png"}, "“../别处.png”要放在这个文件的文件夹里"),
        ({"图片": "/etc/hostname"}, "“/etc/hostname”要放在这个文件的文件夹里"),
        ({"图片": "红船.mp4"}, "图片“红船.mp4”的内容不是 PNG、JPEG、GIF 或 WebP"),
        ({"视频": "a.png"}, "视频“a.png”的内容不是 MP4"),
        ({"视频": "红船.mp4", "附件": "d.docx"}, "视频和附件只能有一个"),
        ({"附件": "a.png"}, "附件“a.png”的内容不是 PDF、Word、Excel 或 PPT（.docx、.xlsx、.pptx）"),
        ({"图片": "、".join(["a.png"] * 10)}, "图片有 10 张，最多 9 张"),
        ({"链接": "news.example/1"}, "链接“news.example/1”不是完整的网址，要以 http:// 或 https:// 开头"),
        ({"链接": "javascript:alert(1)"}, "链接“javascript:alert(1)”不是完整的网址，要以 http:// 或 https:// 开头"),
        ({"链接标题": "一大会址"}, "写了链接标题、链接说明或缩略图，没有写链接"),
        ({"链接": "https://a.example/1", "链接说明": "长" * 201}, "链接说明超过 200 字"),
    ],
)
def test_what_cannot_be_taken_is_said(desk: Path, cells: dict[str, str], why: str) -> None:
    [row] = read_item_file(table(desk, **cells), Aim())
    assert isinstance(row, ItemFault)
    assert row.why == why


@pytest.mark.parametrize(
    ("kind", "content", "why"),
    [
        ("image", b"", "是空的"),
        ("image", picture(size=8)[:-20], "不是 PNG"),
        ("image", b"\x89PNG\r\n\x1a\n" + bytes(5_000_000), "太大，最多 5 MB"),
        ("video", bytes(20_000_001), "太大，最多 20 MB"),
        ("video", b"\0\0\0\x18ftypheic" + bytes(40), "不是 MP4"),
        ("file", b"MZ\x90" + bytes(40), "不是 PDF"),
        ("file", b"PK\x03\x04 no zip", "不是 PDF"),
    ],
)
def test_content_tells_what_it_is(kind: Kind, content: bytes, why: str) -> None:
    with pytest.raises(MediaFault, match=why):
        suffix_of(kind, content, "甲.png")


def test_a_name_that_lies_about_its_type_is_set_right(desk: Path) -> None:
    (desk / "片.mov").write_bytes(FILM)
    (desk / "b.png").write_bytes(CONTENTS["b.jpg"])
    assert [(name or file[-4:]) for _, file, name, _, _ in carried(table(desk, 图片="b.png", 视频="片.mov"))] == [".jpg", "片.mp4"]


def given() -> list[Carried]:
    return list(carriage({"pictures": "a.png、b.jpg、c.webp", "video": "红船.mp4", "link": "https://a.example/1"}, Path(), "题").given)


@pytest.mark.parametrize("format", FORMATS)
def test_what_items_carry_comes_back_as_it_went(desk: Path, format: ItemFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    card = Attachment("link", given()[0].attachment.file, "一大会址", "上海兴业路76号", "https://a.example/1")
    bare = ItemDraft("家庭教育", "dated", "05-15", "没有配图的", "正文。", "出处", "", None, "")
    full = ItemDraft("家庭教育", "dated", "05-20", "配图的", "正文。", "出处", "", None, "", Carriage((*given()[:-1], Carried(card))))
    film = Attachment("file", "x.pdf", "d.docx")
    other = ItemDraft("家庭教育", "dated", "05-21", "有附件的", "正文。", "出处", "", None, "", Carriage((Carried(film),)))
    places = {one.attachment.file: name for one, name in zip(given(), CONTENTS, strict=False)} | {"x.pdf": "d.docx"}
    path = desk / f"出.{format}"
    path.write_bytes(write_item_file([bare, full, other], format, places))
    back = read_item_file(path, Aim())
    assert all(isinstance(row, ItemDraft) for row in back), back
    drafts = [row for row in back if isinstance(row, ItemDraft)]
    assert [one.text for one in drafts] == ["正文。"] * 3
    assert [one.attachment.content for one in drafts[1].media.given] == [one.attachment.content for one in full.media.given]
    assert not drafts[0].media.given
    assert [(one.attachment.kind, one.attachment.name) for one in drafts[2].media.given] == [("file", "d.docx")]


def test_pictures_in_a_document_belong_to_the_heading_above(desk: Path) -> None:
    book = Document()
    book.add_heading("家庭教育", 1)
    for title, names in (("05-15 国际家庭日", ["a.png", "b.jpg"]), ("05-16 没有图", []), ("05-17 又一条", ["a.png"])):
        book.add_heading(title, 2)
        book.add_paragraph("正文。")
        for name in names:
            book.add_picture(str(desk / name))
        book.add_paragraph("来源：出处")
    book.save(str(desk / "内容.docx"))
    rows = [row for row in read_item_file(desk / "内容.docx", Aim()) if isinstance(row, ItemDraft)]
    assert [[one.content for one in row.media.given] for row in rows] == [[CONTENTS["a.png"], CONTENTS["b.jpg"]], [], [CONTENTS["a.png"]]]


MARKDOWN = """---
column: 家庭教育
kind: dated
{head}---

## 05-15 国际家庭日

正文。

{lines}来源：联合国文件
"""


def test_markdown_names_files_in_lines_or_in_the_head_of_a_single_item(desk: Path) -> None:
    path = desk / "内容.md"
    path.write_text(MARKDOWN.format(head="", lines="图片：a.png、b.jpg\n链接：https://a.example/1\n"), encoding="utf-8")
    assert [kind for kind, *_ in carried(path)] == ["image", "image", "link"]
    path.write_text(MARKDOWN.format(head="图片: [a.png, b.jpg]\n视频: 红船.mp4\n", lines=""), encoding="utf-8")
    assert [kind for kind, *_ in carried(path)] == ["image", "image", "video"]
    two = MARKDOWN.format(head="图片: a.png\n", lines="") + "\n## 05-16 又一条\n\n正文。\n\n来源：出处\n"
    path.write_text(two, encoding="utf-8")
    with pytest.raises(ItemFileError, match="只有一条内容的文件里写在开头"):
        read_item_file(path, Aim())
    path.write_text(MARKDOWN.format(head="", lines="图片：没有.png\n"), encoding="utf-8")
    [fault] = read_item_file(path, Aim())
    assert isinstance(fault, ItemFault)
    assert (fault.where, fault.why) == ("内容.md:6", "“国际家庭日”：没有找到“没有.png”")


def test_what_is_not_said_stays_and_what_is_said_to_be_nothing_goes(desk: Path) -> None:
    had = (
        Attachment("image", "old.png"),
        Attachment("video", "old.mp4", "旧.mp4"),
        Attachment("link", name="旧", url="https://old.example/"),
    )

    def over(**fields: str) -> list[str]:
        return [one.file or one.url for one in carriage(fields, desk, "题").over(had)]

    assert over() == ["old.png", "old.mp4", "https://old.example/"]
    assert over(pictures="无") == ["old.mp4", "https://old.example/"]
    assert over(video="无", link="无") == ["old.png"]
    assert over(link="https://new.example/") == ["old.png", "old.mp4", "https://new.example/"]
    assert len(over(pictures="a.png、b.jpg")) == 4
    assert over(file="d.docx")[1].endswith(".docx"), "instead of the video"


def test_the_folder_keeps_a_content_once(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path / "items")
    first, again = folder.save(b"abc", ".png"), folder.save(b"abc", ".png")
    assert first == again
    assert [path.name for path in (tmp_path / "items").iterdir()] == [first]
    assert folder.path(first).read_bytes() == b"abc"
    shutil.rmtree(tmp_path / "items")
