"""What an earlier version had stays: messages that wait, and the pictures that feeds had brought."""

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from store.database import MIGRATIONS, Database
from store.media import Attachment, attachments
from store.outbox import OUTBOX
from store.unit_of_work import UnitOfWork

ITEM = """INSERT INTO study_item (id, column_id, number, title, text, source, state, author, created_at)
VALUES (:id, 1, :id, '题', '文', '源', 'approved', '', '2021-05-20 01:00:00')"""
WAITING = """INSERT INTO outbox (id, account, group_wire, kind, text, path, name, reply_to, topic, who, tail, state, attempts, cause,
wire_id, created_at) VALUES (:id, 'main', 'g1', :kind, '话', '', '', '', '', '', '', 'pending', 0, '', '', '2021-05-20 01:00:00')"""
FEED = """INSERT INTO feed_state (id, name, fingerprint, etag, last_modified, result, failures)
VALUES (1, '省妇联', '', '', '', '', 0)"""
ENTRY = """INSERT INTO feed_entry (feed_id, identity, item_id, picture, seen_at)
VALUES (1, :identity, :item, :picture, '2021-05-20 01:00:00')"""


def test_waiting_messages_and_pictures_of_feeds_are_carried_over(empty_url: str) -> None:
    database = Database(empty_url)
    with database.writing() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        connection.execute(text("INSERT INTO study_column (id, name, kind) VALUES (1, '家风', 'numbered')"))
        connection.execute(text(FEED))
        for number, picture in ((1, "a.png"), (2, "")):
            connection.execute(text(ITEM), {"id": number})
            connection.execute(text(ENTRY), {"identity": str(number), "item": number, "picture": picture})
        for number, kind in ((1, "text"), (2, "image")):
            connection.execute(text(WAITING), {"id": number, "kind": kind})
    database.migrate()
    with database.writing() as connection:
        uow = UnitOfWork(connection)
        media = [attachments(item.media) for item in uow.study.whole()]
        assert media == [(Attachment("image", "a.png"),), ()]
        rows = connection.execute(OUTBOX.select().order_by(OUTBOX.c.id)).all()
        assert [(row.kind, row.text, row.parts_sent, row.url) for row in rows] == [("text", "话", 0, ""), ("image", "话", 0, "")]
        row = {
            "id": 9,
            "account": "main",
            "group_wire": "g1",
            "kind": "link",
            "url": "https://a.example/",
            "created_at": rows[0].created_at,
        }
        uow.outbox.add_all([row])
    database.close()
