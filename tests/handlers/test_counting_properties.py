"""Whatever is said and done in whatever order, every figure is what the rows say, counted a second time."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from handlers.commands.roles import move_in
from store.models import Delivery, Uncounted, table
from store.reconcile import Compared, Reconcile
from store.types import SHANGHAI, local_date
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
AFTERWARDS = st.sampled_from(
    [
        *("签到 义诊", "签到 义诊", "签退 义诊", "签退 义诊", "签到 义诊 王芳", "签到 义诊 宣传处 4人", "签退 义诊 王芳", "签到 合唱 2人"),
        *("取消签到 合唱 王芳", "取消签到 义诊 王芳", "取消签到 义诊 宣传处", "取消签到", "撤回作品 1", "撤回作品 2", "撤回作品 3"),
        *(
            "上报活动 红色文化进社区 2场 服务对象 居民 5月18日",
            "上报活动 送法 3场 服务对象 居民 4月28日到5月19日",
            "修改上报 红色文化进社区 5场",
        ),
        *(
            "上报活动 红色文化进社区 1场 服务对象 居民 5月18日",
            "取消上报 红色文化进社区",
            "取消上报 红色文化进社区",
            "取消上报 送法",
            "撤销",
            "撤销",
            "撤销",
            "送达 已手工发",
            "删除我的信息",
            "打卡",
            "打卡",
            "报名合唱",
        ),
        *("销号 1", "销号 1 开过会了", "取消销号 1", "销号 2", "1", "2"),
    ]
)
MADE_UP = st.sampled_from(["came", "came", "left", "work", "work", "push", "failed", "bind", "move", "rebind member", "rebind group"])
LATER = st.lists(
    st.one_of(
        st.tuples(st.sampled_from((*PEOPLE, "赵敏", "赵敏", "赵敏")), st.sampled_from((FIRST, SECOND, FREE)), AFTERWARDS),
        st.tuples(MADE_UP),
    ),
    min_size=40,
    max_size=50,
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
        elif what in MADE:
            MADE[what](uow, number, now)

    if what == "item":
        await here.item("红色家风传承", number + 1, f"家风{number}")
    elif what == "restart":
        await here.restart()
    else:
        await here.app.writer.run(act)


def attend(uow: UnitOfWork, number: int, now: datetime, **values: Any) -> None:
    """An organizer puts down when somebody was there."""
    activity, member = uow.activities.titled("义诊"), uow.members.by_wire(ACCOUNT, f"u-{PEOPLE[number % 3]}")
    if activity is not None and member is not None:
        unit = uow.units.by_name((FIRST, SECOND)[number % 2])
        who = uow.attendances.herself(activity.id, member, unit.id if unit else None)
        uow.attendances.record(activity, who, local_date(now), now, headcount=1 + number % 3, **values)


def submit(uow: UnitOfWork, number: int, now: datetime) -> None:
    """A picture comes in, from a group or in private."""
    activity, member = uow.activities.titled("合唱"), uow.members.by_wire(ACCOUNT, f"u-{PEOPLE[number % 4]}")
    if activity is not None and member is not None:
        unit, group = uow.units.by_name((FIRST, SECOND, TOP)[number % 3]), member.home_group_id if number % 2 else None
        window = uow.works.open_window(member.id, group, now, activity_id=activity.id, unit_id=unit.id if unit else None)
        uow.works.add(window, member, now, sha256=f"{number % 20}", media="jpeg", bytes=1, on_date=local_date(now))


def push(uow: UnitOfWork, number: int, now: datetime) -> None:
    """Something is pushed to every group."""
    column = uow.study.ensure_column("红色家风传承", "numbered")
    words = {"title": f"推{number}", "text": "文", "source": "测试", "state": "approved"}
    item = uow.study.item(uow.study.add_item(column, now, number=1_000 + number, **words))
    assert item is not None
    uow.pushes.make(
        uow.plans.by_hand(column.id, now).id, now + timedelta(seconds=number), item, "文", uow.groups.reach(({"all": True}, None)), now
    )


def fail(uow: UnitOfWork, number: int, now: datetime) -> None:
    """Some of what was sent turns out not to have come."""
    keys = uow.pushes.scalars(select(table(Delivery).c.id))
    uow.deliveries.mark(keys[number % 3 :: 3], ("failed", "uncertain", "pending")[number % 3], from_states=("sent",))


AT = datetime(2021, 5, 20, 8, 30, tzinfo=SHANGHAI)
MADE: dict[str, Callable[[UnitOfWork, int, datetime], None]] = {
    "came": lambda uow, number, now: attend(uow, number, now, came_at=AT + timedelta(seconds=97 * number)),
    "left": lambda uow, number, now: attend(uow, number, now, left_at=AT + timedelta(minutes=7 * number)),
    "work": submit,
    "push": push,
    "failed": fail,
}


def prepare(uow: UnitOfWork, now: datetime) -> None:
    """A work plan: ticked off, and by a figure."""
    uow.tasks.put(1, now, measure="动员", answers={"each": True}, due="2021-12-31")
    goal = {"goal_subject": "checkins", "goal_figure": "people", "goal_number": 2}
    uow.tasks.put(2, now, measure="打卡", answers={"each": True}, **goal)


async def play(steps: list[Step], database: str | None = None, hours: float = 5) -> Compared:
    async with town(groups=(), database=database) as here:
        await here.open_group(TOP)
        for unit in (FIRST, SECOND):
            await here.open_group(unit, parent=TOP)
        await here.open_group(FREE, bound=False)
        zhao = here.person("赵敏", group=TOP)
        await zhao.is_made("organizer")
        await zhao.says("发起活动 剪纸活动 限6人")
        await zhao.says("发起活动 合唱")
        await zhao.says("发起活动 义诊 5月20日上午9点到晚上8点 计时")
        await here.app.writer.run(lambda uow: prepare(uow, here.clock()))
        for name in PEOPLE:
            for unit in (FIRST, SECOND, FREE):
                here.person(name, group=unit)
        compared = await compare(here)
        for number, step in enumerate(steps):
            here.clock.now += timedelta(hours=hours * (number % 3))
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
def test_every_figure_says_what_the_rows_say(steps: list[Step]) -> None:
    assert asyncio.run(play(steps)).figures > 0


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_and_on_postgresql_over_one_long_history(postgres: str, steps: list[Step]) -> None:
    assert asyncio.run(play(steps, postgres)).figures > 0


@settings(max_examples=14, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(LATER)
def test_so_it_is_with_what_comes_after_sign_up(steps: list[Step]) -> None:
    """Attendance, works, programmes, deliveries, the work plan: most of it on one day."""
    assert asyncio.run(play(steps, hours=0.3)).figures > 0


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=LATER)
def test_so_it_is_on_postgresql(postgres: str, steps: list[Step]) -> None:
    assert asyncio.run(play(steps, postgres, hours=0.3)).figures > 0
