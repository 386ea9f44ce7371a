"""Complaints like another one: same ward, lately, open; the public sees published ones only."""

from datetime import timedelta

import pytest

from moderation.domain import alike
from moderation.queries import alike as alike_queries
from moderation.services import complaint_sealing
from tests import factories
from tests.conftest import NOW

TITLE, WORDS = "Nắp cống vỡ", "Nắp cống ngay cổng nhà trẻ Hoa Mai vỡ đôi, xe máy suýt sụp bánh."
SKETCH = alike.sketch("Vỡ nắp cống", "Sáng nay thấy nắp cống vỡ toác trước nhà trẻ Hoa Mai.")
SINCE = NOW - timedelta(days=60)


@pytest.fixture
def like_it(session, units):
    """Makes a complaint worded alike; shown when it was routed."""

    def make(*, shown=True, **words):
        made = factories.complaint(session, **{"title": TITLE, "content": WORDS, **words})
        if shown:
            factories.routed(session, made)
        return made

    return make


def published(session, ward="00070"):
    return [each.id for each in alike_queries.published(session, SKETCH, ward, since=SINCE)]


def for_staff(session, without=0):
    found = alike_queries.for_staff(session, SKETCH, "00070", since=SINCE, without=without)
    return [each.id for each in found]


def test_the_public_sees_published_ones_of_the_ward(session, like_it):
    shown, waiting = like_it(), like_it(shown=False)
    private = like_it(consent_publish=False)
    like_it(title="Rác", content="Điểm tập kết rác đầu ngõ bốn ngày nay không ai thu gom.")

    assert published(session) == [shown.id]
    assert published(session, "00073") == []
    assert published(session, None) == []
    assert set(for_staff(session)) == {shown.id, waiting.id, private.id}
    assert set(for_staff(session, shown.id)) == {waiting.id, private.id}


def test_old_and_closed_ones_are_not_shown(session, like_it):
    like_it(at=NOW - timedelta(days=61))

    assert published(session) == []


def test_what_is_covered_is_never_like_anything(session, like_it, tools, coordinator):
    made = like_it()
    complaint_sealing.cover(
        session, made, seen_version=made.version, rules=factories.rules(session),
        seal=tools.seal, actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    assert published(session) == for_staff(session) == []


def test_who_accuses_somebody_leaves_no_sketch(session, tools, units):
    from moderation.services.complaints import NewComplaint

    covered = complaint_sealing.submit_covered(
        session, NewComplaint(content=WORDS, ward_code="00070"), rules=factories.rules(session),
        seal=tools.seal, now=NOW,
    )  # fmt: skip

    assert covered.sketch is None


def test_the_public_row_tells_masked_words_and_how_many_follow(session, like_it):
    like_it(title="Nắp cống vỡ, gọi 0912 345 678")

    found = alike_queries.published(session, SKETCH, "00070", since=SINCE)[0]

    assert "0912" not in found.public_title
    assert found.follows == 0
    assert found.likeness >= alike.LEAST
