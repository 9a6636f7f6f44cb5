"""The command that counts everything a second time."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.terminal import ConfigOption, DbOption, attempt, database_url, emit


def reconcile(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="不一致时，按逐条记录重新计数")] = False,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """对账：逐条重算全部统计数字，和平时用的比一比；不一致的一行一个，退出码 1。"""
    from bot.records import reconcile_store

    if not attempt(lambda: reconcile_store(database_url(db, config), rebuild, emit)):
        raise typer.Exit(1)
