"""Messages that nobody means well by: random Unicode, very long lines, control and direction characters, lists like bombs."""

from __future__ import annotations

import random
import re
from pathlib import Path

from handlers import language

_SAID = (
    "报名 剪纸 2人 两个 结对 红旗社区 低保 留守儿童 打卡 统计 上周 本月 4月1日到30日 导出 名单 "
    "通过 12 退回 取消 改成 三八 每周一 8:30 @助手 @王芳 张三 和 、 ， \n 1. #接龙 "
    "孩子叫 13912345678 + - 从 到 第 个 几 十 百 万 年 月 日 （ ） 的 了 吗 授权 "
    "统筹员 🌸 \u202e \u200b \x00 ! ? 報名 提醒 明天 9点 施工图 推送 改成3人 还有 各2人 一家三口 以上 报 名 家教讲座 "
    "建步走 不是 是 身份证 住在 小学三年级"
)
PIECES = _SAID.split(" ")
BOMBS = {
    "spaces": "报名" + " " * 100_000,
    "one letter": "报" * 100_000,
    "digits": "报名" + "1" * 100_000,
    "numerals": "报名" + "一二三四五六七八九十百千万" * 8_000,
    "list of empty lines": "#接龙\n" + "1. \n" * 30_000,
    "list of names": "#接龙\n剪纸活动\n\n" + "".join(f"{n}. 王芳{n} 2人（带孩子共3人）\n" for n in range(1, 501)),
    "list with long lines": "#接龙\n剪纸\n\n" + "".join(f"{n}. {'王芳 ' * 400}\n" for n in range(1, 60)),
    "list numbered on and on": "#接龙\n剪纸\n\n" + "".join(f"{n}.{n + 1}.{n + 2}. 王芳\n" for n in range(1, 8_000)),
    "list of one number": "#接龙\n剪纸\n\n" + "1. 王芳 2人\n" * 10_000,
    "list without numbers": "#接龙\n剪纸\n\n1. 王芳\n" + "（带孩子共3人）、李静、赵敏\n" * 8_000,
    "list begun again": "#接龙\n剪纸\n\n" + "1. 穿运动鞋\n2. 自带水杯\n\n" * 8_000,
    "list begun again at one": "#接龙\n剪纸\n" + "1. \n\n" * 20_000,
    "list that is all title": "#接龙" * 30_000,
    "brackets": "#接龙\n剪纸\n\n1. " + "（" * 50_000,
    "hand-typed": "报名\n" + "1.\n" * 50_000,
    "dashes": "- " * 50_000,
    "newlines": "\n" * 100_000 + "1. 报名",
    "quotes": "「" * 50_000 + "\n- - - - -\n",
    "directions": "\u202e\u202d" * 50_000 + "报名",
    "fillers": "我要" * 50_000,
    "emoji": "🌸" * 50_000 + "报名",
    "plus": "+" * 100_000,
    "at": "@助手 " * 20_000,
    "children": "结对 红旗社区 " + "孩子叫王小明" * 10_000,
    "dates": "统计 打卡 " + "4月1日到" * 20_000,
    "typed apart": "报 名 " * 30_000,
    "of each": "报名" + "剪纸、演出各2人" * 8_000,
    "names by sound": "报名 " + "捡纸活洞" * 20_000,
}
_LONGEST = 100_000
_OWN_WORDS: tuple[str, ...] = tuple(
    sorted(
        {
            word
            for path in Path(language.__file__).parent.rglob("*.py")
            for word in re.findall(r"[\u4e00-\u9fff]{1,4}", path.read_text("utf-8"))
        }
    )
)
"""What the grammar itself is made of: said again and again, it is what its patterns can read in most ways."""


def noise(chance: random.Random) -> str:
    """One message: mostly short, now and then up to 100 kB."""
    kind = chance.randrange(12)
    if kind < 3:
        return "".join(map(chr, (_character(chance) for _ in range(chance.randrange(200)))))
    if kind < 7:
        return chance.choice(["", " "]).join(chance.choices(PIECES, k=chance.randrange(1, 30)))
    if kind == 7:
        return (chance.choice(PIECES) * _LONGEST)[: chance.randrange(1_000, _LONGEST)]
    if kind == 8:
        marks = chance.choice(["\u202e", "\u2066\u2069", "\x00\x1b", "\u0301", "\ufe0f\u200d"])
        return chance.choice(PIECES).join(marks * chance.randrange(1, 300) for _ in range(chance.randrange(2, 40)))
    if kind < 11:
        return chance.choice(PIECES) + (chance.choice(_OWN_WORDS) * 200)[: chance.randrange(20, 390)] + chance.choice(["x", "啊", "了吗"])
    return _list(chance)


def _character(chance: random.Random) -> int:
    """Any code point but surrogates, Chinese ones the likeliest."""
    if chance.random() < 0.5:
        return chance.randrange(0x4E00, 0x9FFF)
    number = chance.randrange(0x110000 - 0x800)
    return number if number < 0xD800 else number + 0x800


def _list(chance: random.Random) -> str:
    head = chance.choice(["#接龙", "#Group Note", "剪纸报名接龙", "报名"])
    numbers = chance.choice([range(1, 600), [1] * 600, range(9_999, 10_400), range(1, 4)])
    separator = chance.choice([". ", "、", ")", " ", "", "．"])
    lines = [f"{number}{separator}{''.join(chance.choices(PIECES, k=chance.randrange(6)))}" for number in numbers]
    return "\n".join([head, *chance.choices(PIECES, k=chance.randrange(4)), *lines])[:_LONGEST]
