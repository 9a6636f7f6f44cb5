"""Whatever three people say in whatever order, a roster keeps its rules."""

import asyncio
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conversation import Town, town

QUOTA = 6
PEOPLE = ("王芳", "李静", "陈晓")
WORDS = st.one_of(
    st.integers(1, 7).map("报名剪纸{}人".format),
    st.integers(1, 7).map("改成{}人".format),
    st.sampled_from(["取消报名", "撤销", "代报名 张三、李四", "报名剪纸 我和张三", "取消报名 张三", "报名剪纸 宣传处 3人"]),
)
STEPS = st.lists(st.tuples(st.sampled_from(PEOPLE), WORDS, st.integers(0, 8)), min_size=4, max_size=14)


async def check(here: Town) -> list[str]:
    """The rules that hold after every message; who waits now, the foremost first."""
    rows = [row for row in await here.rows("signups") if row["state"] != "cancelled"]
    confirmed = sum(row["headcount"] for row in rows if row["state"] == "confirmed")
    assert confirmed <= QUOTA
    assert [figures.heads for figures in await here.totals("signups")] == [confirmed]
    assert len({row["name"] for row in rows}) == len(rows), "nobody stands on the list twice"
    waiting: list[Any] = await here.app.writer.run(lambda uow: [row for row in uow.signups.roster(1) if row.state == "waitlisted"])
    if waiting:
        first = [row.headcount for row in waiting if row.queued_at == waiting[0].queued_at]
        assert sum(first) > QUOTA - confirmed, "the foremost party comes in as soon as it fits"
    return [row.name for row in waiting]


async def play(steps: list[tuple[str, str, int]]) -> None:
    async with town(groups=("省财政厅",)) as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says(f"发起活动 剪纸活动 限{QUOTA}人")
        for name in PEOPLE:
            here.person(name, group="省财政厅")
        queue: list[str] = []
        for name, words, minutes in steps:
            here.clock.now += timedelta(minutes=minutes)
            said = await here.person(name).says(words)
            assert said, f"{name} says {words} and hears nothing"
            assert "抱歉" not in said, f"{name} says {words} and hears {said}"
            now = await check(here)
            if words != "撤销":
                assert [one for one in now if one in queue] == [one for one in queue if one in now], "those who wait keep their order"
            queue = now


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_a_roster_keeps_its_rules(steps: list[tuple[str, str, int]]) -> None:
    asyncio.run(play(steps))
