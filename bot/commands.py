"""What `jinguo` can do. Each command prints JSON Lines; `Failure` becomes one sentence on standard error and exit status 1."""

from __future__ import annotations

import asyncio
import sys
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.content_commands import content_app, import_items, import_library, import_tasks, template
from bot.delivery_commands import tick
from bot.plan_commands import plans_app
from bot.terminal import DEMO_DATA, ConfigOption, DataOption, DbOption, HoursOption, attempt, check_day, database_url, demo_database, emit
from bot.totals_commands import reconcile
from bot.wecom_commands import wecom_app

app = typer.Typer(
    help="巾帼群助手：妇联工作群里的推送、报名、结对、打卡与统计",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
code_app = typer.Typer(help="一次性认领码", no_args_is_help=True)
import_app = typer.Typer(help="导入", no_args_is_help=True)
feeds_app = typer.Typer(help="内容源", no_args_is_help=True)
app.command("template")(template)
app.command("tick")(tick)
app.command("reconcile")(reconcile)
import_app.command("items")(import_items)
import_app.command("library")(import_library)
import_app.command("tasks")(import_tasks)
app.add_typer(code_app, name="code")
app.add_typer(import_app, name="import")
app.add_typer(feeds_app, name="feeds")
app.add_typer(content_app, name="content")
app.add_typer(plans_app, name="plans")
app.add_typer(wecom_app, name="wecom")


class Format(StrEnum):
    """Output formats."""

    jsonl = "jsonl"
    csv = "csv"
    xlsx = "xlsx"


class Exported(StrEnum):
    """What can be exported."""

    signups = "signups"
    pairings = "pairings"
    followups = "followups"
    checkins = "checkins"
    works = "works"
    programmes = "programmes"
    deliveries = "deliveries"
    attendance = "attendance"


class Subject(StrEnum):
    """What can be counted."""

    signups = "signups"
    pairings = "pairings"
    checkins = "checkins"
    works = "works"
    programmes = "programmes"
    deliveries = "deliveries"
    attendance = "attendance"
    service = "service"


class By(StrEnum):
    """Breakdowns."""

    unit = "unit"
    community = "community"
    activity = "activity"
    column = "column"
    difficulty = "difficulty"
    support = "support"
    day = "day"
    week = "week"
    month = "month"


@app.command(name="run")
def run_command(config: Annotated[Path, typer.Option("--config", help="设置文件 jinguo.toml，写法见 docs/jinguo.example.toml")]) -> None:
    """运行：连上设置文件里的全部账号，直到 Ctrl-C 或 SIGTERM。"""
    from bot.serving import run_accounts

    attempt(lambda: asyncio.run(run_accounts(config, emit)))


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口，0 表示自动选择")] = 8765,
    data: DataOption = DEMO_DATA,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="是否自动打开浏览器")] = True,
) -> None:
    """试用：本机网页上的三个工作群，不连任何外部账号。"""
    from bot.serving import run_demo

    attempt(lambda: asyncio.run(run_demo(data, port, open_page, emit)))


@app.command()
def chat(
    data: DataOption = DEMO_DATA,
    person: Annotated[str, typer.Option("--as", help="以谁的身份说话")] = "王芳",
    group: Annotated[str, typer.Option("--group", help="在哪个群，写“私聊”就是单独和助手说")] = "省财政厅",
) -> None:
    """在终端里试用同样的对话。"""
    from bot.serving import run_chat

    attempt(lambda: asyncio.run(run_chat(data, person, group)))


@app.command()
def understand(
    explain: Annotated[bool, typer.Option("--explain", help="附上判断的依据")] = False,
    words: Annotated[Path | None, typer.Option("--words", help="本单位的说法文件（设置项 words）")] = None,
) -> None:
    """一行一个 JSON 进，一行一个 JSON 出：一句话会被怎样理解。"""
    from bot.understanding import answer_lines

    attempt(lambda: answer_lines(sys.stdin, emit, explain=explain, words=words))


@app.command()
def replay(file: Annotated[Path, typer.Argument(help="对话记录（JSON Lines），- 表示标准输入")], db: DbOption = None) -> None:
    """把一段对话记录完整地走一遍，打印助手说的每一句话。"""
    from bot.replay import replay_file

    attempt(lambda: replay_file(file, db, emit))


@app.command()
def paste(
    file: Annotated[Path, typer.Argument(help="复制下来的群聊或接龙（文本），或 Excel 名单（.xlsx、.csv）")],
    group: Annotated[str, typer.Option("--group", help="哪个群（群名或单位名）")],
    sender: Annotated[str, typer.Option("--sender", help="谁来粘贴：通道里的编号；按她的权限办")],
    as_of: Annotated[str, typer.Option("--as-of", help="哪天复制的，2021-05-20")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会记下什么，不保存")] = False,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """把别处说过的话记进来：每行会记成什么、为什么不记，先看后记。"""
    from bot.config import load
    from bot.pasting import Brought, paste_file

    check_day("--as-of", as_of)
    what = Brought(file, group, sender, date.fromisoformat(as_of), dry_run)
    attempt(lambda: paste_file(what, load(config), database_url(db, config), emit))


@app.command()
def export(
    what: Exported,
    db: DbOption = None,
    config: ConfigOption = None,
    format_: Annotated[Format, typer.Option("--format")] = Format.jsonl,
    out: Annotated[Path | None, typer.Option("--out", help="写到这个文件")] = None,
) -> None:
    """导出全部记录。"""
    from bot.records import export_rows

    if format_ is Format.xlsx and out is None:
        raise typer.BadParameter("xlsx 要写到文件里，请加 --out 文件名", param_hint="--out")
    attempt(lambda: export_rows(what.value, database_url(db, config), format_.value, out))


@app.command()
def stats(
    subject: Subject,
    db: DbOption = None,
    config: ConfigOption = None,
    by: Annotated[By | None, typer.Option("--by")] = None,
    scope: Annotated[str | None, typer.Option("--scope", help="单位名称，含下级")] = None,
    since: Annotated[str | None, typer.Option("--from", help="从哪天，2021-05-01")] = None,
    until: Annotated[str | None, typer.Option("--to", help="到哪天（含）")] = None,
) -> None:
    """统计，口径与群里一致。"""
    from bot.records import print_stats

    for name, value in (("--from", since), ("--to", until)):
        check_day(name, value)
    period = (since, until)
    attempt(lambda: print_stats(subject.value, database_url(db, config), by.value if by else None, scope, period, emit))


@app.command()
def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="不联系任何通道")] = False,
    config: ConfigOption = None,
    db: DbOption = None,
) -> None:
    """检查设置、数据库、字体、通道、时钟和近几天的内容，每项说“好”或怎么办。"""
    from bot.doctor import examine

    healthy = attempt(lambda: examine(config, db or demo_database(config), offline=offline, emit=emit))
    if not healthy:
        raise typer.Exit(1)


@code_app.command("admin")
def code_admin(
    config: ConfigOption = None, db: DbOption = None, data: Annotated[Path | None, typer.Option("--data", help="演示的数据文件夹")] = None
) -> None:
    """给第一位管理员的一次性认领码；本人私聊助手说：认领 六位数字。"""
    from bot.codes import make_admin_code

    if data is not None and not (data / "jinguo.db").exists():
        typer.echo(f"{data} 里没有数据。请先运行 jinguo demo --data {data}，再取码。", err=True)
        raise typer.Exit(1)
    url = f"sqlite:///{(data / 'jinguo.db').resolve()}" if data is not None else database_url(db, config)
    attempt(lambda: make_admin_code(url, emit))


@code_app.command("group")
def code_group(
    name: Annotated[str | None, typer.Argument(help="群名，或群名里的几个字")] = None,
    every: Annotated[bool, typer.Option("--all", help="每个群一个码")] = False,
    hours: HoursOption = 24,
    config: ConfigOption = None,
    db: DbOption = None,
) -> None:
    """账号换号后，让工作群认回原来的记录：在群里说 认领 码。"""
    from bot.codes import make_group_codes

    _one_or_all(name, every)
    attempt(lambda: make_group_codes(database_url(db, config), name, timedelta(hours=hours), emit))


@code_app.command("member")
def code_member(
    name: Annotated[str | None, typer.Argument(help="姓名")] = None,
    every: Annotated[bool, typer.Option("--all", help="有管理权限的人，每人一个码")] = False,
    hours: HoursOption = 24,
    config: ConfigOption = None,
    db: DbOption = None,
) -> None:
    """账号换号后，让一个人认回自己的记录和权限：本人私聊助手说 认领 码。"""
    from bot.codes import make_member_codes

    _one_or_all(name, every)
    attempt(lambda: make_member_codes(database_url(db, config), name, timedelta(hours=hours), emit))


def _one_or_all(name: str | None, every: bool) -> None:
    if (name is None) is not every:
        raise typer.BadParameter("请写名称，或用 --all", param_hint="NAME")


@import_app.command("units")
def import_units(file: Path, db: DbOption = None, config: ConfigOption = None) -> None:
    """导入单位名册（.csv 或 .xlsx，列：单位、上级单位）。"""
    from bot.records import import_unit_tree

    attempt(lambda: import_unit_tree(file, database_url(db, config), emit))


@feeds_app.command("check")
def feeds_check(
    config: ConfigOption = None,
    only: Annotated[str | None, typer.Option("--only", help="只看这一个内容源")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会收到什么，不保存")] = False,
) -> None:
    """现在就去取内容源，每条内容的去向打印一行；新的存为待审。"""
    from bot.app import system_clock
    from bot.config import load
    from bot.feeds import check_feeds

    if not attempt(lambda: asyncio.run(check_feeds(load(config), system_clock, emit, only=only, dry_run=dry_run))):
        raise typer.Exit(1)
