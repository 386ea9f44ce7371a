import pytest

from models import Staff
from moderation.domain.errors import NotAllowed
from moderation.domain.permissions import Role
from moderation.services import staff
from tests.conftest import NOW
from tests.factories import EARLIER, PASSWORD
from tests.visitor import Visitor

NEW = {
    "name": "Hải Yến",
    "email": "Yen@example.org",
    "role": "moderator",
    "password": "mat khau dau tien",
}


@pytest.fixture
def office(desk, administrator):
    return desk(administrator)


def test_an_administrator_adds_somebody_who_can_log_in(office, app, session):
    answer = office.open("/staff/people").send("/staff/people", **NEW)

    assert "Đã thêm Hải Yến." in answer.follow().words
    login = (
        Visitor(app)
        .open("/login")
        .send("/login", email="yen@example.org", password=NEW["password"])
    )
    assert login.status == 303


def test_somebody_sent_twice_is_added_once_and_is_no_error(office, session):
    page = office.open("/staff/people")
    before = session.query(Staff).count()

    answers = [page.send("/staff/people", **NEW) for _ in range(2)]

    assert [answer.location for answer in answers] == ["/staff/people"] * 2
    assert session.query(Staff).count() == before + 1


def test_somebody_else_on_the_same_form_is_asked_about(office, session):
    page = office.open("/staff/people")
    page.send("/staff/people", **NEW)

    other = page.send("/staff/people", **{**NEW, "email": "hoa@example.org"})

    assert other.status == 422
    assert "Nội dung này khác" in other.words
    assert other.send("/staff/people", password=NEW["password"]).status == 303


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"email": "x"}, "e-mail chưa đúng"),
        ({"password": "ngan"}, "từ 10 đến 200"),
        ({"name": ""}, "còn trống"),
        ({"name": "x" * 121}, "nhiều nhất là 120"),
        ({"role": "king"}, "Không có lựa chọn này"),
    ],
)
def test_bad_input_is_explained(office, session, change, says):
    before = session.query(Staff).count()

    answer = office.open("/staff/people").send("/staff/people", **{**NEW, **change})

    assert answer.status == 422
    assert says.lower() in answer.words.lower()
    assert session.query(Staff).count() == before


def test_an_address_taken_is_explained(office, moderator):
    answer = office.open("/staff/people").send("/staff/people", **{**NEW, "email": moderator.email})

    assert answer.status == 422
    assert "đã có tài khoản" in answer.words


def test_a_role_follows_at_once(office, desk, moderator):
    browser = desk(moderator)

    office.open(f"/staff/people/{moderator.id}").send(
        f"/staff/people/{moderator.id}", role="propaganda_officer"
    )

    assert browser.open("/staff/comments").status == 200
    assert browser.open("/staff/articles").status == 403


@pytest.mark.parametrize(
    "typed",
    [
        {"password": "mat khau thay the", "is_active": "y"},
        {"role": "moderator", "is_active": "y"},
        {"is_active": ""},
        {},
    ],
)
def test_no_administrator_changes_who_opens_the_sealed_lane(
    office, session, confidential_officer, administrator, typed
):
    address = f"/staff/people/{confidential_officer.id}"
    token = office.open("/staff/people").filled("/staff/people")["csrf_token"]
    before = confidential_officer.password_hash

    answer = office.post(
        address, {"csrf_token": token, "role": "confidential_officer", "password": "", **typed}
    )

    kept = session.get(Staff, confidential_officer.id, populate_existing=True)
    assert answer.status == 403
    assert (kept.role, kept.is_active) == (Role.CONFIDENTIAL_OFFICER, True)
    assert kept.password_hash == before


def test_no_administrator_makes_a_confidential_officer(office, session, moderator):
    page = office.open("/staff/people")
    change = office.open(f"/staff/people/{moderator.id}")

    answers = [
        page.send("/staff/people", **{**NEW, "role": "confidential_officer"}),
        change.send(f"/staff/people/{moderator.id}", role="confidential_officer"),
    ]

    assert [answer.status for answer in answers] == [403, 403]
    assert session.query(Staff).filter_by(role=Role.CONFIDENTIAL_OFFICER).count() == 0


def test_the_page_of_a_confidential_officer_says_why_there_is_nothing_to_change(
    office, confidential_officer, moderator
):
    page = office.open(f"/staff/people/{confidential_officer.id}")
    offered = office.open(f"/staff/people/{moderator.id}").soup.select("#role option")

    assert "chỉ đổi được bằng lệnh trên máy chủ" in page.words
    assert not page.soup.select("main form")
    assert "confidential_officer" not in [option["value"] for option in offered]


def test_the_rule_holds_below_the_pages_too(
    session, confidential_officer, moderator, administrator
):
    by = {"actor": administrator, "now": NOW}
    attempts = [
        lambda: staff.set_password(session, confidential_officer, "x", **by),
        lambda: staff.set_active(session, confidential_officer, False, **by),
        lambda: staff.set_role(session, confidential_officer, Role.MODERATOR, **by),
        lambda: staff.set_role(session, moderator, Role.CONFIDENTIAL_OFFICER, **by),
    ]

    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


def test_a_confidential_officer_changes_their_own_password(desk, confidential_officer, app):
    answer = (
        desk(confidential_officer)
        .open("/account")
        .send("/account", present=PASSWORD, wanted="mat khau cua rieng toi")
    )

    assert answer.status == 303


def test_a_locked_person_is_out_and_a_new_password_works(office, app, desk, session, moderator):
    browser = desk(moderator)
    office.open(f"/staff/people/{moderator.id}").send(
        f"/staff/people/{moderator.id}", is_active=None
    )
    assert browser.open("/staff/").status == 303

    office.open(f"/staff/people/{moderator.id}").send(
        f"/staff/people/{moderator.id}", is_active="y", password="mat khau thay the"
    )

    login = (
        Visitor(app)
        .open("/login")
        .send("/login", email=moderator.email, password="mat khau thay the")
    )
    assert login.status == 303


def test_nobody_locks_themselves_out(office, session, administrator):
    page = office.open(f"/staff/people/{administrator.id}")

    answers = [
        page.send(f"/staff/people/{administrator.id}", **change)
        for change in ({"is_active": None}, {"role": "moderator"})
    ]

    kept = session.get(Staff, administrator.id, populate_existing=True)
    wrong = [answer.soup.select_one("[aria-invalid=true]")["name"] for answer in answers]
    assert [answer.status for answer in answers] == [422, 422]
    assert wrong == ["is_active", "role"]
    assert (kept.role, kept.is_active) == (Role.ADMINISTRATOR, True)


def test_a_short_new_password_is_explained(office, moderator):
    answer = office.open(f"/staff/people/{moderator.id}").send(
        f"/staff/people/{moderator.id}", password="ngan"
    )

    assert answer.status == 422
    assert PASSWORD not in answer.text


def test_only_an_administrator_manages_people(desk, moderator):
    assert desk(moderator).open("/staff/people").status == 403


@pytest.mark.parametrize("typed", ["SXD", "ubx-00070", "công an phường hoàn kiếm"])
def test_an_agency_officer_gets_an_agency_by_code_or_name(office, session, units, typed):
    answer = office.open("/staff/people").send(
        "/staff/people", **{**NEW, "role": "agency_officer", "agency": typed}
    )

    kept = session.query(Staff).filter_by(email="yen@example.org").one()
    agency = next(unit for unit in units.values() if unit.id == kept.agency_id)
    assert typed.lower() in (agency.code.lower(), agency.name.lower())
    assert agency.name in answer.follow().words


@pytest.mark.parametrize(
    ("role", "typed", "says"),
    [
        ("agency_officer", "", "đúng một cơ quan"),
        ("agency_officer", "NONE", "đúng một cơ quan"),
        ("agency_officer", "phường", "đúng một cơ quan"),
        ("moderator", "SXD", "không thuộc cơ quan nào"),
    ],
)
def test_role_and_agency_go_together(office, session, units, role, typed, says):
    before = session.query(Staff).count()

    answer = office.open("/staff/people").send(
        "/staff/people", **{**NEW, "role": role, "agency": typed}
    )

    assert answer.status == 422
    assert says in answer.words
    assert answer.filled("/staff/people")["agency"] == typed
    assert session.query(Staff).count() == before


def test_an_agency_officer_moves_to_another_agency_and_out_of_it(
    office, session, units, agency_officer
):
    address = f"/staff/people/{agency_officer.id}"
    page = office.open(address)
    assert page.filled(address)["agency"] == "SXD"

    page.send(address, agency="HSDC")
    moved = session.get(Staff, agency_officer.id, populate_existing=True).agency_id
    page.send(address, agency="", role="coordinator")

    kept = session.get(Staff, agency_officer.id, populate_existing=True)
    assert moved == units["HSDC"].id
    assert (kept.role, kept.agency_id) == (Role.COORDINATOR, None)


def test_somebody_of_an_agency_that_ended_can_still_be_locked(
    office, session, units, agency_officer
):
    units["SXD"].valid_to = EARLIER.date()
    session.commit()
    address = f"/staff/people/{agency_officer.id}"

    answer = office.open(address).send(address, is_active=None)

    assert answer.status == 303
    assert "SXD" in answer.follow().words
    assert not session.get(Staff, agency_officer.id, populate_existing=True).is_active
