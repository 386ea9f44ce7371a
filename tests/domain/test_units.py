from datetime import date

import pytest

from moderation.domain.units import (
    FormerWardRow,
    UnitKind,
    UnitRow,
    WardKind,
    WardRow,
    parse_former,
    parse_units,
    resolve,
)

WARD = {
    "code": "00073",
    "name": "Phường Cửa Đông",
    "short_name": "Cửa Đông",
    "kind": "ward",
    "people_committee": "UBND phường Cửa Đông",
    "police": "Công an phường Cửa Đông",
    "party_counterpart": "Ban Xây dựng Đảng, Đảng ủy phường Cửa Đông",
    "lat": 21.0226,
    "lon": 105.851,
}
COLUMNS = "old_district,old_ward,old_ward_code,new_ward_code,new_ward,extent"


def office(code: str, kind: str = "department") -> dict:
    return {"code": code, "name": f"Sở {code}", "name_en": f"Department {code}", "kind": kind}


def held(**changes) -> dict:
    return {
        "wards_valid_from": "2025-07-01",
        "city": {"code": "01", "name": "Thành phố", "name_en": "The City"},
        "party_and_elected": [office("BTGDV", "party_board")],
        "departments": [office("SXD")],
        "other_agencies": [office("CATP", "central_agency"), office("NUOC", "utility")],
        "wards": [WARD],
        **changes,
    }


def by_code(units: list[UnitRow]) -> dict[str, UnitRow]:
    return {row.code: row for row in units}


def test_the_city_is_the_root_and_its_offices_hang_below():
    units, _ = parse_units(held())

    assert units[0] == UnitRow("01", None, "Thành phố", "The City", UnitKind.CITY, None, None)
    assert [(row.code, row.kind) for row in units if row.parent_code == "01"] == [
        ("BTGDV", "party_board"),
        ("SXD", "department"),
        ("CATP", "central_agency"),
        ("NUOC", "utility"),
        ("UBX-00073", "ward_committee"),
    ]


def test_every_ward_has_a_committee_a_police_station_and_a_party_board():
    units, _ = parse_units(held())

    since = date(2025, 7, 1)
    assert units[-3:] == [
        UnitRow(
            "UBX-00073",
            "01",
            "UBND phường Cửa Đông",
            "People's Committee of Cua Dong Ward",
            UnitKind.WARD_COMMITTEE,
            "00073",
            since,
        ),
        UnitRow(
            "CAX-00073",
            "CATP",
            "Công an phường Cửa Đông",
            "Police of Cua Dong Ward",
            UnitKind.WARD_POLICE,
            "00073",
            since,
        ),
        UnitRow(
            "BXDD-00073",
            "BTGDV",
            "Ban Xây dựng Đảng, Đảng ủy phường Cửa Đông",
            "Party Building Board of Cua Dong Ward",
            UnitKind.PARTY_BOARD,
            "00073",
            since,
        ),
    ]


def test_bodies_of_a_ward_hang_below_the_city_where_no_office_leads_them():
    units, _ = parse_units(held(party_and_elected=[], other_agencies=[]))

    assert {row.parent_code for row in units[-3:]} == {"01"}


def test_parents_come_before_their_children():
    units, _ = parse_units(held())

    places = {row.code: place for place, row in enumerate(units)}
    assert all(places[row.parent_code] < places[row.code] for row in units[1:])


def test_a_ward_knows_its_point():
    _, wards = parse_units(held())

    assert wards == [
        WardRow("00073", "Phường Cửa Đông", "Cửa Đông", WardKind.WARD, 21.0226, 105.851)
    ]


def test_a_commune_is_called_one_in_english():
    commune = {**WARD, "name": "Xã Ô Diên", "short_name": "Ô Diên", "kind": "commune"}

    units, wards = parse_units(held(wards=[commune]))

    assert wards[0].name_en == "O Dien Commune"
    assert by_code(units)["CAX-00073"].name_en == "Police of O Dien Commune"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"departments": [office("SXD"), office("CATP")]}, "CATP is there twice"),
        ({"wards": [WARD, WARD]}, "UBX-00073, CAX-00073, BXDD-00073 is there twice"),
        ({"departments": [{"code": "SXD"}]}, "'name' is missing"),
        ({"departments": [office("SXD", "circle")]}, "'circle' is not a valid UnitKind"),
        ({"wards": [{**WARD, "kind": "phuong"}]}, "'phuong' is not a valid WardKind"),
        ({"wards": [{**WARD, "lat": ""}]}, "could not convert"),
    ],
)
def test_broken_units_are_refused(change, reason):
    with pytest.raises(ValueError, match=reason):
        parse_units(held(**change))


def test_a_divided_ward_has_a_row_for_each_part():
    lines = [
        "# source: a list\n",
        COLUMNS + "\n",
        "Huyện A,Xã B,1,11,Xã X,part\n",
        "Huyện A,Xã B,1,12,Xã Y,part\n",
        "Quận C,Phường D,2,12,Xã Y,whole\n",
    ]

    assert parse_former(lines) == [
        FormerWardRow("Huyện A", "Xã B", "11", is_whole=False),
        FormerWardRow("Huyện A", "Xã B", "12", is_whole=False),
        FormerWardRow("Quận C", "Phường D", "12", is_whole=True),
    ]


@pytest.mark.parametrize(
    "line", ["Huyện A,Xã B,1,11,Xã X,some", "Huyện A,Xã B,1,,Xã X,part", "Huyện A,Xã B"]
)
def test_an_incomplete_former_ward_is_refused(line):
    with pytest.raises(ValueError, match="Huyện A / Xã B is not complete"):
        parse_former([COLUMNS, line])


@pytest.mark.parametrize(
    ("agency_code", "ward_code", "unit_code"),
    [
        ("UBX", "00073", "UBX-00073"),
        ("CAX", "00073", "CAX-00073"),
        ("UBX", None, None),
        ("CAX", "", None),
        ("SXD", "00073", "SXD"),
        ("SXD", None, "SXD"),
    ],
)
def test_a_code_of_the_ward_needs_a_ward(agency_code, ward_code, unit_code):
    assert resolve(agency_code, ward_code) == unit_code
