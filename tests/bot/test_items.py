"""`jinguo import items`, `jinguo content export`, `jinguo template`: an office brings its own study items."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.commands import app
from tests.conversation import town
from tests.handlers.test_item_media import CONTENTS

HEAD = ("栏目", "日期或编号", "标题", "正文", "来源")
Row = tuple[str, ...]


def jinguo(*arguments: str, status: int = 0) -> list[dict[str, Any]]:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == status, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def write(path: Path, *rows: Row) -> str:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return str(path)


def fates(lines: list[dict[str, Any]]) -> list[str]:
    return [str(line["fate"]) for line in lines[:-1]]


ONE: Row = (
    "家庭教育",
    "05-15",
    "国际家庭日",
    "1993年，第47届联合国大会通过决议，从1994年起，每年5月15日为国际家庭日，提醒各国政府和公众关心家庭。",
    "联合国文件",
)
TWO: Row = ("普法维权", "", "家庭暴力告诫书", "公安机关可以出具告诫书。", "反家庭暴力法第十六条")


def test_what_has_come_in_does_not_come_in_again(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path}/a.db", write(tmp_path / "内容.csv", ONE, TWO)
    assert jinguo("import", "items", file, "--db", url, "--dry-run")[-1] == {
        "new": 2,
        "changed": 0,
        "same": 0,
        "refused": 0,
        "stored": False,
    }
    first = jinguo("import", "items", file, "--db", url)
    assert [(one["fate"], one["place"]) for one in first[:-1]] == [("new", "05-15"), ("new", "1")]
    assert fates(jinguo("import", "items", file, "--db", url)) == ["same", "same"]
    nearly = write(tmp_path / "又一份.csv", (*ONE[:2], "国际家庭日的由来", ONE[3].replace("，", " ，").replace("。", "！"), ONE[4]))
    [line, _] = jinguo("import", "items", nearly, "--db", url)
    assert (line["fate"], line["why"]) == ("same", "与《国际家庭日》几乎一样")


def test_a_number_that_is_taken_says_what_it_would_put_away(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    jinguo("import", "items", write(tmp_path / "一.csv", ("普法维权", "1", "告诫书", "公安机关可以出具告诫书。", "法")), "--db", url)
    other = write(tmp_path / "二.csv", ("普法维权", "1", "保护令", "人民法院作出保护令。", "法"))
    [line, _] = jinguo("import", "items", other, "--db", url, "--dry-run")
    assert (line["fate"], line["why"]) == ("changed", "换掉原来的《告诫书》")


def test_one_row_that_is_not_understood_keeps_all_out_unless_it_is_wanted_so(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path}/a.db", write(tmp_path / "内容.csv", ONE, ("普法维权", "三", "甲", "乙", "丙"), TWO)
    lines = jinguo("import", "items", file, "--db", url, status=1)
    assert fates(lines) == ["new", "refused", "new"]
    assert lines[-1]["stored"] is False
    again = jinguo("import", "items", file, "--db", url, "--partial", status=1)
    assert again[-1] == {"new": 2, "changed": 0, "same": 0, "refused": 1, "stored": True}
    assert fates(jinguo("import", "items", write(tmp_path / "二.csv", ONE, TWO), "--db", url)) == ["same", "same"]


def test_a_column_keeps_its_kind_and_a_number_its_one_item(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    jinguo("import", "items", write(tmp_path / "一.csv", ONE), "--db", url)
    rows = (("家庭教育", "3", "甲", "乙丙丁", "戊"), ("普法维权", "2", "子", "丑寅卯", "辰"), ("普法维权", "2", "巳", "午未申", "酉"))
    lines = jinguo("import", "items", write(tmp_path / "二.csv", *rows), "--db", url, status=1)
    assert [line.get("why", "") for line in lines[:-1]] == ["栏目“家庭教育”是按日期的，这一条是按编号的", "", "和第3行重复"]


def test_what_is_exported_is_the_same_when_it_comes_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    jinguo("import", "items", write(tmp_path / "内容.csv", ONE, TWO), "--db", url)
    for name in ("出.xlsx", "出.docx", "出.csv"):
        jinguo("content", "export", "--format", name.split(".")[1], "--out", str(tmp_path / name), "--db", url)
        assert fates(jinguo("import", "items", str(tmp_path / name), "--db", url)) == ["same", "same"]
    out = str(tmp_path / "出.md")
    jinguo("content", "export", "--format", "md", "--out", out, "--db", url, status=1)
    jinguo("content", "export", "--format", "md", "--column", "家庭教育", "--out", out, "--db", url)
    assert fates(jinguo("import", "items", out, "--db", url)) == ["same"]


def test_a_form_to_fill_in_for_each_format(tmp_path: Path) -> None:
    for name in ("样.xlsx", "样.csv", "样.md", "样.docx"):
        jinguo("template", "--format", name.split(".")[1], "--out", str(tmp_path / name))
        url = f"sqlite:///{tmp_path}/{name}.db"
        assert set(fates(jinguo("import", "items", str(tmp_path / name), "--db", url))) == {"new"}


async def test_an_approved_item_that_is_changed_waits_for_review_again(tmp_path: Path) -> None:
    async with town() as here:
        item = await here.item("普法维权", 1, "家庭暴力告诫书", "旧的正文。")
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        file = write(tmp_path / "内容.csv", ("普法维权", "1", "家庭暴力告诫书", "新的正文。", "反家庭暴力法"))
        [line, sums] = jinguo("import", "items", file, "--db", here.database)
        assert (line["fate"], line["item"], sums["changed"]) == ("changed", item, 1)
        assert "家庭暴力告诫书" in await zhao.says("待审")
        assert "正在推送" not in await zhao.says("立即推送 普法维权")
        assert "已通过" in await zhao.says(f"通过 {item}")
        assert "正在推送" in await zhao.says("立即推送 普法维权")
        assert "新的正文" in here.group("省教育厅").heard()


@pytest.mark.parametrize("format", ["xlsx", "csv", "md", "docx"])
def test_what_items_carry_goes_out_and_comes_in_again(tmp_path: Path, format: str) -> None:
    for name, content in CONTENTS.items():
        (tmp_path / name).write_bytes(content)
    head = (*HEAD, "图片", "视频", "链接", "链接标题", "缩略图")
    media = ("a.png、b.jpg、c.webp", "红船.mp4", "https://a.example/1", "一大会址", "b.jpg")
    with (tmp_path / "内容.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, (*ONE, *media), ("家庭教育", "05-16", "另一天", "没有配图。", "出处", *[""] * 5)])
    here, there = (f"sqlite:///{tmp_path}/{name}/a.db" for name in ("这里", "那里"))
    rehearsed = jinguo("import", "items", str(tmp_path / "内容.csv"), "--db", here, "--dry-run")
    assert (rehearsed[0]["pictures"], rehearsed[0]["video"], rehearsed[0]["link"]) == (3, "红船.mp4", "https://a.example/1")
    assert not (tmp_path / "这里" / "files").exists(), "nothing is kept of what is only tried"
    assert fates(jinguo("import", "items", str(tmp_path / "内容.csv"), "--db", here)) == ["new", "new"]
    assert sorted(path.suffix for path in (tmp_path / "这里" / "files" / "items").iterdir()) == [".jpg", ".mp4", ".png", ".webp"]
    out = tmp_path / "出" / f"导出.{format}"
    out.parent.mkdir()
    jinguo("content", "export", "--format", format, "--out", str(out), "--column", "家庭教育", "--db", here)
    assert fates(jinguo("import", "items", str(out), "--db", here)) == ["same", "same"]
    assert fates(jinguo("import", "items", str(out), "--db", there)) == ["new", "new"]
    assert fates(jinguo("import", "items", str(tmp_path / "内容.csv"), "--db", there)) == ["same", "same"], "content for content"


def test_another_picture_is_a_change_and_waits_for_review_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    for name, content in CONTENTS.items():
        (tmp_path / name).write_bytes(content)

    def with_picture(said: str) -> list[str]:
        with (tmp_path / "内容.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([(*HEAD, "图片"), (*ONE, said)])
        return fates(jinguo("import", "items", str(tmp_path / "内容.csv"), "--db", url))

    assert [with_picture(said) for said in ("a.png", "a.png", "b.jpg", "", "无", "无")] == [
        ["new"],
        ["same"],
        ["changed"],
        ["same"],
        ["changed"],
        ["same"],
    ]
    with sqlite3.connect(tmp_path / "a.db") as database:
        assert database.execute("SELECT state, media FROM study_item").fetchall() == [("submitted", None)]
    database.close()
