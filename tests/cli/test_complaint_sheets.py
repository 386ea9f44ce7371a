"""Lists of another system come in from real files, and answers go back in real files."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from models import Complaint, Event, SealedComplaint
from moderation.adapters import sheets
from moderation.domain.case_states import CaseState
from moderation.domain.complaint_states import (
    CONFIDENTIAL,
    ComplaintAction,
    ComplaintKind,
    ComplaintState,
)
from moderation.services import cases, complaint_exports, complaint_imports, complaints
from moderation.services.complaints import Decision
from tests import factories
from tests.conftest import NOW, rows

TITLES = (
    "Mã hồ sơ *", "Nguồn", "Tiêu đề", "Nội dung *", "Họ tên", "Điện thoại", "E-mail", "Phường xã",
    "Địa chỉ", "Thời gian", "Lĩnh vực", "Ngày gửi", "Giữ kín danh tính", "Cơ quan bị phản ánh",
)  # fmt: skip
#: As a cell of a sheet holds it: a clock on a wall, without a zone.
CLOCK = datetime.fromisoformat("2026-11-20T08:40")
GOOD = (
    "HN-1", "1022", "Mất nắp cống", "Nắp cống đầu ngõ mất ba hôm nay.", "Trần Văn Lâm", 900000111,
    "lam@mail.example", "Hàng Bạc", "đầu ngõ 5", "tối qua", "HT02", CLOCK,
    "có", "Sở Xây dựng",
)  # fmt: skip
ACCUSATION = "Tôi tố cáo ông Nguyễn Văn B, cán bộ địa chính, nhận hối lộ của chủ thầu."


@pytest.fixture
def run(app, session, units):
    factories.calendar(session)

    def invoke(*words):
        return app.test_cli_runner().invoke(args=["complaints", *map(str, words)])

    return invoke


@pytest.fixture
def sheet(tmp_path):
    def write(*lines, titles=TITLES) -> Path:
        book = openpyxl.Workbook()
        for line in (titles, *lines):
            book.active.append(line)
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.xlsx"
        book.save(path)
        return path

    return write


def row(code="HN-2", **cells):
    """A row with little in it; `cells` by the title without its star."""
    places = {title.removesuffix(" *"): place for place, title in enumerate(TITLES)}
    line = [None] * len(TITLES)
    line[0], line[1], line[3] = code, "1022", "Đèn ngõ 4 tắt."
    for title, value in cells.items():
        line[places[title.replace("_", " ")]] = value
    return line


def counts(result) -> tuple[str, ...]:
    return tuple(line.partition(": ")[2] for line in result.stdout.splitlines())


def exported(run, tmp_path, source="1022") -> dict[str, tuple]:
    out = tmp_path / "out" / "tra-loi.xlsx"
    out.parent.mkdir(exist_ok=True)
    result = run("export", "--source", source, "--out", out)
    assert result.exit_code == 0, result.output
    lines = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))
    assert lines[0] == complaint_exports.TITLES
    return {line[0]: line[1:] for line in lines[1:]}


def test_every_column_comes_in(run, session, sheet, units):
    result = run("import", sheet(GOOD))

    made = session.query(Complaint).one()
    assert (result.exit_code, counts(result)) == (0, ("1", "0", "0")), result.output
    assert (made.source, made.source_system, made.foreign_code) == ("import", "1022", "HN-1")
    assert (made.title, made.content) == ("Mất nắp cống", "Nắp cống đầu ngõ mất ba hôm nay.")
    assert (made.full_name, made.phone) == ("Trần Văn Lâm", "+84900000111")
    assert (made.email, made.address) == ("lam@mail.example", "đầu ngõ 5")
    assert (made.ward_code, made.happened_at) == ("00070", "tối qua")
    assert (made.category_code, made.issue_code, made.is_urgent) == ("HT", "HT02", True)
    assert (made.hide_identity, made.about_unit) == (True, "Sở Xây dựng")
    assert made.about_unit_id == units["SXD"].id
    assert (made.consent_contact, made.consent_publish, made.is_public) == (False, False, False)


def test_the_date_of_the_source_is_kept_and_the_promise_counts_from_the_import(run, session, sheet):
    run("import", sheet(GOOD))

    made = session.query(Complaint).one()
    assert made.submitted_at == datetime(2026, 11, 20, 1, 40, tzinfo=UTC)
    assert made.respond_by > NOW
    assert session.query(Event).filter_by(subject="complaint").one().at == NOW


def test_a_repeated_list_changes_nothing(run, session, sheet):
    path = sheet(GOOD, row(), row())
    first = run("import", path)
    before = rows(session, "SELECT * FROM complaint ORDER BY id")

    second = run("import", path)

    assert (counts(first), counts(second)) == (("2", "1", "0"), ("0", "3", "0"))
    assert second.exit_code == 0
    assert rows(session, "SELECT * FROM complaint ORDER BY id") == before


def test_an_edited_row_that_came_in_before_is_known(run, session, sheet):
    run("import", sheet(row()))

    result = run("import", sheet(row(Nội_dung="Khác rồi.", Điện_thoại="12")))

    assert counts(result) == ("0", "1", "0")
    assert session.query(Complaint).one().content == "Đèn ngõ 4 tắt."


def test_the_same_code_of_another_system_is_another_complaint(run, session, sheet):
    result = run("import", sheet(row(), row(Nguồn="Zalo phường")))

    assert counts(result) == ("2", "0", "0")


def test_a_row_that_another_process_filed_first_is_known(run, session, sheet, monkeypatch):
    path = sheet(row(), row("HN-3"))
    run("import", sheet(row()))
    monkeypatch.setattr(complaint_imports, "_there", lambda *_: set())

    result = run("import", path)

    assert counts(result) == ("1", "1", "0")
    assert session.query(Complaint).count() == 2


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"Nội_dung": "  "}, "nội dung", "còn trống"),
        ({"Nội_dung": "a" * 5001}, "nội dung", "dài 5001 ký tự, nhiều nhất là 5000"),
        ({"Mã_hồ_sơ": "x" * 41}, "mã hồ sơ", "nhiều nhất là 40"),
        ({"Mã_hồ_sơ": None}, "mã hồ sơ", "còn trống"),
        ({"Nguồn": None}, "nguồn", "còn trống"),
        ({"Điện_thoại": "gọi sau"}, "điện thoại", "chưa đúng"),
        ({"E-mail": "lam@"}, "e-mail", "chưa đúng"),
        ({"Phường_xã": "Xuân Thủy"}, "phường xã", "chưa thấy phường, xã nào tên “Xuân Thủy”"),
        ({"Phường_xã": "Hàng Bông"}, "phường xã", "Phường Cửa Nam, Phường Hoàn Kiếm"),
        ({"Lĩnh_vực": "Bóng đá"}, "lĩnh vực", "không có lĩnh vực “Bóng đá”"),
        ({"Ngày_gửi": "hôm kia"}, "ngày gửi", "không phải ngày giờ"),
        ({"Ngày_gửi": "01/02/0026"}, "ngày gửi", "không phải ngày giờ"),
        ({"Ngày_gửi": "23/11/2026 09:01"}, "ngày gửi", "còn ở tương lai"),
        ({"Giữ_kín_danh_tính": "tùy"}, "giữ kín danh tính", "“có” hoặc “không”"),
        ({"Cơ_quan_bị_phản_ánh": "y" * 301}, "cơ quan bị phản ánh", "nhiều nhất là 300"),
    ],
)
def test_a_bad_row_is_explained_and_the_good_ones_come_in(run, session, sheet, cells, column, why):
    result = run("import", sheet(GOOD, row(**cells), row("HN-3")))

    assert (result.exit_code, counts(result)) == (2, ("2", "0", "1"))
    assert result.stderr.startswith(f"dòng 3, cột {column}: ")
    assert why in result.stderr
    assert {made.foreign_code for made in session.query(Complaint)} == {"HN-1", "HN-3"}


def test_everything_wrong_in_a_row_is_told_at_once(run, sheet):
    result = run("import", sheet(row(Nội_dung=None, Điện_thoại="1", Ngày_gửi="?")))

    assert counts(result) == ("0", "0", "1")
    assert result.stderr.count("dòng 2, cột ") == 3


def test_no_telephone_number_and_no_address_is_repeated_on_the_screen(run, sheet):
    result = run("import", sheet(row(Điện_thoại="0900 000 1117", **{"E-mail": "lam lam@x"})))

    assert (result.exit_code, "1117" in result.output, "lam@x" in result.output) == (
        2,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("Phường Cửa Nam", "00073"),
        ("cua nam", "00073"),
        ("P. Cửa Nam", "00073"),
        ("P.Hoàn Kiếm", "00070"),
        ("00073", "00073"),
        (73, "00073"),
        ("phường Hàng Bài", "00073"),
        ("Hàng Bài", "00073"),
        ("Phường Hàng Bài, Quận Hoàn Kiếm", "00073"),
        (None, None),
    ],
)
def test_a_ward_is_found_by_code_and_by_old_and_new_name(run, session, sheet, named, code):
    result = run("import", sheet(row(Phường_xã=named)))

    assert result.exit_code == 0, result.output
    assert session.query(Complaint).one().ward_code == code


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("ht05", ("HT", "HT05")),
        ("Chiếu sáng công cộng, ngõ", ("HT", "HT05")),
        ("moi truong", ("MT", None)),
        ("MT", ("MT", None)),
        (None, (None, None)),
    ],
)
def test_a_topic_is_found_by_code_and_by_name(run, session, sheet, named, found):
    run("import", sheet(row(Lĩnh_vực=named)))

    made = session.query(Complaint).one()
    assert (made.category_code, made.issue_code) == found


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("20/11/2026", datetime(2026, 11, 19, 17, 0, tzinfo=UTC)),
        ("20/11/2026 08:40", datetime(2026, 11, 20, 1, 40, tzinfo=UTC)),
        ("08:40 20/11/2026", datetime(2026, 11, 20, 1, 40, tzinfo=UTC)),
        ("2026-11-20T01:40:00Z", datetime(2026, 11, 20, 1, 40, tzinfo=UTC)),
        (CLOCK.replace(hour=0, minute=0), datetime(2026, 11, 19, 17, 0, tzinfo=UTC)),
        (None, NOW),
    ],
)
def test_dates_are_local_in_many_forms(run, session, sheet, typed, at):
    result = run("import", sheet(row(Ngày_gửi=typed)))

    assert result.exit_code == 0, result.output
    assert session.query(Complaint).one().submitted_at == at


def test_english_titles_and_a_source_on_the_command_line_will_do(run, session, sheet):
    path = sheet(
        ("A-1", "Street lamp out.", "Hoan Kiem Ward", "Street and alley lighting", "yes"),
        titles=("foreign code*", "content*", "ward", "issue", "hide identity"),
    )

    result = run("import", path, "--source", "Partner")

    made = session.query(Complaint).one()
    assert result.exit_code == 0, result.output
    assert (made.source_system, made.ward_code, made.issue_code) == ("Partner", "00070", "HT05")
    assert made.hide_identity


def test_a_suspected_denunciation_is_covered_from_its_first_write(run, session, sheet):
    run("import", sheet(row(Nội_dung=ACCUSATION, Họ_tên="Lê Thị Hòa", Ngày_gửi="20/11/2026")))

    made = session.query(Complaint).one()
    assert (made.state, made.content, made.full_name) == (ComplaintState.COVERED, "", "")
    assert (made.foreign_code, made.submitted_at.day) == ("HN-2", 19)
    assert session.query(SealedComplaint).one().covered_at == NOW
    assert counts(run("import", sheet(row(Nội_dung=ACCUSATION)))) == ("0", "1", "0")


def test_more_rows_than_one_transaction_holds_come_in(run, session, sheet, monkeypatch):
    monkeypatch.setattr("moderation.cli.complaints._BATCH", 3)

    result = run("import", sheet(*(row(f"HN-{number}") for number in range(8))))

    assert counts(result) == ("8", "0", "0")


@pytest.mark.parametrize("content", [b"", b"no sheet at all"])
def test_a_file_that_is_no_list_is_explained(run, tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)

    result = run("import", path)

    assert (result.exit_code, "x.xlsx: not an xlsx file" in result.output) == (1, True)


def test_a_missing_file_is_explained(run, tmp_path):
    assert run("import", tmp_path / "none.xlsx").exit_code == 1


def test_a_list_that_cannot_be_written_is_explained(run, tmp_path):
    result = run("export", "--source", "1022", "--out", tmp_path / "no" / "out.xlsx")

    assert result.exit_code == 1
    assert "no/out.xlsx" in result.output


@pytest.fixture
def filed(session, rules):
    """Make a complaint of the other system."""

    def make(code, **words):
        return factories.complaint(
            session, source="import", source_system="1022", foreign_code=code, **words
        )

    return make


def test_answers_go_back_under_the_foreign_code(run, session, filed, coordinator, tmp_path, units):
    closed, waiting, fresh = filed("A"), filed("B"), filed("C")
    for complaint in (closed, waiting):
        case = factories.routed(session, complaint, actor=coordinator)
        factories.answered(session, case, coordinator, "Đã vá xong.", at=NOW)
    case = cases.load_case(session, closed.case_id)
    cases.publish_answer(
        session, case, "=Đã vá xong, mời xem ảnh.", seen_version=case.version, photos=(),
        actor=coordinator, now=NOW + timedelta(minutes=5),
    )  # fmt: skip
    session.commit()

    told = exported(run, tmp_path)

    lead, due = units["SXD"].name, datetime.combine(case.due_on, datetime.min.time())
    assert told["A"] == (
        closed.code, "Đã trả lời", lead, due, "=Đã vá xong, mời xem ảnh.", "12/SXD",
        CLOCK.replace(day=23, hour=9, minute=5), None,
    )  # fmt: skip
    assert told["B"][1:4] == ("Có câu trả lời, chờ gửi", lead, due)
    assert told["B"][4:] == (None, None, None, None)
    assert told["C"] == (fresh.code, "Chờ tiếp nhận", *[None] * 6)


def test_a_refusal_goes_back_with_its_reason(run, session, filed, coordinator, tmp_path):
    complaint = filed("A")
    decision = Decision(
        action=ComplaintAction.REFUSE, seen_version=complaint.version,
        reason_code="too_little", reason_text="Chưa rõ ngõ nào.",
    )  # fmt: skip
    complaints.decide(session, complaint, decision, actor=coordinator, now=NOW)
    session.commit()

    told = exported(run, tmp_path)["A"]

    assert told[1] == "Không tiếp nhận"
    assert told[7] == "Chưa đủ thông tin để xử lý\nChưa rõ ngõ nào."


@pytest.mark.parametrize("is_sealed", [False, True])
def test_of_what_is_covered_or_sealed_only_the_codes_go_back(
    run, session, filed, rules, coordinator, confidential_officer, tools, tmp_path, is_sealed
):
    from moderation.services import complaint_sealing

    complaint = filed("A", content=ACCUSATION)
    factories.routed(session, complaint, actor=coordinator)
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    if is_sealed:
        complaint_sealing.seal_for_good(
            session, complaint, seen_version=complaint.version, actor=confidential_officer, now=NOW
        )
    session.commit()

    told = exported(run, tmp_path)["A"]

    assert told == (complaint.code, "Đã chuyển bộ phận có thẩm quyền", *[None] * 6)


def test_complaints_of_other_sources_stay_at_home(run, session, filed, tmp_path):
    filed("A")
    factories.complaint(session)

    assert exported(run, tmp_path, "Zalo") == {}
    assert set(exported(run, tmp_path)) == {"A"}


def test_states_go_back_in_the_words_of_the_screens(bare_app):
    from moderation.web import case_labels

    with bare_app.test_request_context():
        shown = {
            state: case_labels.complaint_badge(state).word
            for state in ComplaintState
            if state not in CONFIDENTIAL
        } | {state: case_labels.case_badge(state).word for state in CaseState}

    assert shown == complaint_exports.STATE_WORDS


def test_the_file_we_write_can_be_read_by_ourselves(run, filed, tmp_path):
    filed("A")
    exported(run, tmp_path)

    columns = {"code": ("Mã hồ sơ",), "state": ("Tình trạng",)}
    read = sheets.read(tmp_path / "out" / "tra-loi.xlsx", columns=columns)
    assert [line.values for line in read] == [{"code": "A", "state": "Chờ tiếp nhận"}]


def test_counting_complaints_prints_one_number(run, session):
    factories.complaint(session, content="Nên làm cống trước.")
    factories.complaint(session, title="Đèn đường")

    assert run("count", "--contains", "cống trước").output == "1\n"
    assert run("count").output == "2\n"


def test_nothing_that_is_not_an_ordinary_kind_is_made_by_an_import(run, session, sheet):
    run("import", sheet(GOOD))

    assert session.query(Complaint).one().kind is ComplaintKind.PHAN_ANH
