"""What a group reads is short: no sentence over 60 characters, even with a long title, whatever is said."""

import re

from tests.conversation import town
from tests.handlers.test_signup_talk import paper_cutting
from tests.plan import plan

LONGEST = 60
SAID = (
    *(
        "活动",
        "帮助",
        "报名 2人",
        "算了",
        "报名剪纸2人",
        "改成3人",
        "报名剪纸十来个人",
        "算了",
        "代报名 剪纸 张三、李四、欧阳雪梅",
        "撤销",
        "取消报名 剪纸",
    ),
    *(
        "结对 红旗社区",
        "2",
        "结对 红旗社区 2名 孩子叫王小明 电话13812345678 住人民路12号",
        "结对改成3名",
        "跟进 红旗社区 家访、赠书",
        "结束结对 红旗社区",
    ),
    *(
        "打卡 很受教育",
        "今日学习",
        "我的记录",
        "统计",
        "统计 结对 按社区",
        "统计 报名 按活动",
        "排行",
        "未报送 结对",
        "名单 剪纸",
        "导出 统计表",
    ),
    *(
        "送达",
        "推送计划",
        "新增推送 党史上的今天 工作日 8:30",
        "预览明天",
        "立即推送",
        "暂停推送",
        "恢复推送",
        "删除推送 1",
        "待审",
        "通过 99",
        "退回 99 有误",
    ),
    *(
        "签到",
        "签到 剪纸",
        "签到 剪纸 张三、欧阳雪梅",
        "签退 剪纸",
        "未签到 剪纸",
        "我的服务",
        "我的服务 表格",
        "统计 服务时数",
        "统计 签到",
    ),
    *("发起活动 义诊 6月20日 计时", "新增推送 周统计 每周五 16:00", "推送计划 2", "预览 周统计", "预览 月简报", "立即推送 周统计"),
    *("施工图", "施工图 6", "销号 6 已组织剪纸2场", "取消销号 6", "未报送 施工图", "统计 施工图 按单位", "导出 施工图进度表"),
    *("提醒 剪纸 明天9点", "提醒 未报送 结对 明天9点", "提醒列表", "取消提醒 1", "修改任务 6 时限 6月30日", "帮助 提醒"),
    *("投稿 剪纸", "作品 剪纸", "择优 1", "撤回作品", "撤回作品 1", "我的作品", "未报送 作品", "导出 作品登记表"),
    *("上报活动 红色文化进社区 2场", "社区居民", "今天", "修改上报 红色文化进社区 3场", "取消上报 红色文化进社区", "导出 活动目录清单"),
    *("绑定单位 省财政厅", "授权 @张三 统筹员", "结束活动 剪纸", "报名剪纸2人", "删除我的信息", "认领 123456", "取消报名", "补发失败的群"),
)
ADDRESSED = ("剪纸活动呢", "今天天气怎么样", "取消", "红旗社区的事", "谢谢")


async def test_no_sentence_in_a_group_is_long() -> None:
    async with town() as here:
        await paper_cutting(here)
        wang, zhao = here.person("王芳"), here.person("赵敏", group="省财政厅")
        await here.item("党史上的今天", "05-20", "丁玲与中国文艺协会")
        await zhao.says("发起活动 “巾帼心向党·巧手送祝福”旗袍展演 6月20日下午2点 地点省妇联三楼多功能厅 限50人")
        await plan(here)
        for person in (wang, zhao):
            for said in SAID:
                await person.says(said)
            for said in ADDRESSED:
                await person.says(said, at_bot=True)
        heard = [bubble.text for bubble in here.group("省财政厅").bubbles() if bubble.text and not bubble.text.startswith("【")]
        assert len(heard) > 80
        sentences = {part for text in heard for part in re.split(r"[。！？\n]", text)}
        assert sorted(part for part in sentences if len(part) > LONGEST) == []
