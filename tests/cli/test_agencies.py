import json

import pytest
from sqlalchemy import func, select

from models import Agency, CalendarDay, FormerWard, Staff, Ward
from moderation.adapters.reference import FOLDER
from moderation.cli.agencies import fill_if_empty
from moderation.domain.permissions import Role


@pytest.fixture
def run(app, session):
    def invoke(*words, **more):
        return app.test_cli_runner().invoke(args=[str(word) for word in words], **more)

    return invoke


@pytest.fixture
def small(tmp_path):
    """A city with one office and one ward, in a file."""
    held = json.loads((FOLDER / "units.json").read_text())
    held["wards"] = held["wards"][:1]
    held["party_and_elected"], held["other_agencies"] = [], []
    held["departments"] = [
        {"code": "HUE1", "name": "Sở Một", "name_en": "Office One", "kind": "department"}
    ]
    path = tmp_path / "units.json"
    path.write_text(json.dumps(held))
    return path


def counts(session) -> list[int]:
    return [
        session.scalar(select(func.count()).select_from(table))
        for table in (Agency, Ward, FormerWard, CalendarDay)
    ]


def test_the_shipped_units_come_in_once(run, session):
    first = run("agencies", "import")
    before = counts(session)
    again = run("agencies", "import")

    assert first.exit_code == 0, first.output
    assert first.output.splitlines()[:2] == ["agencies: 417 (417 new)", "wards: 126"]
    assert again.output.splitlines()[0] == "agencies: 417 (0 new)"
    assert again.output.splitlines()[-1] == "calendar days: 0 new"
    assert counts(session) == before
    assert before[3] > 20


def test_a_city_brings_its_own_units_and_former_names(run, session, small, tmp_path):
    code = json.loads(small.read_text())["wards"][0]["code"]
    former = tmp_path / "former.csv"
    former.write_text(
        f"old_district,old_ward,new_ward_code,extent\nQuận Cũ,Phường Cũ,{code},whole\n"
    )

    result = run("agencies", "import", small, "--former", former)

    assert result.exit_code == 0, result.output
    assert "agencies: 5 (5 new)\nwards: 1\nformer wards: 1\n" in result.output
    assert session.scalars(select(FormerWard)).one().district == "Quận Cũ"


def test_a_file_of_ones_own_brings_no_shipped_names(run, session, small):
    run("agencies", "import", small)

    assert counts(session)[2] == 0


@pytest.mark.parametrize("content", ["", "[1]", '{"city": 1}', '{"city": {"code": "x"}}', "\udcff"])
def test_a_bad_file_is_explained(run, session, tmp_path, content):
    path = tmp_path / "bad.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))

    result = run("agencies", "import", path)

    assert result.exit_code == 1
    assert "bad.json: not a list of units" in result.output
    assert counts(session)[0] == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("old_district,old_ward,new_ward_code,extent\na,,00070,whole\n", "is not complete"),
        ("old_district,old_ward,new_ward_code,extent\na,b,99999,whole\n", "a ward that is not"),
    ],
)
def test_bad_former_names_are_explained(run, session, tmp_path, content, says):
    path = tmp_path / "bad.csv"
    path.write_text(content)

    result = run("agencies", "import", "--former", path)

    assert result.exit_code == 1
    assert says in result.output


@pytest.mark.parametrize("words", [("none.json",), ("--former", "none.csv")])
def test_a_missing_file_is_explained(run, tmp_path, words):
    result = run("agencies", "import", *words[:-1], tmp_path / words[-1])

    assert result.exit_code == 1
    assert "can't be read" in result.output


def test_agencies_are_listed_with_or_without_marks(run, units):
    assert run("agencies", "list", "--like", "xay dung").output == "SXD          Sở Xây dựng\n"
    assert run("agencies", "list", "--like", "ubx-00070").output.startswith("UBX-00070 ")
    assert len(run("agencies", "list").output.splitlines()) == len(units)


def test_an_empty_house_is_filled_and_a_full_one_left_alone(app, run, session, small):
    with app.app_context():
        fill_if_empty()
        before = counts(session)
        session.scalars(select(Agency).where(Agency.code == "SXD")).one().name = "Sở Đổi Tên"
        session.commit()
        fill_if_empty()

    assert before[:2] == [417, 126]
    session.expire_all()
    assert session.scalars(select(Agency.name).where(Agency.code == "SXD")).one() == "Sở Đổi Tên"


def add(run, role, *more):
    words = ("staff", "add", "bao@example.org", "--name", "Quốc Bảo", "--role", role)
    return run(*words, "--password-stdin", *more, input="mat khau dai\n")


@pytest.mark.parametrize("code", ["SXD", "sxd", "UBX-00070"])
def test_an_agency_officer_is_added_to_an_agency(run, session, units, code):
    result = add(run, "agency-officer", "--agency", code)

    kept = session.scalars(select(Staff)).one()
    assert result.exit_code == 0, result.output
    assert (kept.role, kept.agency_id) == (Role.AGENCY_OFFICER, units[code.upper()].id)


@pytest.mark.parametrize(
    ("role", "more", "says"),
    [
        ("agency_officer", (), "add --agency CODE"),
        ("agency_officer", ("--agency", "NONE"), "No agency has the code NONE"),
        ("coordinator", ("--agency", "SXD"), "belongs to no agency"),
    ],
)
def test_role_and_agency_go_together(run, session, units, role, more, says):
    result = add(run, role, *more)

    assert result.exit_code == 1
    assert says in result.output
    assert session.scalars(select(Staff)).all() == []
