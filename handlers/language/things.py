"""A command word that a noun runs on to is the name of a thing (推送计划要点、绑定单位评委), said in talk, and no command."""

from __future__ import annotations

import re

from handlers.language.words import frozenset_of

_PERSONS = (
    "老师|家属|对象|大使|小组|委员会|评委会|组委会|家委会|筹委会|专班|专员|同志|代表|领导|评委|群主|负责人|联系人|联络人|联络员|达人|标兵|队伍|骨干|嘉宾|主持人|讲师|牵头人|"
    "志愿者|家长|家庭|单位"
)
_MEETINGS = (
    "(?:推进|动员|座谈|发布|启动|总结|交流|分享|碰头|说明|研讨|调度|表彰|现场|部署|通气|汇报|协调|培训|视频|工作|联席|专题|述职|"
    "观摩|见面|签约|答辩|评审|例|早|晨|夕)会"
)
_THINGS = (
    "要点|文案|稿件|稿|群|时间|时段|范围|工作|权限|处|点|点位|开始|要求|进展|体会|心得|专栏|专题|专区|板块|模块|按钮|按键|界面|海报|任务|视频|文章|"
    "课件|素材|资料|材料|内容|主题|题目|标题|标语|口号|发言|发言稿|主持词|寄语|感言|那事|这事|那块|这块|的事|事宜|事项|事务|业务|流程|环节|步骤|手续|"
    "成效|难点|重点|亮点|堵点|痛点|看点|热点|质量|力度|进度|节奏|频率|频次|数量|总量|总数|基数|渠道|途径|机制|制度|办法|方案|细则|清单|台账|目录|阵地|"
    "基地|中心|站|点|园地|学校|学院|夜校|夏令营|故事|经验|案例|风采|掠影|花絮|瞬间|现场|仪式|手册|指南|教程|攻略|新闻|简讯|动态|快讯|周期|日期|期限|时限|高峰|高潮|热潮"
)
_ALL = f"(?:{_PERSONS}|{_MEETINGS}|{_THINGS})"
_NAMED = re.compile(rf"(?P<things>{_ALL}(?:和|与|及|的)?){{1,6}}(?:都|也|来了|有了|好了|的)*[了呢啊呀吧哈啦哦嘛\W]*\Z")
_LONGEST = 16
"""Nobody names a thing at greater length; a run of nouns can be read in many ways (站点 is 站 and 点 too)."""
_MAY = {
    "signup": re.compile(rf"(?:{_MEETINGS}|夏令营|夜校)"),
    "activity_open": re.compile(rf"(?:{_MEETINGS}|夏令营|夜校)"),
    "programme_report": re.compile(rf"(?:{_MEETINGS}|夏令营|夜校)"),
    "export": re.compile(r"(?:任务|台账|清单|目录|进度|稿件|的)+"),
    "totals": re.compile(r"(?:任务|稿件|进度|进展|数量|总数|总量)"),
    "missing": re.compile(r"(?:任务|稿件|单位|的)+"),
    "plan_change": re.compile(r"(?:时间|范围|对象|频率|内容)"),
    "roster": re.compile(r"的"),
    "my_records": re.compile(r"(?:清单|内容|进度|任务|数量|总数)"),
    "tasks": re.compile(r"(?:清单|台账|目录|进度|进展|任务)+"),
    "activities": re.compile(r"(?:清单|目录|内容)"),
    "today": re.compile(r"(?:内容|任务|文章|视频|要点|重点)"),
    "push_preview": re.compile(r"(?:内容|文章|视频)"),
    "push_now": re.compile(r"(?:内容|文章|视频)"),
    "push_retry": re.compile(r"(?:的|群|单位)+"),
    "works": re.compile(r"(?:清单|目录|数量)"),
    "review": re.compile(r"(?:内容|稿件|稿|清单|文章)"),
    "ranking": re.compile(r"(?:单位|任务|稿件)"),
    "deliveries": re.compile(r"(?:单位|群|数量)"),
    "hush": re.compile(r"(?:群|时间|时段)"),
    "bind": re.compile(r"群"),
}
"""What of it the rest of such a command may be."""
_SAID_DONE = frozenset_of("已打卡 已学习 已学完 学习完成 已完成学习 今日已学 今天已学 完成学习 已学")


def names_a_thing(intent: str, word: str, rest: str) -> bool:
    """Whether `rest`, run on to the command `word`, makes a noun of it and is the whole rest of the message."""
    hit = _NAMED.match(rest) if len(rest) <= _LONGEST else None
    if not hit or word.replace("己", "已").replace("巳", "已") in _SAID_DONE:
        return False
    may = _MAY.get(intent)
    return may is None or not may.match(rest)
