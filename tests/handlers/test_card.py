"""Title cards: wide enough, whole titles, nothing in the margins, no empty boxes, the same every time."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handlers.files.card import WIDTH, Card, card_of, place_of, title_card
from handlers.files.items import read_library
from handlers.files.letters import letters

LIBRARY = read_library(Path(__file__).parents[2] / "content")
COLUMN, PLACE, SOURCE = "党史上的今天", "5月20日", "《中国共产党一百年大事记》（新华社2021年6月28日）"
PAPER = (253, 250, 245)
MARGIN, BAND = 84, 140


def opened(card: Card) -> Image.Image:
    picture = Image.open(io.BytesIO(card.png))
    picture.load()
    assert picture.format == "PNG"
    assert picture.size == (card.width, card.height)
    return picture.convert("RGB")


def is_paper(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    return picture.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), PAPER)]


def assert_clean_margins(picture: Image.Image) -> None:
    """Nothing drawn where the paper ends: text that did not fit would stand there."""
    assert is_paper(picture, (0, BAND, MARGIN - 4, picture.height))
    assert is_paper(picture, (picture.width - MARGIN + 6, BAND, picture.width, picture.height))
    assert is_paper(picture, (0, picture.height - 30, picture.width, picture.height))


def test_a_card_is_wide_enough_for_a_phone_and_not_too_high() -> None:
    picture = opened(title_card(COLUMN, PLACE, "标题", SOURCE))
    assert picture.width == WIDTH >= 900
    assert 500 < picture.height < 1000


@pytest.mark.parametrize("title", ["短", "字" * 29, "《" * 14 + "字" * 15, "字" * 300, "a" * 300, "没有空格的很长的词" + "W" * 60])
def test_titles_of_any_length_stay_on_the_card(title: str) -> None:
    assert_clean_margins(opened(title_card(COLUMN, PLACE, title, SOURCE * 9)))


def test_a_title_of_29_characters_is_whole_and_a_longer_one_ends_in_dots() -> None:
    title = "".join(chr(0x4E00 + n) for n in range(29))
    assert title_card(COLUMN, PLACE, title, SOURCE).png != title_card(COLUMN, PLACE, title[:-1], SOURCE).png
    long, longer = (title_card(COLUMN, PLACE, "字" * count, SOURCE) for count in (200, 300))
    assert long.png == longer.png, "what is cut off is not seen"


def test_every_title_of_the_library_fits_in_three_lines_of_large_letters() -> None:
    longest = max(LIBRARY, key=lambda item: letters(72).width(item.title))
    assert len(letters(72).wrap(longest.title, WIDTH - 2 * MARGIN, 9)) <= 3, longest.title
    assert_clean_margins(opened(card_of(longest)))


def test_no_line_ends_with_an_opening_mark_or_begins_with_a_closing_one() -> None:
    lines = letters(72).wrap("字字字字字《甲乙》字字字（丙）“丁”" * 3, 6 * 72, 99)
    assert len(lines) > 5
    assert not [line for line in lines if line[-1] in "《（“" or line[0] in "》）”"]


def test_no_character_of_the_library_is_an_empty_box() -> None:
    lacking = {item.where: lacks for item in LIBRARY if (lacks := letters(32).missing(item.column + item.title + item.text + item.source))}
    assert lacking == {}


def test_a_character_without_a_picture_is_told() -> None:
    assert title_card(COLUMN, PLACE, "王\U000e0100\U00030000", "出处").lacks == "\U00030000"
    assert title_card(COLUMN, PLACE, "王芳", "出处").lacks == ""


def test_a_card_without_a_source_has_no_line_for_it() -> None:
    assert title_card(COLUMN, PLACE, "标题", "").height < title_card(COLUMN, PLACE, "标题", "出处").height


@pytest.mark.parametrize(("key", "place"), [("05-20", "5月20日"), ("2021-05-02", "2021年5月2日"), ("7", "第7篇")])
def test_the_place_is_said_as_people_say_it(key: str, place: str) -> None:
    assert place_of(key) == place


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_any_words_give_a_card_and_the_same_words_the_same(column: str, title: str, source: str) -> None:
    card = title_card(column, PLACE, title, source)
    assert card == title_card(column, PLACE, title, source)
    assert opened(card).width == WIDTH
