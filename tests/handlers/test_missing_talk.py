"""未报送 with an activity's name: it is the activity that is asked about, not another subject."""

from tests.conversation import Town, town


async def two_activities(here: Town) -> None:
    """赵敏 opens one that collects works and one to sign up for; 王芳 signs up, and everybody has paired."""
    zhao = here.person("赵敏", group="省财政厅")
    wang, chen = here.person("王芳", group="省财政厅"), here.person("陈晓", group="省教育厅")
    await zhao.is_made("organizer")
    await zhao.says("发起活动 剪纸作品征集 每单位3到5件 6月20日截止")
    await zhao.says("发起活动 包粽子 6月10日截止")
    await wang.says("报名 包粽子 2人")
    await wang.says("结对 红旗社区 2名")
    await chen.says("结对 东站社区 1名")


async def test_an_activity_to_sign_up_for_is_asked_about_itself() -> None:
    async with town() as here:
        await two_activities(here)
        zhao = here.person("赵敏")
        for at_bot in (False, True):
            said = await zhao.says("未报送 包粽子", at_bot=at_bot)
            assert said.startswith("全部单位 · 包粽子 · 截至5月20日 · 报名 · 未报送 1 家：\n省教育厅\n"), said
            assert said.endswith("要提醒这些单位，请说：提醒 没报名包粽子的 明天9点（或“现在”“私聊”）")
        assert "1 号提醒" in await zhao.says("提醒 没报名包粽子的 明天9点")


async def test_an_activity_that_collects_works_is_asked_for_its_works() -> None:
    async with town() as here:
        await two_activities(here)
        zhao = here.person("赵敏")
        for at_bot in (False, True):
            said = await zhao.says("未报送 剪纸", at_bot=at_bot)
            assert said.startswith("剪纸作品征集 · 全部单位 · 作品不足 3 件 · 未报送 2 家：\n省财政厅、省教育厅\n")
            assert said.endswith("\n要提醒这些单位，请说：提醒 未报送 作品 明天9点（或“现在”“私聊”）")
        assert "报名 · 未报送 2 家" in await zhao.says("未报送 报名 剪纸")


async def test_without_a_name_it_is_the_pairings() -> None:
    async with town() as here:
        await two_activities(here)
        assert await here.person("赵敏").says("未报送") == "全部单位 · 截至5月20日 · 结对：各单位都已报送。"


async def test_who_was_not_seen_is_a_question_and_records_nothing() -> None:
    async with town() as here:
        await two_activities(here)
        zhao = here.person("赵敏")
        for at_bot in (False, True):
            assert await zhao.says("未报送 签到 包粽子", at_bot=at_bot) == "“包粽子”还没有人签到。"
        assert await here.rows("attendance") == []


async def test_talk_of_what_is_missing_is_not_answered() -> None:
    async with town() as here:
        await two_activities(here)
        zhao = here.person("赵敏")
        for talk in ("未报送的原因是包粽子太忙", "未报送 签到表的明天补上", "未报送剪纸的同志跟我说一声"):
            assert await zhao.says(talk) == "", talk
