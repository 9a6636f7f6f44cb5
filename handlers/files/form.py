"""An official table before it is drawn: what stands in it, and the names under which a template asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from handlers.files.workbook import local

Format = Literal["xlsx", "docx"]
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_UPRIGHT = 97.0
"""Half-width characters that an upright A4 page holds at the size of the print."""


@dataclass(frozen=True)
class Picture:
    """A thumbnail (PNG or JPEG) that stands in a cell; `text` where it cannot be shown."""

    data: bytes
    text: str = ""


Cell = str | int | float | date | datetime | Picture | None


@dataclass(frozen=True)
class Column:
    """A column: its head, width (in half-width characters; 汉字 take two) and how cells stand in it.

    `key` is its name in a template, the head where it is empty.
    """

    head: str
    width: float
    align: Literal["left", "center", "right"] = "center"
    key: str = ""

    @property
    def name(self) -> str:
        """What a template calls it."""
        return self.key or self.head


@dataclass(frozen=True)
class Total:
    """A row below the table: `label`, and the SUM of a column (and of those in `also`) over rows first..last (0-based, last excluded).

    One that is not `shown` stands only where a template asks for it by its label.
    """

    column: str
    label: str = "合计"
    first: int = 0
    last: int | None = None
    shown: bool = True
    also: tuple[str, ...] = ()

    @property
    def sums(self) -> tuple[Total, ...]:
        """The sums of the row, one a column, by what a template calls them: 合计, and of a further column 合计打卡人次."""
        further = (replace(self, column=head, label=self.label + head, also=()) for head in self.also)
        return (replace(self, also=()), *further)


@dataclass(frozen=True)
class Table:
    """A table filled in. `now` aware, the file's date; `footer` parts share the last line evenly.

    `landscape` None: lying where the columns would not fit upright. `fields`: what a template may ask for besides columns
    and totals. `blank`: a starting file for a template, whose cells hold placeholders.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    now: datetime
    subtitle: str = ""
    totals: Sequence[Total] = ()
    footer: Sequence[str] = ()
    landscape: bool | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    blank: bool = False

    @property
    def lies(self) -> bool:
        """Whether the page lies on its long side."""
        return sum(column.width for column in self.columns) > _UPRIGHT if self.landscape is None else self.landscape

    @property
    def sums(self) -> dict[str, Total]:
        """Every sum of the table by the name that a template calls it, each of one column."""
        return {one.label: one for total in self.totals for one in total.sums}

    def sum_of(self, total: Total) -> int | float:
        """A total as a number: only numbers count."""
        at = [column.head for column in self.columns].index(total.column)
        cells = [row[at] for row in self.rows[total.first : total.last]]
        return sum(cell for cell in cells if isinstance(cell, (int, float)))


@dataclass(frozen=True)
class FormKind:
    """An official form: its name, columns, the lines over and under the table, which hold placeholders ({{填表单位}}), its totals."""

    name: str
    columns: tuple[Column, ...]
    subtitle: str = ""
    footer: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    landscape: bool | None = None

    @property
    def row_names(self) -> tuple[str, ...]:
        """What a template may write in the row that is repeated."""
        return tuple(column.name for column in self.columns)

    @property
    def sum_names(self) -> tuple[str, ...]:
        """What a template may write below that row for a sum."""
        return tuple(one.label for total in self.totals for one in total.sums)

    @property
    def field_names(self) -> tuple[str, ...]:
        """What a template may write anywhere."""
        said = [name for line in (self.subtitle, *self.footer) for name in names_in(line)]
        return tuple(dict.fromkeys(["标题", *said, "日期", *self.sum_names]))

    def table(
        self,
        rows: Sequence[Sequence[Cell]],
        now: datetime,
        fields: Mapping[str, str],
        *,
        title: str = "",
        totals: Sequence[Total] | None = None,
    ) -> Table:
        """The form filled in; `fields` by their names in the lines."""
        day = local(now)
        known = {"标题": title or self.name, "日期": f"{day.year}年{day.month}月{day.day}日", **fields}
        return Table(
            known["标题"],
            self.columns,
            rows,
            now,
            subtitle=filled(self.subtitle, known).strip(),
            totals=self.totals if totals is None else totals,
            footer=[filled(line, known) for line in self.footer],
            landscape=self.landscape,
            fields=known,
        )

    def starting(self, now: datetime) -> Table:
        """The form with placeholders where it is filled in: an office makes its own template of it."""
        row = [f"{{{{{name}}}}}" for name in self.row_names]
        kept = (self.subtitle, self.totals, self.footer, self.landscape)
        return Table("{{标题}}", self.columns, [row], now, kept[0], kept[1], kept[2], kept[3], blank=True)


def places_in(text: str) -> Iterator[re.Match[str]]:
    """Where the placeholders of a text stand; group 1 is the name."""
    return _PLACEHOLDER.finditer(text)


def names_in(text: str) -> list[str]:
    """The placeholders of a text, in order."""
    return _PLACEHOLDER.findall(text)


def filled(text: str, values: Mapping[str, object]) -> str:
    """The text with its placeholders filled in, once: what is filled in is not read again. Unknown ones stay."""
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text)


def only_name(text: str) -> str:
    """The name where the text is one placeholder and nothing else; else empty."""
    found = _PLACEHOLDER.fullmatch(text.strip())
    return found[1] if found else ""
