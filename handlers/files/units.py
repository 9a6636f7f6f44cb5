"""The tree of units from an organizer's list (`jinguo import units FILE`): .csv or .xlsx."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.files.lines import Line, LinesError, read_lines

_NAME_HEADS = frozenset({"单位", "单位名称", "name"})
_PARENT_HEADS = frozenset({"上级单位", "上级", "parent"})
_HEAD_WITHIN = 10  # lines; a title may stand above the head
_LONGEST_NAME = 100


@dataclass(frozen=True)
class UnitRow:
    """A unit and the name of the unit above it; None at the top."""

    name: str
    parent: str | None


class UnitsError(ValueError):
    """The file cannot be taken in. `problems`: Chinese sentences, each naming its line where it has one."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def read_units(path: Path, known: Collection[str] = ()) -> list[UnitRow]:
    """Read the list; units stand after the units above them, else in the file's order.

    `known`: names that exist already and may be parents. Errors: UnitsError with every wrong
    row, and nothing is taken in then; OSError.
    """
    try:
        lines = [(number, cells) for number, cells in read_lines(path) if any(cells)]
    except LinesError as error:
        raise UnitsError([str(error)]) from error
    head, rows = _split_head(lines)
    problems: list[str] = []
    units: dict[str, tuple[int, UnitRow]] = {}
    for number, cells in rows:
        name, parent = (cells[index] if index is not None and index < len(cells) else "" for index in head)
        if problem := _wrong(name, parent, units):
            problems.append(f"第{number}行：{problem}")
        else:
            units[name] = (number, UnitRow(name, parent or None))
    problems += _strangers(units, known, {cells[head[0]] for _, cells in rows if head[0] < len(cells)})
    problems += _loops(units)
    if problems:
        raise UnitsError(problems)
    if not units:
        raise UnitsError(["文件里没有单位"])
    return _parents_first(units)


def _split_head(lines: list[Line]) -> tuple[tuple[int, int | None], list[Line]]:
    """Where name and parent stand, and the lines below the head."""
    for index, (_, cells) in enumerate(lines[:_HEAD_WITHIN]):
        heads = [cell.lower() for cell in cells]
        name = _place(heads, _NAME_HEADS)
        parent = _place(heads, _PARENT_HEADS)
        if name is not None and (parent is not None or len([cell for cell in heads if cell]) == 1):
            return (name, parent), lines[index + 1 :]
    raise UnitsError(["没有找到表头：第一行应写“单位”和“上级单位”"])


def _place(heads: list[str], wanted: frozenset[str]) -> int | None:
    return next((index for index, head in enumerate(heads) if head in wanted), None)


def _wrong(name: str, parent: str, units: dict[str, tuple[int, UnitRow]]) -> str | None:
    if not name:
        return "没有写单位名称"
    if len(name) > _LONGEST_NAME:
        return f"单位名称超过{_LONGEST_NAME}个字"
    if name in units:
        return f"“{name}”与第{units[name][0]}行重复"
    return f"“{name}”的上级单位是它自己" if name == parent else None


def _strangers(units: dict[str, tuple[int, UnitRow]], known: Collection[str], written: Collection[str]) -> Iterator[str]:
    """Parents that stand nowhere, not even in a row that is wrong for another reason."""
    for number, unit in units.values():
        if unit.parent is not None and unit.parent not in written and unit.parent not in known:
            yield f"第{number}行：“{unit.name}”的上级单位“{unit.parent}”不在表里"


def _loops(units: dict[str, tuple[int, UnitRow]]) -> Iterator[str]:
    """Each loop once, named at its first line."""
    settled: set[str] = set()
    for start in units:
        path: dict[str, None] = {}
        name: str | None = start
        while name is not None and name in units and name not in settled and name not in path:
            path[name] = None
            name = units[name][1].parent
        if name is not None and name in path:
            ring = list(path)[list(path).index(name) :]
            yield f"第{min(units[unit][0] for unit in ring)}行：上级单位绕成了圈：{' → '.join([*ring, ring[0]])}"
        settled |= path.keys()


def _parents_first(units: dict[str, tuple[int, UnitRow]]) -> list[UnitRow]:
    out: dict[str, UnitRow] = {}
    for name in units:
        for unit in reversed(list(_upwards(name, units, out))):
            out[unit.name] = unit
    return list(out.values())


def _upwards(name: str, units: dict[str, tuple[int, UnitRow]], placed: Collection[str]) -> Iterable[UnitRow]:
    above: str | None = name
    while above is not None and above in units and above not in placed:
        yield units[above][1]
        above = units[above][1].parent
