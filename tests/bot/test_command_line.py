"""What the commands print and how they end: the command line in this process, over real databases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path

import openpyxl
import pytest

from bot.calling import run
from bot.config import Settings
from bot.doctor import workdays
from tests.bot.test_cli import ROOT, TRANSCRIPT, jinguo, lines

Here = Callable[..., subprocess.CompletedProcess[str]]


def said_here(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The same in this process, for what does not depend on one of its own: each start costs a second."""
    out, err = (TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with monkeypatch.context() as patch:
        for name, value in (("argv", ["jinguo", *arguments]), ("stdout", out), ("stderr", err)):
            patch.setattr(sys, name, value)
        patch.chdir(ROOT)
        with pytest.raises(SystemExit) as ended:
            run()
    told = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), *told)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Here:
    return partial(said_here, monkeypatch)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database into which the transcript has been replayed; its URL."""
    url = f"sqlite:///{tmp_path_factory.mktemp('played')}/r.db"
    assert jinguo("replay", str(TRANSCRIPT), "--db", url).returncode == 0
    return url


def test_export_and_stats_read_what_was_replayed(played: str, here: Here) -> None:
    url = played
    signups = lines(here("export", "signups", "--db", url).stdout)
    assert list(signups[0]) == ["activity", "unit", "group", "group_id", "name", "member_id", "headcount", "state", "source"]
    pairings = lines(here("export", "pairings", "--db", url).stdout)
    assert pairings[0]["difficulties"] == ["low_income"]
    deliveries = lines(here("export", "deliveries", "--db", url).stdout)
    assert {row["state"] for row in deliveries} == {"sent"}
    assert deliveries[0]["slot"] == "2021-05-20T08:30:00+08:00"
    by_unit = {row["key"]: row for row in lines(here("stats", "signups", "--by", "unit", "--db", url).stdout)}
    assert by_unit["省财政厅"]["heads"] == sum(r["headcount"] for r in signups if r["unit"] == "省财政厅" and r["state"] == "confirmed")
    [total] = lines(here("stats", "pairings", "--db", url, "--from", "2021-05-01", "--to", "2021-05-31").stdout)
    assert total["children"] == 2


@pytest.mark.parametrize("what", ["signups", "pairings", "followups", "checkins", "deliveries"])
def test_every_subject_is_exported_in_every_format(tmp_path: Path, played: str, what: str, here: Here) -> None:
    count = len(lines(here("export", what, "--db", played).stdout))
    csv, out = tmp_path / "out.csv", tmp_path / "out.xlsx"
    for path in (csv, out):
        assert here("export", what, "--db", played, "--format", path.suffix[1:], "--out", str(path)).returncode == 0
    assert len(csv.read_text(encoding="utf-8-sig").splitlines()) == count + 1
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert sheet.max_row == count + 1


def test_wrong_arguments_end_with_2_and_what_cannot_be_with_1(tmp_path: Path, here: Here) -> None:
    assert here("stats", "shoes").returncode == 2
    assert here("stats", "signups", "--from", "gestern").returncode == 2
    assert here("export", "signups", "--format", "xlsx").returncode == 2
    missing = here("export", "signups", "--db", f"sqlite:///{tmp_path}/none.db")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "没有这个数据库" in missing.stderr
    assert here("replay", str(tmp_path / "none.jsonl")).returncode == 1
    (tmp_path / "bad.jsonl").write_text('{"at": "2021-05-20T09:00:00+08:00", "control": "fly"}\n')
    bad = here("replay", str(tmp_path / "bad.jsonl"))
    assert bad.returncode == 1
    assert "第 1 行" in bad.stderr
    assert here("stats", "checkins", "--by", "community", "--db", f"sqlite:///{tmp_path}/none.db").returncode == 1


def test_units_are_imported_as_a_tree(tmp_path: Path, here: Here) -> None:
    url = f"sqlite:///{tmp_path}/u.db"
    file = tmp_path / "units.csv"
    file.write_text("单位,上级单位\n省直机关工委,\n省财政厅,省直机关工委\n", encoding="utf-8")
    assert lines(here("import", "units", str(file), "--db", url).stdout) == [{"added": 2, "moved": 0}]
    assert lines(here("import", "units", str(file), "--db", url).stdout) == [{"added": 0, "moved": 0}]
    file.write_text("单位,上级单位\n省财政厅,没有的单位\n", encoding="utf-8")
    wrong = here("import", "units", str(file), "--db", url)
    assert wrong.returncode == 1
    assert "没有的单位" in wrong.stderr


def test_doctor_says_of_each_thing_whether_it_is_well(tmp_path: Path, here: Here) -> None:
    found = lines(here("doctor", "--offline", "--db", f"sqlite:///{tmp_path}/none.db").stdout)
    assert {"settings", "texts", "words", "fonts", "clock", "timezone", "workdays", "database", "channels"} <= {
        one["check"] for one in found
    }
    config = tmp_path / "jinguo.toml"
    config.write_text('databse = "x"\n', encoding="utf-8")
    wrong = here("doctor", "--config", str(config))
    assert wrong.returncode == 1
    assert "databse" in wrong.stdout


def test_an_admin_code_is_printed_as_json(tmp_path: Path, here: Here) -> None:
    [code] = lines(here("code", "admin", "--db", f"sqlite:///{tmp_path}/c.db").stdout)
    assert len(code["code"]) == 6
    assert code["code"].isdigit()
    assert code["expires"]


@pytest.mark.parametrize(("today", "known"), [("2098-11-01", True), ("2098-11-28", False), ("2098-12-31", False)])
def test_doctor_warns_of_a_year_without_workdays_as_soon_as_it_is_in_sight(tmp_path: Path, today: str, known: bool) -> None:
    (tmp_path / "workdays.toml").write_text("[2098]\nholidays = [2098-10-01]\n", encoding="utf-8")
    found = workdays(Settings(workdays=tmp_path / "workdays.toml"), date.fromisoformat(today))
    assert (found.ok, "2099 年的调休安排还没有登记" in found.text) == (known, not known)
    (tmp_path / "workdays.toml").write_text("[2098]\nholidays = [2098-10-01]\n[2099]\nholidays = [2099-10-01]\n", encoding="utf-8")
    assert workdays(Settings(workdays=tmp_path / "workdays.toml"), date.fromisoformat(today)).ok


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["frobnicate"], "没有 frobnicate 这个命令。用法见：jinguo --help"),
        (["plans", "ad"], "没有这个命令，是不是 add。用法见：jinguo plans --help"),
        (["export"], "少写了 what，只能写：signups、pairings"),
        (["export", "nothing"], "what：只能写：signups、pairings"),
        (["export", "signups", "--formt", "csv"], "没有 --formt 这个选项"),
        (["export", "signups", "--format"], "--format 后面要写内容"),
        (["export", "signups", "--format", "xlsx"], "--out：xlsx 要写到文件里"),
        (["export", "signups", "again"], "多写了：again"),
        (["plans", "add"], "少写了 column。用法见：jinguo plans add --help"),
        (["demo", "--port", "abc"], "--port：应当是数字"),
        (["demo", "--port", "-2"], "--port：不能小于 0"),
        (["code", "group", "--all", "--hours", "999"], "--hours：不能大于 168"),
        (["run"], "少写了 --config"),
    ],
)
def test_a_wrong_call_is_told_in_chinese(said: list[str], told: str, here: Here) -> None:
    done = here(*said)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(told), done.stderr
    assert done.stderr.count("\n") == 1


def test_a_group_of_commands_alone_shows_its_help(here: Here) -> None:
    done = here("plans")
    assert done.returncode == 2
    assert "推送计划" in done.stdout + done.stderr
    assert "list" in done.stdout + done.stderr
