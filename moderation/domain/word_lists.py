"""Lists of words that administrators edit, and where their phrases stand in a text.

One phrase a line, and:

- `# ...` is a comment;
- `thằng/lũ ngu/ăn_hại` stands for all four phrases; `_` keeps words of one choice together;
- `mang ... gạch đá` allows up to four words at the dots;
- ` ~` at the end: the phrase also counts without its marks. Only for phrases of several words that
  nobody can mistake; a single word counts without its marks only when somebody disguised it
  (or in the lists of matters and troubles, which count together only);
- `- hạt óc chó`: a harmless phrase, nothing inside it counts.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from moderation.domain.errors import Invalid
from moderation.domain.spelling import Spelling, fold_letters, normalise


class WordListName(StrEnum):
    INSULT_SURE = "insult_sure"
    INSULT_SUSPECT = "insult_suspect"
    HATE = "hate"
    THREAT = "threat"
    INCITEMENT = "incitement"
    CALL = "call"
    FORCE = "force"
    ADVERTISING = "advertising"
    OFFER = "offer"
    CONTACT = "contact"
    UNVERIFIED = "unverified"
    ALARM = "alarm"
    QUESTION = "question"
    REPORTED = "reported"
    PROBLEM = "problem"
    MATTER = "matter"
    TROUBLE = "trouble"


#: Lists whose single words also count without marks when they were disguised: "ł0n", "l.o.n", and
#: with letters starred out.
_PROFANE = frozenset({WordListName.INSULT_SURE})
#: Lists that only count in pairs, so a single word may stand without its marks.
_PAIRED = frozenset({WordListName.MATTER, WordListName.TROUBLE})
GAP_WORDS = 4
MOST_MATCHES = 200
MOST_LINES = 500
MOST_WORDS = 10
MOST_SPELLINGS = 600
#: Behind a number so short a word is a unit or a sum: "5 dm", "20 đ".
_FEW = 3
_GAP = "..."
_END = ""  # no word is empty, so it may mark where a phrase ends
_NOTHING = "."  # nor is any word a sign
_COMMENT = re.compile(r"(?:^|\s)#.*")

Branch = dict[str, Any]  # word -> Branch, _END -> phrases that end here


class _Line(NamedTuple):
    phrase: str
    without_marks: bool
    is_harmless: bool


class _End(NamedTuple):
    name: WordListName
    phrase: str
    if_hidden: bool
    is_harmless: bool


class Hit(NamedTuple):
    """A phrase of a list in a text; `start` and `end` are places in the original."""

    name: WordListName
    phrase: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WordLists:
    """All lists as one tree of words: a text is read once, whatever the lists hold."""

    tree: Branch

    @classmethod
    def compile(cls, texts: Mapping[WordListName, str]) -> "WordLists":
        """Lists ready for use. Raises Invalid naming the line (`field` is the list's name)."""
        tree: Branch = {}
        known: dict[tuple[Any, ...], Branch] = {}
        for name, text in texts.items():
            of_list: Branch = {}
            for line in _lines(name, text):
                _plant(of_list, line, name)
            tree = _merged(tree, _shared(of_list, known))
        return cls(tree)

    def hits(self, spelling: Spelling) -> list[Hit]:
        """Phrases in order; of those of one list that overlap the longest. Of one list no more
        than `MOST_MATCHES`: nobody looks at more.

        Takes time in proportion to the length, however many phrases there are.
        """
        words, begins = spelling.words, self.tree.get
        matches: list[tuple[int, int, _End]] = []
        counts: Counter[WordListName] = Counter()
        for first, (word, behind) in enumerate(zip(words, [*words[1:], _NOTHING], strict=False)):
            branch = begins(word)
            # Most words begin no phrase, or one that goes on otherwise.
            if not branch or not (behind in branch or _END in branch or _GAP in branch):
                continue
            if len(word) < _FEW and first and words[first - 1].isdigit():
                continue
            for last, end in _ends(branch, words, first + 1):
                counts[end.name] += 1
                if counts[end.name] <= MOST_MATCHES:
                    matches.append((first, last, end))
        return _longest(matches, spelling) if matches else []


def problem_of(name: WordListName, text: str) -> Invalid | None:
    """What is wrong with an edited list, None when it can be used."""
    try:
        WordLists.compile({name: text})
    except Invalid as problem:
        return problem
    return None


def _lines(name: WordListName, text: str) -> Iterator[_Line]:
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise Invalid(f"Danh sách có quá {MOST_LINES} dòng.", field=name)
    for number, written in enumerate(lines, start=1):
        line = _COMMENT.sub("", written).strip()
        if not line:
            continue
        phrase = line.removeprefix("- ").removesuffix(" ~").strip()
        without_marks = line.endswith(" ~")
        if problem := _wrong(phrase, without_marks and name not in _PAIRED):
            raise Invalid(f"Dòng {number}: {problem}.", field=name)
        yield _Line(phrase, without_marks, line.startswith("- "))


def _wrong(phrase: str, without_marks: bool) -> str:
    words = phrase.split()
    spellings = 1
    for word in words:
        spellings *= word.count("/") + 1
    checks = (
        (not any(sign.isalnum() for sign in phrase), "không có chữ nào"),
        (len(words) > MOST_WORDS, f"cụm từ dài quá {MOST_WORDS} từ"),
        (spellings > MOST_SPELLINGS, f"gạch chéo cho ra quá {MOST_SPELLINGS} cụm từ"),
        (_GAP in (words[:1] + words[-1:]) or words.count(_GAP) > 1, "ba chấm phải ở giữa, một lần"),
        ("~" in phrase, "dấu ~ chỉ đứng cuối dòng, sau một dấu cách"),
        (without_marks and len(words) < 2, "một từ đơn bỏ dấu dễ nhầm với từ thường, hãy bỏ dấu ~"),
    )
    return next((words for is_wrong, words in checks if is_wrong), "")


def _plant(tree: Branch, line: _Line, name: WordListName) -> None:
    """All phrases that the slashes of a line stand for, each of their words as texts are read."""
    end = _End(name, line.phrase, False, line.is_harmless)
    steps = [_choices(step, line.without_marks) for step in line.phrase.split()]
    branches = [tree]
    for step in steps:
        branches = [_grown(branch, way) for branch in branches for way in step]
    for branch in {id(branch): branch for branch in branches if branch is not tree}.values():
        branch.setdefault(_END, []).append(end)
    if name in _PROFANE and not line.is_harmless and _GAP not in line.phrase.split():
        _plant_disguised(tree, line.phrase, end)


def _plant_disguised(tree: Branch, phrase: str, end: _End) -> None:
    """The phrase written as one word, with letters starred out, and disguised without its marks."""
    for chosen in product(*[_choices(step, False) for step in phrase.split()]):
        words = [word for way in chosen for word in way]
        together = "".join(words)
        spelled = {together: end} if len(words) > 1 else {}
        if len(together) > 2 and (bare := fold_letters(together)) != together:
            spelled[bare] = end._replace(if_hidden=True)
        spelled |= dict.fromkeys(_starred(together), end)
        for word, one in spelled.items():
            _grown(tree, (word,)).setdefault(_END, []).append(one)


@lru_cache(maxsize=1024)
def _choices(step: str, without_marks: bool) -> tuple[tuple[str, ...], ...]:
    """What one step of a phrase may be, each as its words: "ăn_hại/ngu" -> ("ăn", "hại"), ("ngu",).

    "..." is the gap. A choice without any letter is no word at all.
    """
    if step == _GAP:
        return ((_GAP,),)
    ways: dict[tuple[str, ...], None] = {}
    for choice in step.split("/"):
        words = normalise(choice.replace("_", " ")).words
        spelled = [_without_some_marks(word) if without_marks else (word,) for word in words]
        ways |= dict.fromkeys(product(*spelled))
    return tuple(ways)


def _grown(branch: Branch, words: Iterable[str]) -> Branch:
    """The branch behind these words, which grows when there is none."""
    for word in words:
        branch = branch.setdefault(word, {})
    return branch


def _shared(branch: Branch, known: dict[tuple[Any, ...], Branch]) -> Branch:
    """The same tree with equal branches kept once: slashes make hundreds of them."""
    parts: list[Any] = []
    for word in branch:
        if word == _END:
            parts.append((_END, *branch[_END]))
        else:
            branch[word] = _shared(branch[word], known)
            parts.append((word, id(branch[word])))
    return known.setdefault(tuple(parts), branch)


def _merged(one: Branch, other: Branch) -> Branch:
    """Both trees in one; neither is changed, for their branches may be shared."""
    both = dict(one)
    for word, branch in other.items():
        if word == _END:
            both[_END] = [*both.get(_END, ()), *branch]
        else:
            both[word] = _merged(both[word], branch) if word in both else branch
    return both


def _without_some_marks(word: str) -> tuple[str, ...]:
    """As typed with all marks, with none, and with đ as the only letter that isn't plain."""
    bare = fold_letters(word)
    half = "".join(ours if ours == "đ" else plain for ours, plain in zip(word, bare, strict=True))
    return tuple({word: None, half: None, bare: None})


def _starred(word: str) -> set[str]:
    """Short words with letters starred out in the middle; two letters at least stay."""
    if not 3 <= len(word) <= 5:
        return set()
    return {
        spelled[:first] + "*" + spelled[last:]
        for spelled in (word, fold_letters(word))
        for first in range(1, len(word) - 1)
        for last in range(first + 1, len(word))
    }


def _ends(branch: Branch, words: Sequence[str], at: int) -> Iterator[tuple[int, _End]]:
    """Ends of phrases that begin with this branch, each with the number of the word behind it."""
    while True:
        for end in branch.get(_END, ()):
            yield at, end
        if _GAP in branch:
            for later in range(at, min(at + GAP_WORDS + 1, len(words))):
                if words[later] in branch[_GAP]:
                    yield from _ends(branch[_GAP][words[later]], words, later + 1)
        if at == len(words) or words[at] not in branch:
            return
        branch = branch[words[at]]
        at += 1


def _longer_first(match: tuple[int, int, _End]) -> int:
    """Two for each word, one more for what is harmless: the longest has the smallest."""
    first, last, end = match
    return 2 * (first - last) - end.is_harmless


def _longest(matches: list[tuple[int, int, _End]], spelling: Spelling) -> list[Hit]:
    span = spelling.finder()
    taken: dict[WordListName, bytearray] = {}
    chosen = []
    for first, last, end in sorted(matches, key=_longer_first):
        start, stop = span(first, last)
        if end.if_hidden and not spelling.is_hidden(start, stop):
            continue
        used = taken.setdefault(end.name, bytearray(len(spelling.words)))
        if 1 not in used[first:last]:
            used[first:last] = b"\1" * (last - first)
            if not end.is_harmless:
                chosen.append(Hit(end.name, end.phrase, start, stop))
    return sorted(chosen, key=lambda hit: (hit.start, hit.end))
