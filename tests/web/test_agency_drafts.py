"""The lead's answer while it is written: kept, masked, warned about, proved, sent."""

import pytest

from models import Event
from moderation.domain.case_states import AssignmentState, CaseState, Outcome
from moderation.services import cases, reply_texts
from tests import factories
from tests.conftest import NOW
from tests.web.agency_case import address, sent, shot, state_of
from tests.web.agency_people import GOOD, accepted, actions, case_of, draft, fresh

CALM = "Chúng tôi đã tiếp nhận và sẽ xem xét theo quy định."


@pytest.fixture
def officer(session, case):
    return factories.agency_person(session, "SXD", "Đức Anh")


@pytest.fixture
def lead(session, case, officer):
    return accepted(session, factories.part_of(session, case, "SXD"), officer)


@pytest.fixture
def browser(desk, officer):
    return desk(officer)


def act(browser, part, verb, **typed):
    page = browser.open(address(part))
    return page.send(f"{address(part)}/answer", to=f"{address(part)}/draft", act=verb, **typed)


def form(page, part):
    return page.filled(f"{address(part)}/answer")


def test_a_draft_is_kept_and_sent_to_nobody(session, browser, lead):
    answer = act(browser, lead, "save", content="Nửa câu", public_content="Nửa", outcome="planned")

    kept = fresh(session, lead)
    assert answer.status == 303
    assert (kept.answer, kept.public_answer, kept.outcome) == ("Nửa câu", "Nửa", Outcome.PLANNED)
    assert kept.state is AssignmentState.ACCEPTED
    assert case_of(session, lead).answer == ""
    assert form(browser.open(address(lead)), lead)["content"] == "Nửa câu"


def test_a_draft_is_shown_to_nobody_else(session, of, desk, browser, lead, asked, coordinator):
    act(browser, lead, "save", content="Bí mật nửa câu")
    complaint = cases.complaints_of(session, case_of(session, lead))[0]

    assert "Bí mật" not in of("HSDC").open(address(asked)).words
    assert "Bí mật" not in desk(coordinator).open(f"/staff/complaints/{complaint.id}").words


def test_a_draft_of_an_old_page_is_refused_and_shown_again(session, browser, lead):
    page = browser.open(address(lead))
    act(browser, lead, "save", content="Bản mới")

    late = page.send(
        f"{address(lead)}/answer", to=f"{address(lead)}/draft", act="save", content="Bản cũ",
        public_content="Công khai cũ",
    )  # fmt: skip

    assert late.status == 409
    assert "Bản cũ" in late.words
    assert "Công khai cũ" in late.words
    assert fresh(session, lead).answer == "Bản mới"


def test_masks_are_suggested_for_the_public_copy(browser, lead):
    page = act(browser, lead, "mask", content="Đã gọi ông Trần Văn Lâm, 0900 000 111.")

    public = form(page, lead)["public_content"]
    assert "Văn Lâm" not in public
    assert "000 111" not in public
    assert "Đã gọi ông" in public


def test_the_preview_shows_both_copies_as_they_will_be_read(session, browser, lead):
    page = act(
        browser, lead, "preview", content="Đã gọi ông Trần Văn Lâm hôm nay.", outcome="not_fixed",
        document_number="7/SXD",
    )  # fmt: skip

    shown = [" ".join(each.get_text(" ").split()) for each in page.soup.select(".ln-official")]
    assert page.status == 200
    assert len(shown) == 2
    assert "Trần Văn Lâm" in shown[0]
    assert "Văn Lâm" not in shown[1]
    assert all("Chưa khắc phục được" in each and "7/SXD" in each for each in shown)
    assert fresh(session, lead).answer == ""


def test_a_preview_of_nothing_says_what_is_missing(browser, lead):
    page = act(browser, lead, "preview", content="")

    assert page.status == 422
    assert page.soup.find(id="content-error")
    assert page.soup.find(id="outcome-error")


def test_opinions_are_copied_into_one_answer(session, of, browser, lead, asked):
    of("HSDC").open(address(asked)).send(
        f"{address(asked)}/answer", content="Cống này do Sở quản lý.", document_number="7/TN"
    )

    page = act(browser, lead, "opinions", content="Mở đầu.")

    content = form(page, lead)["content"]
    assert content.startswith("Mở đầu.")
    assert "Cống này do Sở quản lý. (7/TN)" in content


def test_a_standard_answer_is_filled_in(session, browser, lead, officer, complaint):
    made = reply_texts.add(
        session, lead.agency_id, name="Đã làm", text="Phản ánh {code}: xong trước {due} ở {ward}.",
        category_code="GT", outcome=Outcome.FIXED, language="vi", actor=officer, now=NOW,
    )  # fmt: skip
    session.commit()

    page = act(browser, lead, "insert", content="Chào.", reply_text=str(made.id))

    filled = form(page, lead)
    assert filled["content"].startswith(f"Chào.\n\nPhản ánh {complaint.code}: xong trước ")
    assert "{" not in filled["content"]
    assert filled["outcome"] == "fixed"


@pytest.mark.parametrize("chosen", ["", "99", "x"])
def test_a_standard_answer_that_is_not_there_is_told(session, browser, lead, officer, chosen):
    reply_texts.add(
        session, lead.agency_id, name="Khác", text="Lời.", category_code="MT", outcome=None,
        language="vi", actor=officer, now=NOW,
    )  # fmt: skip
    session.commit()

    page = act(browser, lead, "insert", content="Giữ lời", reply_text=chosen)

    assert page.status == 422
    assert form(page, lead)["content"] == "Giữ lời"


def test_a_button_nobody_knows_leads_nowhere(browser, lead):
    assert act(browser, lead, "explode").status == 404


def test_an_answer_without_an_outcome_stays(session, browser, lead):
    answer = draft(browser, lead, outcome="")

    assert answer.status == 422
    assert answer.soup.find(id="outcome-error")
    assert form(answer, lead)["content"] == GOOD
    assert state_of(session, lead) is AssignmentState.ACCEPTED


def test_a_generic_answer_is_warned_about_and_may_go_on(session, browser, lead):
    warned = draft(browser, lead, CALM)
    gone = warned.send(f"{address(lead)}/answer", anyway="y")

    assert warned.status == 422
    assert "chung chung" in warned.words
    assert gone.status == 303
    assert case_of(session, lead).state is CaseState.AWAITING_APPROVAL
    note = session.query(Event).filter_by(subject="assignment", action="went_on").one().note
    assert note == "nothing_named"
    told = browser.open(address(lead)).words
    assert "Không nêu ngày, địa điểm" in told  # the history says it in words
    assert note not in told


def test_a_repeated_answer_is_warned_about(session, browser, lead, coordinator):
    other = factories.routed(session, factories.complaint(session), "SXD", (), coordinator)
    factories.answered(session, other, coordinator, GOOD, at=NOW)

    answer = draft(browser, lead)

    assert answer.status == 422
    assert "Gần như giống hệt" in answer.words
    assert state_of(session, lead) is AssignmentState.ACCEPTED


def test_what_is_said_to_be_mended_needs_its_photo(session, browser, lead, tools):
    refused = draft(browser, lead, outcome="fixed")
    shot(session, tools, assignment_id=lead.id)
    sent_now = refused.send(f"{address(lead)}/answer")

    assert refused.status == 422
    assert "cần ảnh" in refused.soup.find(id="photo-error").text
    assert fresh(session, lead).outcome is Outcome.FIXED
    assert sent_now.status == 303
    assert case_of(session, lead).outcome is Outcome.FIXED


def test_a_matter_of_documents_needs_their_number(session, desk, officer, coordinator):
    complaint = factories.complaint(session, issue_code="XD01", category_code="XD")
    case = factories.routed(session, complaint, "SXD", (), coordinator)
    part = accepted(session, factories.part_of(session, case, "SXD"), officer)
    browser = desk(officer)

    refused = draft(browser, part, outcome="not_fixed")
    gone = draft(browser, part, outcome="not_fixed", document_number="5/SXD")

    assert refused.status == 422
    assert refused.soup.find(id="document_number-error")
    assert gone.status == 303


def test_the_public_copy_never_names_who_asked_to_stay_unnamed(session, desk, officer, coordinator):
    complaint = factories.complaint(session, hide_identity=True)
    case = factories.routed(session, complaint, "SXD", (), coordinator)
    part = accepted(session, factories.part_of(session, case, "SXD"), officer)

    draft(desk(officer), part, public_content="Ông Trần Văn Lâm hỏi, hôm nay đã sửa.")

    assert "Văn Lâm" not in case_of(session, part).public_answer


def test_both_copies_and_the_outcome_reach_the_coordinator(session, browser, lead):
    draft(browser, lead, public_content="Bản chung.", document_number="9/SXD")

    case = case_of(session, lead)
    assert (case.answer, case.public_answer) == (GOOD, "Bản chung.")
    assert (case.outcome, case.document_number) == (Outcome.EXPLAINED, "9/SXD")
    assert state_of(session, lead) is AssignmentState.ANSWERED


# --- Xử lý ngay


def quick(page, part, **typed):
    from werkzeug.datastructures import FileStorage
    from werkzeug.test import encode_multipart

    from tests.visitor import Page

    values = {**page.filled(f"{address(part)}/quick"), **typed}
    if "photo" in typed:
        values["photo"] = FileStorage(*typed["photo"])
    boundary, body = encode_multipart(values)
    response = page.visitor.client.post(
        f"{address(part)}/quick", data=body,
        content_type=f'multipart/form-data; boundary="{boundary}"',
    )  # fmt: skip
    return Page(page.visitor, response)


def test_a_photo_and_two_lines_are_enough(session, desk, case, officer):
    part = factories.part_of(session, case, "SXD")
    page = desk(officer).open(f"{address(part)}/quick")

    answer = quick(page, part, content=GOOD, photo=sent())

    assert answer.status == 303
    case = case_of(session, part)
    assert (case.state, case.outcome) == (CaseState.AWAITING_APPROVAL, Outcome.FIXED)
    assert actions(session, "assignment", part.id) == ["offer", "accept", "answer"]


def test_without_a_photo_the_quick_page_says_so_and_keeps_the_words(session, desk, case, officer):
    part = factories.part_of(session, case, "SXD")
    page = desk(officer).open(f"{address(part)}/quick")

    answer = quick(page, part, content=GOOD)
    after = quick(answer, part, photo=sent())

    assert answer.status == 422
    assert answer.soup.find(id="photo-error")
    assert answer.filled(f"{address(part)}/quick")["content"] == GOOD
    assert after.status == 303


def test_a_coordinating_agency_has_nothing_to_do_quickly(session, of, asked):
    browser = of("HSDC")
    page = browser.open(f"{address(asked)}/quick")
    token = browser.open(address(asked)).filled(f"{address(asked)}/accept")["csrf_token"]

    answer = browser.post(
        f"{address(asked)}/quick", {"csrf_token": token, "version": "1", "content": GOOD}
    )

    assert not page.soup.find("form", enctype=True)
    assert answer.status == 409


def test_photos_are_taken_with_the_camera(browser, lead):
    control = browser.open(address(lead)).soup.find("input", id="photo")

    assert (control["accept"], control["capture"]) == ("image/*", "environment")
