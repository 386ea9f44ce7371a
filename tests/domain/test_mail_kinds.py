import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.domain.mail_kinds import (
    IN_SUBJECTS,
    KINDS,
    LONGEST_BODY,
    LONGEST_SUBJECT,
    Flaw,
    fill,
    places,
    problems,
)
from moderation.services.outbox import Kind

NEWS = KINDS["complaint_news"]
BODY = "Phản ánh {code} có tin mới. {how} {link}"


def flaws(subject: str, body: str) -> list[tuple[str, Flaw, str]]:
    return [(each.field, each.flaw, each.about) for each in problems(NEWS, subject, body)]


def test_what_uses_its_placeholders_is_fine():
    assert flaws("{site}: tin mới về {code}", BODY) == []


@pytest.mark.parametrize(
    ("subject", "flaw", "about"),
    [
        ("", Flaw.EMPTY, ""),
        ("x" * (LONGEST_SUBJECT + 1), Flaw.TOO_LONG, str(LONGEST_SUBJECT)),
        ("{name}", Flaw.UNKNOWN, "{name}"),
        ("tin { mới", Flaw.UNKNOWN, "{"),
        ("{{ code }}", Flaw.UNKNOWN, "{"),
        ("xem {link}", Flaw.NOT_IN_SUBJECT, "link"),
        ("hai\ndòng", Flaw.LINES, ""),
    ],
)
def test_a_subject_says_nothing_it_should_not(subject, flaw, about):
    assert flaws(subject, BODY) == [("subject", flaw, about)]


@pytest.mark.parametrize(
    ("body", "flaw", "about"),
    [
        (" \n", Flaw.EMPTY, ""),
        (BODY + "x" * LONGEST_BODY, Flaw.TOO_LONG, str(LONGEST_BODY)),
        (BODY + "{config}", Flaw.UNKNOWN, "{config}"),
        (BODY + "{% if 1 %}", Flaw.UNKNOWN, "{"),
        ("Phản ánh {code}", Flaw.MISSING, "link"),
    ],
)
def test_a_body_keeps_what_its_reader_needs(body, flaw, about):
    assert flaws("Tin", body) == [("body", flaw, about)]


def test_a_short_message_has_no_subject():
    assert problems(KINDS["complaint_text"], "", "{code} {link}") == []


def test_braces_in_a_value_stay_as_they_are():
    assert fill("{why}!", {"why": "{link} {{ config }}", "link": "x"}) == "{link} {{ config }}!"


def test_an_empty_value_leaves_no_gap():
    assert fill("Một\n\n{why}\n\nHai", {"why": ""}) == "Một\n\nHai"


@given(st.text())
def test_what_is_not_ours_is_never_replaced(words):
    assert fill(words.replace("{", ""), {"code": "X"}) == fill(words.replace("{", ""), {})


def test_every_kind_asks_for_what_it_has_and_no_subject_may_carry_what_was_written():
    for kind in KINDS.values():
        assert kind.required <= set(kind.samples)
        assert set(places(kind)) == set(kind.samples)
    assert {"site", "code", "day", "due"} == IN_SUBJECTS


def test_every_message_has_its_words():
    assert {kind.value for kind in Kind} <= set(KINDS)
