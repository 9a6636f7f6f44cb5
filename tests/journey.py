"""The whole way of the product as a conversation, for every place where one can talk: the page, the terminal, a channel.

Each step is said by someone in a chat; what she then reads there must hold every part of `hears`. `hears` empty: silence.
"""

from __future__ import annotations

from dataclasses import dataclass

CZT, JYT, MZT = "省财政厅妇女工作群", "省教育厅妇女工作群", "省民政厅妇女工作群"
NEW = "省文旅厅妇女工作群"
PRIVATE = "与助手私聊"
MEMBER, OTHER, THIRD = "王芳", "李静", "孙梅"
ORGANIZER, COORDINATOR, ADMIN, NEWCOMER = "赵敏", "陈丽华", "刘芸", "周洁"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing said. `mention` is whom the text @-mentions (a name); `file` is the name of a file that must arrive."""

    who: str
    chat: str
    text: str
    hears: tuple[str, ...] = ()
    mention: str = ""
    file: str = ""
    elsewhere: tuple[str, str] | None = None


JOURNEY: tuple[Step, ...] = (
    # who runs it
    Step(ADMIN, NEW, "绑定单位 省文旅厅", ("本群已绑定：省文旅厅",)),
    Step(MEMBER, CZT, "绑定单位 省教育厅", ("要有管理员权限",)),
    Step(ADMIN, CZT, f"授权 @{MEMBER} 统筹员", ("已授权：王芳", "省财政厅", "统筹员"), mention=MEMBER),
    Step(ADMIN, CZT, f"取消授权 @{MEMBER} 统筹员", ("已取消：王芳",), mention=MEMBER),
    Step(MEMBER, CZT, "帮助", ("今日学习", "报名", "结对")),
    Step(ORGANIZER, CZT, "帮助", ("发起活动", "立即推送")),
    # studying
    Step(MEMBER, CZT, "今日学习", ("【党史上的今天】", "来源")),
    Step(MEMBER, CZT, "打卡", ("王芳", "打卡成功")),
    Step(OTHER, JYT, "打卡 今天的故事很感人", ("李静", "打卡成功", "心得")),
    # an activity and those who sign up
    Step(ORGANIZER, CZT, "发起活动 巧手剪纸活动 12月31日截止 限6人", ("活动已发起：巧手剪纸活动", "限 6 人", "12月31日截止")),
    Step(MEMBER, CZT, "活动", ("1. 巧手剪纸活动", "0/6")),
    Step(MEMBER, CZT, "报名剪纸2人", ("已记录：王芳 2人", "2/6 人")),
    Step(MEMBER, CZT, "报名的事下午再说", ()),
    Step(OTHER, JYT, "我要报名剪纸,２人", ("已记录：李静 2人", "4/6 人")),
    Step(OTHER, JYT, "代报名 剪纸 吴倩、郑爽", ("吴倩", "郑爽", "6/6 人")),
    Step(THIRD, MZT, "剪纸+2", ("孙梅 2人", "候补第 1 位")),
    Step(MEMBER, CZT, "大家报名了吗", ()),
    Step(OTHER, JYT, "取消报名 剪纸", ("已取消：李静",), elsewhere=(MZT, "孙梅 2人 已从候补转为正式报名")),
    Step(MEMBER, CZT, "改成1人", ("王芳 1人", "5/6 人")),
    Step(MEMBER, CZT, "撤销", ("已撤销", "6/6 人")),
    Step(MEMBER, CZT, "我的记录", ("巧手剪纸活动 王芳 2人", "打卡")),
    Step(COORDINATOR, CZT, "名单 剪纸", ("王芳 2人", "吴倩 1人", "共 6 人")),
    # pairing, with the children kept out of it
    Step(MEMBER, CZT, "结对 红旗社区 2名 低保家庭 学习辅导", ("王芳", "红旗社区", "2名儿童")),
    Step(OTHER, JYT, "结对 东站社区", ("几名孩子",)),
    Step(OTHER, JYT, "3", ("李静", "东站社区", "3名儿童")),
    Step(OTHER, JYT, "结对改成4名", ("李静", "4名儿童")),
    Step(THIRD, MZT, "结对 东站社区 1名 留守，孩子叫马小跳", ("孙梅", "1名儿童", "撤回")),
    Step(THIRD, MZT, "结束结对 东站社区", ("已结束",)),
    Step(MEMBER, CZT, "跟进 红旗社区 家访", ("红旗社区", "家访")),
    # the right number now
    Step(COORDINATOR, CZT, "统计 结对 按社区", ("红旗社区", "东站社区", "儿童 6 名")),
    Step(COORDINATOR, CZT, "统计 剪纸 报名", ("已报名 6/6 人",)),
    Step(COORDINATOR, CZT, "统计 打卡 今天", ("打卡 2 人次",)),
    Step(COORDINATOR, CZT, "统计 报名 本月 按单位", ("省财政厅", "省教育厅", "省民政厅")),
    Step(MEMBER, CZT, "统计 全部 结对", ("看不到",)),
    Step(MEMBER, CZT, "统计 本单位 结对", ("省财政厅", "儿童 2 名")),
    Step(COORDINATOR, CZT, "导出 剪纸 名单", ("报名名单",), file="巧手剪纸活动报名名单.xlsx"),
    Step(COORDINATOR, PRIVATE, "导出 统计表", ("结对帮扶统计表",), file="全部单位结对帮扶统计表.xlsx"),
    # pushes
    Step(ORGANIZER, CZT, "预览明天", ("【预览】", "党史上的今天")),
    Step(ORGANIZER, CZT, "新增推送 红色家风传承 每周五 16:00", ("已新增", "红色家风传承")),
    Step(ORGANIZER, CZT, "立即推送 红色家风传承", ("正在推送：红色家风传承", "4 个群"), elsewhere=(MZT, "【红色家风传承】")),
    Step(ORGANIZER, CZT, "暂停推送", ("已暂停",)),
    Step(ORGANIZER, CZT, "恢复推送", ("已恢复",)),
    Step(MEMBER, CZT, "立即推送", ("要有组织员",)),
    Step(MEMBER, PRIVATE, "我的记录", ("红旗社区",)),
)
"""Claiming by code and being let into a new group come before it: they need the machine and the channel."""
