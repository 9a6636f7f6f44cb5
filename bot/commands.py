"""What `jinguo` can do. Each command prints JSON Lines; `Failure` becomes one sentence on standard error and exit status 1."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

T = TypeVar("T")
app = typer.Typer(
    help="巾帼群助手：妇联工作群里的推送、报名、结对、打卡与统计",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
code_app = typer.Typer(help="一次性认领码", no_args_is_help=True)
import_app = typer.Typer(help="导入", no_args_is_help=True)
feeds_app = typer.Typer(help="内容源", no_args_is_help=True)
app.add_typer(code_app, name="code")
app.add_typer(import_app, name="import")
app.add_typer(feeds_app, name="feeds")

DataOption = Annotated[Path, typer.Option("--data", help="保存数据的文件夹")]
DbOption = Annotated[str | None, typer.Option("--db", help="数据库地址，例：sqlite:///data/demo/jinguo.db")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="设置文件 jinguo.toml")]
DEMO_DATA = Path("data/demo")


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
    deliveries = "deliveries"


class Subject(StrEnum):
    """What can be counted."""

    signups = "signups"
    pairings = "pairings"
    checkins = "checkins"
    deliveries = "deliveries"


class By(StrEnum):
    """Breakdowns."""

    unit = "unit"
    community = "community"
    activity = "activity"
    column = "column"
    day = "day"
    week = "week"
    month = "month"


def run() -> None:
    """Run the command line; failures end with a sentence, never with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None


def emit(value: dict[str, Any]) -> None:
    """One JSON line, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def attempt(work: Callable[[], T]) -> T:
    """Run a piece of work; what it cannot do is said in one sentence and ends with status 1."""
    try:
        return work()
    except BrokenPipeError:
        raise
    except OSError as error:
        known = isinstance(error, _sentences())
        typer.echo(str(error) if known else f"读写失败：{error.filename or ''} {error.strerror or error}", err=True)
    except Exception as error:
        if not isinstance(error, _sentences()):
            raise
        typer.echo(str(error), err=True)
    raise typer.Exit(1)


def _sentences() -> tuple[type[Exception], ...]:
    """Errors whose text is a sentence for people; imported only when one may have come up, so that small tools start fast."""
    from bot.adapters.local import LocalChannelError
    from bot.config import SettingsError
    from bot.console.server import PortBusy
    from bot.demo import DemoError
    from bot.failure import Failure
    from bot.replay import ReplayError
    from handlers.files.items import ItemFileError
    from handlers.files.units import UnitsError
    from handlers.texts import TextsError
    from schedules.workdays import WorkdaysError
    from store.database import DatabaseError

    ours = (Failure, DemoError, SettingsError, ReplayError, PortBusy, LocalChannelError)
    return (*ours, ItemFileError, UnitsError, TextsError, WorkdaysError, DatabaseError)


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
def understand(explain: Annotated[bool, typer.Option("--explain", help="附上判断的依据")] = False) -> None:
    """一行一个 JSON 进，一行一个 JSON 出：一句话会被怎样理解。"""
    from bot.understanding import answer_lines

    attempt(lambda: answer_lines(sys.stdin, emit, explain=explain))


@app.command()
def replay(file: Annotated[Path, typer.Argument(help="对话记录（JSON Lines），- 表示标准输入")], db: DbOption = None) -> None:
    """把一段对话记录完整地走一遍，打印助手说的每一句话。"""
    from bot.replay import replay_file

    attempt(lambda: replay_file(file, db, emit))


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
    attempt(lambda: export_rows(what.value, _database_url(db, config), format_.value, out))


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
        _check_day(name, value)
    period = (since, until)
    attempt(lambda: print_stats(subject.value, _database_url(db, config), by.value if by else None, scope, period, emit))


@app.command()
def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="不联系任何通道")] = False,
    config: ConfigOption = None,
    db: DbOption = None,
) -> None:
    """检查设置、数据库、字体、通道、时钟和近几天的内容，每项说“好”或怎么办。"""
    from bot.doctor import examine

    healthy = attempt(lambda: examine(config, db or _demo_database(config), offline=offline, emit=emit))
    if not healthy:
        raise typer.Exit(1)


@code_app.command("admin")
def code_admin(
    config: ConfigOption = None, db: DbOption = None, data: Annotated[Path | None, typer.Option("--data", help="演示的数据文件夹")] = None
) -> None:
    """给第一位管理员的一次性认领码；本人私聊助手说：认领 六位数字。"""
    from bot.records import make_admin_code

    if data is not None and not (data / "jinguo.db").exists():
        typer.echo(f"{data} 里没有数据。请先运行 jinguo demo --data {data}，再取码。", err=True)
        raise typer.Exit(1)
    url = f"sqlite:///{(data / 'jinguo.db').resolve()}" if data is not None else _database_url(db, config)
    attempt(lambda: make_admin_code(url, emit))


@import_app.command("units")
def import_units(file: Path, db: DbOption = None, config: ConfigOption = None) -> None:
    """导入单位名册（.csv 或 .xlsx，列：单位、上级单位）。"""
    from bot.records import import_unit_tree

    attempt(lambda: import_unit_tree(file, _database_url(db, config), emit))


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


def _database_url(db: str | None, config: Path | None) -> str:
    """The database that is meant: named, or that of the settings file, or the demo's."""
    from bot.config import load

    return db or _demo_database(config) or attempt(lambda: load(config).database)


def _demo_database(config: Path | None) -> str | None:
    """The demo's database, where no settings file is named and no JINGUO_DATABASE is set, and there is one."""
    demo_here = config is None and "JINGUO_DATABASE" not in os.environ and (DEMO_DATA / "jinguo.db").exists()
    return f"sqlite:///{DEMO_DATA / 'jinguo.db'}" if demo_here else None


def _check_day(name: str, value: str | None) -> None:
    try:
        if value is not None:
            date.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"“{value}”不是日期，应写成 2021-05-01", param_hint=name) from None
