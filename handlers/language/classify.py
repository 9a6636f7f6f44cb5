"""What an addressed message in free words wants: the ordered rules of `phrases.zh.toml`, the first that fits decides."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

from handlers.language.names.people import SURNAMES
from handlers.language.scenes import SceneIndex
from handlers.language.tables import ITEMS
from handlers.language.times import festivals
from handlers.language.words import Table, Words, any_of

_NAME = rf"[小老大阿]?[{SURNAMES}][\u4e00-\u9fff]{{0,2}}?"


def _compile(words: Words) -> tuple[tuple[str, re.Pattern[str]], ...]:
    said = tomllib.loads(resources.files(__package__).joinpath("phrases.zh.toml").read_text(encoding="utf-8"))
    items = f"(?:{ITEMS()[0].pattern})"
    kin = any_of([*words.said("kin")["one"], *words.said("kin")["two"]])
    parts = {"{n}": said["n"], "{many}": said["many"], "{who}": said["who"], "{items}": items, "{kin}": kin, "{name}": _NAME}
    return tuple((rule["intent"], re.compile(_filled("|".join(rule["any"]), parts))) for rule in said["rule"])


def _filled(pattern: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(name, part)
    return pattern


_rules = Table(_compile)


_FOR_CHILDREN = re.compile(r"Ｃ|孩子|娃|儿童|学生|小朋友|社区|村|跟进")


_FESTIVAL = re.compile(festivals.PATTERN)
_TIMES = ("节", "前", "后", "当", "期", "那", "假", "推", "发")
"""What makes a festival a day, not the activity that is named after it (端午节给孩子送粽子)."""


def skeleton(text: str, scene: SceneIndex) -> str:
    """`text` with listed names replaced by one letter each: Ａ activity, Ｃ community, Ｌ column, Ｕ unit."""
    items = [hit.span() for hit in ITEMS()[0].finditer(text)]
    finds = (("Ａ", scene.activities_in), ("Ｃ", scene.communities.find), ("Ｌ", scene.columns.find), ("Ｕ", scene.units.find))
    for letter, find in finds:
        for mention in reversed(find(text)):
            within = any(start <= mention.start and mention.end <= end for start, end in items)
            if letter == "Ａ" and ((within and _FOR_CHILDREN.search(text)) or scene.vague(mention.said)):
                continue
            if (
                letter == "Ａ"
                and _FESTIVAL.fullmatch(mention.said)
                and (text[mention.end : mention.end + 1] in _TIMES or scene.communities.find(text))
            ):
                continue
            if letter in "ＵＬ" and within and not mention.whole:
                continue
            text = text[: mention.start] + letter + text[mention.end :]
    return re.sub(r"\s+", " ", re.sub(r"Ｃ(?:社区|村)", "Ｃ", text)).strip()


def classify(text: str, scene: SceneIndex) -> tuple[str | None, str, int]:
    """The intent of addressed, folded, righted `text` (None when no rule fits), its skeleton, and which rule decided (0: none)."""
    shape = skeleton(text, scene)
    for number, (intent, pattern) in enumerate(_rules(), 1):
        if pattern.search(shape):
            return intent, shape, number
    return None, shape, 0
