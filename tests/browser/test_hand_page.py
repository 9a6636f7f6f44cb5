"""手工代发 in a real browser, on a phone's width: one click copies, one ticks off."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from bot.console.hand import hand_routes
from store.media import MediaFolder
from tests.browser.beside import served
from tests.browser.conftest import PageAt
from tests.conversation import town
from tests.waiting import CEILING

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = "【党史上的今天】一件事\n\n正文。\n\n来源：测试\n学习后请回复：打卡"
COPIED = "navigator.clipboard.readText().catch(error => String(error))"
"""The browser may refuse to read for a moment, while a page is not in front."""


async def test_the_words_are_copied_and_a_group_is_ticked_off(page_at: PageAt) -> None:
    async with town() as here:
        await here.item("党史上的今天", "05-20", "一件事")
        await here.plan("党史上的今天", {"at": "2021-05-20T09:30"})
        here.wire.ready.clear()
        await here.pass_time(minutes=31)
        async with served(hand_routes(here.app.writer, MediaFolder(here.app.settings.media), here.clock)) as url:
            page = await page_at(390)
            await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
            await page.goto(f"{url}hand")
            await page.get_by_role("button", name="复制文字").click()
            await expect(page.get_by_role("button", name="已复制")).to_be_visible()
            async with asyncio.timeout(CEILING):
                while await page.evaluate(COPIED) != WORDS:  # noqa: ASYNC110  (nothing tells when it may be read)
                    await asyncio.sleep(0.05)
            await page.get_by_role("button", name="省财政厅妇女工作群已发到").click()
            await expect(page.get_by_text("已有 1 个群，还差 1 个群")).to_be_visible()
            assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_an_office_without_a_bot_posts_by_hand(page_at: PageAt) -> None:
    async with town(groups=()) as here:
        await here.app.writer.run(lambda uow: uow.units.ensure("省妇幼保健院").id)
        await here.item("党史上的今天", "05-20", "一件事", "今天说一件事。\n说得长一点，手机上要折行，看看会不会把页面撑宽。")
        await here.plan("党史上的今天", {"at": "2021-05-20T09:30"})
        async with served(hand_routes(here.app.writer, MediaFolder(here.app.settings.media), here.clock)) as url:
            page = await page_at(390)
            await page.goto(f"{url}hand")
            await page.get_by_label("不让助手进的群").fill("省妇幼保健院")
            await page.get_by_role("button", name="加上").click()
            await expect(page.locator("#units option")).to_have_count(0)
            await here.pass_time(minutes=31)
            await page.reload()
            await expect(page.get_by_text("已有 0 个群，还差 1 个群")).to_be_visible()
            await expect(page.get_by_text("没有助手")).to_be_visible()
            await page.get_by_role("button", name="省妇幼保健院已发到").click()
            await expect(page.get_by_text("所有的群都有了。")).to_be_visible()
            assert await page.evaluate("document.documentElement.scrollWidth") == 390
