"""Who sees what in the agencies' room: role by route by object."""

from datetime import timedelta
from functools import partial

import pytest

from models import CaseFile, Complaint
from moderation.domain.case_states import AssignmentState
from moderation.domain.permissions import OF_AN_AGENCY, Role
from moderation.queries import cases as queries
from moderation.services import assignments, complaint_sealing, complaints
from tests import factories
from tests.conftest import NOW
from tests.web.agency_case import address, shot, state_of

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


POSTS = ("accept", "return", "ask", "answer", "photos", "photos/x/remove")


@pytest.mark.parametrize("verb", POSTS)
def test_nothing_is_done_with_anothers_part(session, of, lead, asked, verb):
    browser = of("HSDC")
    token = browser.open(address(asked)).filled(f"{address(asked)}/accept")["csrf_token"]

    answer = browser.post(
        f"{address(lead)}/{verb}",
        {"csrf_token": token, "version": "1", "content": "x", "reason_text": "x", "question": "x"},
    )

    assert answer.status == 404
    assert state_of(session, lead) is AssignmentState.OFFERED


@pytest.mark.parametrize("role", sorted(set(Role) - OF_AN_AGENCY))
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

    answer = seen.send(
        f"{address(lead)}/return", reason_text="Không phải của Sở.", proposed="unknown"
    )

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

    known = ("Trần Văn Lâm", "0900 000 111", "lam@mail.example", "cạnh trạm bơm")
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


@pytest.mark.parametrize("code", ["SXD", "HSDC"])
def test_a_hidden_identity_does_not_leak_through_the_public_pages(
    session, of, units, coordinator, code
):
    """An agency's people read the public pages too."""
    complaint = factories.complaint(session, **HIDDEN, consent_publish=True)
    complaint.is_public = True
    factories.routed(session, complaint, actor=coordinator, at=NOW)
    browser = of(code)

    pages = [
        browser.open(path) for path in ("/phan-anh", "/phan-anh.atom", f"/tra-cuu/{complaint.code}")
    ]

    assert [page.status for page in pages] == [200] * 3
    for page in pages:
        assert "Nước ngập nửa bánh xe." in page.text
        assert [word for word in LEAKS if word in page.text] == []


def test_the_coordinator_masks_what_else_would_name_a_hidden_sender(
    session, of, units, coordinator, desk
):
    complaint = factories.complaint(
        session,
        hide_identity=True,
        full_name="Trần Văn Lâm",
        consent_publish=False,
        content="Tôi là chủ quán phở duy nhất ở ngõ 12. Cống tắc.",
    )
    page = desk(coordinator).open(f"/staff/complaints/{complaint.id}")
    page.send(
        f"/staff/complaints/{complaint.id}/accept",
        lead=str(units["SXD"].id),
        public_content="[Người gửi] ở ngõ 12, Trần Văn Lâm. Cống tắc.",
        instruction="Gọi ông Trần Văn Lâm.",
    )
    session.expire_all()
    case = session.get(CaseFile, session.get(Complaint, complaint.id).case_id)
    part = factories.part_of(session, case, "SXD")

    told = of("SXD").open(address(part)).words

    assert "[Người gửi] ở ngõ 12, [tên người gửi]. Cống tắc." in told
    assert "Gọi ông [tên người gửi]." in told
    assert "quán phở" not in told
    assert session.get(Complaint, complaint.id).published_at is None


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
    monkeypatch.setattr(queries, "inbox", partial(queries.inbox, limit=2))
    browser = of("SXD")

    first = browser.open("/agency/")
    link = first.soup.find("a", string=lambda text: text and "Xem tiếp" in text) or (
        first.soup.select_one(".ln-col > p a")
    )
    second = browser.open(link["href"])

    seen = [a["href"] for page in (first, second) for a in page.soup.select(".ln-mod-t a")]
    assert seen == [address(factories.part_of(session, case, "SXD")) for case in made]


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
