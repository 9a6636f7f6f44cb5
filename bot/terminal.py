"""What every command shares: its options, its lines of JSON, and failures as one sentence."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

T = TypeVar("T")
DataOption = Annotated[Path, typer.Option("--data", help="保存数据的文件夹")]
DbOption = Annotated[str | None, typer.Option("--db", help="数据库地址，例：sqlite:///data/demo/jinguo.db")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="设置文件 jinguo.toml")]
HoursOption = Annotated[int, typer.Option("--hours", min=1, max=168, help="码的有效小时数")]
DEMO_DATA = Path("data/demo")


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
    from handlers.files.lines import LinesError
    from handlers.files.templates import TemplatesError
    from handlers.files.units import UnitsError
    from handlers.language.sayings import WordsError
    from handlers.texts import TextsError
    from schedules.workdays import WorkdaysError
    from store.database import DatabaseError

    ours = (Failure, DemoError, SettingsError, ReplayError, PortBusy, LocalChannelError)
    return (*ours, ItemFileError, LinesError, TemplatesError, UnitsError, TextsError, WordsError, WorkdaysError, DatabaseError)


def database_url(db: str | None, config: Path | None) -> str:
    """The database that is meant: named, or that of the settings file, or the demo's."""
    from bot.config import load

    return db or demo_database(config) or attempt(lambda: load(config).database)


def media_folder(db: str | None, config: Path | None) -> Path:
    """Where the pictures of study items are kept: beside the database that is named, or where the settings say."""
    from bot.config import load
    from store.media import FOLDER

    url = db or demo_database(config) or ""
    if url.startswith("sqlite:///") and config is None:
        return Path(url.removeprefix("sqlite:///")).parent / "files" / FOLDER
    return attempt(lambda: load(config).media)


def demo_database(config: Path | None) -> str | None:
    """The demo's database, where no settings file is named and no JINGUO_DATABASE is set, and there is one."""
    demo_here = config is None and "JINGUO_DATABASE" not in os.environ and (DEMO_DATA / "jinguo.db").exists()
    return f"sqlite:///{DEMO_DATA / 'jinguo.db'}" if demo_here else None


def check_day(name: str, value: str | None) -> None:
    """A day as it must be written, or nothing."""
    try:
        if value is not None:
            date.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"“{value}”不是日期，应写成 2021-05-01", param_hint=name) from None
