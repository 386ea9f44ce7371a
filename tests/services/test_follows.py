""" "Me too": counted once a browser, told by mail once the address was confirmed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Complaint, Follow, OutboxMessage
from moderation.services import complaint_sealing, complaints, follows
from moderation.services.outbox import Kind
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def shown(session, units):
    complaint = factories.complaint(session, title="Nắp cống vỡ")
    factories.routed(session, complaint)
    return complaint


def join(session, complaint, browser="một", email=None) -> bool:
    is_new = follows.follow(
        session,
        complaint,
        key=follows.key_of(factories.SECRET_KEY, browser),
        email=email,
        language="vi",
        secret_key=factories.SECRET_KEY,
        now=NOW,
    )
    session.commit()
    return is_new


def counted(session, complaint) -> int:
    return session.get(Complaint, complaint.id, populate_existing=True).follows


def waiting(session, kind) -> list[OutboxMessage]:
    mine = select(OutboxMessage).where(
        OutboxMessage.kind == kind, OutboxMessage.finished_at.is_(None)
    )
    return list(session.scalars(mine))


def row(session) -> Follow:
    return session.scalars(select(Follow)).one()


def test_a_browser_counts_once(session, shown):
    version = shown.version

    assert [join(session, shown), join(session, shown), join(session, shown, "hai")] == [
        True,
        False,
        True,
    ]
    assert counted(session, shown) == 2
    assert session.get(Complaint, shown.id, populate_existing=True).version == version


def test_nothing_is_told_before_the_address_was_confirmed(session, shown):
    join(session, shown, email="ban@mail.example")
    assert len(waiting(session, Kind.FOLLOW_CONFIRM)) == 1

    complaints.tell_citizen(session, shown, now=NOW)
    assert waiting(session, Kind.FOLLOW_NEWS) == []

    follows.confirm(session, row(session), now=NOW)
    session.refresh(shown)
    complaints.tell_citizen(session, shown, now=NOW)
    complaints.tell_citizen(session, shown, now=NOW)
    assert [each.subject_id for each in waiting(session, Kind.FOLLOW_NEWS)] == [row(session).id]


def test_the_token_is_kept_as_a_hash_and_opens_its_row_only(session, shown):
    join(session, shown, email="ban@mail.example")
    found = row(session)
    token = follows.token_of(factories.SECRET_KEY, found)

    assert token not in (found.token_hash, found.key)
    assert follows.by_token(session, token).id == found.id
    assert follows.by_token(session, found.token_hash) is None


def test_who_stops_following_is_forgotten_and_not_counted(session, shown):
    join(session, shown, email="ban@mail.example")
    follows.confirm(session, row(session), now=NOW)
    follows.end(session, row(session), now=NOW)
    session.commit()

    assert counted(session, shown) == 0
    assert (row(session).email, row(session).confirmed_at) == (None, None)
    assert waiting(session, Kind.FOLLOW_CONFIRM) == []
    assert join(session, shown) is True
    assert counted(session, shown) == 1


def test_covering_forgets_who_followed_and_what_was_alike(session, shown, tools, coordinator):
    join(session, shown, email="ban@mail.example")
    session.refresh(shown)
    assert shown.sketch

    complaint_sealing.cover(
        session, shown, seen_version=shown.version, rules=factories.rules(session),
        seal=tools.seal, actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    session.refresh(shown)
    assert (shown.sketch, shown.follows, shown.representative, shown.people) == (None, 0, "", 1)
    session.expire_all()
    assert row(session).email is None
    assert row(session).ended_at == NOW


def test_what_was_sealed_comes_back_with_its_people_and_sketch(session, tools, coordinator, units):
    made = factories.complaint(session, people=60, representative="Đỗ Văn Đoài")
    before = made.sketch
    complaint_sealing.cover(
        session, made, seen_version=made.version, rules=factories.rules(session),
        seal=tools.seal, actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()
    assert "Đoài" not in made.representative

    complaint_sealing.uncover(
        session, made, seen_version=made.version, rules=factories.rules(session),
        seal=tools.seal, actor=coordinator, now=NOW + timedelta(hours=1),
    )  # fmt: skip

    assert (made.people, made.representative, made.sketch) == (60, "Đỗ Văn Đoài", before)


def test_an_address_nobody_confirmed_is_forgotten_after_a_week(session, shown):
    join(session, shown, email="ban@mail.example")
    join(session, shown, "hai", email="khac@mail.example")
    confirmed = session.scalars(select(Follow).order_by(Follow.id.desc())).first()
    follows.confirm(session, confirmed, now=NOW)

    assert follows.purge(session, now=NOW + timedelta(days=6)) == 0
    assert follows.purge(session, now=NOW + timedelta(days=8)) == 1

    session.expire_all()
    kept = session.scalars(select(Follow.email).order_by(Follow.id)).all()
    assert kept == [None, "khac@mail.example"]
    assert counted(session, shown) == 2
