"""排行 comes with a picture; 删除我的信息 takes one's own name out and nobody else's."""

from PIL import Image

from tests.conversation import town


async def test_a_ranking_is_text_and_a_picture() -> None:
    async with town() as here:
        for name, unit in (("王芳", "省财政厅"), ("孙梅", "省财政厅"), ("李静", "省教育厅")):
            await here.person(name, group=unit).says("打卡")
        chen = here.person("陈丽华", group="省财政厅")
        await chen.is_made("coordinator")
        said = await chen.says("打卡排行 本月")
        assert "打卡排行" in said
        assert said.index("省财政厅") < said.index("省教育厅")
        with Image.open(here.group("省财政厅").files()[-1]) as picture:
            assert picture.format == "PNG"
            assert picture.width >= 900


async def test_forgetting_her_takes_her_name_out_and_nobody_elses() -> None:
    async with town() as here:
        zhao = here.person("赵敏", group="省财政厅")
        await zhao.is_made("organizer")
        await zhao.says("发起活动 合唱 限9人")
        wang = here.person("欧阳淑珍", group="省财政厅")
        await wang.says("报名合唱 2人")
        await wang.says("代报名 合唱 张三")
        assert "已删除" in await wang.says("删除我的信息", at_bot=True)
        names = {(row["name"], row["headcount"]) for row in await here.rows("signups")}
        assert names == {("（已删除）", 2), ("张三", 1)}
        assert (await here.totals("signups"))[0].heads == 3
        texts = await here.stored_texts()
        assert not [text for text in texts if "欧阳淑珍" in text and text != wang.wire_id]
