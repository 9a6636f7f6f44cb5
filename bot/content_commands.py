"""The commands about study items: in files, checked, drawn."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.terminal import ConfigOption, DbOption, attempt, database_url, emit, media_folder

content_app = typer.Typer(help="学习内容", no_args_is_help=True)


class FileFormat(StrEnum):
    """What an office's study items may be written in."""

    xlsx = "xlsx"
    csv = "csv"
    md = "md"
    docx = "docx"


class Kind(StrEnum):
    """How a column is ordered."""

    dated = "dated"
    numbered = "numbered"


def import_items(
    file: Path,
    column: Annotated[str, typer.Option("--column", help="文件里没有写栏目的，进哪个栏目")] = "",
    kind: Annotated[Kind | None, typer.Option("--kind", help="那个栏目是按日期（dated）还是按编号（numbered）")] = None,
    author: Annotated[str, typer.Option("--author", help="文件里没有写作者的，记谁")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看每一条的去向，不保存")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="有看不懂的也先收看懂的")] = False,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """导入学习内容（.xlsx、.csv、.md、.docx），存为草稿；有一条看不懂就一条也不收。"""
    from bot.items import import_file
    from handlers.files.item_rows import Aim

    aim, media = Aim(column, kind.value if kind else None, author), media_folder(db, config)
    if not attempt(lambda: import_file(file, database_url(db, config), media, aim, emit, dry_run=dry_run, partial=partial)):
        raise typer.Exit(1)


class Form(StrEnum):
    """What a form can be filled in for."""

    items = "items"
    tasks = "tasks"


def import_library(db: DbOption = None, config: ConfigOption = None) -> None:
    """导入随附的学习内容，都是草稿，审核后才会推送；已有的不动。"""
    from bot.records import import_starter_library

    attempt(lambda: import_starter_library(database_url(db, config), media_folder(db, config), emit))


def template(
    format_: Annotated[FileFormat, typer.Option("--format")],
    out: Annotated[Path, typer.Option("--out", help="写到这个文件")],
    form: Annotated[str, typer.Option("--form", help="一张统计表的名称，例：结对帮扶统计表")] = "",
    what: Annotated[Form, typer.Option("--what", help="学习内容（items）还是施工图（tasks）")] = Form.items,
) -> None:
    """学习内容、施工图的空白样表，照着填好再导入；有 --form 时是那张统计表的模板，改好放进设置 templates 的文件夹。"""
    from bot.items import write_form_template, write_template
    from bot.work_plan import write_plan_template

    if form:
        attempt(lambda: write_form_template(form, format_.value, out))
    elif what is Form.items:
        attempt(lambda: write_template(format_.value, out))
    elif format_.value not in ("csv", "xlsx"):
        raise typer.BadParameter("施工图的样表只有 csv 和 xlsx", param_hint="--format")
    else:
        attempt(lambda: write_plan_template(format_.value, out))  # type: ignore[arg-type]


def import_tasks(
    file: Path,
    unit: Annotated[str, typer.Option("--unit", help="这是哪个单位的施工图，它和下级单位参加；不写就是全部单位")] = "",
    year: Annotated[int | None, typer.Option("--year", min=2000, max=2200, help="没有写年份的日期算哪一年，不写就是今年")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="文件里没有了的项目不再列入")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看每一项的去向，不保存")] = False,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """导入施工图（.xlsx、.csv）；有一项看不懂就一项也不收；再导入按序号更新，已销号的不变。"""
    from bot.work_plan import Bringing, import_plan

    how = Bringing(unit, year, dry_run, replace)
    if not attempt(lambda: import_plan(file, database_url(db, config), how, emit)):
        raise typer.Exit(1)


@content_app.command("export")
def content_export(
    format_: Annotated[FileFormat, typer.Option("--format")],
    out: Annotated[Path, typer.Option("--out", help="写到这个文件")],
    column: Annotated[str | None, typer.Option("--column", help="只要这个栏目；.md 必须写")] = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """导出学习内容，能原样再导入。"""
    from bot.items import export_file

    attempt(lambda: export_file(database_url(db, config), media_folder(db, config), column, format_.value, out))


@content_app.command("check")
def content_check(paths: Annotated[list[Path] | None, typer.Argument(help="内容文件或文件夹，不写就是随附的内容库")] = None) -> None:
    """检查学习内容：日期、长短、来源、名称、数字、标点、重复、会过时的词。"""
    from bot.content import check_content

    if not attempt(lambda: check_content(paths or [], emit)):
        raise typer.Exit(1)


@content_app.command("card")
def content_card(items: list[str], out: Annotated[Path, typer.Option()], content: Annotated[Path | None, typer.Option()] = None) -> None:
    """画出标题图（PNG）看看样子：日期写 05-20，编号写 栏目:7；画到 --out 文件夹，--content 是内容所在的文件夹。"""
    from bot.content import draw_cards

    attempt(lambda: draw_cards(items, out, content, emit))
