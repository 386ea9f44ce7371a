"""Intake at the desk, by hand: read, classify, ask, decide, accept and route."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from models import Agency, Attachment, CaseFile, Complaint, Event
from moderation.adapters import photos as photo_files
from moderation.domain.complaint_states import ComplaintKind, ComplaintState
from moderation.domain.permissions import Role
from moderation.services import attachments, complaint_sealing, complaints
from moderation.web.staff.complaint_forms import USUAL_QUESTION
from tests import factories
from tests.conftest import NOW

LATE = NOW - timedelta(days=7)


@pytest.fixture
def waiting(session):
    return factories.complaint(session, title="Ngập ngõ 12", content="Nước ngập. Gọi 0912 345 678.")


def fresh(session, complaint) -> Complaint:
    return session.get(Complaint, complaint.id, populate_existing=True)


def page_of(browser, complaint):
    return browser.open(f"/staff/complaints/{complaint.id}")


def address(complaint, act="") -> str:
    return f"/staff/complaints/{complaint.id}/{act}"


def send(browser, complaint, act, **typed):
    return page_of(browser, complaint).send(address(complaint, act), **typed)


def photo(session, tools, complaint) -> Attachment:
    file = BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "PNG")
    picture = photo_files.reencode(file.getvalue())
    made = attachments.add(session, picture, store=tools.photos, now=NOW, complaint_id=complaint.id)
    session.commit()
    return made


def cover(session, tools, complaint, actor) -> None:
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=factories.rules(session),
        seal=tools.seal, actor=actor, now=NOW,
    )  # fmt: skip
    session.commit()


COORDINATORS = {Role.COORDINATOR, Role.HEAD_COORDINATOR, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", sorted(set(Role) - COORDINATORS))
def test_other_roles_see_no_intake(desk, session, waiting, role):
    browser = desk(factories.person(session, role))

    for path in ("", "?queue=refused", f"/{waiting.id}", "/new"):
        assert browser.open(f"/staff/complaints{path}").status == 403
    assert browser.open("/staff/cases").status == 403
    assert "Ngập ngõ 12" not in browser.open("/staff/").text


def test_a_stranger_is_sent_to_the_login(visitor, waiting):
    assert page_of(visitor, waiting).location.startswith("/login?next=")


def test_the_queue_shows_promises_the_overdue_first_and_counts(desk, coordinator, session):
    factories.complaint(session, title="Vừa gửi", at=NOW)
    factories.complaint(session, title="Gửi tuần trước", at=LATE, hide_identity=True)
    factories.complaint(session, title="Chuyện khẩn", at=NOW, is_urgent=True, source="phone")

    page = desk(coordinator).open("/staff/complaints")

    titles = [link.text for link in page.soup.select("tbody th a")]
    assert titles == ["Gửi tuần trước", "Chuyện khẩn", "Vừa gửi"]
    first, second, third = page.soup.select("tbody tr")
    assert "Quá hẹn" in first.select_one(".ln-clock.is-late").text
    assert "Giữ kín danh tính" in first.text
    assert "Khẩn" in second.text
    assert "Qua điện thoại" in second.text
    assert "Hẹn" in third.select_one(".ln-clock").text
    assert "Phường Hoàn Kiếm" in third.text
    assert page.soup.select_one(".ln-qnav [aria-current] .ln-count").text == "3"


@pytest.mark.parametrize("wanted", ["covered", "sealed", "accepted", "nonsense"])
def test_a_queue_that_is_none_is_not_found(desk, coordinator, wanted):
    assert desk(coordinator).open(f"/staff/complaints?queue={wanted}").status == 404


def test_the_queue_has_pages(desk, coordinator, session):
    for n in range(51):
        factories.complaint(session, title=f"Số {n}")
    browser = desk(coordinator)

    first = browser.open("/staff/complaints")
    second = browser.open(first.soup.select_one(".ln-col > p a")["href"])

    assert len(first.soup.select("tbody tr")) == 50
    assert [link.text for link in second.soup.select("tbody th a")] == ["Số 50"]


def test_the_page_tells_everything_and_marks_personal_data(desk, coordinator, session):
    found = factories.complaint(
        session,
        content="Nhà tôi đang cháy, gọi 0912 345 678.",
        hide_identity=True,
        happened_at="tối qua",
        about_unit="UBND phường Hoàn Kiếm",
        about_unit_id=factories.units(session)["UBX-00070"].id,
    )

    page = page_of(desk(coordinator), found)

    for words in (
        "Trần Văn Lâm", "0900 000 111", "lam@mail.example", "đầu ngõ, cạnh trạm bơm", "tối qua",
        "Giữ kín danh tính", "UBND phường Hoàn Kiếm", "không được giao", "Người gửi gửi phản ánh",
    ):  # fmt: skip
        assert words in page.words
    assert page.soup.select_one("mark.ln-find").text == "0912 345 678"
    assert page.soup.select_one('.ln-callout a[href="tel:114"]')


def test_classifying_sets_issue_place_visibility_and_urgency(desk, coordinator, waiting, session):
    answer = send(
        desk(coordinator), waiting, "classify", kind="kien_nghi", issue="HT01", ward="00073",
        is_urgent="y", is_public=None,
    )  # fmt: skip

    assert answer.status == 303
    assert "Đã phân loại." in answer.follow().words
    found = fresh(session, waiting)
    assert (found.kind, found.issue_code, found.category_code, found.ward_code) == (
        ComplaintKind.KIEN_NGHI, "HT01", "HT", "00073",
    )  # fmt: skip
    assert found.is_urgent
    assert not found.is_public


def test_a_category_without_an_issue_is_enough(desk, coordinator, waiting, session):
    send(desk(coordinator), waiting, "classify", issue="MT")

    found = fresh(session, waiting)
    assert (found.category_code, found.issue_code) == ("MT", None)


@pytest.mark.parametrize("typed", [{"issue": "X9"}, {"ward": "99"}, {"kind": "to_cao"}])
def test_an_impossible_class_is_refused_beside_its_field(desk, coordinator, waiting, typed):
    answer = send(desk(coordinator), waiting, "classify", **typed)

    assert answer.status == 422
    assert (
        "Không có lựa chọn này."
        in answer.soup.select_one("details:has(#classify) form .has-error").text
    )


def test_asking_waits_for_the_citizen(desk, coordinator, waiting, session):
    answer = send(desk(coordinator), waiting, "ask", question="Ngõ nào ạ?")

    page = answer.follow()
    assert fresh(session, waiting).state is ComplaintState.NEEDS_INFO
    assert "Ngõ nào ạ?" in page.words
    assert not [form for form in page.soup.find_all("form") if form["action"].endswith("/ask#ask")]
    listed = page.visitor.open("/staff/complaints?queue=needs_info")
    assert "Ngập ngõ 12" in listed.words


def test_an_empty_question_is_explained(desk, coordinator, waiting, session):
    answer = send(desk(coordinator), waiting, "ask", question=" ")

    assert answer.status == 422
    assert "còn trống" in answer.words
    assert fresh(session, waiting).state is ComplaintState.RECEIVED


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ({"action": "refuse", "reason_code": "too_little"}, "refused"),
        ({"action": "guide", "reason_text": "Xin gửi đơn theo Luật Khiếu nại."}, "guided"),
        (
            {"action": "redirect", "reason_code": "other_body", "where": "Tòa án quận"},
            "redirected",
        ),
        ({"action": "hand_to_police"}, "redirected"),
    ],
)
def test_each_decision_without_a_case(desk, coordinator, waiting, session, typed, state):
    answer = send(desk(coordinator), waiting, "decide", **typed)

    found = fresh(session, waiting)
    assert answer.status == 303
    assert waiting.code in answer.follow().words
    assert found.state == state
    assert found.reason_text == (typed.get("where") or typed.get("reason_text") or "")
    assert not found.is_public


def test_a_refusal_without_a_reason_keeps_what_was_typed(desk, coordinator, waiting, session):
    answer = send(desk(coordinator), waiting, "decide", action="refuse", note="hỏi lại đội")

    assert answer.status == 422
    assert "Chọn một lý do" in answer.words
    assert answer.filled(address(waiting, "decide"))["note"] == "hỏi lại đội"
    assert fresh(session, waiting).state is ComplaintState.RECEIVED


def test_redirecting_needs_where_to(desk, coordinator, waiting):
    answer = send(
        desk(coordinator), waiting, "decide", action="redirect", reason_code="other_body",
        reason_text="Không thuộc thành phố.",
    )  # fmt: skip

    assert answer.status == 422
    assert "nơi có thẩm quyền" in answer.words
    kept = answer.filled(address(waiting, "decide"))
    assert (kept["reason_code"], kept["reason_text"]) == ("other_body", "Không thuộc thành phố.")


@pytest.mark.parametrize("action", ["accept", "cover", "give_up_waiting", "explode", ""])
def test_an_action_that_is_none_is_refused(desk, coordinator, waiting, session, action):
    answer = send(desk(coordinator), waiting, "decide", action=action, reason_text="x")

    assert answer.status == 422
    assert fresh(session, waiting).state is ComplaintState.RECEIVED


def test_the_second_coordinator_learns_what_the_first_did_and_keeps_the_words(
    desk, session, coordinator, waiting
):
    second = desk(factories.person(session, Role.COORDINATOR, name="Quang Huy"))
    seen = page_of(second, waiting)
    send(desk(coordinator), waiting, "decide", action="refuse", reason_code="too_little")

    answers = [
        seen.send(address(waiting, "decide"), action="guide", reason_text="lời cho dân"),
        seen.send(address(waiting, "accept"), note="ghi chú của tôi", instruction="làm ngay"),
        seen.send(address(waiting, "ask"), question="hỏi gì đây"),
    ]

    for answer, words in zip(
        answers, ("lời cho dân", "ghi chú của tôi", "hỏi gì đây"), strict=True
    ):
        assert answer.status == 409
        assert "Minh Thu vừa xử lý phản ánh “Ngập ngõ 12”." in answer.words
        assert "Minh Thu không tiếp nhận" in answer.words
        assert words in answer.words
    assert "làm ngay" in answers[1].words
    assert fresh(session, waiting).state is ComplaintState.REFUSED


def test_an_invalid_form_on_an_old_version_loses_nothing_either(
    desk, session, waiting, coordinator
):
    seen = page_of(desk(coordinator), waiting)
    send(desk(coordinator), waiting, "decide", action="refuse", reason_code="too_little")

    answer = seen.send(address(waiting, "accept"), lead="", instruction="lời dặn dài")

    assert answer.status == 409
    assert "lời dặn dài" in answer.words


def test_a_form_without_a_version_is_a_conflict(desk, coordinator, waiting):
    answer = send(desk(coordinator), waiting, "ask", question="Ngõ nào?", version=None)

    assert answer.status == 409


def test_what_is_decided_cannot_be_classified_or_decided_again(desk, coordinator, waiting, session):
    seen = page_of(desk(coordinator), waiting)
    send(desk(coordinator), waiting, "decide", action="refuse", reason_code="too_little")
    version = str(fresh(session, waiting).version)

    for act, typed in (("classify", {}), ("decide", {"action": "guide", "reason_text": "x"})):
        assert seen.send(address(waiting, act), version=version, **typed).status == 409


def test_accepting_offers_what_the_taxonomy_says(desk, coordinator, session, units):
    found = factories.complaint(session, issue_code="HT02", category_code="HT")

    page = page_of(desk(coordinator), found)

    filled = page.filled(address(found, "accept"))
    assert filled["lead"] == str(units["SXD"].id)
    assert filled["due_on"] == "2026-11-25"  # one working day; the 24th is a day off
    assert [filled["agency_1"], filled["agency_2"], filled["agency_3"]] == [
        str(units["HSDC"].id), str(units["UBX-00070"].id), "",
    ]  # fmt: skip
    assert filled["question_1"] == USUAL_QUESTION
    assert "nhận, không tính" in page.soup.select_one(".ln-days").text


def test_accepting_opens_a_case_and_publishes_masked_words(
    desk, coordinator, waiting, session, units, tools
):
    shown, kept = photo(session, tools, waiting), photo(session, tools, waiting)

    answer = send(
        desk(coordinator), waiting, "accept", lead=str(units["SXD"].id), instruction="Khơi cống.",
        agency_1=str(units["HSDC"].id), question_1="Cống đâu?", due_1="", photos=str(shown.id),
    )  # fmt: skip

    assert answer.status == 303
    found, case = fresh(session, waiting), session.scalars(select(CaseFile)).one()
    assert (found.state, found.case_id) == (ComplaintState.ACCEPTED, case.id)
    assert "0912" not in found.public_content
    assert "[số điện thoại]" in found.public_content
    assert session.get(Attachment, shown.id, populate_existing=True).is_public
    assert not session.get(Attachment, kept.id, populate_existing=True).is_public
    page = answer.follow()
    for words in ("Sở Xây dựng", "Khơi cống.", "Cống đâu?", "Đã giao, chờ cơ quan nhận"):
        assert words in page.words


def test_a_private_complaint_publishes_nothing_whatever_is_ticked(
    desk, coordinator, session, tools
):
    found = factories.complaint(session, consent_publish=False)
    picture = photo(session, tools, found)

    page = page_of(desk(coordinator), found)
    page.send(address(found, "accept"), photos=str(picture.id), public_title="x")

    assert "người gửi không đồng ý" in page.words
    assert fresh(session, found).public_title == ""
    assert not session.get(Attachment, picture.id, populate_existing=True).is_public


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"lead": ""}, "Chọn cơ quan chủ trì."),
        ({"lead": "999999"}, "Không có lựa chọn này."),
        ({"due_on": "2026-11-20"}, "Ngày này đã qua."),
        ({"due_on": "9999-12-31"}, "Chọn ngày trong vòng một năm tới."),
        ({"due_on": "2026-12-32"}, "Không có ngày này trong lịch."),
        ({"due_on": ""}, "Chọn ngày."),
        ({"agency_2": "HSDC", "question_2": ""}, "Viết điều cần hỏi"),
        ({"agency_2": "", "question_2": "Ai đây?"}, "Chọn cơ quan để hỏi."),
        ({"agency_2": "SXD", "question_2": "Ai đây?"}, "đã được chọn ở trên"),
        ({"agency_2": "HSDC", "question_2": "Ạ?", "due_2": "2027-11-20"}, "muộn hơn hạn"),
    ],
)
def test_a_routing_that_will_not_do_keeps_every_word(
    desk, coordinator, waiting, session, units, typed, problem
):
    known = {code: str(unit.id) for code, unit in units.items()}
    typed = {name: known.get(value, value) for name, value in typed.items()}
    written = {"lead": known["SXD"], "agency_1": "", "question_1": "", "instruction": "Làm ngay."}

    answer = send(desk(coordinator), waiting, "accept", **{**written, **typed})

    assert answer.status == 422
    assert problem in answer.soup.select_one("#accept ~ form .has-error").text
    kept = answer.filled(address(waiting, "accept"))
    assert kept["instruction"] == "Làm ngay."
    assert {name: kept[name] for name in typed if typed[name] != "999999"} == {
        name: value for name, value in typed.items() if value != "999999"
    }
    assert fresh(session, waiting).state is ComplaintState.RECEIVED


def test_a_suggested_agency_that_is_taken_out_takes_its_usual_question_along(
    desk, coordinator, session
):
    found = factories.complaint(session, issue_code="HT02", category_code="HT")

    answer = send(desk(coordinator), found, "accept", agency_1="", agency_2="")

    assert answer.status == 303


def test_the_unit_complained_of_is_nowhere_to_choose_and_its_superior_comes_first(
    desk, coordinator, session, units
):
    about = units["UBX-00070"]
    found = factories.complaint(
        session,
        issue_code="TT01",
        category_code="TT",
        about_unit_id=about.id,
        about_unit=about.name,
    )

    page = page_of(desk(coordinator), found)
    answer = page.send(address(found, "accept"), lead=str(about.id))

    first = page.soup.select_one("#lead optgroup")
    names = [option.text for option in first.find_all("option")]
    assert names[:2] == ["Thành phố Hà Nội", "Thanh tra Thành phố"]
    assert page.filled(address(found, "accept"))["lead"] == str(units["01"].id)
    assert "phản ánh nói về chính nơi đó" in page.words
    assert not page.soup.select(f'select:not(#about_unit) option[value="{about.id}"]')
    assert answer.status == 422


def test_covering_takes_a_complaint_out_of_every_page_and_count(
    desk, coordinator, administrator, waiting, session
):
    browser = desk(coordinator)
    seen = page_of(browser, waiting)

    answer = seen.send(address(waiting, "cover"))

    assert answer.status == 303
    assert fresh(session, waiting).state is ComplaintState.COVERED
    for person in (browser, desk(administrator)):
        assert page_of(person, waiting).status == 404
        for path in ("", "?queue=needs_info", "?queue=refused"):
            page = person.open(f"/staff/complaints{path}")
            assert waiting.code not in page.text
            assert "Ngập ngõ 12" not in page.text
        assert page.soup.select_one(".ln-dnav .ln-count") is not None
        assert (
            person.open("/staff/complaints")
            .soup.select_one(".ln-qnav [aria-current] .ln-count")
            .text
            == "0"
        )
        assert "Ngập ngõ 12" not in person.open("/staff/").text
    for act in ("classify", "ask", "decide", "accept", "cover", "number"):
        late = seen.send(address(waiting, act), note="của tôi", question="hỏi", how="gọi")
        assert late.status == 404
        assert "Nước ngập" not in late.text
        assert "Ngập ngõ 12" not in late.text


def test_a_covered_complaints_photo_is_gone_for_coordinators(
    desk, coordinator, waiting, session, tools
):
    picture = photo(session, tools, waiting)
    browser = desk(coordinator)
    small, large = f"/staff/photos/{picture.key}/nho", f"/staff/photos/{picture.key}"
    before = browser.open(small)

    cover(session, tools, waiting, coordinator)

    assert (before.status, before.response.mimetype) == (200, "image/webp")
    assert before.response.headers["Cache-Control"] == "no-store"
    assert [browser.open(path).status for path in (small, large)] == [404, 404]


def test_photos_are_for_those_who_may_read_the_complaint(
    desk, moderator, agency_officer, confidential_officer, visitor, waiting, session, tools
):
    key = photo(session, tools, waiting).key

    for person in (moderator, agency_officer, confidential_officer):
        assert desk(person).open(f"/staff/photos/{key}").status == 403
    assert visitor.open(f"/staff/photos/{key}").location.startswith("/login")
    assert desk(factories.person(session, Role.COORDINATOR)).open("/staff/photos/x").status == 404


def test_a_new_number_needs_a_written_identity_check_and_is_shown_once(
    desk, coordinator, waiting, session
):
    browser = desk(coordinator)
    old = factories.number_of(waiting)

    refused = send(browser, waiting, "number", how="")
    answer = send(browser, waiting, "number", how="Gọi lại số đã ghi.")
    shown, again = answer.follow(), page_of(browser, waiting)

    number = shown.soup.select_one(".ln-secret dd").text
    assert refused.status == 422
    assert answer.location == f"/staff/complaints/{waiting.id}"
    assert number.replace(" ", "") == factories.number_of(fresh(session, waiting)) != old
    assert again.soup.select_one(".ln-secret") is None
    assert "Gọi lại số đã ghi." in again.words
    assert session.query(Event).filter_by(action="replace_number").count() == 1


def test_entering_for_somebody_who_rang_shows_code_and_number_once(desk, coordinator, session):
    browser = desk(coordinator)
    page = browser.open("/staff/complaints/new")

    answer = page.send(
        "/staff/complaints/new", content="Cống tắc từ hôm qua.", ward="", address="ngõ 5 Láng",
        source="phone", full_name="Bà Sáu", phone="0912345678", consent_contact="y",
        category="HT01",
    )  # fmt: skip
    shown, again = answer.follow(), browser.open("/staff/complaints/new")

    made = session.scalars(select(Complaint).order_by(Complaint.id.desc())).first()
    assert (made.source, made.full_name, made.phone) == ("phone", "Bà Sáu", "+84912345678")
    assert (made.issue_code, made.is_public) == ("HT01", False)
    assert [dd.text for dd in shown.soup.select(".ln-secret dd")] == [
        made.code, f"{factories.number_of(made)[:4]} {factories.number_of(made)[4:]}",
    ]  # fmt: skip
    assert again.soup.select_one(".ln-secret") is None
    assert factories.number_of(made) not in answer.location
    event = session.query(Event).filter_by(subject="complaint", subject_id=made.id).one()
    assert event.actor_id == coordinator.id


def test_an_entry_that_will_not_do_keeps_every_word(desk, coordinator, session):
    answer = (
        desk(coordinator)
        .open("/staff/complaints/new")
        .send("/staff/complaints/new", content="Cống tắc.", ward="", phone="123", title="Cống")
    )

    assert answer.status == 422
    assert "mốc dễ nhận" in answer.words
    assert "chưa đúng" in answer.words
    kept = answer.filled("/staff/complaints/new")
    assert (kept["content"], kept["phone"], kept["title"]) == ("Cống tắc.", "123", "Cống")
    assert session.scalars(select(Complaint)).all() == []


def test_an_entry_sent_twice_is_one_complaint_and_an_edited_one_is_shown(
    desk, coordinator, session
):
    page = desk(coordinator).open("/staff/complaints/new")
    typed = {"content": "Cống tắc.", "address": "ngõ 5"}

    first = page.send("/staff/complaints/new", **typed)
    second = page.send("/staff/complaints/new", **typed)
    edited = page.send("/staff/complaints/new", **{**typed, "content": "Đèn hỏng."})
    third = edited.send("/staff/complaints/new")

    assert (first.status, second.status, edited.status, third.status) == (303, 303, 409, 303)
    assert "Đèn hỏng." in edited.text
    assert len(session.scalars(select(Complaint)).all()) == 2


def test_an_entry_that_accuses_somebody_goes_straight_into_the_sealed_lane(
    desk, coordinator, session
):
    browser = desk(coordinator)

    answer = browser.open("/staff/complaints/new").send(
        "/staff/complaints/new",
        content="Tôi tố cáo ông Nguyễn Văn Xấu nhận hối lộ của dân.",
        address="ngõ 5",
    )
    shown = answer.follow()

    made = session.scalars(select(Complaint)).one()
    assert (made.state, made.content) == (ComplaintState.COVERED, "")
    assert "vào thẳng luồng bảo mật" in shown.words
    assert len(shown.soup.select(".ln-secret dd")[1].text) == 19
    assert page_of(browser, made).status == 404


def test_the_start_page_counts_and_names_what_is_due_first(desk, coordinator, session, waiting):
    complaints.ask(
        session, factories.complaint(session), "Ở đâu?", seen_version=1,
        rules=factories.rules(session), actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    page = desk(coordinator).open("/staff/")

    tiles = {tile.contents[1].strip(): tile.b.text for tile in page.soup.select(".ln-tile")}
    assert tiles["Phản ánh chờ tiếp nhận"] == "1"
    assert tiles["Chờ người gửi bổ sung"] == "1"
    assert "Ngập ngõ 12" in page.words


def test_every_address_answers_404_for_what_is_not_there(desk, coordinator):
    browser = desk(coordinator)

    for path in ("999999", str(2**70)):
        assert browser.open(f"/staff/complaints/{path}").status == 404


def test_agencies_of_yesterday_are_not_offered(desk, coordinator, waiting, session, units):
    gone = session.get(Agency, units["HSDC"].id)
    gone.valid_to = NOW.date() - timedelta(days=1)
    session.commit()

    page = page_of(desk(coordinator), waiting)

    assert not page.soup.select(f'#lead option[value="{gone.id}"]')


def test_a_unit_named_in_free_words_is_recognised_by_the_coordinator(
    desk, coordinator, session, units
):
    found = factories.complaint(session, about_unit="ủy ban bên cạnh hồ")
    about = units["UBX-00070"]
    browser = desk(coordinator)

    page = page_of(browser, found)
    page.send(address(found, "classify"), about_unit=str(about.id))
    routed = page_of(browser, found).send(address(found, "accept"), lead=str(about.id))

    assert "Người gửi phản ánh về “ủy ban bên cạnh hồ”" in page.words
    assert fresh(session, found).about_unit_id == about.id
    assert routed.status == 422
    assert "Người gửi phản ánh về" not in page_of(browser, found).words


def test_a_unit_that_works_on_the_case_is_taken_off_it_before_it_is_complained_of(
    desk, coordinator, session, units
):
    found = factories.complaint(session)
    factories.routed(session, found, actor=coordinator)
    browser = desk(coordinator)

    answer = send(browser, found, "classify", about_unit=str(units["SXD"].id))
    other = send(browser, found, "classify", about_unit=str(units["UBX-00070"].id))

    assert (answer.status, other.status) == (422, 303)
    assert "giao nơi khác trước đã" in answer.words
    assert fresh(session, found).about_unit == units["UBX-00070"].name


def test_a_classification_that_does_not_speak_of_a_unit_leaves_the_one_named(
    desk, coordinator, session, units
):
    found = factories.complaint(session, about_unit_id=units["SXD"].id, about_unit="Sở")

    send(desk(coordinator), found, "classify", about_unit=None)

    assert fresh(session, found).about_unit_id == units["SXD"].id
