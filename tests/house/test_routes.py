"""Every route is gated or listed as public; every form carries its token."""

import pytest

from moderation.domain.comment_states import (
    OF_OWN_FORMS,
    TRANSITIONS,
    CommentAction,
    CommentState,
)
from moderation.domain.permissions import FOR_ACTION, GRANTS, OF_AN_AGENCY, Role
from tests import factories
from tests.house import scene
from tests.visitor import Visitor

#: Open to everybody. A new public route is added here by hand, on purpose.
PUBLIC = {
    "accounts.log_in",
    "accounts.log_in_now",
    "health.healthz",
    "health.readyz",
    "public.appeal",
    "public.article",
    "public.article_feed",
    "public.articles",
    "public.answer_contractor",
    "public.answer_question",
    "public.ask_complaint_withdrawal",
    "public.ask_withdrawal",
    "public.captcha_picture",
    "public.captcha_sound",
    "public.change_follow",
    "public.close_private_view",
    "public.comments_feed",
    "public.complaint_form",
    "public.complaint_preview",
    "public.complaint_sent",
    "public.complaints",
    "public.complaints_feed",
    "public.contractor",
    "public.discard_draft",
    "public.draft_photo",
    "public.edit_again",
    "public.favicon",
    "public.file_complaint",
    "public.find_wards",
    "public.follow_complaint",
    "public.follow_links",
    "public.guidance_letter",
    "public.home",
    "public.house_rules",
    "public.lookup",
    "public.lookup_code",
    "public.new_captcha",
    "public.open_complaint",
    "public.photo",
    "public.reach_us",
    "public.rate_answer",
    "public.receipt",
    "public.reopen_case",
    "public.report_comment",
    "public.report_form",
    "public.report_thanks",
    "public.robots",
    "public.similar_complaints",
    "public.submit_comment",
    "public.thumbnail",
    "public.withdraw",
    "public.withdraw_complaint",
}


#: Actions of the decision form; covering, uncovering and converting have forms of their own.
DECIDED = sorted(set(FOR_ACTION) - OF_OWN_FORMS)


def test_every_route_is_gated_or_listed_public(bare_app):
    gates = {
        name: getattr(view, "portal_gate", "none") for name, view in bare_app.view_functions.items()
    }

    assert {name for name, gate in gates.items() if gate is None} == PUBLIC
    assert {name for name, gate in gates.items() if gate == "none"} == set()


def test_the_desks_are_never_public():
    assert not [name for name in PUBLIC if name.startswith(("staff.", "agency."))]


def test_no_form_is_taken_without_its_token(app, session, article, moderator, tools):
    visitor = Visitor(app)
    address_of = scene.addresses(app, session, article, moderator, tools)
    posts = [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    addresses = {rule.endpoint: address_of(rule) for rule in posts}

    refused = {
        endpoint: visitor.post(address, {"title": "x"}).status
        for endpoint, address in addresses.items()
    }

    assert len(refused) > 10
    assert {endpoint for endpoint, status in refused.items() if status != 400} == set()


@pytest.fixture
def addresses(app, session, article, moderator, tools):
    """One address for every page behind the login."""
    address_of = scene.addresses(app, session, article, moderator, tools)
    return {
        rule.endpoint: address_of(rule)
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.endpoint not in PUBLIC
    }


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_exactly_its_pages(app, session, desk, addresses, role):
    browser = desk(factories.person(session, role))

    opened = {endpoint: browser.open(address).status for endpoint, address in addresses.items()}

    expected = {
        endpoint: 200 if set(app.view_functions[endpoint].portal_gate) <= GRANTS[role] else 403
        for endpoint in addresses
    }
    if role in OF_AN_AGENCY:
        expected["staff.my_work"] = 303  # their work is the inbox
    assert opened == expected


def test_strangers_are_sent_to_the_login_from_every_desk(app, addresses):
    visitor = Visitor(app)

    answers = {endpoint: visitor.open(address) for endpoint, address in addresses.items()}

    assert {answer.status for answer in answers.values()} == {303}
    assert all(answer.location.startswith("/login?next=") for answer in answers.values())


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", DECIDED)
def test_every_pair_of_role_and_action_is_in_the_table_or_refused(
    session, desk, article, moderator, role, action
):
    comment = factories.comment(session, article)
    browser = desk(factories.person(session, role))
    start = next(iter(TRANSITIONS[action]))
    path = {
        CommentState.HELD: "hold",
        CommentState.REJECTED: "reject",
        CommentState.SPAM: "mark_spam",
        CommentState.PUBLISHED: "approve",
    }
    if start is CommentState.TAKEN_DOWN:
        factories.decided(session, comment, CommentAction.APPROVE, moderator)
        factories.decided(
            session, comment, CommentAction.TAKE_DOWN, moderator, reason_code="unlawful"
        )
    elif start in path:
        factories.decided(
            session, comment, CommentAction(path[start]), moderator, reason_code="unlawful"
        )
    token = browser.open("/account").filled("/account")["csrf_token"]

    answer = browser.post(
        f"/staff/comments/{comment.id}/decide",
        {
            "csrf_token": token,
            "version": str(comment.version),
            "action": action,
            "reason_code": "unlawful",
        },
    )

    assert answer.status == (303 if FOR_ACTION[action] in GRANTS[role] else 403)
