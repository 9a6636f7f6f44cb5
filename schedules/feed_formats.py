"""A feed's body to entries: JSON Feed, RSS and Atom (`feed_markup`), CSV. Told apart by their content, not by their claim."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from schedules.feed_dates import moment
from schedules.feed_markup import read_markup
from schedules.feed_text import clean, decode, one_line, plain
from schedules.feed_types import Entry, FeedError, Parsed

LONGEST_LINK = 2000
_PAGE = re.compile(r"<!doctype html|<(?:html|rss|feed|rdf:rdf)\b", re.IGNORECASE | re.ASCII)
_UNKNOWN = "看不出是 JSON Feed、RSS、Atom 还是 CSV。请检查网址是不是内容源。"
_WORDS = {
    "title": ("title", "标题", "题目"),
    "text": ("text", "content", "content_text", "正文", "内容"),
    "day": ("day", "date", "日期"),
    "link": ("link", "url", "链接", "网址"),
    "guid": ("guid", "id", "标识"),
    "source": ("source", "来源", "出处"),
    "picture": ("picture", "image", "图片"),
}
"""The words that may head a column of a CSV file."""


def parse(body: bytes, charset: str = "", base: str = "") -> Parsed:
    """The entries of a body; links are completed by `base`. Errors: FeedError, whatever the bytes are."""
    text = decode(body, charset)
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if not start:
        raise FeedError("format", "内容是空的。请用浏览器打开网址看看。")
    if "\0" in text[:1000]:
        raise FeedError("format", f"这个网址给的不是文字，{_UNKNOWN}")
    if start == "<":
        first = _PAGE.search(text[:5000])
        if first and "html" in first[0].lower():
            raise FeedError("format", "这个网址是普通网页，不是内容源。请向对方要 RSS 或 JSON Feed 的网址。")
        return _finished(read_markup(text), base)
    return _finished(_read_json(text) if start in "{[" else _read_csv(text), base)


def _finished(parsed: Parsed, base: str) -> Parsed:
    """With whole links, and text that can be kept."""
    home = _whole(parsed.link, base)
    return Parsed(one_line(parsed.title), home, tuple(_entry(entry, base) for entry in parsed.entries))


def _entry(entry: Entry, base: str) -> Entry:
    return Entry(
        title=one_line(entry.title),
        text=clean(entry.text),
        guid=entry.guid.strip(),
        link=_whole(entry.link, base),
        source=one_line(entry.source),
        day=one_line(entry.day),
        published=entry.published,
        picture=_whole(entry.picture, base),
    )


def _whole(link: str, base: str) -> str:
    """A link as an absolute address of the web, or empty."""
    link = link.strip()
    if not link or len(link) > LONGEST_LINK:
        return ""
    try:
        joined = urljoin(base, link)
        parts = urlsplit(joined)
    except ValueError:
        return ""
    whole = parts.scheme in ("http", "https") and parts.netloc and joined == clean(joined) and " " not in joined
    return joined if whole else ""


def _read_json(text: str) -> Parsed:
    try:
        value = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        where = f"（第 {error.lineno} 行）" if isinstance(error, json.JSONDecodeError) else ""
        raise FeedError("format", f"JSON 写得不完整{where}。请用浏览器打开网址看看，或请对方修好。") from error
    items = value.get("items") if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise FeedError("format", "JSON 里没有 items 列表，不是 JSON Feed。请检查网址是不是内容源。")
    about = value if isinstance(value, dict) else {}
    entries = tuple(_json_entry(item) if isinstance(item, dict) else Entry() for item in items)
    return Parsed(_string(about, "title"), _string(about, "home_page_url"), entries)


def _json_entry(item: Mapping[str, Any]) -> Entry:
    markup = _string(item, "content_html")
    return Entry(
        title=_string(item, "title"),
        text=_string(item, "content_text", "text") or (plain(markup) if markup else _string(item, "summary")),
        guid=_string(item, "id"),
        link=_string(item, "url", "external_url"),
        source=_string(item, "source"),
        day=_string(item, "day", "date"),
        published=moment(_string(item, "date_published", "date_modified")),
        picture=_string(item, "image", "banner_image") or _attached(item.get("attachments")),
    )


def _attached(attachments: object) -> str:
    for one in attachments if isinstance(attachments, list) else []:
        if isinstance(one, dict) and _string(one, "mime_type").startswith("image/"):
            return _string(one, "url")
    return ""


def _string(item: Mapping[str, Any], *keys: str) -> str:
    """The first of these that is written; numbers count as their digits."""
    for key in keys:
        value = item.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
            return str(value)
    return ""


def _read_csv(text: str) -> Parsed:
    head = text.lstrip("\ufeff\r\n").partition("\n")[0]
    delimiter = max(",，;；\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff\r\n"), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise FeedError("format", f"CSV 读不了（{error}）。请对方检查引号和分隔符。") from error
    places = {field: place for field, words in _WORDS.items() if (place := _place(rows[0] if rows else [], words)) is not None}
    if not {"title", "text"} <= set(places):
        raise FeedError("format", f"{_UNKNOWN}CSV 的第一行要有“标题”和“正文”。")
    return Parsed("", "", tuple(_csv_entry(row, places) for row in rows[1:] if any(cell.strip() for cell in row)))


def _place(head: Sequence[str], words: Sequence[str]) -> int | None:
    return next((place for place, cell in enumerate(head) if cell.strip().lower() in words), None)


def _csv_entry(row: Sequence[str], places: Mapping[str, int]) -> Entry:
    cells = {field: row[place] for field, place in places.items() if place < len(row)}
    return Entry(**cells)  # type: ignore[arg-type]
