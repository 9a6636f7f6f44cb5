"""The commands about WeCom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.terminal import attempt, emit

wecom_app = typer.Typer(help="企业微信", no_args_is_help=True)


@wecom_app.callback()
def _several() -> None:
    """企业微信。"""


@wecom_app.command("check")
def check(
    config: Annotated[Path, typer.Option("--config", help="设置文件 jinguo.toml")],
    account: Annotated[str | None, typer.Option("--account", help="只看这一个账号")] = None,
    connect: Annotated[bool, typer.Option("--connect", help="也试连智能机器人：会让正在运行的助手下线，请先停下它")] = False,
) -> None:
    """逐项检查企业微信的凭证、每个群的消息推送和绑定，每项说“好”或怎么办；群里看不到检查。"""
    from bot.wecom_check import check_wecom

    if not attempt(lambda: check_wecom(config, account, connect=connect, emit=emit)):
        raise typer.Exit(1)
