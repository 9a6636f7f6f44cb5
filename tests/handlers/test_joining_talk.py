"""From joining a group to an admin who runs it: greeting, 认领, 绑定单位."""

from tests.conversation import Town, town


async def admin(here: Town) -> None:
    """孙丽 claims, as the first admin does."""
    sun = here.person("孙丽", group="省财政厅")
    assert "管理员" in await sun.whispers(f"认领 {await here.code()}")


async def test_a_group_is_greeted_and_told_how_to_bind() -> None:
    async with town(groups=()) as here:
        room = here.wire.add_room("省水利厅妇女工作群", [], wire_id="g-9")
        await here.idle()
        said = [bubble.text for bubble in here.wire.history(room.wire_id) if bubble.sender == "bot"]
        assert len(said) == 1
        assert "我是助手" in said[0]
        assert "绑定单位" in said[0]
        assert "帮助" in said[0]


async def test_a_code_said_in_private_makes_an_admin_once() -> None:
    async with town() as here:
        sun, wang = here.person("孙丽", group="省财政厅"), here.person("王芳", group="省财政厅")
        code = await here.code()
        assert await sun.whispers(f"认领 {code}") == "孙丽，您现在是管理员。到群里说“绑定单位 单位名称”就能开始。"
        assert "claim" in await here.audit()
        assert await wang.whispers(f"认领 {code}") == "认领码不对或已过期，请在机器上重新取码。"
        assert code not in here.everything_stored()


async def test_a_code_said_in_a_group_is_void() -> None:
    async with town() as here:
        sun = here.person("孙丽", group="省财政厅")
        code = await here.code()
        said = await sun.says(f"认领 {code}")
        assert "作废" in said
        assert code not in said
        assert "不对或已过期" in await sun.whispers(f"认领 {code}")


async def test_a_code_said_in_a_group_is_void_even_after_too_many_guesses() -> None:
    async with town() as here:
        sun, wang = here.person("孙丽", group="省财政厅"), here.person("王芳", group="省财政厅")
        code = await here.code()
        wrong = "000000" if code != "000000" else "111111"
        for _ in range(5):
            await sun.whispers(f"认领 {wrong}")
        assert "作废" in await sun.says(f"认领 {code}")
        assert "不对或已过期" in await wang.whispers(f"认领 {code}")


async def test_guessing_is_limited_per_person() -> None:
    async with town() as here:
        sun, wang = here.person("孙丽", group="省财政厅"), here.person("王芳", group="省财政厅")
        code = await here.code()
        wrong = "000000" if code != "000000" else "111111"
        for _ in range(5):
            assert "不对或已过期" in await wang.whispers(f"认领 {wrong}")
        assert await wang.whispers(f"认领 {code}") == "试的次数太多了，请一小时后再试。"
        assert "您现在是管理员" in await sun.whispers(f"认领 {code}")
        await here.pass_time(minutes=61)
        assert "您现在是管理员" in await wang.whispers(f"认领 {await here.code()}")


async def test_a_code_ends_after_half_an_hour_and_with_the_next_code() -> None:
    async with town() as here:
        sun = here.person("孙丽", group="省财政厅")
        old = await here.code()
        await here.pass_time(minutes=30)
        assert "不对或已过期" in await sun.whispers(f"认领 {old}")
        first = await here.code()
        second = await here.code()
        if first != second:
            assert "不对或已过期" in await sun.whispers(f"认领 {first}")
        assert "您现在是管理员" in await sun.whispers(f"认领 {second}")


async def test_a_code_is_tied_to_account_and_purpose() -> None:
    async with town() as here:
        sun = here.person("孙丽", group="省财政厅")
        assert "不对或已过期" in await sun.whispers(f"认领 {await here.code(account='another')}")
        assert "那个群里说" in await sun.whispers(f"认领 {await here.code('group')}")
        assert "您现在是管理员" in await sun.whispers(f"认领 {await here.code(account='main')}")


async def test_binding_to_a_listed_unit() -> None:
    async with town() as here:
        await admin(here)
        room = await here.open_group("新群", bound=False)
        sun = here.person("孙丽", group=room)
        assert await sun.says("绑定单位 省教育厅", group=room) == "本群已绑定：省教育厅。想知道怎么用，请说：帮助"
        wang = here.person("王芳", group=room)
        await wang.says("打卡", group=room)
        assert [row["unit"] for row in await here.rows("checkins")] == ["省教育厅"]


async def test_binding_to_an_unlisted_unit_makes_it() -> None:
    async with town() as here:
        await admin(here)
        room = await here.open_group("新群", bound=False)
        sun = here.person("孙丽", group=room)
        assert "昆明市妇联（新登记的单位）" in await sun.says("绑定单位 昆明市妇联", group=room)
        assert "新登记" not in await sun.says("绑定单位 昆明市妇联", group=room)
        assert (await here.audit()).count("bind") == 2


async def test_a_unit_made_by_an_admin_of_a_subtree_lies_in_it() -> None:
    async with town() as here:
        zhou = here.person("周洁", group="省财政厅")
        await zhou.is_made("admin", "省财政厅")
        room = await here.open_group("新群", bound=False)
        here.person("周洁", group=room)
        assert "新登记" in await zhou.says("绑定单位 昆明市妇联", group=room)
        wang = here.person("王芳", group=room)
        await wang.says("结对 红旗社区 2名", group=room)
        lead = here.person("钱静", group="省财政厅")
        await lead.is_made("coordinator", "省财政厅")
        assert "帮扶儿童 2 名" in await lead.says("统计 结对")


async def test_a_member_may_not_bind_nor_an_admin_of_elsewhere() -> None:
    async with town() as here:
        wang, zhou = here.person("王芳", group="省财政厅"), here.person("周洁", group="省财政厅")
        assert await wang.says("绑定单位 省教育厅") == "这一项要有管理员权限才能办。"
        await zhou.is_made("admin", "省财政厅")
        assert "不包括省教育厅" in await zhou.says("绑定单位 省教育厅")
        assert "bind" not in await here.audit()


async def test_rebinding_leaves_what_was_recorded_with_the_old_unit() -> None:
    async with town() as here:
        await admin(here)
        wang, sun = here.person("王芳", group="省财政厅"), here.person("孙丽")
        await wang.says("结对 红旗社区 2名")
        assert "省教育厅" in await sun.says("绑定单位 省教育厅")
        await wang.says("结对 东站社区 3名")
        assert [(row["unit"], row["children"]) for row in await here.rows("pairings")] == [("省财政厅", 2), ("省教育厅", 3)]


async def test_what_was_recorded_before_binding_belongs_to_the_unit() -> None:
    async with town() as here:
        await admin(here)
        room = await here.open_group("新群", bound=False)
        sun, wang = here.person("孙丽", group=room), here.person("王芳", group=room)
        await sun.says("发起活动 剪纸活动", group=room)
        await wang.says("报名 剪纸 2人", group=room)
        await wang.says("打卡", group=room)
        await wang.says("结对 红旗社区 2名", group=room)
        await wang.says("跟进 红旗社区 赠书", group=room)
        await sun.says("绑定单位 省水利厅", group=room)
        for what in ("signups", "checkins", "pairings", "followups"):
            assert [row["unit"] for row in await here.rows(what)] == ["省水利厅"], what


async def test_binding_counts_a_person_once_who_was_already_in_the_unit() -> None:
    async with town() as here:
        await admin(here)
        room = await here.open_group("新群", bound=False)
        sun, wang = here.person("孙丽", group=room), here.person("王芳", group="省财政厅")
        here.person("王芳", group=room)
        await sun.says("发起活动 剪纸活动", group=here.group("省财政厅"))
        await wang.says("报名 剪纸 2人")
        await wang.says("报名 剪纸 1人", group=room)
        await wang.says("结对 红旗社区 2名")
        await wang.says("结对 红旗社区 3名", group=room)
        assert "省财政厅" in await sun.says("绑定单位 省财政厅", group=room)
        assert [row.heads for row in await here.totals("signups")] == [2]
        assert [row.children for row in await here.totals("pairings")] == [2]


async def test_binding_is_said_in_the_group() -> None:
    async with town() as here:
        await admin(here)
        assert await here.person("孙丽").whispers("绑定单位 省教育厅") == "请到要绑定的工作群里说这句话。"


async def test_the_bind_question_is_answered_with_a_unit_that_no_list_holds() -> None:
    async with town() as here:
        new = await here.open_group("昆明市妇联", bound=False)
        liu = here.person("刘芸", group=new)
        await liu.is_made("admin")
        assert "哪个单位" in await liu.says("绑定单位")
        assert await liu.says("昆明市妇联") == "本群已绑定：昆明市妇联（新登记的单位）。想知道怎么用，请说：帮助"
