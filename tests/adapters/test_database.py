import threading

import pytest
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.orm import sessionmaker

from models import Article
from moderation.adapters import database
from moderation.adapters.database import DeskSession, ReadOnlySession, for_reading, for_writing
from tests import factories


@pytest.fixture
def engine(tmp_path):
    engine = create_engine(
        f"sqlite:///{tmp_path / 'x.db'}", **database.engine_options("sqlite://", threads=4)
    )
    database.prepare(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE n (v INTEGER)")
        connection.exec_driver_sql("INSERT INTO n VALUES (0)")
    yield engine
    engine.dispose()


def pragma(engine, name):
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_sqlite_is_durable_concurrent_and_strict(engine):
    found = {
        name: pragma(engine, name)
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_a_read_that_writes_later_waits_instead_of_failing(engine):
    """Two threads read, then write. Without BEGIN IMMEDIATE one of them fails at once."""
    barrier, failures = threading.Barrier(2), []

    def add_one():
        try:
            with for_writing(DeskSession(engine)) as session:
                barrier.wait()
                seen = session.execute(text("SELECT v FROM n")).scalar_one()
                session.execute(text("UPDATE n SET v = :v"), {"v": seen + 1})
                session.commit()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=add_one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with engine.connect() as connection:
        assert (connection.exec_driver_sql("SELECT v FROM n").scalar_one(), failures) == (2, [])


def test_a_reading_session_never_takes_the_write_lock(engine):
    with DeskSession(engine) as reader, for_writing(DeskSession(engine)) as writer:
        reader.execute(text("SELECT v FROM n"))
        writer.execute(text("UPDATE n SET v = 5"))
        writer.commit()

        assert reader.execute(text("SELECT v FROM n")).scalar_one() == 0


def test_writing_through_a_reading_session_is_refused(app, session, article):
    reader = sessionmaker(class_=DeskSession)(bind=session.connection())

    with pytest.raises(ReadOnlySession):
        reader.execute(update(Article).values(views=1))
    found = reader.scalars(select(Article).where(Article.id == article.id)).one()
    found.views = 2
    with pytest.raises(ReadOnlySession):
        reader.flush()
    reader.close()


def test_the_decision_comes_before_the_first_statement(engine):
    with DeskSession(engine) as session:
        session.execute(text("SELECT v FROM n"))

        with pytest.raises(ReadOnlySession, match="opened for reading"):
            for_writing(session)


def test_a_writer_becomes_a_reader_only_between_transactions(engine):
    with for_writing(DeskSession(engine)) as session:
        session.execute(text("UPDATE n SET v = 1"))
        with pytest.raises(ReadOnlySession, match="commit or roll back"):
            for_reading(session)
        session.commit()

        for_reading(session)
        session.execute(text("SELECT v FROM n"))

    with for_writing(DeskSession(engine)) as other:
        other.execute(text("UPDATE n SET v = 2"))
        other.commit()


def test_inserting_what_is_there_changes_nothing(session):
    from models import Submission
    from tests.conftest import NOW

    made = [
        database.insert_if_absent(session, Submission(id="x" * 22, created_at=NOW))
        for _ in range(2)
    ]

    assert made == [True, False]


def test_postgresql_connections_have_time_limits():
    options = database.engine_options("postgresql+psycopg://x/y", threads=2)

    assert "statement_timeout" in options["connect_args"]["options"]
    assert options["pool_pre_ping"]


def test_one_writing_side_per_engine(engine):
    assert database.writing_side(engine) is database.writing_side(engine)


def test_factories_use_the_services(session):
    assert factories.article(session).slug
