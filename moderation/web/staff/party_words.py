"""Words and the form of what the propaganda side and the coordinators say to each other."""

from wtforms import TextAreaField

from moderation.domain.case_states import PartyOpinionKind
from moderation.web import fields
from moderation.web.words import gettext, lazy_gettext


class ReportForm(fields.Form):
    """What is told to the propaganda side."""

    report = TextAreaField(
        lazy_gettext("Báo cáo"),
        [fields.required(fields.NEEDED), fields.at_most(lambda: 5000)],
        filters=[fields.block],
    )


def party_kind_word(kind: PartyOpinionKind) -> str:
    """What was said, in a word."""
    return {
        PartyOpinionKind.OPINION: gettext("Ý kiến"),
        PartyOpinionKind.PROPOSAL: gettext("Đề xuất"),
        PartyOpinionKind.REPORT_REQUEST: gettext("Yêu cầu báo cáo"),
    }[kind]
