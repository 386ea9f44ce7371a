"""Notes of three kinds, the coordinator's sending, and what citizens read of an answer."""

import pytest

from models import CaseNote, Event, OutboxMessage
from moderation.domain.case_states import NoteAudience, Outcome
from moderation.domain.errors import IllegalTransition
from moderation.domain.permissions import Role
from moderation.services import cases, complaint_sealing, merging, notes
from tests import factories
from tests.conftest import NOW
from tests.visitor import Visitor
from tests.web.agency_case import address
from tests.web.agency_people import case_of, draft, fresh


@pytest.fixture
def officer(session, case):
    return factories.agency_person(session, "SXD", "Đức Anh")


def at_desk(complaint):
    return f"/staff/complaints/{complaint.id}"


def private_page(app, complaint):
    citizen = Visitor(app)
    opened = citizen.open(f"/tra-cuu/{complaint.code}").send(
        "/tra-cuu", so=factories.number_of(complaint)
    )
    return opened.follow()


def write(browser, part, audience, note):
    page = browser.open(address(part))
    return page.send(f"{address(part)}/notes", audience=audience, note=note)


def test_a_note_of_an_agency_is_read_by_nobody_else(
    session, of, desk, app, lead, asked, complaint, coordinator
):
    answer = write(of("SXD"), lead, "agency", "Chỉ Sở đọc.")

    assert answer.status == 303
    assert "Chỉ Sở đọc." in of("SXD").open(address(lead)).words
    assert "Chỉ Sở đọc." not in of("HSDC").open(address(asked)).words
    assert "Chỉ Sở đọc." not in desk(coordinator).open(at_desk(complaint)).text
    assert "Chỉ Sở đọc." not in private_page(app, complaint).text


def test_a_note_of_the_case_is_read_by_its_agencies_and_coordinators(
    session, of, desk, app, lead, asked, complaint, coordinator
):
    write(of("HSDC"), asked, "case", "Cùng đọc.")

    shown = of("SXD").open(address(lead))
    note = next(x for x in shown.soup.select(".ln-note") if "Cùng đọc." in x.text)
    assert "to-agencies" in note["class"]
    assert "Giữa các cơ quan" in note.text
    assert "Cùng đọc." in desk(coordinator).open(at_desk(complaint)).words
    assert "Cùng đọc." not in private_page(app, complaint).text


def test_the_coordinators_notes_stay_with_them_or_go_to_the_agencies(
    session, of, desk, lead, complaint, coordinator
):
    browser = desk(coordinator)
    browser.open(at_desk(complaint)).send(
        f"{at_desk(complaint)}/notes", audience="agency", note="Chỉ bàn điều phối."
    )
    browser.open(at_desk(complaint)).send(
        f"{at_desk(complaint)}/notes", audience="case", note="Cho các cơ quan."
    )

    words = of("SXD").open(address(lead)).words
    assert "Chỉ bàn điều phối." in browser.open(at_desk(complaint)).words
    assert "Chỉ bàn điều phối." not in words
    assert "Cho các cơ quan." in words


def test_an_agency_reads_notes_without_who_wrote_the_complaint(
    session, of, desk, asked, complaint, coordinator
):
    desk(coordinator).open(at_desk(complaint)).send(
        f"{at_desk(complaint)}/notes", audience="case", note="Ông Trần Văn Lâm, 0900 000 111 gọi."
    )

    words = of("HSDC").open(address(asked)).words

    assert "Văn Lâm" not in words
    assert "000 111" not in words


@pytest.mark.parametrize("typed", [{"note": " "}, {"audience": "citizen"}, {"audience": "x"}])
def test_an_agency_writes_to_no_citizen_and_nothing_empty(session, of, lead, typed):
    browser = of("SXD")
    page = browser.open(address(lead))

    answer = page.send(f"{address(lead)}/notes", **{"note": "Giữ lời", **typed})

    assert answer.status == 422
    assert session.query(CaseNote).count() == 0


def test_a_note_to_the_citizen_is_shown_before_it_leaves(
    session, app, desk, complaint, case, coordinator
):
    browser = desk(coordinator)
    preview = browser.open(at_desk(complaint)).send(
        f"{at_desk(complaint)}/notes", audience="citizen", note="Mai có người đến xem."
    )
    before = session.query(CaseNote).count()
    told = session.query(OutboxMessage).count()

    gone = preview.send(f"{at_desk(complaint)}/notes")

    note = session.query(CaseNote).one()
    assert preview.status == 200
    assert "Mai có người đến xem." in preview.soup.select_one(".to-citizen").text
    assert before == 0
    assert gone.status == 303
    assert (note.audience, note.complaint_id) == (NoteAudience.CITIZEN, complaint.id)
    assert session.query(OutboxMessage).count() == told + 1
    assert "Mai có người đến xem." in private_page(app, complaint).words
    assert "Mai có người đến xem." not in Visitor(app).open(f"/tra-cuu/{complaint.code}").text
    assert session.query(Event).filter_by(action="note_citizen").count() == 1


def test_a_preview_can_be_changed(session, desk, complaint, case, coordinator):
    browser = desk(coordinator)
    preview = browser.open(at_desk(complaint)).send(
        f"{at_desk(complaint)}/notes", audience="citizen", note="Chưa hay."
    )

    again = preview.send(f"{at_desk(complaint)}/notes", act="change")

    assert again.filled(f"{at_desk(complaint)}/notes")["note"] == "Chưa hay."
    assert session.query(CaseNote).count() == 0


def test_an_empty_note_of_the_desk_is_explained(desk, complaint, case, coordinator):
    page = desk(coordinator).open(at_desk(complaint))

    answer = page.send(f"{at_desk(complaint)}/notes", note=" ")

    assert answer.status == 422
    assert answer.soup.find(id="case_note-error")


def test_without_a_case_there_is_nothing_to_note(session, desk, coordinator):
    complaint = factories.complaint(session)
    browser = desk(coordinator)
    token = browser.open("/account").filled("/account")["csrf_token"]

    answer = browser.post(
        f"{at_desk(complaint)}/notes", {"csrf_token": token, "audience": "case", "note": "x"}
    )

    assert answer.status == 404


@pytest.mark.parametrize("role", [Role.AGENCY_OFFICER, Role.PROPAGANDA_OFFICER, Role.MODERATOR])
def test_no_other_role_writes_at_the_desk(session, desk, complaint, case, role):
    browser = desk(factories.person(session, role))
    token = browser.open("/account").filled("/account")["csrf_token"]

    answer = browser.post(
        f"{at_desk(complaint)}/notes", {"csrf_token": token, "audience": "case", "note": "x"}
    )

    assert answer.status == 403


def test_a_note_to_everybody_reaches_every_reporter_of_the_case(
    session, app, complaint, case, coordinator
):
    from moderation.domain.complaint_states import ComplaintState

    other = factories.complaint(session)
    other.case_id, other.state = case.id, ComplaintState.MERGED
    session.commit()
    notes.tell(session, complaint, "Riêng.", actor=coordinator, now=NOW)
    notes.tell(session, complaint, "Chung.", everybody=True, actor=coordinator, now=NOW)
    session.commit()

    words = private_page(app, other).words

    assert "Chung." in words
    assert "Riêng." not in words


def test_a_note_to_the_citizen_is_told_and_never_just_written(session, case, coordinator):
    with pytest.raises(IllegalTransition):
        notes.write(
            session, case, NoteAudience.CITIZEN, "x", agency_id=None, actor=coordinator, now=NOW
        )


def test_notes_of_a_covered_case_are_sealed_and_come_back(
    session, complaint, case, coordinator, rules, tools
):
    note = notes.write(
        session, case, NoteAudience.CASE, "Lời.", agency_id=None, actor=coordinator, now=NOW
    )
    own = notes.tell(session, complaint, "Riêng.", actor=coordinator, now=NOW)
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    assert (fresh(session, note).text, fresh(session, own).text) == ("", "")
    complaint_sealing.uncover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=factories.person(session, Role.CONFIDENTIAL_OFFICER), now=NOW,
    )  # fmt: skip
    assert (fresh(session, note).text, fresh(session, own).text) == ("Lời.", "Riêng.")


def test_a_note_sent_twice_is_written_and_told_once(session, desk, coordinator, complaint, case):
    page = desk(coordinator).open(at_desk(complaint))
    typed = {"audience": "citizen", "note": "Mai có người đến xem.", "confirmed": "y"}

    first = page.send(f"{at_desk(complaint)}/notes", **typed)
    second = page.send(f"{at_desk(complaint)}/notes", **typed)

    assert (first.status, second.status) == (303, 303)
    assert session.query(CaseNote).count() == 1
    assert session.query(Event).filter_by(action="note_citizen").count() == 1


# --- The coordinator's sending


def answered(session, desk, officer, lead):
    cases.accept_part(session, lead, seen_version=lead.version, actor=officer, now=NOW)
    session.commit()
    draft(desk(officer), lead)


def test_the_coordinator_edits_both_copies_and_the_outcome(
    session, app, desk, officer, complaint, case, lead, coordinator
):
    complaint.is_public = True
    cases.accept_part(session, lead, seen_version=lead.version, actor=officer, now=NOW)
    session.commit()
    draft(desk(officer), lead, "Đã gặp ông Trần Văn Lâm hôm nay.", outcome="not_fixed")
    page = desk(coordinator).open(at_desk(complaint))
    filled = page.filled(f"{at_desk(complaint)}/publish")

    sent = page.send(
        f"{at_desk(complaint)}/publish", answer="Bản riêng.", public_answer="Bản chung.",
        outcome="planned",
    ).send(f"{at_desk(complaint)}/publish")  # fmt: skip

    found = case_of(session, lead)
    private = private_page(app, complaint).words
    assert filled["answer"] == "Đã gặp ông Trần Văn Lâm hôm nay."
    assert "Văn Lâm" not in filled["public_answer"]
    assert filled["outcome"] == "not_fixed"
    assert sent.status == 303
    assert (found.answer, found.public_answer) == ("Bản riêng.", "Bản chung.")
    assert found.outcome is Outcome.PLANNED
    assert "Bản riêng." in private
    assert "Chưa khắc phục, đã có kế hoạch" in private


def test_an_answer_is_seen_once_more_before_it_leaves(
    session, app, desk, officer, complaint, case, lead, coordinator
):
    complaint.is_public = True
    answered(session, desk, officer, lead)
    page = desk(coordinator).open(at_desk(complaint))

    shown = page.send(
        f"{at_desk(complaint)}/publish", answer="Gọi 0903 123 456.\nHết.",
        public_answer="Gọi 0903 123 456.",
    )  # fmt: skip

    assert (shown.status, case_of(session, lead).answered_at) == (200, None)
    assert "còn chỗ giống dữ liệu cá nhân: 0903 123 456" in shown.words
    filled = shown.filled(f"{at_desk(complaint)}/publish")
    assert filled["answer"].splitlines() == ["Gọi 0903 123 456.", "Hết."]
    changed = shown.send(f"{at_desk(complaint)}/publish", act="change", public_answer="Đã gọi.")
    assert changed.filled(f"{at_desk(complaint)}/publish")["public_answer"] == "Đã gọi."
    assert shown.send(f"{at_desk(complaint)}/publish").status == 303
    assert shown.send(f"{at_desk(complaint)}/publish").status == 409


def test_an_emptied_public_copy_never_shows_personal_data(
    session, app, desk, officer, complaint, case, lead, coordinator
):
    complaint.is_public = True
    answered(session, desk, officer, lead)
    page = desk(coordinator).open(at_desk(complaint))

    page.send(
        f"{at_desk(complaint)}/publish", public_answer="",
        answer=f"Đã gặp {complaint.full_name}, điện thoại 0903 123 456.",
    ).send(f"{at_desk(complaint)}/publish")  # fmt: skip

    told = case_of(session, lead).public_answer
    assert told
    assert "0903" not in told
    assert complaint.full_name not in told


def test_the_public_reads_the_redacted_copy_and_how_it_ended(
    session, app, officer, complaint, case, coordinator
):
    from moderation.services import publications

    publications.show_words(complaint, title="Ngập", content="Ngập.", now=NOW)
    complaint.is_public = True
    factories.answered(session, case, officer, "Riêng.", at=NOW)
    cases.publish_answer(
        session, case, "Riêng.", seen_version=case.version, photos=[], actor=coordinator, now=NOW,
        public_text="Chung.", outcome=Outcome.NOT_FIXED,
    )  # fmt: skip
    session.commit()

    public = Visitor(app).open(f"/tra-cuu/{complaint.code}").words

    assert "Chung." in public
    assert "Riêng." not in public
    assert "Chưa khắc phục được" in public
    assert "Riêng." in private_page(app, complaint).words


def test_a_silent_agency_blocks_nobody_and_is_recorded(
    session, desk, of, officer, complaint, case, lead, asked, coordinator
):
    factories.answered(session, case, officer, at=NOW)
    cases.publish_answer(
        session, case, "Xong.", seen_version=case.version, photos=[], actor=coordinator, now=NOW
    )
    session.commit()

    noted = session.query(Event).filter_by(subject="assignment", action="no_opinion").one()
    assert noted.subject_id == asked.id
    assert "không có ý kiến đúng hạn" in of("SXD").open(address(lead)).words
    assert "không có ý kiến đúng hạn" in desk(coordinator).open(at_desk(complaint)).words


def test_a_note_sent_twice_by_a_double_click_is_one(session, desk, complaint, case, coordinator):
    browser = desk(coordinator)
    page = browser.open(at_desk(complaint))
    first = page.send(f"{at_desk(complaint)}/notes", audience="case", note="Cho các cơ quan.")
    again = page.send(f"{at_desk(complaint)}/notes", audience="case", note="Cho các cơ quan.")
    other = page.send(f"{at_desk(complaint)}/notes", audience="case", note="Lời khác.")

    assert (first.status, again.status, other.status) == (303, 303, 409)
    assert "Lời khác." in other.text
    assert session.query(CaseNote).count() == 1


def test_a_citizen_is_told_once_by_a_double_click(session, desk, complaint, case, coordinator):
    page = desk(coordinator).open(at_desk(complaint))
    preview = page.send(f"{at_desk(complaint)}/notes", audience="citizen", note="Mai có người đến.")

    for _ in range(2):
        assert preview.send(f"{at_desk(complaint)}/notes").status == 303

    assert session.query(CaseNote).count() == 1


def test_a_note_to_everybody_names_none_of_the_others(session, app, complaint, case, coordinator):
    other = factories.complaint(session, full_name="Lê Thị Hai", phone="+84900000222")
    merging.join(session, other, case, seen_version=1, actor=coordinator, now=NOW)
    notes.tell(
        session, other, "Ông Trần Văn Lâm và mọi người: mai có đoàn đến.", everybody=True,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    page = private_page(app, other)

    assert "mai có đoàn đến." in page.words
    assert "Văn Lâm" not in page.text
