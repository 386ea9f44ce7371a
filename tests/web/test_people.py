import pytest

from models import Staff
from moderation.domain.permissions import Role
from tests.factories import PASSWORD
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
        f"/staff/people/{moderator.id}", role="confidential_officer"
    )

    assert browser.open("/staff/comments").status == 403
    assert browser.open("/staff/sealed").status == 200


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
    assert [answer.status for answer in answers] == [422, 422]
    assert (kept.role, kept.is_active) == (Role.ADMINISTRATOR, True)


def test_a_short_new_password_is_explained(office, moderator):
    answer = office.open(f"/staff/people/{moderator.id}").send(
        f"/staff/people/{moderator.id}", password="ngan"
    )

    assert answer.status == 422
    assert PASSWORD not in answer.text


def test_only_an_administrator_manages_people(desk, moderator):
    assert desk(moderator).open("/staff/people").status == 403
