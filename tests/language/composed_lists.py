"""A 接龙 put together from the parts that people make it of, with what it must be read as."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random


def _each(said: str) -> list[str]:
    return said.split("|")


def _counted(said: str) -> list[tuple[str, int]]:
    return [(words, int(heads)) for words, heads in (each.split("=") for each in _each(said))]


BEFORE = ("", "@所有人 ", "大家接一下\n", "麻烦各位姐妹接一下龙😊\n", "@所有人\n报名的姐妹请接龙，周五截止\n", "[玫瑰][玫瑰]\n")
HEADS = ("#接龙", "#接龍", "#Group Note", "#接龙 ", "\n#接龙")
TITLES = (
    "剪纸活动报名",
    "“巾帼心向党”健步走",
    "4月20日插花课",
    "三八节联欢（限30人）",
    "2021年母亲节徒步，请写单位和人数",
    "5.15国际家庭日讲座",
    "第3期家长课堂",
    "观影《长津湖》",
)
MORE_TITLE = (
    "时间：周六上午8:30",
    "8:30出发，过时不候",
    "地点：3号楼2层多功能厅",
    "5 楼会议室集合",
    "费用自理，限20人",
    "3.8上午9点开始",
    "1. 穿运动鞋\n2. 自带水杯",
)
EXAMPLES = (
    "例 省财政厅 张三 2人",
    "例如，张三 2人",
    "如：省妇联 张三（带孩子共2人）",
    "格式：单位+姓名+人数",
    "例：\n1. 张三 2人\n2. 李四",
    "例、张三 3人\n李四 1人",
    "例 张三\n单位 省财政厅\n人数 2人",
)
SEPARATORS = (". ", ".", "、", "．", ")", "）", "：", ": ", "。", ",", "，", "-", " ", " . ")
NAMES = _each(
    "王芳|李静|欧阳雪梅|赵敏敏|夏蕾|谷雨|温暖|米兰|阿依古丽·买买提|小李|王老师|张大姐|商玲|康乐|古丽娜|祝福|经纬|暴雪|官晓|"
    "周小米|高洁|任静|江南|石榴|安宁|钮兰|麻秀芝"
)
SURE = _each("王芳|李静|欧阳雪梅|赵敏敏|夏蕾|张大姐|小李|王老师|古丽娜|周小米|高洁|任静")
NICKNAMES = _each(
    "Amy|小雨2009|A-Lily|丽丽-99|静待花开|云淡风轻|A向日葵|阿May|Lily Wang|Lily 王|快乐每一天|"
    "花开半夏|77|一米阳光|七月|三三|大白|平安是福|木子李|Vivian_Zhao|小 雨|王 芳|豆豆妈|二宝妈妈|百合"
)
UNITS = _each("省教育厅|省残联|省档案馆|省社科院|合隆镇妇联|南关区文联|办公室|三处|人事处|省气象台|吉大一院|财政局|市法院")
COUNTS = _counted(
    "2人=2|两人=2|俩人=2|３人=3|3个人=3|十二人=12|20名=20|四位=4|一共5人=5|共2人=2|两个=2|1人=1|"
    "+2=2|＋３=3|+ 4=4|2人参加=2|3口人=3|共计6人=6|二人=2|仨人=3"
)
NOTES = _each(
    "吃素|会弹琴|晚到|3号车|35岁|身高165|28号去|早上8点|下午2点到|M码|书包一个|合买一辆自行车|自带手套|女高音|"
    "《我的母亲》|坐3路车|盒饭2份|第2组|38码鞋|8:30到|不吃辣|上午来|2个盒饭|周六去|1米62|10点后到|3个红包|需要接送|"
    "住双人间|带2把剪刀|二班|5月1日回来|身高 165|只听讲座"
)
BROUGHT = _counted(
    "带孩子共3人=3|带爱人共2人=2|陪同家属共2人=2|带两个孩子=3|带老公=2|2大1小=3|一家三口=3|母女俩=2|夫妻二人=2|"
    "带双胞胎共3人=3|带娃1个=2|带1名家属=2|和女儿一起共2人=2|含孩子共4人=4"
)
TAILS = ("", "\n\n截止周五下班", "\n\n以上人员请9点到", "\n\n", "\n\n8:30在大门口集合", "\n\n谢谢大家🌹")
EMOJI = ("", "", "", "🌸", "💪", "[玫瑰]", "\u2005")


@dataclass
class Composed:
    """The text and its truth: title, and (number, name, heads, note) of each entry, the note without spaces and marks."""

    text: str
    title: str
    entries: list[tuple[int, str, int, str]] = field(default_factory=list)


def compose(random: Random) -> Composed:
    """One list, every part drawn."""
    pick = random.choice
    title = pick((*TITLES, ""))
    head = [title] if title else []
    head += random.sample(MORE_TITLE, pick((0, 0, 1, 2))) if title else []
    head += [pick(EXAMPLES)] if title and random.random() < 0.4 else []
    separator, blank = pick(SEPARATORS), pick(("\n\n", "\n\n", "\n\n\n"))
    made = Composed("", title)
    lines, number = [], 0
    for _ in range(random.randint(1, 7)):
        number += pick((1, 1, 1, 1, 2, 0)) if number else 1
        said, entry = _entry(random)
        mark = f"{number}{separator}" if not (separator == "-" and said[0].isdigit()) else f"{number}. "
        if said[0].isdigit() and mark[-1] in ".．:-":
            mark += " "
        lines.append(_spaced(f"{mark}{said}", random))
        if entry:
            made.entries.append((number, *entry))
    gaps = [pick(("\n", "\n", "\n", "\n\n")) for _ in lines[1:]] + [""]
    body = "".join(line + gap for line, gap in zip(lines, gaps, strict=True))
    made.text = pick(BEFORE) + pick(HEADS) + "\n" + "\n".join(head) + blank + body + pick(TAILS)
    return made


def _spaced(line: str, random: Random) -> str:
    return (" " if random.random() < 0.05 else "") + line + (" " if random.random() < 0.1 else "")


def _entry(random: Random) -> tuple[str, tuple[str, int, str] | None]:
    """A line, and what it says."""
    pick = random.choice
    if random.random() < 0.05:
        return " ", None
    known = random.random() < 0.6
    name = pick(NAMES if known else NICKNAMES)
    kind = random.random()
    if kind < 0.08 and known:
        one, other = random.sample(SURE, 2)
        name = f"{one}{pick('、、，和')}{other}"
        return name, (name, 2, "")
    if kind < 0.2:
        return _bringing(random, name)
    return _plain(random, name, known=known)


def _bringing(random: Random, name: str) -> tuple[str, tuple[str, int, str]]:
    brought, heads = random.choice(BROUGHT)
    line = random.choice((f"{name}（{brought}）", f"{name} {brought}", f"{name} ({brought})", f"{name}，{brought}", f"{name}\n{brought}"))
    return line, (name, heads, brought)


def _plain(random: Random, name: str, *, known: bool) -> tuple[str, tuple[str, int, str]]:
    pick = random.choice
    count, heads = pick((*COUNTS, *[("", 1)] * 12))
    note = pick((*NOTES, *[""] * len(NOTES)))
    unit = pick((*UNITS, *[""] * len(UNITS)))
    emoji = pick(EMOJI)
    joined = bool(count) and known and random.random() < 0.25
    said = f"{name}{emoji}{count if joined else ''}"
    front = unit if random.random() < 0.5 else ""
    if front:
        said = pick((f"{front} {said}", f"{front}-{said}", f"{front}：{said}", f"【{front}】{said}", f"({front}){said}"))
        said = f"{front}{name}{count if joined else ''}" if known and len(front) > 2 and random.random() < 0.2 else said
    tails = ([] if joined or not count else [count]) + ([note] if note else []) + ([unit] if unit and not front else [])
    random.shuffle(tails)
    for tail in tails:
        said += pick((f" {tail}", f" {tail}", f"，{tail}", f"（{tail}）", f"/{tail}", f" （{tail}）"))
    parts = [front, *[tail for tail in tails if tail != count or not count]]
    return said, (name, heads, "".join(part for part in parts if part))
