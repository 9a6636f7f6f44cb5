"""Pictures for the chat: their size, that nothing is cut off, and that they do not change by themselves."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handlers.charts import MAX_ROWS, MAX_WIDTH, MIN_WIDTH, bar_picture, progress_picture, service_picture, table_picture, trend_picture
from handlers.files.font import font_path
from handlers.files.letters import letters

HEAD = ["序号", "单位", "人数"]
RED, TINT, PAPER = (156, 52, 48), (244, 226, 223), (255, 255, 255)


def opened(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    picture.load()
    assert picture.format == "PNG"
    return picture


def row_of(name: str, count: int = 1) -> list[Any]:
    return [1, name, count]


def is_blank(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    return picture.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), PAPER)]


def test_the_font_is_the_installed_one() -> None:
    assert font_path().name == "NotoSansCJKsc-Regular.otf"
    assert font_path().is_file()


def test_pictures_do_not_import_the_slow_plot_library() -> None:
    said = "import sys, handlers.charts as c; c.bar_picture('题', ['甲'], [1], unit_label='人'); assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", said], check=True)


def test_a_table_is_wide_enough_and_a_row_makes_it_higher() -> None:
    one = opened(table_picture("报名", HEAD, [row_of("甲厅")]))
    two = opened(table_picture("报名", HEAD, [row_of("甲厅")] * 2))
    assert one.width == two.width == MIN_WIDTH
    assert two.height > one.height + 40


def test_long_cells_wrap_and_then_end() -> None:
    long, longer = (opened(table_picture("报名", [*HEAD, "备注"], [[*row_of("甲厅"), "很长的备注" * times]])) for times in (40, 400))
    assert MIN_WIDTH < long.width <= MAX_WIDTH
    assert long.size == longer.size


def test_nothing_is_drawn_in_the_margins() -> None:
    picture = opened(table_picture("题" * 200, [*HEAD, "备注"], [["很长" * 90, "字" * 300, "a" * 300, 10**12]], note="注" * 500))
    for left in (0, picture.width - 28):
        assert is_blank(picture, (left, 12, left + 28, picture.height))
    assert is_blank(picture, (0, picture.height - 20, picture.width, picture.height))


def test_sixty_rows_and_the_total_are_shown() -> None:
    full = opened(table_picture("报名", HEAD, [row_of("甲厅")] * MAX_ROWS))
    more = opened(table_picture("报名", HEAD, [row_of("甲厅")] * 500 + [["合计", "", 500]]))
    assert full.height < more.height < full.height + 100, "one line says what is left out"
    last_row = [more.getpixel((MIN_WIDTH // 2 - 30, y)) for y in range(full.height - 100, full.height - 20)]
    assert TINT in last_row
    assert TINT not in [full.getpixel((MIN_WIDTH // 2 - 30, y)) for y in range(full.height - 100, full.height - 20)]


def test_numbers_stand_to_the_right() -> None:
    words, numbers = (opened(table_picture("题", ["甲"], [[value]])) for value in ("一", 1))
    right_half = (MIN_WIDTH // 2, 195, MIN_WIDTH - 40, 235)
    assert len(words.crop(right_half).getcolors() or []) == 1
    assert len(numbers.crop(right_half).getcolors() or []) > 1


def test_bars_are_as_long_as_their_values() -> None:
    picture = opened(bar_picture("打卡", ["甲厅", "乙厅", "丙厅"], [100, 50.0, 0], unit_label="人次"))
    reds = [sum(picture.getpixel((x, y)) == RED for x in range(picture.width)) for y in range(110, picture.height)]
    lengths = sorted({length for length in reds if length > 100})
    assert lengths[-1] == pytest.approx(2 * lengths[0], abs=3)
    assert len(lengths) == 2


def test_bars_without_data() -> None:
    assert opened(bar_picture("打卡", [], [], unit_label="人次")).width >= MIN_WIDTH
    assert opened(bar_picture("打卡", ["甲"], [0], unit_label="人次")).width >= MIN_WIDTH
    assert opened(bar_picture("打卡", ["甲"] * 99, [1] * 99, unit_label="人次")).height < 4500


def reds_by_column(picture: Image.Image) -> list[int]:
    """How many pixels of each column of the picture are red, below the rule at its top."""
    return [sum(picture.getpixel((x, y)) == RED for y in range(110, picture.height)) for x in range(picture.width)]


def test_columns_of_a_trend_are_as_high_as_their_values() -> None:
    picture = opened(trend_picture("打卡", ["5/17", "5/18", "5/19"], [100, 50, 0], unit_label="人次"))
    assert picture.width >= MIN_WIDTH
    heights = sorted({height for height in reds_by_column(picture) if height > 100})
    assert len(heights) == 2
    assert heights[1] == pytest.approx(2 * heights[0], abs=3)


def test_a_long_trend_is_a_line_through_its_width() -> None:
    picture = opened(trend_picture("打卡", [f"{day}日" for day in range(60)], [day % 9 for day in range(60)], unit_label="人次"))
    reds = reds_by_column(picture)
    assert all(reds[x] for x in range(120, picture.width - 60)), "the line has no gap"
    assert max(reds) < 430
    assert is_blank(picture, (0, 12, 20, picture.height))


def test_a_bar_of_progress_is_filled_as_far_as_it_is_done() -> None:
    picture = opened(progress_picture("施工图", [("学党史", 5, 10), ("办实事", 10, 10), ("开新局", 0, 10)], note="截至5月20日"))
    lengths = [sum(picture.getpixel((x, y)) == RED for x in range(picture.width)) for y in range(110, picture.height)]
    half = min(length for length in lengths if length > 100)
    full = min(length for length in lengths if length > 1.5 * half)
    assert full == pytest.approx(2 * half, abs=4)
    rows = [length for y, length in enumerate(lengths, 110) if picture.getpixel((picture.width // 2, y)) == TINT]
    assert rows[-5:] == [0] * 5, "what has not begun is all tint"


def test_more_done_than_planned_is_full_and_says_so() -> None:
    full, over = (opened(progress_picture("施工图", [("学党史", done, 10)])) for done in (10, 13))
    assert reds_by_column(full)[200:800] == reds_by_column(over)[200:800]
    assert full.tobytes() != over.tobytes()


def test_a_long_task_stands_above_its_bar() -> None:
    short, long = (opened(progress_picture("施工图", [("学党史" * times, 1, 2)] * 3)) for times in (1, 30))
    assert long.height > short.height + 3 * 60
    assert is_blank(long, (0, 12, 28, long.height))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 10**7), max_size=70), st.text(max_size=20))
def test_any_trend_can_be_drawn(values: list[int], title: str) -> None:
    picture = opened(trend_picture(title, [f"{number}月" for number in range(len(values))], values, unit_label="人次"))
    assert MIN_WIDTH <= picture.width <= MAX_WIDTH
    assert is_blank(picture, (picture.width - 20, 12, picture.width, picture.height))


def test_wrong_trends_and_progress_are_our_mistake() -> None:
    for labels, values in ((["甲"], []), (["甲"], [-1]), (["甲"], [float("nan")])):
        with pytest.raises(ValueError, match="a trend needs"):
            trend_picture("打卡", labels, values, unit_label="人")
    with pytest.raises(ValueError, match="progress needs"):
        progress_picture("施工图", [("甲", -1, 2)])


def test_the_same_input_gives_the_same_bytes() -> None:
    assert table_picture("报名", HEAD, [row_of("甲厅")], note="注") == table_picture("报名", HEAD, [row_of("甲厅")], note="注")
    assert bar_picture("打卡", ["甲"], [1], unit_label="人") == bar_picture("打卡", ["甲"], [1], unit_label="人")


@pytest.mark.parametrize(("labels", "values"), [(["甲"], []), (["甲"], [-1]), (["甲"], [float("nan")]), (["甲"], [float("inf")])])
def test_wrong_bars_are_our_mistake(labels: list[str], values: list[float]) -> None:
    with pytest.raises(ValueError, match="bars need"):
        bar_picture("打卡", labels, values, unit_label="人")


def test_wrong_tables_are_our_mistake() -> None:
    for columns, rows in (([], []), (HEAD, [[1]])):
        with pytest.raises(ValueError, match="a table needs"):
            table_picture("报名", columns, rows)


def test_emoji_are_left_out_and_rare_names_stay() -> None:
    shown = letters(28).shown
    assert shown("王芳😀\U0001f469\u200d\U0001f33e❤️") in ("王芳", "王芳❤")
    assert shown("𠮷𬴂℃★①\x07") == "𠮷𬴂℃★①"


def test_lines_do_not_begin_with_a_comma() -> None:
    text = letters(28)
    lines = text.wrap("一二三四五，六七八九十。", text.width("一二三四五"), 9)
    assert not any(line.startswith(("，", "。")) for line in lines)
    assert "".join(lines) == "一二三四五，六七八九十。"


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80), st.integers(60, 600), st.integers(1, 4))
def test_lines_fit(text: str, width: int, most: int) -> None:
    lines = letters(28).wrap(text, width, most)
    assert 1 <= len(lines) <= most
    assert all(letters(28).width(line) <= width for line in lines)
    if not lines[-1].endswith("…"):
        assert "".join(lines) == letters(28).shown(text).replace("\n", "")


def test_hours_stand_to_the_right_like_every_number() -> None:
    shown = Image.open(io.BytesIO(table_picture("周统计", ["单位", "时数"], [["甲", "5小时40分"], ["乙", "0"]]))).convert("L")
    width, height = shown.size
    zero = [x for x in range(width // 3, width) for y in range(height - 80, height - 30) if shown.getpixel((x, y)) < 110]  # type: ignore[operator]
    assert max(zero) > width - 60


LONG = "某某省人力资源和社会保障厅机关事业单位社会保险管理服务中心妇女工作委员会"


def test_a_long_unit_s_name_is_read_whole_above_its_bar() -> None:
    one, other = (opened(bar_picture("打卡", [LONG + last, "省财政厅"], [3, 2], unit_label="人次")) for last in ("甲", "乙"))
    assert one.tobytes() != other.tobytes(), "two that begin alike are told apart"
    short = opened(bar_picture("打卡", ["省人力资源和社会保障厅", "省财政厅"], [3, 2], unit_label="人次"))
    assert short.tobytes() != opened(bar_picture("打卡", ["省人力资源和社会保…", "省财政厅"], [3, 2], unit_label="人次")).tobytes()
    assert short.height < one.height
    for left in (0, one.width - 28):
        assert is_blank(one, (left, 12, left + 28, one.height))


def test_a_volunteer_s_unit_and_activities_stay_on_the_paper() -> None:
    lines = [("2026-11-01", "“迎七一”《红色家书》诵读会暨“巾帼心向党”主题活动" * 2, "12小时30分")]
    picture = opened(
        service_picture("志愿服务记录", "古丽巴哈尔·买买提", LONG + "　截至2026年11月28日", lines, total="共参加 1 次", notes=[])
    )
    for left in (0, picture.width - 28):
        assert is_blank(picture, (left, 12, left + 28, picture.height))
    assert picture.height > opened(service_picture("志愿服务记录", "王芳", "省财政厅", lines, total="共参加 1 次", notes=[])).height


def test_what_stands_last_in_a_long_title_is_still_read() -> None:
    pictures = [opened(trend_picture(f"打卡 · {LONG} · 11月1日—11月28日 · 按{by}", ["1"], [1], unit_label="人次")) for by in ("日期", "周")]
    assert pictures[0].tobytes() != pictures[1].tobytes()


def test_a_table_is_no_wider_than_its_text_needs_for_a_phone_shows_it_smaller() -> None:
    heads = ["序号", "工作措施", "时限", "完成", "情况"]
    plan: list[list[Any]] = [
        [number, "各单位优选三至五幅剪纸作品以照片报送，择优网上展示并推荐参加省里评选" + last, "12月31日", "0/100", "还有225天"]
        for number, last in ((1, "甲"), (2, "乙"))
    ]
    one, other = (opened(table_picture("施工图", heads, [row])) for row in plan)
    assert one.width <= 1000
    assert one.crop((0, 170, one.width, 330)).tobytes() != other.crop((0, 170, one.width, 330)).tobytes(), "read to its end"
    many = opened(table_picture("施工图", heads, plan * 20))
    assert many.width > one.width, "three lines in each of forty rows would be too high"
