"""The merge rule of 接龙: what one version of a list says that was not said before. Pure: lines in, acts out.

Every message restates the whole list, and two people may carry on the same version, so the newest text is not the whole
truth. An unchanged line asserts nothing, nor does one that stands again as it once stood, unless its owner or an organizer
posts it: a list sent on from an older version takes nothing back. A line is removed by its owner or an organizer only, and
it comes back when whoever removed it, or an organizer, posts it again, or when it says something it never said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class Known(Protocol):
    """A line as last read (`store.models.ChainLine`)."""

    @property
    def states(self) -> Sequence[str]:
        """What it has said, the newest last."""

    @property
    def owner(self) -> str:
        """Who first posted it."""

    @property
    def removed_by(self) -> str:
        """Who took it out."""


@dataclass(frozen=True, slots=True)
class Version:
    """One message of a chain: who posted it, whether as an organizer, and what each line says, in order.

    `owners` holds those owners that the message itself names.
    """

    poster: str
    organizer: bool
    says: Mapping[str, str]
    owners: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Acts:
    """What a version brings: lines to enter (with the owner of those that are new) and lines to take out."""

    new: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)


def acts_of(version: Version, known: Mapping[str, Known]) -> Acts:
    """What this version says that was not said before."""
    new = [line for line in version.says if line not in known]
    own = version.poster if len(new) == 1 else ""
    return Acts(
        new={line: version.owners.get(line, own) for line in new},
        changed=[line for line, said in version.says.items() if line in known and _acts(version, said, known[line])],
        removed=[line for line, one in known.items() if line not in version.says and not one.removed_by and _may(version, one)],
    )


def _may(version: Version, line: Known) -> bool:
    return version.organizer or version.poster == line.owner


def _acts(version: Version, said: str, line: Known) -> bool:
    if line.removed_by:
        return said not in line.states or version.organizer or version.poster == line.removed_by
    return said != line.states[-1] and (said not in line.states or _may(version, line))


def continues(lines: Mapping[str, Known], says: Mapping[str, str]) -> bool:
    """Whether a list with another title carries on a chain: it begins alike and holds at least half of its lines."""
    standing = [line for line, one in lines.items() if not one.removed_by]
    return bool(standing) and standing[0] == next(iter(says), "") and 2 * sum(line in says for line in standing) >= len(standing)
