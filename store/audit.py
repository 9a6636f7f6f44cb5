"""The audit log: every privileged act, never what people wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from store.models import Audit, Member, table
from store.repository import Repository


class AuditLog(Repository):
    """Appends acts."""

    def add(self, now: datetime, member: Member | None, act: str, target: str, **detail: Any) -> None:
        """File one act; without a member it was done on the machine itself."""
        actor = f"member:{member.id}" if member else "machine"
        values = {"at": now, "actor": actor, "member_id": member.id if member else None, "act": act, "target": target}
        self.connection.execute(insert(table(Audit)).values(**values, detail=detail or None))
