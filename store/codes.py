"""One-time codes: random, short-lived, single-use, counted when guessed wrongly. Only salted hashes are kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from store.models import ClaimAttempt, ClaimCode, table
from store.repository import Repository

CODES = table(ClaimCode)
ATTEMPTS = table(ClaimAttempt)
LIFE = timedelta(minutes=30)
SECRET = 6
LONGEST_TARGET = 9
WRONG_EACH = 5
WRONG_ALL = 30
WRONG_WITHIN = timedelta(hours=1)


def _digest(salt: str, code: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", code.encode(), salt.encode(), 20_000).hex()


class Codes(Repository):
    """Makes and redeems one-time codes."""

    def make(
        self, purpose: str, now: datetime, *, account: str | None = None, target_id: int | None = None, life: timedelta = LIFE
    ) -> tuple[str, datetime]:
        """A new code and when it expires. An older open code of the same purpose and target ends.

        Six digits are secret. What stands before them with a dash, if anything, only says whom or what the code is for:
        however many codes are open, a guess is one in a million.
        """
        same = (CODES.c.purpose == purpose, CODES.c.used_at.is_(None), CODES.c.target_id.is_not_distinct_from(target_id))
        self.connection.execute(update(CODES).where(*same, CODES.c.expires_at > now).values(expires_at=now))
        code, salt, expires = f"{secrets.randbelow(1_000_000):06d}", secrets.token_hex(8), now + life
        values = {"purpose": purpose, "account": account, "target_id": target_id, "salt": salt, "digest": _digest(salt, code)}
        self.connection.execute(insert(CODES).values(**values, created_at=now, expires_at=expires))
        return f"{target_id}-{code}" if target_id is not None else code, expires

    def limited(self, member_id: int, now: datetime) -> bool:
        """Whether this person, or everyone together, has guessed wrongly too often in the last hour."""
        recent = ATTEMPTS.c.at > now - WRONG_WITHIN
        return self.count(ATTEMPTS, recent, ATTEMPTS.c.member_id == member_id) >= WRONG_EACH or self.count(ATTEMPTS, recent) >= WRONG_ALL

    def find(self, code: str, account: str, now: datetime) -> ClaimCode | None:
        """The open code these digits match on this account."""
        digits = code.replace("-", "")
        target, secret = digits[:-SECRET], digits[-SECRET:]
        if not digits.isdecimal() or len(target) > LONGEST_TARGET:
            return None
        here = CODES.c.account.is_(None) | (CODES.c.account == account)
        meant = CODES.c.target_id.is_not_distinct_from(int(target) if target else None)
        for row in self.all(ClaimCode, select(CODES).where(CODES.c.used_at.is_(None), CODES.c.expires_at > now, here, meant)):
            if hmac.compare_digest(row.digest, _digest(row.salt, secret)):
                return row
        return None

    def use(self, code: ClaimCode, member_id: int, now: datetime) -> None:
        """The code is spent."""
        self.connection.execute(update(CODES).where(CODES.c.id == code.id).values(used_at=now, used_by=member_id))

    def spoil(self, code: ClaimCode, now: datetime) -> None:
        """The code was said where others could read it: it is void."""
        self.connection.execute(update(CODES).where(CODES.c.id == code.id).values(expires_at=now))

    def wrong(self, member_id: int, now: datetime) -> None:
        """Count a wrong guess."""
        self.connection.execute(insert(ATTEMPTS).values(member_id=member_id, at=now))

    def prune(self, now: datetime) -> None:
        """Forget wrong guesses that no longer count, and codes long expired."""
        self.connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.at < now - WRONG_WITHIN))
        self.connection.execute(delete(CODES).where(CODES.c.expires_at < now - timedelta(days=1), CODES.c.used_at.is_(None)))
