"""Names on screen of what belongs to an answer: how it ended, why it was warned about, who signed,
and who reads a note.
"""

from flask import Flask

from models import Approval
from moderation.domain.case_states import NoteAudience, Outcome
from moderation.domain.generic_replies import Sign
from moderation.domain.proofs import Proof
from moderation.web.labels import Badge
from moderation.web.words import gettext


def register(app: Flask) -> None:
    """Give the labels to the templates."""
    app.jinja_env.globals.update(
        outcome_badge=outcome_badge,
        outcome_words=outcome_words,
        note_badge=note_badge,
        sign_words=sign_words,
        event_words=event_words,
        signature=signature,
    )


def outcome_badge(outcome: Outcome) -> Badge:
    """How a case ended: what is not mended never looks as if it were."""
    return {
        Outcome.FIXED: Badge("done", "circle-check", gettext("Đã khắc phục")),
        Outcome.PLANNED: Badge("wait", "clock", gettext("Chưa khắc phục, đã có kế hoạch")),
        Outcome.EXPLAINED: Badge("info", "info-circle", gettext("Đã giải thích")),
        Outcome.NOT_FIXED: Badge("late", "x", gettext("Chưa khắc phục được")),
        Outcome.NO_INFO: Badge("no", "help", gettext("Kết thúc do chưa đủ thông tin")),
    }[outcome]


def outcome_words(outcome: Outcome) -> str:
    """The same in a sentence."""
    return {
        Outcome.FIXED: gettext("Cơ quan cho biết sự việc đã được khắc phục."),
        Outcome.PLANNED: gettext("Sự việc chưa được khắc phục; câu trả lời nói khi nào sẽ làm."),
        Outcome.EXPLAINED: gettext("Cơ quan giải thích; không có gì phải sửa chữa."),
        Outcome.NOT_FIXED: gettext(
            "Đã trả lời nhưng sự việc chưa được khắc phục; câu trả lời nói vì sao."
        ),
        Outcome.NO_INFO: gettext("Kết thúc vì chưa có đủ thông tin để xử lý."),
    }[outcome]


#: What whoever answers may choose; that nobody gave information is for the clock to say.
CHOSEN = (Outcome.FIXED, Outcome.PLANNED, Outcome.EXPLAINED, Outcome.NOT_FIXED)


def outcome_choices() -> list[tuple[str, str]]:
    """The outcomes as a select offers them, none chosen."""
    return [("", gettext("Chọn kết quả…")), *((str(x), outcome_badge(x).word) for x in CHOSEN)]


def note_badge(audience: NoteAudience) -> Badge:
    """Who reads a note, told apart by colour, icon and word."""
    return {
        NoteAudience.AGENCY: Badge("pause", "lock", gettext("Nội bộ")),
        NoteAudience.CASE: Badge("work", "users", gettext("Giữa các cơ quan")),
        NoteAudience.CITIZEN: Badge("info", "send", gettext("Gửi người dân")),
    }[audience]


def sign_words(sign: Sign) -> str:
    """Why an answer looks generic."""
    return {
        Sign.REPEATED: gettext("Gần như giống hệt một câu trả lời gần đây của đơn vị."),
        Sign.NOTHING_NAMED: gettext(
            "Không nêu ngày, địa điểm, việc đã làm hay số văn bản nào, nên đúng với mọi phản ánh."
        ),
    }[sign]


def event_words(action: str, note: str) -> str:
    """The note of an event as people read it: the warnings somebody passed are kept as codes."""
    if action != "went_on":
        return note
    return "\n".join(sign_words(Sign(each)) for each in note.split(", ") if each in set(Sign))


def proof_words(proof: Proof) -> str:
    """What is missing before an answer may go."""
    return {
        Proof.NONE: "",
        Proof.PHOTO: gettext("Loại việc này cần ảnh sau khi làm xong."),
        Proof.DOCUMENT: gettext("Loại việc này cần số văn bản trả lời."),
        Proof.EITHER: gettext("Loại việc này cần ảnh sau khi làm xong hoặc số văn bản."),
    }[proof]


def signature(approval: Approval) -> str:
    """On whose behalf, title and name, as they were that day."""
    return " ".join(each for each in (approval.on_behalf, approval.title, approval.name) if each)
