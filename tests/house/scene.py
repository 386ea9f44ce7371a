"""One of everything, so that every route has an address that leads somewhere."""

from collections.abc import Callable
from io import BytesIO

from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from models import Article, Staff
from moderation.adapters import photos
from moderation.adapters.toolbox import Toolbox
from moderation.services import attachments, complaint_sealing, routing_rules, sealing
from tests import factories
from tests.conftest import NOW


def addresses(
    app: Flask, session: Session, article: Article, moderator: Staff, tools: Toolbox
) -> Callable[[Rule], str]:
    """Makes the scene; gives the address of any route in it."""
    open_lane = _open_lane(session, article, moderator, tools)
    sealed_lane = _sealed_lane(session, article, moderator, tools)

    def address_of(rule: Rule) -> str:
        known = open_lane | (sealed_lane if "sealed" in rule.endpoint else {})
        if "office" in rule.endpoint:
            known |= {"name": "agencies"}  # a sheet, not a list of words
        with app.test_request_context():
            return app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})

    return address_of


def _open_lane(
    session: Session, article: Article, moderator: Staff, tools: Toolbox
) -> dict[str, object]:
    """Published and routed: what the desks and the lead's agency work on."""
    comment = factories.published(session, article, moderator)
    factories.comment(session, article)
    complaint = factories.complaint(session)
    case = factories.routed(session, complaint)
    rejected = factories.rejected(session, article, moderator)
    return {
        "slug": article.slug,
        "receipt": comment.receipt,
        "code": "BL-1",
        "token": "x",
        "issue_code": "GT01",
        "rule_id": _rule(session, moderator),
        "captcha_id": "x",
        "verb": "publish",
        "name": "insult_sure",
        "sheet_name": "agencies",
        "article_id": article.id,
        "staff_id": moderator.id,
        "comment_id": comment.id,
        "reply_id": 1,
        "appeal_id": factories.appeal(session, rejected).id,
        "takedown_id": factories.takedown(session, comment, moderator).id,
        "complaint_id": complaint.id,
        "part_id": 1,
        "merge_id": 1,
        "room_id": 1,
        "agency_id": factories.units(session)[factories.FIRST_AGENCY].id,
        "text_id": 1,
        "stand_in_id": 1,
        "link_id": 1,
        "case_id": case.id,
        "filter_id": 1,
        "opinion_id": 1,
        "assignment_id": factories.part_of(session, case, factories.FIRST_AGENCY).id,
        "key": _photo(session, tools, complaint.id),
        "message_id": 1,
        "mail_kind": "complaint_news",
        "spoken": "en",
    }


def _rule(session: Session, actor: Staff) -> int:
    values = {"name": "Đêm thì gọi thoát nước", "lead_code": "HSDC"}
    rule = routing_rules.add(session, values, actor=actor, now=NOW)
    session.commit()
    return rule.id


def _sealed_lane(
    session: Session, article: Article, moderator: Staff, tools: Toolbox
) -> dict[str, object]:
    comment = factories.comment(session, article)
    sealing.cover(session, comment, seen_version=1, seal=tools.seal, actor=moderator, now=NOW)
    complaint = factories.complaint(session)
    key = _photo(session, tools, complaint.id)
    complaint_sealing.cover(
        session, complaint, seen_version=complaint.version, rules=factories.rules(session),
        seal=tools.seal, actor=moderator, now=NOW,
    )  # fmt: skip
    session.commit()
    return {"comment_id": comment.id, "complaint_id": complaint.id, "key": key}


def _photo(session: Session, tools: Toolbox, complaint_id: int) -> str:
    file = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "JPEG")
    picture = photos.reencode(file.getvalue())
    made = attachments.add(session, picture, store=tools.photos, now=NOW, complaint_id=complaint_id)
    session.commit()
    return made.key
