"""Who sees what in the agencies' room: role by route by object."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from models import Assignment, Attachment, Event
from moderation.adapters import photos
from moderation.domain.case_states import AssignmentState, CaseState
from moderation.domain.permissions import Role
from moderation.services import assignments, attachments, cases, complaint_sealing, complaints
from tests import factories
from tests.conftest import NOW
from tests.visitor import Page

HIDDEN = {
    "hide_identity": True,
    "full_name": "Trần Văn Lâm",
    "title": "Ngập, hỏi Lâm ở 0900000111",
    "content": "Tôi là TRAN VAN LAM, số 0900.000.111, lam@mail.example, đầu ngõ, cạnh trạm bơm."
    " Hàng xóm gọi tôi là Văn Lâm. Nước ngập nửa bánh xe.",
    "happened_at": "tối qua, gọi 0900000111",
}
LEAKS = (
    "Lâm,",
    "Văn Lâm",
    "VAN LAM",
    "900.000.111",
    "0900000111",
    "900000111",
    "lam@mail",
    "trạm bơm",
)


def picture(side: int = 60) -> bytes:
    file = BytesIO()
    Image.new("RGB", (side, side), "teal").save(file, "JPEG")
    return file.getvalue()


def sent(name: str = "anh.jpg", content: bytes | None = None):
    return (BytesIO(picture() if content is None else content), name)


@pytest.fixture
def complaint(session, units):
    return factories.complaint(session)


@pytest.fixture
def case(session, complaint, coordinator):
    return factories.routed(session, complaint, "SXD", ("HSDC",), coordinator)


@pytest.fixture
def lead(session, case):
    return factories.part_of(session, case, "SXD")


@pytest.fixture
def asked(session, case):
    return factories.part_of(session, case, "HSDC")


@pytest.fixture
def of(session, desk):
    """The browser of somebody of the agency with this code."""

    def log_in(code):
        return desk(factories.agency_person(session, code))

    return log_in


def address(part) -> str:
    return f"/agency/cases/{part.id}"


def state_of(session, part) -> AssignmentState:
    return session.get(Assignment, part.id, populate_existing=True).state


def send_large(page, asked, verb: str, **typed):
    """As `Page.send`, with a body kept in memory: the test client's own would be a file that
    nobody closes.
    """
    values = {**page.filled(f"{address(asked)}/answer"), **typed}
    if "photo" in typed:
        values["photo"] = FileStorage(*typed["photo"])
    boundary, body = encode_multipart(values)
    response = page.visitor.client.post(
        f"{address(asked)}/{verb}",
        data=body,
        content_type=f'multipart/form-data; boundary="{boundary}"',
    )
    return Page(page.visitor, response)


def shot(session, tools, **owner) -> Attachment:
    made = attachments.add(
        session, photos.reencode(picture()), store=tools.photos, now=NOW, **owner
    )
    session.commit()
    return made


# --- Whose it is --------------------------------------------------------------------------------


def test_the_lead_and_the_coordinating_agency_see_their_own_part_only(of, lead, asked):
    opened = {
        (code, part.role.value): of(code).open(address(part)).status
        for code in ("SXD", "HSDC", "UBX-00070")
        for part in (lead, asked)
    }

    assert {pair for pair, status in opened.items() if status == 200} == {
        ("SXD", "lead"),
        ("HSDC", "coordinating"),
    }
    assert set(opened.values()) == {200, 404}


POSTS = ("accept", "return", "answer", "photos", "photos/x/remove")


@pytest.mark.parametrize("verb", POSTS)
def test_nothing_is_done_with_anothers_part(session, of, lead, asked, verb):
    browser = of("HSDC")
    token = browser.open(address(asked)).filled(f"{address(asked)}/accept")["csrf_token"]

    answer = browser.post(
        f"{address(lead)}/{verb}",
        {"csrf_token": token, "version": "1", "content": "x", "reason_text": "x"},
    )

    assert answer.status == 404
    assert state_of(session, lead) is AssignmentState.OFFERED


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AGENCY_OFFICER}))
def test_no_other_role_enters_the_room(session, desk, lead, tools, complaint, role):
    key = shot(session, tools, complaint_id=complaint.id).key
    browser = desk(factories.person(session, role))
    token = browser.open("/account").filled("/account")["csrf_token"]

    read = [
        browser.open(path).status for path in ("/agency/", address(lead), f"/agency/photos/{key}")
    ]
    done = [
        browser.post(f"{address(lead)}/{verb}", {"csrf_token": token, "version": "1"}).status
        for verb in POSTS
    ]

    assert set(read + done) == {403}


def test_an_ended_part_is_gone(session, of, asked, coordinator):
    browser = of("HSDC")
    assignments.withdraw(session, asked, seen_version=asked.version, actor=coordinator, now=NOW)
    session.commit()

    assert browser.open(address(asked)).status == 404
    assert "Ngập" not in browser.open("/agency/").words


def test_a_covered_complaint_is_gone(session, of, lead, complaint, coordinator, rules, tools):
    browser = of("SXD")
    seen = browser.open(address(lead))
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=rules, seal=tools.seal,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    session.commit()

    answer = seen.send(f"{address(lead)}/return", reason_text="Không phải của Sở.")

    assert [browser.open(address(lead)).status, answer.status] == [404, 404]
    assert complaint.code not in browser.open("/agency/").words


@pytest.mark.parametrize("about", ["HSDC", "SXD"])
def test_what_is_about_the_unit_or_one_above_it_does_not_exist_for_it(
    session, of, units, complaint, asked, about, tools
):
    """The unit was named after the routing, so the part is there and must not show."""
    units["HSDC"].parent_id = units["SXD"].id
    complaint.about_unit_id = units[about].id
    session.commit()
    key = shot(session, tools, complaint_id=complaint.id).key
    browser = of("HSDC")

    paths = (address(asked), f"/agency/photos/{key}", f"/agency/photos/{key}/nho")

    assert [browser.open(path).status for path in paths] == [404] * 3
    assert complaint.code not in browser.open("/agency/").text


def test_a_barred_unit_is_not_proposed(session, of, units, complaint, case, lead):
    complaint.about_unit_id = units["UBX-00070"].id
    session.commit()

    offered = of("SXD").open(address(lead)).form(f"{address(lead)}/return").get_text()

    assert units["UBX-00070"].name not in offered
    assert units["UBX-00073"].name in offered
    assert units["SXD"].name not in offered


def test_an_impossible_number_is_not_found(of, case):
    assert of("SXD").open(f"/agency/cases/{10**30}").status == 404


# --- Who the sender is --------------------------------------------------------------------------


def test_the_lead_reads_who_wrote_and_the_others_do_not(of, lead, asked):
    told = of("SXD").open(address(lead)).text
    kept = of("HSDC").open(address(asked)).text

    known = ("Trần Văn Lâm", "+84900000111", "lam@mail.example", "cạnh trạm bơm")
    assert [word in told for word in known] == [True] * 4
    assert [word in kept for word in known] == [False] * 4
    assert "điều phối viên hỏi hộ" in kept


def test_without_consent_nobody_is_told_how_to_reach_the_sender(session, of, units):
    complaint = factories.complaint(session, consent_contact=False)
    case = factories.routed(session, complaint)

    page = of("SXD").open(address(factories.part_of(session, case, "SXD"))).text

    assert "Trần Văn Lâm" in page
    assert "900000111" not in page


def test_a_coordinating_agency_reads_no_contact_in_the_words(session, of, units):
    words = "Nước ngập. Gọi tôi, Trần Văn Lâm, 0900 000 111. Xe 29A-123.45 hỏng."
    case = factories.routed(session, factories.complaint(session, content=words))

    page = of("HSDC").open(address(factories.part_of(session, case, "HSDC"))).words

    assert "Gọi tôi, [tên người gửi], [số điện thoại]" in page
    assert "29A-123.45" in page


@pytest.mark.parametrize("code", ["SXD", "HSDC"])
def test_a_hidden_identity_never_leaks(session, of, units, coordinator, rules, tools, code):
    complaint = factories.complaint(session, **HIDDEN)
    complaints.ask(
        session, complaint, "Ông Trần Văn Lâm ở đâu?", seen_version=complaint.version, rules=rules,
        actor=coordinator, now=NOW,
    )  # fmt: skip
    complaints.answer(session, complaint, "Gọi 0900000111 gặp Văn Lâm", rules=rules, now=NOW)
    session.commit()
    case = factories.routed(session, complaint, actor=coordinator, at=NOW)
    part = factories.part_of(session, case, code)
    browser = of(code)

    pages = [browser.open("/agency/"), browser.open(address(part))]
    pages.append(pages[1].send(f"{address(part)}/return"))  # comes back with a fault
    pages.append(pages[1].send(f"{address(part)}/accept", version="99"))  # a conflict
    pages[1].send(f"{address(part)}/accept")
    pages.append(browser.open("/agency/?tab=accepted"))
    pages.append(browser.open(address(part)).send(f"{address(part)}/answer", content=""))

    assert [page.status for page in pages] == [200, 200, 422, 409, 200, 422]
    for page in pages:
        told = page.text + str(page.response.headers)
        assert [word for word in LEAKS if word in told] == []
    assert "giữ kín danh tính" in pages[1].words
    assert "Nước ngập nửa bánh xe." in pages[1].words


# --- The inbox ----------------------------------------------------------------------------------


def test_the_inbox_is_by_due_date_overdue_first(session, of, units):
    made = [factories.routed(session, factories.complaint(session), parts=()) for _ in range(3)]
    parts = [factories.part_of(session, case, "SXD") for case in made]
    for part, days in zip(parts, (9, -2, 0), strict=True):
        part.due_on = (NOW + timedelta(days=days)).date()
    session.commit()

    page = of("SXD").open("/agency/")

    titles = [card["href"] for card in page.soup.select(".ln-mod-t a")]
    assert titles == [address(parts[index]) for index in (1, 2, 0)]
    assert [clock.text.strip() for clock in page.soup.select(".ln-mod .ln-clock")] == [
        "Quá hạn 2 ngày",
        "Hạn hôm nay",
        "Hạn 02/12/2026",
    ]
    assert "Chủ trì" in page.words


def test_the_inbox_has_pages(session, of, units, monkeypatch):
    made = [factories.routed(session, factories.complaint(session), parts=()) for _ in range(3)]
    paged = cases_inbox_of_two(monkeypatch)
    browser = of("SXD")

    first = browser.open("/agency/")
    link = first.soup.find("a", string=lambda text: text and "Xem tiếp" in text) or (
        first.soup.select_one(".ln-col > p a")
    )
    second = browser.open(link["href"])

    seen = [a["href"] for page in (first, second) for a in page.soup.select(".ln-mod-t a")]
    assert paged
    assert seen == [address(factories.part_of(session, case, "SXD")) for case in made]


def cases_inbox_of_two(monkeypatch):
    from moderation.queries import cases as queries

    whole = queries.inbox
    monkeypatch.setattr(queries, "inbox", lambda *a, **more: whole(*a, **more, limit=2))
    return True


@pytest.mark.parametrize(
    "after", ["x", "2026-11-23", "2026-13-01.4", "2026-11-23.x", "2026-11-23." + "9" * 30]
)
def test_a_bad_place_in_the_list_is_refused(of, case, after):
    assert of("SXD").open(f"/agency/?after={after}").status == 400


def test_an_unknown_tab_is_not_found(of, case):
    assert of("SXD").open("/agency/?tab=withdrawn").status == 404


@pytest.mark.parametrize(
    ("tab", "says"),
    [
        ("offered", "Không có việc nào chờ nhận"),
        ("accepted", "Không có việc nào đang làm"),
        ("answered", "Chưa có câu trả lời nào"),
    ],
)
def test_an_empty_tab_says_why(of, units, tab, says):
    assert says in of("SXD").open(f"/agency/?tab={tab}").words


def test_nothing_of_the_room_is_cached(of, lead):
    page = of("SXD").open(address(lead))

    assert page.response.headers["Cache-Control"] == "no-store"


# --- The work -----------------------------------------------------------------------------------


def test_from_the_offer_to_the_answer(session, of, case, lead, asked, units):
    """The coordinating agency gives its opinion, the lead reads it and answers."""
    other, mine = of("HSDC"), of("SXD")
    other.open(address(asked)).send(
        f"{address(asked)}/answer", content="Cống này do Sở quản lý.", document_number="7/TN"
    )

    mine.open(address(lead)).send(f"{address(lead)}/accept")
    page = mine.open(address(lead))
    answer = page.send(f"{address(lead)}/answer", content="Đã nạo vét.", document_number="12/SXD")

    session.refresh(case)
    assert "Cống này do Sở quản lý." in page.words
    assert "7/TN" in page.words
    assert "Đã gửi câu trả lời cho điều phối viên." in answer.follow().words
    assert (case.state, case.answer, case.document_number) == (
        CaseState.ANSWERED,
        "Đã nạo vét.",
        "12/SXD",
    )
    assert "Đã nạo vét." not in other.open(address(asked)).words
    assert not mine.open(address(lead)).soup.find("form", enctype=True)
    assert "Đã nạo vét." not in other.open("/agency/?tab=answered").words


def test_returning_names_the_reason_and_another_agency(session, of, lead, units):
    answer = (
        of("SXD")
        .open(address(lead))
        .send(
            f"{address(lead)}/return",
            reason_text="Đường do phường quản lý.",
            proposed=str(units["UBX-00070"].id),
        )
    )

    kept = session.get(Assignment, lead.id, populate_existing=True)
    assert "Đã trả lại" in answer.follow().words
    assert (kept.state, kept.return_reason, kept.proposed_agency_id) == (
        AssignmentState.RETURNED,
        "Đường do phường quản lý.",
        units["UBX-00070"].id,
    )


@pytest.mark.parametrize(
    "typed", [{"reason_text": ""}, {"reason_text": "Lý do.", "proposed": "99999999"}]
)
def test_a_return_that_will_not_do_is_explained_and_kept(session, of, lead, typed):
    answer = of("SXD").open(address(lead)).send(f"{address(lead)}/return", **typed)

    assert answer.status == 422
    assert answer.filled(f"{address(lead)}/return")["reason_text"] == typed["reason_text"]
    assert answer.soup.select_one("details.ln-more[open]")
    assert state_of(session, lead) is AssignmentState.OFFERED


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        ("accept", {}),
        ("return", {"reason_text": "lời của tôi"}),
        ("answer", {"content": "lời của tôi", "document_number": "99/X"}),
        ("photos", {"content": "lời của tôi"}),
    ],
)
@pytest.mark.parametrize("version", ["99", "", None, "x"])
def test_who_comes_second_is_told_and_loses_no_word(session, of, asked, lead, verb, typed, version):
    page = of("HSDC").open(address(asked))
    typed = {**typed, "version": version}
    if verb == "photos":
        typed["photo"] = sent()

    where = "answer" if verb == "photos" else verb
    answer = page.send(f"{address(asked)}/{where}", to=f"{address(asked)}/{verb}", **typed)

    assert answer.status == 409
    assert all(
        text in answer.words
        for name, text in typed.items()
        if name in ("content", "reason_text", "document_number")
    )
    assert state_of(session, asked) is AssignmentState.OFFERED


def test_an_answer_given_cannot_be_given_again(session, of, asked):
    page = of("HSDC").open(address(asked))
    page.send(f"{address(asked)}/answer", content="Lần một.")

    answer = page.send(f"{address(asked)}/answer", content="Lần hai.")

    assert answer.status == 409
    assert "Lần hai." in answer.words
    assert session.get(Assignment, asked.id, populate_existing=True).answer == "Lần một."


def test_an_answer_sent_back_is_written_again(session, of, case, lead, coordinator):
    officer = factories.agency_person(session, "SXD")
    factories.answered(session, case, officer, at=NOW)
    cases.send_back(
        session, case, "Nói rõ ngày xong.", seen_version=case.version, actor=coordinator, now=NOW
    )
    session.commit()

    page = of("SXD").open(address(lead))
    page.send(f"{address(lead)}/answer", content="Xong ngày 30/11.")

    session.refresh(case)
    assert "Nói rõ ngày xong." in page.words
    assert "cần viết lại" in page.words
    assert case.answer == "Xong ngày 30/11."


def test_notes_of_the_coordinators_stay_with_them(session, of, units, coordinator):
    complaint = factories.complaint(session)
    case = cases.accept(
        session, complaint, factories.routing(session, complaint, "SXD", (), at=NOW),
        seen_version=complaint.version, actor=coordinator, now=NOW, note="nội bộ thôi",
    )  # fmt: skip
    session.commit()

    page = of("SXD").open(address(factories.part_of(session, case, "SXD")))

    assert "nội bộ thôi" not in page.text
    assert "tiếp nhận" in page.words


# --- Photos -------------------------------------------------------------------------------------


def test_proof_is_added_one_by_one_and_the_words_stay(session, of, asked, tools):
    browser = of("HSDC")
    page = browser.open(address(asked))

    one = page.send(f"{address(asked)}/answer", to=f"{address(asked)}/photos", photo=sent())
    two = page.send(
        f"{address(asked)}/answer", to=f"{address(asked)}/photos", photo=sent(), content="Đang viết"
    )

    kept = session.scalars(select(Attachment)).all()
    assert (one.status, two.status) == (303, 200)
    assert two.filled(f"{address(asked)}/answer")["content"] == "Đang viết"
    assert [each.assignment_id for each in kept] == [asked.id] * 2
    shown = browser.open(f"/agency/photos/{kept[0].key}")
    assert (shown.response.mimetype, shown.status) == ("image/webp", 200)
    assert shown.response.headers["Cache-Control"] == "no-store"


def test_a_photo_chosen_and_not_added_goes_with_the_answer(session, of, asked):
    page = of("HSDC").open(address(asked))

    answer = page.send(f"{address(asked)}/answer", content="Ý kiến.", photo=sent())

    assert answer.status == 303
    assert session.scalars(select(Attachment)).one().assignment_id == asked.id


@pytest.mark.parametrize(
    ("photo", "says"),
    [
        (("anh.txt", b"not a photo"), "JPEG, PNG hoặc WebP"),
        (("to.jpg", b"\xff\xd8" + b"0" * (10 * 1024 * 1024)), "nặng hơn 10 MB"),
        (("hong.jpg", picture()[:60]), "Chưa đọc được"),
        (None, "Chọn một ảnh"),
    ],
)
@pytest.mark.parametrize("verb", ["photos", "answer"])
def test_a_photo_that_will_not_do_costs_only_itself(session, of, asked, photo, says, verb):
    if photo is None and verb == "answer":
        return
    page = of("HSDC").open(address(asked))
    more = {"photo": sent(*photo)} if photo else {}

    answer = send_large(page, asked, verb, content="Giữ lời này", **more)

    assert answer.status == 422
    assert says in answer.words
    assert answer.filled(f"{address(asked)}/answer")["content"] == "Giữ lời này"
    assert session.scalars(select(Attachment)).all() == []
    assert state_of(session, asked) is AssignmentState.OFFERED


def test_what_is_larger_than_any_photo_leads_back_with_a_sentence(of, asked, session):
    page = of("HSDC").open(address(asked))

    photo = sent("to.jpg", b"0" * (41 * 1024 * 1024))

    answer = send_large(page, asked, "photos", photo=photo)

    assert (answer.status, answer.location) == (303, address(asked))
    assert "quá nặng" in answer.follow().words


def test_a_sixth_photo_finds_no_room(session, of, asked, tools):
    for _ in range(5):
        shot(session, tools, assignment_id=asked.id)
    page = of("HSDC").open(address(asked))

    answers = [
        page.send(
            f"{address(asked)}/answer", to=f"{address(asked)}/{verb}", content="x", photo=sent()
        )
        for verb in ("photos", "answer")
    ]

    assert [answer.status for answer in answers] == [422, 422]
    assert "Nhiều nhất năm ảnh" in answers[0].words
    assert session.query(Attachment).count() == 5


def test_proof_is_removed_while_it_is_not_answered(session, of, asked, tools):
    first, second = (shot(session, tools, assignment_id=asked.id) for _ in range(2))
    browser = of("HSDC")
    page = browser.open(address(asked))

    removed = page.send(
        f"{address(asked)}/answer", to=f"{address(asked)}/photos/{first.key}/remove", content="Lời"
    )
    page.send(f"{address(asked)}/answer", content="Xong.")
    late = page.send(
        f"{address(asked)}/answer", to=f"{address(asked)}/photos/{second.key}/remove", version="2"
    )

    assert (removed.status, late.status) == (200, 409)
    assert removed.filled(f"{address(asked)}/answer")["content"] == "Lời"
    assert [each.key for each in session.query(Attachment)] == [second.key]


def test_no_photo_is_removed_through_anothers_part(session, of, lead, asked, complaint, tools):
    """Neither the citizen's nor the lead's."""
    others = [
        shot(session, tools, complaint_id=complaint.id),
        shot(session, tools, assignment_id=lead.id),
    ]
    page = of("HSDC").open(address(asked))

    answers = [
        page.send(f"{address(asked)}/answer", to=f"{address(asked)}/photos/{each.key}/remove")
        for each in others
    ]

    assert [answer.status for answer in answers] == [404, 404]
    assert session.query(Attachment).count() == 2


def test_photos_are_for_the_agencies_of_the_case(session, of, lead, complaint, tools, desk):
    stranger_case = factories.routed(session, factories.complaint(session), "UBX-00070", ())
    stranger = factories.part_of(session, stranger_case, "UBX-00070")
    keys = [
        shot(session, tools, complaint_id=complaint.id).key,
        shot(session, tools, assignment_id=lead.id).key,
        shot(session, tools, assignment_id=stranger.id).key,
        "none",
    ]

    opened = {
        code: [
            browser.open(f"/agency/photos/{key}{size}").status
            for key in keys
            for size in ("", "/nho")
        ]
        for code in ("SXD", "HSDC", "UBX-00073")
        for browser in [of(code)]
    }

    mine = [200] * 4 + [404] * 4
    assert opened == {"SXD": mine, "HSDC": mine, "UBX-00073": [404] * 8}


def test_a_photo_of_a_draft_is_nobodys(session, of, case, tools):
    from moderation.services import drafts

    drafts.save(session, "d" * 22, {}, secret="s", seal=tools.seal, now=NOW)
    key = shot(session, tools, draft_id="d" * 22).key

    assert of("SXD").open(f"/agency/photos/{key}").status == 404


def test_a_form_without_its_token_does_nothing(of, asked, session):
    page = of("HSDC").open(address(asked))

    answer = page.send(f"{address(asked)}/answer", content="Lời dài", csrf_token=None)

    assert answer.status == 400
    assert "Lời dài" in answer.words
    assert session.query(Event).filter_by(subject="assignment", action="answer").count() == 0
