"""A call of `jinguo` from beginning to end: its help in Chinese, failures as a sentence, never a traceback."""

from __future__ import annotations

import contextlib
import sys

import typer

from bot import log
from bot.commands import app
from bot.help_frame import asks_help, in_chinese
from bot.usage import UsageError, sentence


def run() -> None:
    """Run the command line; failures end with a sentence, never with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    log.begin()
    groups = [str(group.name) for group in app.registered_groups]
    frame = in_chinese() if asks_help(sys.argv[1:], groups) else contextlib.nullcontext()
    try:
        with frame:
            code = app(prog_name="jinguo", standalone_mode=False)
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
    except UsageError as error:
        typer.echo(sentence(error), err=True, nl=bool(sentence(error)))
        raise SystemExit(2) from None
    except typer.Abort:
        raise SystemExit(130) from None
    raise SystemExit(code if isinstance(code, int) else 0)
