"""`jinguo content` as an office meets it: its own file is checked beside the library, and its cards are drawn."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.content import check_content, draw_cards
from bot.failure import Failure
from bot.library import load_library
from store.database import Database
from store.media import MediaFolder, attachments
from store.unit_of_work import UnitOfWork
from tests.bot.test_cli import jinguo, lines
from tests.handlers.test_item_media import CONTENTS

HEAD = "---\ncolumn: 红色家风传承\nkind: numbered\nauthor: 省厅\nchecked: 2026-11-22\n---\n"
TEXT = "".join(chr(0x4E00 + n) for n in range(150)) + "。"


def item(number: int, title: str, text: str = TEXT, source: str = "《省厅家风》") -> str:
    return f"\n## {number} {title}\n\n{text}\n\n来源：{source}\n"


def write(tmp_path: Path, text: str, name: str = "省厅家风.md") -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def checked(*paths: Path) -> tuple[bool, list[dict[str, Any]]]:
    said: list[dict[str, Any]] = []
    return check_content(paths, said.append), said


def test_the_library_that_came_with_the_program_is_clean() -> None:
    answer = jinguo("content", "check")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert "没有要改的" in answer.stderr


def test_every_finding_is_a_line_and_the_summary_is_for_people(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + item(1, "一封家书", TEXT + "缪柏英去年说,好。"))
    answer = jinguo("content", "check", str(path))
    assert answer.returncode == 1
    found = lines(answer.stdout)
    assert [one["rule"] for one in found] == ["dating", "name", "punctuation"]
    assert {one["where"] for one in found} == {"省厅家风.md:8"}
    assert {one["title"] for one in found} == {"一封家书"}
    assert "应写作“缪伯英”" in found[1]["text"]
    assert answer.stderr == "看了 1 条，有 3 处要改：会过时的词 1，名称 1，标点 1。\n"


def test_a_file_that_cannot_be_read_is_one_finding_and_the_others_go_on(tmp_path: Path) -> None:
    write(tmp_path, HEAD + item(1, "一封家书") + "## 没有编号\n", "a.md")
    write(tmp_path, HEAD + item(2, "短", "短。"), "b/b.md")
    clean, found = checked(tmp_path)
    assert not clean
    assert [(one["rule"], one["where"]) for one in found] == [("format", "a.md"), ("length", "b/b.md:8")]


def test_a_number_used_in_two_files_is_found(tmp_path: Path) -> None:
    one = write(tmp_path, HEAD + item(1, "一封家书"), "a.md")
    other = write(tmp_path, HEAD + item(1, "两只箱子", "".join(chr(0x5E00 + n) for n in range(150)) + "。"), "b.md")
    assert checked(one)[0]
    assert [found["rule"] for found in checked(one, other)[1]] == ["format"]


def test_files_are_compared_with_each_other(tmp_path: Path) -> None:
    library = Path(__file__).parents[2] / "content"
    copied = (library / "family.md").read_text(encoding="utf-8").partition("## 2 ")[0].replace("## 1 ", "## 901 ")
    mine = write(tmp_path, copied)
    assert checked(mine)[0]
    clean, found = checked(library, mine)
    assert not clean
    assert [(one["rule"], one["where"]) for one in found] == [("repeat", "省厅家风.md:8")]


def test_an_office_has_names_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, HEAD + item(1, "一封家书", TEXT + "省财证厅。谬伯英。"))
    write(tmp_path, '[[names]]\nright = "省财政厅"\nwrong = ["省财证厅"]\n', "names.toml")
    assert [one["text"] for one in checked(tmp_path)[1]] == ["“谬伯英”应写作“缪伯英”。", "“省财证厅”应写作“省财政厅”。"]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="没有找到"):
        checked(tmp_path / "none")
    with pytest.raises(Failure, match="没有内容文件"):
        checked(tmp_path)


def test_cards_are_drawn_by_day_and_by_column_and_number(tmp_path: Path) -> None:
    answer = jinguo("content", "card", "05-20", "家风:7", "--out", str(tmp_path / "cards"))
    assert answer.returncode == 0, answer.stderr
    drawn = lines(answer.stdout)
    assert [one["where"].partition(":")[0] for one in drawn] == ["today/05.md", "family.md"]
    for one in drawn:
        picture = Image.open(io.BytesIO(Path(one["file"]).read_bytes()))
        assert picture.size == (one["width"], one["height"])
        assert one["lacks"] == ""


def test_a_card_of_an_office_s_own_item_has_a_name_every_disk_takes(tmp_path: Path) -> None:
    write(tmp_path / "mine", HEAD + item(1, "一封/家书"))
    drawn: list[dict[str, Any]] = []
    draw_cards(["家风：1"], tmp_path / "cards", tmp_path / "mine", drawn.append)
    assert [Path(one["file"]).name for one in drawn] == ["红色家风传承 1 一封／家书.png"]
    assert Path(drawn[0]["file"]).is_file()


@pytest.mark.parametrize("name", ["13-01", "家风:999", "故事:1", "7"])
def test_an_item_that_is_not_there_or_is_several_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(Failure, match="没有找到"):
        draw_cards([name], tmp_path, None, print)


def test_what_items_of_a_library_carry_comes_with_them(tmp_path: Path) -> None:
    for name, content in CONTENTS.items():
        (tmp_path / name).write_bytes(content)
    head, rest = "---\ncolumn: 家庭教育\nkind: dated\n---\n\n## 05-15 国际家庭日\n\n正文。\n\n", "来源：出处\n"
    (tmp_path / "一.md").write_text(head + "图片：a.png\n" + rest, encoding="utf-8")
    database, media = Database(f"sqlite:///{tmp_path / 'a.db'}"), MediaFolder(tmp_path / "items")
    database.migrate()
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        assert load_library(uow, datetime.now(UTC), media, approved=False, folder=tmp_path) == 1
        [item] = uow.study.whole()
        [picture] = attachments(item.media)
        assert media.path(picture.file).read_bytes() == CONTENTS["a.png"]
    database.close()
