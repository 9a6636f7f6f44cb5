"""The chat page's server: what it answers, what it refuses, how it stops."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.adapters.local import LocalAdapter
from bot.adapters.local_types import MAX_MEDIA_BYTES
from bot.console.app import create_app
from bot.console.assets import STATIC
from bot.console.guard import loopback_hosts
from bot.console.server import PortBusy, listen, port_of, serve, url_of
from bot.console.views import bubble_view
from handlers.message import IncomingMessage, OutgoingMessage, RoomEvent
from tests.waiting import CEILING

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32
HOST = "127.0.0.1:8000"
NOW = datetime(2025, 4, 1, 8, 30, tzinfo=UTC)


def world() -> LocalAdapter:
    adapter = LocalAdapter("demo", None, lambda: NOW)
    adapter.add_person("王芳", role_hint="成员", wire_id="wang")
    adapter.add_person("李静", wire_id="li")
    adapter.add_room("省财政厅妇女工作群", ["wang"], wire_id="caizheng")
    return adapter


@pytest.fixture
async def adapter() -> AsyncIterator[LocalAdapter]:
    adapter = world()

    async def feed(event: IncomingMessage | RoomEvent) -> None:
        if isinstance(event, IncomingMessage) and event.mentions_bot:
            await adapter.send(OutgoingMessage("demo", event.group, None, f"收到：{event.text}", "reply-1"))

    task = asyncio.create_task(adapter.run(feed))
    await asyncio.sleep(0)
    yield adapter
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
async def page(adapter: LocalAdapter) -> AsyncIterator[httpx.AsyncClient]:
    extra = [Route("/calendar", lambda _: PlainTextResponse("日历"))]
    app = create_app(adapter, allowed_hosts=loopback_hosts(8000), extra_routes=extra)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{HOST}") as client:
        yield client


def error_of(answer: httpx.Response) -> str:
    return str(answer.json()["error"])


async def test_the_page_and_its_parts_are_served_and_ask_nobody_else(page: httpx.AsyncClient) -> None:
    home = await page.get("/")
    assert home.headers["content-type"].startswith("text/html")
    for label in ("输入消息", "发送", "选择群聊", "以谁的身份说话", "发送图片", "发送文件", "消息列表"):
        assert f'aria-label="{label}"' in home.text
    assert (await page.get("/calendar")).text == "日历"
    for file in STATIC.iterdir():
        answer = await page.get(f"/static/{file.name}")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-cache"
        assert "http://" not in answer.text.replace("http://www.w3.org/2000/svg", "")
        assert "innerHTML" not in answer.text


async def test_every_answer_carries_the_security_headers(page: httpx.AsyncClient) -> None:
    for path in ("/", "/api/state", "/nothing", "/static/main.js"):
        headers = (await page.get(path)).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["x-frame-options"], headers["referrer-policy"]) == (
            "nosniff",
            "DENY",
            "no-referrer",
        )


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:8001", "127.0.0.1", "localhost:8000.evil.example", ""])
async def test_a_foreign_host_is_refused(page: httpx.AsyncClient, host: str) -> None:
    answer = await page.get("/api/state", headers={"host": host})
    assert answer.status_code == 421
    assert "本机地址" in error_of(answer)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000"])
async def test_loopback_hosts_are_served(page: httpx.AsyncClient, host: str) -> None:
    assert (await page.get("/api/state", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"origin": f"http://{HOST}"}, 201),
        ({"sec-fetch-site": "same-origin"}, 201),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": f"https://{HOST}"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
async def test_only_the_page_itself_may_act(page: httpx.AsyncClient, headers: dict[str, str], status: int) -> None:
    answer = await page.post("/api/people", json={"name": "陈晓"}, headers=headers)
    assert answer.status_code == status


async def test_what_is_said_is_heard_answered_and_shown(page: httpx.AsyncClient, adapter: LocalAdapter) -> None:
    said = await page.post("/api/messages", json={"as": "wang", "chat": "caizheng", "text": "@助手 报名", "mentions": ["bot"]})
    assert said.status_code == 201
    await adapter.drained()
    messages = (await page.get("/api/chats/caizheng/messages", params={"after": said.json()["seq"] - 1})).json()["messages"]
    assert [(m["sender"], m["text"]) for m in messages] == [("wang", "@助手 报名"), ("bot", "收到：@助手 报名")]
    assert messages[0]["mention"] == ["bot"]
    state = (await page.get("/api/state")).json()
    assert state["people"][0] == {"id": "wang", "name": "王芳", "hint": "成员"}
    assert state["rooms"] == [{"id": "caizheng", "name": "省财政厅妇女工作群", "members": ["wang"]}]
    assert state["newest"]["caizheng"]["text"] == "收到：@助手 报名"
    assert state["last"] == messages[1]["seq"]


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("/api/messages", {"as": "li", "chat": "caizheng", "text": "好"}, 404, "李静不在"),
        ("/api/messages", {"as": "li", "chat": "private:wang", "text": "好"}, 403, "别人的私聊"),
        ("/api/messages", {"as": "wang", "chat": "nowhere", "text": "好"}, 404, "没有这个群"),
        ("/api/messages", {"as": "wang", "chat": "caizheng", "text": " "}, 400, "请填写消息"),
        ("/api/messages", {"as": "wang", "chat": "caizheng", "text": "字" * 20_001}, 400, "太长"),
        ("/api/messages", {"as": "wang", "chat": "caizheng", "text": 7}, 400, "请填写消息"),
        ("/api/messages", {"as": "wang", "chat": "caizheng", "text": "好", "mentions": "li"}, 400, "一组"),
        ("/api/messages", [], 400, "JSON"),
        ("/api/rooms", {"name": "省财政厅妇女工作群"}, 409, "同名"),
        ("/api/rooms", {"name": "新群", "members": ["谁"]}, 404, "没有这个人"),
        ("/api/people", {"name": ""}, 400, "请填写姓名"),
        ("/api/people", {"name": "陈晓", "rooms": ["nowhere"]}, 404, "没有这个群"),
    ],
)
async def test_mistakes_are_chinese_sentences(page: httpx.AsyncClient, path: str, body: object, status: int, sentence: str) -> None:
    answer = await page.post(path, json=body)
    assert answer.status_code == status
    assert sentence in error_of(answer)


async def test_wrong_addresses_are_chinese_sentences_too(page: httpx.AsyncClient) -> None:
    assert error_of(await page.get("/nothing")) == "没有这个页面"
    assert error_of(await page.get("/api/messages")) == "不能这样访问"
    assert error_of(await page.get("/api/chats/nowhere/messages")) == "没有这个聊天"
    assert "数字" in error_of(await page.get("/api/chats/caizheng/messages?after=x"))
    assert "JSON" in error_of(await page.post("/api/rooms", content=b"{"))


async def test_nobody_is_heard_while_the_bot_is_down() -> None:
    app = create_app(world(), allowed_hosts=[HOST])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{HOST}") as client:
        answer = await client.post("/api/messages", json={"as": "wang", "chat": "caizheng", "text": "好"})
    assert answer.status_code == 503
    assert "没有在运行" in error_of(answer)


async def test_pictures_are_shown_and_files_only_downloaded(page: httpx.AsyncClient) -> None:
    fields = {"as": "wang", "chat": "caizheng"}
    picture = (await page.post("/api/messages", data=fields, files={"file": ("剪纸.png", PNG, "image/png")})).json()
    trick = (await page.post("/api/messages", data=fields, files={"file": ("../坏.html", b"<script>1</script>", "text/html")})).json()
    fake = (await page.post("/api/messages", data=fields, files={"file": ("假.png", b"<svg onload=1>", "image/png")})).json()
    assert [(m["kind"], m["name"]) for m in (picture, trick, fake)] == [("image", "剪纸.png"), ("file", "坏.html"), ("file", "假.png")]
    shown = await page.get(f"/media/{picture['file']}")
    assert (shown.headers["content-type"], shown.content) == ("image/png", PNG)
    assert "content-disposition" not in shown.headers
    for message in (trick,):
        kept = await page.get(f"/media/{message['file']}", params={"name": message["name"]})
        assert kept.headers["content-type"] == "application/octet-stream"
        assert kept.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in kept.headers["content-security-policy"]
    assert (await page.get("/media/..%2Fjournal.jsonl")).status_code == 404
    assert error_of(await page.get("/media/0.png")) == "没有这个文件"


async def test_a_video_is_played_in_parts_and_a_card_names_its_address(page: httpx.AsyncClient, adapter: LocalAdapter) -> None:
    fields = {"as": "wang", "chat": "caizheng"}
    film = (await page.post("/api/messages", data=fields, files={"file": ("红船.mp4", bytes(100), "video/mp4")})).json()
    assert (film["kind"], film["name"]) == ("video", "红船.mp4")
    some = await page.get(f"/media/{film['file']}", headers={"range": "bytes=10-19"})
    assert (some.status_code, some.headers["content-type"], len(some.content)) == (206, "video/mp4", 10)
    await adapter.send(OutgoingMessage("demo", "caizheng", None, "兴业路76号", "k", "link", name="一大会址", url="https://a.example/1"))
    card = bubble_view(adapter.history("caizheng")[-1])
    assert (card["kind"], card["name"], card["text"], card["url"]) == ("link", "一大会址", "兴业路76号", "https://a.example/1")


async def test_uploads_have_a_size(page: httpx.AsyncClient, adapter: LocalAdapter) -> None:
    fields = {"as": "wang", "chat": "caizheng"}
    empty = await page.post("/api/messages", data=fields, files={"file": ("空.xlsx", b"")})
    assert "空的" in error_of(empty)
    just_over = await page.post("/api/messages", data=fields, files={"file": ("大.bin", b"0" * (MAX_MEDIA_BYTES + 1))})
    assert (just_over.status_code, error_of(just_over)) == (400, "文件太大：最多 20 MB")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"0" * 1024 * 1024

    for content in (b"0" * 23 * 1024 * 1024, endless()):
        answer = await page.post("/api/messages", content=content, headers={"content-type": "application/json"})
        assert (answer.status_code, error_of(answer)) == (413, "内容太大：文件最多 20 MB")
    assert adapter.last == 1


async def test_the_font_is_there_for_machines_without_one(page: httpx.AsyncClient) -> None:
    async with page.stream("GET", "/font") as answer:
        assert answer.headers["content-type"] == "font/otf"
        assert "immutable" in answer.headers["cache-control"]
        assert int(answer.headers["content-length"]) > 1_000_000


async def test_an_error_of_ours_is_a_sentence_and_not_a_trace(adapter: LocalAdapter) -> None:
    def broken(_: object) -> PlainTextResponse:
        raise ValueError("秘密")

    app = create_app(adapter, allowed_hosts=[HOST], extra_routes=[Route("/broken", broken)])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
        answer = await client.get("/broken")
    assert answer.status_code == 500
    assert "秘密" not in answer.text


class Served:
    """The page on a real socket."""

    def __init__(self, adapter: LocalAdapter) -> None:
        self.listener = listen("127.0.0.1", 0)
        self.url = url_of(self.listener)
        self.stop = asyncio.Event()
        self.ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        app = create_app(adapter, allowed_hosts=lambda: loopback_hosts(port_of(self.listener)))
        self.task = asyncio.create_task(serve(app, "127.0.0.1", 0, self.ready.set_result, self.stop, listener=self.listener))


async def test_events_come_over_a_real_socket_and_it_stops_while_they_are_heard(adapter: LocalAdapter) -> None:
    served = Served(adapter)
    assert await served.ready == served.url
    async with (
        httpx.AsyncClient(base_url=served.url, timeout=CEILING) as client,
        client.stream("GET", "/events", params={"after": 0}) as first,
        client.stream("GET", "/events", headers={"last-event-id": "1"}) as second,
    ):
        posted = await client.post("/api/messages", json={"as": "wang", "chat": "caizheng", "text": "大家好"})
        assert posted.status_code == 201
        assert await _texts(first, 2) == ["助手加入了群聊", "大家好"]
        assert await _texts(second, 1) == ["大家好"]
        served.stop.set()
        await asyncio.wait_for(served.task, CEILING)
    again = listen("127.0.0.1", int(served.url.split(":")[-1].strip("/")))
    again.close()


async def _texts(stream: httpx.Response, count: int) -> list[str]:
    texts: list[str] = []
    async for line in stream.aiter_lines():
        if line.startswith("data: "):
            texts.append(json.loads(line.removeprefix("data: "))["text"])
        if len(texts) == count:
            break
    return texts


async def test_cancelling_the_server_closes_its_socket(adapter: LocalAdapter) -> None:
    served = Served(adapter)
    await served.ready
    served.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await served.task
    assert served.listener.fileno() == -1


async def test_a_busy_port_is_told_before_anything_starts(adapter: LocalAdapter) -> None:
    taken = listen("127.0.0.1", 0)
    started: list[str] = []
    app = create_app(adapter, allowed_hosts=())
    with pytest.raises(PortBusy, match="已被占用"):
        await serve(app, "127.0.0.1", port_of(taken), started.append, asyncio.Event())
    assert started == []
    taken.close()


def test_nothing_static_is_too_long() -> None:
    for file in Path(STATIC).iterdir():
        assert len(file.read_text("utf-8").splitlines()) <= 300
