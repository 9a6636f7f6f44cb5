"""A feed's body to entries, whatever the body is."""

from __future__ import annotations

import json
import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.calendar import SHANGHAI
from schedules.feed_dates import entry_day, moment
from schedules.feed_formats import parse
from schedules.feed_text import clean, plain
from schedules.feed_types import Entry, FeedError, Parsed

BASE = "https://news.example/feeds/a.xml"


def one(body: str) -> Entry:
    entries = parse(body.encode(), "", BASE).entries
    assert len(entries) == 1
    return entries[0]


def rss(item: str, head: str = "") -> str:
    return f"""{head}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">
    <channel><title>巾帼网</title><link>https://news.example/</link><item>{item}</item></channel></rss>"""


def test_rss() -> None:
    entry = one(
        rss(
            "<title>她们&amp;我们</title><link>/1?a=1&amp;b=2</link><guid isPermaLink='false'>g1</guid><description>摘要</description>"
            "<content:encoded><![CDATA[<p>第一段&nbsp;</p><script>alert(1)</script><p>第二<b>段</b></p>]]></content:encoded>"
            "<pubDate>Thu, 20 May 2021 18:30:00 GMT</pubDate><enclosure type='image/png' url='a.png' length='1'/>"
        )
    )
    assert (entry.title, entry.text) == ("她们&我们", "第一段\n第二段")
    assert (entry.link, entry.guid, entry.picture) == ("https://news.example/1?a=1&b=2", "g1", "https://news.example/feeds/a.png")
    assert entry.published == datetime(2021, 5, 21, 2, 30, tzinfo=SHANGHAI)


def test_rss_in_other_habits() -> None:
    entry = one(rss("<title>题</title><guid>https://news.example/9</guid><description>文</description><day>05-20</day>"))
    assert (entry.link, entry.day) == ("https://news.example/9", "05-20")
    assert one(rss("<title>题</title><media:group><media:thumbnail url='/t.jpg'/></media:group>")).picture == "https://news.example/t.jpg"
    assert one(rss("<title>题</title><enclosure type='audio/mp3' url='/a.mp3'/>")).picture == ""
    assert one(rss("<title>题&nbsp;目</title><description>甲&mdash;乙</description>")).text == "甲—乙"
    assert one(rss("<title>题</title>", "<!DOCTYPE rss>")).title == "题"


def test_rdf_has_its_items_beside_the_channel() -> None:
    parsed = parse(
        b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>A</title><link>https://a.example</link></channel>
        <item><title>T</title><description>D</description><dc:date>2021-05-20T08:00:00+08:00</dc:date></item></rdf:RDF>"""
    )
    assert (parsed.title, parsed.link, parsed.entries[0].published) == ("A", "https://a.example", datetime(2021, 5, 20, 8, tzinfo=SHANGHAI))


def test_atom() -> None:
    parsed = parse(
        """<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">巾帼&lt;b&gt;网&lt;/b&gt;</title><link rel="self" href="/x"/>
        <link href="/"/><entry><title>题</title><id>tag:1</id><link rel="alternate" href="/1"/><published>2021-05-20T01:00:00Z</published>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>甲 &lt; 乙</p><p>丙</p></div></content>
        <link rel="enclosure" type="image/jpeg" href="/p.jpg"/></entry>
        <entry><title>二</title><summary>只有摘要</summary></entry></feed>""".encode(),
        "",
        BASE,
    )
    first, second = parsed.entries
    assert (parsed.title, parsed.link) == ("巾帼网", "https://news.example/")
    assert (first.text, first.link, first.guid, first.picture) == (
        "甲 < 乙\n丙",
        "https://news.example/1",
        "tag:1",
        "https://news.example/p.jpg",
    )
    assert (second.text, second.published) == ("只有摘要", None)


def test_json_feed() -> None:
    attached = [{"url": "a.mp3"}, {"mime_type": "image/png", "url": "b.png"}]
    items = [
        {"id": 7, "url": "/7", "title": " 题 ", "content_html": "<p>甲</p><p>乙</p>", "image": "/7.png"},
        {"id": "8", "content_text": "一\r\n\r\n二", "day": "5月20日", "attachments": attached},
        "不是一条",
    ]
    parsed = parse(json.dumps({"title": "巾帼网", "home_page_url": "https://news.example", "items": items}).encode(), "", BASE)
    first, second, third = parsed.entries
    assert (first.title, first.text, first.guid, first.link, first.picture) == (
        "题",
        "甲\n乙",
        "7",
        "https://news.example/7",
        "https://news.example/7.png",
    )
    assert (second.text, second.day, second.picture) == ("一\n二", "5月20日", "https://news.example/feeds/b.png")
    assert third == Entry()
    assert parse(b'\xef\xbb\xbf[{"title": "T", "text": "D"}]') == Parsed("", "", (Entry("T", "D"),))


def test_csv() -> None:
    body = '\ufeff日期,标题,正文,来源,链接,备注\r\n05-20,题,"第一段，\r\n第二段",《志》,/1,x\r\n,,\r\n05-21,二\r\n'
    first, second = parse(body.encode(), "", BASE).entries
    assert (first.day, first.title, first.text, first.source, first.link) == (
        "05-20",
        "题",
        "第一段，\n第二段",
        "《志》",
        "https://news.example/1",
    )
    assert (second.title, second.text) == ("二", "")
    assert one("title;text\nA;B, C").text == "B, C"
    assert one("title\ttext\nA\tB").text == "B"


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss("<title>&x;</title>"),
        '<!DOCTYPE r [<!ENTITY x "lol"><!ENTITY y "&x;&x;">]>' + rss("<title>&y;</title>"),
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]>' + rss("<title>a</title>"),
    ],
)
def test_entities_are_refused(attack: str) -> None:
    with pytest.raises(FeedError, match="ENTITY"):
        parse(attack.encode())


def test_an_outside_dtd_is_not_read() -> None:
    assert one('<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd">' + rss("<title>题&unknown;</title>")).title == "题"


@pytest.mark.parametrize("body", ["[" * 200_000, "<a>" * 200_000, rss("<a/>" * 120_000), '{"items": ' + "9" * 10_000 + "}"])
def test_depth_and_number_are_bounded(body: str) -> None:
    with pytest.raises(FeedError):
        parse(body.encode())


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>一</p><div>二<br/>三</div>", "一\n二\n三"),
        ("a < b 且 c > d", "a < b 且 c > d"),
        ("一\n二", "一\n二"),
        ("<b>一\n二</b>", "一 二"),
        ('<a title="1 > 0" href="x">链接</a>', "链接"),
        ("甲<!-- <p>藏</p> -->乙<!-- 没完", "甲乙"),
        ("甲<style>p{}</style>乙<SCRIPT type=x>丙</SCRIPT >丁<script>没完", "甲乙丁"),
        ("<ul><li>一</li><li>二</li></ul>", "一\n二"),
        ("&lt;b&gt; &#x4e00;&nbsp;&copy;", "<b> 一 ©"),
        ("零\u200b宽\u202e倒\x00写\ud800", "零宽倒写"),
        ("<img src=x onerror=alert(1)>图", "图"),
    ],
)
def test_html_becomes_plain_lines(markup: str, text: str) -> None:
    assert plain(markup) == text


@pytest.mark.parametrize(
    "part", ["<", "<a ", '<a "', "<!--", "<!", "<script>", "<script></script", "</", "&", "<a'\"", "<p>", "< ", "<a b='"]
)
def test_broken_html_takes_linear_time(part: str) -> None:
    began = time.process_time()
    plain(part * (1_000_000 // len(part)))
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("05-20", "05-20"),
        ("5月20日", "05-20"),
        ("5/20", "05-20"),
        ("02-29", "02-29"),
        ("2021-05-20", "2021-05-20"),
        ("2021年5月20日", "2021-05-20"),
        ("2021/5/20 23:30", "2021-05-20"),
        ("2021-05-20T18:00:00Z", "2021-05-21"),
        ("Thu, 20 May 2021 18:00:00 GMT", "2021-05-21"),
        ("02-30", None),
        ("2021-02-29", None),
        ("昨天", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
    ],
)
def test_days_as_they_are_written(text: str, key: str | None) -> None:
    assert entry_day(text) == key


def test_a_zone_that_is_not_given_is_shanghai() -> None:
    assert moment("2021-05-20 08:00") == datetime(2021, 5, 20, 8, tzinfo=SHANGHAI)
    assert moment("2021年5月20日 8:00") == datetime(2021, 5, 20, 8, tzinfo=SHANGHAI)


HEADS = st.sampled_from(
    [
        *(b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b'{"items": [', b"title,text\n", b"<rss>", b"<!DOCTYPE x ["),
        *(b"<feed xmlns='http://www.w3.org/2005/Atom'><entry>", b"<?xml version='1.0' encoding='gbk'?>"),
    ]
)
SHAPES: st.SearchStrategy[object] = st.sampled_from([[{"mime_type": "image/", "url": "//["}, 1], {}, None, True])
JSON = st.integers() | st.floats() | st.text(max_size=9) | SHAPES
KEYS = st.sampled_from(["id", "title", "url", "content_html", "content_text", "image", "date_published", "attachments", "day"])
MARKUP = st.lists(
    st.sampled_from(
        ["<item>", "</item>", "<title>", "</title>", "<link>", "<guid>", "<pubDate>", "<![CDATA[", "]]>", "<enclosure url='//[' />"]
    )
    | st.text(max_size=8)
).map("".join)


@settings(max_examples=200, deadline=None)
@given(head=HEADS, body=st.binary(max_size=300) | MARKUP.map(str.encode) | st.text().map(lambda text: text.encode("gb18030", "replace")))
def test_random_bytes_give_entries_or_a_feed_error(head: bytes, body: bytes) -> None:
    kept(head + body)


@settings(max_examples=100, deadline=None)
@given(items=st.lists(st.dictionaries(KEYS, JSON, max_size=4) | JSON, max_size=3), charset=st.text(max_size=12))
def test_random_json_gives_entries_or_a_feed_error(items: object, charset: str) -> None:
    kept(json.dumps({"items": items}).encode(), charset)


@settings(max_examples=200, deadline=None)
@given(text=st.text() | st.lists(st.sampled_from(["<p>", "</p>", "&amp;", "\u3000", "\r\n", "<!--", "一"])).map("".join))
def test_plain_text_is_clean(text: str) -> None:
    lines = plain(text)
    assert clean(lines) == lines
    lines.encode()


def kept(body: bytes, charset: str = "") -> None:
    """What is read can be stored."""
    try:
        parsed = parse(body, charset, BASE)
    except FeedError:
        return
    for entry in parsed.entries:
        for text in (entry.title, entry.text, entry.source, entry.link, entry.picture):
            assert "\0" not in text
            text.encode()
        assert entry.link == "" or entry.link.startswith("http")
