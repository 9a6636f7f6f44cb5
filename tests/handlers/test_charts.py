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

from handlers.charts import MAX_ROWS, MAX_WIDTH, MIN_WIDTH, bar_picture, table_picture
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
