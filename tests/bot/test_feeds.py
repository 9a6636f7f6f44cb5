"""Feeds as they are set, at the command line, and in the running bot."""

from __future__ import annotations

import asyncio
import json
import tomllib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.app import bootstrap
from bot.commands import app as commands
from bot.config import SettingsError, load
from bot.feeds import feeds_of
from schedules.calendar import SHANGHAI
from schedules.feed_types import MAX_BYTES, Feed
from store.database import Database
from store.unit_of_work import UnitOfWork
from tests.schedules.site import Site, serving

ROOT = Path(__file__).resolve().parents[2]
FEED = {"name": "省妇联", "url": "https://news.example/rss", "column": "家庭教育", "kind": "numbered"}
BODY = {"title": "巾帼网", "items": [{"id": "1", "title": "题", "content_text": "文"}, {"id": "2", "title": "没有正文的"}]}


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as found:
        yield found


def written(folder: Path, *feeds: dict[str, Any]) -> Path:
    """A settings file with these feeds."""
    lines: list[str] = []
    for feed in feeds:
        lines += ["[[feeds]]", *(f"{key} = {_toml(value)}" for key, value in feed.items())]
    path = folder / "jinguo.toml"
    path.write_text("\n".join(lines))
    return path


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def test_a_feed_in_the_settings(tmp_path: Path) -> None:
    settings = load(written(tmp_path, FEED | {"times": {"weekly": [3, 1], "at": "8:30"}, "allow_private": True}), {})
    assert feeds_of(settings) == [
        Feed("省妇联", "https://news.example/rss", "家庭教育", "numbered", {"weekly": [1, 3], "at": "08:30"}, True, MAX_BYTES)
    ]
    assert settings.media == tmp_path / "data" / "files" / "items"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "feeds.1.name 不能为空"),
        ({"url": "ftp://news.example"}, "feeds.1.url 要写完整的网址"),
        ({"url": "news.example/rss"}, "feeds.1.url 要写完整的网址"),
        ({"url": "http://[::1/"}, "feeds.1.url 要写完整的网址"),
        ({"kind": "weekly"}, "feeds.1.kind 只能是"),
        ({"times": {"daily": "25:00"}}, "feeds.1.times “25:00”不是时间"),
        ({"times": {"daily": "08:00", "workdays": "08:00"}}, "feeds.1.times 推送时间只能写一种"),
        ({"times": "每天"}, "feeds.1.times 应当是一组设置"),
        ({"allow_private": "也许"}, "feeds.1.allow_private 应当是 true 或 false"),
        ({"max_bytes": 10}, "feeds.1.max_bytes 不能小于 1000"),
        ({"max_bytes": "大"}, "feeds.1.max_bytes 应当是整数"),
        ({"colour": "red"}, "feeds.1.colour 没有这个设置项"),
    ],
)
def test_a_wrong_value_is_named_by_its_key(tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said.replace(".", r"\.")):
        load(written(tmp_path, FEED | wrong), {})


def test_feeds_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    for other, said in ((FEED, "不能同名"), (FEED | {"name": "另一个", "kind": "dated"}, "kind 要相同")):
        with pytest.raises(SettingsError, match=f"feeds .*{said}"):
            load(written(tmp_path, FEED, other), {})


async def jinguo(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit status, JSON lines, standard error."""
    result = await asyncio.to_thread(CliRunner().invoke, commands, arguments)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


async def test_the_command_tells_the_fate_of_every_entry(site: Site, tmp_path: Path) -> None:
    site.say("/feed", json.dumps(BODY))
    config = str(written(tmp_path, FEED | {"url": site.url("/feed"), "allow_private": True}))
    source = f"巾帼网 {site.url('/feed')}"
    new = {"feed": "省妇联", "fate": "new", "title": "题", "number": 1, "source": source}
    refused = {"feed": "省妇联", "fate": "refused", "title": "没有正文的", "why": "没有正文"}
    result = {"feed": "省妇联", "ok": True, "result": "新收 1 条待审，没有收 1 条", "new": 1, "same": 0, "refused": 1}
    assert await jinguo("feeds", "check", "--config", config, "--dry-run") == (0, [new, refused, result], "")
    assert not (tmp_path / "data").exists()
    assert await jinguo("feeds", "check", "--config", config) == (0, [new | {"item": 1}, refused, result], "")
    status, lines, _ = await jinguo("feeds", "check", "--config", config, "--dry-run", "--only", "省妇联")
    assert (status, [line.get("fate") for line in lines]) == (0, ["same", "refused", None])


async def test_the_command_fails_with_sentences(site: Site, tmp_path: Path) -> None:
    site.say("/feed", status=404)
    config = str(written(tmp_path, FEED | {"url": site.url("/feed"), "allow_private": True}))
    status, lines, _ = await jinguo("feeds", "check", "--config", config, "--dry-run")
    assert (status, lines[0]["ok"], lines[0]["result"].startswith("内容源“省妇联”：对方网站（404）")) == (1, False, True)
    assert (await jinguo("feeds", "check", "--config", config, "--only", "别的"))[2] == "设置里没有名叫“别的”的内容源。\n"
    assert "[[feeds]]" in (await jinguo("feeds", "check", "--config", str(written(tmp_path))))[2]


async def test_the_running_bot_fetches_at_its_times(site: Site, tmp_path: Path) -> None:
    site.say("/feed", json.dumps(BODY))
    now = datetime(2021, 5, 20, 9, 0, tzinfo=SHANGHAI)
    settings = load(written(tmp_path, FEED | {"url": site.url("/feed"), "allow_private": True}), {})
    app = bootstrap(settings, [], lambda: now)
    await app.start()
    try:
        assert app.feeds is not None
        await app.feeds.idle()
        assert len(site.asked) == 1
        now += timedelta(days=3)
        assert await app.feeds.start_due() == datetime(2021, 5, 24, 6, 30, tzinfo=SHANGHAI)
        await app.feeds.idle()
        assert len(site.asked) == 2
    finally:
        await app.stop()
    database = Database(settings.database)
    with database.reading() as connection:
        assert [(one.title, one.state) for one in UnitOfWork(connection).study.waiting()] == [("题", "draft")]
    database.close()


def test_the_example_in_the_guide_can_be_used(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "内容源.md").read_text()
    example = guide.partition("```toml\n")[2].partition("```")[0]
    path = tmp_path / "jinguo.toml"
    path.write_text(example)
    feeds = tomllib.loads(example)["feeds"]
    assert [feed.name for feed in feeds_of(load(path, {}))] == [feed["name"] for feed in feeds]
    assert {key for feed in feeds for key in feed} == set(Feed.__dataclass_fields__)
