"""Cases walked by three actors, step by step and at the same time."""

import itertools
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from models import Assignment, CaseFile, CasePause, Complaint, Event, Merge, Staff
from moderation.adapters.database import for_writing
from moderation.domain.case_states import (
    CASE_RETURNS,
    CASE_TRANSITIONS,
    OPEN_STATES,
    AssignmentRole,
    CaseAction,
    CaseState,
    Outcome,
)
from moderation.domain.complaint_states import (
    IN_A_CASE,
    RETURNS,
    TRANSITIONS,
    ComplaintAction,
    ComplaintState,
)
from moderation.domain.errors import DomainError, IllegalTransition, StaleVersion
from moderation.domain.permissions import Role
from moderation.extensions import db
from moderation.jobs import closing, deadlines
from moderation.services import (
    assignments,
    cases,
    complaint_sealing,
    complaint_withdrawals,
    complaints,
    merging,
    pauses,
    splitting,
    verdicts,
)
from moderation.services.assignments import Part
from moderation.services.complaints import Decision
from tests import factories
from tests.conftest import NOW, close, make_app, settings_for
from tests.visitor import Visitor

DAYS = 7
AGENCIES = ("SXD", "HSDC", "TTTP")


@pytest.fixture
def walk_of(session, tools):
    """What the machine needs of the house, and a way to leave no trace for the next walk."""
    Walk.house, Walk.seen = (session, tools.seal), set()
    yield Walk
    Walk.house = None


#: What ends a complaint for good would end most walks early.
RARELY = st.integers(0, 7).map(lambda number: number == 7)
_WORKED_ON = (CaseState.ASSIGNED, CaseState.IN_PROGRESS, CaseState.REOPENED)


class Walk(RuleBasedStateMachine):
    """A citizen, a coordinator and agencies; every step is taken through the services."""

    house = None
    seen: set[tuple[str, str]] = set()  # of all walks

    def __init__(self) -> None:
        super().__init__()
        self.session, self.seal = self.house
        self.earlier = {
            table: self.session.scalar(select(func.max(table.id))) or 0
            for table in (CaseFile, Merge, Event)
        }
        self.now = NOW
        self.ours: list[int] = []
        self.steps: dict[tuple[str, int], int] = {}

    @initialize(stages=st.lists(st.integers(0, 3), min_size=3, max_size=3))
    def three_complaints(self, stages) -> None:
        """Received, accepted, answered by the lead, or answered to the citizen."""
        self.rules = factories.rules(self.session)
        self.units = factories.units(self.session)
        self.coordinator = factories.person(self.session, Role.COORDINATOR)
        self.agency = factories.person(self.session, Role.AGENCY_OFFICER)
        self.confidential = factories.person(self.session, Role.CONFIDENTIAL_OFFICER)
        for stage in stages:
            complaint = factories.complaint(self.session)
            self.ours.append(complaint.id)
            if stage:
                case = factories.routed(self.session, complaint, actor=self.coordinator)
            if stage > 1:
                factories.answered(self.session, case, self.agency, at=NOW)
            if stage > 2:
                self.tell(case)
        self.look()

    def teardown(self) -> None:
        self.session.rollback()
        self.session.expire_all()

    # --- hands

    def complaint(self, pick: int) -> Complaint:
        return self.session.get_one(Complaint, self.ours[pick % len(self.ours)])

    def case_in(self, pick: int, *likely: CaseState) -> CaseFile | None:
        """A case in one of these states if there is one, else any."""
        mine = select(CaseFile).where(CaseFile.id > self.earlier[CaseFile])
        every = self.session.scalars(mine.order_by(CaseFile.id)).all()
        found = [each for each in every if each.state in likely] or every
        return found[pick % len(found)] if found else None

    def reporter(self, pick: int, *likely: CaseState) -> Complaint:
        """A complaint of a case in one of these states if there is one, else any."""
        case = self.case_in(pick, *likely)
        there = merging.in_case(self.session, case.id) if case and case.state in likely else ()
        return there[pick % len(there)] if there else self.complaint(pick)

    def case(self, pick: int) -> CaseFile | None:
        complaint = self.complaint(pick)
        return self.session.get(CaseFile, complaint.case_id) if complaint.case_id else None

    def step(self, act) -> None:
        """Take a step or be refused; then look at what became of everything."""
        before = self.snapshot()
        self.now += timedelta(minutes=1)
        try:
            with self.session.begin_nested():
                act()
                self.session.flush()
        except DomainError:
            self.session.expire_all()
            assert self.snapshot() == before
            return
        self.look()

    def snapshot(self) -> dict[tuple[str, int], tuple[str, int]]:
        found = {}
        for name, table in (("case", CaseFile), ("complaint", Complaint)):
            for row in self.session.execute(select(table.id, table.state, table.version)):
                found[name, row.id] = (str(row.state), row.version)
        return found

    # --- the coordinator

    @rule(pick=st.integers(0, 9), lead=st.sampled_from(AGENCIES))
    def accept(self, pick, lead) -> None:
        complaint = self.complaint(pick)
        routing = factories.routing(self.session, complaint, lead, (), at=self.now)
        self.step(
            lambda: cases.accept(
                self.session, complaint, routing, seen_version=complaint.version,
                actor=self.coordinator, today=self.now.date(), now=self.now,
            )
        )  # fmt: skip

    @rule(pick=st.integers(0, 9), really=RARELY)
    def refuse(self, pick, really) -> None:
        if not really:
            return
        complaint = self.complaint(pick)
        decision = Decision(
            action=ComplaintAction.REFUSE, seen_version=complaint.version, reason_text="Không."
        )
        self.step(
            lambda: complaints.decide(
                self.session, complaint, decision, actor=self.coordinator, now=self.now
            )
        )

    @rule(pick=st.integers(0, 9))
    def ask(self, pick) -> None:
        complaint = self.complaint(pick)
        self.step(
            lambda: complaints.ask(
                self.session, complaint, "Số nhà?", seen_version=complaint.version,
                rules=self.rules, actor=self.coordinator, now=self.now,
            )
        )  # fmt: skip

    @rule(pick=st.integers(0, 9), lead=st.sampled_from(AGENCIES))
    def reroute(self, pick, lead) -> None:
        case = self.case(pick)
        if case is None:
            return
        routing = factories.routing(self.session, self.complaint(pick), lead, (), at=self.now)
        self.step(
            lambda: cases.reroute(
                self.session, case, routing, seen_version=case.version, actor=self.coordinator,
                today=self.now.date(), now=self.now,
            )
        )  # fmt: skip

    @rule(pick=st.integers(0, 9), code=st.sampled_from(AGENCIES))
    def ask_further(self, pick, code) -> None:
        case = self.case(pick)
        if case is None:
            return
        part = Part(agency_id=self.units[code].id, due_on=case.due_on)
        self.step(
            lambda: cases.ask_further(
                self.session,
                case,
                [part],
                actor=self.coordinator,
                today=self.now.date(),
                now=self.now,
            )
        )

    @rule(pick=st.integers(0, 9))
    def publish(self, pick) -> None:
        case = self.case_in(pick, CaseState.AWAITING_APPROVAL)
        if case is not None:
            self.step(lambda: self.tell(case))

    def tell(self, case: CaseFile) -> None:
        cases.publish_answer(
            self.session, case, "Đã xong.", seen_version=case.version, photos=(),
            actor=self.coordinator, now=self.now,
        )  # fmt: skip

    @rule(pick=st.integers(0, 9))
    def send_back(self, pick) -> None:
        case = self.case_in(pick, CaseState.AWAITING_APPROVAL)
        if case is None:
            return
        self.step(
            lambda: cases.send_back(
                self.session, case, "Viết lại.", seen_version=case.version,
                actor=self.coordinator, now=self.now,
            )
        )  # fmt: skip

    @rule(pick=st.integers(0, 9), into=st.integers(0, 9))
    def join(self, pick, into) -> None:
        complaint, source, target = self.complaint(pick), self.case(pick), self.case(into)
        if complaint.state not in IN_A_CASE:
            source = None
        if target is None:
            return
        if source is None:
            self.step(
                lambda: merging.join(
                    self.session, complaint, target, seen_version=complaint.version,
                    actor=self.coordinator, now=self.now,
                )
            )  # fmt: skip
            return
        self.step(
            lambda: merging.join_case(
                self.session, source, target, seen_version=source.version,
                actor=self.coordinator, now=self.now,
            )
        )  # fmt: skip

    @rule(pick=st.integers(0, 9))
    def undo_a_merge(self, pick) -> None:
        mine = select(Merge).where(Merge.id > self.earlier[Merge])
        found = self.session.scalars(mine.order_by(Merge.id)).all()
        if not found:
            return
        merge = found[pick % len(found)]
        self.step(
            lambda: merging.undo(
                self.session, merge, days=DAYS, actor=self.coordinator, now=self.now
            )
        )

    @rule(pick=st.integers(0, 9))
    def split(self, pick) -> None:
        whole = self.complaint(pick)
        if len(self.ours) > 5:
            return

        def act() -> None:
            part = splitting.split(
                self.session, whole, title="Đèn", content="Đèn hỏng.", issue_code=None,
                category_code=None, seen_version=whole.version, rules=self.rules,
                actor=self.coordinator, now=self.now,
            )  # fmt: skip
            self.ours.append(part.id)

        self.step(act)

    @rule(pick=st.integers(0, 9), really=RARELY)
    def cover(self, pick, really) -> None:
        if not really:
            return
        complaint = self.complaint(pick)
        self.step(
            lambda: complaint_sealing.cover(
                self.session, complaint, seen_version=complaint.version, rules=self.rules,
                seal=self.seal, actor=self.coordinator, now=self.now,
            )
        )  # fmt: skip

    @rule(pick=st.integers(0, 9))
    def uncover(self, pick) -> None:
        complaint = self.complaint(pick)
        self.step(
            lambda: complaint_sealing.uncover(
                self.session, complaint, seen_version=complaint.version, rules=self.rules,
                seal=self.seal, actor=self.confidential, now=self.now,
            )
        )  # fmt: skip

    # --- agencies

    @rule(pick=st.integers(0, 9), which=st.integers(0, 3))
    def take(self, pick, which) -> None:
        part = self.part(pick, which)
        if part is not None:
            self.step(
                lambda: cases.accept_part(
                    self.session, part, seen_version=part.version, actor=self.agency, now=self.now
                )
            )

    @rule(pick=st.integers(0, 9), which=st.integers(0, 3))
    def give_back(self, pick, which) -> None:
        part = self.part(pick, which)
        if part is not None:
            self.step(
                lambda: assignments.return_part(
                    self.session, part, "Không phải.", proposed_agency_id=None,
                    seen_version=part.version, actor=self.agency, now=self.now,
                )
            )  # fmt: skip

    @rule(pick=st.integers(0, 9), which=st.integers(0, 3))
    def answer(self, pick, which) -> None:
        part = self.part(pick, which)
        if part is not None:
            self.step(
                lambda: cases.answer_part(
                    self.session, part, "Đã làm.", document_number="", seen_version=part.version,
                    actor=self.agency, now=self.now,
                )
            )  # fmt: skip

    def part(self, pick: int, which: int) -> Assignment | None:
        case = self.case_in(pick, *_WORKED_ON)
        parts = assignments.current_parts(self.session, case) if case else []
        return parts[which % len(parts)] if parts else None

    # --- citizens, and the house

    @rule(pick=st.integers(0, 9))
    def say_more(self, pick) -> None:
        complaint = self.complaint(pick)
        self.step(
            lambda: complaints.answer(
                self.session, complaint, "Số 5.", rules=self.rules, now=self.now
            )
        )

    @rule(pick=st.integers(0, 9), is_satisfied=st.booleans())
    def rate(self, pick, is_satisfied) -> None:
        complaint = self.reporter(pick, CaseState.ANSWERED)
        self.step(
            lambda: verdicts.rate(
                self.session, complaint, is_satisfied=is_satisfied, text="", days=DAYS,
                now=self.now,
            )
        )  # fmt: skip

    @rule(pick=st.integers(0, 9))
    def reopen(self, pick) -> None:
        complaint = self.reporter(pick, CaseState.ANSWERED)
        self.step(
            lambda: verdicts.reopen(
                self.session, complaint, "Vẫn vậy.", days=DAYS, limit=2, rules=self.rules,
                urgent_hours=24, now=self.now,
            )
        )  # fmt: skip

    @rule(pick=st.integers(0, 9), really=RARELY)
    def withdraw(self, pick, really) -> None:
        if not really:
            return
        complaint = self.complaint(pick)
        self.step(lambda: complaint_withdrawals.withdraw(self.session, complaint, now=self.now))

    @rule(really=RARELY)
    def time_passes(self, really) -> None:
        if not really:
            return
        self.now += timedelta(days=8)
        self.step(lambda: closing.close_silent(self.session, days=DAYS, now=self.now))

    # --- what holds at every moment

    def look(self) -> None:
        """Every change of state since the last look is one legal edge with one event."""
        self.session.expire_all()
        last = max(self.steps.values(), default=self.earlier[Event])
        found = self.session.scalars(
            select(Event)
            .where(Event.id > last, Event.subject.in_(("case", "complaint")))
            .order_by(Event.id)
        )
        for event in found:
            self.steps[event.subject, event.subject_id] = event.id
            self.seen.add((event.subject, event.action))
            if event.new_state is None or (event.action == "submit" and event.subject != "case"):
                continue
            check = _legal_case if event.subject == "case" else _legal_complaint
            assert check(event), (event.subject, event.action, event.old_state, event.new_state)

    @invariant()
    def the_history_leads_to_where_everything_stands(self) -> None:
        for subject, table in (("case", CaseFile), ("complaint", Complaint)):
            for row_id, state in self.session.execute(select(table.id, table.state)):
                events = self.session.execute(
                    select(Event.old_state, Event.new_state)
                    .where(
                        Event.subject == subject,
                        Event.subject_id == row_id,
                        Event.new_state.is_not(None),
                    )
                    .order_by(Event.id)
                ).all()
                if not events:
                    continue
                assert events[-1].new_state == state
                chain = itertools.pairwise(events)
                assert all(before.new_state == after.old_state for before, after in chain)

    @invariant()
    def each_case_has_one_lead_and_each_open_one_one_first_complaint(self) -> None:
        for case in self.session.scalars(select(CaseFile)):
            leads = self.session.scalar(
                select(func.count(Assignment.id)).where(
                    Assignment.case_id == case.id,
                    Assignment.role == AssignmentRole.LEAD,
                    Assignment.is_current,
                )
            )
            first = self.session.scalar(
                select(func.count(Complaint.id)).where(
                    Complaint.case_id == case.id, Complaint.state == ComplaintState.ACCEPTED
                )
            )
            assert leads == 1
            assert first <= 1
            if case.state in (*OPEN_STATES, CaseState.ANSWERED):
                assert first == 1, case.state
            if case.state is CaseState.MERGED:
                assert (first, case.merged_into_id is not None) == (0, True)

    @invariant()
    def what_is_in_a_case_is_in_one_that_answers_it(self) -> None:
        in_cases = select(Complaint).where(Complaint.state.in_(IN_A_CASE))
        for complaint in self.session.scalars(in_cases):
            assert complaint.case_id is not None
            case = self.session.get_one(CaseFile, complaint.case_id)
            assert case.state is not CaseState.MERGED


def _legal_case(event: Event) -> bool:
    if event.action == CaseAction.OPEN and event.old_state is None:
        return event.new_state == CaseState.ASSIGNED
    action, old, new = CaseAction(event.action), CaseState(event.old_state), event.new_state
    if old is CaseState.CLOSED:  # only what was covered is accepted anew
        return action in (CaseAction.OPEN, CaseAction.COVER)
    if action in CASE_RETURNS:
        before, after = CASE_RETURNS[action]
        return old is before and new in after
    return CASE_TRANSITIONS[action].get(old) == new


def _legal_complaint(event: Event) -> bool:
    action, old = ComplaintAction(event.action), ComplaintState(event.old_state)
    if action in RETURNS:
        before, after = RETURNS[action]
        return old is before and event.new_state in after
    return TRANSITIONS[action].get(old) == event.new_state


def test_whatever_three_actors_do_only_legal_steps_are_taken(walk_of):
    needed, reached = {"answer", "merge"}, set()
    for _ in range(3):  # a walk of dice: it usually reaches all of them the first time
        run_state_machine_as_test(
            walk_of,
            settings=settings(
                max_examples=12,
                stateful_step_count=35,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        reached = {action for subject, action in Walk.seen if subject == "case"}
        if reached >= needed:
            break

    assert reached >= needed


# --- At the same time


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request, tmp_path):
    """An app whose transactions are real: on a database of its own."""
    url = ""
    if request.param == "postgresql":
        base = request.getfixturevalue("postgresql_url")
        server = sa.create_engine(base, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql("DROP DATABASE IF EXISTS walks")
            connection.exec_driver_sql("CREATE DATABASE walks")
        server.dispose()
        url = base.replace("/postgres?", "/walks?")
    app = make_app(settings_for(tmp_path, url), clock=lambda: NOW)
    yield app
    close(app)


@pytest.fixture
def cast(own_app):
    """(a case in progress, a second complaint, a coordinator's id), committed."""
    with own_app.app_context():
        session = for_writing(db.session())
        coordinator = factories.person(session, Role.COORDINATOR)
        case = factories.routed(session, factories.complaint(session), actor=coordinator)
        other = factories.routed(session, factories.complaint(session), "TTTP", (), coordinator)
        known = (case.id, other.id, coordinator.id)
        db.session.remove()
    return known


def race(app, *acts):
    """Each act in a thread with a session of its own, all at once; how each ended."""
    start, ends = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n, act) -> None:
        with app.app_context():
            session = for_writing(db.session())
            start.wait()
            try:
                act(session)
                session.commit()
                ends[n] = "won"
            except DomainError as error:
                session.rollback()
                ends[n] = type(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ends


@pytest.mark.own_database
def test_two_who_move_the_same_case_at_once_one_wins_the_other_is_told(own_app, cast):

    case_id, other_id, coordinator_id = cast

    def reroute(session):
        case = cases.load_case(session, case_id)
        actor = session.get_one(Staff, coordinator_id)
        first = session.scalars(select(Complaint).order_by(Complaint.id)).first()
        routing = factories.routing(session, first, "TTTP", (), at=NOW)
        cases.reroute(
            session, case, routing, seen_version=1, actor=actor, today=NOW.date(), now=NOW
        )

    def merge(session):
        for each in sorted((case_id, other_id)):
            cases.load_case(session, each)
        source, into = session.get_one(CaseFile, case_id), session.get_one(CaseFile, other_id)
        actor = session.get_one(Staff, coordinator_id)
        merging.join_case(session, source, into, seen_version=1, actor=actor, now=NOW)

    ends = race(own_app, reroute, merge)

    assert sorted(map(str, ends)) == sorted(["won", str(StaleVersion)])
    with own_app.app_context():
        session = db.session()
        changes = session.scalars(
            select(Event.action).where(Event.subject == "case", Event.subject_id == case_id)
        ).all()
        assert sorted(changes) in (["merge", "open"], ["open", "reroute"])
        leads = select(func.count(Assignment.id)).where(
            Assignment.case_id == case_id, Assignment.is_current,
            Assignment.role == AssignmentRole.LEAD,
        )  # fmt: skip
        assert session.scalar(leads) == 1
        db.session.remove()


@pytest.mark.own_database
def test_two_merges_crosswise_leave_one_open_case(own_app, cast):

    one, another, coordinator_id = cast

    def merge(source_id, into_id):
        def act(session):
            for each in sorted((source_id, into_id)):
                cases.load_case(session, each)
            source, into = session.get_one(CaseFile, source_id), session.get_one(CaseFile, into_id)
            actor = session.get_one(Staff, coordinator_id)
            merging.join_case(session, source, into, seen_version=1, actor=actor, now=NOW)

        return act

    ends = race(own_app, merge(one, another), merge(another, one))

    assert ends.count("won") == 1
    with own_app.app_context():
        session = db.session()
        states = sorted(str(state) for state in session.scalars(select(CaseFile.state)))
        assert states == ["assigned", "merged"]
        db.session.remove()


@pytest.fixture
def asked(own_app, cast):
    """Ids of three cases whose clock stands still, and of the complaint of each, committed."""
    with own_app.app_context():
        session = for_writing(db.session())
        actor, rules = session.get_one(Staff, cast[2]), factories.rules(session)
        known = {}
        for _ in range(3):
            complaint = factories.complaint(session, at=NOW - timedelta(days=3))
            case = factories.routed(session, complaint, parts=(), actor=actor)
            lead = assignments.lead_of(session, case)
            cases.accept_part(session, lead, seen_version=lead.version, actor=actor, now=NOW)
            pauses.ask(
                session, lead, "Số nhà?", days=5, seen_version=lead.version, rules=rules,
                actor=actor, now=NOW,
            )  # fmt: skip
            known[case.id] = complaint.id
        session.commit()
        db.session.remove()
    return known


@pytest.mark.own_database
def test_a_pause_that_runs_out_while_the_citizen_answers_ends_one_way(own_app, asked):
    """Three at once: whoever comes first, the other learns it, and nothing happens twice."""
    late = NOW + timedelta(days=9)
    given_up = []

    def run_out(session):
        given_up.append(deadlines.give_up(session, rules=factories.rules(session), now=late))

    def answer(complaint_id):
        def act(session):
            complaint = complaints.load_for_change(session, complaint_id)
            rules = factories.rules(session)
            pauses.answer(session, complaint, "Số 15.", rules=rules, now=late)

        return act

    ends = race(own_app, run_out, *map(answer, asked.values()))[1:]

    assert given_up == [ends.count(IllegalTransition)]
    with own_app.app_context():
        session = db.session()
        for (case_id, complaint_id), end in zip(asked.items(), ends, strict=True):
            case, lead = session.get_one(CaseFile, case_id), steps(session, "assignment", case_id)
            pause = session.scalars(select(CasePause).where(CasePause.case_id == case_id)).one()
            answered = steps(session, "complaint", complaint_id).count("answer")
            if end == "won":
                assert (case.state, answered, lead[2:]) == (CaseState.IN_PROGRESS, 1, [])
                assert steps(session, "case", case_id)[2:] == ["suspend", "resume"]
            else:
                assert (case.outcome, answered, lead[2:]) == (Outcome.NO_INFO, 0, ["withdraw"])
                assert steps(session, "case", case_id)[2:] == ["suspend", "give_up_waiting"]
            assert case.paused_days == pause.days > 0
            assert case.version == len(steps(session, "case", case_id))
        db.session.remove()


def steps(session, subject, subject_id) -> list[str]:
    """What happened to it, in order; to the lead's part, for a case of which there is only one."""
    if subject == "assignment":
        lead = select(Assignment.id).where(Assignment.case_id == subject_id)
        subject_id = session.scalars(lead).one()
    happened = select(Event.action).where(Event.subject == subject, Event.subject_id == subject_id)
    return list(session.scalars(happened.order_by(Event.id)))


@pytest.mark.own_database
def test_two_coordinators_at_once_one_gets_the_news(own_app, cast):

    case_id, _other_id, coordinator_id = cast
    with own_app.app_context():
        complaint = (
            db.session().scalars(select(Complaint).where(Complaint.case_id == case_id)).one()
        )
        address, email = (
            f"/staff/complaints/{complaint.id}",
            db.session().get_one(Staff, coordinator_id).email,
        )
        lead = str(factories.units(db.session())["TTTP"].id)
        db.session.remove()
    pages = []
    for _ in range(2):
        browser = Visitor(own_app)
        browser.open("/login").send("/login", email=email, password=factories.PASSWORD)
        pages.append(browser.open(address))
    answers = [None, None]

    def send(n) -> None:
        answers[n] = pages[n].send(f"{address}/reroute", lead=lead)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(answer.status for answer in answers) == [303, 409]
    loser = next(answer for answer in answers if answer.status == 409)
    assert "Minh Thu vừa xử lý phản ánh" in loser.words
