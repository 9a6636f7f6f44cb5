"""粘贴 on the machine's page: looked at first, recorded then, under the rights of who brings it; the store as it was where it is not."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import openpyxl
import pytest

from bot.console.guard import loopback_hosts
from bot.console.status import create_status_app
from bot.pages import further_pages
from tests.conversation import Town, town

HOST = "127.0.0.1:8000"
TALK = "王芳 5月19日 09:01\n报名剪纸2人\n李静 5月19日 09:02\n大家报名了吗\n"


@asynccontextmanager
async def page_of(here: Town) -> AsyncIterator[httpx.AsyncClient]:
    app = create_status_app([], allowed_hosts=loopback_hosts(8000), extra_routes=further_pages(here.app))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{HOST}") as client:
        yield client


@asynccontextmanager
async def office() -> AsyncIterator[tuple[Town, httpx.AsyncClient]]:
    async with town() as here, page_of(here) as client:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 剪纸 6月20日截止")
        await here.person("王芳", group="省财政厅").says("我的记录")
        yield here, client


async def bring(client: httpx.AsyncClient, body: bytes | str, *, record: bool = False, status: int = 200, **said: str) -> dict[str, Any]:
    address = {"group": "省财政厅", "sender": "u-赵敏", "as_of": "2021-05-20", "name": "粘贴.txt", "record": "1" if record else "0", **said}
    content = body.encode() if isinstance(body, str) else body
    answer = await client.post("/paste", params=address, content=content, headers={"origin": f"http://{HOST}"})
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_it_is_looked_at_then_recorded_and_not_twice() -> None:
    async with office() as (here, client):
        page = (await client.get("/paste")).text
        assert '<option value="u-赵敏">赵敏' in page
        assert "王芳" not in page, "only who organizes brings words in here"
        before = await here.row_counts()
        found = await bring(client, TALK)
        assert [(line["result"], line["text"]) for line in found["lines"]] == [("recorded", "王芳 2人 报名“剪纸”"), ("left_out", "闲聊")]
        assert await here.row_counts() == before
        assert (await bring(client, TALK, record=True))["recorded"] == 1
        again = await bring(client, TALK, record=True)
        assert (again["recorded"], again["same"]) == (0, 1)
        assert [(row["name"], row["headcount"]) for row in await here.rows("signups")] == [("王芳", 2)]
        assert "剪纸" in await here.person("王芳").says("我的报名")
        assert (await here.audit()).count("paste") == 2
        await here.person("赵敏").whispers("撤销")
        assert (await bring(client, TALK))["recorded"] == 1


async def test_who_organizes_one_unit_brings_words_of_that_one_only_in_their_speakers_names() -> None:
    async with office() as (here, client):
        sun = here.person("孙丽", group="省教育厅")
        await sun.is_made("organizer", "省教育厅")
        assert '<option value="u-孙丽">孙丽' in (await client.get("/paste")).text
        await bring(client, TALK, sender="u-孙丽", record=True)
        assert [(row["name"], row["member_id"]) for row in await here.rows("signups")] != [("王芳", "u-王芳")], (
            "a display name is not hers there"
        )


async def test_a_look_at_a_unit_that_lets_no_bot_in_makes_no_group_of_it() -> None:
    async with office() as (here, client):
        await here.app.writer.run(lambda uow: uow.units.ensure("省妇幼保健院"))
        before = await here.row_counts()
        assert (await bring(client, TALK, group="省妇幼保健院"))["recorded"] == 1
        assert await here.row_counts() == before
        assert (await bring(client, TALK, group="省妇幼保健院", record=True))["recorded"] == 1
        assert (await here.row_counts())["work_group"] == before["work_group"] + 1


async def test_a_childs_name_in_what_was_pasted_is_nowhere() -> None:
    async with office() as (here, client):
        await bring(client, "王芳：结对 红旗社区 1名 孩子叫张小明 电话13800138000\n李静：早", record=True)
        assert [row["children"] for row in await here.rows("pairings")] == [1]
        stored = here.everything_stored()
        assert "张小明" not in stored
        assert "13800138000" not in stored


async def test_an_excel_list_is_brought_in_the_same_way() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["剪纸活动报名名单"], ["姓名", "人数"], ["孙七", 2], ["", 1]):
        book.worksheets[0].append(row)
    book.save(out)
    async with office() as (here, client):
        found = await bring(client, out.getvalue(), name="名单.xlsx", record=True)
        assert [line["text"] for line in found["lines"]] == ["名单“剪纸活动报名名单” 1 行：剪纸共 2 人", "第4行：没有写姓名"]
        assert [row["name"] for row in await here.rows("signups")] == ["孙七"]


@pytest.mark.parametrize(
    ("said", "body", "sentence"),
    [
        ({"group": "没有的群"}, TALK, "没有“没有的群”这个群"),
        ({"sender": "u-王芳"}, TALK, "请选谁来粘贴"),
        ({"as_of": "昨天"}, TALK, "请选哪天复制的"),
        ({"name": "a.exe"}, TALK, "2 MB 以内"),
        ({"name": "名单.xlsx"}, "不是表", "不是正确的 .xlsx"),
        ({}, "  \n", "请粘贴文字"),
    ],
)
async def test_what_cannot_be_brought_in_is_refused_in_a_sentence(said: dict[str, str], body: str, sentence: str) -> None:
    async with office() as (here, client):
        before = await here.row_counts()
        assert sentence in (await bring(client, body, record=True, status=400, **said))["error"]
        assert await here.row_counts() == before


async def test_another_sites_page_brings_nothing_in() -> None:
    async with office() as (_, client):
        assert (await client.post("/paste", content=TALK, headers={"origin": "http://evil.example"})).status_code == 403
