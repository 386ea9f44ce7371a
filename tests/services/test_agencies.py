from dataclasses import replace
from datetime import date

import pytest

from models import Agency, CalendarDay, Event, FormerWard, Ward
from moderation.adapters import reference_data
from moderation.domain.errors import Invalid, NotFound
from moderation.domain.units import FormerWardRow, UnitKind, UnitRow, WardKind, WardRow
from moderation.queries import agencies as queries
from moderation.services import agencies
from tests import factories
from tests.conftest import NOW

CITY = UnitRow("01", None, "Thành phố Hà Nội", "Hanoi City", UnitKind.CITY, None, None)
POLICE = UnitRow("CATP", "01", "Công an", "Police", UnitKind.CENTRAL_AGENCY, None, None)
WARD_POLICE = UnitRow(
    "CAX-1", "CATP", "Công an phường", "Police", UnitKind.WARD_POLICE, "1", date(2025, 7, 1)
)
WARD = WardRow("1", "Phường Cửa Nam", "Cửa Nam", WardKind.WARD, 21.0, 105.8)
FORMER = FormerWardRow("Quận Hoàn Kiếm", "Phường Hàng Bông", "1", False)


def bring(session, units=(CITY, POLICE, WARD_POLICE), wards=(WARD,), former=(FORMER,)):
    return agencies.import_units(session, units, wards, former)


def by_code(session) -> dict[str, Agency]:
    return {agency.code: agency for agency in session.query(Agency)}


def test_units_wards_and_former_wards_come_in(session):
    imported = bring(session)

    known = by_code(session)
    assert (imported.agencies, imported.new, imported.wards, imported.former) == (3, 3, 1, 1)
    assert known["01"].parent_id is None
    assert known["CAX-1"].parent_id == known["CATP"].id
    assert (known["CAX-1"].ward_code, known["CAX-1"].valid_from) == ("1", date(2025, 7, 1))
    assert session.get(Ward, "1").folded == "phuong cua nam"


def test_importing_again_changes_nothing(session):
    bring(session)
    before = {code: agency.id for code, agency in by_code(session).items()}

    again = bring(session)

    assert (again.agencies, again.new, again.wards, again.former) == (3, 0, 1, 1)
    assert {code: agency.id for code, agency in by_code(session).items()} == before
    assert session.query(FormerWard).count() == 1


def test_a_child_may_come_before_its_parent(session):
    bring(session, units=(WARD_POLICE, POLICE, CITY))

    assert by_code(session)["CAX-1"].parent_id == by_code(session)["CATP"].id


def test_a_renamed_and_moved_unit_keeps_its_row_and_its_telephone(session, administrator):
    bring(session)
    police = by_code(session)["CAX-1"]
    agencies.set_phone(session, police, "024 3825 0000", actor=administrator, now=NOW)

    bring(
        session, units=(replace(WARD_POLICE, name="Công an Cửa Nam", parent_code="01"),), wards=[]
    )

    session.refresh(police)
    assert (police.name, police.phone) == ("Công an Cửa Nam", "024 3825 0000")
    assert police.parent_id == by_code(session)["01"].id


def test_nothing_is_deleted_by_a_shorter_file(session):
    bring(session)

    shorter = bring(session, units=(CITY,), wards=(), former=())

    assert (shorter.agencies, shorter.wards) == (3, 1)
    assert session.query(FormerWard).count() == 1


def test_former_wards_are_replaced_as_a_whole(session):
    bring(session)

    bring(session, former=[replace(FORMER, is_whole=True)])

    assert [row.is_whole for row in session.query(FormerWard)] == [True]


def test_everything_shipped_comes_in_twice_over(session):
    units, wards = reference_data.units()
    former = reference_data.former_wards()

    first = agencies.import_units(session, units, wards, former)
    second = agencies.import_units(session, units, wards, former)

    assert (first.wards, first.new, second.new) == (126, len(units), 0)
    assert replace(second, new=first.new) == first
    assert session.query(Agency).filter_by(parent_id=None).one().code == "01"


# --- The calendar


def test_the_calendar_is_filled_once_and_changed_days_stay(session, administrator):
    day = date(2026, 11, 24)
    rows = [(day, False, "Ngày Văn hóa", "Culture Day"), (date(2026, 8, 22), True, "Bù", "Made up")]

    assert agencies.fill_calendar(session, rows) == 2
    agencies.set_day(session, day, is_working=True, name="Làm bù", actor=administrator, now=NOW)

    assert agencies.fill_calendar(session, rows) == 0
    assert session.get(CalendarDay, day).is_working is True


def test_a_day_taken_off_moves_what_is_due(session, rules, administrator):
    before = rules.due_on("GT01", NOW)
    assert before == date(2026, 12, 1)

    agencies.set_day(
        session, date(2026, 11, 26), is_working=False, name="Bão", actor=administrator, now=NOW
    )

    assert factories.rules(session).due_on("GT01", NOW) == date(2026, 12, 2)


def test_a_saturday_worked_brings_it_nearer_and_forgetting_it_puts_it_back(
    session, rules, administrator
):
    saturday = date(2026, 11, 28)
    agencies.set_day(
        session, saturday, is_working=True, name="Làm bù", actor=administrator, now=NOW
    )
    worked = factories.rules(session).due_on("GT01", NOW)

    agencies.forget_day(session, saturday, actor=administrator, now=NOW)

    assert worked == date(2026, 11, 30)
    assert factories.rules(session).due_on("GT01", NOW) == date(2026, 12, 1)
    events = session.query(Event).filter_by(subject="calendar").order_by(Event.id)
    assert [(e.action, e.note, e.actor_id) for e in events] == [
        ("set_day", "2026-11-28", administrator.id),
        ("forget_day", "2026-11-28", administrator.id),
    ]


def test_a_day_needs_a_name(session, administrator):
    with pytest.raises(Invalid) as caught:
        agencies.set_day(
            session, date(2026, 11, 26), is_working=False, name="", actor=administrator, now=NOW
        )

    assert caught.value.field == "name"


def test_days_are_listed_from_a_day_on(session, rules):
    days = [row.on for row in queries.calendar_days(session, date(2026, 9, 1))]

    assert days[:3] == [date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 24)]
    assert days == sorted(days)


# --- Finding units and wards


def test_an_agency_is_found_by_id_and_by_code(session, units):
    assert queries.get(session, units["SXD"].id) is units["SXD"]
    assert queries.by_code(session, "SXD") is units["SXD"]
    assert queries.by_code(session, "XXX") is None
    with pytest.raises(NotFound):
        queries.get(session, 10**9)


def test_only_units_of_today_are_offered_the_citys_first(session, units):
    units["HSDC"].valid_to = date(2026, 11, 22)
    units["TTTP"].valid_from = date(2026, 11, 24)
    session.flush()

    codes = [agency.code for agency in queries.active(session, date(2026, 11, 23))]

    assert set(codes) == set(units) - {"HSDC", "TTTP"}
    assert set(codes[:3]) == {"01", "SXD", "CATP"}


@pytest.mark.parametrize("typed", ["Hoàn Kiếm", "hoan kiem", "  HOÀN   kiếm "])
def test_a_ward_is_found_with_or_without_marks(session, units, typed):
    assert ("00070", "Phường Hoàn Kiếm") in [
        (match.code, match.name) for match in queries.find_wards(session, typed) if not match.former
    ]


def test_a_former_name_leads_to_every_ward_that_took_it_over(session, units):
    names: dict[str, set[str]] = {}
    for row in session.query(FormerWard):
        names.setdefault(row.folded, set()).add(row.ward_code)
    divided = next(name for name, codes in names.items() if codes == {"00070", "00073"})

    found = queries.find_wards(session, divided)

    assert sorted(match.code for match in found) == ["00070", "00073"]
    assert any(match.former for match in found)
    assert [bool(match.former) for match in found] == sorted(bool(match.former) for match in found)


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_ward_that_kept_its_name_is_one_choice(session, units, is_whole):
    old = {"district": "Quận Hoàn Kiếm", "name": "Phường Hoàn Kiếm", "folded": "phuong hoan kiem"}
    session.add(FormerWard(**old, ward_code="00070", is_whole=is_whole))
    session.flush()

    found = queries.find_wards(session, "hoàn kiếm")

    assert [match.former for match in found if match.code == "00070"] == [""]


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "không có phường này"])
def test_what_names_no_ward_finds_none(session, units, typed):
    assert queries.find_wards(session, typed) == []


def test_no_more_wards_than_asked_for(session, units):
    assert len(queries.find_wards(session, "phuong", limit=3)) == 3


def test_wards_and_their_names(session, units):
    assert [ward.code for ward in queries.wards(session)] == ["00073", "00070"]
    assert queries.ward_name(session, "00070") == "Phường Hoàn Kiếm"
    assert queries.ward_name(session, None) == queries.ward_name(session, "x") == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("SXD", "SXD"),
        ("sở xây dựng", "SXD"),
        ("so xay", "SXD"),
        ("công an phường Hoàn Kiếm", "CAX-00070"),
        ("ủy ban nhân dân P. Hoàn Kiếm", "UBX-00070"),
        ("UBND p.hoan kiem", "UBX-00070"),
        ("phường Hoàn Kiếm", "UBX-00070"),
        ("CA phường Hoàn Kiếm", "CAX-00070"),
        ("People's Committee of Hoan Kiem Ward", "UBX-00070"),
        ("công an phường", None),  # two of them
        ("bộ nào đó", None),
        ("", None),
    ],
)
def test_the_one_unit_that_is_named(session, units, typed, code):
    found = queries.named(session, typed, date(2026, 11, 23))

    assert (found.code if found else None) == code
