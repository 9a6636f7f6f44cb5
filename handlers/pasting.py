"""What was said elsewhere, brought in by hand: a copied stretch of chat or a list, through the same handlers as chat.

First it is read into items (intent and slots, never the words themselves), then the items are carried out, each as the message
it was; a preview is the same run, taken back. Rights are those of whoever brings it. Who is known by name only is recorded by
name under her (代报名); a known member of the group speaks for herself where an organizer brings her words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from handlers.context import Context
from handlers.errors import UserInputError
from handlers.files.signups import SignUpTable, TableRow
from handlers.language import understand
from handlers.language.pairing_notes import shared_with
from handlers.language.pasted import Said, Stretch
from handlers.language.understanding import Scene, Understanding
from handlers.message import IncomingMessage
from handlers.ports import Ports
from handlers.reply import Reply, Say
from handlers.rights import ORGANIZE
from handlers.router import COMMANDS
from handlers.texts import Texts
from handlers.ties import settle_list
from store.chains import digest
from store.models import Group, Member, Unit
from store.types import SHANGHAI
from store.unit_of_work import UnitOfWork

TAKEN = frozenset(
    ("signup", "signup_change", "signup_cancel", "pairing_report", "pairing_change", "pairing_end", "followup", "checkin", "jielong")
)
"""What is recorded from pasted text; questions and orders of the bot are left out."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing said: on which line, by whom, when (ISO), what it means. `id` is the same for the same words pasted again."""

    line: int
    who: str
    at: str
    intent: str
    slots: dict[str, Any]
    missing: list[str]
    choices: dict[str, list[str]]
    withheld: list[str]
    id: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line: `recorded`, `same` (it was there already) or `left_out`, and why, in words."""

    line: int
    who: str
    result: str
    text: str
    intent: str = ""


@dataclass(slots=True)
class Read:
    """A paste as read: what there is to carry out, and what is left out already."""

    items: list[Item] = field(default_factory=list)
    left: list[Outcome] = field(default_factory=list)

    def as_slots(self) -> dict[str, Any]:
        """As a question can keep it until she has confirmed."""
        return {"items": [asdict(item) for item in self.items], "left": [asdict(one) for one in self.left]}

    @classmethod
    def from_slots(cls, slots: dict[str, Any]) -> Read:
        """The other way round."""
        return cls([Item(**item) for item in slots["items"]], [Outcome(**one) for one in slots["left"]])


def moment(said: Said, as_of: date) -> datetime:
    """When it was said; noon where the copy does not tell the time."""
    return datetime.combine(said.day or as_of, said.clock or time(12), SHANGHAI)


def read_stretch(texts: Texts, stretch: Stretch, scenes: Sequence[Scene], unit: str, as_of: date) -> Read:
    """Understand a stretch as its group would have been understood; `scenes` are tried in turn. Talk leaves no trace but a count."""
    found = Read()
    times: Counter[str] = Counter()
    for said in stretch.said:
        if said.who in scenes[0].bot_names:
            continue
        key = digest(f"{said.day or as_of} {said.clock} {said.who} {said.text}")
        times[key] += 1
        heard = _heard(said, scenes, unit, as_of)
        why = _left_out(heard)
        if why:
            found.left.append(Outcome(said.line, said.who, "left_out", texts(why)))
            continue
        for number, one in enumerate([heard, *heard.also]):
            found.items.append(_item(said, one, f"paste-{key}-{times[key]}-{number}", as_of))
    return found


def _heard(said: Said, scenes: Sequence[Scene], unit: str, as_of: date) -> Understanding:
    """The first scene in which it is understood to the end; else the last."""
    heard = Understanding()
    for scene in scenes:
        heard = understand(said.text, scene, today=said.day or as_of, sender=said.who, unit=unit)
        if heard.intent not in (None, "unknown") and not heard.missing:
            break
    return heard


def _left_out(heard: Understanding) -> str:
    """Why something said is not carried out; empty where it is."""
    if heard.intent is None:
        return "paste.talk"
    return "paste.puzzled" if heard.intent in ("unknown", "cancel") else "" if heard.intent in TAKEN else "paste.not_taken"


def _item(said: Said, one: Understanding, key: str, as_of: date) -> Item:
    slots = dict(one.slots)
    if one.intent == "pairing_report" and (other := shared_with(said.text)):
        slots["with"] = other
    at = moment(said, as_of).isoformat()
    return Item(said.line, said.who, at, str(one.intent), slots, list(one.missing), dict(one.choices), list(one.withheld), key)


class _TakenBack(Exception):
    """A preview has seen enough."""


@dataclass(slots=True)
class Desk:
    """Where a paste is carried out: in one transaction, for one group, under one member's rights.

    Nothing in it was said after `now`; `brought_at` is when it is brought in.
    """

    uow: UnitOfWork
    texts: Texts
    ports: Ports
    scene: Scene
    group: Group
    unit: Unit | None
    paster: Member
    now: datetime
    brought_at: datetime
    announcements: list[Say] = field(default_factory=list)

    @property
    def organizes(self) -> bool:
        """Whether the group is in the paster's subtree as an organizer."""
        return self.uow.roles.of(self.paster.id).covers(ORGANIZE, self.unit.path if self.unit else None)

    def preview(self, read: Read) -> list[Outcome]:
        """What carrying it out would bring: carried out, and taken back whole."""
        outcomes: list[Outcome] = []
        try:
            with self.uow.savepoint():
                outcomes = self.carry_out(read)
                raise _TakenBack
        except _TakenBack:
            self.announcements.clear()
            self.uow.journal.clear()
        return outcomes

    def carry_out(self, read: Read) -> list[Outcome]:
        """Carry out every item that was not carried out before, in order; what came of each line, those left out too."""
        ids = {item.id: f"{item.id}-{self.group.id}" for item in read.items}
        seen = self.uow.inbox.seen(self.group.account, ids.values())
        outcomes = list(read.left)
        fresh: list[dict[str, object]] = []
        for item in read.items:
            if ids[item.id] in seen:
                outcomes.append(Outcome(item.line, item.who, "same", self.texts("paste.before"), item.intent))
                continue
            outcome = self._one(item)
            outcomes.append(outcome)
            if outcome.result != "left_out":
                fresh.append({"account": self.group.account, "message_id": ids[item.id], "at": self.brought_at})
        self.uow.inbox.add_all(fresh)
        self.uow.journal.heard(fresh)
        return sorted(outcomes, key=lambda one: one.line)

    def _one(self, item: Item) -> Outcome:
        try:
            reply = self._answered(item)
        except UserInputError as error:
            return Outcome(item.line, item.who, "left_out", self.texts(error.key, **error.params), item.intent)
        self.announcements += [say for say in reply.says if say.group or say.person]
        if reply.undoable:
            return Outcome(item.line, item.who, "recorded", self._in_words(item, reply), item.intent)
        return Outcome(item.line, item.who, "same", self.texts("paste.same"), item.intent)

    def _in_words(self, item: Item, reply: Reply) -> str:
        if item.intent != "jielong":
            return reply.undoable
        tail = next((say.tail for say in reply.says if say.topic), "")
        return self.texts("paste.list", title=item.slots.get("title", ""), number=len(item.slots["entries"]), tail=tail)

    def _answered(self, item: Item) -> Reply:
        """As the router would, but that nothing is asked back. Raises `UserInputError` for what is left out."""
        ctx = self._context(item)
        said = Understanding(item.intent, dict(item.slots), list(item.missing), dict(item.choices))
        if said.intent == "checkin" and ctx.speaker:
            raise UserInputError("paste.herself")
        self._for_speaker(ctx, said)
        if said.intent == "jielong" and not self._list(ctx, said):
            raise UserInputError("paste.no_activity", title=said.slots.get("title", ""))
        command = COMMANDS[item.intent]
        if command.fill is not None:
            command.fill(ctx, said)
        if said.missing[:1] == ["activity"] and len(said.choices.get("activity", ())) == 1:
            said.slots["activity"] = said.choices["activity"][0]
            said.missing.pop(0)
        if said.missing:
            raise UserInputError("paste.unclear")
        if said.slots.get("activity") not in (None, *self.scene.open_activities):
            raise UserInputError("activity.gone")
        return command.run(ctx, said)

    def _list(self, ctx: Context, said: Understanding) -> bool:
        unit = str(said.slots.get("unit", ""))
        if unit and (ctx.unit is None or ctx.unit.name != unit):
            entries = said.slots["entries"]
            said.slots["entries"] = [one | {"note": f"{unit} {one['note']}".strip()} for one in entries]
        if brought := said.slots.get("brought"):
            said.slots["activity"] = brought
            return True
        return settle_list(self.uow, self.group, ctx.unit, said, ctx.now)

    @staticmethod
    def _for_speaker(ctx: Context, said: Understanding) -> None:
        """What she says of herself, said by another: by her name."""
        if not ctx.speaker:
            return
        if said.intent in ("signup_change", "signup_cancel"):
            said.slots.setdefault("names", [ctx.speaker])
        elif said.intent in ("pairing_report", "pairing_change", "pairing_end", "followup") and "helper" not in said.slots:
            said.slots |= {"helper": ctx.speaker, "helper_kind": "individual"}

    def _context(self, item: Item) -> Context:
        member = self.paster if item.who in ("", self.paster.name) else self._known(item.who)
        speaker = "" if member else item.who
        member, at = member or self.paster, datetime.fromisoformat(item.at)
        message = IncomingMessage(self.group.account, self.group.wire_id, member.wire_id, "", "", at, member.name)
        rights = self.uow.roles.of(self.paster.id)
        where = (self.group, member, self._unit(item), rights, self.scene, self.texts, self.ports)
        return Context(min(at, self.now), self.uow, message, *where, pasted=True, speaker=speaker)

    def _unit(self, item: Item) -> Unit | None:
        """The group's unit; in an organizer's table, the unit a row names."""
        named = self.uow.units.by_name(str(item.slots["unit"])) if item.slots.get("unit") else None
        covered = named is not None and self.uow.roles.of(self.paster.id).covers(ORGANIZE, named.path)
        return named if covered else self.unit

    def _known(self, name: str) -> Member | None:
        """The one member of the group shown under this name; a display name is enough only for an organizer's word."""
        found = self.uow.members.at_home(self.group.id, name) if self.organizes else []
        return found[0] if len(found) == 1 else None


def read_table(table: SignUpTable, as_of: date) -> Read:
    """A table of sign-ups: for each activity and unit in it one list, as if the paster had posted it."""
    found = Read(left=[Outcome(row, "", "left_out", problem) for row, problem in table.problems])
    lists: dict[tuple[str, str], list[TableRow]] = {}
    for row in table.rows:
        lists.setdefault((row.activity or table.title, row.unit), []).append(row)
    for (title, unit), rows in lists.items():
        entries = [{"no": number, "name": row.name, "headcount": row.heads, "note": row.note} for number, row in enumerate(rows, 1)]
        slots = {"title": title, "entries": entries, "unit": unit}
        key = digest(f"{as_of} {slots}")
        at = datetime.combine(as_of, time(12), SHANGHAI).isoformat()
        found.items.append(Item(rows[0].line, "", at, "jielong", slots, [], {}, [], f"table-{key}"))
    return found


def unfit_lists(desk: Desk, read: Read) -> Iterator[Item]:
    """Lists that no activity is meant by: an organizer may say which."""
    for item in read.items:
        said = Understanding(item.intent, dict(item.slots))
        if item.intent == "jielong" and not settle_list(desk.uow, desk.group, desk.unit, said, desk.now):
            yield item


def brought(read: Read, items: Sequence[Item], title: str) -> Read:
    """The paste with these lists for this activity."""
    ids = {item.id for item in items}
    return Read([replace(one, slots=one.slots | {"brought": title}) if one.id in ids else one for one in read.items], read.left)
