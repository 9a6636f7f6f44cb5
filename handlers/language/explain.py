"""Why a message was read as it was: which table or rule decided, for `jinguo understand --explain`."""

from __future__ import annotations

from handlers.language.front import Opening
from handlers.language.reading import Reading

NOTHING_AT_FRONT = "不作声：开头没有命令词、接龙或“活动+数字”"
TALK = "不作声：没有 @助手，也没有从头到尾读成一条命令"
A_LIST = "接龙：一张带序号的名单"
LEFT = "不办了：离开正问着的问题"


def command(opening: Opening, text: str) -> str:
    """The command word that opened it, and how it was spelt."""
    said = text[opening.start : opening.end]
    spelt = f"，写作“{said}”（[typos]）" if said != opening.word else ""
    return f"命令词“{opening.word}”{spelt}：words.zh.toml [commands] {opening.intent}"


def unread(opening: Opening, reading: Reading) -> str:
    """What of the message a command left unread."""
    left = "、".join(f"“{reading.text[start:end]}”" for start, end in reading.left()[:3])
    return f"不是 {opening.intent}：“{opening.word}”后面没有读完" + (f"，剩下 {left}" if left else "")


def free(intent: str | None, shape: str, rule: int) -> str:
    """The rule of free words that decided, over the message's skeleton."""
    where = f"phrases.zh.toml 第 {rule} 条规则，{intent}" if rule else "phrases.zh.toml 没有合适的规则"
    return f"对助手说的话：{where}；骨架“{shape[:60]}”（Ａ 活动、Ｃ 社区、Ｌ 栏目、Ｕ 单位）"


def answer(missing: str) -> str:
    """The open question that it answers."""
    return f"回答正问着的 {missing}"


def chosen(number: int, said: str) -> str:
    """Which of the shown guesses was chosen."""
    return f"选了第 {number} 项“{said}”"


def plus(name: str, number: str) -> str:
    """An open activity's name with +N."""
    return f"开着的活动加数字：“{name}”+{number}"
