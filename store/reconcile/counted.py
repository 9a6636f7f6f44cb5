"""What the counters say."""

# ruff: noqa: S608  (statements are put together from words of this folder only)

from __future__ import annotations

from sqlalchemy import Connection, text

from store.reconcile.compared import Bounds, Found


def counted(connection: Connection, bounds: Bounds, subject: str, kind: str) -> Found:
    """Every counter of a subject by the slices of a kind that says anything."""
    query = (
        "SELECT scope, slice, people, heads, records, children FROM counter WHERE subject = :subject AND slice >= :low "
        f"AND slice <= :high AND (people <> 0 OR heads <> 0 OR records <> 0 OR children <> 0){bounds.of('scope')} ORDER BY scope"
    )
    low, high = (f"{kind}:{bounds.since if kind == 'd' else ''}", f"{kind}:{bounds.until if kind == 'd' else '~'}") if kind else ("", "")
    for scope, slice_, *figures in connection.execute(text(query), {"subject": subject, "low": low, "high": high}):
        yield scope, slice_, tuple(figures)
