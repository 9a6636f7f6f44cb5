"""Every official form that the product fills in, drawn on its own or into an office's template."""

from __future__ import annotations

from datetime import datetime

from handlers.files.checkins import CHECKINS
from handlers.files.form import Format, FormKind, Table
from handlers.files.form_document import document_of
from handlers.files.pairing import PAIRINGS
from handlers.files.plan_book import WORK_PLAN
from handlers.files.programmes import PROGRAMMES
from handlers.files.reports import MONTHLY, WEEKLY
from handlers.files.roster import ROSTER
from handlers.files.sheet import book_of
from handlers.files.template_book import fill_book
from handlers.files.template_document import fill_document
from handlers.files.works import WORKS

KINDS: dict[str, FormKind] = {kind.name: kind for kind in (PAIRINGS, ROSTER, CHECKINS, WORKS, PROGRAMMES, WORK_PLAN, WEEKLY, MONTHLY)}
FORMATS: tuple[Format, ...] = ("xlsx", "docx")


def drawn(table: Table, format: Format, template: bytes | None = None) -> bytes:
    """The table as a file, in the office's template where there is one. A pure function, and slow for many rows."""
    if template is not None:
        return fill_book(template, table) if format == "xlsx" else fill_document(template, table)
    return book_of(table) if format == "xlsx" else document_of(table)


def starting_file(kind: FormKind, format: Format, now: datetime) -> bytes:
    """The form with its placeholders: what an office changes to make its template."""
    return drawn(kind.starting(now), format)
