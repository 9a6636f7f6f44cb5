"""What an addressed message in free words wants: the ordered rules of `phrases.zh.toml`, the first that fits decides."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

from handlers.language.scenes import SceneIndex
from handlers.language.tables import ITEMS
from handlers.language.words import Table, Words, any_of


def _compile(words: Words) -> tuple[tuple[str, re.Pattern[str]], ...]:
    said = tomllib.loads(resources.files(__package__).joinpath("phrases.zh.toml").read_text(encoding="utf-8"))
    items = any_of(word for group in words.said("items").values() for word in group)
    parts = {"{n}": said["n"], "{many}": said["many"], "{who}": said["who"], "{items}": items}
    return tuple((rule["intent"], re.compile(_filled("|".join(rule["any"]), parts))) for rule in said["rule"])


def _filled(pattern: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(name, part)
    return pattern


_rules = Table(_compile)


_FOR_CHILDREN = re.compile(r"Ｃ|孩子|娃|儿童|学生|小朋友|社区|村|跟进")


def skeleton(text: str, scene: SceneIndex) -> str:
    """`text` with listed names replaced by one letter each: Ａ activity, Ｃ community, Ｌ column, Ｕ unit."""
    items = [hit.span() for hit in ITEMS()[0].finditer(text)]
    for letter, index in (("Ａ", scene.activities), ("Ｃ", scene.communities), ("Ｌ", scene.columns), ("Ｕ", scene.units)):
        for mention in reversed(index.find(text)):
            within = any(start <= mention.start and mention.end <= end for start, end in items)
            if letter == "Ａ" and ((within and _FOR_CHILDREN.search(text)) or scene.vague(mention.said)):
                continue
            text = text[: mention.start] + letter + text[mention.end :]
    return re.sub(r"\s+", " ", re.sub(r"Ｃ(?:社区|村)", "Ｃ", text)).strip()


def classify(text: str, scene: SceneIndex) -> tuple[str | None, str]:
    """The intent of addressed, folded, righted `text` (None when no rule fits), and its skeleton."""
    shape = skeleton(text, scene)
    for intent, pattern in _rules():
        if pattern.search(shape):
            return intent, shape
    return None, shape
