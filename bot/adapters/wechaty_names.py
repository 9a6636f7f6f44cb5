"""What people and rooms are called: asked for once, kept, and put right by events. Memory is bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable

KEPT = 50_000
Ask = Callable[[str], Awaitable[str]]


class Names:
    """The names of one kind of thing, by wire id. The least lately asked for is forgotten first."""

    def __init__(self, ask: Ask, kept: int = KEPT) -> None:
        self._ask = ask
        self._kept = kept
        self._known: OrderedDict[str, str] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    async def of(self, id: str) -> str:
        """The name; empty where the channel does not give it. May raise what asking raises."""
        if not id:
            return ""
        if id in self._known:
            self._known.move_to_end(id)
            return self._known[id]
        name = await self._ask(id)
        if name:
            self.learn(id, name)
        return name

    def known(self, id: str) -> str:
        """The name as far as it is known; empty where it is not."""
        return self._known.get(id, "")

    def learn(self, id: str, name: str) -> None:
        """An event told the name."""
        self._known[id] = name
        self._known.move_to_end(id)
        if len(self._known) > self._kept:
            self._known.popitem(last=False)

    def forget(self, id: str) -> None:
        """The name may have changed."""
        self._known.pop(id, None)

    def clear(self) -> None:
        """Forget all: another login may use other ids."""
        self._known.clear()
