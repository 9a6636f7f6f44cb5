"""A wrong call of `jinguo`, in Chinese: what is wrong with which option, and where its usage is told."""

from __future__ import annotations

import re

import typer

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What every wrong call is raised as."""

_TOLD = (
    (r"No such command '.+?'\. Did you mean '?(.+?)'?\?", "没有这个命令，是不是 {}"),
    (r"No such command '?(.+?)'?\.?", "没有 {} 这个命令"),
    (r"No such option:? '?([^' ]+)'?.*", "没有 {} 这个选项"),
    (r"Got unexpected extra argument(?:\(s\)|s)? \((.+)\)", "多写了：{}"),
    (r"Option '?(.+?)'? requires an argument\.?", "{} 后面要写内容"),
    (r"Option '?(.+?)'? does not take a value\.?", "{} 后面不写内容"),
    (r".*(?:is not one of|Choose from:)\s*(.+)", "只能写：{}"),
    (r".*valid (?:integer|number).*", "应当是数字"),
    (r".*greater than or equal to (\S+)", "不能小于 {}"),
    (r".*less than or equal to (\S+)", "不能大于 {}"),
)


def sentence(error: Exception) -> str:
    """What is wrong with the call, with the command whose `--help` tells more; empty where the help itself has been shown."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(getattr(error, "message", ""))
    command = getattr(context, "command_path", None) or "jinguo"
    return f"{_what(error)}。用法见：{command} --help"


def _what(error: Exception) -> str:
    message = str(getattr(error, "message", "") or "")
    hint = getattr(error, "param_hint", None) or _name(getattr(error, "param", None))
    if type(error).__name__ == "MissingParameter":
        choices = _told(str(error.format_message()))  # type: ignore[attr-defined]
        return f"少写了 {hint}" + (f"，{choices}" if choices and choices.startswith("只能写") else "")
    if not hint:
        return _told(message) or message
    return f"{hint}：{_told(message) or (message if re.search('[一-鿿]', message) else '写得不对')}"


def _name(parameter: object) -> str:
    """An option as it is written, an argument by its name."""
    names = [name for name in getattr(parameter, "opts", []) if name.startswith("--")]
    return str(names[0] if names else getattr(parameter, "name", None) or "")


def _told(message: str) -> str | None:
    """A message of the library's in Chinese, or None where it is not known."""
    flat = " ".join(message.split())
    for pattern, words in _TOLD:
        if found := re.fullmatch(pattern, flat):
            given = found[1].strip(". ") if found.re.groups else ""
            return words.format("、".join(part.strip(" '") for part in given.split(",")))
    return None
