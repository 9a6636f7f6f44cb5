"""Lists and chat in any order end in the roster that the merge rule defines; the rule is written here a second time, plainly."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conversation import Person, Town, town
from tests.handlers.test_signup_talk import roster

HEAD = "#接龙\n剪纸活动报名\n\n"
POSTERS = ("王芳", "李静", "陈晓", "赵敏")
NAMES = (*POSTERS, "孙七", "周八")
Lines = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Row:
    """Somebody on the roster: heads, said by a list or in chat, her own word or another's."""

    heads: int
    by: str
    own: bool
    listed: bool


@dataclass
class Line:
    said: list[int]
    owner: str | None
    own: bool
    removed_by: str | None = None


@dataclass
class Model:
    """The roster after each message, from the rule alone."""

    rows: dict[str, Row] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)

    def put(self, name: str, heads: int, by: str, *, own: bool, listed: bool, correcting: bool = False) -> None:
        row = self.rows.get(name)
        if row is None:
            self.rows[name] = Row(heads, by, own, listed)
        elif own or correcting or not row.own:
            taken = replace(row, own=True, by=name) if own else row
            self.rows[name] = taken if heads == row.heads else replace(taken, heads=heads, listed=row.listed and listed)

    def leave(self, who: str) -> None:
        mine = {name for name, row in self.rows.items() if row.by == who}
        for name in {who} if who in mine and self.rows[who].own else mine:
            del self.rows[name]

    def post(self, who: str, lines: Lines) -> None:
        says, organizer = dict(lines), who == "赵敏"
        new = [name for name in says if name not in self.lines]
        gone = [n for n, line in self.lines.items() if n not in says and not line.removed_by and (organizer or line.owner == who)]
        for name in gone:
            self.lines[name].removed_by = who
            if name in self.rows and self.rows[name].listed:
                del self.rows[name]
        for name, heads in says.items():
            if name in new:
                owner = name if name == who else who if len(new) == 1 else None
                self.lines[name] = Line([heads], owner, own=name == who)
                self.put(name, heads, who, own=name == who, listed=True)
            else:
                self.again(who, name, heads, organizer)

    def again(self, who: str, name: str, heads: int, organizer: bool) -> None:
        line = self.lines[name]
        if line.removed_by:
            acts = heads not in line.said or organizer or who == line.removed_by
        else:
            acts = heads != line.said[-1] and (heads not in line.said or organizer or who == line.owner)
        if acts:
            line.said = [one for one in line.said if one != heads] + [heads]
            line.removed_by = None
            own = line.own or name == who
            self.put(name, heads, name if own else who, own=own, listed=True, correcting=organizer)


def edited(lines: Lines, edit: str, name: str, heads: int) -> Lines:
    """The next version of a list, made as people make it."""
    rest = tuple(line for line in lines if line[0] != name)
    if edit == "add":
        return lines if len(rest) < len(lines) else (*lines, (name, heads))
    if edit == "add two":
        return (*rest, (name, heads), *(((other, 1),) if (other := NAMES[heads]) not in dict((*rest, (name, 0))) else ()))
    if edit == "change":
        return tuple((one, heads if one == name else said) for one, said in lines)
    return rest if edit == "remove" else lines


STEP = st.tuples(
    st.sampled_from(POSTERS),
    st.sampled_from(["add", "add", "add two", "change", "change", "remove", "same", "say", "cancel", "undo"]),
    st.sampled_from(NAMES),
    st.integers(1, 4),
    st.integers(0, 3),
)


async def say(here: Town, person: Person, words: str, number: int) -> None:
    """Said, delivered a second time, and sent on unchanged: only the first time does anything."""
    await person.says(words, id=f"m{number}")
    once = await roster(here)
    assert await person.says(words, id=f"m{number}") == "", "a redelivered message does nothing"
    if words.startswith(HEAD):
        assert await person.says(words, id=f"again{number}") == "", "the same list again says nothing"
    assert await roster(here) == once


async def play(steps: list[tuple[str, str, str, int, int]]) -> None:
    model, versions = Model(), [()]
    undoable: tuple[str, dict[str, Row]] | None = None
    async with town(groups=("省财政厅",)) as here:
        people = {name: here.person(name, group="省财政厅") for name in POSTERS}
        await people["赵敏"].is_made("organizer")
        await people["赵敏"].says("发起活动 剪纸活动")
        for number, (who, what, name, heads, back) in enumerate(steps):
            here.clock.now += timedelta(minutes=1)
            before = dict(model.rows)
            words = await act(model, versions, undoable, who, what, name, heads, back)
            if words:
                await say(here, people[who], words, number)
                undoable = (who, before) if words != "撤销" and model.rows != before else None
            assert await roster(here) == {name: row.heads for name, row in model.rows.items()}, (number, who, words)
        group = here.group("省财政厅")
        await here.pass_time(minutes=5)
        answers = [one for one in group.bubbles() if "接龙已记录" in one.text]
        assert all(later.at - one.at >= timedelta(minutes=3) for one, later in pairwise(answers))


async def act(
    model: Model, versions: list[Any], undoable: tuple[str, dict[str, Row]] | None, who: str, what: str, name: str, heads: int, back: int
) -> str:
    """One step in the model, and the words for it; "" where it makes no sense."""
    if what == "undo":
        if undoable is None or undoable[0] != who:
            return ""
        model.rows = undoable[1]
        return "撤销"
    if what == "say":
        model.put(who, heads, who, own=True, listed=False)
        return f"报名剪纸{heads}人"
    if what == "cancel":
        model.leave(who)
        return "取消报名 剪纸活动"
    lines = edited(versions[max(0, len(versions) - 1 - back)], what, name, heads)
    if not lines:
        return ""
    versions.append(lines)
    model.post(who, lines)
    return HEAD + "\n".join(f"{number}. {name}{f' {heads}人' if heads > 1 else ''}" for number, (name, heads) in enumerate(lines, 1))


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, min_size=5, max_size=16))
def test_lists_and_chat_end_in_the_roster_of_the_merge_rule(steps: list[tuple[str, str, str, int, int]]) -> None:
    asyncio.run(play(steps))
