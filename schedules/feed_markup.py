"""RSS 0.9–2.0 and Atom 1.0 to entries."""

from __future__ import annotations

from collections.abc import Iterator

from schedules.feed_dates import moment
from schedules.feed_text import plain
from schedules.feed_types import Entry, FeedError, Parsed
from schedules.feed_xml import Node, tree

_ATOM = "http://www.w3.org/2005/Atom"


def read_markup(text: str) -> Parsed:
    """The entries of an XML feed. Errors: FeedError."""
    root = tree(text)
    if root.name in ("rss", "rdf"):
        return _rss(root)
    if root.name == "feed":
        return _atom(root)
    raise FeedError("format", f"XML 的最外层是 <{root.name[:20]}>，不是 RSS 或 Atom。请检查网址是不是内容源。")


def _rss(root: Node) -> Parsed:
    channel = next(root.children("channel"), root)
    items = [node for node in root.walk() if node.name == "item"]
    link = next((node.text() for node in channel.children("link") if node.space != _ATOM), "")
    return Parsed(plain(_first(channel, "title")), link, tuple(map(_rss_entry, items)))


def _rss_entry(item: Node) -> Entry:
    guid = next(item.children("guid"), None)
    permanent = guid is not None and guid.attributes.get("ispermalink", "true") == "true"
    named = guid.text().strip() if guid is not None else ""
    return Entry(
        title=plain(_first(item, "title")),
        text=plain(_first(item, "encoded")) or plain(_first(item, "description")),
        guid=named,
        link=next((node.text() for node in item.children("link") if node.text().strip()), named if permanent else ""),
        source=plain(_first(item, "source")),
        day=_first(item, "day"),
        published=moment(_first(item, "pubdate", "date")),
        picture=_picture(item),
    )


def _atom(root: Node) -> Parsed:
    entries = tuple(map(_atom_entry, root.children("entry")))
    return Parsed(_construct(root, "title"), _link(root, "alternate"), entries)


def _atom_entry(entry: Node) -> Entry:
    return Entry(
        title=_construct(entry, "title"),
        text=_construct(entry, "content") or _construct(entry, "summary"),
        guid=_first(entry, "id"),
        link=_link(entry, "alternate"),
        source=next((_construct(node, "title") for node in entry.children("source")), ""),
        day=_first(entry, "day"),
        published=moment(_first(entry, "published", "updated")),
        picture=_picture(entry) or _link(entry, "enclosure", "image/"),
    )


def _construct(node: Node, name: str) -> str:
    """An Atom text: plain, HTML, or XHTML as elements."""
    found = next(node.children(name), None)
    if found is None:
        return ""
    kind = found.attributes.get("type", "text")
    if kind in ("text", "text/plain"):
        return found.text()
    return plain(found.text() if kind in ("html", "text/html") else found.markup())


def _link(node: Node, relation: str, kind: str = "") -> str:
    for link in node.children("link"):
        if link.attributes.get("rel", "alternate") == relation and link.attributes.get("type", kind).startswith(kind):
            return link.attributes.get("href", "")
    return ""


def _picture(node: Node) -> str:
    return next(_pictures(node), "")


def _pictures(node: Node) -> Iterator[str]:
    """Addresses of an item's pictures: enclosures, Media RSS, a plain <image>."""
    for one in node.children("enclosure", "content", "thumbnail", "group"):
        if one.name == "group":
            yield from _pictures(one)
        kind = one.attributes.get("type", "")
        shown = kind.startswith("image/") or one.attributes.get("medium") == "image" or (one.name == "thumbnail" and not kind)
        if shown and one.attributes.get("url"):
            yield one.attributes["url"]
    for one in node.children("image"):
        yield _first(one, "url") or one.text()


def _first(node: Node, *names: str) -> str:
    """The text of the first child with one of these names that has any."""
    return next((text for name in names for one in node.children(name) if (text := one.text().strip())), "")
