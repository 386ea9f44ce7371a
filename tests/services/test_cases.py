from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from models import Assignment, Attachment, CaseFile, Complaint, Event, OutboxMessage
from moderation.domain.case_states import AssignmentRole, AssignmentState, CaseState
from moderation.domain.complaint_states import ComplaintAction, ComplaintState
from moderation.domain.errors import DomainError, IllegalTransition, Invalid, NotFound, StaleVersion
from moderation.services import assignments, cases, complaints
from moderation.services.assignments import Part, Routing
from moderation.services.complaints import Decision
from tests import factories
from tests.conftest import NOW

DUE = date(2026, 12, 1)


@pytest.fixture
def complaint(session):
    return factories.complaint(session)


@pytest.fixture
def case(session, complaint, coordinator):
    """Led by SXD; HSDC is asked."""
    return factories.routed(session, complaint, actor=coordinator)


def accept(session, complaint, units, actor, lead="SXD", parts=(), **more):
    return cases.accept(
        session,
        complaint,
        to(units, lead, *parts),
        seen_version=more.pop("seen", complaint.version),
        actor=actor,
        today=NOW.date(),
        now=NOW,
        **more,
    )


def to(units, lead, *parts) -> Routing:
    asked = [Part(agency_id=units[code].id, due_on=DUE, question="?") for code in parts]
    return Routing(lead_id=units[lead].id, due_on=DUE, instruction="Xin xử lý.", parts=asked)


def reroute(session, case, units, actor, lead, *parts):
    cases.reroute(
        session,
        case,
        to(units, lead, *parts),
        seen_version=case.version,
        actor=actor,
        today=NOW.date(),
        now=NOW,
    )


def take(session, part, actor, **more):
    seen = more.get("seen", part.version)
    cases.accept_part(session, part, seen_version=seen, actor=actor, now=NOW)


def answer(session, part, actor, text="Đã nạo vét.", number=""):
    cases.answer_part(
        session, part, text, document_number=number, seen_version=part.version, actor=actor, now=NOW
    )


def give_back(session, part, actor, reason="Không thuộc thẩm quyền", proposed=None):
    assignments.return_part(
        session,
        part,
        reason,
        proposed_agency_id=proposed,
        seen_version=part.version,
        actor=actor,
        now=NOW,
    )


def publish(session, case, actor, text="Đã nạo vét cống.", photos=()):
    cases.publish_answer(
        session, case, text, seen_version=case.version, photos=photos, actor=actor, now=NOW
    )


def leads(session, case) -> list[Assignment]:
    current = {"case_id": case.id, "role": AssignmentRole.LEAD, "is_current": True}
    return session.query(Assignment).filter_by(**current).all()


def standing(session, case) -> list[tuple[str, str]]:
    """(role, state) of what stands in the case, the lead first."""
    return [(str(p.role), str(p.state)) for p in assignments.current_parts(session, case)]


def events(session, subject, row_id) -> list[tuple]:
    found = session.query(Event).filter_by(subject=subject, subject_id=row_id).order_by(Event.id)
    return [(event.action, event.old_state, event.new_state) for event in found]


def photo_of(session, part, key) -> Attachment:
    photo = Attachment(
        key=key, assignment_id=part.id, file="f", thumbnail="t", width=1, height=1, added_at=NOW
    )
    session.add(photo)
    session.flush()
    return photo


# --- Accepting and routing


def test_accepting_opens_one_case_with_its_lead_and_whoever_is_asked(
    session, complaint, units, coordinator
):
    case = accept(session, complaint, units, coordinator, "SXD", ("HSDC", "UBX-00070"))

    lead, *asked = assignments.current_parts(session, case)
    assert (complaint.state, complaint.case_id) == (ComplaintState.ACCEPTED, case.id)
    assert (case.state, case.due_on, case.opened_at) == (CaseState.ASSIGNED, DUE, NOW)
    assert (lead.agency_id, lead.due_on, lead.question) == (units["SXD"].id, DUE, "Xin xử lý.")
    assert {part.agency_id for part in asked} == {units["HSDC"].id, units["UBX-00070"].id}
    assert events(session, "case", case.id) == [("open", None, "assigned")]
    assert events(session, "assignment", lead.id) == [("offer", None, "offered")]


def test_the_citizen_is_told_of_the_acceptance(session, case, complaint):
    message = session.query(OutboxMessage).one()

    assert (message.kind, message.subject_id) == ("complaint_news", complaint.id)


def test_accepting_publishes_masked_words_when_it_may_be_public(session, units, coordinator):
    shown = factories.complaint(session, content="Gọi 0912 345 678 nhé, cống vỡ.")
    private = factories.complaint(session, consent_publish=False)

    for complaint in (shown, private):
        accept(session, complaint, units, coordinator)

    assert "0912" not in shown.public_content != ""
    assert shown.published_at == NOW
    assert (private.public_content, private.published_at) == ("", None)


def test_a_coordinators_own_words_are_published_in_place_of_the_masked_ones(
    session, complaint, units, coordinator
):
    accept(session, complaint, units, coordinator, public_title="Ngập", public_content="Ngõ ngập.")

    assert (complaint.public_title, complaint.public_content) == ("Ngập", "Ngõ ngập.")


@pytest.mark.parametrize(
    ("lead", "parts"), [("SXD", ("SXD",)), ("SXD", ("HSDC", "HSDC")), ("SXD", ("HSDC", "SXD"))]
)
def test_no_agency_is_named_twice(session, complaint, units, coordinator, lead, parts):
    with pytest.raises(Invalid) as caught:
        accept(session, complaint, units, coordinator, lead, parts)

    assert caught.value.field == "coordinating"
    assert complaint.state is ComplaintState.RECEIVED


@pytest.mark.parametrize(
    ("begins", "ends", "is_there"),
    [
        (None, None, True),
        (date(2026, 11, 23), date(2026, 11, 23), True),
        (date(2026, 11, 24), None, False),
        (None, date(2026, 11, 22), False),
    ],
)
def test_only_agencies_of_today_are_given_work(
    session, complaint, units, coordinator, begins, ends, is_there
):
    units["HSDC"].valid_from, units["HSDC"].valid_to = begins, ends
    session.flush()

    if is_there:
        accept(session, complaint, units, coordinator, "HSDC")
    else:
        with pytest.raises(Invalid) as caught:
            accept(session, complaint, units, coordinator, "HSDC")
        assert caught.value.field == "lead"


def test_an_agency_nobody_knows_is_given_nothing(session, complaint, coordinator):
    nobody = Routing(lead_id=10**9, due_on=DUE)

    with pytest.raises(Invalid):
        cases.accept(
            session, complaint, nobody, seen_version=1, actor=coordinator, today=NOW.date(), now=NOW
        )


def test_routing_twice_opens_no_second_case(session, complaint, units, coordinator):
    accept(session, complaint, units, coordinator)

    with pytest.raises(StaleVersion):
        accept(session, complaint, units, coordinator, seen=1)
    with pytest.raises(IllegalTransition):
        accept(session, complaint, units, coordinator)

    assert session.query(CaseFile).count() == 1


# --- The unit complained of


@pytest.mark.parametrize(
    ("about", "barred"),
    [
        ("CATP", {"CATP", "CAX-00070", "CAX-00073"}),
        ("CAX-00070", {"CAX-00070"}),
        ("SXD", {"SXD"}),
    ],
)
def test_the_unit_complained_of_and_all_below_it_never_lead_nor_coordinate(
    session, units, coordinator, about, barred
):
    refused: dict[str, set[str]] = {"lead": set(), "coordinating": set()}
    for code in units:
        for lead, parts in ((code, ()), ("TTTP", (code,))):
            complaint = factories.complaint(session, about_unit_id=units[about].id)
            try:
                accept(session, complaint, units, coordinator, lead, parts)
            except Invalid as error:
                if code != "TTTP":  # who is both lead and part is refused for that
                    refused[error.field].add(code)

    assert refused == {"lead": barred, "coordinating": barred}


def test_its_superior_and_the_inspectorate_may_lead(session, units, coordinator):
    about = units["CAX-00070"].id

    for lead in ("CATP", "TTTP"):
        complaint = factories.complaint(session, about_unit_id=about)
        assert accept(session, complaint, units, coordinator, lead).state is CaseState.ASSIGNED


def test_a_tree_that_bites_its_tail_is_walked_once(session, units):
    units["01"].parent_id = units["CAX-00070"].id
    session.flush()

    assert assignments.barred_agencies(session, units["CATP"].id) == {
        unit.id for unit in units.values()
    }


@pytest.mark.parametrize("way", ["reroute lead", "reroute part", "ask further"])
def test_the_barred_unit_does_not_come_in_later_either(session, units, coordinator, way):
    complaint = factories.complaint(session, about_unit_id=units["CATP"].id)
    case = factories.routed(session, complaint, actor=coordinator)
    barred = Part(agency_id=units["CAX-00073"].id, due_on=DUE)

    with pytest.raises(Invalid, match="about this unit"):
        {
            "reroute lead": lambda: reroute(session, case, units, coordinator, "CAX-00073"),
            "reroute part": lambda: reroute(session, case, units, coordinator, "TTTP", "CAX-00073"),
            "ask further": lambda: cases.ask_further(
                session, case, [barred], actor=coordinator, today=NOW.date(), now=NOW
            ),
        }[way]()

    assert barred.agency_id not in {part.agency_id for part in session.query(Assignment)}


# --- One lead at every moment


def test_the_database_refuses_a_second_current_lead(session, case, units):
    second = Assignment(
        case_id=case.id,
        agency_id=units["TTTP"].id,
        role=AssignmentRole.LEAD,
        due_on=DUE,
        offered_at=NOW,
    )

    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(second)  # flushed at the end of the block

    assert len(leads(session, case)) == 1


def test_a_lead_that_returned_its_part_stays_the_lead_until_another_is_chosen(
    session, case, units, coordinator, agency_officer
):
    old = cases.lead_of(session, case)
    give_back(session, old, agency_officer, proposed=units["TTTP"].id)
    session.commit()

    assert leads(session, case) == [old]
    assert (old.state, old.proposed_agency_id) == (AssignmentState.RETURNED, units["TTTP"].id)
    assert case.state is CaseState.ASSIGNED

    reroute(session, case, units, coordinator, "TTTP")

    assert [lead.agency_id for lead in leads(session, case)] == [units["TTTP"].id]
    assert (old.state, old.is_current) == (AssignmentState.WITHDRAWN, False)


def test_rerouting_keeps_the_first_date_and_sets_the_new_one(session, case, units, coordinator):
    opened, lead = case.opened_at, cases.lead_of(session, case)
    take(session, lead, coordinator)

    reroute(session, case, units, coordinator, "TTTP", "UBX-00070")

    assert (case.state, case.opened_at, case.due_on) == (CaseState.ASSIGNED, opened, DUE)
    assert standing(session, case) == [
        ("lead", "offered"),
        ("coordinating", "offered"),
        ("coordinating", "offered"),
    ]
    assert events(session, "case", case.id)[-1] == ("reroute", "in_progress", "assigned")


def test_a_coordinating_agency_that_becomes_the_lead_has_one_part(
    session, case, units, coordinator
):
    reroute(session, case, units, coordinator, "HSDC")

    assert standing(session, case) == [("lead", "offered")]


def test_an_opinion_given_stays_when_its_agency_becomes_the_lead(session, case, units, coordinator):
    answer(session, factories.part_of(session, case, "HSDC"), coordinator, "Cống nhỏ.")

    reroute(session, case, units, coordinator, "HSDC")

    assert standing(session, case) == [("lead", "offered"), ("coordinating", "answered")]


def test_the_same_lead_may_be_asked_again(session, case, units, coordinator):
    give_back(session, cases.lead_of(session, case), coordinator)

    reroute(session, case, units, coordinator, "SXD")

    assert [(lead.agency_id, str(lead.state)) for lead in leads(session, case)] == [
        (units["SXD"].id, "offered")
    ]


def test_a_lead_is_replaced_never_withdrawn(session, case, coordinator):
    lead = cases.lead_of(session, case)

    with pytest.raises(Invalid) as caught:
        assignments.withdraw(session, lead, seen_version=lead.version, actor=coordinator, now=NOW)

    assert caught.value.field == "lead"
    assert leads(session, case) == [lead]


STEPS = ("take", "return", "answer", "reroute", "further", "withdraw", "send_back", "publish")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    walk=st.lists(
        st.tuples(
            st.sampled_from(STEPS),
            st.integers(0, 5),
            st.sampled_from(["SXD", "HSDC", "TTTP", "CATP", "UBX-00070"]),
        ),
        min_size=3,
        max_size=14,
    )
)
def test_exactly_one_current_lead_whatever_is_done(session, units, coordinator, walk):
    case = factories.routed(session, factories.complaint(session), actor=coordinator)
    for step, choice, code in walk:
        parts = assignments.current_parts(session, case)
        part = parts[choice % len(parts)]
        steps = {
            "take": lambda part=part: take(session, part, coordinator),
            "return": lambda part=part: give_back(session, part, coordinator),
            "answer": lambda part=part: answer(session, part, coordinator),
            "reroute": lambda code=code: reroute(session, case, units, coordinator, code),
            "further": lambda code=code: cases.ask_further(
                session,
                case,
                [Part(agency_id=units[code].id, due_on=DUE)],
                actor=coordinator,
                today=NOW.date(),
                now=NOW,
            ),
            "withdraw": lambda part=part: assignments.withdraw(
                session, part, seen_version=part.version, actor=coordinator, now=NOW
            ),
            "send_back": lambda: cases.send_back(
                session, case, "Viết lại", seen_version=case.version, actor=coordinator, now=NOW
            ),
            "publish": lambda: publish(session, case, coordinator),
        }
        try:
            with session.begin_nested():
                steps[step]()
        except DomainError:
            session.expire_all()
        assert len(leads(session, case)) == 1
        lead = leads(session, case)[0]
        assert (case.state is CaseState.AWAITING_APPROVAL) <= (
            lead.state is AssignmentState.ANSWERED
        )
        assert (case.state is CaseState.IN_PROGRESS) <= (
            lead.state in (AssignmentState.ACCEPTED, AssignmentState.RETURNED)
        )


# --- Agencies at work


def test_the_case_is_in_progress_when_its_lead_accepts(session, case, agency_officer):
    lead = cases.lead_of(session, case)

    take(session, lead, agency_officer)

    assert (lead.state, lead.accepted_at) == (AssignmentState.ACCEPTED, NOW)
    assert case.state is CaseState.IN_PROGRESS
    assert events(session, "assignment", lead.id)[-1] == ("accept", "offered", "accepted")
    assert events(session, "case", case.id)[-1] == ("start", "assigned", "in_progress")


def test_a_coordinating_agency_moves_its_own_part_only(session, case, coordinator):
    part = factories.part_of(session, case, "HSDC")

    take(session, part, coordinator)
    answer(session, part, coordinator, "Cống nhỏ quá.")

    assert (part.state, part.answer) == (AssignmentState.ANSWERED, "Cống nhỏ quá.")
    assert (case.state, case.answer) == (CaseState.ASSIGNED, "")


def test_the_leads_answer_waits_for_the_coordinator(session, case, agency_officer):
    lead = cases.lead_of(session, case)

    answer(session, lead, agency_officer, "Đã nạo vét.", number="12/SXD")

    assert (case.state, case.answer) == (CaseState.AWAITING_APPROVAL, "Đã nạo vét.")
    assert (case.document_number, case.answered_at) == ("12/SXD", None)
    assert (lead.state, lead.answered_at) == (AssignmentState.ANSWERED, NOW)
    assert [event[0] for event in events(session, "case", case.id)] == ["open", "start", "submit"]


def test_the_due_dates_are_those_of_the_rules(session, case, complaint, rules):
    lead, asked = assignments.current_parts(session, case)

    accepted_at = case.opened_at
    assert case.due_on == lead.due_on == rules.due_on("GT01", accepted_at)
    assert asked.due_on == rules.opinion_due_on(accepted_at, case.due_on) < case.due_on


@pytest.mark.parametrize(
    ("words", "field"), [("answer", "answer"), ("return", "reason"), ("send back", "note")]
)
def test_nothing_is_said_without_words(session, case, coordinator, words, field):
    lead = cases.lead_of(session, case)

    with pytest.raises(Invalid) as caught:
        {
            "answer": lambda: answer(session, lead, coordinator, ""),
            "return": lambda: give_back(session, lead, coordinator, ""),
            "send back": lambda: cases.send_back(
                session, case, "", seen_version=case.version, actor=coordinator, now=NOW
            ),
        }[words]()

    assert caught.value.field == field
    assert lead.state is AssignmentState.OFFERED


def test_two_officers_of_one_agency_cannot_both_act_on_one_version(session, case, agency_officer):
    lead = cases.lead_of(session, case)
    seen = lead.version
    take(session, lead, agency_officer)

    with pytest.raises(StaleVersion):
        take(session, lead, agency_officer, seen=seen)


@pytest.mark.parametrize("table", ["assignment", "case_file"])
def test_a_change_another_process_made_first_is_noticed(
    session, case, units, agency_officer, table
):
    lead = cases.lead_of(session, case)
    row_id = {"assignment": lead.id, "case_file": case.id}[table]
    session.connection().exec_driver_sql(
        f"UPDATE {table} SET version = version + 1 WHERE id = {row_id}"
    )

    attempt = {
        "assignment": lambda: take(session, lead, agency_officer),
        "case_file": lambda: reroute(session, case, units, agency_officer, "TTTP"),
    }[table]

    with pytest.raises(StaleVersion):
        attempt()


def test_an_answer_sent_back_is_written_again(session, case, coordinator, agency_officer):
    lead = cases.lead_of(session, case)
    answer(session, lead, agency_officer)

    cases.send_back(
        session, case, "Thiếu ảnh.", seen_version=case.version, actor=coordinator, now=NOW
    )

    assert (case.state, lead.state) == (CaseState.IN_PROGRESS, AssignmentState.ACCEPTED)
    assert lead.question == "Thiếu ảnh."

    answer(session, lead, agency_officer, "Đây là ảnh.")

    assert (case.state, case.answer) == (CaseState.AWAITING_APPROVAL, "Đây là ảnh.")


def test_another_agencys_part_is_not_there(session, case, units):
    lead = cases.lead_of(session, case)

    assert assignments.load_part(session, lead.id, agency_id=units["SXD"].id) is lead
    assert assignments.load_part(session, lead.id, agency_id=None) is lead
    for agency_id, row_id in ((units["HSDC"].id, lead.id), (units["SXD"].id, 10**9)):
        with pytest.raises(NotFound):
            assignments.load_part(session, row_id, agency_id=agency_id)


def test_a_coordinating_agency_is_asked_no_more(session, case, coordinator):
    part = factories.part_of(session, case, "HSDC")

    assignments.withdraw(session, part, seen_version=part.version, actor=coordinator, now=NOW)

    assert (part.state, part.is_current) == (AssignmentState.WITHDRAWN, False)
    assert standing(session, case) == [("lead", "offered")]


def test_further_agencies_are_asked_once(session, case, units, coordinator):
    further = [Part(agency_id=units["UBX-00070"].id, due_on=DUE, question="Có dân phản ánh?")]

    cases.ask_further(session, case, further, actor=coordinator, today=NOW.date(), now=NOW)
    for again in (further, [Part(agency_id=units["TTTP"].id, due_on=DUE)] * 2):
        with pytest.raises(Invalid), session.begin_nested():
            cases.ask_further(session, case, again, actor=coordinator, today=NOW.date(), now=NOW)

    assert standing(session, case) == [
        ("lead", "offered"),
        ("coordinating", "offered"),
        ("coordinating", "offered"),
    ]


def test_an_agency_that_is_gone_is_not_asked_further(session, case, units, coordinator):
    units["TTTP"].valid_to = date(2026, 1, 1)
    session.flush()

    with pytest.raises(Invalid, match="no such agency today"):
        cases.ask_further(
            session,
            case,
            [Part(agency_id=units["TTTP"].id, due_on=DUE)],
            actor=coordinator,
            today=NOW.date(),
            now=NOW,
        )


# --- Publishing


def test_publishing_the_answer_tells_the_citizen_and_waits_for_what_they_say(
    session, case, complaint, coordinator
):
    factories.answered(session, case, coordinator, at=NOW)

    publish(session, case, coordinator, "Cống đã được nạo vét ngày 20/11.")

    assert (case.state, case.answered_at, case.closed_at) == (CaseState.ANSWERED, NOW, None)
    assert case.answer == "Cống đã được nạo vét ngày 20/11."
    assert case.document_number == "12/SXD"
    assert events(session, "case", case.id)[-1] == ("answer", "awaiting_approval", "answered")
    waiting = session.query(OutboxMessage).filter_by(finished_at=None).one()
    assert (waiting.subject_id, waiting.due_at) == (complaint.id, NOW)


def test_only_the_chosen_proof_of_this_case_becomes_public(session, case, coordinator):
    other = factories.routed(session, factories.complaint(session), actor=coordinator)
    lead, asked = assignments.current_parts(session, case)
    chosen, left = photo_of(session, lead, "chosen"), photo_of(session, lead, "left")
    opinions = photo_of(session, asked, "opinion")
    foreign = photo_of(session, cases.lead_of(session, other), "foreign")
    factories.answered(session, case, coordinator, at=NOW)

    publish(session, case, coordinator, photos=[chosen.id, opinions.id, foreign.id])

    public = {photo.key for photo in session.query(Attachment).filter_by(is_public=True)}
    assert public == {"chosen", "opinion"}
    assert left.is_public is False


def test_a_photo_of_a_citizen_is_not_published_with_the_answer(
    session, case, complaint, coordinator
):
    mine = Attachment(
        key="mine", complaint_id=complaint.id, file="f", thumbnail="t", width=1, height=1,
        added_at=NOW,
    )  # fmt: skip
    session.add(mine)
    factories.answered(session, case, coordinator, at=NOW)

    publish(session, case, coordinator, photos=[mine.id])

    assert mine.is_public is False


def test_opinions_not_given_are_asked_for_no_more_when_the_case_is_answered(
    session, case, coordinator
):
    part = factories.part_of(session, case, "HSDC")
    factories.answered(session, case, coordinator, at=NOW)

    publish(session, case, coordinator)

    assert (part.state, part.is_current) == (AssignmentState.WITHDRAWN, False)
    assert standing(session, case) == [("lead", "answered")]


def test_no_office_moves_an_answered_case(session, case, units, coordinator):
    factories.answered(session, case, coordinator, at=NOW)
    publish(session, case, coordinator)
    lead = cases.lead_of(session, case)
    further = [Part(agency_id=units["TTTP"].id, due_on=DUE)]

    for attempt in (
        lambda: publish(session, case, coordinator),
        lambda: reroute(session, case, units, coordinator, "TTTP"),
        lambda: answer(session, lead, coordinator),
        lambda: give_back(session, lead, coordinator),
        lambda: cases.ask_further(
            session, case, further, actor=coordinator, today=NOW.date(), now=NOW
        ),
    ):
        with pytest.raises(IllegalTransition), session.begin_nested():
            attempt()
        session.expire_all()

    assert (case.state, len(leads(session, case))) == (CaseState.ANSWERED, 1)


def test_an_answer_is_not_published_before_the_lead_wrote_one(session, case, coordinator):
    with pytest.raises(IllegalTransition):
        publish(session, case, coordinator)


def test_no_empty_answer_is_published(session, case, coordinator):
    factories.answered(session, case, coordinator, at=NOW)

    with pytest.raises(Invalid) as caught:
        publish(session, case, coordinator, text="")

    assert caught.value.field == "answer"
    assert case.state is CaseState.AWAITING_APPROVAL


def test_what_is_decided_against_opens_no_case(session, complaint, units, coordinator):
    decision = Decision(action=ComplaintAction.REFUSE, seen_version=1, reason_text="Đã trả lời.")
    complaints.decide(session, complaint, decision, actor=coordinator, now=NOW)

    with pytest.raises(IllegalTransition), session.begin_nested():
        accept(session, complaint, units, coordinator)

    assert session.query(CaseFile).count() == 0


def test_a_case_that_is_not_there_cannot_be_changed(session):
    with pytest.raises(NotFound):
        cases.load_case(session, 10**9)


def test_the_complaints_of_a_case_are_those_that_point_at_it(session, case, complaint):
    other = factories.complaint(session, at=NOW - timedelta(hours=1))

    assert cases.complaints_of(session, case) == [complaint]
    assert session.get(Complaint, other.id).case_id is None
