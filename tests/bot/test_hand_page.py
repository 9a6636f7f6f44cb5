"""手工代发: a day's pushes on the machine's page, copied into groups by hand and ticked off; groups without a bot among them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.console.guard import loopback_hosts
from bot.console.hand import hand_routes
from bot.console.status import create_status_app
from store.media import Attachment, MediaFolder
from store.unit_of_work import UnitOfWork
from tests.conversation import Town, town
from tests.pictures import picture

COLUMN = "党史上的今天"
HOST = "127.0.0.1:8000"
DAY = "2021-05-20"


@asynccontextmanager
async def page_of(here: Town) -> AsyncIterator[httpx.AsyncClient]:
    media = MediaFolder(here.app.settings.media)
    app = create_status_app([], allowed_hosts=loopback_hosts(8000), extra_routes=hand_routes(here.app.writer, media, here.clock))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{HOST}") as client:
        yield client


async def no_bot_in(here: Town, unit: str) -> int:
    """A unit that lets no bot in; its group's id."""

    def make(uow: UnitOfWork) -> int:
        return uow.groups.by_hand("main", uow.units.ensure(unit), here.clock()).id

    return await here.app.writer.run(make)


async def pushed(here: Town) -> None:
    """A push with a picture and a link that could not be sent in 省教育厅: its channel was away too long."""
    name = MediaFolder(here.app.settings.media).save(picture(1, "PNG"), ".png")
    media = [Attachment("image", name, "红船.png"), Attachment("link", name="怎样<参观>", url="https://example.org/a?b=1&c=2")]
    await here.item(COLUMN, "05-20", "一件<事>", media=media)
    await here.plan(COLUMN, {"at": f"{DAY}T09:30"})
    here.wire.ready.clear()
    await here.pass_time(minutes=31)


async def test_a_push_is_copied_with_its_picture_and_ticked_off_group_by_group() -> None:
    async with town() as here, page_of(here) as client:
        school = await no_bot_in(here, "省妇幼保健院")
        await pushed(here)
        shown = (await client.get("/hand")).text
        assert "【党史上的今天】一件&lt;事&gt;" in shown
        assert "怎样&lt;参观&gt;" in shown
        assert "已有 0 个群，还差 3 个群" in shown
        assert "<span>省妇幼保健院</span> <small>没有助手</small>" in shown
        name = shown.split("/hand/file/")[1].split('"')[0]
        assert (await client.get(f"/hand/file/{name}")).content == picture(1, "PNG")
        done = await client.post("/hand", data={"day": DAY, "push": "1", "group": "1"}, headers={"origin": f"http://{HOST}"})
        assert (done.status_code, done.headers["location"]) == (303, f"/hand?day={DAY}#p1")
        for _ in range(2):  # pressing it again changes nothing
            await client.post("/hand", data={"day": DAY, "push": "1", "group": str(school)}, headers={"origin": f"http://{HOST}"})
        assert "已有 2 个群，还差 1 个群" in (await client.get(f"/hand?day={DAY}")).text
        here.wire.ready.set()
        await here.idle()
        assert here.group("省财政厅").heard() == "", "what was posted by hand is not sent again"
        assert "一件<事>" in here.group("省教育厅").heard()
        rows = {row["group"]: row["state"] for row in await here.rows("deliveries")}
        assert set(rows.values()) == {"sent"}
        assert len(rows) == 3
        assert "所有的群都有了" in (await client.get("/hand")).text
        assert (await here.audit()).count("delivery_by_hand") == 2
        assert "这一天没有推送" in (await client.get("/hand?day=2021-05-19")).text


@pytest.mark.parametrize(
    ("path", "form", "origin", "status"),
    [
        ("/hand", {"push": "1", "group": "1"}, "http://evil.example", 403),
        ("/hand", {"push": "x", "group": "1"}, f"http://{HOST}", 400),
        ("/hand", {"day": "昨天", "push": "1", "group": "1"}, f"http://{HOST}", 400),
        ("/hand", {"push": "1", "group": "9" * 5000}, f"http://{HOST}", 400),
    ],
)
async def test_what_other_sites_or_wrong_forms_ask_changes_nothing(path: str, form: dict[str, str], origin: str, status: int) -> None:
    async with town() as here, page_of(here) as client:
        await pushed(here)
        assert (await client.post(path, data=form, headers={"origin": origin})).status_code == status
        assert {row["state"] for row in await here.rows("deliveries")} == {"pending"}


async def test_a_group_outside_the_plan_and_files_outside_the_folder_are_not_given() -> None:
    async with town() as here, page_of(here) as client:
        outside = await no_bot_in(here, "省妇幼保健院")
        await here.item(COLUMN, "05-20", "一件事")
        await here.plan(COLUMN, {"at": f"{DAY}T09:30"}, audience={"groups": [1], "units": []})
        await here.pass_time(minutes=31)
        await client.post("/hand", data={"push": "1", "group": str(outside)}, headers={"origin": f"http://{HOST}"})
        assert len(await here.rows("deliveries")) == 1
        for name in ("..%2Ftown.db", "jinguo.db", f"{'0' * 32}.png"):
            assert (await client.get(f"/hand/file/{name}")).status_code == 404


async def test_a_unit_that_lets_no_bot_in_is_put_on_the_page_once() -> None:
    async with town() as here, page_of(here) as client:
        await here.app.writer.run(lambda uow: [uow.units.ensure(name).id for name in ("省妇幼保健院", "省<博物馆>")])
        shown = (await client.get("/hand")).text
        assert '<option value="省&lt;博物馆&gt;">' in shown
        assert '<option value="省财政厅">' not in shown, "a bot is in its group"
        for unit in ("省妇幼保健院", "省妇幼保健院", "省财政厅"):
            done = await client.post("/hand/groups", data={"day": DAY, "unit": unit}, headers={"origin": f"http://{HOST}"})
            assert (done.status_code, done.headers["location"]) == (303, f"/hand?day={DAY}")
        assert (await here.row_counts())["work_group"] == 3
        assert (await here.audit()).count("group_by_hand") == 1
        assert '<option value="省妇幼保健院">' not in (await client.get("/hand")).text
        await here.item(COLUMN, "05-20", "一件事")
        await here.plan(COLUMN, {"at": f"{DAY}T09:30"})
        await here.pass_time(minutes=31)
        assert "<span>省妇幼保健院</span> <small>没有助手</small>" in (await client.get("/hand")).text


@pytest.mark.parametrize(("unit", "origin", "status"), [("没有的单位", HOST, 400), ("", HOST, 400), ("省妇幼保健院", "evil.example", 403)])
async def test_a_unit_that_nobody_knows_is_not_put_there(unit: str, origin: str, status: int) -> None:
    async with town() as here, page_of(here) as client:
        await here.app.writer.run(lambda uow: uow.units.ensure("省妇幼保健院").id)
        done = await client.post("/hand/groups", data={"unit": unit}, headers={"origin": f"http://{origin}"})
        assert done.status_code == status
        assert (await here.row_counts())["work_group"] == 2
