"""`jinguo plans`: push plans on the command line, in the same words as in chat."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from bot.terminal import ConfigOption, DbOption, attempt, database_url, emit

plans_app = typer.Typer(help="推送计划", no_args_is_help=True)


class Missed(StrEnum):
    """What becomes of a slot found late."""

    late = "late"
    skip = "skip"
    merge = "merge"


class Ending(StrEnum):
    """What a plan does at the end of a numbered column."""

    stop = "stop"
    anew = "anew"


class Role(StrEnum):
    """Whom a report goes to in private."""

    coordinator = "coordinator"
    organizer = "organizer"


NumberArgument = Annotated[int, typer.Argument(min=1, help="第几号计划，见 jinguo plans list")]
ToOption = Annotated[list[str] | None, typer.Option("--to", help="单位（含下级）或群的名称，可以写几次；不写是全部")]
RoleOption = Annotated[list[Role] | None, typer.Option("--role", help="周统计、月简报私聊发给谁，可以写几次；不写是统筹员")]
ExceptOption = Annotated[list[str] | None, typer.Option("--except", help="不推送的单位或群，可以写几次")]
MissedOption = Annotated[Missed | None, typer.Option("--missed", help="错过了：补推、跳过、并成一条补推")]
WindowOption = Annotated[int | None, typer.Option("--window", help="多少分钟以内还补推")]
QuietOption = Annotated[str | None, typer.Option("--quiet", help="不推送的时段，22:00-07:00；none 不设")]
EndingOption = Annotated[Ending | None, typer.Option("--ending", help="编号栏目推完：停下、从头再来")]
CardOption = Annotated[bool | None, typer.Option("--card/--no-card", help="推送前先发一张标题图")]
GapOption = Annotated[int | None, typer.Option("--gap", min=0, max=3600, help="每个账号两条之间至少隔几秒；0 照账号自己的速度")]
EveningOption = Annotated[str | None, typer.Option("--evening", help="每晚几点向各群报打卡数，20:00；none 不报")]


@plans_app.command("list")
def plans_list(db: DbOption = None, config: ConfigOption = None) -> None:
    """全部计划，一个一行。"""
    from bot.plans import print_plans

    attempt(lambda: print_plans(config, database_url(db, config), emit))


@plans_app.command("show")
def plans_show(
    number: NumberArgument,
    count: Annotated[int, typer.Option("--count", min=1, max=1000, help="看接下来几期")] = 10,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """一个计划和它接下来的十期，每期推什么。"""
    from bot.plans import print_plan

    attempt(lambda: print_plan(config, database_url(db, config), number, count, emit))


@plans_app.command("add")
def plans_add(
    column: Annotated[str, typer.Argument(help="栏目")],
    when: Annotated[str, typer.Argument(help="时间，和群里一样说：工作日 8:30、每周一 9:00、每年中秋 8:00、从6月1日到6月30日每天8:30")],
    to: ToOption = None,
    role: RoleOption = None,
    except_: ExceptOption = None,
    missed: MissedOption = None,
    window: WindowOption = None,
    quiet: QuietOption = None,
    ending: EndingOption = None,
    evening: EveningOption = None,
    card: CardOption = None,
    gap: GapOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """新增计划。"""
    from bot.plans import add_plan

    said = _said(to, role, except_, missed, window, quiet, ending, evening, card, gap)
    attempt(lambda: add_plan(config, database_url(db, config), column, when, said, emit))


@plans_app.command("change")
def plans_change(
    number: NumberArgument,
    when: Annotated[str | None, typer.Option("--when", help="新的时间：工作日 9:00；只改钟点：9:00；只改截止：到12月31日")] = None,
    to: ToOption = None,
    role: RoleOption = None,
    except_: ExceptOption = None,
    missed: MissedOption = None,
    window: WindowOption = None,
    quiet: QuietOption = None,
    ending: EndingOption = None,
    evening: EveningOption = None,
    card: CardOption = None,
    gap: GapOption = None,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """修改计划，只写要改的。"""
    from bot.plans import change_plan

    said = _said(to, role, except_, missed, window, quiet, ending, evening, card, gap)
    attempt(lambda: change_plan(config, database_url(db, config), number, when, said, emit))


@plans_app.command("remove")
def plans_remove(number: NumberArgument, db: DbOption = None, config: ConfigOption = None) -> None:
    """删除计划；推送过的记录还在。"""
    from bot.plans import remove_plan

    attempt(lambda: remove_plan(config, database_url(db, config), number, emit))


@plans_app.command("pause")
def plans_pause(number: NumberArgument, db: DbOption = None, config: ConfigOption = None) -> None:
    """暂停计划。"""
    from bot.plans import pause_plan

    attempt(lambda: pause_plan(config, database_url(db, config), number, emit))


@plans_app.command("resume")
def plans_resume(number: NumberArgument, db: DbOption = None, config: ConfigOption = None) -> None:
    """恢复计划，从现在起按时推送。"""
    from bot.plans import resume_plan

    attempt(lambda: resume_plan(config, database_url(db, config), number, emit))


def _said(
    to: list[str] | None,
    role: list[Role] | None,
    except_: list[str] | None,
    missed: Missed | None,
    window: int | None,
    quiet: str | None,
    ending: Ending | None,
    evening: str | None,
    card: bool | None,
    gap: int | None,
) -> dict[str, Any]:
    """The options as slots, those that were given."""
    slots = {
        "audience": to or None,
        "receivers": [one.value for one in role] if role else None,
        "except": except_ or None,
        "missed": missed.value if missed else None,
        "window": window,
        "quiet": _hours(quiet),
        "ending": ending.value if ending else None,
        "evening": _clock("--evening", evening),
        "card": card,
        "gap": gap,
    }
    return {name: value for name, value in slots.items() if value is not None}


def _hours(said: str | None) -> dict[str, str] | str | None:
    if said is None or said == "none":
        return said
    first, _, last = said.partition("-")
    return {"from": str(_clock("--quiet", first)), "to": str(_clock("--quiet", last))}


def _clock(name: str, said: str | None) -> str | None:
    from datetime import time

    if said is None or said == "none":
        return said
    try:
        return time.fromisoformat(said.strip().zfill(5)).strftime("%H:%M")
    except ValueError:
        raise typer.BadParameter(f"“{said}”不是时间，应写成 20:00", param_hint=name) from None
