"""Where definitions are asked: everything, and units with units below them, which say of each of these what there is."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, text

from store.reconcile.compared import Bounds

UNITS = "SELECT id, path, parent_id, EXISTS (SELECT 1 FROM unit AS child WHERE child.parent_id = unit.id) FROM unit ORDER BY id"


def asked(connection: Connection, bounds: Bounds, homes: Collection[int] | None = None) -> dict[int, str | None]:
    """Each scope with its path, in their order: of the units those with others below them and with rows (`homes`; None: all), and
    whatever is asked about itself.
    """
    found: dict[int, str | None] = {0: None} if bounds.has(0) else {}
    for unit, path, parent, parted in connection.execute(text(UNITS)).all():
        top = bounds.scopes is not None and not bounds.has(parent or 0)
        if bounds.has(unit) and (top or (parted and (homes is None or unit in homes))):
            found[unit] = path
    return found
