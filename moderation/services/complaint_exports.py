"""Answers for other systems: what became of their complaints, under their own codes."""

from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Agency, Assignment, CaseFile, Complaint
from moderation.domain.case_states import AssignmentRole, CaseState
from moderation.domain.complaint_states import CONFIDENTIAL, IN_A_CASE, ComplaintState
from moderation.domain.reasons import Reason
from moderation.queries import complaints as complaint_queries

#: Columns of what goes back.
TITLES = (
    "Mã hồ sơ", "Mã phản ánh", "Tình trạng", "Cơ quan chủ trì", "Hạn trả lời", "Câu trả lời",
    "Số văn bản", "Trả lời lúc", "Lý do",
)  # fmt: skip
#: All that another system is told of what is covered or sealed.
HANDED_ON = "Đã chuyển bộ phận có thẩm quyền"
#: States as the screens call them (web/case_labels.py); a test compares them.
STATE_WORDS: dict[ComplaintState | CaseState, str] = {
    ComplaintState.RECEIVED: "Chờ tiếp nhận",
    ComplaintState.NEEDS_INFO: "Cần bổ sung",
    ComplaintState.ACCEPTED: "Đã tiếp nhận",
    ComplaintState.MERGED: "Đã nhập vào hồ sơ chung",
    ComplaintState.WITHDRAWN: "Người gửi đã rút",
    ComplaintState.REFUSED: "Không tiếp nhận",
    ComplaintState.REDIRECTED: "Đã chuyển nơi khác",
    ComplaintState.GUIDED: "Đã hướng dẫn khiếu nại",
    CaseState.ASSIGNED: "Đã giao, chờ cơ quan nhận",
    CaseState.IN_PROGRESS: "Đang xử lý",
    CaseState.SUSPENDED: "Chờ người gửi bổ sung",
    CaseState.AWAITING_APPROVAL: "Có câu trả lời, chờ gửi",
    CaseState.ANSWERED: "Đã trả lời",
    CaseState.CLOSED: "Đã kết thúc",
    CaseState.REOPENED: "Mở lại",
    CaseState.MERGED: "Đã nhập vào hồ sơ khác",
}


def answers(
    session: Session, source: str, *, reasons: Mapping[str, Reason], zone: ZoneInfo
) -> Iterator[tuple[str | date | None, ...]]:
    """A row under `TITLES` for every complaint of `source`, in the order they came.

    An answer is told once the citizen can read it; of what is covered or sealed, codes only.
    """
    leads = _leads(session, source)
    for complaint, case in complaint_queries.of_source(session, source):
        codes = (complaint.foreign_code, complaint.code)
        if complaint.state in CONFIDENTIAL:
            yield (*codes, HANDED_ON, "", None, "", "", None, "")
            continue
        is_told = case is not None and complaint.state in IN_A_CASE
        yield (
            *codes,
            STATE_WORDS[case.state if is_told else complaint.state],
            *(_told(case, leads.get(case.id, ""), zone) if is_told else ("", None, "", "", None)),
            _why(complaint, reasons),
        )


def _told(case: CaseFile, lead: str, zone: ZoneInfo) -> tuple[str | date | None, ...]:
    """Lead, due date, answer, document number, moment of the answer in local time."""
    if case.answered_at is None:
        return lead, case.due_on, "", "", None
    at = case.answered_at.astimezone(zone)
    return lead, case.due_on, case.answer, case.document_number, at


def _leads(session: Session, source: str) -> dict[int, str]:
    """Names of the current leads by case."""
    found = session.execute(
        select(Assignment.case_id, Agency.name)
        .join(Agency, Agency.id == Assignment.agency_id)
        .join(Complaint, Complaint.case_id == Assignment.case_id)
        .where(
            Complaint.source_system == source,
            Assignment.is_current,
            Assignment.role == AssignmentRole.LEAD,
        )
    )
    return {row.case_id: row.name for row in found}


def _why(complaint: Complaint, reasons: Mapping[str, Reason]) -> str:
    """Why it was not accepted, as the citizen reads it."""
    reason = reasons.get(complaint.reason_code or "")
    said = [reason.in_language("vi")] if reason else []
    return "\n".join([*said, complaint.reason_text]).strip()
