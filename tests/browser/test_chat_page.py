"""The chat page in a real browser, on a desk and on a phone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from handlers.message import Media, OutgoingMessage
from tests.browser.conftest import EchoBot, PageAt, demo_channel, serving
from tests.waiting import free_port

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
CAIZHENG = "省财政厅妇女工作群"
pytestmark = pytest.mark.asyncio(loop_scope="session")
WIDTHS = pytest.mark.parametrize("width", [390, 1280])


async def opened(page: Page, echo: EchoBot, query: str = "") -> Page:
    await page.goto(echo.url + query)
    await page.locator("body[data-ready]").wait_for()
    return page


def box(page: Page) -> Locator:
    return page.get_by_label("输入消息", exact=True)


def send(page: Page) -> Locator:
    return page.get_by_role("button", name="发送", exact=True)


def log(page: Page) -> Locator:
    return page.get_by_role("log", name="消息列表")


def entry(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="聊天列表").get_by_role("button", name=name, exact=True)


@WIDTHS
async def test_a_conversation(page_at: PageAt, echo: EchoBot, width: int) -> None:
    page = await opened(await page_at(width), echo)
    await page.get_by_label("以谁的身份说话").select_option("wang")
    await entry(page, CAIZHENG).click()
    await box(page).fill("@助手 报名剪纸2人")
    await send(page).click()
    own = log(page).locator("article.mine")
    await expect(own).to_contain_text("@助手 报名剪纸2人")
    answer = log(page).locator("article[data-sender=bot]").last
    await expect(answer).to_contain_text("@王芳 收到：@助手 报名剪纸2人")
    await expect(answer.locator(".quote")).to_have_text("王芳：@助手 报名剪纸2人")
    await expect(box(page)).to_have_value("")
    await page.reload()
    await expect(log(page)).to_contain_text("收到：@助手 报名剪纸2人")


@WIDTHS
async def test_the_group_is_picked_by_the_native_list_too(page_at: PageAt, echo: EchoBot, width: int) -> None:
    page = await opened(await page_at(width), echo)
    await page.get_by_label("选择群聊", exact=True).select_option(label="省教育厅妇女工作群")
    await expect(page.get_by_role("heading", name="省教育厅妇女工作群（5）")).to_be_visible()
    await page.get_by_label("选择群聊", exact=True).select_option(label="与助手私聊")
    await box(page).fill("帮助")
    await box(page).press("Enter")
    await expect(log(page)).to_contain_text("收到：帮助")


async def test_keys_line_breaks_and_strange_text(page_at: PageAt, echo: EchoBot) -> None:
    page = await opened(await page_at(1280), echo, "?chat=caizheng&as=zhao")
    await box(page).fill("<img src=x onerror=alert(1)>")
    await box(page).press("Shift+Enter")
    await box(page).type("第二行 https://example.org/a")
    await box(page).press("Enter")
    bubble = log(page).locator("article.mine .bubble")
    await expect(bubble).to_contain_text("<img src=x onerror=alert(1)>")
    assert await bubble.inner_text() == "<img src=x onerror=alert(1)>\n第二行 https://example.org/a"
    await expect(bubble.get_by_role("link")).to_have_attribute("rel", "noopener noreferrer")


async def test_people_are_mentioned_by_their_ids(page_at: PageAt, echo: EchoBot) -> None:
    page = await opened(await page_at(1280), echo, "?chat=caizheng&as=wang")
    await box(page).press_sequentially("请@")
    picker = page.get_by_role("listbox", name="选择提到的人")
    await expect(picker.get_by_role("option")).to_have_count(5)
    await box(page).press_sequentially("钱")
    await box(page).press("Enter")
    await expect(box(page)).to_have_value("请@钱英 ")
    await box(page).press_sequentially("和@")
    await picker.get_by_role("option", name="助手", exact=True).click()
    await expect(picker).to_be_hidden()
    await box(page).press("Enter")
    await expect(log(page)).to_contain_text("收到：请@钱英 和@助手")
    bubble = next(one for one in echo.adapter.history("caizheng") if one.sender == "wang")
    assert set(bubble.mention) == {"bot", "qian"}


@WIDTHS
async def test_pictures_and_files_both_ways(page_at: PageAt, echo: EchoBot, tmp_path: Path, width: int) -> None:
    picture, table = tmp_path / "剪纸.png", tmp_path / "结对帮扶统计表.xlsx"
    picture.write_bytes(PNG)
    table.write_bytes(b"PK" * 900)
    page = await opened(await page_at(width), echo, "?chat=caizheng&as=wang")
    await page.get_by_label("发送图片").set_input_files(picture)
    await log(page).get_by_role("button", name="放大图片 剪纸.png").click()
    shown = page.get_by_role("dialog", name="查看图片")
    await expect(shown.get_by_alt_text("剪纸.png")).to_be_visible()
    await shown.get_by_role("button").click()
    await expect(shown).to_be_hidden()
    await page.get_by_label("发送文件").set_input_files(table)
    await expect(log(page).locator("article.mine .card")).to_contain_text("1.8 KB")
    await echo.tell("caizheng", None, "", path=str(table))
    async with page.expect_download() as coming:
        await log(page).locator("article[data-sender=bot]").get_by_role("link", name="下载文件 结对帮扶统计表.xlsx").click()
    download = await coming.value
    assert download.suggested_filename == "结对帮扶统计表.xlsx"
    assert await asyncio.to_thread(Path(await download.path()).read_bytes) == b"PK" * 900


@WIDTHS
async def test_a_push_of_pictures_a_video_and_a_card(page_at: PageAt, echo: EchoBot, tmp_path: Path, width: int) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "红船.mp4").write_bytes(bytes(100))
    page = await opened(await page_at(width, quiet=False), echo, "?chat=caizheng&as=wang")
    film = OutgoingMessage("demo", "caizheng", None, "", "k1", "video", str(tmp_path / "红船.mp4"), "红船.mp4")
    thumbnail, address = str(tmp_path / "a.png"), "https://a.example/1"
    card = OutgoingMessage("demo", "caizheng", None, "兴业路76号" * 20, "k2", "link", thumbnail, "一大会址" * 9, url=address)
    trick = OutgoingMessage("demo", "caizheng", None, "", "k3", "link", "", "点我", url="javascript:alert(1)")
    for message in (film, card, trick):
        await echo.adapter.send(message)
    await expect(log(page).get_by_label("视频 红船.mp4")).to_be_visible()
    shown = log(page).get_by_role("link", name="打开链接 一大会址")
    await expect(shown).to_have_attribute("href", "https://a.example/1")
    await expect(shown).to_contain_text("a.example")
    box = await shown.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width
    assert box["height"] < 200, "a long title and description are cut"
    assert await log(page).locator("[aria-label='打开链接 点我']").get_attribute("href") is None


async def test_a_pasted_picture_waits_for_the_button(page_at: PageAt, echo: EchoBot) -> None:
    page = await opened(await page_at(1280), echo, "?chat=caizheng&as=wang")
    paste = """(box, bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], "截图.png", { type: "image/png" }));
        box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }"""
    await box(page).evaluate(paste, list(PNG))
    await expect(page.get_by_role("button", name="去掉 截图.png")).to_be_visible()
    await send(page).click()
    await expect(log(page).get_by_role("button", name="放大图片 截图.png")).to_be_visible()
    await expect(page.locator("#pending")).to_be_hidden()


async def test_unread_chats_are_marked_and_others_can_be_spoken_for(page_at: PageAt, echo: EchoBot) -> None:
    page = await opened(await page_at(1280), echo, "?chat=caizheng&as=wang")
    await echo.adapter.say("li", "第一句", room="jiaoyu")
    await echo.adapter.say("li", "第二句", room="jiaoyu")
    await echo.tell(None, "qian", "周统计来了")
    await expect(entry(page, "省教育厅妇女工作群").locator(".badge")).to_have_text("2")
    await entry(page, "省教育厅妇女工作群").click()
    await expect(entry(page, "省教育厅妇女工作群").locator(".badge")).to_have_count(0)
    await expect(page.locator("#outside")).to_contain_text("王芳不在这个聊天里")
    await expect(box(page)).to_be_disabled()
    await page.get_by_role("button", name="换成李静").click()
    await expect(box(page)).to_be_enabled()
    await expect(log(page).locator("article.mine")).to_have_count(2)
    await entry(page, "钱英与助手的私聊").click()
    await expect(page.get_by_label("以谁的身份说话")).to_have_value("qian")
    await expect(log(page)).to_contain_text("周统计来了")


@WIDTHS
async def test_a_new_group_is_greeted_and_a_newcomer_let_in(page_at: PageAt, echo: EchoBot, width: int) -> None:
    page = await opened(await page_at(width), echo)
    await page.get_by_role("button", name="新建工作群").click()
    dialog = page.get_by_role("dialog", name="新建工作群")
    await dialog.get_by_label("群名称").fill(CAIZHENG)
    await dialog.get_by_role("button", name="建群").click()
    await expect(dialog.get_by_role("alert")).to_have_text("已经有同名的群了")
    await dialog.get_by_label("群名称").fill("省林业局妇女工作群")
    await dialog.get_by_label("赵敏").check()
    await dialog.get_by_role("button", name="建群").click()
    await expect(page.get_by_role("heading", name="省林业局妇女工作群（3）")).to_be_visible()
    await expect(log(page)).to_contain_text("大家好，我是群助手")
    if width == 390:
        await page.get_by_role("button", name="返回聊天列表").click()
    await page.get_by_role("button", name="新来的人").click()
    newcomer = page.get_by_role("dialog", name="新来的人")
    await newcomer.get_by_label("姓名").fill("陈晓")
    await newcomer.get_by_label("省林业局妇女工作群").check()
    await newcomer.get_by_role("button", name="让她进群").click()
    await expect(page.get_by_label("以谁的身份说话").locator("option:checked")).to_have_text("陈晓")
    await entry(page, "省林业局妇女工作群").click()
    await expect(log(page)).to_contain_text("陈晓加入了群聊")
    await expect(page.get_by_role("heading", name="省林业局妇女工作群（4）")).to_be_visible()


async def test_a_phone_shows_one_screen_at_a_time(page_at: PageAt, echo: EchoBot) -> None:
    page = await opened(await page_at(390), echo)
    await expect(entry(page, CAIZHENG)).to_be_visible()
    await expect(log(page)).to_be_hidden()
    await entry(page, CAIZHENG).click()
    await expect(log(page)).to_be_visible()
    await expect(entry(page, CAIZHENG)).to_be_hidden()
    for control in (send(page), box(page), page.get_by_label("发送图片"), page.get_by_label("发送文件"), page.locator("#back")):
        area = await control.bounding_box()
        assert area is not None
        assert min(area["width"], area["height"]) >= 44
    bottom = await page.locator("#composer").bounding_box()
    assert bottom is not None
    assert bottom["y"] + bottom["height"] == 844
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.go_back()
    await expect(entry(page, CAIZHENG)).to_be_visible()
    await entry(page, CAIZHENG).click()
    await page.get_by_role("button", name="返回聊天列表").click()
    await expect(log(page)).to_be_hidden()


async def test_new_messages_are_followed_unless_one_reads_above(page_at: PageAt, echo: EchoBot, tmp_path: Path) -> None:
    picture = tmp_path / "长图.png"
    picture.write_bytes(PNG)
    for number in range(30):
        await echo.adapter.say("li", f"第{number}句\n" * 3, room="caizheng")
    page = await opened(await page_at(390), echo, "?chat=caizheng&as=wang")
    await expect(log(page)).to_contain_text("第29句")
    await echo.adapter.say("li", "", room="caizheng", media=Media("长图.png", str(picture)))
    await expect(log(page).get_by_role("button", name="放大图片 长图.png")).to_be_in_viewport()
    await log(page).evaluate("log => { log.scrollTop = 0; }")
    await expect(log(page).get_by_text("第0句").first).to_be_in_viewport()
    await echo.adapter.say("li", "最新一句", room="caizheng")
    await page.get_by_role("button", name="有新消息").click()
    await expect(log(page).get_by_text("最新一句")).to_be_in_viewport()


async def test_the_page_comes_back_with_the_server(page_at: PageAt) -> None:
    bot, port = EchoBot(demo_channel()), free_port()
    page = await page_at(1280, quiet=False)
    async with serving(bot, port):
        await opened(page, bot, "?chat=caizheng&as=wang")
    await expect(page.get_by_text("连接断开了")).to_be_visible()
    async with serving(bot, port):
        await bot.adapter.say("li", "重启以后", room="caizheng")
        await expect(log(page)).to_contain_text("重启以后")
        await expect(page.get_by_text("连接断开了")).to_be_hidden()
