"""`jinguo paste`: a stretch of chat, a list, a table of sign-ups, shown and recorded from the terminal."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.config import Settings
from bot.failure import Failure
from bot.pasting import Brought, paste_file
from bot.replay import replay_file
from handlers.files.lines import LinesError
from store.database import Database, DatabaseError
from store.exports import Exports
from store.unit_of_work import UnitOfWork
from tests.bot.test_cli import jinguo, lines

DAY = date(2021, 5, 20)
GROUP = "省财政厅妇女工作群"
AT = "2021-05-18T09:00:00+08:00"
MORNING: list[dict[str, Any]] = [
    {"at": AT, "control": "bind", "group": "g1", "group_name": GROUP, "unit": "省财政厅"},
    {"at": AT, "control": "bind", "group": "g2", "group_name": "省教育厅妇女工作群", "unit": "省教育厅"},
    {"at": AT, "control": "grant", "sender": "u9", "sender_name": "赵敏", "role": "organizer", "unit": "*"},
    {"at": AT, "group": "g1", "sender": "u9", "sender_name": "赵敏", "text": "发起活动 剪纸活动 限50人", "id": "m1"},
    {"at": AT, "group": "g1", "sender": "u1", "sender_name": "王芳", "text": "我的记录", "id": "m2"},
]
STRETCH = "王芳 2021/5/19 9:01\n报名剪纸2人\n李静 2021/5/19 9:02\n大家早\n孙七 2021/5/19 9:03\n我也报名剪纸\n赵敏 2021/5/19 9:04\n统计\n"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store with two groups, an organizer and an activity."""
    transcript = tmp_path / "morning.jsonl"
    transcript.write_text("".join(json.dumps(step, ensure_ascii=False) + "\n" for step in MORNING), encoding="utf-8")
    replay_file(transcript, f"sqlite:///{tmp_path / 'a.db'}", lambda _: None)
    return f"sqlite:///{tmp_path / 'a.db'}"


def rows(url: str, what: str = "signups") -> list[dict[str, Any]]:
    database = Database(url)
    with database.reading() as connection:
        found = list(Exports(UnitOfWork(connection)).rows(what))
    database.close()
    return found


def heads(url: str) -> dict[str, int]:
    return {row["name"]: row["headcount"] for row in rows(url) if row["state"] != "cancelled"}


def paste(url: str, file: Path, *, group: str = GROUP, sender: str = "u9", dry_run: bool = False) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    paste_file(Brought(file, group, sender, DAY, dry_run), Settings(files=file.parent / "files"), url, said.append)
    return said


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / "chat.txt"
    file.write_text(text, encoding=encoding)
    return file


def test_the_command_shows_records_and_changes_nothing_the_second_time(url: str, tmp_path: Path) -> None:
    file = written(tmp_path, STRETCH)
    said = ("paste", str(file), "--group", GROUP, "--sender", "u9", "--as-of", "2021-05-20", "--db", url)
    dry = jinguo(*said, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert [(one["line"], one["who"], one["result"], one["text"]) for one in lines(dry.stdout)[:-1]] == [
        (1, "王芳", "recorded", "王芳 2人 报名“剪纸活动”"),
        (3, "李静", "left_out", "闲聊"),
        (5, "孙七", "recorded", "孙七 1人 报名“剪纸活动”"),
        (7, "赵敏", "left_out", "不是登记的事"),
    ]
    assert lines(dry.stdout)[-1] == {"recorded": 2, "same": 0, "left_out": 2, "dry_run": True}
    assert heads(url) == {}
    assert lines(jinguo(*said).stdout)[:-1] == lines(dry.stdout)[:-1], "what was shown is what is recorded"
    found = {row["name"]: row for row in rows(url)}
    assert {name: row["member_id"] for name, row in found.items()} == {"王芳": "u1", "孙七": "u9"}
    before = rows(url)
    assert lines(jinguo(*said).stdout)[-1] == {"recorded": 0, "same": 2, "left_out": 2, "dry_run": False}
    assert rows(url) == before


def test_a_dry_run_leaves_the_store_as_it_was(url: str, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    dump = _dump(database)
    paste(url, written(tmp_path, STRETCH), sender="u-new", group="省教育厅", dry_run=True)
    assert _dump(database) == dump


def _dump(path: Path) -> list[str]:
    import sqlite3

    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_a_plain_member_brings_others_by_name_and_may_not_undo_their_word(url: str, tmp_path: Path) -> None:
    paste(url, written(tmp_path, STRETCH), sender="u9")
    said = paste(url, written(tmp_path, "王芳：取消报名 剪纸\n钱十：报名剪纸\n"), sender="u5")
    assert [one["result"] for one in said[:-1]] == ["left_out", "recorded"]
    assert heads(url) == {"王芳": 2, "孙七": 1, "钱十": 1}


def test_a_list_and_lines_of_ones_own(url: str, tmp_path: Path) -> None:
    said = paste(url, written(tmp_path, "#接龙\n剪纸活动报名\n\n1. 王芳\n2. 孙七 2人\n", "gb18030"))
    assert said[0]["text"] == "名单“剪纸活动报名” 2 行：剪纸活动共 3/50 人"
    paste(url, written(tmp_path, "#接龙\n剪纸活动报名\n\n1. 王芳\n"), sender="u9")
    assert heads(url) == {"王芳": 1}, "what an organizer's list no longer has is out"
    assert paste(url, written(tmp_path, "代报名 剪纸 周八、吴九\n\n明天见\n"), sender="u5")[-1]["recorded"] == 1
    assert heads(url) == {"王芳": 1, "周八": 1, "吴九": 1}


def table(tmp_path: Path, *given: tuple[Any, ...], title: str = "剪纸活动报名名单") -> Path:
    book = openpyxl.Workbook()
    for row in ((title,), ("序号", "姓名", "单位", "人数", "备注"), *given):
        book.worksheets[0].append(row)
    book.save(tmp_path / "名单.xlsx")
    return tmp_path / "名单.xlsx"


def test_a_table_of_sign_ups_is_a_list(url: str, tmp_path: Path) -> None:
    given = [(1, "王芳", "省财政厅", 2, "素食"), (2, "孙七", "省教育厅", "三人", ""), (3, "周八", "", "若干", ""), ("合计", "", "", 5, "")]
    said = paste(url, table(tmp_path, *given))
    assert [(one["result"], one["text"]) for one in said[:-1]] == [
        ("recorded", "名单“剪纸活动报名名单” 1 行：剪纸活动共 2/50 人"),
        ("recorded", "名单“剪纸活动报名名单” 1 行：剪纸活动共 5/50 人，比上次多 3 人"),
        ("left_out", "第5行：人数“若干”看不懂"),
    ]
    assert {row["name"]: (row["headcount"], row["unit"]) for row in rows(url)} == {"王芳": (2, "省财政厅"), "孙七": (3, "省教育厅")}
    assert paste(url, table(tmp_path, *given))[-1]["recorded"] == 0
    paste(url, table(tmp_path, (1, "王芳", "省财政厅", 4, "素食")))
    assert heads(url) == {"王芳": 4, "孙七": 3}


def test_a_row_without_a_name_is_told(url: str, tmp_path: Path) -> None:
    said = paste(url, table(tmp_path, (1, "王芳", "", 2, ""), (2, "", "", 3, ""), ("填表人：赵敏", "", "", "", "")))
    assert [(one["result"], one["text"]) for one in said[1:-1]] == [("left_out", "第4行：没有写姓名")]
    assert heads(url) == {"王芳": 2}


def test_every_sheet_of_sign_ups_is_read(url: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, who in (("剪纸活动", "王芳"), ("登山", "孙七")):
        page = book.create_sheet(name)
        for row in (["姓名", "人数"], [who, 2], ["", 1]):
            page.append(row)
    book.save(tmp_path / "名单.xlsx")
    said = paste(url, tmp_path / "名单.xlsx")
    assert [one["text"] for one in said[:-1] if one["result"] == "recorded"] == ["名单“剪纸活动” 1 行：剪纸活动共 2/50 人"]
    left = [one["text"] for one in said[:-1] if one["result"] == "left_out"]
    assert any("登山" in text for text in left), left
    assert {"“剪纸活动”第3行：没有写姓名", "“登山”第3行：没有写姓名"} <= set(left)
    assert heads(url) == {"王芳": 2}


def test_a_table_without_names_is_refused_with_a_sentence(url: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["日期", "数量"])
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(LinesError, match="姓名"):
        paste(url, tmp_path / "b.xlsx")


def test_a_unit_that_lets_no_bot_in_is_brought_in_by_hand(url: str, tmp_path: Path) -> None:
    database = Database(url)
    with database.writing() as connection:
        UnitOfWork(connection).units.ensure("省林业局")
    database.close()
    for text in ("孙七：报名剪纸\n周八：报名剪纸2人\n", "孙七：报名剪纸3人\n周八：你好\n"):
        paste(url, written(tmp_path, text), group="省林业局")
    assert {(row["name"], row["headcount"], row["unit"]) for row in rows(url)} == {("孙七", 3, "省林业局"), ("周八", 2, "省林业局")}


def test_a_group_that_is_not_there_or_not_clear_is_told(url: str, tmp_path: Path) -> None:
    file = written(tmp_path, STRETCH)
    with pytest.raises(Failure, match="没有“省审计厅”这个群"):
        paste(url, file, group="省审计厅")
    with pytest.raises(Failure, match="请写全名"):
        paste(url, file, group="妇女工作群")
    assert paste(url, file, group="教育厅")[-1]["recorded"] == 2
    assert {row["unit"] for row in rows(url)} == {"省教育厅"}


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError):
        paste(f"sqlite:///{tmp_path / 'none.db'}", written(tmp_path, STRETCH))
    assert not (tmp_path / "none.db").exists()
