"""Whatever is said and done in whatever order, every counter says what the rows say, counted a second time."""

import asyncio
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.commands.roles import move_in
from store.models import Uncounted, table
from store.reconcile import Compared, Reconcile
from store.unit_of_work import UnitOfWork
from tests.conversation import ACCOUNT, Town, town

PEOPLE = ("王芳", "李静", "陈晓", "赵敏")
TOP, FIRST, SECOND, FREE = "省妇工委", "省财政厅", "省教育厅", "新来的"
LIST = "#接龙\n剪纸活动报名\n\n1. 王芳 2人\n2. 张三\n3. {}"
WORDS = st.one_of(
    st.integers(1, 5).map("报名剪纸{}人".format),
    st.integers(1, 5).map("改成{}人".format),
    st.integers(1, 4).map("结对 红旗社区 {}名 低保家庭 学习辅导".format),
    st.integers(1, 4).map("结对 东站社区 {}名 和王芳一起".format),
    st.integers(1, 4).map("结对 东站社区 {}名 和李静一起".format),
    st.integers(1, 4).map("结对改成{}名 东站社区".format),
    st.sampled_from(["周八", "李静", "周八 2人"]).map(LIST.format),
    st.sampled_from(
        [
            *("取消报名", "撤销", "撤销", "代报名 张三、李四", "报名剪纸 宣传处 3人", "取消报名 张三", "报名合唱", "打卡", "打卡 很感人"),
            *("结对 红旗社区 5名 3名留守 2名低保", "结束结对 东站社区", "结束结对 红旗社区", "结对 宣传处 红旗社区 3名 物质帮扶"),
            *("跟进 红旗社区 赠书", "删除我的信息", "1", "2"),
        ]
    ),
)
DONE = st.sampled_from(["bind", "move", "move up", "rebind member", "rebind group", "item", "restart"])
STEPS = st.lists(
    st.one_of(st.tuples(st.sampled_from(PEOPLE), st.sampled_from((FIRST, SECOND, FREE)), WORDS), st.tuples(DONE)), min_size=24, max_size=40
)
Step = tuple[str, str, str] | tuple[str]


async def compare(here: Town) -> Compared:
    """Everything counted twice; nothing is left uncounted after a commit."""

    def count(uow: UnitOfWork) -> Compared:
        assert uow.signups.count(table(Uncounted)) == 0
        return Reconcile(uow).compare()

    return await here.app.writer.run(count)


async def do(here: Town, what: str, number: int) -> None:
    """Something happens beside the talk."""
    now = here.clock()

    def act(uow: UnitOfWork) -> None:
        units = {name: uow.units.by_name(name) for name in (TOP, FIRST, SECOND)}
        first, second, top = units[FIRST], units[SECOND], units[TOP]
        assert first is not None
        assert second is not None
        if what == "bind":
            group = uow.groups.by_wire(ACCOUNT, here.group(FREE).wire_id)
            assert group is not None
            move_in(uow, group, second)
        elif what == "move":
            uow.units.move(second, top if second.parent_id != (top.id if top else None) else first)
        elif what == "move up":
            uow.units.move(second, None if second.parent_id else top)
        elif what == "rebind member":
            member, again = uow.members.by_wire(ACCOUNT, "u-王芳"), uow.members.by_wire(ACCOUNT, "u-陈晓")
            if member is not None and again is not None:
                uow.rebinding.member(member, again, now)
        elif what == "rebind group":
            new = uow.groups.by_wire(ACCOUNT, here.group(FIRST).wire_id)
            known = uow.groups.ensure(ACCOUNT, f"old-{number}", "旧号的群", now)
            assert new is not None
            uow.groups.bind(known, first)
            uow.rebinding.group(known, new)

    if what == "item":
        await here.item("红色家风传承", number + 1, f"家风{number}")
    elif what == "restart":
        await here.restart()
    else:
        await here.app.writer.run(act)


async def play(steps: list[Step], database: str | None = None) -> Compared:
    async with town(groups=(), database=database) as here:
        await here.open_group(TOP)
        for unit in (FIRST, SECOND):
            await here.open_group(unit, parent=TOP)
        await here.open_group(FREE, bound=False)
        zhao = here.person("赵敏", group=TOP)
        await zhao.is_made("organizer")
        await zhao.says("发起活动 剪纸活动 限6人")
        await zhao.says("发起活动 合唱")
        for name in PEOPLE:
            for unit in (FIRST, SECOND, FREE):
                here.person(name, group=unit)
        compared = await compare(here)
        for number, step in enumerate(steps):
            here.clock.now += timedelta(hours=5 * (number % 3))
            if len(step) == 1:
                await do(here, step[0], number)
            else:
                name, unit, words = step
                heard = here.wire.last
                await here.wire.say(f"u-{name}", words, room=here.group(unit).wire_id)
                await here.idle()
                said = "".join(bubble.text for bubble in here.wire.history(here.group(unit).wire_id, heard))
                assert "没有办成" not in said, step
            compared = await compare(here)
            assert compared.differences == [], step
        return compared


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_counters_say_what_the_rows_say(steps: list[Step]) -> None:
    assert asyncio.run(play(steps)).figures > 0


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_and_on_postgresql_over_one_long_history(postgres: str, steps: list[Step]) -> None:
    assert asyncio.run(play(steps, postgres)).figures > 0
