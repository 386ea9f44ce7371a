"""Rules about who decides what when: who is stopped by one reads which."""

from http import HTTPStatus

from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from moderation.domain.errors import Refusal, Refused
from moderation.web import errors
from moderation.web.errors import ErrorPage
from moderation.web.staff.routes import bp
from moderation.web.words import gettext


def sentence(why: Refusal) -> str:
    """The rule, said to whoever it stops."""
    return {
        Refusal.ASKED_BY_ANOTHER: gettext(
            "Bình luận này đang xin ý kiến: chỉ người đã xin ý kiến, trưởng ban biên tập"
            " hoặc quản trị quyết định."
        ),
        Refusal.SAME_APPROVER: gettext(
            "Bài này cần hai người duyệt. Anh/chị đã duyệt lần một,"
            " nên lần hai do người khác duyệt."
        ),
        Refusal.HELD_LONG_ENOUGH: gettext(
            "Đã giữ đủ số ngày để kiểm chứng, không giữ thêm được: quyết định đăng hay không đăng."
        ),
        Refusal.OWN_QUESTION: gettext("Anh/chị là người xin ý kiến này, nên người khác trả lời."),
    }[why]


@bp.record_once
def _register(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(refusal_sentence=sentence)


@bp.errorhandler(Refused)
def _refused(error: Refused) -> Response:
    over = error.why is Refusal.HELD_LONG_ENOUGH
    words = ErrorPage(gettext("Thao tác chưa được thực hiện"), sentence(error.why))
    return errors.page(HTTPStatus.CONFLICT if over else HTTPStatus.FORBIDDEN, words)
