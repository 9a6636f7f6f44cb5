"""`jinguo reconcile`: says what differs, with the exit status for whoever watches; puts it right where asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import text

from bot.app import system_clock
from bot.records import reconcile_store
from bot.totals_commands import reconcile
from store.database import Database, DatabaseError
from store.signups import Party
from store.totals import Question
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork


def a_store(folder: Path) -> str:
    url = f"sqlite:///{folder / 'a.db'}"
    database = Database(url)
    database.migrate()
    now = system_clock()
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        unit = uow.units.add("省财政厅")
        activity = uow.activities.by_id(uow.activities.add("剪纸", now))
        assert activity is not None
        uow.signups.place(activity, Party(own=2), uow.members.ensure("main", "u1", "王芳"), unit.id, None, now)
    database.close()
    return url


def tamper(url: str) -> None:
    database = Database(url)
    with database.writing() as connection:
        connection.execute(text("UPDATE counter SET heads = heads + 5 WHERE subject = 'signups' AND scope = 1 AND slice = ''"))
    database.close()


def test_what_agrees_is_said_and_what_differs_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = a_store(tmp_path)
    said: list[dict[str, Any]] = []
    assert reconcile_store(url, False, said.append)
    assert said[0]["differences"] == 0
    assert said[0]["figures"] > 40
    tamper(url)
    said.clear()
    assert not reconcile_store(url, False, said.append)
    assert said[0] == {"subject": "signups", "unit": "省财政厅", "slice": "", "figure": "heads", "counted": 7, "found": 2}
    with pytest.raises(typer.Exit) as ended:
        reconcile(db=url)
    assert ended.value.exit_code == 1
    assert '"differences": 1' in capsys.readouterr().out


def test_it_is_put_right_and_that_is_in_the_log(tmp_path: Path) -> None:
    url = a_store(tmp_path)
    tamper(url)
    said: list[dict[str, Any]] = []
    assert reconcile_store(url, True, said.append)
    assert (said[-1]["differences"], said[-1]["left"]) == (1, 0)
    database = Database(url)
    with database.reading() as connection:
        uow = UnitOfWork(connection)
        assert uow.totals.total(Question("signups")).heads == 2
        assert connection.execute(text("SELECT act FROM audit")).scalars().all() == ["reconcile_rebuild"]
    database.close()


def test_counting_anew_does_not_claim_to_mend_what_no_counter_holds(tmp_path: Path) -> None:
    url = a_store(tmp_path)
    database = Database(url)
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        unit, member = uow.units.by_name("省财政厅"), uow.members.ensure("main", "u1", "王芳")
        held = {"at": "2021-05-20T09:00", "to": "2021-05-20T11:00"}
        activity = uow.activities.by_id(uow.activities.add("义诊", system_clock(), held=held, timed=True))
        assert unit is not None
        assert activity is not None
        began = datetime(2021, 5, 20, 9, 0, tzinfo=SHANGHAI)
        times = {"came_at": began, "left_at": began + timedelta(minutes=50)}
        uow.attendances.record(activity, uow.attendances.herself(activity.id, member, unit.id), "2021-05-20", began, **times)
        connection.execute(text("UPDATE attendance SET minutes = 49"))
    database.close()
    said: list[dict[str, Any]] = []
    assert not reconcile_store(url, True, said.append)
    assert {"subject": "service", "unit": None, "slice": "d:2021-05-20", "figure": "minutes", "counted": 49, "found": 50} in said
    assert said[-1]["left"] == said[-1]["differences"] > 0
    database = Database(url)
    with database.reading() as connection:
        assert connection.execute(text("SELECT act FROM audit")).scalars().all() == []
    database.close()


def test_a_store_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="没有这个数据库"):
        reconcile_store(f"sqlite:///{tmp_path / 'none.db'}", True, print)
