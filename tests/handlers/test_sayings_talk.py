"""An office's own sayings (the setting `words`): synonyms and nicknames, read at start; a wrong entry stops it by name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import bootstrap
from bot.config import Settings
from handlers.language import load
from handlers.language.sayings import WordsError
from tests.conversation import town
from tests.handlers.test_signup_talk import paper_cutting, roster

OURS = """
[命令]
"报名" = ["接单"]
打卡 = [“冒个泡”，“冒泡”]
[活动]
"剪纸" = ["铰窗花", "铰花花"]
[社区]
"红旗社区" = ["老钢厂"]
[困难]
"低保" = ["吃救济"]
"""


@pytest.fixture(autouse=True)
def _back_to_our_own() -> Iterator[None]:
    """The tables are the process's: no other test shall hear these sayings."""
    yield
    load()


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "我的说法.toml"
    path.write_text(OURS, encoding="utf-8")
    return path


async def test_synonyms_and_nicknames_are_understood(ours: Path) -> None:
    async with town(words=ours) as here:
        wang = await paper_cutting(here)
        assert "剪纸活动共 2/50 人" in await wang.says("接单 铰窗花 2人")
        assert "剪纸活动共 3/50 人" in await wang.says("铰花花+3")
        assert await roster(here) == {"王芳": 3}
        assert "打卡成功" in await wang.says("冒个泡")
        assert "王芳 结对红旗社区 2名" in await wang.says("结对 红旗社区 2名")
        assert "红旗社区 3名" in await wang.says("结对改成3名 老钢厂")
        assert await wang.says("接单的人真多") == ""
        assert await wang.says("铰窗花真好看") == ""


async def test_without_the_file_they_are_talk() -> None:
    async with town() as here:
        wang = await paper_cutting(here)
        for said in ("接单 铰窗花 2人", "铰花花+3", "冒个泡"):
            assert await wang.says(said) == ""


@pytest.mark.parametrize(
    ("wrong", "named", "allowed"),
    [
        ('[命令吧]\n"报名" = ["接单"]', "“命令吧”", "命令、写错、困难"),
        ('[命令]\n"抢单" = ["接单"]', "“抢单”", "报名、"),
        ('[命令]\n"报名" = "接单"', "“报名”", "一串说法"),
        ('[命令]\n"报名" = ["接"]', "“接”", "2 到 12 个字"),
        ('[命令]\n"报名" = ["打卡"]', "“打卡”", "另一条命令"),
        ('[困难]\n"穷" = ["没钱花"]', "“穷”", "2 到 12 个字"),
        ('[困难]\n"没钱" = ["没钱花"]', "“没钱”", "低保"),
        ("[命令", "我的说法.toml", "写得不对"),
        ("命令 = 3", "“命令”", "[命令]"),
    ],
)
def test_a_wrong_entry_stops_the_start_by_name(tmp_path: Path, wrong: str, named: str, allowed: str) -> None:
    path = tmp_path / "我的说法.toml"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(WordsError) as refused:
        bootstrap(Settings(database=f"sqlite:///{tmp_path / 'x.db'}", words=path), [])
    assert named in str(refused.value)
    assert allowed in str(refused.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WordsError, match="没有找到说法文件"):
        load(tmp_path / "没有.toml")
