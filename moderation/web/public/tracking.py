"""Following a complaint: the public view by code alone, the private one with the number too."""

from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from models import Attachment, CaseFile, Complaint
from moderation.domain import tracking_codes
from moderation.domain.complaint_states import CONFIDENTIAL, IN_A_CASE, ComplaintState
from moderation.domain.errors import Invalid, NotFound, TooMany
from moderation.domain.joining import NotNow
from moderation.domain.tracking_codes import BadCode, Code, Prefix
from moderation.queries import agencies as agency_queries
from moderation.queries import cases as case_queries
from moderation.queries import complaints as complaint_queries
from moderation.queries import joined as joined_queries
from moderation.services import attachments, complaints, opening, pauses, sealed_steps
from moderation.web import gates
from moderation.web.context import (
    commit,
    give_up,
    intake_rules,
    now,
    session,
    settings,
    tell,
    tools,
)
from moderation.web.headers import private
from moderation.web.public import case_clock, verdict_forms
from moderation.web.public.routes import bp
from moderation.web.public.verdict_forms import RatingForm, ReopenForm
from moderation.web.words import gettext

#: Complaints one browser may hold open at once; the cookie holds 4 KB.
_MOST_OPEN = 5
#: What is no code goes into an address, where people see what they typed: not a whole page of it.
_MOST_TYPED = 100


@bp.post("/tra-cuu")
@gates.anybody
@gates.misses_throttled
def open_complaint() -> Response:
    """Code and number from the form, never from an address."""
    typed, number = request.form.get("ma", ""), request.form.get("so", "")
    try:
        code = tracking_codes.parse(typed)
    except BadCode:
        return redirect(url_for("public.lookup", ma=typed[:_MOST_TYPED]), code=303)
    if code.prefix is not Prefix.COMPLAINT:
        return redirect(url_for("public.lookup_code", code=str(code)), code=303)
    try:
        found = opening.try_number(
            session(), str(code), number, address=gates.address(),
            secret_key=settings().secret_key, now=now(),
        )  # fmt: skip
    except TooMany as wait:
        give_up()
        return _ask_number(code, _wait_words(wait.retry_after), HTTPStatus.TOO_MANY_REQUESTS)
    commit()
    if found is None:
        return _ask_number(code, gettext("Mã hoặc số mật khẩu chưa đúng."), HTTPStatus.NOT_FOUND)
    _hold_open(found)
    return redirect(url_for("public.lookup_code", code=found.code), code=303)


def _wait_words(seconds: int) -> str:
    return gettext(
        "Số mật khẩu vừa sai nhiều lần. Xin thử lại sau %(seconds)s giây.", seconds=seconds
    )


def _hold_open(complaint: Complaint) -> None:
    """This browser gave the number; a replaced number closes it again."""
    held = {**cookie.get("opened", {}), complaint.code: complaint.number_salt}
    cookie["opened"] = dict(list(held.items())[-_MOST_OPEN:])


def _is_open(complaint: Complaint) -> bool:
    """Whether this browser gave its number, or that of the complaint it was split from."""
    whole = joined_queries.whole(session(), complaint) or complaint
    held = cookie.get("opened", {}).get(whole.code)
    return bool(held) and held == whole.number_salt


def show(code: Code) -> Response:
    """The page of a complaint's code, for `lookups`: private, public, or as if nobody had it."""
    complaint = complaint_queries.by_code(session(), str(code))
    if complaint is not None and _is_open(complaint):
        return private_page(complaint)
    if complaint is not None and _is_shown(complaint):
        return _public_page(complaint)
    beside = _shown_beside(complaint) if complaint is not None and complaint.is_public else None
    return _ask_number(code, "", HTTPStatus.OK if beside else HTTPStatus.NOT_FOUND, beside=beside)


def _is_shown(complaint: Complaint) -> bool:
    return (
        complaint.is_public and complaint.published_at is not None and complaint.state in IN_A_CASE
    )


def _shown_beside(complaint: Complaint) -> Complaint | None:
    """The public complaint of the case that a complaint was merged into before it was public
    itself.
    """
    if complaint.state is not ComplaintState.MERGED or complaint.case_id is None:
        return None
    together = joined_queries.in_case(session(), complaint.case_id)
    return next((each for each in together if _is_shown(each)), None)


def _ask_number(
    code: Code, problem: str, status: HTTPStatus, *, beside: Complaint | None = None
) -> Response:
    body = render_template(
        "public/lookup.html", typed=str(code), problem=problem, asks_number=True, beside=beside
    )
    return private(make_response(body, status.value))


def _public_page(complaint: Complaint) -> Response:
    case = _case(complaint)
    body = render_template(
        "public/complaint_public.html",
        complaint=complaint,
        case=case,
        parts=_shown_parts(complaint),
        ward=agency_queries.ward_name(session(), complaint.ward_code),
        photos=[photo for photo in _photos(complaint) if photo.is_public],
        proof=case_queries.proof(session(), case.id, public_only=True) if case else (),
    )
    return make_response(body)


def private_page(
    complaint: Complaint,
    *,
    problem: str = "",
    typed: str = "",
    rating: RatingForm | None = None,
    reopening: ReopenForm | None = None,
    refused: NotNow | None = None,
    status: HTTPStatus | None = None,
) -> Response:
    """All that its sender may see, with forms as they were typed."""
    is_sealed = complaint.state in CONFIDENTIAL
    case = _case(complaint)
    body = render_template(
        "public/complaint_private.html",
        complaint=complaint,
        is_sealed=is_sealed,
        sealed_answers=sealed_steps.answers(session(), complaint.id, seal=tools().seal)
        if is_sealed
        else (),
        case=case,
        parts=_shown_parts(complaint),
        ward=agency_queries.ward_name(session(), complaint.ward_code),
        questions=() if is_sealed else complaint_queries.questions(session(), complaint.id),
        photos=() if is_sealed else _photos(complaint),
        proof=case_queries.proof(session(), case.id, public_only=True) if case else (),
        history=() if is_sealed else _history(complaint),
        is_shown=_is_shown(complaint),
        beside=_shown_beside(complaint),
        case_clock=None if is_sealed else case_clock.of(case),
        problem=problem,
        typed=typed,
        **verdict_forms.about(complaint, case, rating=rating, reopening=reopening, refused=refused),
    )
    usual = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return private(make_response(body, (status or usual).value))


def _case(complaint: Complaint) -> CaseFile | None:
    """The case, as long as the complaint is accepted: one that was covered in between goes through
    intake again.
    """
    if complaint.case_id is None or complaint.state not in IN_A_CASE:
        return None
    return case_queries.get(session(), complaint.case_id)


def _shown_parts(complaint: Complaint) -> list[object]:
    """The agencies that stand in the case, the lead first."""
    if complaint.case_id is None or _case(complaint) is None:
        return []
    return [row for row in case_queries.parts(session(), complaint.case_id) if row[0].is_current]


#: What a citizen reads of the history; who did it stays inside the house.
_TOLD = {
    ("complaint", "submit"), ("complaint", "ask"), ("complaint", "answer"),
    ("complaint", "remind"), ("complaint", "accept"), ("complaint", "refuse"),
    ("complaint", "redirect"), ("complaint", "guide"), ("complaint", "hand_to_police"),
    ("complaint", "give_up_waiting"), ("case", "start"), ("case", "reroute"), ("case", "suspend"),
    ("case", "resume"), ("case", "give_up_waiting"), ("case", "answer"), ("case", "reopen"),
    ("case", "close"), ("complaint", "merge"), ("complaint", "unmerge"),
    ("complaint", "withdraw"), ("case", "extend"), ("complaint", "split"), ("complaint", "rate"),
    ("case", "recount"),
}  # fmt: skip


def _history(complaint: Complaint) -> list[object]:
    events = complaint_queries.history(
        session(), complaint.id, case_id=complaint.case_id, assignments=()
    )
    return [event for event in events if (event.subject, event.action) in _TOLD]


def _photos(complaint: Complaint) -> list[Attachment]:
    return list(complaint_queries.photos(session(), complaint.id))


@bp.post("/tra-cuu/<code>/tra-loi")
@gates.anybody
def answer_question(code: str) -> Response:
    """The citizen answers what was asked."""
    complaint = opened(code)
    typed = request.form.get("answer", "").strip()
    if len(typed) > settings().content_limit:
        give_up()
        problem = gettext("Nhiều nhất %(limit)s ký tự.", limit=settings().content_limit)
        return private_page(opened(code), problem=problem, typed=typed)
    locked = complaints.load_for_change(session(), complaint.id)
    try:
        pauses.answer(session(), locked, typed, rules=intake_rules(), now=now())
    except Invalid:
        give_up()
        problem = gettext("Xin viết câu trả lời.")
        return private_page(opened(code), problem=problem, typed=typed)
    commit()
    tell(gettext("Đã gửi phần bổ sung. Cảm ơn ông/bà."))
    return redirect(url_for("public.lookup_code", code=complaint.code), code=303)


@bp.post("/tra-cuu/<code>/dong-lai")
@gates.anybody
def close_private_view(code: str) -> Response:
    """Leave nothing open on a borrowed phone."""
    held = dict(cookie.get("opened", {}))
    held.pop(code, None)
    cookie["opened"] = held
    cookie.pop("filed", None)
    return redirect(url_for("public.lookup"), code=303)


def opened(code: str) -> Complaint:
    """The complaint this browser gave the number of, or a part of it. Raises NotFound."""
    complaint = complaint_queries.by_code(session(), code)
    if complaint is None or not _is_open(complaint):
        raise NotFound
    return complaint


@bp.get("/anh/<key>")
@gates.anybody
def photo(key: str) -> Response:
    """A photo of a complaint or of an answer, for those who may see it."""
    return _photo(key, small=False)


@bp.get("/anh/<key>/nho")
@gates.anybody
def thumbnail(key: str) -> Response:
    return _photo(key, small=True)


def _photo(key: str, *, small: bool) -> Response:
    found = attachments.by_key(session(), key)
    through = joined_queries.may_show(session(), found)
    if not any(_may_see(found, each) for each in through if each.state not in CONFIDENTIAL):
        raise NotFound
    response = make_response(tools().photos.read(found.thumbnail if small else found.file))
    response.mimetype = "image/webp"
    return private(response)


def _may_see(found: Attachment, complaint: Complaint) -> bool:
    """Public ones with their public complaint; the citizen's own, and the proof given to them."""
    if _is_open(complaint):
        return found.complaint_id is not None or found.is_public
    return found.is_public and _is_shown(complaint)
