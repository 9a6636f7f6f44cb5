"""The whole way of the product in WeCom: groups with a bot, with a webhook, and with both, bound by a code."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.library import load_library
from store.media import MediaFolder
from tests.gateway.test_journey import UNITS
from tests.journey import ADMIN, COORDINATOR, CZT, JOURNEY, JYT, MZT, NEW, ORGANIZER, PRIVATE, Step
from tests.wecom.town import Town, town

HOOKS = {"财政厅推送": "key-czt-0001", "民政厅推送": "key-mzt-0001"}


async def test_the_whole_journey_in_wecom(tmp_path: Path) -> None:
    async with town(tmp_path, HOOKS) as here:
        now = here.clock()
        await here.do(lambda uow: load_library(uow, now, MediaFolder(tmp_path / "media"), approved=True))
        await here.does(Step(ADMIN, PRIVATE, f"认领 {await here.code()}", ("您现在是管理员",)))
        for name, role in ((ORGANIZER, "组织员"), (COORDINATOR, "统筹员")):
            await here.does(Step(ADMIN, NEW, f"授权 @{name} {role}", (f"已授权：{name}", role)))
        await here.does(Step(ADMIN, NEW, "授权 @路人甲 组织员", ("@ 的这位认不出来：通讯录里没有", "写帐号")))
        await here.does(Step(ADMIN, NEW, "授权 路人甲 组织员", ("请用 @ 选中一位同志",)))
        for name, unit in UNITS.items():
            await here.does(Step(ADMIN, name, f"绑定单位 {unit}", (f"本群已绑定：{unit}",)))
        await pair(here)
        await here.does(Step(ORGANIZER, CZT, "新增推送 党史上的今天 每天 21:30", ("已新增", "党史上的今天")))
        for step in JOURNEY:
            await here.does(step)
        await by_their_doors(here)


async def pair(here: Town) -> None:
    """A code printed on the machine, said with an @ in the group, ties its webhook to it."""
    for hook, group in zip(HOOKS, (CZT, MZT), strict=True):
        [known] = [one for one in await here.groups() if one.way == hook]
        await here.does(Step(ADMIN, group, f"认领 {await here.code('group', known.id)}", (UNITS[group],)))
        here.keys[group] = HOOKS[hook]
    assert [(one.way, one.unit_id is not None) for one in await here.groups() if one.wire_id in (CZT, MZT)] == [
        (hook, True) for hook in HOOKS
    ]


async def by_their_doors(here: Town) -> None:
    """Pushes and files went through the webhooks where there are any, words of answer through the bot."""
    http, bots = here.peers.http, here.peers.bots
    assert {one.key for one in http.posted if "【红色家风传承】" in one.text} == set(HOOKS.values())
    assert sum("【红色家风传承】" in text for text in bots.texts(JYT) + bots.texts(NEW)) == 2
    assert not any(text.startswith("【红色家风传承】") for text in bots.texts(CZT))
    assert [(one.key, one.name) for one in http.posted if one.name] == [("key-czt-0001", "巧手剪纸活动报名名单.xlsx")]
    assert any(one.answers and "报名名单" in one.text for one in bots.shown if one.chat == CZT), "the short answer came first"
    assert any("几名孩子" in text and "回答时请先 @助手" in text for text in bots.texts(JYT))
    assert any(one.answers for one in bots.shown)
    assert http.counted.refused == bots.counted.refused == 0
    assert here.clock() - timedelta(minutes=5) < max(bots.counted._taken[CZT])
