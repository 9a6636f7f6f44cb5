"""What people have said is not in the log, not even where an error quotes it."""

from __future__ import annotations

import subprocess
import sys

FAILS = """
import asyncio, gc, logging
from bot import log
log.begin()

def inner(text):
    try:
        {}[text]
    except KeyError as error:
        raise ValueError(f"cannot read {text}") from error

try:
    inner("孩子叫马小跳")
except ValueError:
    logging.getLogger("bot.writer").exception("a message could not be handled")

async def forgotten():
    task = asyncio.ensure_future(failing())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()

async def failing():
    inner("孩子叫马小跳")

asyncio.run(forgotten())
"""


def test_an_error_shows_where_and_what_kind_but_not_what_it_was_about() -> None:
    done = subprocess.run([sys.executable, "-c", FAILS], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "马小跳" not in done.stderr
    assert "a message could not be handled" in done.stderr
    assert "in inner" in done.stderr
    assert "builtins.KeyError" in done.stderr
    assert done.stderr.index("builtins.KeyError") < done.stderr.index("builtins.ValueError")
    assert "never retrieved" in done.stderr
