"""报名, said as people say it."""

from tests.conversation import town


async def test_a_sign_up_is_recorded_and_answered_once() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        assert "剪纸活动" in await zhao.says("发起活动 剪纸活动 6月20日截止 限50人")
        wang = here.person("王芳", group="省财政厅")
        assert await wang.says("报名剪纸2人") == "已记录：王芳 2人；剪纸活动共 2/50 人。改人数说“改成几人”，退出说“取消报名”。"
        assert await wang.says("大家报名了吗") == ""
        assert [row.heads for row in await here.totals("signups")] == [2]
