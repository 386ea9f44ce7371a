"""The security code as picture and as sound. These views write: the row is made when one is asked
for.
"""

from flask import jsonify, make_response, request
from werkzeug.wrappers import Response

from moderation.domain.captcha_answers import fresh_id, is_id
from moderation.domain.errors import NotFound
from moderation.services import captchas
from moderation.web.context import commit, now, session, tools
from moderation.web.gates import anybody, throttled, writes
from moderation.web.headers import private
from moderation.web.locale import language
from moderation.web.public.routes import bp


@bp.get("/ma-xac-nhan/moi")
@anybody
def new_captcha() -> Response:
    """An id for a fresh code; nothing is written until its picture is fetched."""
    return private(jsonify(id=fresh_id()))


@bp.get("/ma-xac-nhan/<captcha_id>.png")
@anybody
@writes
@throttled("captcha_rate", "captcha")
def captcha_picture(captcha_id: str) -> Response:
    return _media(tools().captcha_media.draw(_answer(captcha_id)), "image/png")


@bp.get("/ma-xac-nhan/<captcha_id>.wav")
@anybody
@writes
@throttled("sound_rate", "sound")
def captcha_sound(captcha_id: str) -> Response:
    """Whole or in parts: Safari plays no sound that it can't fetch in parts."""
    sound = tools().captcha_media.speak(_answer(captcha_id), language(), name=captcha_id)
    response = _media(sound, "audio/wav")
    response.add_etag()
    return response.make_conditional(request, accept_ranges=True, complete_length=len(sound))


def _answer(captcha_id: str) -> str:
    if not is_id(captcha_id):
        raise NotFound
    answer = captchas.ask(session(), captcha_id, rules=tools().captcha_rules, now=now())
    commit()
    return answer


def _media(content: bytes, mimetype: str) -> Response:
    response = make_response(content)
    response.mimetype = mimetype
    return private(response)
