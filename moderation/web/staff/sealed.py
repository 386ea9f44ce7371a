"""The sealed lane's desk. Nothing here is readable without opening it, and opening is an event."""

from collections.abc import Sequence
from http import HTTPStatus
from itertools import groupby
from typing import Any

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, ValidationError

from models import Staff
from moderation.domain.complaint_states import ComplaintState
from moderation.domain.errors import NotFound
from moderation.domain.permissions import Permission
from moderation.domain.sealed_steps import WRITTEN, SealedStepKind
from moderation.queries import agencies as agency_queries
from moderation.queries import comments as comment_queries
from moderation.queries import complaints as complaint_queries
from moderation.queries import desks
from moderation.queries.rows import AnyRow
from moderation.services import comments, complaint_sealing, complaints, sealed_steps, sealing
from moderation.web import fields
from moderation.web.context import (
    commit,
    intake_rules,
    mark_of,
    me,
    now,
    session,
    settings,
    tell,
    tools,
)
from moderation.web.gates import need, writes
from moderation.web.staff.forms import ActForm
from moderation.web.staff.routes import bp
from moderation.web.staff.routing import agency_name
from moderation.web.words import gettext, lazy_gettext


class ExcludeForm(ActForm):
    """Who is named in it, of the officers who could read it."""

    officer = SelectField(lazy_gettext("Cán bộ có tên trong đơn"))

    def offer(self, officers: Sequence[Staff]) -> None:
        """Give the officers to choose from."""
        names = [(str(each.id), each.name) for each in officers]
        self.officer.choices = [("", gettext("Chọn cán bộ…")), *names]

    def validate_officer(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError(gettext("Chọn một cán bộ."))


class StepForm(fields.Form):
    """A note for the lane, or an answer to the sender."""

    kind = SelectField(lazy_gettext("Cho ai"), validate_choice=False)
    text = StringField(
        lazy_gettext("Nội dung"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: settings().content_limit)],
        filters=[fields.block],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind.choices = [
            (SealedStepKind.NOTE.value, gettext("Ghi chú trong luồng bảo mật")),
            (SealedStepKind.ANSWER.value, gettext("Trả lời người gửi")),
        ]

    def validate_kind(self, field: SelectField) -> None:
        if field.data not in list(WRITTEN):
            raise ValidationError(gettext("Không có lựa chọn này."))


@bp.get("/sealed")
@need(Permission.READ_SEALED)
def sealed() -> str:
    kept = complaint_queries.sealed(session(), staff_id=me().id, after=mark_of("kept_after"))
    return render_template(
        "staff/sealed.html",
        to_decide=desks.to_decide(session(), staff_id=me().id),
        kept=[row for row in kept.rows if row.state is ComplaintState.SEALED],
        kept_next=kept.next,
        page=comment_queries.sealed(session(), after=mark_of("after")),
        moment=now(),
    )


@bp.get("/sealed/<int:comment_id>")
@need(Permission.READ_SEALED)
@writes
def read_sealed(comment_id: int) -> Response:
    """Opening writes who read it and when, before a word is shown."""
    words = sealing.read(session(), comment_id, seal=tools().seal, actor=me(), now=now())
    commit()
    comment, article = comment_queries.get(session(), comment_id)
    events = comment_queries.history(session(), comment_id)
    body = render_template(
        "staff/sealed_comment.html",
        comment=comment,
        article=article,
        words=words,
        events=events,
        form=ActForm(),
    )
    return make_response(body)


@bp.post("/sealed/<int:comment_id>/uncover")
@need(Permission.READ_SEALED)
def uncover(comment_id: int) -> Response:
    comment = comments.load_for_change(session(), comment_id)
    sealing.uncover(
        session(),
        comment,
        seen_version=ActForm().seen_version,
        seal=tools().seal,
        actor=me(),
        now=now(),
    )
    commit()
    tell(gettext("Đã đưa bình luận trở lại hàng chờ duyệt."))
    return redirect(url_for("staff.sealed"), code=303)


@bp.get("/sealed/complaints/<int:complaint_id>")
@need(Permission.READ_SEALED)
@writes
def read_sealed_complaint(complaint_id: int) -> Response:
    """Opening writes who read it and when, before a word is shown."""
    return opened_page(complaint_id)


def opened_page(
    complaint_id: int,
    *,
    exclude: ExcludeForm | None = None,
    step: StepForm | None = None,
    is_preview: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """The page of one, with forms as they were typed, or (`is_preview`) with the answer as its
    sender will read it; opening it is an event.
    """
    opened = complaint_sealing.read(
        session(), complaint_id, seal=tools().seal, actor=me(), now=now()
    )
    commit()
    complaint = complaint_queries.get(session(), complaint_id)
    about = opened.words["about_unit_id"]
    body = render_template(
        "staff/sealed_complaint.html",
        complaint=complaint,
        opened=opened,
        words=opened.words,
        ward=agency_queries.ward_name(session(), complaint.ward_code),
        about=agency_name(agency_queries.get(session(), about)) if about else "",
        photos=complaint_queries.photos(session(), complaint_id),
        questions=complaint_queries.questions(session(), complaint_id),
        runs=_runs(
            complaint_queries.history(session(), complaint_id, case_id=None, assignments=())
        ),
        exclude=exclude or _exclude_form(complaint_id, fresh=True),
        is_covered=complaint.state is ComplaintState.COVERED,
        register_number=opened.register_number,
        steps=sealed_steps.steps(session(), complaint_id, seal=tools().seal, actor=me()),
        step=step or StepForm(formdata=None),
        is_preview=is_preview,
        moment=now(),
    )
    return make_response(body, status.value)


def _runs(events: Sequence[AnyRow]) -> list[tuple[AnyRow, AnyRow, int]]:
    """(last, first, how many) of what happened, the latest first: openings by one person in a row
    are told as one, so that they don't bury the rest.
    """

    def same(row: AnyRow) -> object:
        return row.actor_name if row.action == "read_sealed" else row.id

    together = [list(group) for _, group in groupby(events, same)]
    return [(group[-1], group[0], len(group)) for group in reversed(together)]


def _exclude_form(complaint_id: int, *, fresh: bool = False) -> ExcludeForm:
    form = ExcludeForm(formdata=None) if fresh else ExcludeForm()
    form.offer(desks.officers(session(), complaint_id))
    return form


@bp.post("/sealed/complaints/<int:complaint_id>/uncover")
@need(Permission.READ_SEALED)
def uncover_complaint(complaint_id: int) -> Response:
    complaint_sealing.uncover(
        session(),
        complaints.load_for_change(session(), complaint_id),
        seen_version=ActForm().seen_version,
        rules=intake_rules(),
        seal=tools().seal,
        actor=me(),
        now=now(),
    )
    commit()
    tell(gettext("Đã đưa phản ánh trở lại hàng chờ tiếp nhận; ngày gửi giữ nguyên."))
    return redirect(url_for("staff.sealed"), code=303)


@bp.post("/sealed/complaints/<int:complaint_id>/seal")
@need(Permission.READ_SEALED)
def seal_complaint(complaint_id: int) -> Response:
    complaint_sealing.seal_for_good(
        session(),
        complaints.load_for_change(session(), complaint_id),
        seen_version=ActForm().seen_version,
        actor=me(),
        now=now(),
    )
    commit()
    tell(gettext("Đã giữ trong luồng bảo mật."))
    return redirect(url_for("staff.sealed"), code=303)


@bp.post("/sealed/complaints/<int:complaint_id>/exclude")
@need(Permission.READ_SEALED)
def exclude_officer(complaint_id: int) -> Response:
    """Whoever is named in it, oneself too: for them it is not there any more."""
    if not desks.may_open(session(), complaint_id, staff_id=me().id):
        raise NotFound
    form = _exclude_form(complaint_id)
    if not form.validate():
        return opened_page(complaint_id, exclude=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    officer_id = int(form.officer.data)
    complaint_sealing.exclude(session(), complaint_id, officer_id, actor=me(), now=now())
    commit()
    tell(gettext("Từ giờ cán bộ đó không thấy nội dung này ở đâu nữa."))
    return redirect(url_for("staff.sealed"), code=303)
