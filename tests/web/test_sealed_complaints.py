"""The sealed lane for complaints: opened with an event, decided in time, closed to whoever is named
in it.
"""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from models import Complaint, Event, SealedStep
from moderation.adapters import photos as photo_files
from moderation.domain.complaint_states import ComplaintKind, ComplaintState
from moderation.domain.permissions import Role
from moderation.services import attachments, complaint_sealing, complaints
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def covered(session, coordinator, tools):
    found = factories.complaint(
        session,
        title="Ông Xấu nhận tiền",
        content="Ông ấy nhận tiền của dân.",
        phone="+84900000301",
    )
    complaint_sealing.cover(
        session, found, seen_version=found.version, rules=factories.rules(session),
        seal=tools.seal, actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()
    return found


def fresh(session, complaint) -> Complaint:
    return session.get(Complaint, complaint.id, populate_existing=True)


def address(complaint, act="") -> str:
    return f"/staff/sealed/complaints/{complaint.id}{act}"


def readings(session, officer) -> int:
    return session.query(Event).filter_by(action="read_sealed", actor_id=officer.id).count()


def test_the_list_names_what_must_be_decided_and_no_word(desk, confidential_officer, covered):
    browser = desk(confidential_officer)

    page = browser.open("/staff/sealed")

    assert covered.code in page.words
    assert "Phản ánh cần quyết định" in page.words
    assert "nhận tiền" not in page.text
    assert page.soup.select_one(".ln-dnav .ln-count").text == "1"
    assert covered.code in browser.open("/staff/").words


def test_opening_is_an_event_and_shows_every_word(desk, confidential_officer, covered, session):
    page = desk(confidential_officer).open(address(covered))

    for words in ("Ông ấy nhận tiền của dân.", "0900 000 301", "Trần Văn Lâm", "đầu ngõ"):
        assert words in page.words
    assert readings(session, confidential_officer) == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CONFIDENTIAL_OFFICER}))
def test_no_other_role_comes_in(desk, session, covered, role):
    browser = desk(factories.person(session, role))
    token = browser.open("/account").filled("/account")["csrf_token"]
    typed = {"csrf_token": token, "version": str(covered.version)}

    assert browser.open(address(covered)).status == 403
    for act in ("/uncover", "/seal", "/exclude"):
        assert browser.post(address(covered, act), typed).status == 403
    assert fresh(session, covered).state is ComplaintState.COVERED


def test_uncovering_gives_it_back_with_its_first_date(
    desk, confidential_officer, coordinator, covered, session
):
    first = covered.submitted_at
    browser = desk(confidential_officer)

    answer = browser.open(address(covered)).send(address(covered, "/uncover"))

    found = fresh(session, covered)
    assert answer.status == 303
    assert (found.state, found.submitted_at) == (ComplaintState.RECEIVED, first)
    assert found.content == "Ông ấy nhận tiền của dân."
    assert browser.open(address(covered)).status == 404
    assert "Ông Xấu nhận tiền" in desk(coordinator).open("/staff/complaints").words


def test_sealing_for_good_keeps_it_in_the_lane(desk, confidential_officer, covered, session):
    browser = desk(confidential_officer)

    answer = browser.open(address(covered)).send(address(covered, "/seal"))

    found = fresh(session, covered)
    assert answer.status == 303
    assert (found.state, found.kind) == (ComplaintState.SEALED, ComplaintKind.TO_CAO)
    page = answer.follow()
    assert "Tố cáo đã giữ lại" in page.words
    assert "Phản ánh cần quyết định" not in page.words
    opened = browser.open(address(covered))
    assert not opened.soup.find("form", action=address(covered, "/uncover"))
    late = opened.send(
        address(covered, "/exclude"), to=address(covered, "/uncover"), version=str(found.version)
    )
    assert late.status == 409
    assert "nhận tiền" not in late.text


def test_openings_in_a_row_are_told_as_one_and_each_is_kept(
    desk, confidential_officer, covered, session
):
    browser = desk(confidential_officer)
    for _ in range(3):
        page = browser.open(address(covered))

    assert "mở xem nội dung bảo mật (3 lần)" in page.words
    assert page.words.count("mở xem nội dung bảo mật") == 1
    read = select(Event).where(Event.subject_id == covered.id, Event.action == "read_sealed")
    assert len(session.scalars(read).all()) == 3


def test_an_old_version_decides_nothing(desk, confidential_officer, covered, session):
    answer = (
        desk(confidential_officer)
        .open(address(covered))
        .send(address(covered, "/seal"), version="1")
    )

    assert answer.status == 409
    assert fresh(session, covered).state is ComplaintState.COVERED


def test_an_officer_named_in_it_finds_it_nowhere(desk, confidential_officer, covered, session):
    named = factories.person(session, Role.CONFIDENTIAL_OFFICER, "Ông Xấu")
    theirs = desk(named)
    seen = theirs.open(address(covered))

    answer = (
        desk(confidential_officer)
        .open(address(covered))
        .send(address(covered, "/exclude"), officer=str(named.id))
    )

    assert answer.status == 303
    assert theirs.open(address(covered)).status == 404
    for act in ("/uncover", "/seal", "/exclude"):
        assert seen.send(address(covered, act), officer=str(named.id)).status == 404
    for path in ("/staff/sealed", "/staff/"):
        page = theirs.open(path)
        assert covered.code not in page.text
        assert page.soup.select_one(".ln-dnav .ln-count").text == "0"
    assert readings(session, named) == 1
    assert fresh(session, covered).state is ComplaintState.COVERED
    left = desk(confidential_officer).open(address(covered))
    assert [option.text for option in left.soup.select("#officer option")][1:] == ["Minh Thu"]


@pytest.mark.parametrize("officer", ["", "999999", "x"])
def test_excluding_nobody_is_explained(desk, confidential_officer, covered, officer):
    answer = (
        desk(confidential_officer)
        .open(address(covered))
        .send(address(covered, "/exclude"), officer=officer)
    )

    assert answer.status == 422
    assert answer.soup.select_one(".has-error")


def test_its_photos_open_on_its_page_only(desk, confidential_officer, coordinator, session, tools):
    found = factories.complaint(session)
    file = BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "PNG")
    key = attachments.add(
        session, photo_files.reencode(file.getvalue()), store=tools.photos, now=NOW,
        complaint_id=found.id,
    ).key  # fmt: skip
    other = factories.complaint(session)
    for each in (found, other):
        complaint_sealing.cover(
            session, each, seen_version=each.version, rules=factories.rules(session),
            seal=tools.seal, actor=coordinator, now=NOW,
        )  # fmt: skip
    session.commit()
    browser = desk(confidential_officer)

    shown = browser.open(browser.open(address(found)).soup.select_one(".ln-shots img")["src"])

    assert (shown.status, shown.response.mimetype) == (200, "image/webp")
    assert browser.open(address(found, f"/photos/{key}")).status == 200
    assert browser.open(address(other, f"/photos/{key}")).status == 404
    named = factories.person(session, Role.CONFIDENTIAL_OFFICER, "Ông Xấu")
    complaint_sealing.exclude(session, found.id, named.id, actor=confidential_officer, now=NOW)
    session.commit()
    assert desk(named).open(address(found, f"/photos/{key}")).status == 404
    assert desk(coordinator).open(address(found, f"/photos/{key}")).status == 403


def test_what_was_asked_and_noted_is_read_in_the_lane(
    desk, confidential_officer, coordinator, session, tools
):
    rules, found = factories.rules(session), factories.complaint(session)
    complaints.ask(
        session, found, "Ông nào?", seen_version=found.version, rules=rules, actor=coordinator,
        now=NOW,
    )  # fmt: skip
    complaints.answer(session, found, "Ông Xấu ở phường.", rules=rules, now=NOW)
    factories.routed(session, found, actor=coordinator, at=NOW)
    complaint_sealing.cover(
        session, found, seen_version=found.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    page = desk(confidential_officer).open(address(found))

    for words in ("Ông nào?", "Ông Xấu ở phường.", "HSDC thấy thế nào?"):
        assert words in page.words


def test_what_is_in_the_open_is_not_at_the_sealed_desk(desk, confidential_officer, session):
    found = factories.complaint(session)

    assert desk(confidential_officer).open(address(found)).status == 404


# --- Registered, followed, answered


@pytest.fixture
def kept(desk, confidential_officer, covered):
    """A browser of an officer who kept the denunciation in the lane."""
    browser = desk(confidential_officer)
    browser.open(address(covered)).send(address(covered, "/seal"))
    return browser


def test_a_denunciation_is_registered_followed_and_answered(kept, covered, session):
    page = kept.open(address(covered))
    assert "chưa vào sổ" in kept.open("/staff/sealed").words

    page = page.send(address(covered, "/register")).follow()
    noted = page.send(address(covered, "/steps"), kind="note", text="Đã mời đương sự.").follow()
    shown = noted.send(address(covered, "/steps"), kind="answer", text="Đã kết luận.")
    before = session.query(SealedStep).filter_by(kind="answer").count()
    changed = shown.send(address(covered, "/steps"), act="change")
    told = shown.send(address(covered, "/steps"), act="send").follow()

    assert before == 0
    assert changed.filled(address(covered, "/steps"))["text"] == "Đã kết luận."
    assert "Số trong sổ đơn: 01/2026" in told.words
    assert "Đã mời đương sự." in told.words
    assert "Đã kết luận." in told.words
    assert "01/2026" in kept.open("/staff/sealed").words
    assert "Đã mời" not in kept.open("/staff/sealed").text


def test_an_empty_step_is_refused_and_its_kind_stays(kept, covered):
    answer = kept.open(address(covered)).send(address(covered, "/steps"), kind="answer", text=" ")

    assert answer.status == 422
    assert answer.filled(address(covered, "/steps"))["kind"] == "answer"
    assert "còn trống" in answer.soup.select_one(".ln-error").text


def test_what_is_only_suspected_is_not_registered(desk, confidential_officer, covered):
    browser = desk(confidential_officer)
    page = browser.open(address(covered))
    token = page.filled(address(covered, "/seal"))["csrf_token"]

    assert browser.post(address(covered, "/register"), {"csrf_token": token}).status == 409
    answer = browser.post(
        address(covered, "/steps"), {"csrf_token": token, "kind": "note", "text": "A"}
    )
    assert answer.status == 409


def test_the_answer_is_read_with_the_secret_and_with_nothing_less(kept, covered, visitor):
    shown = kept.open(address(covered)).send(
        address(covered, "/steps"), kind="answer", text="Đã kết luận."
    )
    shown.send(address(covered, "/steps"), act="send")
    kept.open(address(covered)).send(address(covered, "/steps"), kind="note", text="Đã mời.")
    locked = visitor.open(f"/tra-cuu/{covered.code}")

    private = locked.send("/tra-cuu", so=factories.number_of(covered)).follow()

    assert locked.status == 404

    assert "Đã kết luận." in private.words
    assert "Đã mời." not in private.words
