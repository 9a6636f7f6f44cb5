"""`jinguo import tasks`: every row's fate is printed; nothing is stored unless all is understood; again, it updates by number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from bot.commands import app
from store.database import Database
from store.unit_of_work import UnitOfWork
from tests.conversation import town
from tests.plan import EXAMPLE, plan

SHIPPED = Path(__file__).parents[2] / "content" / "work-plan.csv"


def run(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")], result.output


def known_units(url: str) -> None:
    database = Database(url)
    database.migrate()
    with database.writing() as connection:
        for name in ("省财政厅", "省教育厅"):
            UnitOfWork(connection).units.ensure(name)
    database.close()


def test_a_dry_run_tells_and_stores_nothing_then_it_is_stored_and_is_the_same(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    known_units(url)
    status, rows, _ = run("import", "tasks", str(EXAMPLE), "--db", url, "--year", "2021", "--dry-run")
    assert status == 0
    assert rows[-1] == {"new": 6, "changed": 0, "same": 0, "refused": 0, "removed": [], "stored": False}
    assert rows[0]["goal"] == "checkins.people ≥ 2"
    assert rows[0]["answers"] == ["各单位", "组织员"]
    assert rows[2]["starts"] == "2021-07-01"
    assert rows[4]["takes_part"] == ["省财政厅", "省教育厅"]
    assert run("import", "tasks", str(EXAMPLE), "--db", url, "--year", "2021")[1][-1]["new"] == 6
    assert run("import", "tasks", str(EXAMPLE), "--db", url, "--year", "2021")[1][-1]["same"] == 6


def test_the_example_that_comes_with_the_project_is_understood(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    status, rows, _ = run("import", "tasks", str(SHIPPED), "--db", url, "--year", "2021")
    assert (status, rows[-1]["new"], rows[-1]["stored"]) == (0, 17, True)
    works, visits = rows[6], rows[14]
    assert (works["goal"], works["due"]) == ("works.records ≥ 3", "2021-07-30")
    assert (visits["starts"], visits["due"]) == ("2021-06-01", "2021-07-15")
    assert [row["number"] for row in rows[:-1] if row["takes_part"] == "自愿"] == [11, 12, 13, 14]


def test_one_row_that_is_not_understood_keeps_all_out(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    status, rows, _ = run("import", "tasks", str(EXAMPLE), "--db", url, "--year", "2021")  # the units of line 12 are not known
    assert status == 1
    assert rows[-1]["stored"] is False
    [refused] = [row for row in rows if row.get("fate") == "refused"]
    assert refused["where"] == "第6行"
    assert "不认识参加单位“省财政厅”" in refused["why"]
    assert run("import", "tasks", str(EXAMPLE), "--db", url, "--year", "2021")[1][-1]["new"] == 5


async def test_brought_in_again_it_keeps_what_was_done_and_can_end_what_is_gone(tmp_path: Path) -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await plan(here)
        await zhao.says("销号 6 已办")
        lines = EXAMPLE.read_text(encoding="utf-8").replace("6,颂党恩,开展剪纸活动", "6,颂党恩,再开展剪纸活动").splitlines()
        changed = tmp_path / "b.csv"
        changed.write_text("\n".join(line for line in lines if not line.startswith("13,")), encoding="utf-8")
        assert (await plan(here, changed, replace=True))[-1] == {
            "new": 0, "changed": 1, "same": 4, "refused": 0, "removed": [13], "stored": True,
        }  # fmt: skip
        said = await zhao.says("施工图 6")
        assert "再开展剪纸活动" in said
        assert "已完成 1/2 家" in said
        assert "没有第 13 项" in await zhao.says("施工图 13")
        assert "import_tasks" in await here.audit()


async def test_another_units_numbers_are_not_taken_over() -> None:
    async with town() as here:
        await plan(here)
        rows = await plan(here, unit="省财政厅")
        assert rows[-1]["refused"] == 6
        assert "已经是“全部单位”施工图里的一项" in rows[0]["why"]


def test_the_form_comes_back_and_a_unit_must_be_known(tmp_path: Path) -> None:
    out = tmp_path / "样表.xlsx"
    assert run("template", "--what", "tasks", "--format", "xlsx", "--out", str(out))[0] == 0
    url = f"sqlite:///{tmp_path / 'a.db'}"
    assert run("import", "tasks", str(out), "--db", url)[1][-1]["new"] == 3
    status, _, said = run("import", "tasks", str(out), "--db", url, "--unit", "省林业厅")
    assert status == 1
    assert "没有“省林业厅”这个单位" in said
    assert run("template", "--what", "tasks", "--format", "docx", "--out", str(out))[0] == 2
