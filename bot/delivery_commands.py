"""The commands about deliveries."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.terminal import ConfigOption, DbOption, attempt, check_day, database_url, emit


def tick(
    group: Annotated[str, typer.Argument(help="群的全名")],
    day: Annotated[str | None, typer.Option("--day", help="哪天的推送，2021-05-20；不写是今天")] = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """登记：这个群的推送已经有人手工发到了。"""
    from bot.records import tick_group

    check_day("--day", day)
    attempt(lambda: tick_group(database_url(db, config), group, day, emit))
