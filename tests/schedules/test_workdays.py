"""The official table, and an organizer's file that goes before it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from schedules.workdays import UnknownYear, Workdays, WorkdaysError

FILE = """
[2027]
holidays = ["2027-01-01", 2027-02-05, "2026-12-31"]
workdays = ["2027-02-07"]
"""


def test_the_package_knows_the_announced_years() -> None:
    known = Workdays()
    assert [known.known(year) for year in (2003, 2004, 2026, 2100)] == [False, True, True, False]
    assert not known.is_workday(date(2021, 10, 1))
    assert known.is_workday(date(2021, 9, 26)), "a Sunday worked before 国庆"


def test_weekends_of_an_unknown_year_are_unknown_too() -> None:
    with pytest.raises(UnknownYear) as caught:
        Workdays().is_workday(date(2100, 1, 2))
    assert caught.value.year == 2100


def test_a_file_goes_first(tmp_path: Path) -> None:
    path = tmp_path / "workdays.toml"
    path.write_text(FILE, encoding="utf-8")
    table = Workdays.load(path)
    assert table.known(2027)
    assert table.known(2026)
    assert [table.is_workday(date(2027, 2, day)) for day in (4, 5, 6, 7, 8)] == [True, False, False, True, True]
    assert not table.is_workday(date(2026, 12, 31)), "元旦 of the next year reaches back"
    assert table.is_workday(date(2026, 12, 30)), "the rest of 2026 stays the package's"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[2027", "不是正确的 TOML"),
        ("[next]\nholidays = []", "不是年份"),
        ("2027 = 1", "应是一段"),
        ("[2027]\nholidays = []", "没有写放假"),
        ("[2027]\nholidays = '2027-01-01'", "日期的列表"),
        ("[2027]\nholidays = ['元旦']", "“元旦”不是日期"),
        ("[2027]\nholidays = ['2028-01-01']", "不是 2027 年的日子"),
        ("[2027]\nholidays = ['2027-01-01']\nworkdays = ['2027-01-01']", "既放假又上班"),
        ("[2027]\nholidays = ['2027-01-01']\noff = []", "不认识的项：off"),
    ],
)
def test_a_wrong_file_is_named(text: str, words: str) -> None:
    with pytest.raises(WorkdaysError, match=words):
        Workdays.parse(text)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "workdays.toml"
    path.write_bytes("# 工作日".encode("gbk"))
    with pytest.raises(WorkdaysError, match="UTF-8"):
        Workdays.load(path)
