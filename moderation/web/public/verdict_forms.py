"""What a citizen can say about an answer, and the rest that the private view needs of a case that
is shared, split, reopened or over.
"""

from typing import Any

from wtforms import StringField, TextAreaField, ValidationError

from models import CaseFile, Complaint
from moderation.domain.case_states import CaseState
from moderation.domain.joining import NotNow, rated_until
from moderation.queries import cases as case_queries
from moderation.queries import joined as joined_queries
from moderation.services import complaint_withdrawals, publications, verdicts
from moderation.web import fields
from moderation.web.context import now, session, settings
from moderation.web.words import gettext, lazy_gettext

LONGEST = 2000


class RatingForm(fields.Form):
    satisfied = StringField(
        lazy_gettext("Ông/bà có hài lòng với câu trả lời này không?"),
        [fields.required(lazy_gettext("Xin chọn hài lòng hoặc chưa hài lòng."))],
    )
    rating_text = TextAreaField(
        lazy_gettext("Nói thêm một câu"),
        [fields.at_most(lambda: LONGEST)],
        filters=[fields.block],
    )

    def validate_satisfied(self, field: StringField) -> None:
        if field.data not in ("yes", "no"):
            raise ValidationError(gettext("Không có lựa chọn này."))


class ReopenForm(fields.Form):
    reopen_reason = TextAreaField(
        lazy_gettext("Vì sao cần xử lý lại?"),
        [
            fields.required(lazy_gettext("Xin viết điều gì vẫn chưa xong.")),
            fields.at_most(lambda: LONGEST),
        ],
        filters=[fields.block],
    )


def about(
    complaint: Complaint,
    case: CaseFile | None,
    *,
    rating: RatingForm | None = None,
    reopening: ReopenForm | None = None,
    refused: NotNow | None = None,
) -> dict[str, Any]:
    """What the private view shows of it, with forms as they were typed."""
    return {
        "whole": _whole(complaint),
        "pieces": _pieces(complaint),
        "may_withdraw": complaint_withdrawals.may_withdraw(session(), complaint),
        "refused": why_words(refused) if refused else "",
        **_about_case(complaint, case),
        "rating_form": rating or RatingForm(formdata=None),
        "reopen_form": reopening or ReopenForm(formdata=None),
    }


def _about_case(complaint: Complaint, case: CaseFile | None) -> dict[str, Any]:
    none: dict[str, Any] = dict.fromkeys(
        (
            "rated",
            "may_rate",
            "may_reopen",
            "rated_until",
            "once_more",
            "earlier_answer",
            "own_answer",
        )
    )
    if case is None:
        return {**none, "companions": 0, "reopen_limit": settings().reopen_limit}
    days, limit = settings().rating_days, settings().reopen_limit
    no_rating = verdicts.why_not_rate(session(), complaint, case, days=days, now=now())
    no_reopening = verdicts.why_not_reopen(complaint, case, days=days, limit=limit, now=now())
    others = [each for each in joined_queries.in_case(session(), case.id) if each is not complaint]
    own = publications.for_one_of(complaint, others, case.answer)
    is_again = CaseState.REOPENED in (case.state, case.left_state)
    return {
        "rated": verdicts.rating_of(session(), complaint, case),
        "may_rate": no_rating is None,
        "may_reopen": no_reopening is None,
        "rated_until": rated_until(case.answered_at, days) if case.answered_at else None,
        "once_more": no_reopening is NotNow.TOO_OFTEN,
        "earlier_answer": own if is_again else "",
        "own_answer": own,
        "companions": len(others),
        "reopen_limit": limit,
    }


def _whole(complaint: Complaint) -> Complaint | None:
    """The complaint this was split from."""
    if complaint.split_from_id is None:
        return None
    return joined_queries.whole(session(), complaint)


def _pieces(complaint: Complaint) -> list[tuple[Complaint, CaseFile | None]]:
    """What was split from this complaint, each with its case."""
    if complaint.split_from_id is not None:
        return []
    return [
        (each, case_queries.get(session(), each.case_id) if each.case_id else None)
        for each in joined_queries.family(session(), complaint)
        if each.id != complaint.id
    ]


def why_words(why: NotNow) -> str:
    """Why nothing more can be said about an answer."""
    return {
        NotNow.NOT_ANSWERED: gettext("Chưa có câu trả lời mới, nên chưa đánh giá hay mở lại được."),
        NotNow.TOO_LATE: gettext(
            "Đã hết thời hạn đánh giá và yêu cầu xử lý lại. Nếu sự việc vẫn còn, ông/bà gửi phản"
            " ánh mới và ghi mã này."
        ),
        NotNow.RATED: gettext("Ông/bà đã đánh giá câu trả lời này rồi."),
        NotNow.TOO_OFTEN: gettext(
            "Hồ sơ này đã được mở lại đủ số lần cho phép. Nếu sự việc vẫn còn, ông/bà gửi phản ánh"
            " mới và ghi mã này."
        ),
    }[why]
