"""`jinguo code group`, `jinguo code member`, `jinguo import library`, `jinguo doctor`: what an admin does on the machine."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.app import system_clock
from bot.commands import app
from store.database import Database
from store.models import Audit, ClaimCode, StudyItem, table
from store.unit_of_work import UnitOfWork


def jinguo(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def lines(done: Result) -> list[dict[str, Any]]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def office(tmp_path: Path) -> str:
    """Two bound groups, a room without a unit that has the name of one, 赵敏 twice, once with a role."""
    url = f"sqlite:///{tmp_path / 'jinguo.db'}"
    database, now = Database(url), system_clock()
    database.migrate()
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        for wire_id, name, unit in (("g1", "省财政厅妇女工作群", "省财政厅"), ("g2", "省教育厅妇女工作群", "省教育厅")):
            uow.groups.bind(uow.groups.ensure("main", wire_id, name, now), uow.units.ensure(unit))
        uow.groups.ensure("main", "new-1", "省财政厅妇女工作群", now)
        home = uow.groups.by_wire("main", "g1")
        assert home is not None
        known = uow.members.ensure("main", "u1", "赵敏", home.id)
        uow.members.ensure("main", "new-u1", "赵敏")
        uow.roles.grant(known.id, "organizer", home.unit_id, None, now)
    database.close()
    return url


def rows(url: str, model: Any) -> list[Any]:
    database = Database(url)
    with database.reading() as connection:
        found = list(connection.execute(select(table(model))).all())
    database.close()
    return found


def test_every_bound_group_gets_a_code_of_its_own(office: str) -> None:
    made = lines(jinguo("code", "group", "--all", "--db", office))
    assert [(one["group"], one["unit"]) for one in made] == [("省财政厅妇女工作群", "省财政厅"), ("省教育厅妇女工作群", "省教育厅")]
    assert len({one["code"] for one in made}) == 2
    assert [row.act for row in rows(office, Audit)].count("code_group") == 2


def test_a_part_of_a_groups_name_is_enough(office: str) -> None:
    [made] = lines(jinguo("code", "group", "财政厅", "--hours", "2", "--db", office))
    left = datetime.fromisoformat(made["expires"]) - datetime.now(UTC)
    assert timedelta(hours=1, minutes=58) < left <= timedelta(hours=2)
    secret = made["code"].split("-")[1]
    assert len(secret) == 6
    assert all(secret not in (row.digest, row.salt) for row in rows(office, ClaimCode))


def test_people_of_one_name_are_told_apart(office: str) -> None:
    made = lines(jinguo("code", "member", "赵敏", "--db", office))
    assert [(one["member"], one["group"], one["roles"], one["records"]) for one in made] == [
        ("赵敏", "省财政厅妇女工作群", ["组织员"], 0),
        ("赵敏", "", [], 0),
    ]


def test_all_are_those_who_hold_a_role(office: str) -> None:
    assert [one["roles"] for one in lines(jinguo("code", "member", "--all", "--db", office))] == [["组织员"]]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("code", "group", "没有的群"), 1, "没有名称里有“没有的群”的工作群"),
        (("code", "member", "没有的人"), 1, "没有叫“没有的人”的人"),
        (("code", "group"), 2, "--all"),
        (("code", "member", "赵敏", "--all"), 2, "--all"),
        (("code", "group", "--all", "--hours", "1000"), 2, "--hours"),
    ],
)
def test_what_cannot_be_done_is_said(office: str, arguments: tuple[str, ...], status: int, said: str) -> None:
    done = jinguo(*arguments, "--db", office)
    assert (done.exit_code, done.stdout) == (status, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_library_comes_in_as_drafts_and_only_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    [first] = lines(jinguo("import", "library", "--db", url))
    assert first["added"] > 400
    assert lines(jinguo("import", "library", "--db", url)) == [{"added": 0}]
    assert {row.state for row in rows(url, StudyItem)} == {"draft"}


def test_doctor_names_the_groups_that_seem_to_have_moved(office: str) -> None:
    done = jinguo("doctor", "--offline", "--db", office)
    [found] = [one for one in map(json.loads, done.stdout.splitlines()) if one["check"] == "groups"]
    assert found["ok"] is False
    assert "省财政厅妇女工作群" in found["text"]
    assert "省教育厅" not in found["text"]


def test_doctor_says_which_feed_cannot_be_fetched(office: str, tmp_path: Path) -> None:
    database = Database(office)
    with database.writing() as connection:
        feeds = UnitOfWork(connection).feeds
        for _ in range(2):
            feeds.failed("省妇联网站", "x", system_clock(), "网址没有回应")
        feeds.succeeded("市妇联网站", system_clock(), "新收 2 条", {"fingerprint": "y"})
    database.close()
    config = tmp_path / "jinguo.toml"
    feed = '[[feeds]]\nname = "{}"\nurl = "https://example.org/{}"\ncolumn = "家庭教育"\nkind = "dated"\n'
    names = ("省妇联网站", "市妇联网站", "县妇联网站")
    config.write_text("".join(feed.format(name, number) for number, name in enumerate(names)), encoding="utf-8")
    done = jinguo("doctor", "--offline", "--config", str(config), "--db", office)
    found = [(one["ok"], one["text"]) for one in map(json.loads, done.stdout.splitlines()) if one["check"] == "feeds"]
    assert found == [
        (False, "内容源“省妇联网站”：连续 2 次没有取到：网址没有回应"),
        (True, "内容源“市妇联网站”：新收 2 条"),
        (True, "内容源“县妇联网站”：还没有去取过"),
    ]
