"""Study items carry pictures, a video, a link card; plans may ask for title cards; a push may have several messages."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KINDS = ("kind IN ('text', 'image', 'file')", "kind IN ('text', 'image', 'file', 'video', 'link')")


def upgrade() -> None:
    op.add_column("study_item", sa.Column("media", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("push_plan", sa.Column("card", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("push", sa.Column("parts", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("outbox", sa.Column("url", sa.String(), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("picture_url", sa.String(), nullable=False, server_default=""))
    _outbox_kinds(*KINDS)
    _pictures_of_feeds()


def _outbox_kinds(was: str, known: str) -> None:
    """What kinds of messages there are. SQLite changes a check by copying the table."""
    if op.get_bind().dialect.name == "sqlite":
        _copied_outbox(was, known)
    else:
        op.drop_constraint("kind_known", "outbox", type_="check")
        op.create_check_constraint("kind_known", "outbox", known)


def _copied_outbox(was: str, known: str) -> None:
    """The table again in its own words but for one, whatever columns it has come to have."""
    connection = op.get_bind()
    own = "FROM sqlite_master WHERE tbl_name = 'outbox' AND sql IS NOT NULL AND type = "
    table = str(connection.exec_driver_sql(f"SELECT sql {own} 'table'").scalar_one())
    indexes = [str(sql) for sql in connection.exec_driver_sql(f"SELECT sql {own} 'index'").scalars()]
    connection.exec_driver_sql("ALTER TABLE outbox RENAME TO outbox_before")
    connection.exec_driver_sql(table.replace(was, known))
    connection.exec_driver_sql("INSERT INTO outbox SELECT * FROM outbox_before")
    connection.exec_driver_sql("DROP TABLE outbox_before")
    for index in indexes:
        connection.exec_driver_sql(index)


def _pictures_of_feeds() -> None:
    """Pictures that came with feeds were kept beside their items; they are part of them now."""
    connection = op.get_bind()
    item = sa.table("study_item", sa.column("id", sa.Integer()), sa.column("media", sa.JSON(none_as_null=True)))
    for key, file in connection.execute(sa.text("SELECT item_id, picture FROM feed_entry WHERE picture <> ''")).all():
        connection.execute(item.update().where(item.c.id == key).values(media=[{"kind": "image", "file": file}]))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM outbox WHERE kind IN ('video', 'link')"))
    _outbox_kinds(*reversed(KINDS))
    for name, column in (
        ("outbox", "picture_url"),
        ("outbox", "url"),
        ("push", "parts"),
        ("push_plan", "card"),
        ("study_item", "media"),
    ):
        op.drop_column(name, column)
