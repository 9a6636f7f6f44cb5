"""A dozen lines are said, sixty are a picture, more are a file: rosters, plans, what waits for review, totals, records."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from PIL import Image

from handlers.trends import TIMES, trend_of
from store.totals import Figures
from tests.conversation import Place, Town, town
from tests.handlers.test_signup_talk import paper_cutting

GROUP = "省财政厅"


def picture_in(place: Place) -> Image.Image:
    """The newest file, a picture that a phone can read."""
    picture = Image.open(io.BytesIO(place.files()[-1].read_bytes()))
    assert picture.format == "PNG"
    assert picture.width >= 900
    return picture


@pytest.mark.parametrize(("rows", "kind"), [(12, ""), (13, "[名单.png]"), (60, "[名单.png]"), (61, "[剪纸活动报名名单.xlsx]")])
async def test_a_roster(rows: int, kind: str) -> None:
    async with town() as here:
        wang = await paper_cutting(here, "限100人")
        zhao = here.person("赵敏")
        names = [
            family + given for family in "李张刘陈杨吴黄周" for given in ("丽敏", "静怡", "秀娟", "艳霞", "婷婷", "春梅", "雪莲", "桂英")
        ][:rows]
        for start in range(0, rows, 10):
            assert "已记录" in await wang.says(f"代报名 剪纸 {'、'.join(names[start : start + 10])}")
        said = await zhao.says("名单 剪纸")
        if not kind:
            assert f"{rows}. {names[-1]} 1人（省财政厅）\n共 {rows} 人" in said
            return
        assert said.endswith(kind)
        if kind.endswith(".png]"):
            assert said == f"剪纸活动名单（全部单位）：共 {rows} 人\n{kind}"
            assert picture_in(here.group(GROUP)).height > rows * 40
        else:
            assert load_workbook(here.group(GROUP).files()[-1]).worksheets[0].max_row > rows
            assert "报名名单.docx" in await zhao.says("导出 剪纸 名单 word")


async def organizer(here: Town) -> None:
    await here.person("赵敏", group=GROUP).is_made("organizer")


async def test_plans_and_what_waits_for_review() -> None:
    async with town() as here:
        await organizer(here)
        zhao = here.person("赵敏")
        for number in range(13):
            await here.item("普法维权", number + 1, f"第{number}课", state="submitted")
        assert await zhao.says("待审") == "待审 13 条，编号见图或表。请说：通过 编号，或 退回 编号 原因\n[待审.png]"
        picture_in(here.group(GROUP))
        assert "13 号" in await zhao.says("通过 13")
        assert (await zhao.says("待审")).startswith("待审 12 条：\n1. 普法维权 1《第0课》")
        for hour in range(13):
            await here.plan("普法维权", {"daily": f"{hour + 8:02}:00"})
        assert await zhao.says("推送计划") == "推送计划，共 13 条\n[推送计划.png]"
        picture_in(here.group(GROUP))


async def test_her_own_records() -> None:
    async with town() as here:
        wang = here.person("王芳", group=GROUP)
        for name in ("红旗", "东站", "金碧", "青云", "龙泉", "官渡", "白塔", "翠湖", "莲花", "穿金", "昌宏", "福海", "前卫"):
            await wang.says(f"结对 {name}社区 2名")
        assert (await wang.says("我的结对")).endswith("[我的记录.png]")


async def test_days_are_a_trend_beside_the_text_then_alone() -> None:
    async with town() as here:
        await organizer(here)
        zhao, wang = here.person("赵敏"), here.person("王芳", group=GROUP)
        for days in range(14):
            await wang.says("打卡")
            if days == 1:
                assert "走势" not in await zhao.says("统计 打卡 按天"), "two days are no trend"
            if days == 4:
                said = await zhao.says("统计 打卡 按天")
                assert "1. 5月20日：1 次" in said
                assert said.endswith("[走势.png]")
            await here.pass_time(days=1)
        said = await zhao.says("统计 打卡 按天")
        assert said.endswith("[统计.png]\n[走势.png]")
        picture_in(here.group(GROUP))
        assert (await zhao.says("统计 打卡 按周")).endswith("[走势.png]")


async def test_units_stand_side_by_side() -> None:
    async with town(groups=("省财政厅", "省教育厅", "省水利厅")) as here:
        await organizer(here)
        for name, unit in (("王芳", "省财政厅"), ("李静", "省教育厅"), ("孙梅", "省水利厅")):
            await here.person(name, group=unit).says("打卡")
        assert (await here.person("赵敏").says("统计 打卡 按单位")).endswith("[统计图.png]")
        picture_in(here.group(GROUP))


DAYS = st.dictionaries(st.dates(date(2019, 12, 1), date(2021, 2, 28)), st.integers(1, 99), min_size=1, max_size=30)


@given(DAYS, st.sampled_from(TIMES))
def test_a_trend_has_no_gaps_and_loses_nothing(days: dict[date, int], by: str) -> None:
    sums: dict[str, int] = {}
    for day, number in days.items():
        key = {"day": day.isoformat(), "week": (day - timedelta(days=day.weekday())).isoformat(), "month": f"{day:%Y-%m}"}[by]
        sums[key] = sums.get(key, 0) + number
    labels, values = trend_of([Figures(key, records=number) for key, number in sums.items()], by)
    assert sum(values) == sum(days.values())
    first, last = min(days), max(days)
    months = (last.year - first.year) * 12 + last.month - first.month
    weeks = ((last - timedelta(days=last.weekday())) - (first - timedelta(days=first.weekday()))).days // 7
    assert len(values) == {"day": (last - first).days, "week": weeks, "month": months}[by] + 1
    assert len(set(labels)) == len(labels)


def test_a_trend_covers_the_span_that_was_asked_for() -> None:
    rows = [Figures("2021-05-03", records=2), Figures("2021-05-05", records=1)]
    assert trend_of(rows, "day", "2021-05-01", "2021-05-06") == (["5/1", "5/2", "5/3", "5/4", "5/5", "5/6"], [0, 0, 2, 0, 1, 0])
    assert trend_of([Figures("2020-12", records=2)], "month", "2020-11-03", "2021-01-20") == (
        ["2020年11月", "2020年12月", "2021年1月"],
        [0, 2, 0],
    )
    assert trend_of([Figures("0021-01-01", records=1), Figures("2021-01-01", records=1)], "day")[1] == [1, 1], "a mistyped year"
    assert trend_of([], "day") == ([], [])
