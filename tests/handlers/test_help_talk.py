"""帮助 with a topic: every new command has its page, and every example on a page is heard as it stands."""

import re
import tomllib
from pathlib import Path

import pytest

from handlers.commands.help import TOPICS
from handlers.language.registry import _TOPICS
from tests.conversation import town

TEXTS = tomllib.loads(Path("handlers/texts.zh.toml").read_text("utf-8"))["help"]
PAGES = (
    ("对账", "对账（"),
    ("排行", "打卡排行 本月"),
    ("未报送", "未报送 结对"),
    ("服务", "我的服务"),
    ("签退", "签退"),
    ("导出", "导出 作品登记表"),
    ("上报活动", "上报活动 红色文化进社区 2场"),
    ("活动", "每单位3到5件"),
    ("周统计", "预览 周统计"),
    ("月简报", "每月最后一个工作日"),
    ("择优", "择优 3、5"),
    ("销号", "销号 7"),
    ("标题图", "带标题图"),
    ("接龙", "接龙"),
)


@pytest.mark.parametrize(("topic", "shows"), PAGES)
async def test_a_topic_has_its_page(topic: str, shows: str) -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        said = await zhao.says(f"帮助 {topic}")
        assert shows in said
        assert "想看某一项的说法" not in said


def test_every_topic_that_is_heard_has_a_page() -> None:
    assert sorted(word for word in _TOPICS if not any(known in word for known in TOPICS)) == []
    assert {f"topic_{name}" for name in TOPICS.values()} == {key for key in TEXTS if key.startswith("topic_")}


async def test_every_example_is_heard() -> None:
    examples = [
        re.sub(r"（.*?）", "", part).strip()
        for page in TEXTS.values()
        for line in page.splitlines()
        if line.startswith("·")
        for part in line[1:].split("｜")
        if "@" not in part
    ]
    async with town() as here:
        sun = here.person("孙丽", group="省财政厅")
        await sun.is_made("admin")
        await here.item("党史上的今天", "05-20", "丁玲与中国文艺协会")
        await sun.says("发起活动 剪纸 6月30日截止")
        silent = [text for text in examples if not await sun.says(text)]
        assert len(examples) > 80
        assert silent == []


async def test_talk_of_helping_is_not_asked_for() -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        for talk in ("帮助困难群众", "帮助 对账的同事", "帮助她们上报活动", "帮助服务对象填表", "周统计谁帮助弄一下"):
            assert await wang.says(talk) == "", talk
