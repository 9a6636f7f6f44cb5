"""授权、取消授权: by the id behind the @, within one's own subtree, never more than one holds; and 帮助 by role."""

from tests.conversation import Person, Town, town


async def people(here: Town) -> tuple[Person, Person]:
    """孙丽, admin everywhere, and 王芳, a member."""
    sun = here.person("孙丽", group="省财政厅")
    await sun.is_made("admin")
    return sun, here.person("王芳", group="省财政厅")


async def test_a_grant_goes_to_the_person_behind_the_at() -> None:
    async with town() as here:
        sun, wang = await people(here)
        assert await wang.says("未报送") == "这一项要有组织员、统筹员或管理员权限才能办。"
        assert await sun.says("授权 @王芳 统筹员", mention=[wang]) == "已授权：王芳 为省财政厅的统筹员。"
        assert "才能办" not in await wang.says("未报送")
        assert await sun.says("授权 @王芳 统筹员", mention=[wang]) == "王芳 已经是省财政厅的统筹员。"
        assert (await here.audit()).count("grant") == 1


async def test_somebody_who_takes_her_name_gains_nothing() -> None:
    async with town() as here:
        sun, wang = await people(here)
        await sun.says("授权 @王芳 组织员", mention=[wang])
        here.wire.add_person("王芳", wire_id="u-冒名", rooms=[here.group("省财政厅").wire_id])
        other = Person(here, "u-冒名", "王芳", here.group("省财政厅"))
        assert await other.says("立即推送") == "这一项要有组织员或管理员权限才能办。"
        assert "才能办" not in await wang.says("立即推送")


async def test_a_name_without_an_at_grants_nothing() -> None:
    async with town() as here:
        sun, _ = await people(here)
        assert await sun.says("授权 王芳 统筹员", at_bot=True) == "请用 @ 选中一位同志，只写名字不能授权。"
        assert "grant" not in await here.audit()


async def test_two_people_behind_ats_are_one_too_many() -> None:
    async with town() as here:
        sun, wang = await people(here)
        li = here.person("李静", group="省财政厅")
        assert "一位同志" in await sun.says("授权 @王芳 @李静 统筹员", at_bot=True, mention=[wang, li])
        assert "grant" not in await here.audit()


async def test_the_person_is_remembered_while_the_role_is_asked_for() -> None:
    async with town() as here:
        sun, wang = await people(here)
        asked = await sun.says("授权 @王芳", mention=[wang])
        assert "1. 组织员\n2. 统筹员\n3. 管理员" in asked
        assert await sun.says("2") == "已授权：王芳 为省财政厅的统筹员。"


async def test_an_admin_of_a_subtree_grants_within_it_only() -> None:
    async with town(groups=("省财政厅", "省教育厅")) as here:
        zhou, wang = here.person("周洁", group="省财政厅"), here.person("王芳", group="省财政厅")
        await zhou.is_made("admin", "省财政厅")
        assert "已授权" in await zhou.says("授权 @王芳 统筹员", mention=[wang])
        assert "不包括省教育厅" in await zhou.says("授权 @王芳 统筹员 省教育厅", mention=[wang])
        here.person("周洁", group="省教育厅")
        here.person("王芳", group="省教育厅")
        assert "不包括省教育厅" in await zhou.says("授权 @王芳 组织员", mention=[wang], group=here.group("省教育厅"))
        assert (await here.audit()).count("grant") == 1


async def test_organizers_and_members_grant_nothing() -> None:
    async with town() as here:
        zhao, wang = here.person("赵敏", group="省财政厅"), here.person("王芳", group="省财政厅")
        await zhao.is_made("organizer")
        for person in (zhao, wang):
            assert await person.says("授权 @王芳 管理员", mention=[wang]) == "这一项要有管理员权限才能办。"
            assert await person.says("取消授权 @王芳 管理员", mention=[wang]) == "这一项要有管理员权限才能办。"


async def test_a_role_taken_away_is_gone_at_once() -> None:
    async with town() as here:
        sun, wang = await people(here)
        await sun.says("授权 @王芳 统筹员", mention=[wang])
        assert await sun.says("取消授权 @王芳 统筹员", mention=[wang]) == "已取消：王芳 在省财政厅的统筹员权限。"
        assert "才能办" in await wang.says("未报送")
        assert await sun.says("取消授权 @王芳 统筹员", mention=[wang]) == "王芳 在省财政厅没有统筹员权限。"


async def test_taking_a_role_away_at_one_unit_leaves_that_at_another() -> None:
    async with town() as here:
        sun, wang = await people(here)
        await wang.is_made("coordinator", "省财政厅")
        await wang.is_made("coordinator", "省教育厅")
        await sun.says("取消授权 @王芳 统筹员", mention=[wang])
        assert "省教育厅" in await wang.says("统计 结对 省教育厅")
        assert "看不到" not in await wang.says("统计 结对 省教育厅")


async def test_an_admin_of_a_subtree_cannot_take_a_wider_role_away() -> None:
    async with town() as here:
        zhou, sun = here.person("周洁", group="省财政厅"), here.person("孙丽", group="省财政厅")
        await zhou.is_made("admin", "省财政厅")
        await sun.is_made("admin")
        assert "没有管理员权限" in await zhou.says("取消授权 @孙丽 管理员", mention=[sun])
        assert "才能办" not in await sun.says("绑定单位 省财政厅")


async def test_help_grows_with_the_role() -> None:
    async with town() as here:
        said = {}
        for name, role in (("王芳", ""), ("钱静", "coordinator"), ("赵敏", "organizer"), ("孙丽", "admin")):
            person = here.person(name, group="省财政厅")
            if role:
                await person.is_made(role, "省财政厅")
            said[name] = await person.says("帮助")
        assert "报名 剪纸 2人" in said["王芳"]
        for word, who in (("导出", "钱静赵敏孙丽"), ("发起活动", "赵敏孙丽"), ("授权", "孙丽")):
            assert "".join(name for name, text in said.items() if word in text) == who
        assert all(len(text) < 400 for text in said.values())
