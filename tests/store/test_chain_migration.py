"""Lists that an earlier version had read go on: their lines are known, their names are no longer kept."""

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from store.chains import digest
from store.database import MIGRATIONS, Database
from store.unit_of_work import UnitOfWork


def test_the_lines_of_an_earlier_version_are_carried_over(empty_url: str) -> None:
    database = Database(empty_url)
    with database.writing() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(text("INSERT INTO member (id, account, wire_id, name) VALUES (7, 'main', 'u7', '王芳')"))
        opened = "INSERT INTO activity (id, title, place, state, opened_at) VALUES (3, '剪纸', '', 'open', '2021-05-20 01:00:00')"
        connection.execute(text(opened))
        known = "INSERT INTO chain_line (activity_id, name, headcount, owner_id) VALUES (3, '王芳', 2, 7), (3, '李静', 1, NULL)"
        connection.execute(text(known))
    database.migrate()
    with database.reading() as connection:
        uow = UnitOfWork(connection)
        (chain,) = uow.chains.of(3, None)
        lines = uow.chains.lines(chain.id)
        assert {line: (row.owner, row.states) for line, row in lines.items()} == {
            digest("王芳"): ("m:7", [digest("2 ")]),
            digest("李静"): ("", [digest("1 ")]),
        }
        assert chain.title == ""
    database.close()
