"""Filing a complaint: form, draft with photos, preview, thank-you page."""

import secrets
import threading
from collections.abc import Sequence
from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from models import Attachment, Complaint, Submission
from moderation.adapters import photos as photo_files
from moderation.adapters import qr
from moderation.adapters.photos import Photo
from moderation.domain import cues, personal_data, secret_numbers
from moderation.domain.captcha_answers import fresh_id
from moderation.domain.complaint_states import CONFIDENTIAL
from moderation.domain.errors import Invalid, NotFound, TooMany
from moderation.queries import agencies as agency_queries
from moderation.queries import complaints as complaint_queries
from moderation.services import (
    attachments,
    captchas,
    complaint_sealing,
    complaints,
    drafts,
    publications,
    submissions,
)
from moderation.web import gates
from moderation.web.context import commit, give_up, intake_rules, now, session, settings, tools
from moderation.web.fields import said
from moderation.web.headers import private
from moderation.web.locale import language
from moderation.web.public.complaint_form import ComplaintForm
from moderation.web.public.routes import bp
from moderation.web.words import counted, gettext

#: Room for a video chosen by mistake beside five photos: what is too large is refused one by one.
_MOST_BYTES, _MOST_TEXT = 40 * photo_files.MOST_BYTES, photo_files.MOST_BYTES
#: A large photo takes hundreds of MB while it is made anew: two at once.
_at_work = threading.BoundedSemaphore(2)
#: Buttons that only bring the form back.
_STAY = ("refresh_captcha", "find_ward", "add_photo", "remove_photo")


@bp.get("/gui-phan-anh")
@gates.anybody
def complaint_form() -> Response:
    """An empty form, or what this browser was writing."""
    words = _draft_words()
    form = ComplaintForm(formdata=_as_typed(words) if words else None)
    form.submission_id.data = cookie["draft"] if words else fresh_id()
    form.new_captcha()
    if words:
        form.find_place()
    return _form_page(form)


@bp.post("/gui-phan-anh")
@gates.anybody
@gates.checks_csrf_itself
def file_complaint() -> Response:
    """The order matters (docs/adr/0006); photos are made anew before anybody's lock is taken."""
    request.max_content_length, request.max_form_memory_size = _MOST_BYTES, _MOST_TEXT
    form = ComplaintForm()
    form.repair_ids()
    refusal = _refusal_before_writing(form)
    if refusal:
        give_up()
        return _form_page(form, status=refusal[0], notice=refusal[1])
    pictures, photo_problems = _take_photos()
    submission = submissions.claim(session(), said(form.submission_id), now=now())
    if "from_draft" in request.form:
        form = _form_of_draft(form)
    digest = submissions.digest(settings().secret_key, form.typed)
    if submission.receipt:
        return _repeated(form, submission, same=submission.digest == digest)
    if pictures or "remove_photo" in request.form:
        photo_problems += _change_photos(form, pictures)
    if photo_problems or any(button in request.form for button in _STAY):
        return _stay(form, photo_problems)
    _check_captcha(form, submission)
    if not _validates(form):
        _save(form)
        return _form_page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if "preview" in request.form:
        _save(form)
        return redirect(url_for("public.complaint_preview"), code=303)
    return _file(form, submission, digest)


def _refusal_before_writing(form: ComplaintForm) -> tuple[HTTPStatus, str] | None:
    """What needs no database: cookies blocked, too many sent."""
    if not gates.csrf_fits():
        form.new_captcha()
        return HTTPStatus.BAD_REQUEST, gettext(
            "Chưa gửi được: trang mở quá lâu hoặc trình duyệt chặn cookie."
            " Phần ông/bà đã viết vẫn còn nguyên, xin gửi lại."
        )
    try:
        tools().throttle.spend(settings().complaint_rate, "complaint", gates.address())
    except TooMany as limit:
        minutes = -(-limit.retry_after // 60)
        return HTTPStatus.TOO_MANY_REQUESTS, counted(
            "Từ địa chỉ mạng này vừa có quá nhiều phản ánh."
            " Phần đã viết vẫn còn nguyên, xin gửi lại sau %(num)s phút.",
            minutes,
        )
    return None


def _take_photos() -> tuple[list[Photo], list[str]]:
    """The photos sent, made anew, and a sentence for each that will not do."""
    pictures: list[Photo] = []
    problems: list[str] = []
    for sent in request.files.getlist("photos"):
        if not sent.filename:
            continue
        try:
            tools().throttle.spend(settings().photo_rate, "photo", gates.address())
            with _at_work:
                pictures.append(photo_files.reencode(sent.stream.read(photo_files.MOST_BYTES + 1)))
        except (Invalid, TooMany) as refused:
            problems.append(f"{sent.filename}: {_photo_problem(str(refused))}")
    return pictures, problems


def _photo_problem(reason: str) -> str:
    return {
        "too_large": gettext("ảnh nặng hơn 10 MB, các phần khác vẫn giữ nguyên."),
        "too_many_pixels": gettext("ảnh quá lớn, xin chụp lại ở cỡ nhỏ hơn."),
        "not_a_photo": gettext("chưa đọc được; xin gửi ảnh JPEG, PNG hoặc WebP."),
        "too_many": gettext("nhiều nhất năm ảnh; ảnh này chưa được thêm."),
    }.get(reason, gettext("chưa đọc được ảnh này; xin chọn ảnh khác."))


def _change_photos(form: ComplaintForm, pictures: Sequence[Photo]) -> list[str]:
    """Add and remove photos of the draft. A sentence for each that found no room."""
    _save(form, commits=False)
    draft_id, problems = said(form.submission_id), []
    for picture in pictures:
        try:
            attachments.add(session(), picture, store=tools().photos, now=now(), draft_id=draft_id)
        except Invalid as refused:
            problems.append(_photo_problem(str(refused)))
    key = request.form.get("remove_photo")
    if key:
        attachments.remove(session(), key, draft_id=draft_id, store=tools().photos)
    return problems


def _stay(form: ComplaintForm, photo_problems: list[str]) -> Response:
    """The form again, with what a button asked for."""
    if "refresh_captcha" in request.form:
        form.new_captcha()
        form.refreshed = True
    _save(form)
    form.find_place()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if photo_problems else HTTPStatus.OK
    return _form_page(form, status=status, photo_problems=photo_problems)


def _save(form: ComplaintForm, *, commits: bool = True) -> None:
    """Keep what was typed as this browser's draft."""
    secret = cookie.setdefault("draft_secret", secrets.token_urlsafe(16))
    try:
        drafts.save(
            session(), said(form.submission_id), form.kept, secret=secret, seal=tools().seal,
            now=now(),
        )  # fmt: skip
    except NotFound:  # an id of another browser's draft: this is a form of its own
        form.new_submission()
        drafts.save(
            session(), said(form.submission_id), form.kept, secret=secret, seal=tools().seal,
            now=now(),
        )  # fmt: skip
    cookie["draft"] = said(form.submission_id)
    if commits:
        commit()


def _draft_words() -> dict[str, object] | None:
    """What this browser was writing, None when there is nothing."""
    if "draft" not in cookie or "draft_secret" not in cookie:
        return None
    try:
        return drafts.words_of(
            session(), cookie["draft"], secret=cookie["draft_secret"], seal=tools().seal, now=now()
        )
    except NotFound:
        return None


def _as_typed(words: dict[str, object]) -> MultiDict[str, str]:
    """A draft's words as the form sends them: a tick left out is no tick."""
    return MultiDict(
        {name: "y" if value is True else str(value) for name, value in words.items() if value}
    )


def _form_of_draft(sent: ComplaintForm) -> ComplaintForm:
    """The draft's words with the captcha that the preview asked for."""
    words = _draft_words()
    if words is None or cookie.get("draft") != sent.submission_id.data:
        return sent
    form = ComplaintForm(formdata=_as_typed(words), meta={"csrf": False})
    for name in ("submission_id", "captcha_id", "captcha_answer"):
        form[name].data = sent[name].data
    return form


def _check_captcha(form: ComplaintForm, submission: Submission) -> None:
    """A right answer becomes a pass of this submission; a wrong one brings another picture."""
    rules = tools().captcha_rules
    form.captcha_passed = submissions.has_pass(submission, now=now(), lifetime=rules.lifetime)
    answer = said(form.captcha_answer)
    if form.captcha_passed:
        return
    if answer and captchas.consume(
        session(), said(form.captcha_id), answer, rules=rules, now=now()
    ):
        submission.captcha_passed_at = now()
        form.captcha_passed = True
        return
    form.captcha_problem = (
        gettext("Mã chưa đúng. Phần ông/bà đã viết vẫn còn nguyên; đây là mã mới.")
        if answer
        else gettext("Xin nhập các chữ số trong hình.")
    )
    form.new_captcha()


def _validates(form: ComplaintForm) -> bool:
    """Whether it may be filed; the preview asks for no security code."""
    valid = bool(form.validate())
    if form.captcha_problem and "preview" not in request.form:
        form.captcha_answer.errors = [*form.captcha_answer.errors, form.captcha_problem]
        return False
    return valid


def _file(form: ComplaintForm, submission: Submission, digest: str) -> Response:
    words = form.words
    if cues.suggests_denunciation(form.told):
        complaint = complaint_sealing.submit_covered(
            session(), words, rules=intake_rules(), seal=tools().seal, now=now()
        )
    else:
        complaint = complaints.submit(session(), words, rules=intake_rules(), now=now())
    if cookie.get("draft") == form.submission_id.data:
        attachments.hand_over(session(), said(form.submission_id), complaint.id)
        drafts.drop(session(), said(form.submission_id))
    submission.receipt, submission.digest = complaint.code, digest
    commit()
    _remember(complaint, form)
    return redirect(url_for("public.complaint_sent"), code=303)


def _remember(complaint: Complaint, form: ComplaintForm) -> None:
    """This browser may see the number of what it filed, and whom its words say to ring."""
    danger = cues.danger_numbers(form.told)
    cookie["filed"] = {"code": complaint.code, "salt": complaint.number_salt, "danger": danger}
    cookie.pop("draft", None)


def _repeated(form: ComplaintForm, submission: Submission, *, same: bool) -> Response:
    """The same form again gets its receipt again; an edited one is shown, never dropped."""
    commit()
    complaint = complaint_queries.by_code(session(), submission.receipt or "")
    if complaint is None:
        raise NotFound
    if same or "from_draft" in request.form:
        _remember(complaint, form)
        return redirect(url_for("public.complaint_sent"), code=303)
    form.new_submission()
    notice = gettext(
        "Phản ánh trước đã gửi, mã %(code)s."
        " Nội dung dưới đây khác: bấm gửi để gửi thành một phản ánh mới.",
        code=complaint.code,
    )
    return _form_page(form, status=HTTPStatus.CONFLICT, notice=notice)


def _form_page(
    form: ComplaintForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    notice: str = "",
    photo_problems: Sequence[str] = (),
) -> Response:
    body = render_template(
        "public/complaint_form.html",
        form=form,
        notice=notice,
        photos=_photos(form),
        photo_problems=photo_problems,
        danger=cues.danger_numbers(form.told),
    )
    return private(make_response(body, status.value))


def _photos(form: ComplaintForm) -> Sequence[Attachment]:
    if cookie.get("draft") != form.submission_id.data:
        return ()
    return complaint_queries.draft_photos(session(), said(form.submission_id))


@bp.get("/gui-phan-anh/xem-truoc")
@gates.anybody
def complaint_preview() -> Response:
    """Exactly what will be public, and what will not."""
    words = _draft_words()
    if words is None:
        return redirect(url_for("public.complaint_form"), code=303)
    form = ComplaintForm(formdata=_as_typed(words), meta={"csrf": False})
    form.submission_id.data = cookie["draft"]
    form.new_captcha()
    form.validate()
    filed = form.words
    submission = session().get(Submission, cookie["draft"])
    form.captcha_passed = submission is not None and submissions.has_pass(
        submission, now=now(), lifetime=tools().captcha_rules.lifetime
    )
    is_covered = cues.suggests_denunciation(form.told)
    body = render_template(
        "public/complaint_preview.html",
        form=form,
        words=filed,
        title=complaints.title_of(filed),
        public_title=publications.masked(filed, complaints.title_of(filed)),
        public_content=publications.masked(filed, filed.content),
        public_name="" if filed.hide_identity else personal_data.public_name(filed.full_name),
        is_public=complaints.may_be_public(filed, intake_rules()) and not is_covered,
        is_covered=is_covered,
        place=form.place.name,
        photos=_photos(form),
        danger=cues.danger_numbers(form.told),
        respond_by=intake_rules().respond_by(now(), is_urgent=False),
    )
    return private(make_response(body))


@bp.post("/gui-phan-anh/viet-lai")
@gates.anybody
def discard_draft() -> Response:
    """Forget what this browser was writing; its photos go when the draft expires."""
    cookie.pop("draft", None)
    return redirect(url_for("public.complaint_form"), code=303)


@bp.get("/gui-phan-anh/da-gui")
@gates.anybody
def complaint_sent() -> Response:
    """Code and number, for the browser that filed it, as long as its number was not replaced."""
    filed = cookie.get("filed")
    complaint = complaint_queries.by_code(session(), filed["code"]) if filed else None
    if complaint is None or filed is None or complaint.number_salt != filed["salt"]:
        return redirect(url_for("public.complaint_form"), code=303)
    number = secret_numbers.shown_secret(
        settings().secret_key, complaint.number_salt, complaint.number_hash
    )
    address = settings().base_url + url_for("public.lookup_code", code=complaint.code)
    body = render_template(
        "public/complaint_sent.html",
        complaint=complaint,
        number=number,
        is_sealed=complaint.state in CONFIDENTIAL,
        qr=qr.svg(address, label=gettext("Mã QR dẫn đến trang tra cứu")),
        danger=filed.get("danger", ()),
    )
    return private(make_response(body))


@bp.get("/gui-phan-anh/anh/<key>")
@gates.anybody
def draft_photo(key: str) -> Response:
    """A photo of this browser's draft, small."""
    photo = attachments.by_key(session(), key)
    if photo.draft_id is None or photo.draft_id != cookie.get("draft") or _draft_words() is None:
        raise NotFound
    response = make_response(tools().photos.read(photo.thumbnail))
    response.mimetype = "image/webp"
    return private(response)


@bp.get("/phuong-xa")
@gates.anybody
def find_wards() -> Response:
    """Candidates for a typed ward, as a fragment of the form; only with a script."""
    typed = request.args.get("q", "")[:100]
    found = agency_queries.find_wards(session(), typed)
    body = render_template("public/_ward_choices.html", candidates=found, chosen="")
    response = make_response(body)
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Content-Language"] = language()
    return response
