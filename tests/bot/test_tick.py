"""What people who run the bot see and do about deliveries: `jinguo tick`, `jinguo doctor`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import system_clock
from bot.config import SettingsError, load
from bot.doctor import examine
from bot.failure import Failure
from bot.records import tick_group
from store.database import Database
from store.pushes import DELIVERIES
from store.types import local_date
from store.unit_of_work import UnitOfWork


def a_push(url: str) -> None:
    now = system_clock()
    database = Database(url)
    database.migrate()
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        column = uow.study.ensure_column("家风", "numbered")
        item = uow.study.item(uow.study.add_item(column, now, number=1, title="题", text="文", source="源", state="approved"))
        assert item is not None
        groups = [uow.groups.ensure("main", f"g{number}", f"第{number}群", now) for number in (1, 2)]
        uow.pushes.make(uow.plans.by_hand(column.id, now).id, now, item, "文", uow.groups.these(groups), now)
        uow.accounts.block("main", "账号被限制", now, now + timedelta(minutes=30))
    database.close()


def test_a_group_is_ticked_off_on_the_machine(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    a_push(url)
    said: list[dict[str, Any]] = []
    tick_group(url, "第2群", None, said.append)
    assert said == [{"group": "第2群", "ticked": 1}]
    database = Database(url)
    with database.reading() as connection:
        rows = [(row.state, row.posted_by) for row in connection.execute(DELIVERIES.select().order_by(DELIVERIES.c.id))]
    database.close()
    assert rows == [("pending", ""), ("sent", "machine")]
    with pytest.raises(Failure, match="没有等着送达的推送"):
        tick_group(url, "第2群", local_date(system_clock()), said.append)
    with pytest.raises(Failure, match="没有叫“第3群”的群"):
        tick_group(url, "第3群", None, said.append)


def test_the_doctor_names_an_account_that_may_not_send(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    a_push(url)
    said: list[dict[str, Any]] = []
    examine(None, url, offline=True, emit=said.append)
    [found] = [one for one in said if one["check"] == "accounts"]
    assert not found["ok"]
    assert found["text"].startswith("“main”从 ")
    assert "发不出去（账号被限制），推送停着" in found["text"]


@pytest.mark.parametrize("quiet", ["22:00", "22:00-22:00", "晚上", "25:00-07:00"])
def test_quiet_hours_that_cannot_be_meant_are_refused(tmp_path: Path, quiet: str) -> None:
    path = tmp_path / "jinguo.toml"
    account = 'name = "main"\nchannel = "wechaty"\nendpoint = "127.0.0.1:1"\ntoken = "t"'
    path.write_text(f'[[accounts]]\n{account}\npace = {{ quiet = "{quiet}" }}\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"accounts\.1\.pace\.quiet"):
        load(path, {})
