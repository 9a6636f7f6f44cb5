"""After a new login the channel calls rooms and people by other ids: 认领 with a code made on the machine joins them again."""

from __future__ import annotations

from datetime import timedelta

from store.models import Outbox
from store.outbox import OUTBOX
from tests.conversation import ACCOUNT, Person, Place, Town, town


async def moved(here: Town, unit: str) -> Place:
    """The same room under a new id."""
    room = here.wire.add_room(f"{unit}妇女工作群", [], wire_id=f"new-{unit}")
    await here.idle()
    place = Place(here, room.wire_id, room.name)
    place.heard()
    return place


def again(here: Town, name: str, place: Place) -> Person:
    """The same person under a new id, in that room."""
    here.wire.add_person(name, wire_id=f"new-{name}", rooms=[place.wire_id])
    return Person(here, f"new-{name}", name, place)


async def group_code(here: Town, unit: str) -> str:
    wire_id = here.group(unit).wire_id
    known = await here.app.writer.run(lambda uow: uow.groups.by_wire(ACCOUNT, wire_id))
    assert known is not None
    return await here.code("group", target=known.id)


async def member_code(here: Town, wire_id: str) -> str:
    known = await here.app.writer.run(lambda uow: uow.members.by_wire(ACCOUNT, wire_id))
    assert known is not None
    return await here.code("member", target=known.id)


async def test_a_group_under_a_new_id_is_itself_again() -> None:
    async with town() as here:
        wang, chen = here.person("王芳", group="省财政厅"), here.person("陈丽华", group="省财政厅")
        await chen.is_made("coordinator")
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 剪纸 限9人")
        await wang.says("报名 剪纸 2人")
        await wang.says("结对 红旗社区 2名 低保家庭")
        new = await moved(here, "省财政厅")
        sun = again(here, "孙梅", new)
        said = await sun.says(f"认领 {await group_code(here, '省财政厅')}")
        assert said == "认出来了，这里就是“省财政厅妇女工作群”（省财政厅），以前的记录都在。"
        assert "孙梅 3人" in await sun.says("报名 剪纸 3人")
        chen_again = again(here, "陈丽华", new)
        await chen_again.whispers(f"认领 {await member_code(here, chen.wire_id)}")
        assert "儿童 2 名" in await chen_again.says("统计 结对 全部")
        groups = await here.app.writer.run(lambda uow: uow.groups.by_name("省财政厅妇女工作群"))
        assert [group.wire_id for group in groups] == [new.wire_id]
        assert "rebind_group" in await here.audit()


async def test_answers_that_still_wait_follow_the_group_and_the_person() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer", "省财政厅")
        row = {"account": ACCOUNT, "created_at": here.clock(), "not_before": here.clock() + timedelta(minutes=5)}
        to = [(here.group("省财政厅").wire_id, None, "给群里的"), (None, zhao.wire_id, "给她的")]
        rows = [row | {"group_wire": group, "person_wire": person, "text": text} for group, person, text in to]
        await here.app.writer.run(lambda uow: uow.outbox.add_all(rows))
        new = await moved(here, "省财政厅")
        same = again(here, "赵敏", new)
        await same.says(f"认领 {await group_code(here, '省财政厅')}")
        await same.whispers(f"认领 {await member_code(here, zhao.wire_id)}")
        await here.pass_time(minutes=6)
        here.app.outbox.wake_all()
        await here.idle()
        sent = await here.app.writer.run(lambda uow: uow.outbox.all(Outbox, OUTBOX.select().where(OUTBOX.c.text.startswith("给"))))
        assert [(one.group_wire, one.person_wire, one.state) for one in sent] == [(new.wire_id, None, "sent"), (None, same.wire_id, "sent")]


async def test_what_was_said_under_the_new_id_meanwhile_is_kept_and_counted_in_the_unit() -> None:
    async with town() as here:
        organizer = here.person("赵敏", group="省财政厅")
        await organizer.is_made("organizer")
        await organizer.says("发起活动 剪纸 限9人")
        wang = here.person("王芳", group="省财政厅")
        await wang.says("报名 剪纸 2人")
        await here.item("红色家风传承", 1, "家风一")
        new = await moved(here, "省财政厅")
        sun = again(here, "孙梅", new)
        await sun.says("结对 东站社区 1名 留守")
        await sun.says("打卡")
        await sun.says("报名 剪纸 3人")
        assert [figures.key for figures in await here.totals("pairings", by="unit")] != ["省财政厅"]
        await sun.says(f"认领 {await group_code(here, '省财政厅')}")
        [pairing] = await here.totals("pairings", by="unit")
        assert (pairing.key, pairing.children) == ("省财政厅", 1)
        [checked] = await here.totals("checkins", by="unit")
        assert checked.key == "省财政厅"
        [signed] = await here.totals("signups", by="unit")
        assert signed.key == "省财政厅"


async def test_a_push_that_reached_the_room_under_its_new_id_is_not_sent_to_it_again() -> None:
    async with town(groups=("省财政厅",)) as here:
        await here.item("红色家风传承", 1, "家风一")
        organizer = here.person("赵敏", group="省财政厅")
        await organizer.is_made("organizer")
        new = await moved(here, "省财政厅")
        await organizer.says("立即推送 红色家风传承")
        assert "家风一" in new.heard()
        assert "家风一" in here.group("省财政厅").heard()
        sun = again(here, "孙梅", new)
        await sun.says(f"认领 {await group_code(here, '省财政厅')}")
        rows = await here.rows("deliveries")
        assert [row["state"] for row in rows] == ["sent"]
        assert "家风一" not in new.heard()


async def test_a_group_code_works_once_and_in_one_place() -> None:
    async with town() as here:
        sun = again(here, "孙梅", await moved(here, "省财政厅"))
        code = await group_code(here, "省财政厅")
        assert "请到那个群里说" in await sun.whispers(f"认领 {code}")
        assert "认出来了" in await sun.says(f"认领 {code}")
        assert "不对或已过期" in await sun.says(f"认领 {code}")
        assert code.split("-")[1] not in here.everything_stored()


async def test_a_room_of_another_unit_cannot_take_a_group_over() -> None:
    async with town() as here:
        li = here.person("李静", group="省教育厅")
        said = await li.says(f"认领 {await group_code(here, '省财政厅')}")
        assert said == "本群已绑定省教育厅，和认领码对应的单位不同，请先核对是不是这个群。"
        assert "rebind_group" not in await here.audit()


async def test_guesses_in_a_group_are_counted_too() -> None:
    async with town() as here:
        wang = here.person("王芳", group="省财政厅")
        code = await group_code(here, "省财政厅")
        wrong = f"{code.split('-')[0]}-{'0' * 6 if code[-6:] != '0' * 6 else '1' * 6}"
        for _ in range(5):
            assert "不对或已过期" in await wang.says(f"认领 {wrong}")
        assert "试的次数太多" in await wang.says(f"认领 {code}")


async def test_a_person_under_a_new_id_has_her_records_and_rights_again_only_by_code() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer", "省财政厅")
        await zhao.says("结对 红旗社区 2名 低保家庭")
        code = await member_code(here, zhao.wire_id)
        same = again(here, "赵敏", here.group("省财政厅"))
        assert "要有组织员" in await same.says("立即推送")
        assert "红旗社区" not in await same.whispers("我的记录")
        assert await same.whispers(f"认领 {code}") == "赵敏，认出您了，以前的记录和权限都在。"
        assert "红旗社区" in await same.whispers("我的记录")
        assert "已发起" in await same.says("发起活动 剪纸")
        assert "要有组织员" in await zhao.says("立即推送")
        assert "rebind_member" in await here.audit()


async def test_a_code_of_a_person_said_in_the_group_is_void() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        code = await member_code(here, zhao.wire_id)
        thief = here.person("李静", group="省财政厅")
        assert "作废" in await zhao.says(f"认领 {code}")
        assert "不对或已过期" in await thief.whispers(f"认领 {code}")


async def test_who_signed_up_under_both_ids_counts_once_and_frees_a_place() -> None:
    async with town() as here:
        organizer = here.person("赵敏", group="省财政厅")
        await organizer.is_made("organizer")
        await organizer.says("发起活动 剪纸 限5人")
        wang, li = here.person("王芳", group="省财政厅"), here.person("李静", group="省教育厅")
        await wang.says("报名 剪纸 2人")
        same = again(here, "王芳", here.group("省财政厅"))
        await same.says("报名 剪纸 3人")
        assert "候补第 1 位" in await li.says("报名 剪纸 3人")
        li_group = here.group("省教育厅")
        li_group.heard()
        await same.whispers(f"认领 {await member_code(here, wang.wire_id)}")
        assert "李静 3人 已从候补转为正式报名" in li_group.heard()
        rows = [(row["name"], row["headcount"]) for row in await here.rows("signups") if row["state"] == "confirmed"]
        assert sorted(rows) == [("李静", 3), ("王芳", 2)]


async def test_what_both_ids_reported_is_one() -> None:
    async with town() as here:
        await here.item("红色家风传承", 1, "家风一")
        wang = here.person("王芳", group="省财政厅")
        same = again(here, "王芳", here.group("省财政厅"))
        for each in (wang, same):
            await each.is_made("coordinator", "省财政厅")
            await each.says("打卡")
            await each.says("结对 红旗社区 2名 低保家庭")
        await same.whispers(f"认领 {await member_code(here, wang.wire_id)}")
        [pairing] = await here.totals("pairings")
        [checked] = await here.totals("checkins")
        assert pairing.children == 2
        assert checked.records == 1
        assert "已取消" in await _admin_revokes(here, same)
        assert "要有" in await same.says("未报送")


async def _admin_revokes(here: Town, person: Person) -> str:
    admin = here.person("刘芸", group="省财政厅")
    await admin.is_made("admin")
    return await admin.says("取消授权 @王芳 统筹员", mention=[person])


async def test_an_author_under_a_new_id_still_does_not_approve_her_own_item() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        same = again(here, "赵敏", here.group("省财政厅"))
        item = await here.item("红色家风传承", 1, "家风一", state="submitted")
        await here.app.writer.run(lambda uow: _written_by(uow, item, same.wire_id))
        await same.whispers(f"认领 {await member_code(here, zhao.wire_id)}")
        assert "是您写的" in await same.says(f"通过 {item}")


def _written_by(uow: object, item: int, wire_id: str) -> None:
    from sqlalchemy import update

    from store.models import StudyItem, table
    from store.unit_of_work import UnitOfWork

    assert isinstance(uow, UnitOfWork)
    member = uow.members.ensure(ACCOUNT, wire_id, "赵敏")
    rows = table(StudyItem)
    uow.connection.execute(update(rows).where(rows.c.id == item).values(author_id=member.id))


async def test_a_bound_group_knows_its_units_activities_at_once() -> None:
    async with town() as here:
        organizer = here.person("赵敏", group="省财政厅")
        await organizer.is_made("organizer", "省财政厅")
        await organizer.says("发起活动 剪纸")
        new = await moved(here, "省财政厅")
        sun = again(here, "孙梅", new)
        await sun.says(f"认领 {await group_code(here, '省财政厅')}")
        assert "孙梅 2人" in await sun.says("剪纸+2")


async def test_a_list_that_goes_on_under_the_new_id_is_one_roster() -> None:
    async with town() as here:
        organizer = here.person("赵敏", group="省财政厅")
        await organizer.is_made("organizer")
        await organizer.says("发起活动 剪纸 限9人")
        wang = here.person("王芳", group="省财政厅")
        assert "剪纸" in await wang.says("#接龙\n剪纸\n\n1. 王芳 2人")
        new = await moved(here, "省财政厅")
        sun, same = again(here, "孙梅", new), again(here, "王芳", new)
        await sun.says("#接龙\n剪纸\n\n1. 王芳 2人\n2. 孙梅")
        await same.whispers(f"认领 {await member_code(here, wang.wire_id)}")
        await sun.says(f"认领 {await group_code(here, '省财政厅')}")
        await sun.says("#接龙\n剪纸\n\n1. 王芳 2人\n2. 孙梅\n3. 李静")
        rows = [(row["name"], row["headcount"], row["unit"]) for row in await here.rows("signups") if row["state"] == "confirmed"]
        assert sorted(rows) == [("孙梅", 1, "省财政厅"), ("李静", 1, "省财政厅"), ("王芳", 2, "省财政厅")]
        await same.says("#接龙\n剪纸\n\n1. 孙梅\n2. 李静")
        assert sorted(row["name"] for row in await here.rows("signups") if row["state"] == "confirmed") == ["孙梅", "李静"]


async def test_a_name_put_down_under_the_old_id_and_her_own_word_under_the_new_are_one() -> None:
    async with town() as here:
        organizer = here.person("赵敏", group="省财政厅")
        await organizer.is_made("organizer")
        await organizer.says("发起活动 剪纸 限9人")
        await here.person("王芳", group="省财政厅").says("代报名 剪纸 孙梅")
        new = await moved(here, "省财政厅")
        sun = again(here, "孙梅", new)
        assert "已记录" in await sun.says("报名 剪纸 2人")
        await sun.says(f"认领 {await group_code(here, '省财政厅')}")
        assert [row["name"] for row in await here.rows("signups") if row["state"] == "confirmed"] == ["孙梅"]
        assert "已取消：孙梅" in await sun.says("取消报名 剪纸")
