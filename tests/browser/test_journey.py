"""The whole journey on the demo's page, in a real browser, at the desk and on the phone."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PageAt
from tests.journey import ADMIN, JOURNEY, NEW, NEWCOMER, PRIVATE, Step
from tests.waiting import CEILING

pytestmark = pytest.mark.asyncio(loop_scope="session")
JINGUO = (sys.executable, "-m", "bot")


@asynccontextmanager
async def running_demo(data: Path) -> AsyncIterator[str]:
    """`jinguo demo` as a process of its own; its address."""
    command = (*JINGUO, "demo", "--no-open", "--port", "0", "--data", str(data))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        ready = json.loads(await asyncio.wait_for(process.stdout.readline(), CEILING))
        assert ready["event"] == "ready"
        yield ready["url"]
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), CEILING)


async def admin_code(data: Path) -> str:
    """A one-time code from the machine, beside the running bot."""
    process = await asyncio.create_subprocess_exec(*JINGUO, "code", "admin", "--data", str(data), stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return str(json.loads(out)["code"])


class Visitor:
    """Someone at the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: set[str] = set()

    async def choose(self, label: str, wanted: str) -> None:
        picker = self.page.get_by_label(label)
        options = picker.locator("option")
        await expect(options.filter(has_text=wanted)).not_to_have_count(0)
        shown = await options.evaluate_all("all => all.map(one => [one.value, one.innerText])")
        await picker.select_option(value=next(value for value, text in shown if wanted in text))

    async def does(self, step: Step) -> None:
        await self.choose("以谁的身份说话", step.who)
        await self.choose("选择群聊", step.chat)
        chosen = await self.page.get_by_label("选择群聊").input_value()
        await expect(self.page.get_by_label("消息列表")).to_have_attribute("data-chat", chosen)
        own = self.page.locator("article.mine")
        before = await own.count()
        await self.write(step)
        await self.page.get_by_role("button", name="发送", exact=True).click()
        await expect(own).to_have_count(before + 1)
        said = str(await own.last.get_attribute("data-id"))
        for part in step.hears:
            await expect(self.page.locator(f"article[data-id='{said}'] ~ article[data-sender='bot']", has_text=part).first).to_be_visible()
        if step.file:
            await self.downloads(step.file)
        if step.elsewhere is not None:
            await self.choose("选择群聊", step.elsewhere[0])
            await expect(self.page.locator("article[data-sender='bot']", has_text=step.elsewhere[1]).first).to_be_visible()

    async def write(self, step: Step) -> None:
        """Type the message; a mention is picked from the list that @ opens."""
        box = self.page.get_by_label("输入消息")
        if not step.mention:
            await box.fill(step.text)
            return
        head, tail = step.text.split(f"@{step.mention}")
        await box.fill(head)
        await box.press_sequentially("@")
        await self.page.locator("[role='option'][id^='mention-']", has_text=step.mention).first.click()
        await box.press_sequentially(tail.lstrip())

    async def downloads(self, name: str) -> None:
        link = self.page.locator("article[data-kind='file']", has_text=name).last.locator("a").first
        async with self.page.expect_download() as coming:
            await link.click()
        path = await (await coming.value).path()
        assert path.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("width", [1280, 390])
async def test_the_whole_journey_on_the_page(width: int, page_at: PageAt, tmp_path: Path) -> None:
    async with running_demo(tmp_path / "data") as url:
        page = await page_at(width)
        await page.goto(url)
        await page.wait_for_selector("body[data-ready]")
        visitor = Visitor(page)
        await visitor.choose("以谁的身份说话", ADMIN)
        await open_new_group(page)
        await expect(page.locator("article[data-sender='bot']", has_text="绑定单位").first).to_be_visible()
        await newcomer_claims(visitor, tmp_path / "data")
        for step in JOURNEY:
            await visitor.does(step)
        if shots := os.environ.get("SCREENSHOTS"):
            await page.screenshot(path=f"{shots}/journey-{width}.png")
        await nobody_answered_talk(visitor)


async def open_new_group(page: Page) -> None:
    """新建工作群, on a phone from the list of chats."""
    await to_chat_list(page)
    await page.get_by_role("button", name="新建工作群").click()
    dialog = page.get_by_role("dialog", name="新建工作群")
    await dialog.get_by_label("群名称").fill(NEW)
    await dialog.get_by_label(ADMIN).check()
    await dialog.get_by_role("button", name="建群").click()


async def to_chat_list(page: Page) -> None:
    back = page.get_by_role("button", name="返回聊天列表")
    if await back.is_visible():
        await back.click()


async def newcomer_claims(visitor: Visitor, data: Path) -> None:
    """Someone nobody knows says the code from the machine, in private."""
    page = visitor.page
    await to_chat_list(page)
    await page.get_by_role("button", name="新来的人").click()
    dialog = page.get_by_role("dialog", name="新来的人")
    await dialog.get_by_label("姓名").fill(NEWCOMER)
    await dialog.get_by_label(NEW).check()
    await dialog.get_by_role("button", name="让她进群").click()
    await expect(page.get_by_label("以谁的身份说话").locator("option:checked")).to_have_text(NEWCOMER)
    await visitor.does(Step(NEWCOMER, PRIVATE, "认领 000000", ("认领码不对",)))
    await visitor.does(Step(NEWCOMER, PRIVATE, f"认领 {await admin_code(data)}", ("您现在是管理员",)))


async def nobody_answered_talk(visitor: Visitor) -> None:
    """After each thing said that was only talk, the next bubble is a person's (or a push by plan)."""
    for step in JOURNEY:
        if step.hears:
            continue
        await visitor.choose("以谁的身份说话", step.who)
        await visitor.choose("选择群聊", step.chat)
        talk = visitor.page.locator("article", has_text=step.text).first
        following = talk.locator("xpath=following-sibling::article[1]")
        assert await following.get_attribute("data-sender") != "bot" or "【" in await following.inner_text()
