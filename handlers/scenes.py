"""What may be named in a chat, built from the store once per unit and kept until something nameable changes."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.language.understanding import Scene
from store.models import Unit
from store.study import REPORTS
from store.unit_of_work import UnitOfWork

STALE = timedelta(days=7)
"""An activity whose deadline passed longer ago than this is no longer listed."""
GROUPS_NAMED = 500


class Scenes:
    """Builds and keeps scenes. One instance a process; every entry knows the version it was built at."""

    def __init__(self, bot_names: tuple[str, ...]) -> None:
        self._bot_names = bot_names
        self._kept: dict[int, tuple[int, str, Scene]] = {}

    def of(self, uow: UnitOfWork, unit: Unit | None, today: date) -> Scene:
        """The scene of chats bound to a unit (None: bound to none yet)."""
        version = uow.memo.get("scene_version")
        if version is None:
            version = uow.memo["scene_version"] = uow.scene_version()
        key = unit.id if unit else 0
        kept = self._kept.get(key)
        if kept is not None and kept[:2] == (version, today.isoformat()):
            return kept[2]
        scene = self._build(uow, unit, today)
        self._kept[key] = (version, today.isoformat(), scene)
        return scene

    def forget(self) -> None:
        """A transaction was rolled back: what was built inside it may describe what never was."""
        self._kept.clear()

    def _build(self, uow: UnitOfWork, unit: Unit | None, today: date) -> Scene:
        oldest, path = (today - STALE).isoformat(), unit.path if unit else None
        visible = uow.activities.visible(path)
        # first what 活动 lists, in its order; then what has ended, which a roster or a late sign-up may still name
        named = [a.title for a in visible if a.deadline is None or a.deadline >= oldest]
        named += [a.title for a in [*visible, *uow.activities.ended(path)] if a.title not in named]
        return Scene(
            bot_names=self._bot_names,
            open_activities=tuple(dict.fromkeys(named)),
            communities=tuple(uow.pairings.communities()),
            units=tuple(uow.units.names()),
            groups=tuple(uow.groups.names(GROUPS_NAMED)),
            columns=tuple(dict.fromkeys([*(column.name for column in uow.study.columns()), *REPORTS])),
        )
