"""Study items as files: what is read, what is refused by name."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from handlers.files.items import ItemDraft, ItemFileError, read_items, read_library

LIBRARY = Path(__file__).parents[2] / "content"
HEAD = "---\ncolumn: 党史上的今天\nkind: dated\nauthor: 编写组\nchecked: 2026-11-22\n---\n"
NUMBERED = "---\ncolumn: 普法维权\nkind: numbered\n---\n"
ITEM = "\n## 05-20 标题\n\n正文一段。\n\n正文二段。\n\n来源：《大事记》\n"


def write(tmp_path: Path, text: str, name: str = "05.md") -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_item_is_read_with_all_its_parts(tmp_path: Path) -> None:
    [item] = read_items(write(tmp_path, HEAD + ITEM))
    assert item == ItemDraft(
        "党史上的今天", "dated", "05-20", "标题", "正文一段。\n正文二段。", "《大事记》", "编写组", date(2026, 11, 22), "05.md:8"
    )


def test_windows_files_are_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "05.md"
    path.write_bytes(("\ufeff" + HEAD + ITEM).replace("\n", "\r\n").encode())
    [item] = read_items(path)
    assert (item.title, item.source) == ("标题", "《大事记》")


@pytest.mark.parametrize("key", ["02-29", "12-31", "2024-02-29", "2021-05-20"])
def test_days_that_exist_are_keys(tmp_path: Path, key: str) -> None:
    [item] = read_items(write(tmp_path, HEAD + ITEM.replace("05-20", key)))
    assert item.key == key


def test_a_numbered_column_keeps_plain_numbers(tmp_path: Path) -> None:
    items = read_items(write(tmp_path, NUMBERED + ITEM.replace("05-20", "1") + ITEM.replace("05-20", "002")))
    assert [(item.key, item.kind, item.checked, item.author) for item in items] == [
        ("1", "numbered", None, ""),
        ("2", "numbered", None, ""),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ITEM, "05.md:1：文件要以一行“---”开头"),
        ("---\ncolumn: 甲\n", "没有用一行“---”结束"),
        (HEAD.replace("author:", "作者:") + ITEM, "不认识的项目“作者”"),
        (HEAD.replace("column: 党史上的今天\n", "") + ITEM, "缺少 column"),
        (HEAD.replace("kind: dated\n", "") + ITEM, "缺少 kind"),
        (HEAD.replace("kind: dated", "kind: daily") + ITEM, "这里写的是“daily”"),
        (HEAD.replace("2026-11-22", "上周") + ITEM, "checked 要写核对的日期"),
        (HEAD.replace("2026-11-22", "2026-02-30") + ITEM, "日期应是存在的日子"),
        (HEAD.replace("kind: dated", "kind: [") + ITEM, "写法有误"),
        ("---\n只有一句话\n---\n" + ITEM, "缺少 column"),
        (HEAD, "没有一条内容"),
        (HEAD + "随手写的话\n" + ITEM, "05.md:7：第一个标题之前不能有正文"),
        (HEAD + ITEM.replace("05-20", "02-30"), "05.md:8：没有“02-30”这一天"),
        (HEAD + ITEM.replace("05-20", "2021-02-29"), "没有“2021-02-29”这一天"),
        (HEAD + ITEM.replace("05-20", "5-20"), "写成 05-20 或 2021-05-20"),
        (HEAD + ITEM.replace("05-20 标题", "05-20"), "“05-20”后面没有写标题"),
        (HEAD + ITEM.replace("## 05-20 标题", "## "), "05.md:8：标题行要写成"),
        (HEAD + ITEM.replace("## 05-20", "# 05-20"), "标题行要写成"),
        (HEAD + ITEM.replace("来源：《大事记》", ""), "05.md:8：“标题”要有一行“来源：”"),
        (HEAD + ITEM.replace("来源：《大事记》", "来源："), "要有一行“来源：”"),
        (HEAD + ITEM + "\n后记。\n", "05.md:16：“来源：”要写在一条内容的最后一行"),
        (HEAD + ITEM.replace("正文一段。\n\n正文二段。", ""), "“标题”没有正文"),
        (NUMBERED + ITEM.replace("05-20", "第一"), "按编号的栏目"),
        (NUMBERED + ITEM.replace("05-20", "0"), "按编号的栏目"),
        (NUMBERED + ITEM.replace("05-20", "7") * 2, "05.md:14：栏目“普法维权”的编号 7 在 05.md:6 已经用过"),
    ],
)
def test_what_is_wrong_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ItemFileError) as refused:
        read_items(write(tmp_path, text))
    assert said in str(refused.value)
    assert str(refused.value).startswith("05.md")


def test_files_that_are_not_text_or_not_there_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "05.md"
    path.write_bytes("党史".encode("gbk"))
    with pytest.raises(ItemFileError, match="不是 UTF-8 编码"):
        read_items(path)
    with pytest.raises(ItemFileError, match="文件打不开"):
        read_items(tmp_path / "06.md")
    with pytest.raises(ItemFileError, match="没有找到内容目录"):
        read_library(tmp_path / "none")


def test_a_library_is_read_by_name_without_its_readme(tmp_path: Path) -> None:
    write(tmp_path, HEAD + ITEM, "today/06.md")
    write(tmp_path, HEAD + ITEM + ITEM, "today/05.md")
    write(tmp_path, "# 说明\n", "README.md")
    write(tmp_path, "# 复核\n", "REVIEW.md")
    assert [item.where for item in read_library(tmp_path)] == ["today/05.md:8", "today/05.md:16", "today/06.md:8"]


def test_a_number_is_used_once_in_all_files_of_a_column(tmp_path: Path) -> None:
    for name in ("law.md", "more.md"):
        write(tmp_path, NUMBERED + ITEM.replace("05-20", "7"), name)
    with pytest.raises(ItemFileError, match=r"more\.md:6：.*law\.md:6 已经用过"):
        read_library(tmp_path)


def test_a_column_is_of_one_kind(tmp_path: Path) -> None:
    write(tmp_path, HEAD + ITEM, "a.md")
    write(tmp_path, NUMBERED.replace("普法维权", "党史上的今天") + ITEM.replace("05-20", "7"), "b.md")
    with pytest.raises(ItemFileError, match="这里是 numbered"):
        read_library(tmp_path)


def test_the_library_is_large_enough() -> None:
    items = read_library(LIBRARY)
    count = Counter(item.column for item in items)
    assert len(items) >= 80
    assert count["党史中的100位巾帼英雄故事"] >= 20
    assert count["红色家风传承"] >= 5
    assert count["百名女大学生讲述100个党史故事"] >= 5
    assert count["普法维权"] >= 5


NODES = ("03-08", "05-04", "05-15", "06-01", "07-01", "08-01", "10-01")


def test_every_day_of_the_year_has_an_item_and_every_node_a_second_one() -> None:
    """The README says so."""
    days = Counter(item.key for item in read_library(LIBRARY) if item.column == "党史上的今天")
    leap_year = {f"{date(2024, 1, 1) + timedelta(days=number):%m-%d}" for number in range(366)}
    assert set(days) == leap_year
    assert [node for node in NODES if days[node] < 2] == []


def test_every_item_says_who_wrote_it_and_when_it_was_checked() -> None:
    assert [item.where for item in read_library(LIBRARY) if not item.author or item.checked is None] == []
