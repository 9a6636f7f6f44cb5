"""The frame around `--help` in Chinese: the library knows only English for it, the texts within are ours."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Collection, Iterator, Sequence

PANELS = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[默认 {}]",
    "REQUIRED_LONG_STRING": "[必填]",
}
_WORDS = (("Usage: ", "用法："), ("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 …"))
_SHOWS = re.compile(r"Show this message(?: and)?(?: exit\.)?(?P<rest> +│\n│ +(?:and )?exit\. +│)?")
"""What `--help` is for; in a narrow box the sentence goes on in the next line."""


def asks_help(arguments: Sequence[str], groups: Collection[str]) -> bool:
    """Whether a call shows the help: it is asked for, or nothing else is said (`groups`: commands that have commands)."""
    return "--help" in arguments or not arguments or (len(arguments) == 1 and arguments[0] in groups)


@contextlib.contextmanager
def in_chinese() -> Iterator[None]:
    """Whatever is printed within is told in Chinese. Slow to begin: the library of boxes is imported."""
    from typer import rich_utils

    for name, words in PANELS.items():
        setattr(rich_utils, name, words)
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            yield
    finally:
        sys.stdout.write(translated(said.getvalue()))


def translated(text: str) -> str:
    """The frame's words in Chinese."""
    for english, chinese in _WORDS:
        text = text.replace(english, chinese)
    return _SHOWS.sub(_shows, text)


def _shows(found: re.Match[str]) -> str:
    """As wide as it was, for a box is drawn around it."""
    english = found[0].removesuffix(found["rest"] or "")
    edge = (found["rest"] or "").partition("\n")[0]
    return "显示这份说明" + " " * (len(english) - 12) + edge
