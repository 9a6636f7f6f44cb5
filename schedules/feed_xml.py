"""XML from strangers, as a small tree.

The standard library's expat, with entities off: a document that declares one is refused, so nothing is expanded
(billion laughs) and nothing outside is read (XXE). defusedxml would add a package for the same three handlers over the
same expat, and would not bound depth and size, which is done here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import NoReturn
from xml.parsers import expat

from schedules.feed_types import FeedError

DEPTH = 64
ELEMENTS = 100_000
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_OWN = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_BROKEN = "XML 写得不完整（{why}）。请用浏览器打开网址看看，或请对方修好。"


class Node:
    """An element: `name` without its namespace, in lower case."""

    __slots__ = ("attributes", "name", "parts", "space")

    def __init__(self, name: str, space: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.space = space
        self.attributes = attributes
        self.parts: list[str | Node] = []

    def children(self, *names: str) -> Iterator[Node]:
        """Its own elements with one of these names."""
        return (part for part in self.parts if isinstance(part, Node) and part.name in names)

    def text(self) -> str:
        """All the text within."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.parts)

    def markup(self) -> str:
        """What is within, as HTML source: text escaped again, elements as tags."""
        return "".join(html.escape(part) if isinstance(part, str) else f"<{part.name}>{part.markup()}</{part.name}>" for part in self.parts)

    def walk(self) -> Iterator[Node]:
        """The element and every element below it."""
        yield self
        for part in self.parts:
            if isinstance(part, Node):
                yield from part.walk()


class _Builder:
    def __init__(self) -> None:
        self.top = Node("", "", {})
        self._open = [self.top]
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > ELEMENTS or len(self._open) > DEPTH:
            raise FeedError("format", "XML 的层次太深或元素太多，没有读。请检查网址是不是内容源。")
        node = Node(_local(name).lower(), name.rpartition(" ")[0], {_local(key).lower(): value for key, value in attributes.items()})
        self._open[-1].parts.append(node)
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def characters(self, text: str) -> None:
        self._open[-1].parts.append(text)


def tree(text: str) -> Node:
    """The root element. Errors: FeedError."""
    builder = _Builder()
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(_NAMED.sub(_letter, text.lstrip()).encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        why = f"第 {error.lineno} 行：{expat.errors.messages.get(error.code, error)}"
        raise FeedError("format", _BROKEN.format(why=why)) from error
    return next(part for part in builder.top.parts if isinstance(part, Node))


def _refuse(*_: object) -> NoReturn:
    raise FeedError("format", "XML 里定义了实体（ENTITY），可能是攻击，没有读。请对方去掉后再用。")


def _letter(found: re.Match[str]) -> str:
    """HTML's named letters (&nbsp;), which feeds use though XML does not know them."""
    letter = html5.get(found[1])
    return found[0] if letter is None or found[1] in _OWN else html.escape(letter)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
