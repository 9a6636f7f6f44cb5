"""Entries to drafts in a real store, and what is remembered between two looks."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from schedules.feed_check import NOTHING_NEW, FeedChecker
from schedules.feed_drafts import MAX_NEW
from schedules.feed_likeness import Likeness
from schedules.feeds import Wire
from store.media import MediaFolder
from store.unit_of_work import UnitOfWork
from tests.schedules.feed_desk import LONG, PNG, Desk, item


async def test_entries_become_drafts_and_never_more(desk: Desk) -> None:
    desk.say(item(1), item(2, url=None, source="《妇女志》"))
    report = await desk.report()
    first, second = desk.items()
    assert [(one.number, one.key, one.state, one.author, one.approved_by) for one in (first, second)] == [
        (1, None, "draft", "内容源：省妇联", None),
        (2, None, "draft", "内容源：省妇联", None),
    ]
    assert (first.title, first.text, first.source) == ("第1题", "第1个故事。", "巾帼网 https://news.example/1")
    assert second.source == "《妇女志》 https://news.example/"
    assert [fate.item for fate in report.fates] == [first.id, second.id]
    assert report.as_dict() == {"feed": "省妇联", "ok": True, "result": "新收 2 条待审", "new": 2, "same": 0, "refused": 0}


async def test_the_same_is_not_stored_twice(desk: Desk) -> None:
    desk.say(item(1), item(2))
    assert await desk.check() == ["new", "new"]
    again = item(1, content_text="改写过的正文，和原来完全是两回事了。")
    desk.say(again, item(3, id="", url=item(2)["url"]), item(4, title="换题", content_text=LONG))
    assert await desk.check() == ["same", "new", "new"]  # an id tells more than a link: without one the link is what tells
    desk.say(item(5, id="", url=item(2)["url"]), item(6, content_text=LONG.replace("，", ", ").replace("刊物", "报纸")))
    assert await desk.check() == ["same", "same"]
    desk.say(item(7, content_text=LONG + "另起一段，" + LONG[::-1]))
    assert await desk.check() == ["new"]
    assert [one.number for one in desk.items()] == [1, 2, 3, 4, 5]


async def test_ids_and_links_that_tell_nothing_apart_are_not_believed(desk: Desk) -> None:
    home = "https://news.example/"
    desk.say(item(1, id="x", url=home), item(2, id="x", url=home), item(2, id="x", url=home))
    assert await desk.check() == ["new", "new", "same"]
    desk.say(item(3, id="", url=home))
    assert await desk.check() == ["new"]


async def test_what_an_organizer_took_out_does_not_come_back(desk: Desk) -> None:
    desk.say(item(1))
    await desk.check()
    with desk.database.writing() as connection:
        uow = UnitOfWork(connection)
        column = uow.study.column("家庭教育")
        assert column is not None
        uow.study.clear_place(column, None, 1)
    assert await desk.check() == ["same"]
    desk.say(item(2))
    await desk.check()
    assert [one.number for one in desk.items()] == [-1, 1]


async def test_a_dated_column_wants_a_day(desk: Desk) -> None:
    days = [{"day": "5月21日"}, {"day": "2021-05-22"}, {"day": "哪天"}, {}]
    days[2:2] = [{"date_published": "2021-05-20T18:00:00Z"}, {"date_published": "2021-05-18"}]
    desk.say(*(item(number, **day) for number, day in enumerate(days)))
    report = await desk.report(desk.dated)
    assert [(fate.what, fate.key) for fate in report.fates] == [
        ("new", "05-21"),
        ("new", "2021-05-22"),
        ("new", "2021-05-21"),
        ("new", "2021-05-18"),
        ("refused", None),
        ("refused", None),
    ]
    assert ["过去" in fate.why for fate in report.fates[:4]] == [False, False, False, True]
    assert ["哪天" in report.fates[4].why, "没有日期" in report.fates[5].why] == [True, True]


async def test_a_numbered_column_goes_on_with_the_oldest(desk: Desk) -> None:
    desk.say(*(item(number, date_published=f"2021-05-{number:02}") for number in (12, 11, 10)))
    report = await desk.report()
    assert [(fate.title, fate.number) for fate in report.fates] == [("第10题", 1), ("第11题", 2), ("第12题", 3)]


async def test_what_cannot_be_taken_is_said_with_why(desk: Desk) -> None:
    desk.say(item(1, title=""), item(2, content_text=" "), item(3, title="长" * 101), item(4, content_text="长" * 20_001), {})
    report = await desk.report()
    assert [fate.why for fate in report.fates] == ["没有标题", "没有正文", "标题超过 100 字", "正文超过 20000 字", "没有标题"]
    assert report.fates[0].as_dict() == {"fate": "refused", "title": "", "why": "没有标题"}
    assert (desk.items(), report.sentence) == ([], "没有收 5 条")


async def test_more_than_can_be_reviewed_waits_for_the_next_look(desk: Desk) -> None:
    texts = [sha256(bytes([number])).hexdigest() for number in range(MAX_NEW + 5)]
    desk.say(*(item(number, content_text=text) for number, text in enumerate(texts)), etag='"v1"')
    assert (await desk.check()).count("refused") == 5
    assert desk.state().etag == ""
    assert (await desk.check()).count("new") == 5
    assert desk.state().etag == '"v1"'


async def test_a_column_of_the_other_kind_is_refused(desk: Desk) -> None:
    desk.say(item(1))
    await desk.check()
    report = await desk.checker.check(replace(desk.feed, kind="dated"))
    assert (report.ok, "按编号" in report.sentence) == (False, True)


async def test_pictures_are_kept_and_a_bad_one_does_not_lose_the_text(desk: Desk) -> None:
    desk.site.say("/a.png", PNG)
    desk.site.say("/b.png", "<html>", kind="image/png")
    desk.say(item(1, image=desk.site.url("/a.png")), item(2, image=desk.site.url("/b.png")), item(3, image="javascript:alert(1)"))
    report = await desk.report()
    good, bad, none = report.fates
    assert (desk.folder / good.picture).read_bytes() == PNG
    assert (bad.what, bad.picture, "图片没有收" in bad.why, none.picture) == ("new", "", True, "")
    assert [one.media for one in desk.items()] == [[{"kind": "image", "file": good.picture}], None, None], "part of the item"


async def test_pictures_of_one_fetch_have_an_end(desk: Desk) -> None:
    desk.site.say("/a.png", PNG)
    desk.say(item(1, image=desk.site.url("/a.png")))
    hurried = FeedChecker(desk.store, MediaFolder(desk.folder), desk.clock, Wire(pictures=-1))
    (fate,) = (await hurried.check(desk.feed)).fates
    assert (fate.what, "时间用完" in fate.why, desk.site.asked[-1]["path"]) == ("new", True, "/feed")


async def test_only_what_changed_is_asked_for_until_the_settings_change(desk: Desk) -> None:
    desk.say(item(1), etag='"v1"')
    await desk.check()
    desk.site.say("/feed", status=304)
    assert (await desk.report()).sentence == NOTHING_NEW
    assert (desk.site.asked[-1]["if-none-match"], desk.state().result, desk.state().etag) == ('"v1"', NOTHING_NEW, '"v1"')
    desk.say(item(1))
    assert await desk.check(replace(desk.feed, column="普法维权")) == ["new"]
    assert "if-none-match" not in desk.site.asked[-1]


async def test_a_failure_is_counted_and_forgotten_when_it_is_over(desk: Desk) -> None:
    desk.say(item(1), etag='"v1"')
    await desk.check()
    desk.site.say("/feed", status=500)
    for _ in range(2):
        assert not (await desk.checker.check(desk.feed)).ok
    assert (desk.state().failures, "500" in desk.state().result, desk.state().etag) == (2, True, '"v1"')
    await desk.checker.check(replace(desk.feed, url=desk.site.url("/feed?other")))
    assert (desk.state().failures, desk.state().etag) == (1, "")
    desk.say(item(1))
    assert await desk.check() == ["same"]
    assert desk.state().failures == 0


async def test_a_rehearsal_leaves_nothing_behind(desk: Desk) -> None:
    desk.site.say("/a.png", PNG)
    desk.say(item(1, image=desk.site.url("/a.png")), etag='"v1"')
    report = await desk.checker.rehearse(desk.feed)
    assert [(fate.what, fate.number) for fate in report.fates] == [("new", 1)]
    assert (desk.items(), desk.folder.exists()) == ([], False)
    with desk.database.reading() as connection:
        assert UnitOfWork(connection).feeds.states() == {}


def test_what_is_nearly_the_same() -> None:
    likeness = Likeness([("甲", LONG), ("乙", "短"), ("丙", "")])
    assert likeness.like("丁", LONG.replace("，", " ").replace("女工", "工人")) == "甲"
    assert Likeness([("甲", "1949年，她们一起补好了三十件棉衣，" + LONG)]).like("乙", "1949年，她們一起補好了三十件棉衣。" + LONG) == "甲"
    assert Likeness([("甲", "1949年，她们一起，" + LONG)]).like("乙", "1950年，她们一起，" + LONG) is None, "another year is another fact"
    assert Likeness([("甲", "三十件棉衣，" + LONG)]).like("乙", "四十件棉衣，" + LONG) is None
    assert Likeness([("甲", "她把孩子们的棉衣都补好了，一共三十件。")]).like("乙", "她把孩子們的棉衣都補好了,一共三十件") == "甲"
    assert likeness.like("丁", LONG[: len(LONG) // 2]) is None
    assert (likeness.like("乙", "短。"), likeness.like("丁", "短")) == ("乙", None)
