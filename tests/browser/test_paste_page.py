"""粘贴 in a real browser, on a phone's width: looked at, recorded, and not what was changed in between."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.pages import further_pages
from tests.browser.beside import served
from tests.browser.conftest import PageAt
from tests.conversation import town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_stretch_of_chat_is_looked_at_and_recorded(page_at: PageAt) -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 剪纸 6月20日截止")
        async with served(further_pages(here.app)) as url:
            page = await page_at(390)
            await page.goto(url)
            await page.get_by_role("link", name="粘贴").click()
            await page.get_by_label("哪个群").fill("省财政厅")
            await page.get_by_label("哪天复制的").fill("2021-05-20")
            await page.get_by_label("粘贴在这里").fill("王芳 5月19日 09:01\n报名剪纸2人\n李静 5月19日 09:02\n大家报名了吗")
            await page.get_by_role("button", name="先看看").click()
            await expect(page.get_by_text("认出 1 条，已经记过 0 条，不记 1 条。")).to_be_visible()
            await expect(page.get_by_text("王芳 2人 报名“剪纸”")).to_be_visible()
            assert await here.rows("signups") == []
            await page.get_by_label("粘贴在这里").press("End")
            await page.get_by_label("粘贴在这里").type("！")
            await expect(page.get_by_role("button", name="记录这 1 条")).to_be_hidden()
            await page.get_by_role("button", name="先看看").click()
            await page.get_by_role("button", name="记录这 1 条").click()
            await expect(page.get_by_text("已记录 1 条")).to_be_visible()
            assert await page.evaluate("document.documentElement.scrollWidth") == 390
            assert [row["headcount"] for row in await here.rows("signups")] == [2]
