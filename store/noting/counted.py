"""Which rows are counted, and as what: the one place that triggers, the first filling and the fold agree on.

Expressions are SQL that SQLite and PostgreSQL read alike; `{r}` is the row.
"""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = (
    *("subject", "sign", "unit", "person", "item", "on_date", "heads", "children"),
    *("difficulties", "difficulty_counts", "support"),
)
NOTE = f"INSERT INTO uncounted ({', '.join(COLUMNS)})"


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows of a table that a subject counts. `changes` are the columns that matter."""

    subject: str
    table: str
    changes: tuple[str, ...]
    when: str
    unit: str
    person: str
    item: str = "NULL"
    on_date: str = "NULL"
    heads: str = "0"
    children: str = "0"
    difficulties: str = "NULL"
    difficulty_counts: str = "NULL"
    support: str = "NULL"

    @property
    def name(self) -> str:
        """Of its triggers."""
        return f"{self.subject}_{self.table}"

    def noted(self, row: str, sign: int) -> str:
        """The statement that notes a row of a trigger (`NEW` or `OLD`), if it counts."""
        return f"{NOTE} SELECT {self._values(row, sign)} WHERE {self.when.format(r=row)}"

    def chosen(self, rows: str, sign: int) -> str:
        """The statement that notes every row of the table that counts."""
        return f"{NOTE} SELECT {self._values(rows, sign)} FROM {rows} WHERE {self.when.format(r=rows)}"  # noqa: S608  (only words of this file)

    def _values(self, row: str, sign: int) -> str:
        """What is noted of a row, in the order of `COLUMNS`."""
        parts = [getattr(self, column) for column in COLUMNS[2:]]
        return ", ".join([f"'{self.subject}'", str(sign), *(part.format(r=row) for part in parts)])


_FIRST = "CASE WHEN {r}.shared_with_id IS NULL THEN %s END"
_HOME = "(SELECT unit_id FROM work_group WHERE work_group.id = {r}.home_group_id)"
_MEMBER = "'m:' || {r}.member_id"

COUNTED = (
    Counted(
        subject="signups",
        table="signup",
        changes=("activity_id", "unit_id", "member_id", "kind", "person", "headcount", "state", "on_date"),
        when="{r}.state = 'confirmed'",
        unit="{r}.unit_id",
        person=(
            "CASE WHEN {r}.kind = 'team' THEN NULL WHEN {r}.kind = 'own' THEN 'm:' || {r}.member_id "
            "ELSE coalesce({r}.unit_id, 0) || '|' || {r}.person END"
        ),
        item="{r}.activity_id",
        on_date="{r}.on_date",
        heads="{r}.headcount",
    ),
    Counted(
        subject="pairings",
        table="pairing",
        changes=(
            *("unit_id", "helper", "helper_kind", "member_id", "community_id", "children", "shared_with_id", "state", "on_date"),
            *("difficulties", "difficulty_counts", "support"),
        ),
        when="{r}.state = 'active'",
        unit="{r}.unit_id",
        person=(
            "coalesce({r}.unit_id, 0) || '|' || {r}.helper || "
            "CASE WHEN {r}.helper_kind = 'individual' THEN '|' || {r}.member_id ELSE '' END"
        ),
        item="{r}.community_id",
        on_date="{r}.on_date",
        children="CASE WHEN {r}.shared_with_id IS NULL THEN {r}.children ELSE 0 END",
        difficulties=_FIRST % "CAST({r}.difficulties AS TEXT)",
        difficulty_counts=_FIRST % "CAST({r}.difficulty_counts AS TEXT)",
        support="CAST({r}.support AS TEXT)",
    ),
    Counted(
        subject="checkins",
        table="checkin",
        changes=("member_id", "unit_id", "item_id", "on_date"),
        when="{r}.member_id IS NOT NULL",
        unit="{r}.unit_id",
        person=_MEMBER,
        item="coalesce((SELECT column_id FROM study_item WHERE study_item.id = {r}.item_id), 0)",
        on_date="{r}.on_date",
    ),
    Counted("known", "checkin", ("member_id", "unit_id"), "{r}.member_id IS NOT NULL", "{r}.unit_id", _MEMBER),
    Counted("known", "member", ("home_group_id",), "{r}.home_group_id IS NOT NULL", _HOME, "'m:' || {r}.id"),
)
"""`known`: a member known in a unit, because the group she acts in is its own or because she has checked in for it."""


def regrouped(row: str, sign: int) -> str:
    """When a group's unit changes, those who act in it go from the old (`OLD`, -1) and come to the new (`NEW`, 1)."""
    return Counted("known", "member", (), f"member.home_group_id = {row}.id", f"{row}.unit_id", "'m:' || {r}.id").chosen("member", sign)
