"""One rule for whatever may be long: a dozen lines are said, sixty are a picture, more are a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from handlers.charts import table_picture
from handlers.context import Context
from handlers.forms import file_reply, sheet_of
from handlers.reply import Reply, Say

AS_TEXT = 12
AS_PICTURE = 60
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A table for the chat: `heading` over it, `name` (推送计划) of its file, `note` below its picture.

    `line` is said before the picture or file; without one the heading is, with the number of rows.
    """

    heading: str
    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    line: str = ""


def listing_reply(ctx: Context, short: Callable[[], Reply], listing: Listing, *, file: Callable[[], Reply] | None = None) -> Reply:
    """`short` while it is short, else a picture of the table, else a file: a plain one, or the one `file` makes."""
    if len(listing.rows) <= AS_TEXT:
        return short()
    line = listing.line or ctx.texts("listing.line", heading=listing.heading, rows=len(listing.rows))
    if len(listing.rows) <= AS_PICTURE:
        draw = partial(table_picture, listing.heading, listing.columns, listing.rows, note=listing.note)
        return Reply([Say(line), picture(ctx, listing.name, draw)])
    return file() if file is not None else file_reply(ctx, f"{listing.name}.xlsx", partial(_sheet, listing), line=line)


def picture(ctx: Context, name: str, draw: Callable[[], bytes]) -> Say:
    """A picture to the same chat, drawn after the commit; `name` is its file's, without suffix."""
    path = ctx.ports.files.save(f"{name}.png", draw)
    return Say("", kind="image", path=path, name=f"{name}.png")


def _sheet(listing: Listing) -> bytes:
    rows = [dict(zip(listing.columns, row, strict=True)) for row in listing.rows]
    return sheet_of(rows, listing.columns)
