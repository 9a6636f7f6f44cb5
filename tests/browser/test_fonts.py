"""Every page is read in Chinese, also where the machine has no Chinese font."""

from __future__ import annotations

import pytest

from bot.pages import further_pages
from tests.browser.beside import served
from tests.browser.conftest import EchoBot, PageAt
from tests.conversation import town

pytestmark = pytest.mark.asyncio(loop_scope="session")
FONTS = """async () => {
    await document.fonts.load("16px 'Page Chinese'", "中");
    return [...document.fonts].map(font => font.status).concat(getComputedStyle(document.body).fontFamily.includes("Page Chinese"));
}"""


@pytest.mark.parametrize("path", ["", "hand", "paste"])
async def test_the_pages_beside_a_running_bot(path: str, page_at: PageAt) -> None:
    async with town() as here, served(further_pages(here.app)) as url:
        page = await page_at(390)
        await page.goto(url + path)
        assert await page.evaluate(FONTS) == ["loaded", True]


async def test_the_chat_page(echo: EchoBot, page_at: PageAt) -> None:
    page = await page_at(390)
    await page.goto(echo.url)
    assert await page.evaluate(FONTS) == ["loaded", True]
