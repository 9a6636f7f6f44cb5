"""Several accounts in one process, each behind its own gateway; how they stand, on the page and for `jinguo doctor`."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import httpx

from tests.gateway.process import Gateway, gateway
from tests.gateway.running import bot, jinguo, present, settings_file
from tests.waiting import CEILING, free_port


async def doctor(config: Path) -> list[dict[str, Any]]:
    """What it says of channels and groups."""
    command = ("-m", "bot", "doctor", "--config", str(config))
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=-1)
    out, _ = await asyncio.wait_for(process.communicate(), CEILING)
    found = [json.loads(line) for line in out.splitlines()]
    return [one for one in found if one["check"] in ("channels", "groups")]


async def test_two_accounts_in_one_process_keep_apart(own: Gateway, tmp_path: Path) -> None:
    async with gateway(tmp_path / "second") as second:
        port = free_port()
        for each in (own, second):
            await each.people("开场", "王芳")
        async with bot(own, tmp_path, second, page_port=port) as started:
            assert started.ready == {"event": "ready", "accounts": ["main", "second"], "url": f"http://127.0.0.1:{port}/"}
            await present(own)
            await present(second)
            rooms = [await each.room("省财政厅妇女工作群", ["王芳"]) for each in (own, second)]
            for each, room in zip((own, second), rooms, strict=True):
                await each.says("王芳", room, "打卡")
                await each.until(CEILING, lambda each=each, room=room: each.texts(room))
            assert rooms[0] == rooms[1], "the same id on two accounts is two rooms"
            assert [len(each.texts(rooms[0])) for each in (own, second)] == [1, 1]
            rows = await jinguo("export", "checkins", "--config", str(started.config))
            assert len(rows) == 2
            await page(started.ready["url"], second)


async def page(url: str, second: Gateway) -> None:
    """It shows who is online, who is not and why, and the code to scan."""
    async with httpx.AsyncClient(trust_env=False, timeout=CEILING) as browser:
        accounts = (await browser.get(f"{url}accounts")).json()
        assert [(one["account"], one["state"]) for one in accounts] == [("main", "online"), ("second", "online")]
        await second.do("logout")
        await second.do("scan", qrcode="https://example.org/scan-me")
        async with asyncio.timeout(CEILING):
            while "data:image/svg+xml" not in (shown := (await browser.get(url)).text):  # noqa: ASYNC110  (the page is asked)
                await asyncio.sleep(0.1)
        assert "请用这个账号的手机微信扫码" in shown
        assert "在线" in shown
        assert "scan-me" not in (await browser.get(f"{url}accounts")).text
        assert (await browser.get(url, headers={"host": "evil.example"})).status_code == 421


async def test_doctor_asks_each_gateway_without_disturbing_the_bot(own: Gateway, tmp_path: Path) -> None:
    await own.people("开场")
    async with bot(own, tmp_path) as started:
        await present(own)
        found = await doctor(started.config)
        assert [(one["check"], one["ok"]) for one in found] == [("groups", True), ("channels", True)]
        assert "网关有回应" in found[-1]["text"]
        starts = own.starts
        await present(own)
        assert own.starts == starts


async def test_doctor_says_what_is_wrong_with_a_gateway(own: Gateway, tmp_path: Path) -> None:
    config = settings_file(tmp_path, own)
    config.write_text(config.read_text(encoding="utf-8").replace("insecure_test", "insecure_other"), encoding="utf-8")
    found = await doctor(config)
    assert (found[-1]["ok"], "不认这个 token" in found[-1]["text"]) == (False, True)
    assert "insecure_other" not in json.dumps(found)
    config.write_text(config.read_text(encoding="utf-8").replace("127.0.0.1", "no-such-host.invalid"), encoding="utf-8")
    assert "找不到网关的主机名" in (await doctor(config))[-1]["text"]
    config = settings_file(tmp_path, own)
    await own.kill()
    other = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", own.port)
    async with other:
        assert "endpoint 那里也许不是网关，或者网关开了加密" in (await doctor(config))[-1]["text"]
    assert "网关没有开" in (await doctor(config))[-1]["text"]
