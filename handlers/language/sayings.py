"""An office's own sayings: synonyms of command words, nicknames of what is listed, in a file that organizers write.

    [命令]
    "报名" = ["接单", "算俺一个"]
    [活动]
    "剪纸" = ["剪窗花", "铰纸"]

Keys are what the bot knows already: a command word or a word of its tables, or (活动、社区、栏目、单位) a name or a part
of one, listed now or later. A wrong entry is a `WordsError` that names it and what is allowed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Groups = dict[str, list[str]]
TABLES = {
    "命令": "commands",
    "写错": "typos",
    "困难": "difficulties",
    "帮扶": "support",
    "跟进": "items",
    "表格": "forms",
}
"""Sections that add words to a table, by the table's name."""
NAMES = {"活动": "activities", "社区": "communities", "栏目": "columns", "单位": "units"}
"""Sections of nicknames, by what they name."""
LONGEST = 12


class WordsError(ValueError):
    """A file of sayings that cannot be used; the message names the entry and what is allowed."""


def read(path: Path, own: Mapping[str, Mapping[str, list[str]]]) -> tuple[dict[str, Groups], dict[str, Groups]]:
    """Words to add to the tables (`own` are theirs), and nicknames by what they name: {said name: [nicknames]}."""
    tables: dict[str, Groups] = {}
    names: dict[str, Groups] = {}
    for section, key, said in _entries(path):
        if section in NAMES:
            names.setdefault(NAMES[section], {})[key] = said
            continue
        group = TABLES[section]
        if section == "命令":
            _refuse_taken(path, key, said, own["commands"])
        for value in _values(path, section, key, own[group]):
            tables.setdefault(group, {}).setdefault(value, []).extend(said)
    return tables, names


_SECTION = re.compile(r"^[ \t]*\[[ \t]*([^\W\d_]+)[ \t]*\]", re.MULTILINE)
_KEY = re.compile(r"^[ \t]*([^\W_]+)[ \t]*=", re.MULTILINE)
_WIDE = str.maketrans("“”＝，［］", '""=,[]')


def _as_toml(text: str) -> str:
    """Chinese section names and keys without quotation marks, and full-width marks, as TOML wants them."""
    return _KEY.sub(r'"\1" =', _SECTION.sub(r'["\1"]', text.translate(_WIDE)))


def _entries(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    try:
        tree: dict[str, Any] = tomllib.loads(_as_toml(path.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        raise WordsError(f"没有找到说法文件：{path}（设置项 words）") from None
    except (OSError, UnicodeDecodeError) as error:
        raise WordsError(f"说法文件读不了：{path}（要存成 UTF-8）") from error
    except tomllib.TOMLDecodeError as error:
        raise WordsError(f"说法文件 {path} 写得不对：{error}") from error
    for section, entries in tree.items():
        if section not in TABLES and section not in NAMES:
            raise WordsError(f"{path}：没有“{section}”这一节，可以写：{'、'.join([*TABLES, *NAMES])}")
        if not isinstance(entries, dict):
            raise WordsError(f"{path}：“{section}”要写成一节，例：[{section}]")
        for key, said in entries.items():
            yield section, key, _words(path, section, key, said)


def _words(path: Path, section: str, key: str, said: object) -> list[str]:
    where = f"{path}：[{section}] 里的“{key}”"
    if not isinstance(said, list) or not said or not all(isinstance(word, str) for word in said):
        raise WordsError(f'{where} 后面要写一串说法，例："{key}" = ["说法一", "说法二"]')
    for word in (key, *said):
        if not 2 <= len(word.strip()) <= LONGEST or "\n" in word:
            raise WordsError(f"{where}：“{word}”不能用，每个说法 2 到 {LONGEST} 个字")
    return [word.strip() for word in said]


def _values(path: Path, section: str, key: str, table: Mapping[str, list[str]]) -> list[str]:
    """What a known word stands for; a typo's right spelling stands for itself."""
    if section == "写错":
        return [key]
    values = [value for value, words in table.items() if key in words]
    if not values:
        known = "、".join(words[-1] if section == "命令" else words[0] for words in table.values() if words)
        raise WordsError(f"{path}：[{section}] 里没有“{key}”这个词，可以写：{known}")
    return values


def _refuse_taken(path: Path, key: str, said: list[str], commands: Mapping[str, list[str]]) -> None:
    """None of the new words may already be a command of another kind."""
    for word in said:
        if any(word in words and key not in words for words in commands.values()):
            raise WordsError(f"{path}：[命令] 里的“{word}”已经是另一条命令，不能再当作“{key}”")
