"""The machine's pages beside a running bot: a day's pushes to post by hand, and pasting."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.app import App
from bot.console.hand import Pages, hand_routes
from bot.console.paste import Bearer, Pasted, Refused, paste_routes
from bot.failure import Failure
from bot.pasting import ACCOUNT, Brought, paste
from bot.readings import Readings
from handlers.errors import UserInputError
from handlers.files.lines import LinesError
from handlers.pasting import Outcome
from handlers.rights import ORGANIZE
from store.media import MediaFolder
from store.unit_of_work import UnitOfWork

MOST_GROUPS = 2_000


def further_pages(app: App) -> Pages:
    """Routes over the running bot's own store."""

    async def bring(pasted: Pasted) -> Sequence[Outcome]:
        with tempfile.TemporaryDirectory(prefix="jinguo-paste-") as folder:
            what = await asyncio.to_thread(_kept, pasted, Path(folder))
            try:
                outcomes = await app.writer.run(lambda uow: _brought(uow, app, what))
            except (Failure, LinesError) as error:
                raise Refused(str(error)) from error
        app.outbox.wake_all()
        return outcomes

    async def groups() -> Sequence[str]:
        return await app.writer.run(lambda uow: uow.groups.names(MOST_GROUPS))

    async def bearers() -> Sequence[Bearer]:
        return await app.writer.run(_bearers)

    account = next(iter(app.adapters), ACCOUNT)
    return [*hand_routes(app.writer, MediaFolder(app.settings.media), app.clock, account), *paste_routes(bring, groups, bearers)]


def _kept(pasted: Pasted, folder: Path) -> Brought:
    """A table is read from a file for as long as it is looked at; a text, which may name a child, is on no disk."""
    file, is_table = folder / pasted.name, not pasted.name.endswith(".txt")
    if is_table:
        file.write_bytes(pasted.body)
    return Brought(file, pasted.group, pasted.sender, pasted.as_of, pasted.dry_run, None if is_table else pasted.body)


def _brought(uow: UnitOfWork, app: App, what: Brought) -> list[Outcome]:
    if what.sender not in {one.wire_id for one in _bearers(uow)}:
        raise Failure("请选谁来粘贴。")
    try:
        return paste(uow, what, app.settings, Readings(app.database))
    except UserInputError as error:
        raise Failure(app.texts(error.key, **error.params)) from error


def _bearers(uow: UnitOfWork) -> list[Bearer]:
    """Organizers and admins: a paste is carried out under her rights."""
    return [Bearer(member.wire_id, f"{member.name}（{member.account}）") for member in uow.members.with_role(ORGANIZE)]
