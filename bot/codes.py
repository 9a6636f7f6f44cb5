"""One-time codes from the command line: for the first admin, and for groups and people whom the channel gave new ids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.app import system_clock
from bot.failure import Failure
from bot.records import store_at
from handlers.rights import NAMES
from store.models import Group, Member
from store.unit_of_work import UnitOfWork

Emit = Callable[[dict[str, Any]], None]


def make_admin_code(url: str, emit: Emit) -> None:
    """A one-time code for the first admin."""
    with store_at(url, write=True) as uow:
        now = system_clock()
        code, expires = uow.codes.make("admin", now)
        uow.audit.add(now, None, "code_admin", "code")
    emit({"code": code, "expires": expires.isoformat()})


def make_group_codes(url: str, name: str | None, life: timedelta, emit: Emit) -> None:
    """A code to be said in a group, for the active groups whose name holds this (None: all that have a unit). Raises `Failure`."""
    with store_at(url, write=True) as uow:
        groups = uow.groups.called(name)
        bound = [group for group in groups if group.unit_id is not None]
        groups = bound or groups  # a room without a unit beside one of its name is the room that will say the code
        groups = [group for group in groups if group.name == name] or groups
        if not groups:
            raise Failure(f"没有名称里有“{name}”的工作群。" if name else "还没有工作群。")
        made = [(_group(uow, group), _made(uow, "group", group, life)) for group in groups]
    for about, code in made:
        emit({**about, **code})


def make_member_codes(url: str, name: str | None, life: timedelta, emit: Emit) -> None:
    """A code to be said in private, for the people of this name (None: everyone who holds a role). Raises `Failure`."""
    with store_at(url, write=True) as uow:
        people = uow.members.called(name) if name else uow.members.with_roles()
        if not people:
            raise Failure(f"没有叫“{name}”的人。" if name else "还没有人有管理权限。")
        made = [(_person(uow, person), _made(uow, "member", person, life)) for person in people]
    for about, code in made:
        emit({**about, **code})


def _made(uow: UnitOfWork, purpose: str, target: Group | Member, life: timedelta) -> dict[str, Any]:
    now = system_clock()
    code, expires = uow.codes.make(purpose, now, account=target.account, target_id=target.id, life=life)
    uow.audit.add(now, None, f"code_{purpose}", f"{purpose}:{target.id}")
    return {"code": code, "expires": expires.isoformat()}


def _group(uow: UnitOfWork, group: Group) -> dict[str, Any]:
    unit = uow.units.by_id(group.unit_id)
    return {"group": group.name, "unit": unit.name if unit else ""}


def _person(uow: UnitOfWork, person: Member) -> dict[str, Any]:
    """Enough to tell two people of one name apart, and one person's old id from her new one."""
    home = uow.groups.get(Group, person.home_group_id) if person.home_group_id else None
    roles = sorted({NAMES[held.role] for held in uow.roles.of(person.id).held})
    return {"member": person.name, "group": home.name if home else "", "roles": roles, "records": uow.members.records(person.id)}
