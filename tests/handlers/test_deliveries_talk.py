"""送达、补发、手工发：每个群收到没有，为什么没有，谁替它发了。"""

from __future__ import annotations

from datetime import timedelta

from bot.adapter import SendFailed, SendUncertain
from handlers.message import OutgoingMessage
from store.models import Delivery
from store.pushes import DELIVERIES
from tests.conversation import NINE, Person, Town, town


async def organizer(here: Town, name: str = "赵敏", unit: str | None = None) -> Person:
    zhao = here.person(name, group=unit or "省财政厅")
    await zhao.is_made("organizer", unit)
    return zhao


def refuse(here: Town, error: Exception | None) -> None:
    """What is pushed to the first group comes to this."""
    if error is None:
        here.wire.__dict__.pop("send")
        return
    taken = here.wire.send

    async def send(message: OutgoingMessage) -> str:
        if message.key.startswith("push-") and message.group == "g-省财政厅":
            raise error
        return await taken(message)

    here.wire.send = send  # type: ignore[method-assign]


async def pushed(here: Town, zhao: Person, error: Exception | None = None) -> None:
    """A push to both groups that comes to nothing in the first, however often it is tried."""
    await here.item("家风", 1, "家书")
    await here.plan("家风", {"daily": "08:30"})
    refuse(here, error or SendFailed("群已解散"))
    await zhao.says("立即推送 家风")
    for _ in range(4):
        await here.pass_time(minutes=11)
        here.app.outbox.wake_all()
        await here.idle()
    refuse(here, None)


async def rows(here: Town) -> list[Delivery]:
    return await here.app.writer.run(lambda uow: uow.deliveries.all(Delivery, DELIVERIES.select().order_by(DELIVERIES.c.id)))


async def test_the_group_that_failed_is_named_with_its_cause_and_only_it_gets_it_again() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await pushed(here, zhao)
        assert await zhao.says("送达") == "5月20日 送达 1/2 群次，1 失败\n省财政厅妇女工作群：群已解散"
        before = len(here.group("省教育厅").bubbles())
        assert "正在补发 1 个群" in await zhao.says("补发失败的群")
        await here.idle()
        assert "家书" in here.group("省财政厅").heard()
        assert len(here.group("省教育厅").bubbles()) == before
        assert await zhao.says("送达") == "5月20日 送达 2/2 群次"


async def test_what_she_posted_herself_is_ticked_off_with_who_and_when() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await pushed(here, zhao)
        answer = await zhao.says("送达 已手工发 省财政厅")
        assert answer == "已登记：省财政厅妇女工作群的推送已由您发到，共 1 条。谢谢！"
        assert await zhao.says("送达") == "5月20日 送达 2/2 群次，1 人工发"
        first, second = await rows(here)
        assert (first.state, first.posted_by[:7], first.sent_at, second.posted_by) == ("sent", "member:", here.clock(), "")
        assert "delivery_by_hand" in await here.audit()
        assert "没有发送失败的群" in await zhao.says("补发失败的群")
        wang = here.person("王芳", group="省财政厅")
        assert "《家书》" in await wang.says("打卡"), "her check-in is for what was posted"


async def test_in_the_group_itself_its_name_need_not_be_said() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await pushed(here, zhao)
        assert "省财政厅妇女工作群的推送已由您发到" in await zhao.says("送达 已经手工发了")
        assert await zhao.says("送达 已手工发") == "省财政厅妇女工作群没有等着送达的推送，不用登记。"
        assert "请说清是哪个群" in await zhao.whispers("送达 已手工发")


async def test_what_may_have_arrived_can_be_ticked_off_too_and_is_not_sent_again() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await pushed(here, zhao, SendUncertain("没有回音"))
        assert await zhao.says("送达") == "5月20日 送达 1/2 群次，1 不确定\n省财政厅妇女工作群：没有回音"
        assert "没有发送失败的群" in await zhao.says("补发失败的群")
        assert "共 1 条" in await zhao.says("送达 手工发了 省财政厅")
        assert [row.state for row in await rows(here)] == ["sent", "sent"]


async def test_who_posts_before_the_bot_can_is_not_doubled() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await here.item("家风", 1, "家书")
        await here.plan("家风", {"daily": "08:30"})
        here.wire.ready.clear()
        await zhao.says("立即推送 家风")
        await zhao.says("送达 已手工发 省教育厅")
        here.wire.ready.set()
        await here.idle()
        assert "家书" in here.group("省财政厅").heard()
        assert "家书" not in here.group("省教育厅").heard()


async def test_only_an_organizer_of_that_unit_ticks_off() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await pushed(here, zhao)
        chen = here.person("陈丽华", group="省财政厅")
        await chen.is_made("coordinator")
        assert await chen.says("送达 已手工发 省财政厅") == "这一项要有组织员或管理员权限才能办。"
        qian = await organizer(here, "钱红", "省教育厅")
        assert await qian.says("送达 已手工发 省财政厅") == "您的权限不包括省财政厅，请联系管理员。"
        assert [row.posted_by for row in await rows(here)] == ["", ""]


async def test_talk_about_posting_by_hand_is_left_alone() -> None:
    async with town() as here:
        zhao = await organizer(here)
        for talk in ("已经手工发了", "手工发的送达不算", "送达回证已手工发给法院了"):
            assert await zhao.says(talk) == "", talk


async def test_an_account_that_may_not_send_is_said() -> None:
    async with town() as here:
        zhao = await organizer(here)
        await here.app.writer.run(lambda uow: uow.accounts.block("second", "账号被限制", NINE, NINE + timedelta(minutes=30)))
        assert "账号“second”疑似被限制，推送停着，5月20日（周四）09:30 再试。" in await zhao.says("送达")
