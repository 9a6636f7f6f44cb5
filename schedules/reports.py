"""Reports at their slots: composed outside the writer, over a snapshot; filed by the writer in one go, each slot once.

A process that dies between the two has filed nothing: the slot is found again and composed anew.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.ports import FileShelf
from handlers.reply import Say
from handlers.report_files import brief_of, units_picture
from handlers.report_period import period_of
from handlers.report_words import report_text
from handlers.reporting import Report, gather
from handlers.texts import Texts
from schedules.pushes import Pushes
from store.receivers import Receiver
from store.unit_of_work import UnitOfWork

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Composed:
    """A slot's report as every receiver gets it: the text, and a file (path, name, kind) where there is one."""

    plan_id: int
    slot: datetime
    letters: Sequence[Letter]


@dataclass(frozen=True, slots=True)
class Letter:
    """What one receiver gets."""

    to: Receiver
    text: str
    path: str = ""
    name: str = ""


class Reports:
    """Composes and files reports."""

    def __init__(self, texts: Texts, pushes: Pushes, shelf: FileShelf) -> None:
        self.texts = texts
        self.pushes = pushes
        self.shelf = shelf

    def gather(self, uow: UnitOfWork, plan_id: int, slot: datetime) -> list[tuple[Receiver, Report]]:
        """The figures for everyone whom a plan reaches, each subtree counted once. Reads only."""
        plan = uow.plans.by_id(plan_id)
        if plan is None or plan.state != "active":
            return []
        kind = uow.study.column_by_id(plan.column_id).report
        known: dict[str | None, Report] = {}
        found = []
        for one in uow.receivers.of(plan.audience):
            if one.path not in known:
                known[one.path] = gather(uow, kind, one.path, one.label or self.texts("scope.all"), slot)
            found.append((one, known[one.path]))
        return found

    def compose(self, plan_id: int, slot: datetime, found: Sequence[tuple[Receiver, Report]]) -> Composed:
        """Texts and files of a slot, each drawn once; needs no store."""
        drawn: dict[tuple[str | None, bool], tuple[str, str]] = {}
        letters = []
        for to, report in found:
            key = (to.path, to.group_id is None)
            if key not in drawn:
                drawn[key] = self._file(report, private=to.group_id is None)
            letters.append(Letter(to, report_text(report, self.texts), *drawn[key]))
        return Composed(plan_id, slot, letters)

    def _file(self, report: Report, *, private: bool) -> tuple[str, str]:
        """Where the file lies and its shown name; none where there is nothing to draw."""
        if report.kind == "monthly":
            name = f"{report.label[:20]}简报{report.period.now.until[:7]}.docx"
            return self.shelf.save(name, brief_of(report, self.texts, private=private)), name
        picture = units_picture(report, self.texts) if private else None
        return (self.shelf.save("周统计.png", picture), "周统计.png") if picture else ("", "")

    def file(self, uow: UnitOfWork, composed: Composed, now: datetime) -> list[Say]:
        """Settle the slot: deliveries to groups; what is said in private, and files, come back. Nothing if it was settled meanwhile."""
        uow.plans.alone()
        plan = uow.plans.by_id(composed.plan_id)
        if plan is None or plan.state != "active" or uow.pushes.at(plan.id, composed.slot) is not None:
            return []
        if not composed.letters:
            uow.pushes.skip(plan.id, composed.slot, self.texts("push.no_receivers"), now)
            return []
        rooms = {one.to.group_id: (one.to.account, one.text) for one in composed.letters if one.to.group_id is not None}
        people = len(composed.letters) - len(rooms)
        column = uow.study.column_by_id(plan.column_id)
        name = period_of(column.report, composed.slot).name
        summary = self.texts("push.report", column=column.name, period=name, people=people, groups=len(rooms))
        uow.pushes.report(plan.id, composed.slot, summary, now, rooms)
        self.pushes.keep_silent(uow, plan, composed.slot, now)
        logger.info(
            "report %s at %s goes to %s", plan.id, composed.slot.isoformat(), len(composed.letters), extra={"action": "report_made"}
        )
        return [say for one in composed.letters for say in _says(one)]


def _says(letter: Letter) -> list[Say]:
    """What goes through the outbox: to a person all of it, to a group the file (its text is a delivery)."""
    to = letter.to
    blank = Say("", account=to.account, person=to.wire_id) if to.group_id is None else Say("", account=to.account, group=to.wire_id)
    says = [replace(blank, text=letter.text)] if to.group_id is None else []
    picture = letter.name.endswith(".png")
    return [*says, replace(blank, kind="image" if picture else "file", path=letter.path, name=letter.name)] if letter.path else says
