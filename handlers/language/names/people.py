"""People's names: a surname with one or two characters after it, or a familiar form (小李、王姐、张老师)."""

from __future__ import annotations

import re

from handlers.language.words import frozenset_of

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
    "杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷"
    "施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪"
    "靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边净郁池苟麦滕晏满冷佟"
    "那付闫肖褚燕敖原巫原仇简饶冼古楚戚井初蓝丰宫商卓鞠容荆应储郎粟明鄢巩匡闻木米迟慕刁"
    "栾逄亓晁郗邬宓蔺訾阚逯臧桑隗谯寇阙蒯亢郈昝裘缪嵇邴芮羿邸辜佘綦谌庹仝郜郦麴荀戈茹竺虞蔚"
)
COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "端木",
    "夏侯",
    "南宫",
    "长孙",
    "宇文",
    "轩辕",
    "呼延",
)
_TITLES = (
    "姐|哥|嫂|姨|婶|叔|妈|妹|老师|主任|处长|科长|部长|局长|厅长|书记|主席|大姐|阿姨|医生|大夫|律师|同志|经理|"
    "校长|园长|会长|委员|干事|组长|队长|助理|师傅"
)
_FAMILIAR = re.compile(
    rf"(?:[小老大阿][{SURNAMES}]|[小老大阿][\u4e00-\u9fff](?=\Z)|[{SURNAMES}](?:{_TITLES})|"
    rf"[{SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:{_TITLES}))\Z"
)
_FULL = re.compile(
    rf"(?:(?:{'|'.join(COMPOUND)})[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}][\u4e00-\u9fff]{{1,2}}|"
    rf"[{SURNAMES}]{{2}}[\u4e00-\u9fff]{{2}})\Z"
)
_ETHNIC = re.compile(r"[\u4e00-\u9fff]{2,6}[·•][\u4e00-\u9fff]{2,8}\Z")
# Characters that hardly ever stand in a given name but often after a "surname" in ordinary words.
_NOT_GIVEN = frozenset(
    "的了吗呢吧啊呀么着过得地们我你您他她它这那哪谁几个位名人是在有没不都也还就要会能去来到和跟与及把被让给对"
    "从向为因所以及其上下里外前后吗什怎很太最更再又只已被啥咋样些每各月日号时点分次场报结填写"
)
_NOT_NAMES = frozenset_of(
    "大使 文案 文员 成文 成稿 成交 成套 成串 那事 那块 席卡 路线图 经费 项目 章节 车贴 房卡 安全帽 "
    "大伙 大伙儿 大家 大家伙 老乡 老人 老年 老伴 大人 大概 大约 小区 小组 小队 小时 小孩 小班 大班 中班 老板 "
    "大厅 大会 大楼 大院 小院 老家 老大 老二 "
    "毕业 毕竟 万元 高考 初心 时事 成才 包容 易懂 单薄 车间 时代 万里 方针 文章 文具 金色 莫非 强大 毛病 任教 任课 石板 白菜 "
    "黄瓜 米面 谷物 "
    "牛羊 康乃馨 费劲 方才 常识 车程 江湖 温柔 明媚 景色 金子 安定 安宁 平稳 平时 贺年 贺喜 严厉 祝愿 祝贺 温情 暖心 柔和 曲折 关键 关照 "
    "高兴 高度 高温 安全 安排 安静 成长 成功 成绩 时间 时候 方面 方便 方法 常常 平时 平安 文化 文件 文艺 "
    "温暖 温馨 幸福 健康 经常 应该 应急 金额 关于 关注 关心 关键 关爱 关闭 万一 单位 单独 华丽 任务 任何 "
    "何时 何地 石头 路上 路线 "
    "白天 明天 明白 明年 明显 明早 明晚 明确 周一 周二 周三 周四 周五 周六 周日 周末 周边 向上 向导 强烈 "
    "强调 程序 程度 江山 江南 江北 马上 马路 水平 许多 许可 谢谢 祝福 祝贺 祝愿 祝大家 全家 全体 齐全 齐心 "
    "盛大 满意 满满 满足 满分 "
    "田园 田间 麦田 车辆 车站 池塘 边缘 边远 房间 房子 应用 应届 简单 简介 简报 商量 商店 商场 容易 解决 "
    "解放 解释 解除 查询 查看 查收 原来 原因 原则 古代 古诗 古筝 古典 游戏 游览 游园 游泳 欧洲 纪念 纪律 "
    "管理 管乐 童年 童话 景点 景区 "
    "席位 位置 位子 包括 包含 包饺子 包子 宁可 司机 左右 左边 凌晨 费用 费心 章程 季度 温度 白色 红色 毛衣 "
    "毛线 毛笔 毛巾 武术 乔迁 易错 兰花 施工 施工图 严格 严重 牛奶 康复 康养 史料 史实 秦腔 龙舟 龙灯 雷锋 "
    "段落 常务 常委 贺卡 贺词 "
    "文明 文体 文学 文字 文稿 文旅 尤其 焦虑 辛苦 辛苦了 庄重 庄稼 岳母 岳父 向日葵 柳树 梅花 曲艺 卫生 屈指 "
    "甘肃 燕窝 初中 初一 初二 初三 初步 明细 明信片 木工 木板 米饭 井冈山 丰收 丰富 荆楚 宫廷 蓝天 那边 那天 "
    "那个 那些 那儿 "
    "成效 成本 成因 周期 周报 周会 周围 冷清 申请 申请书 申报 申诉 经费 经验 路演 路况 "
    "和谐 路费 路过 成员 成年 成都 成立 成果 成为 方案 方式 方向 马拉松 余额 余下 石榴 胡同 高级 高清 高校 "
    "高中 高铁 黄河 黄色 黄金 江苏 宋词 唐诗 程老 汤圆 范围 范本 陆续 白板 顾问 侯车 武装 金融 金秋 季节 "
    "安装 安心 安检 安置 颜色 严肃 "
    "时长 时段 时光 强项 强化 关系 关怀 车票 车费 车位 边上 包车 包装 包里 应对 解答 原件 原文 原创 全部 "
    "全程 全员 查一下 查查 查看下 查漏 单亲 单身 单人 单项 于是 于此 何况 万分 万事 梁上 孙子 孙女 舒服 舒心 "
    "谷雨 康乐 常住 单子 "
    "祝大 祝老 祝您 祝你 祝姐 谢谢大 谢谢老 常来 高高 白白 向前 向您 向你 孔子 孟子 老子 庄子 童心 童装 商业 "
    "商会 席间 苗族 苗圃 牟利 冷静 冷饮 冷餐 强身 满员 简历 简章 明日 明儿 那就 那么 华南 华北 丁香 龙头 "
    "温泉 温习 解说 解散 游玩 应付 付费 付款 支付 "
    "关注度 安全员 安全帽 安排好 时间表 时间上 文艺队 管理员 解放军 何时候 成年人 成人 成才 童声 曲目 向导游 "
    "花名册 应聘 车友 毛坯 方言 方位 石油 江边 金牌 金奖 武汉 尹始 安慰 安徽 安家 余生 莫名 许愿 史上 施展 "
    "桑叶 桑葚 桑拿 桑梓 桑蚕 戈壁 蔚蓝 "
    "阳光 阳台 阳历 文笔 路口 路程 苏州 温州 郑州 广州 徐州 常州 沈阳 贵阳"
)


_GIVEN = frozenset("凤诺怡兰英芳丽娟霞梅玲燕萍艳敏秀莲慧婷颖琳雪妍茜珍莉桂娣璐娅琦倩蕾媛洁荣琴芬茹娜珊莎瑶薇菊蓉淑")
"""Characters that hardly end anything but a woman's given name (黄金凤)."""
_ALSO_GIVEN = frozenset("月日时再其会有来向为从更得因前能")
"""Of those that hardly ever stand in a given name, the ones that do before one of these (李月英、张会芳、王来娣):"""
_AFTER_THEM = _GIVEN | frozenset("红香华云春花珍珠美娥仙贞翠惠")
_BEFORE_MOON = frozenset("秀明桂春新香美翠金素银玉彩小如冬秋爱晓兰梅英海丽")
_PAIRS = frozenset(("向阳", "向东", "为民", "月明", "和平"))
_MOON_ALONE = frozenset("王李张刘陈杨赵黄吴徐孙胡朱林郭罗梁宋郑谢韩唐冯董萧袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘田姜谭")
"""Whose given name may be 月 alone (张月); 单月, 周月 and 何月 are none."""


_OF_A_COURSE = re.compile(r"(?:[课班]|比赛|大赛|球赛|赛事|讲座|沙龙|培训|义诊|[艺画书影]展|展览|演出|晚会|读书会|茶会)\Z")
"""What an activity's name ends in, whatever surname it seems to begin with (陶艺课、武术班)."""


def is_name(token: str) -> bool:
    """Whether `token` can only sensibly be a person's name."""
    if not 2 <= len(token) <= 16 or token in _NOT_NAMES or (token[:2] in _NOT_NAMES and token[2:] not in _GIVEN):
        return False
    if _ETHNIC.match(token):
        return True
    if len(token) > 6:
        return False
    if _FAMILIAR.match(token):
        return True
    if not _FULL.match(token) or (any(char in _NOT_GIVEN for char in token[1:]) and not _given_all_the_same(token)):
        return False
    return len(token) == 2 or not _OF_A_COURSE.search(token)


def _given_all_the_same(token: str) -> bool:
    """Whether a full name's given name has a character of grammar words and is one nevertheless."""
    given = token[2:] if token[:2] in COMPOUND else token[1:]
    if given == "月":
        return token[0] in _MOON_ALONE
    if len(given) != 2:
        return False
    first, last = given[0], given[1]
    return given in _PAIRS or (first in _ALSO_GIVEN and last in _AFTER_THEM) or (last == "月" and first in _BEFORE_MOON)


_JOINED = re.compile(r"[、,;和跟与及同/&+\s]|还有|以及|带着")


def _split(text: str) -> list[str]:
    return [part.strip() for part in _JOINED.split(text)]
