"""What the coordinator's page shows of cases that belong together; asked for by the partial."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import g

from models import CaseFile, CaseLink, Complaint, Merge
from moderation.domain.case_states import AT_WORK, CaseLinkKind
from moderation.domain.complaint_states import IN_A_CASE, ComplaintAction, actions_from
from moderation.domain.joining import StaysJoined
from moderation.domain.permissions import Permission, allows
from moderation.queries import cases as case_queries
from moderation.queries import joined as joined_queries
from moderation.queries.rows import AnyRow
from moderation.services import merging, splitting
from moderation.web import fields
from moderation.web.context import me, now, session, settings
from moderation.web.staff.joining_forms import JoinForm, LinkForm, SplitForm
from moderation.web.staff.traces import traces_of
from moderation.web.words import gettext


@dataclass(frozen=True, slots=True)
class Joined:
    """What came into the case together, and why it stays ("" when it may be undone)."""

    merge: Merge
    codes: Sequence[str]
    why: str


@dataclass(frozen=True, slots=True)
class Panel:
    case: CaseFile | None
    others: Sequence[Complaint]
    merges: Sequence[Joined]
    links: Sequence[tuple[CaseLink, str, Complaint, CaseFile]]
    family: Sequence[Complaint]
    ratings: Sequence[AnyRow]  # (Rating, Complaint)
    reopenings: Sequence[AnyRow]
    join: JoinForm | None
    split: SplitForm | None
    link: LinkForm | None
    may_change: bool
    notice: str


def say(notice: str = "", **typed: fields.Form) -> None:
    """Show `notice`, and forms as they were typed, in this request's panel."""
    g.joining = (notice, typed)


def panel(complaint: Complaint) -> Panel:
    """The panel of one complaint."""
    case = (
        case_queries.get(session(), complaint.case_id)
        if complaint.case_id and complaint.state in IN_A_CASE
        else None
    )
    notice, typed = cast(tuple[str, Mapping[str, Any]], g.get("joining", ("", {})))
    may = allows(me().role, Permission.DECIDE_COMPLAINTS)
    forms, there = _forms(complaint, case) if may else {}, traces_of(complaint)
    has_family = there.family or complaint.split_from_id is not None
    return Panel(
        case=case,
        others=merging.others(session(), complaint) if there.others else (),
        merges=_merges(case) if case and there.merges else (),
        links=_links(case) if case and there.links else (),
        family=_family(complaint) if has_family else (),
        ratings=joined_queries.ratings(session(), case.id) if case and there.ratings else (),
        reopenings=joined_queries.reopenings(session(), case.id)
        if case and there.reopenings
        else (),
        join=typed.get("join", forms.get("join")),
        split=typed.get("split", forms.get("split")),
        link=typed.get("link", forms.get("link")),
        may_change=may,
        notice=notice,
    )


def _family(complaint: Complaint) -> Sequence[Complaint]:
    every = joined_queries.family(session(), complaint)
    return [each for each in every if each.id != complaint.id]


def _forms(complaint: Complaint, case: CaseFile | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    may_join = (
        case.state in AT_WORK if case else ComplaintAction.MERGE in actions_from(complaint.state)
    )
    if may_join:
        found["join"] = fields.blank(JoinForm)
    if complaint.state in splitting.SPLIT_FROM and complaint.split_from_id is None:
        found["split"] = SplitForm(formdata=None)
    if case:
        found["link"] = fields.blank(LinkForm)
    return found


def _merges(case: CaseFile) -> Sequence[Joined]:
    """One line for each complaint that joined alone, and one for each case, latest first."""
    together: dict[object, tuple[Merge, list[str]]] = {}
    for merge, complaint in joined_queries.merges(session(), case.id):
        key = ("case", merge.from_case_id) if merge.from_case_id else ("merge", merge.id)
        together.setdefault(key, (merge, []))[1].append(complaint.code)
    return [Joined(merge, codes, _why(merge)) for merge, codes in together.values()]


def _why(merge: Merge) -> str:
    why = merging.why_joined(session(), merge, days=settings().merge_undo_days, now=now())
    return why_words(why) if why else ""


def why_words(why: StaysJoined) -> str:
    """Why a merge can't be undone."""
    return {
        StaysJoined.UNDONE: gettext("Đã tách ra rồi."),
        StaysJoined.TOO_LATE: gettext(
            "Đã quá %(days)s ngày nên không tách ra được nữa.", days=settings().merge_undo_days
        ),
        StaysJoined.DONE: gettext("Hồ sơ chung đã trả lời hoặc kết thúc nên không tách ra được."),
        StaysJoined.MOVED_ON: gettext(
            "Hồ sơ này đã nhập tiếp vào hồ sơ khác: tách lần nhập sau trước."
        ),
        StaysJoined.LEADS: gettext("Phản ánh này đang đứng tên hồ sơ chung nên không tách ra."),
        StaysJoined.GONE: gettext("Người gửi đã rút, nên không còn gì để tách."),
    }[why]


def _links(case: CaseFile) -> Sequence[tuple[CaseLink, str, Complaint, CaseFile]]:
    return [
        (link, _relation(link, case), complaint, other)
        for link, complaint, other in joined_queries.links(session(), case.id)
    ]


def _relation(link: CaseLink, case: CaseFile) -> str:
    is_first = link.case_id == case.id
    return {
        CaseLinkKind.RELATED: gettext("Có liên quan"),
        CaseLinkKind.FOLLOW_UP: gettext("Việc tiếp theo")
        if is_first
        else gettext("Tiếp theo của việc"),
        CaseLinkKind.SPLIT: gettext("Tách ra từ hồ sơ này") if is_first else gettext("Tách ra từ"),
    }[link.kind]
