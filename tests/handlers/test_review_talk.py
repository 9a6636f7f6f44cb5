"""待审、通过、退回、送审、修改内容、预览: two pairs of eyes, and every step in the log."""

from __future__ import annotations

from bot.config import Settings
from tests.conversation import Person, Town, town

COLUMN = "党史上的今天"


async def two(here: Town) -> tuple[Person, Person]:
    """赵敏 and 孙丽, both organizers."""
    zhao, sun = here.person("赵敏", group="省财政厅"), here.person("孙丽", group="省财政厅")
    for person in (zhao, sun):
        await person.is_made("organizer")
    return zhao, sun


async def written_by(here: Town, person: Person, number: int, state: str) -> None:
    def change(uow: object) -> None:
        from sqlalchemy import update

        from store.study import ITEMS
        from store.unit_of_work import UnitOfWork

        assert isinstance(uow, UnitOfWork)
        member = uow.members.by_wire("main", person.wire_id)
        assert member is not None
        uow.connection.execute(update(ITEMS).where(ITEMS.c.id == number).values(author_id=member.id, state=state))

    await here.app.writer.run(change)


async def test_what_came_from_a_file_waits_and_is_approved_by_anyone() -> None:
    async with town() as here:
        number = await here.item(COLUMN, "05-21", "小满", state="draft")
        zhao, _ = await two(here)
        assert f"{number}. 党史上的今天 05-21《小满》" in await zhao.says("待审")
        assert (await zhao.says(f"预览 {number}")).startswith(f"【预览】{number} 号，草稿\n【党史上的今天】小满\n\n正文。")
        assert await zhao.says(f"通过 {number}") == f"已通过：{number} 号《小满》。"
        assert await zhao.says("待审") == "没有等待审核的内容。"
        assert "不在待审之列" in await zhao.says(f"通过 {number}")
        assert await here.audit() == ["review_approved"]


async def test_a_draft_of_someones_own_waits_until_she_submits_it_and_another_approves_it() -> None:
    async with town() as here:
        number = await here.item(COLUMN, "05-21", "小满")
        zhao, sun = await two(here)
        await written_by(here, zhao, number, "draft")
        assert f"您的 {number} 号《小满》草稿" in await zhao.says("待审")
        assert "小满" not in await sun.says("待审")
        assert "不在待审之列" in await sun.says(f"通过 {number}")
        assert await zhao.says(f"送审 {number}") == f"已送审：{number} 号《小满》，请另一位组织员说：通过 {number}"
        assert "不用再送审" in await zhao.says(f"送审 {number}")
        assert "您写的" in await zhao.says(f"通过 {number}")
        assert "已通过" in await sun.says(f"通过 {number}")
        assert zhao.private.heard() == f"您写的 {number} 号《小满》已由孙丽审核通过。"
        assert await here.audit() == ["review_submitted", "review_approved"]


async def test_what_is_returned_says_why_and_comes_back() -> None:
    async with town() as here:
        number = await here.item(COLUMN, "05-21", "小满")
        zhao, sun = await two(here)
        await written_by(here, zhao, number, "submitted")
        assert "退回的原因" in await sun.says(f"退回 {number}")
        assert "日期有误" in await sun.says("日期有误")
        assert zhao.private.heard() == f"您写的 {number} 号《小满》被孙丽退回：日期有误。改好以后说：送审 {number}"
        await here.restart()
        assert f"您的 {number} 号《小满》已退回：日期有误" in await zhao.says("待审")
        assert "等另一位组织员审核" in await zhao.says(f"修改内容 {number} 标题 小满时节")
        assert f"{number}. 党史上的今天 05-21《小满时节》" in await sun.says("待审")
        assert "已通过" in await sun.says(f"通过 {number}")
        assert await here.audit() == ["review_returned", "item_edit", "review_approved"]


async def test_an_approved_item_that_is_edited_is_not_pushed_until_another_approves_it() -> None:
    async with town() as here:
        number = await here.item(COLUMN, "05-21", "小满")
        await here.plan(COLUMN, {"daily": "08:30"})
        zhao, sun = await two(here)
        assert "要重新审核" in await zhao.says(f"修改内容 {number} 来源 《人民日报》")
        assert "没有审核通过" in await zhao.says("预览明天")
        assert "您写的" in await zhao.says(f"通过 {number}")
        assert "已通过" in await sun.says(f"通过 {number}")
        await here.pass_time(days=1)
        assert "来源：《人民日报》" in here.group("省财政厅").heard()


async def test_an_edit_needs_a_part_and_keeps_to_its_length() -> None:
    async with town() as here:
        number = await here.item(COLUMN, "05-21", "小满")
        zhao, _ = await two(here)
        assert "最多 60 个字" in await zhao.says(f"修改内容 {number} 标题 {'长' * 61}")
        assert "没有第 99 号" in await zhao.says("修改内容 99 标题 新题")
        assert await zhao.says("修改内容我已经标红了") == ""
        assert "小满" in await zhao.says(f"预览 {number}")
        assert await here.audit() == []
        await zhao.says(f"修改内容 {number} 正文：小满，麦粒渐满。\n２０２１年，…")
        assert "小满，麦粒渐满。\n\n２０２１年，…" in await zhao.says(f"预览 {number}")


async def test_an_office_of_one_may_approve_its_own() -> None:
    async with town() as here:
        number = await here.item(COLUMN, "05-21", "小满")
        zhao, _ = await two(here)
        await written_by(here, zhao, number, "submitted")
        assert "另一位组织员" in await zhao.says(f"通过 {number}")
        alone = Settings(database=here.database, files=here.folder / "files", single_reviewer=True)
        await here.restart(alone)
        assert "已通过" in await zhao.says(f"通过 {number}")
