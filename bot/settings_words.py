"""What is wrong with a settings file, in Chinese: which key, what is allowed; never the value, which may be a secret."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

WORDS = {
    "extra_forbidden": "没有这个设置项",
    "missing": "必须填写",
    "literal_error": "只能是 {expected}",
    "union_tag_invalid": "只能是 {expected_tags}",
    "union_tag_not_found": "必须填写（wechaty 或 wecom）",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "finite_number": "应当是数字",
    "string_too_short": "不能为空",
    "string_too_long": "太长，最多 {max_length} 个字",
    "string_type": "应当是文字，写在引号里",
    "bool_parsing": "应当是 true 或 false",
    "bool_type": "应当是 true 或 false",
    "int_parsing": "应当是整数",
    "int_type": "应当是整数",
    "int_from_float": "应当是整数",
    "float_parsing": "应当是数字",
    "float_type": "应当是数字",
    "list_type": "应当是列表，写在方括号里",
    "model_type": "应当是一组设置（写在大括号里）",
    "model_attributes_type": "应当是一组设置（写在 [[ ]] 一段里）",
    "dict_type": "应当是一组设置（写在大括号里）",
    "path_type": "应当是路径",
}
TABLES = {"accounts": "应当是一段一段的：每段以 [[accounts]] 开头", "feeds": "应当是一段一段的：每段以 [[feeds]] 开头"}


def sentence(path: Path | None, error: Any, top: Sequence[str]) -> str:
    """One error of the checked settings. `top` are the keys that stand at the head of the file."""
    where = list(error["loc"])
    if where[:1] == ["accounts"]:
        del where[2:3]  # the channel, by which the account's kind was told
    if error["type"].startswith("union_tag"):
        where.append("channel")
    key = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in where) or "设置"
    return f"{path or 'JINGUO_*'}：{key} {_why(where, error, top)}"


def _why(where: Sequence[Any], error: Any, top: Sequence[str]) -> str:
    if error["type"] == "extra_forbidden":
        return WORDS["extra_forbidden"] + _meant(where, top)
    if error["type"] == "list_type" and len(where) == 1 and where[0] in TABLES:
        return TABLES[str(where[0])]
    context = {name: _shown(name, value) for name, value in (error.get("ctx") or {}).items()}
    words = WORDS.get(error["type"])
    return words.format(**context) if words else str(context.get("error") or error["msg"])


def _meant(where: Sequence[Any], top: Sequence[str]) -> str:
    """What may have been meant: a key of the file's head that was written below a table, or one spelt a little otherwise."""
    if len(where) > 1 and where[-1] in top:
        return "：它要写在文件开头，第一个 [[ ]] 之前"
    near = get_close_matches(str(where[-1]).lower(), top, 1, 0.75) if len(where) == 1 else []
    return f"，是不是 {near[0]}" if near else ""


def _shown(name: str, value: object) -> object:
    """'a', 'b' or 'c' as the library lists them: a、b、c. Whole numbers without a point."""
    if name.startswith("expected"):
        return str(value).replace(" or ", "、").replace(", ", "、").replace("'", "")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def unreadable(error: tomllib.TOMLDecodeError) -> str:
    """Where a file cannot be read, as far as the parser says, and what to look at."""
    said = str(error)
    found = re.search(r"line (\d+), column (\d+)", said)
    place = f"第 {found[1]} 行第 {found[2]} 个字附近" if found else "末尾" if "end of document" in said else ""
    if "overwrite" in said or "already" in said or "twice" in said:
        return f"{place}重复了：同一项只能写一次"
    return f'{place}写得不对，请看引号（要用英文的 "）、方括号和等号'
