"""Migrations: models equal head, up and down with rows, rebuilds that lose nothing."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from models import Base
from moderation.adapters import schema
from moderation.domain.comment_states import Tally
from moderation.extensions import db
from tests import factories
from tests.conftest import close, make_app, settings_for

VERSIONS = sorted((Path(__file__).parents[2] / "migrations" / "versions").glob("*.py"))


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request, tmp_path):
    """An app with a database of its own, empty of everything but the schema."""
    url = ""
    if request.param == "postgresql":
        server = sa.create_engine(
            request.getfixturevalue("postgresql_url"), isolation_level="AUTOCOMMIT"
        )
        with server.connect() as connection:
            connection.exec_driver_sql("DROP DATABASE IF EXISTS migrations")
            connection.exec_driver_sql("CREATE DATABASE migrations")
        server.dispose()
        url = request.getfixturevalue("postgresql_url").replace("/postgres?", "/migrations?")
    app = make_app(settings_for(tmp_path, url))
    with app.app_context():
        yield app
    close(app)


def test_models_equal_the_newest_migration(house):
    with db.engine.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata
        )

    assert differences == []


def test_the_newest_migration_has_every_check_of_the_models(house):
    """The comparison above does not look at CHECKs."""
    wanted = {
        (table.name, str(rule.name))
        for table in Base.metadata.tables.values()
        for rule in table.constraints
        if isinstance(rule, sa.CheckConstraint)
    }
    inspector = sa.inspect(db.engine)

    found = {
        (table, str(rule["name"]))
        for table in inspector.get_table_names()
        for rule in inspector.get_check_constraints(table)
    }

    assert ("captcha", "ck_captcha_attempts") in wanted
    assert found == wanted


def test_migrations_are_numbered_without_gaps():
    assert [file.name[:4] for file in VERSIONS] == [
        f"{number:04}" for number in range(1, len(VERSIONS) + 1)
    ]
    assert schema.head() == VERSIONS[-1].name[:4]


@pytest.mark.parametrize("file", VERSIONS, ids=lambda file: file.name)
def test_migrations_never_import_our_code(file):
    text = file.read_text()

    assert "import models" not in text
    assert "from models" not in text
    assert "moderation" not in text


def test_up_down_up_with_rows_in_the_tables(house):
    from moderation.adapters.database import DeskSession, for_writing

    with for_writing(DeskSession(db=db)) as session:
        moderator = factories.person(session)
        article = factories.article(session)
        factories.published(session, article, moderator)

    downgrade(directory="migrations", revision="base")
    with db.engine.connect() as connection:
        left = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    upgrade(directory="migrations")

    with db.engine.connect() as connection:
        assert left == set()
        assert schema.is_at_head(connection)
        counters = connection.exec_driver_sql("SELECT count(*) FROM comment_counter").scalar_one()
    assert counters == len(Tally)


REBUILD = '''
"""Rebuild a parent table."""
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("article", recreate="always") as batch:
        batch.add_column(sa.Column("extra", sa.Integer(), nullable=True))


def downgrade():
    with op.batch_alter_table("article", recreate="always") as batch:
        batch.drop_column("extra")
'''


def test_a_batch_rebuild_loses_no_child_row_and_no_trigger(tmp_path):
    """With foreign keys on, SQLite deletes the children of a table dropped to be rebuilt."""
    import shutil

    from moderation.adapters.database import DeskSession, for_writing

    folder = tmp_path / "migrations"
    shutil.copytree(schema.FOLDER, folder)
    app = make_app(settings_for(tmp_path / "instance"))
    (folder / "versions" / "9999_rebuild.py").write_text(REBUILD.format(head=schema.head()))
    with app.app_context():
        with for_writing(DeskSession(db=db)) as session:
            factories.published(session, factories.article(session), factories.person(session))
        with db.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE heard (words TEXT)")
            connection.exec_driver_sql(
                "CREATE TRIGGER hear AFTER INSERT ON comment"
                " BEGIN INSERT INTO heard VALUES (new.title); END"
            )
            connection.exec_driver_sql(
                "CREATE TABLE child (id INTEGER PRIMARY KEY,"
                " article_id INTEGER REFERENCES article(id) ON DELETE CASCADE)"
            )
            connection.exec_driver_sql("INSERT INTO child VALUES (1, 1), (2, 1)")

        upgrade(directory=str(folder))

        with db.engine.connect() as connection:
            counts = [
                connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
                for table in ("article", "comment", "child")
            ]
            triggers = connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            foreign_keys = connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one()
        assert counts == [1, 1, 2]
        assert triggers == [("hear",)]
        assert foreign_keys == 1
    close(app)


ORPHAN = '''
"""Leave an orphan behind."""
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    op.execute("DELETE FROM article")


def downgrade():
    pass
'''


def test_a_migration_that_leaves_orphans_is_rolled_back(tmp_path, caplog):
    import shutil

    from moderation.adapters.database import DeskSession, for_writing

    folder = tmp_path / "migrations"
    shutil.copytree(schema.FOLDER, folder)
    app = make_app(settings_for(tmp_path / "instance"))
    (folder / "versions" / "9999_orphan.py").write_text(ORPHAN.format(head=schema.head()))
    with app.app_context():
        with for_writing(DeskSession(db=db)) as session:
            factories.comment(session, factories.article(session))

        with pytest.raises(SystemExit):
            upgrade(directory=str(folder))
        assert "without their parents" in caplog.text

        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM article").scalar_one() == 1
            assert schema.is_at_head(connection)
    close(app)
