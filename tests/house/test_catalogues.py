"""Every sentence on screen has its English; nothing is left over."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"


def read(path: Path):
    with path.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    pot = tmp_path_factory.mktemp("pot") / "messages.pot"
    command = "extract -F translations/babel.cfg -k counted:1,1 -k lazy_gettext -o"
    babel = [sys.executable, "-m", "babel.messages.frontend", "--quiet"]
    subprocess.run([*babel, *command.split(), str(pot), "."], check=True, cwd=ROOT)
    return {message.id for message in read(pot) if message.id}


def test_every_sentence_is_in_the_catalogue_and_no_other(extracted):
    known = {message.id for message in read(CATALOGUE) if message.id}

    assert extracted - known == set()
    assert known - extracted == set()
    assert len(known) > 200


def test_every_sentence_has_its_english():
    for message in read(CATALOGUE):
        if message.id:
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(forms), message.id
            assert not message.fuzzy, message.id


def test_placeholders_are_the_same_in_both_languages():
    for message in read(CATALOGUE):
        if message.id:
            ours = message.id if isinstance(message.id, str) else message.id[0]
            theirs = message.string if isinstance(message.string, tuple) else (message.string,)
            for form in theirs:
                assert set(re.findall(r"%\(\w+\)s", ours)) == set(re.findall(r"%\(\w+\)s", form)), (
                    ours
                )


def test_every_state_action_and_role_has_a_name_in_both_languages(bare_app):
    from moderation.domain.article_states import ArticleState
    from moderation.domain.comment_states import CommentAction, CommentState
    from moderation.domain.permissions import Role
    from moderation.web import labels
    from moderation.web.locale import speaking

    def names():
        return [
            *(labels.comment_badge(state).word for state in CommentState),
            *(labels.article_badge(state).word for state in ArticleState),
            *(labels.role_label(role) for role in Role),
            *(
                labels.event_label(action)
                for action in [*CommentAction, "read_sealed", "reply_officially", "withdraw_reply"]
            ),
        ]

    with bare_app.test_request_context():
        vietnamese = names()
        with speaking("en"):
            english = names()

    assert all(vietnamese)
    assert all(english)
    assert not [pair for pair in zip(vietnamese, english, strict=True) if pair[0] == pair[1]]
    assert not {str(action) for action in CommentAction} & set(vietnamese)


def test_every_name_about_complaints_and_cases_is_there_in_both_languages(bare_app):
    from moderation.domain.case_states import AssignmentRole, AssignmentState, CaseState
    from moderation.domain.complaint_states import ComplaintKind, ComplaintState
    from moderation.web import case_labels
    from moderation.web.locale import speaking

    def names():
        return [
            *(case_labels.complaint_badge(state).word for state in ComplaintState),
            *(case_labels.case_badge(state).word for state in CaseState),
            *(case_labels.part_badge(state).word for state in AssignmentState),
            *(case_labels.part_role_label(role) for role in AssignmentRole),
            *(case_labels.kind_label(kind) for kind in ComplaintKind),
            *(case_labels.source_label(each) for each in ("web", "phone", "desk", "import")),
        ]

    with bare_app.test_request_context():
        vietnamese = names()
        with speaking("en"):
            english = names()

    assert all(vietnamese)
    assert all(english)
    assert not [pair for pair in zip(vietnamese, english, strict=True) if pair[0] == pair[1]]


def test_a_sentence_is_translated_where_it_is_written():
    """What is handed over in a variable is collected nowhere, and stays Vietnamese in English."""
    said = {"gettext", "lazy_gettext", "counted"}
    own = {"words.py", "fields.py"}  # they make these functions
    found = [
        f"{path.name}:{call.lineno}"
        for path in (ROOT / "moderation").rglob("*.py")
        if path.name not in own
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in said
        if not isinstance(call.args[0], ast.Constant)
    ]

    assert found == []


def test_one_complaint_is_one_complaint_in_english(bare_app):
    from moderation.domain.complaint_states import ComplaintKind
    from moderation.web.case_labels import kind_label
    from moderation.web.locale import speaking

    with bare_app.test_request_context():
        said = kind_label(ComplaintKind.PHAN_ANH)
        with speaking("en"):
            assert (said, kind_label(ComplaintKind.PHAN_ANH)) == ("Phản ánh", "Complaint")


def test_a_complaint_is_never_called_a_report_in_english():
    """A report is what a reader says about a comment (docs/glossary.md)."""
    called = [
        (message.id, message.string)
        for message in read(CATALOGUE)
        if "phản ánh" in str(message.id).lower() and "báo cáo" not in str(message.id).lower()
        if re.search(r"\breports?\b", str(message.string).lower())
    ]

    assert called == []
