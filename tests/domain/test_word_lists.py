import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.adapters.reference import word_lists
from moderation.domain.errors import Invalid
from moderation.domain.spelling import normalise
from moderation.domain.word_lists import MOST_MATCHES, WordListName, WordLists, problem_of

SURE = WordListName.INSULT_SURE


def found(lists, text, name=SURE):
    words = WordLists.compile({name: lists})
    return [text[hit.start : hit.end] for hit in words.hits(normalise(text))]


@pytest.mark.parametrize(
    ("lists", "text", "pieces"),
    [
        ("lồn", "như lồn, như LỒNNN", ["lồn", "LỒNNN"]),
        ("lồn", "lon bia, lớn, lộn", []),
        ("lồn", "l.o.n, l o n, ł0n, l*n, l**n", ["l.o.n", "l o n", "ł0n", "l*n", "l**n"]),
        ("ngu như bò ~", "ngu nhu bo, ngu như bò, ngù nhũ bơ", ["ngu nhu bo", "ngu như bò"]),
        ("địt mẹ ~", "dit me, đit mẹ, địt mẹ, dịt me", ["dit me", "đit mẹ", "địt mẹ"]),
        ("thằng/lũ ngu/ăn_hại", "lũ ăn hại và thằng ngu", ["lũ ăn hại", "thằng ngu"]),
        ("mang ... gạch đá", "mang theo mấy viên gạch đá", ["mang theo mấy viên gạch đá"]),
        ("mang ... gạch đá", "mang một hai ba bốn năm gạch đá", []),
        ("óc chó\n- hạt/quả óc chó", "hạt óc chó, lũ óc chó", ["óc chó"]),
        ("ngu\nngu như bò", "ngu như bò", ["ngu như bò"]),
        ("# ngu\nngu  # lời thô", "ngu", ["ngu"]),
        ("dm", "cao 5 dm, dm", ["dm"]),
        ("địt mẹ", "địtmẹ", ["địtmẹ"]),
    ],
)
def test_phrases_are_found_as_the_form_says(lists, text, pieces):
    assert found(lists, text) == pieces


def test_single_words_of_other_lists_need_their_marks_even_in_disguise():
    assert found("buồi", "b.u.o.i", WordListName.PROBLEM) == []


@pytest.mark.parametrize(
    ("lists", "line"),
    [
        ("ngu\n\n...", 3),
        ("... ngu", 1),
        ("ngu ...", 1),
        ("a ... b ... c", 1),
        ("lon ~", 1),
        ("a~b", 1),
        ("a b c d e f g h i k l", 1),
        ("a/b/c/d/e a/b/c/d/e a/b/c/d/e a/b/c/d/e", 1),
        ("ngu\n!!!", 2),
    ],
)
def test_a_bad_line_is_named(lists, line):
    problem = problem_of(SURE, lists)

    assert isinstance(problem, Invalid)
    assert f"Dòng {line}:" in str(problem)
    assert problem.field == "insult_sure"


def test_a_list_has_its_limit():
    assert "500" in str(problem_of(SURE, "ngu\n" * 501))


def test_a_good_list_has_no_problem():
    assert problem_of(SURE, "ngu như bò ~\n# xong") is None


def test_nobody_is_shown_more_of_a_list_than_can_be_looked_at():
    assert len(found("ngu", "ngu " * 1000)) == MOST_MATCHES


def test_every_list_ships_and_compiles_and_is_small():
    lists = word_lists()

    assert set(lists) == set(WordListName)
    assert [name for name, text in lists.items() if problem_of(name, text)] == []
    assert all(len(text.splitlines()) < 150 for text in lists.values())


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["địt", "mẹ", "l.o.n", "...", "ngu", "-", "~"])).map(" ".join)
)
def test_hits_stand_inside_the_text_whatever_it_is(text):
    words = WordLists.compile({SURE: "lồn\nđịt mẹ ~\nngu ... mẹ"})

    for hit in words.hits(normalise(text)):
        assert 0 <= hit.start < hit.end <= len(text)


@given(st.text("ab~/_.- \n#", max_size=40))
def test_any_edited_list_is_used_or_refused_with_a_reason(text):
    problem = problem_of(SURE, text)

    assert problem is None or str(problem)
