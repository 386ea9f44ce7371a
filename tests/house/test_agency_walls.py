"""Role by route by object for agencies, over every route there is: a new one is held to it too."""

import pytest

from moderation.domain.permissions import GRANTS, Role
from tests import factories
from tests.house import scene
from tests.house.test_routes import PUBLIC
from tests.web.agency_case import shot

HIDDEN = {
    "hide_identity": True,
    "consent_publish": True,
    "full_name": "Trần Văn Lâm",
    "content": "Tôi là Trần Văn Lâm, 0900 000 111, đầu ngõ, cạnh trạm bơm. Cống tắc.",
    "title": "Cống tắc, hỏi Văn Lâm",
}
LEAKS = ("Văn Lâm", "900 000 111", "900000111", "lam@mail", "trạm bơm")
#: What may be wherever it is asked from: forms fill it in with whatever fits.
FORM = {
    "version": "1", "content": "x", "reason_text": "x", "question": "x", "answer": "x", "note": "x",
    "action": "refuse", "reason_code": "too_little", "lead": "1", "how": "x", "officer": "1",
}  # fmt: skip


@pytest.fixture
def address_of(app, session, article, moderator, tools):
    return scene.addresses(app, session, article, moderator, tools)


def rules(app, method: str, beginning: str = ""):
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in rule.methods and rule.endpoint.startswith(beginning)
    ]


def token(browser) -> str:
    return browser.open("/account").filled("/account")["csrf_token"]


@pytest.mark.parametrize("code", ["TTTP", "UBX-00070"])
def test_every_address_of_another_agencys_object_is_not_found(
    app, session, address_of, desk, units, code
):
    browser = desk(factories.agency_person(session, code))
    mine = factories.part_of(
        session, factories.routed(session, factories.complaint(session), code, ()), code
    )
    key = token(browser)

    of_an_object = [rule for rule in app.url_map.iter_rules() if "assignment_id" in rule.arguments]
    of_an_object += [rule for rule in rules(app, "GET", "agency.") if "key" in rule.arguments]
    statuses = {
        (rule.endpoint, method): (
            browser.open(address_of(rule)).status
            if method == "GET"
            else browser.post(address_of(rule), {**FORM, "csrf_token": key}).status
        )
        for rule in of_an_object
        for method in rule.methods & {"GET", "POST"}
    }

    assert len(statuses) >= 9
    assert {pair for pair, status in statuses.items() if status != 404} == set()
    assert browser.open(f"/agency/cases/{mine.id}").status == 200


@pytest.mark.parametrize("role", list(Role))
def test_nobody_posts_where_their_role_does_not_reach(app, session, address_of, desk, role):
    browser = desk(factories.person(session, role))
    key = token(browser)
    closed = [
        rule
        for rule in rules(app, "POST")
        if rule.endpoint not in PUBLIC
        and not set(app.view_functions[rule.endpoint].portal_gate) <= GRANTS[role]
    ]

    statuses = {
        rule.endpoint: browser.post(address_of(rule), {**FORM, "csrf_token": key}).status
        for rule in closed
    }

    assert len(statuses) > 5
    assert {endpoint for endpoint, status in statuses.items() if status != 403} == set()


@pytest.mark.parametrize("code", ["SXD", "HSDC"])
def test_no_page_an_agency_can_open_tells_who_asked_to_stay_unnamed(
    app, session, desk, units, tools, coordinator, code
):
    complaint = factories.complaint(session, **HIDDEN)
    complaint.is_public = True
    case = factories.routed(session, complaint, "SXD", ("HSDC",), coordinator)
    part = factories.part_of(session, case, code)
    shot(session, tools, complaint_id=complaint.id)
    browser = desk(factories.agency_person(session, code))
    known = {
        "assignment_id": part.id, "complaint_id": complaint.id, "code": complaint.code,
        "comment_id": 1, "staff_id": 1, "article_id": 1, "slug": "x", "receipt": "BL-1",
        "captcha_id": "x", "key": "x", "filename": "site.css", "appeal_id": 1, "takedown_id": 1,
        "name": "hate", "sheet_name": "agencies", "case_id": case.id, "token": "x",
        "issue_code": "GT01", "rule_id": 1,
        "agency_id": 1,
        "mail_kind": "digest", "spoken": "vi",
    }  # fmt: skip

    with app.test_request_context():
        paths = [
            app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})
            for rule in rules(app, "GET")
        ]
    pages = {path: browser.open(path) for path in paths}

    assert "Cống tắc" in pages[f"/agency/cases/{part.id}"].text
    assert "Cống tắc" in pages[f"/tra-cuu/{complaint.code}"].text
    for path, page in pages.items():
        if page.response.mimetype.startswith(("text/", "application/atom")):
            told = page.text + str(page.response.headers)
            assert [word for word in LEAKS if word in told] == [], path
