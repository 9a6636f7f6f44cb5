"""The work plan in a table: what an office writes is understood whole, or the row is named with what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.files.lines import LinesError
from handlers.files.plan_goals import Goal, GoalError, read_goal
from handlers.files.plan_rows import Known, PlanDraft, PlanFault, plan_template, read_plan

KNOWN = Known({"省财政厅", "省教育厅"}, lambda name: name == "王芳")
HEAD = "序号,工作措施,完成时限,参加单位,责任单位,目标\n"


def read(tmp_path: Path, text: str, known: Known = KNOWN) -> list[PlanDraft | PlanFault]:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    return read_plan(path, known, 2021)


def one(tmp_path: Path, cells: str) -> PlanDraft:
    [row] = read(tmp_path, f"{HEAD}7,做一件事,{cells}\n")
    assert isinstance(row, PlanDraft), row
    return row


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("06-20", (None, "2021-06-20")),
        ("6月20日", (None, "2021-06-20")),
        ("6月20日前", (None, "2021-06-20")),
        ("2022-01-05", (None, "2022-01-05")),
        ("6月1日至7月15日", ("2021-06-01", "2021-07-15")),
        ("2021/6/1—2021/7/15", ("2021-06-01", "2021-07-15")),
        ("2月底前", (None, "2021-02-28")),
        ("长期", (None, None)),
        ("", (None, None)),
    ],
)
def test_deadlines_as_offices_write_them(tmp_path: Path, said: str, days: tuple[str | None, str | None]) -> None:
    row = one(tmp_path, f"{said},,,")
    assert (row.starts, row.due) == days


@pytest.mark.parametrize("said", ["6月", "02-29", "13月1日", "6月1日至7月1日至8月1日", "7月1日至6月1日", "尽快"])
def test_a_deadline_that_is_none_is_refused(tmp_path: Path, said: str) -> None:
    [row] = read(tmp_path, f"{HEAD}7,做一件事,{said},,,\n")
    assert isinstance(row, PlanFault)
    assert "完成时限" in row.why


def test_who_takes_part(tmp_path: Path) -> None:
    assert one(tmp_path, ",各级妇女组织、各单位女干部职工,,").units is None
    named = one(tmp_path, ",省财政厅、省教育厅,,")
    assert (named.units, named.voluntary) == (("省财政厅", "省教育厅"), False)
    assert one(tmp_path, ",自愿的女性个人或集体,,").voluntary


@pytest.mark.parametrize("said", ["省财政厅、省林业厅", "省财政厅、各单位", "志愿服务队"])
def test_who_is_not_known_is_not_guessed(tmp_path: Path, said: str) -> None:
    [row] = read(tmp_path, f"{HEAD}7,做一件事,,{said},,\n")
    assert isinstance(row, PlanFault)
    assert "不认识参加单位" in row.why


def test_who_answers(tmp_path: Path) -> None:
    both = one(tmp_path, ",,妇工委、各级妇委会,")
    assert (both.each, both.owner, both.answering, both.persons) == (True, True, (), ())
    assert one(tmp_path, ",,省直机关妇工委,").owner
    named = one(tmp_path, ",,省财政厅、王芳,")
    assert (named.each, named.owner, named.answering, named.persons) == (False, False, ("省财政厅",), ("王芳",))
    assert one(tmp_path, ",,,").each
    assert one(tmp_path, ",自愿参加,,").owner
    for stranger in ("李静", "省林业厅妇委会"):
        [row] = read(tmp_path, f"{HEAD}7,做一件事,,,{stranger},\n")
        assert isinstance(row, PlanFault)
        assert f"不认识责任单位（人）“{stranger}”" in row.why


@pytest.mark.parametrize(
    ("said", "goal"),
    [
        ("结对 1", Goal("pairings", "records", 1)),
        ("结对≥1个", Goal("pairings", "records", 1)),
        ("帮扶儿童不少于2名", Goal("pairings", "children", 2)),
        ("打卡 20人", Goal("checkins", "people", 20)),
        ("打卡 100人次", Goal("checkins", "records", 100)),
        ("报名 剪纸 5人", Goal("signups", "heads", 5, "剪纸")),
        ("报名“红色电影”≥5人", Goal("signups", "heads", 5, "红色电影")),
        ("作品≥3", Goal("works", "records", 3)),
        ("", None),
    ],
)
def test_goals(said: str, goal: Goal | None) -> None:
    assert read_goal(said) == goal


@pytest.mark.parametrize("said", ["尽量多", "结对", "结对 0", "3幅到5幅作品", "满意度 95", "结对 红旗社区 2"])
def test_a_goal_that_is_no_figure_of_ours_is_refused(said: str) -> None:
    with pytest.raises(GoalError, match="看不懂目标"):
        read_goal(said)


def test_every_wrong_row_is_named_and_the_right_ones_with_them(tmp_path: Path) -> None:
    rows = read(tmp_path, f"通知附件,,,,,\n{HEAD}1,第一件,06-20,,,\n,没有序号,,,,\n1,重复,,,,\n3,,,,,\n五,不是数字,,,,\n")
    assert [(type(row).__name__, row.where) for row in rows] == [
        ("PlanDraft", "第3行"),
        ("PlanFault", "第4行"),
        ("PlanFault", "第5行"),
        ("PlanFault", "第6行"),
        ("PlanFault", "第7行"),
    ]
    assert "与第3行重复" in getattr(rows[2], "why", "")


def test_without_a_head_nothing_is_read(tmp_path: Path) -> None:
    with pytest.raises(LinesError, match="没有找到表头"):
        read(tmp_path, "1,第一件\n")


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_template_reads_back(tmp_path: Path, format: str) -> None:
    path = tmp_path / f"a.{format}"
    path.write_bytes(plan_template(format))  # type: ignore[arg-type]
    rows = read_plan(path, KNOWN, 2021)
    assert [type(row) for row in rows] == [PlanDraft] * 3
