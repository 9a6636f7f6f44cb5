"""`jinguo`: the command line. JSON Lines on standard output, errors on standard error (1: could not, 2: wrong arguments)."""

from __future__ import annotations

import sys

MINIMUM = (3, 11)


def main() -> None:
    """The entry point. An old Python is met with a sentence before anything newer is imported."""
    if sys.version_info < MINIMUM:
        version = ".".join(map(str, sys.version_info[:3]))
        sys.stderr.write(f"巾帼群助手需要 Python 3.11 或更新的版本，现在是 {version}。请安装后再试。\n")
        raise SystemExit(1)
    from bot.calling import run

    run()
