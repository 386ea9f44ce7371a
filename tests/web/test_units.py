"""Units of today as selects offer them."""

from moderation.web.units import Unit, Units

ROWS = [
    Unit(1, "SXD", "Sở Xây dựng", "Construction", "department", None, None),
    Unit(2, "UBX-1", "UBND phường Một", "", "ward_committee", "1", None),
    Unit(3, "UBX-2", "UBND phường Hai", "", "ward_committee", "2", None),
]


def test_units_stand_under_their_ward_the_city_and_other_wards_but_for_those_left_out():
    units = Units(ROWS)

    assert units.choices("vi", "1", {3}) == (
        (("2", "UBND phường Một"),),
        (("1", "Sở Xây dựng"),),
        (),
    )
    assert units.choices("en", None, frozenset())[:2] == ((), (("1", "Construction"),))
    assert [number for number, _ in units.names("vi", {1})] == ["2", "3"]


def test_four_hundred_names_are_kept_once_not_once_for_each_ward():
    units = Units(ROWS)

    of_one, of_other = (units.choices("vi", ward, frozenset()) for ward in ("1", "2"))

    assert of_one[1][0] is of_other[1][0]
    assert of_one[0][0] is of_other[2][0]
