"""`jinguo plans`: made, listed, shown with their slots, changed and removed on the machine; chat and bot see the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.commands import app
from store.database import Database
from store.models import Audit, table
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Two units with a group each, a dated column with an item for every day of the year, a numbered one with two."""
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.migrate()
    now = datetime.now(UTC)
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        for unit in ("省财政厅", "省教育厅"):
            uow.groups.bind(uow.groups.ensure("main", f"g-{unit}", f"{unit}妇女工作群", now), uow.units.ensure(unit))
        daily, family = uow.study.ensure_column("党史上的今天", "dated"), uow.study.ensure_column("红色家风传承", "numbered")
        for number in range(366):
            day = datetime(2020, 1, 1) + timedelta(days=number)  # noqa: DTZ001 - a day of the year
            uow.study.add_item(daily, now, key=f"{day:%m-%d}", title=f"{day:%m-%d}", text="文", source="源", state="approved")
        for number in (1, 2):
            uow.study.add_item(family, now, number=number, title=f"第{number}讲", text="文", source="源", state="approved")
    database.close()
    return database.url


def run(url: str, *arguments: str, status: int = 0) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ["plans", *arguments, "--db", url])
    assert result.exit_code == status, result.output
    return [json.loads(line) for line in result.stdout.splitlines()] if status == 0 else []


def refused(url: str, *arguments: str, status: int = 1) -> str:
    result = CliRunner().invoke(app, ["plans", *arguments, "--db", url])
    assert result.exit_code == status, result.output
    return result.output


def test_a_plans_life_on_the_command_line(url: str) -> None:
    options = ("--except", "省教育厅", "--missed", "merge", "--window", "2880", "--quiet", "22:00-07:00", "--evening", "20:00")
    [made] = run(url, "add", "党史上的今天", "每天 8:30", *options, "--gap", "90")
    assert made["rules"].endswith("；每条隔 90 秒；每晚 20:00 报打卡数")
    [made] = run(url, "change", "1", "--gap", "0")
    assert (made["plan"], made["times"], made["groups"], made["state"]) == (1, "每天 08:30", 1, "active")
    assert made["rules"] == "错过的 2 天内并成一条补推；22:00—07:00 不推送；每晚 20:00 报打卡数"
    assert run(url, "list") == [made]
    plan, *coming = run(url, "show", "1")
    assert plan == made
    slots = [datetime.fromisoformat(one["slot"]) for one in coming]
    assert len(slots) == 10
    assert slots[0] == datetime.fromisoformat(made["next"])
    assert [one["title"] for one in coming] == [f"{slot:%m-%d}" for slot in slots]
    assert all(f"{slot.astimezone(SHANGHAI):%H:%M}" == "08:30" for slot in slots)
    [changed] = run(url, "change", "1", "--when", "9:15", "--to", "省教育厅", "--quiet", "none", "--missed", "skip", "--evening", "none")
    assert (changed["times"], changed["groups"], changed["rules"]) == ("每天 09:15", 1, "错过了就跳过")
    [removed] = run(url, "remove", "1")
    assert removed["state"] == "removed"
    assert run(url, "list") == []
    assert acts(url) == [("machine", "plan_add"), *[("machine", "plan_change")] * 2, ("machine", "plan_removed")]


def test_a_title_card_is_asked_for_and_taken_away(url: str) -> None:
    [made] = run(url, "add", "党史上的今天", "每天 8:30", "--card")
    assert made["rules"] == "错过了 4 小时内补推；带标题图"
    [changed] = run(url, "change", "1", "--when", "9:00")
    assert changed["rules"] == made["rules"], "what is not said stays"
    [without] = run(url, "change", "1", "--no-card")
    assert without["rules"] == "错过了 4 小时内补推"


def acts(url: str) -> list[tuple[str, str]]:
    database = Database(url)
    with database.reading() as connection:
        rows = [(row.actor, row.act) for row in connection.execute(table(Audit).select())]
    database.close()
    return rows


def test_a_numbered_plan_that_ends_or_begins_anew(url: str) -> None:
    run(url, "add", "红色家风传承", "每周一、三 9:00")
    assert [one["title"] for one in run(url, "show", "1", "--count", "3")[1:]] == ["第1讲", "第2讲", None]
    run(url, "change", "1", "--ending", "anew")
    assert [one["title"] for one in run(url, "show", "1", "--count", "3")[1:]] == ["第1讲", "第2讲", "第1讲"]


def test_where_workdays_end_is_said(url: str) -> None:
    run(url, "add", "党史上的今天", "工作日 8:30")
    last = run(url, "show", "1", "--count", "1000")[-1]
    assert set(last) == {"unknown_year"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "没有的栏目", "每天 8:30"), "没有“没有的栏目”这个栏目，现在有：党史上的今天、红色家风传承"),
        (("add", "党史上的今天", "随便什么时候"), "看不懂“随便什么时候”"),
        (("add", "党史上的今天", "每天 8:30 随便"), "看不懂“每天 8:30 随便”"),
        (("add", "党史上的今天", "8:30"), "要写清哪些天"),
        (("add", "党史上的今天", "每天 8:30", "--to", "省外办"), "没有找到“省外办”"),
        (("add", "党史上的今天", "每天 6:30", "--quiet", "22:00-07:00"), "免打扰时段"),
        (("add", "党史上的今天", "每天 8:30", "--window", "99999"), "最长 14 天"),
        (("show", "7"), "没有 7 号计划"),
        (("change", "7", "--when", "9:00"), "没有 7 号计划"),
        (("remove", "7"), "没有 7 号计划"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_leaves_nothing(url: str, arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in refused(url, *arguments)
    assert run(url, "list") == []
    assert acts(url) == []


def test_wrong_arguments_are_named(url: str) -> None:
    assert "25:00" in refused(url, "add", "党史上的今天", "每天 8:30", "--evening", "25:00", status=2)
    assert "--missed" in refused(url, "add", "党史上的今天", "每天 8:30", "--missed", "guess", status=2)
    run(url, "add", "党史上的今天", "每天 8:30")
    assert "请说要改什么" in refused(url, "change", "1")
    assert "已经有同样的计划" in refused(url, "add", "党史上的今天", "每天 8:30")


def test_a_report_s_plan_on_the_command_line(url: str) -> None:
    database = Database(url)
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        chen = uow.members.ensure("main", "u1", "陈丽华")
        uow.roles.grant(chen.id, "coordinator", None, None, datetime.now(UTC))
    database.close()
    [made] = run(url, "add", "周统计", "每周五 16:00")
    assert {name: made[name] for name in ("column", "groups", "people", "roles")} == {
        "column": "周统计",
        "groups": 0,
        "people": 1,
        "roles": ["coordinator"],
    }
    assert [line.get("title", "")[:3] for line in run(url, "show", "1", "--count", "2")[1:]] == ["周统计", "周统计"]
    [both] = run(url, "change", "1", "--role", "coordinator", "--role", "organizer")
    assert both["roles"] == ["coordinator", "organizer"]
    [rooms] = run(url, "add", "月简报", "每月最后一个工作日 16:00", "--to", "省教育厅")
    assert (rooms["times"], rooms["groups"], "people" in rooms) == ("每月最后一个工作日 16:00", 1, False)
    assert run(url, "pause", "1")[0]["state"] == "paused"
    assert run(url, "resume", "1")[0]["state"] == "active"
    assert "没有这一条规矩" in refused(url, "change", "1", "--ending", "anew")
    assert "只有周统计" in refused(url, "add", "党史上的今天", "每天 8:30", "--role", "coordinator")
    assert run(url, "remove", "2")[0]["state"] == "removed"
