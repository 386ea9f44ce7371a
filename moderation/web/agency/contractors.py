"""Links for contractors: previewed, made, shown once, revoked."""

from datetime import timedelta
from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from models import ContractorLink
from moderation.domain.errors import NotFound
from moderation.domain.permissions import Permission
from moderation.queries import agency_desk
from moderation.services import contractors, reply_drafts
from moderation.web import once
from moderation.web.agency import own
from moderation.web.agency.own import Mine
from moderation.web.agency.page import case_page
from moderation.web.agency.room_forms import ContractorForm
from moderation.web.agency.routes import bp
from moderation.web.chain_pages import number
from moderation.web.context import commit, give_up, me, now, session, settings, tell
from moderation.web.contractor_words import asked
from moderation.web.fields import said
from moderation.web.gates import need
from moderation.web.words import gettext


@bp.post("/cases/<int:assignment_id>/contractors")
@need(Permission.WORK_ON_CASES)
def make_link(assignment_id: int) -> Response:
    """First what the contractor will read; confirmed, the page that shows the link, as no other
    ever will.
    """
    mine, form = own.to_change(assignment_id), ContractorForm()
    if request.form.get("confirmed") == "y" and request.form.get("act") != "change":
        return _make(mine, form)
    reply_drafts.expect_not_waiting(mine.part, mine.case)
    if not form.validate():
        return _again(assignment_id, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.form.get("act") == "change":
        return _again(assignment_id, form, HTTPStatus.OK)
    return _preview(mine, form)


def _preview(mine: Mine, form: ContractorForm) -> Response:
    contractors.expect_owing(mine.part, form.seen_version)
    complaint = contractors.complaint_of(session(), mine.part)
    if complaint is None:
        raise NotFound
    told = asked(
        mine.part, complaint, contractor=said(form.contractor),
        question=said(form.contractor_question),
        until=now() + timedelta(days=settings().contractor_days),
    )  # fmt: skip
    body = render_template("agency/contractor_preview.html", part=mine.part, form=form, **told)
    give_up()
    return make_response(body)


def _make(mine: Mine, form: ContractorForm) -> Response:
    """The link, unless this very form made it before."""
    if not form.validate():
        return _again(mine.part.id, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    typed = (said(form.contractor), said(form.contractor_question))
    sending = once.claim(form, "contractor", str(mine.part.id), *typed)
    if sending.is_repeated:
        return _made_before(mine, sending.made)
    if sending.is_edited:
        form.start_anew(form.contractor_question)
        return _again(mine.part.id, form, HTTPStatus.CONFLICT)
    reply_drafts.expect_not_waiting(mine.part, mine.case)
    old = number(form.instead_of.data)
    if old is not None:
        contractors.revoke(session(), mine.part, old, actor=me(), now=now())
    token = contractors.make_link(
        session(), mine.part, contractor=said(form.contractor),
        question=said(form.contractor_question), days=settings().contractor_days,
        seen_version=form.seen_version, actor=me(), now=now(),
    )  # fmt: skip
    sending.makes(contractors.find(session(), token)[0].id)
    commit()
    body = render_template(
        "agency/contractor_link.html",
        part=mine.part,
        link=url_for("public.contractor", token=token, _external=True),
        contractor=said(form.contractor),
        days=settings().contractor_days,
    )
    return make_response(body)


def _made_before(mine: Mine, link_id: int) -> Response:
    """That the link stands already; its token is kept nowhere, so another one is offered."""
    links = agency_desk.contractor_links(session(), mine.part.id)
    link = next((each for each in links if each.id == link_id), None)
    if link is None:
        raise NotFound
    form = ContractorForm(
        formdata=None, contractor=link.contractor, contractor_question=link.question
    )
    body = render_template(
        "agency/contractor_made.html",
        part=mine.part,
        link=link,
        form=form,
        is_open=_is_open(mine, link),
    )
    give_up()
    return make_response(body)


def _is_open(mine: Mine, link: ContractorLink) -> bool:
    complaint = contractors.complaint_of(session(), mine.part)
    return contractors.is_open(link, mine.part, complaint, now())


def _again(assignment_id: int, form: ContractorForm, status: HTTPStatus) -> Response:
    give_up()
    return case_page(own.to_read(assignment_id), contractor=form, status=status)


@bp.post("/cases/<int:assignment_id>/contractors/<int:link_id>/revoke")
@need(Permission.WORK_ON_CASES)
def revoke_link(assignment_id: int, link_id: int) -> Response:
    mine = own.to_change(assignment_id)
    contractors.revoke(session(), mine.part, link_id, actor=me(), now=now())
    commit()
    tell(gettext("Đã thu hồi đường dẫn."))
    return redirect(url_for("agency.case", assignment_id=assignment_id), code=303)
