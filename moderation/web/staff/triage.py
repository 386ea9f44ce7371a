"""Beside a complaint at intake: which kind it may be, what it is about, how urgent it sounds, and
which others are like it. Every suggestion says why, and a link fills it into the form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import request

from models import Complaint
from moderation.domain import checklist, suggestion, urgency
from moderation.domain.checklist import Advice, Question
from moderation.domain.complaint_states import ComplaintKind
from moderation.domain.suggestion import Suggestion
from moderation.domain.urgency import Urgency
from moderation.queries import alike as alike_queries
from moderation.queries import issue_words as words_queries
from moderation.queries.alike import Alike
from moderation.web.context import session, settings, tools
from moderation.web.locale import language
from moderation.web.staff.complaint_forms import topic
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


@dataclass(frozen=True, slots=True)
class Triage:
    """What the panel shows; `yes` are the questions answered with yes, by the words or by hand."""

    yes: frozenset[Question]
    advice: Advice
    is_answered: bool  # by hand
    issues: Sequence[Suggestion]
    urgency: Urgency
    alike: Sequence[Alike]


@bp.app_context_processor
def _for_templates() -> dict[str, Any]:
    return {
        "triage_of": triage_of,
        "checklist_questions": questions,
        "category_of_issue": _category_of,
    }


def _category_of(issue_code: str) -> str:
    category = tools().taxonomy.category_of(issue_code)
    return category.names[language()] if category else ""


def triage_of(complaint: Complaint) -> Triage:
    """The suggestions for one complaint, and what was ticked in the checklist."""
    title, content = complaint.title, complaint.content
    ranked = suggestion.rank(title, content, words_queries.current(session()))
    answered = "checked" in request.args
    ticked = {Question(each) for each in request.args.getlist("yes") if each in set(Question)}
    yes = frozenset(ticked) if answered else checklist.read(title, content)
    return Triage(
        yes=yes,
        advice=checklist.advise(yes),
        is_answered=answered,
        issues=ranked,
        urgency=urgency.judge(title, content, ranked, tools().taxonomy),
        alike=_alike(complaint),
    )


def _alike(complaint: Complaint) -> Sequence[Alike]:
    return alike_queries.for_staff(
        session(),
        complaint.sketch or b"",
        complaint.ward_code,
        since=complaint.submitted_at - timedelta(days=settings().alike_days),
        without=complaint.id,
    )


def filled_in(complaint: Complaint) -> dict[str, Any]:
    """Kind, issue and urgency for a fresh form: as they are, or as a suggestion that was pressed
    says.
    """
    kind, issue = request.args.get("kind", ""), request.args.get("issue", "")
    may_be = {each.value for each in ComplaintKind if each is not ComplaintKind.TO_CAO}
    return {
        "kind": kind if kind in may_be else complaint.kind.value,
        "issue": issue if any(topic(issue)) else _topic_of(complaint),
        "is_urgent": complaint.is_urgent or request.args.get("urgent") == "1",
    }


def _topic_of(complaint: Complaint) -> str:
    return complaint.issue_code or complaint.category_code or ""


def questions() -> dict[Question, str]:
    """The checklist in plain words, in order."""
    return {
        Question.ACCUSES: gettext(
            "Có nói một người hoặc một cơ quan cụ thể vi phạm pháp luật không?"
        ),
        Question.OWN_DECISION: gettext(
            "Có phản đối một quyết định hoặc việc làm hành chính về chính người gửi không?"
        ),
        Question.CRIME: gettext(
            "Có kể chuyện trộm cắp, lừa đảo, đánh người hay tội phạm khác cần công an không?"
        ),
        Question.PROPOSES: gettext("Có đề xuất cách giải quyết hoặc cách làm mới không?"),
        Question.SITUATION: gettext("Có báo một chuyện đang xảy ra ở một nơi cụ thể không?"),
        Question.ASKS: gettext("Chỉ hỏi hoặc nêu ý kiến?"),
    }
