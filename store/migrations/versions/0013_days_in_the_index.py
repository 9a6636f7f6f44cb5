"""What is asked about a span of days, of everything or of one activity, stands in the index itself: no row is looked up for it."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WIDE = {
    "signup_day": (["on_date"], ["state", "unit_id", "kind", "member_id", "person", "headcount", "activity_id"]),
    "signup_roster": (["activity_id", "state"], ["on_date", "headcount", "kind", "unit_id", "member_id", "person"]),
    "checkin_day": (["on_date"], ["unit_id", "member_id", "item_id"]),
}


def upgrade() -> None:
    for name, (before, more) in WIDE.items():
        _anew(name, [*before, *more])


def downgrade() -> None:
    for name, (before, _) in WIDE.items():
        _anew(name, [*before, "headcount"] if name == "signup_roster" else before)


def _anew(name: str, columns: list[str]) -> None:
    table = name.partition("_")[0]
    op.drop_index(name, table)
    op.create_index(name, table, columns)
