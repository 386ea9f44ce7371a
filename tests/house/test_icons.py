"""An icon that is not in the sprite is an empty place beside a word."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_IN_A_TEMPLATE = re.compile(r"(?:icon|callout)\('([a-z-]+)'")


def drawn() -> set[str]:
    return set(re.findall(r'<symbol id="([a-z-]+)"', (ROOT / "static/icons.svg").read_text()))


def test_every_icon_of_a_template_is_drawn():
    named = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in _IN_A_TEMPLATE.findall(path.read_text(encoding="utf-8"))
    }

    assert len(named) > 20
    assert named - drawn() == set()


def test_every_state_has_its_icon(bare_app):
    from moderation.domain.article_states import ArticleState
    from moderation.domain.case_states import AssignmentState, CaseState
    from moderation.domain.comment_states import CommentState
    from moderation.domain.complaint_states import ComplaintState
    from moderation.web import case_labels, labels

    with bare_app.test_request_context():
        badges = [
            *(labels.comment_badge(state) for state in CommentState),
            *(labels.article_badge(state) for state in ArticleState),
            *(case_labels.complaint_badge(state) for state in ComplaintState),
            *(case_labels.case_badge(state) for state in CaseState),
            *(case_labels.part_badge(state) for state in AssignmentState),
        ]

    assert {badge.icon for badge in badges} - drawn() == set()
