"""Who people are: WeCom's messages carry ids only. Names come from the organisation's exported list, else from its app."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from bot.adapters.wecom_app import CorpApp
from handlers.message import Mention

ID_HEADS = ("帐号", "账号", "userid", "UserID")
NAME_HEADS = ("姓名", "name")


class PeopleError(Exception):
    """A list of people that cannot be used; the text says why."""


def read_people(path: Path) -> dict[str, str]:
    """Names by account from a .csv with the columns 帐号 and 姓名. Raises `PeopleError`."""
    try:
        rows = csv.DictReader(_text(path).splitlines())
        heads = rows.fieldnames or []
        account = next((head for head in ID_HEADS if head in heads), None)
        name = next((head for head in NAME_HEADS if head in heads), None)
        if account is None or name is None:
            raise PeopleError(f"{path}：第一行要有“帐号”和“姓名”两列")
        found = {(row[account] or "").strip(): (row[name] or "").strip() for row in rows}
    except csv.Error as error:
        raise PeopleError(f"{path}：读不了，要存成 .csv") from error
    return {one: called for one, called in found.items() if one and called}


def _text(path: Path) -> str:
    """UTF-8, or GBK as Excel in China saves."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise PeopleError(f"没有这个文件：{path}") from None
    except OSError as error:
        raise PeopleError(f"{path}：读不了，请检查读写权限") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PeopleError(f"{path}：读不了，要存成 .csv")


class People:
    """Knows ids and names."""

    def __init__(self, names: dict[str, str] | None = None, app: CorpApp | None = None) -> None:
        self._names = names or {}
        self._app = app
        self._called: dict[str, list[str]] = defaultdict(list)
        for userid, name in self._names.items():
            self._called[name].append(userid)

    async def who(self, given: str) -> tuple[str, str]:
        """(id, name) of a sender; the name is empty where nobody can tell."""
        if given in self._names or self._app is None:
            return given, self._names.get(given, "")
        userid = await self._app.plain_id(given)
        return userid, self._names.get(userid) or await self._app.name(userid)

    def behind(self, shown: str) -> Mention | None:
        """Who stands behind an @: an account of the list, or the only one of that name on it. Never a guess."""
        if shown in self._names:
            return Mention(shown, self._names[shown])
        found = self._called.get(shown, [])
        return Mention(found[0], shown) if len(found) == 1 else None
