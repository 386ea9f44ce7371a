"""Bounces, by hand and from a mailbox."""

import pytest

from models import Event, OutboxMessage
from tests.adapters.test_bounces import report
from tests.conftest import NOW


@pytest.fixture
def run(app, session):
    def invoke(*words):
        return app.test_cli_runner().invoke(args=["messages", *words])

    return invoke


@pytest.fixture
def sent(session):
    row = OutboxMessage(
        kind="complaint_news", subject_id=1, created_at=NOW, due_at=NOW, finished_at=NOW, attempts=1
    )
    session.add(row)
    session.commit()
    return row


def test_a_mail_that_came_back_waits_for_a_person(session, run, sent):
    done = run("bounce", f"<outbox-{sent.id}@localhost>")

    session.expire_all()
    assert (done.exit_code, done.output) == (0, "noted\n")
    assert (sent.given_up_at, sent.last_error, sent.finished_at) == (NOW, "Bounced", None)
    assert session.query(Event).filter_by(subject="message", action="bounce").count() == 1


def test_it_is_noted_once(run, sent):
    run("bounce", f"outbox-{sent.id}@localhost")

    assert run("bounce", f"outbox-{sent.id}@localhost").output == "known already, or never sent\n"


@pytest.mark.parametrize(
    "number",
    ["outbox-1@elsewhere.example", "x", "outbox-999999@localhost", f"outbox-{10**25}@localhost"],
)
def test_what_is_not_ours_is_refused(run, number):
    done = run("bounce", number)

    assert done.exit_code == 1
    assert "No mail of ours" in done.output


def test_a_mailbox_of_reports_is_read_and_may_be_read_again(session, run, sent, tmp_path):
    edge = b"From MAILER-DAEMON Mon Nov 23 02:00:00 2026\n"
    file = tmp_path / "mbox"
    ours = report(of=f"<outbox-{sent.id}@localhost>")
    late = report("delayed", of=f"<outbox-{sent.id}@localhost>")
    file.write_bytes(b"\n\n".join(edge + each for each in (late, ours, report())) + b"\n\n")

    told = [run("bounces", str(file)).output for _ in range(2)]

    session.expire_all()
    assert told == ["3 read, 1 noted\n", "3 read, 0 noted\n"]
    assert sent.last_error == "Bounced"
