"""#接龙: the list people already use, read into the same roster as chat sign-ups; 接龙 归: which activity a list is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handlers.chains import Acts, Version, acts_of, continues
from handlers.commands.command import Command
from handlers.commands.signup import announce, live_only
from handlers.context import Context
from handlers.errors import UserInputError
from handlers.language.names.matching import bare
from handlers.language.roster_lines import read_line
from handlers.language.understanding import Understanding
from handlers.meant import over
from handlers.reply import Reply
from handlers.rights import ORGANIZE
from handlers.standing import list_recorded
from handlers.ties import PENDING
from store.chains import digest
from store.models import Activity, Chain, ChainLine, Member, SignUp
from store.signups import Party

QUIET = timedelta(minutes=3)
"""A chain is answered at most this often: at once after a pause, else when it is over."""


@dataclass(slots=True)
class Entry:
    """One line of a list. `line` tells it from the others, `says` what it says now; `member` is its owner where known."""

    name: str
    heads: int
    note: str
    line: str
    says: str
    member: Member | None = None


def merge(ctx: Context, said: Understanding) -> Reply:
    """Merge one version of a list whose activity is settled (`handlers.ties`); silent where it says nothing new."""
    activity = ctx.activity(said)
    entries = _entries(ctx, said.slots["entries"])
    if not entries:
        return Reply()
    version = _version(ctx, entries)
    chain = _chain(ctx, activity, bare(str(said.slots.get("title", ""))), version)
    known = ctx.uow.chains.lines(chain.id)
    acts = acts_of(version, known)
    if not acts:
        return Reply()
    promoted, refused = _carry_out(ctx, activity, entries, acts, known, organizer=version.organizer)
    _remember(ctx, chain, entries, acts, known, version.poster)
    return Reply.join([_answer(ctx, activity, chain, refused), announce(ctx, activity, promoted)])


def _entries(ctx: Context, listed: Sequence[dict[str, Any]]) -> dict[str, Entry]:
    """Entries by line; a name that stands twice counts once, as last written."""
    found: dict[str, Entry] = {}
    for one, wire in zip(listed, _owners(ctx.message.owners, [int(one["no"]) for one in listed]), strict=True):
        name, heads, note = str(one["name"]), int(one["headcount"]), str(one["note"])
        known = ctx.uow.members.by_wire(ctx.message.account, wire) if wire else None
        owner = known or (ctx.uow.members.ensure(ctx.message.account, wire, name) if wire else None)
        found[digest(name)] = Entry(name, heads, note, digest(name), digest(f"{heads} {note}"), owner)
    return found


def _owners(owners: Sequence[str], numbers: Sequence[int]) -> list[str]:
    """Who entered each line, where the channel names them: one for each line, or one for each number."""
    if len(owners) == len(numbers):
        return list(owners)
    by_number = bool(numbers) and len(owners) == max(numbers)
    return [owners[number - 1] if by_number and number > 0 else "" for number in numbers]


def _version(ctx: Context, entries: dict[str, Entry]) -> Version:
    """The message as the merge rule sees it. For pasted text an organizer is one who said it, not one who brings it."""
    poster = f"n:{ctx.member.id}:{digest(ctx.speaker)}" if ctx.speaker else f"m:{ctx.member.id}"
    organizer = not ctx.speaker and ctx.uow.roles.of(ctx.member.id).covers(ORGANIZE, ctx.path)
    owners = {line: f"m:{entry.member.id}" for line, entry in entries.items() if entry.member is not None}
    return Version(poster, organizer, {line: entry.says for line, entry in entries.items()}, owners)


def _chain(ctx: Context, activity: Activity, title: str, version: Version) -> Chain:
    """The chain this list belongs to: by its title; by what an organizer said; by its lines, where the title was changed."""
    chains = ctx.uow.chains.of(activity.id, ctx.group_id)
    same = [one for one in chains if one.title == title]
    tied = [one for one in chains if one.tied_at is not None and one.title and one.title in title]
    if same or tied:
        return (same or tied)[0]
    fresh = [one for one in chains if one.title is None and one.tied_at is not None and one.tied_at >= ctx.now - PENDING]
    carried = [one for one in chains[::-1] if one.title is not None and continues(ctx.uow.chains.lines(one.id), version.says)]
    if fresh or carried:
        ctx.uow.chains.put((fresh or carried)[0].id, title=title)
        return (fresh or carried)[0]
    return ctx.uow.chains.open(activity.id, ctx.group_id, title)


def _carry_out(
    ctx: Context, activity: Activity, entries: dict[str, Entry], acts: Acts, known: dict[str, ChainLine], *, organizer: bool
) -> tuple[list[SignUp], int]:
    """Bring the lines into the roster; who came in from the waitlist, and how many lines found no place."""
    promoted: list[SignUp] = []
    refused = 0
    for line in acts.removed:
        promoted += ctx.uow.signups.cancel(activity, _rows(ctx, activity, known[line]))
    for line in [*acts.changed, *acts.new]:
        entry, correcting = entries[line], organizer and line in known
        member = _signs_up(ctx, entries, entry, known.get(line)) or (_standing_under(ctx, activity, entry) if correcting else None)
        came, found = _enter(ctx, activity, entry, member)
        promoted += came
        refused += not found
    return promoted, refused


def _signs_up(ctx: Context, entries: dict[str, Entry], entry: Entry, known: ChainLine | None) -> Member | None:
    """The member whose own sign-up a line is, if it is one: its owner where the channel names her (her only line, or the one
    with her name), else the poster where it has her name."""
    if known is not None and known.person:
        return ctx.uow.members.get(Member, int(known.person.removeprefix("m:")))
    if entry.member is not None:
        hers = [one for one in entries.values() if one.member is not None and one.member.id == entry.member.id]
        return entry.member if len(hers) == 1 or _called(entry, entry.member) else None
    return ctx.member if _called(entry, ctx.member) and not ctx.speaker else None


def _called(entry: Entry, member: Member) -> bool:
    """Whether a line has her name: as it is, or as a line is read (a nickname's emoji are no part of a line's name)."""
    return entry.name in (member.name, (read_line(member.name) or {}).get("name"))


def _standing_under(ctx: Context, activity: Activity, entry: Entry) -> Member | None:
    """Who has signed up herself under a line's name: an organizer's correction reaches her row too."""
    own = [row for row in ctx.uow.signups.named(activity.id, entry.name, ctx.unit_id) if row.kind == "own"]
    return ctx.uow.members.get(Member, own[0].member_id) if own else None


def _enter(ctx: Context, activity: Activity, entry: Entry, member: Member | None) -> tuple[list[SignUp], bool]:
    """One line: a member's own row, else a person named by who posted it. False where there is no place for all of it."""
    if activity.quota is not None and entry.heads > activity.quota:
        return [], False
    given: dict[str, Any] = {"own": entry.heads} if member else {"names": (entry.name,), "heads_each": entry.heads}
    party = Party(source="jielong", note=entry.note, **given)
    placed = ctx.uow.signups.place(activity, party, member or entry.member or ctx.member, ctx.unit_id, ctx.group_id, ctx.now)
    return placed.promoted, not placed.refused


def _rows(ctx: Context, activity: Activity, line: ChainLine) -> list[SignUp]:
    """The rows that a line brought in and nobody has said since."""
    return [
        row
        for row in ctx.uow.signups.listed(activity.id, ctx.unit_id)
        if (row.person == line.person if line.person else digest(row.name) == line.line)
    ]


def _remember(ctx: Context, chain: Chain, entries: dict[str, Entry], acts: Acts, known: dict[str, ChainLine], poster: str) -> None:
    new: list[dict[str, Any]] = []
    for line, owner in acts.new.items():
        member = _signs_up(ctx, entries, entries[line], None)
        person = f"m:{member.id}" if member else ""
        new.append({"chain_id": chain.id, "line": line, "states": [entries[line].says], "owner": person or owner, "person": person})
    ctx.uow.chains.add_lines([row | {"removed_by": ""} for row in new])
    for line in acts.changed:
        earlier = [said for said in known[line].states if said != entries[line].says]
        ctx.uow.chains.put_line(known[line].id, states=[*earlier, entries[line].says], removed_by="")
    for line in acts.removed:
        ctx.uow.chains.put_line(known[line].id, removed_by=poster)


def _answer(ctx: Context, activity: Activity, chain: Chain, refused: int) -> Reply:
    """At once after a pause (and to who brought a list in by hand), else together with what comes until it is over."""
    soon = chain.said_at is not None and ctx.now < chain.said_at + QUIET
    refused += chain.refused
    if soon and not ctx.pasted and chain.said_at is not None:
        ctx.uow.chains.put(chain.id, due_at=chain.said_at + QUIET, refused=refused)
        reply = Reply()
    else:
        reply = Reply([list_recorded(ctx, activity, chain, refused)])
        ctx.uow.chains.put(chain.id, said_at=ctx.now, said_heads=ctx.uow.signups.heads(activity.id), refused=0, due_at=None)
    reply.undoable = ctx.texts("jielong.undo", title=activity.title)
    return reply


def only_live(ctx: Context, said: Understanding) -> None:
    """A list can only be tied to what is open."""
    if "activity" not in said.slots and "activity" not in said.missing:
        said.missing.insert(0, "activity")
    live_only(ctx, said)


def tie(ctx: Context, said: Understanding) -> Reply:
    """From now on lists of this title (without one: the next list that fits nothing) are for this activity."""
    if ctx.group is None:
        raise UserInputError("jielong.tie_in_group")
    if not ctx.rights.covers(ORGANIZE, ctx.path):
        raise UserInputError("rights.elsewhere", unit=ctx.unit.name if ctx.unit else ctx.texts("scope.all"))
    activity = ctx.activity(said)
    if activity.state != "open" or over(activity, ctx):
        raise UserInputError("activity.closed", title=activity.title)
    title = str(said.slots.get("title", ""))
    ctx.uow.chains.tie(activity.id, ctx.group.id, bare(title) or None, ctx.now)
    ctx.uow.audit.add(ctx.now, ctx.member, "jielong_tie", f"activity:{activity.id}")
    reply = ctx.say("jielong.tied" if bare(title) else "jielong.tied_next", list=title, title=activity.title)
    reply.undoable = ctx.texts("jielong.tie_undo", title=activity.title)
    return reply


COMMANDS = (Command("jielong", merge), Command("jielong_tie", tie, fill=only_live))
