"""Groups with a bot, with a webhook, with both: what goes by which door, what is told when a door is shut, what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.adapters.local import LocalAdapter
from handlers.message import IncomingMessage, OutgoingMessage, RoomEvent
from store.types import SHANGHAI
from tests.conversation import NINE
from tests.gateway.worlds import ACCOUNT, listening
from tests.waiting import until
from tests.wecom.bot_peer import IDS
from tests.wecom.town import Town, running, town
from tests.wecom.world import WeCom, impatient

HOOKS = {"财政厅推送": "key-czt-0001"}
CZT, JYT = "wr-czt", "wr-jyt"


async def bound(here: Town, group: str, unit: str) -> None:
    await here.says("刘芸", f"绑定单位 {unit}", group, hears="已绑定")


async def admin(here: Town) -> None:
    await here.staff("刘芸", "admin")
    await here.staff("赵敏", "organizer")


async def paired(here: Town, group: str = CZT) -> None:
    [known] = [one for one in await here.groups() if one.way]
    await here.says("刘芸", f"认领 {await here.code('group', known.id)}", group, hears="认出来了")
    here.keys[group] = HOOKS[known.way]


async def test_a_group_with_only_a_webhook_gets_pushes_and_its_unit_comes_from_the_settings(tmp_path: Path) -> None:
    async with town(tmp_path, HOOKS, units={"财政厅推送": "省财政厅"}) as here:
        [group] = await here.groups()
        unit = await here.do(lambda uow: uow.units.by_name("省财政厅"))
        assert (group.name, group.unit_id) == ("财政厅推送", unit.id)
        await here.push("【党史上的今天】")
        await here.idle()
        assert here.peers.http.texts("key-czt-0001") == ["【党史上的今天】"]
        assert [one.state for one in await here.deliveries()] == ["sent"]


async def test_a_code_said_with_an_at_ties_the_webhook_to_the_chat_with_all_its_records(tmp_path: Path) -> None:
    async with town(tmp_path, HOOKS) as here:
        await admin(here)
        await here.push("第一条")
        await here.idle()
        await bound(here, CZT, "省财政厅")
        await here.says("赵敏", "发起活动 剪纸 6月20日截止", CZT, hears="已发起")
        await here.says("王芳", "报名 剪纸 2人", CZT, hears="王芳 2人")
        await paired(here)
        [group] = await here.groups()
        unit = await here.do(lambda uow: uow.units.by_name("省财政厅"))
        assert (group.wire_id, group.way, group.unit_id) == (CZT, "财政厅推送", unit.id)
        await here.push("第二条")
        await here.idle()
        assert here.peers.http.texts("key-czt-0001") == ["第一条", "第二条"]
        assert "2" in (await here.says("王芳", "我的记录", CZT, hears="剪纸"))[0]
        assert [one.group_id for one in await here.deliveries()] == [group.id] * 2


async def test_a_code_of_another_unit_is_not_taken(tmp_path: Path) -> None:
    async with town(tmp_path, HOOKS, units={"财政厅推送": "省财政厅"}) as here:
        await admin(here)
        await bound(here, JYT, "省教育厅")
        [known] = [one for one in await here.groups() if one.way]
        await here.says("刘芸", f"认领 {await here.code('group', known.id)}", JYT, hears="省教育厅")
        assert {one.wire_id for one in await here.groups()} == {JYT, "way:财政厅推送"}


async def test_mentions_and_pictures_go_by_the_webhook_and_words_by_the_bot(tmp_path: Path) -> None:
    (tmp_path / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n...")
    async with town(tmp_path, HOOKS) as here:
        await admin(here)
        await paired(here)
        row = {"account": ACCOUNT, "group_wire": CZT, "created_at": here.clock()}
        rows = [
            {**row, "kind": "text", "text": "好的", "mention": None, "path": "", "name": ""},
            {**row, "kind": "text", "text": "还没有报", "mention": ["wangfang"], "path": "", "name": ""},
            {**row, "kind": "image", "text": "", "mention": None, "path": str(tmp_path / "图.png"), "name": "图.png"},
        ]
        await here.do(lambda uow: uow.outbox.add_all(rows))
        await here.idle()
        assert here.peers.bots.texts(CZT)[-1] == "好的"
        assert [(one.kind, one.mentioned) for one in here.peers.http.posted] == [("text", ("wangfang",)), ("image", ())]


async def test_who_asks_for_a_file_is_answered_before_it_is_uploaded(peers: WeCom, tmp_path: Path) -> None:
    (tmp_path / "名单.xlsx").write_bytes(b"PK\x03\x04 list")
    adapter = peers.adapter(peers.account(HOOKS))
    async with listening(adapter, heard := list[IncomingMessage | RoomEvent]()):
        asked = await peers.bots.say("wangfang", "导出 名单", CZT)
        await until(lambda: bool(heard))
        file = OutgoingMessage(ACCOUNT, CZT, None, "", "reply-1", "file", str(tmp_path / "名单.xlsx"), "名单.xlsx", reply_to=asked)
        for _ in range(2):
            await adapter.send(replace(file, way="财政厅推送"))
    assert peers.bots.texts(CZT) == ["“名单.xlsx”做好了，马上发到群里。"], "once, however often the file is sent"
    assert peers.bots.shown[0].answers
    assert [(one.kind, one.name) for one in peers.http.posted] == [("file", "名单.xlsx")] * 2


async def test_who_has_not_reported_is_mentioned_by_the_webhook_and_named_where_there_is_none(tmp_path: Path) -> None:
    async with town(tmp_path, HOOKS) as here:
        await admin(here)
        await bound(here, CZT, "省财政厅")
        await paired(here)
        await bound(here, JYT, "省教育厅")
        await here.says("赵敏", "发起活动 剪纸 6月20日截止", CZT, hears="已发起")
        await here.says("王芳", "我的记录", CZT)
        await here.says("李静", "我的记录", JYT)
        await here.says("赵敏", "提醒 没报名剪纸的 10点", CZT, hears="已设 1 号提醒")
        here.clock.now = NINE + timedelta(hours=1)
        await here.app.settle()
        await here.idle()
        [posted] = here.peers.http.posted
        assert "剪纸" in posted.text
        assert "wangfang" in posted.mentioned
        assert any("剪纸" in text and "提醒" in text for text in here.peers.bots.texts(JYT))


async def test_a_question_in_a_group_says_that_the_answer_must_begin_with_an_at(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        await admin(here)
        await bound(here, CZT, "省财政厅")
        asked = await here.says("王芳", "结对 红旗社区", CZT, hears="几名孩子")
        assert asked[0].endswith("（回答时请先 @助手）")
        assert "@助手" not in (await here.says("王芳", "结对 红旗社区", hears="几名孩子"))[0], "in private there is no need"


async def test_a_long_push_goes_in_parts_that_each_door_takes(tmp_path: Path) -> None:
    async with town(tmp_path, HOOKS) as here:
        await admin(here)
        await bound(here, JYT, "省教育厅")
        await here.push("一句话。" * 300)
        await here.idle()
        assert [text[:5] for text in here.peers.http.texts("key-czt-0001")] == ["（1/2）", "（2/2）"]
        assert here.peers.bots.texts(JYT)[-1] == "一句话。" * 300


# -- shut doors ----------------------------------------------------------------------------------------------------------


async def test_a_broken_webhook_is_told_once_to_those_in_charge_and_again_when_it_breaks_anew(tmp_path: Path) -> None:
    async with town(tmp_path, HOOKS, units={"财政厅推送": "省财政厅"}) as here:
        await here.staff("刘芸", "admin")
        await here.staff("赵敏", "organizer", "省财政厅")
        await here.staff("李静", "organizer", "省教育厅")
        here.peers.bots.known |= set(IDS.values())
        here.peers.http.broken["key-czt-0001"] = 93004
        for _ in range(3):
            await here.push()
            await here.later(minutes=5)
        told = here.peers.bots.texts("zhaomin")
        assert len(told) == 1
        assert "“财政厅推送”发不进去：群里的消息推送被停用了（93004）" in told[0]
        assert here.peers.bots.texts("lijing") == []
        assert [(one.state, one.cause[:8]) for one in await here.deliveries()] == [("failed", "群里的消息推送被")] * 3
        assert [one.trouble[:4] for one in await here.groups()] == ["群里的消"]
        assert await here.do(lambda uow: uow.accounts.blocked()) == [], "a room's trouble is not the account's"
        here.peers.http.broken.clear()
        await here.says("赵敏", "补发失败的群", hears="正在补发")
        await here.idle()
        assert len(here.peers.http.posted) == 3
        assert [one.trouble for one in await here.groups()] == [""]
        here.peers.http.broken["key-czt-0001"] = 93000
        await here.push()
        await here.idle()
        assert len(here.peers.bots.texts("zhaomin")) == 3


async def test_a_group_that_nobody_has_spoken_in_waits_and_gets_the_days_pushes_once_somebody_does(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        await admin(here)
        await bound(here, CZT, "省财政厅")
        here.peers.bots.known |= set(IDS.values())
        here.peers.bots.known.discard(CZT)  # the bot was taken out of the group and put in again
        await here.push("今天的一条")
        await here.idle()
        assert [one.state for one in await here.deliveries()] == ["failed"]
        [told] = here.peers.bots.texts("zhaomin")
        assert "请在群里 @ 它说句话" in told
        new = await here.says("王芳", "帮助", CZT, hears="今天的一条")
        assert any("今日学习" in text for text in new)
        assert [(one.state, one.cause) for one in await here.deliveries()] == [("sent", "")]
        assert [one.trouble for one in await here.groups()] == [""]


async def test_yesterdays_pushes_are_not_brought_up_again(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        await admin(here)
        await bound(here, CZT, "省财政厅")
        here.peers.bots.known.discard(CZT)
        await here.push("昨天的一条")
        await here.idle()
        await here.later(days=1)
        await here.says("王芳", "帮助", CZT, hears="今日学习")
        await here.idle()
        assert "昨天的一条" not in here.heard(CZT)


async def test_a_push_taken_without_an_answer_is_unknown_and_not_sent_again(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        await admin(here)
        await bound(here, CZT, "省财政厅")
        impatient(here.wire)
        here.peers.bots.faults.append(("lost", 0))
        await here.push("到了")
        await here.later(hours=1)
        assert [one.state for one in await here.deliveries()] == ["uncertain"]
        assert here.peers.bots.texts(CZT).count("到了") == 1


# -- restarts, in one process -------------------------------------------------------------------------------------------


async def test_the_same_message_after_a_restart_does_nothing_twice(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        await admin(here)
        await bound(here, CZT, "省财政厅")
        await here.says("赵敏", "发起活动 剪纸 6月20日截止", CZT, hears="已发起")
        said = await here.peers.bots.say("wangfang", "报名 剪纸 2人", CZT)
        await here.peers.bots.until(lambda: any("王芳 2人" in text for text in here.heard(CZT)))
        await here.idle()
        await here.app.stop()
        shown = len(here.peers.bots.shown)
        async with running(tmp_path, here.peers, here.clock) as again:
            await again.peers.bots.redeliver(said)
            await again.says("王芳", "我的记录", CZT, hears="剪纸 王芳 2人")
            assert len(again.peers.bots.shown) == shown + 1


async def test_webhooks_that_come_and_go_in_the_settings(tmp_path: Path) -> None:
    async with town(tmp_path, HOOKS) as here:
        await admin(here)
        await paired(here)
        await here.app.stop()
        async with running(tmp_path, here.peers, here.clock, {"教育厅推送": "key-jyt-0001"}) as again:
            ways = {one.wire_id: one.way for one in await again.groups()}
            assert ways == {CZT: "", "way:教育厅推送": "教育厅推送"}
            await again.push("推送")
            await again.idle()
            assert again.peers.bots.texts(CZT)[-1] == "推送", "the chat is left to the bot"
            assert again.peers.http.texts("key-jyt-0001") == ["推送"]
        async with running(tmp_path, here.peers, here.clock, {"教育厅推送": "key-jyt-0001", **HOOKS}) as third:
            assert {one.wire_id for one in await third.groups()} == {CZT, "way:教育厅推送", "way:财政厅推送"}


async def test_one_person_in_charge_hears_on_another_channel_too(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        await here.app.stop()
        local = LocalAdapter("second", tmp_path / "chat", here.clock)
        local.add_person("赵敏", wire_id="u-zhaomin")
        async with running(tmp_path, here.peers, here.clock, HOOKS, others=[local]) as again:
            now = again.clock()

            def organizer(uow: object) -> None:
                member = uow.members.ensure("second", "u-zhaomin", "赵敏")  # type: ignore[attr-defined]
                uow.roles.grant(member.id, "organizer", None, None, now)  # type: ignore[attr-defined]

            await again.do(organizer)
            again.peers.http.broken["key-czt-0001"] = 93008
            await again.push()
            await again.idle()
            await local.drained()
            assert any("不在这个群里" in bubble.text for bubble in local.history("private:u-zhaomin"))
            assert now.astimezone(SHANGHAI) - NINE < timedelta(minutes=1)
