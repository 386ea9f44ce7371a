"""What a phase of screening may look at: the text, read once, and what is known around it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from moderation.domain.findings import Place
from moderation.domain.signs import Signs, signs_of
from moderation.domain.sketches import RecentText, sketch_of
from moderation.domain.spelling import Spelling, normalise
from moderation.domain.word_lists import Hit, WordListName, WordLists

#: Hosts, with all hosts below them, that a comment may link to without being held.
FAMILIAR_HOSTS = (
    *("gov.vn", "edu.vn", "dangcongsan.vn", "nhandan.vn", "quochoi.vn", "hanoimoi.vn"),
    *("vnexpress.net", "tuoitre.vn", "thanhnien.vn", "vietnamnet.vn", "dantri.com.vn"),
    *("vietnamplus.vn", "baotintuc.vn", "vov.vn", "vtv.vn", "laodong.vn", "nld.com.vn"),
    *("tienphong.vn", "kinhtedothi.vn", "qdnd.vn", "cand.com.vn", "plo.vn", "vnanet.vn"),
    *("thuvienphapluat.vn", "luatvietnam.vn", "google.com", "maps.app.goo.gl"),
    *("youtube.com", "wikipedia.org"),
)


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    """What became of the author's earlier comments."""

    published: int = 0
    rejected: int = 0
    spam: int = 0
    taken_down: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningLimits:
    """From which number on something is said, or holds."""

    links: int = 3
    repeats_held: int = 3
    repeat_letters: int = 20  # shorter texts may well be alike: "Rất hay"
    flood_text: int = 6
    flood_address: int = 20  # an office or a school has one address
    flood_phone: int = 6
    near_share: float = 0.7
    near_held: int = 3
    suspects_held: int = 2
    author_refused: int = 3
    score_held: float = 0.9
    familiar_hosts: tuple[str, ...] = FAMILIAR_HOSTS


class Text(NamedTuple):
    """One field, as written and as it reads."""

    field: str
    original: str
    spelling: Spelling


def read_texts(full_name: str, title: str, content: str) -> tuple[Text, ...]:
    """The three fields, each read once."""
    fields = (("full_name", full_name), ("title", title), ("content", content))
    return tuple([Text(name, original, normalise(original)) for name, original in fields])


class FoundPhrase(NamedTuple):
    phrase: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningContext:
    """One text to screen; making one reads the text, which costs most of the time.

    `same_text` counts earlier comments with the same `text_key` in the window, `from_address` and
    `from_phone` comments in the flood window with this one. `recent` should be some hundreds at
    most: each is compared. `score` is None without a scorer. `texts` are read here unless they
    were read before, by `read_texts`.
    """

    full_name: str
    title: str
    content: str
    words: WordLists
    article_open: bool = True
    same_text: int = 0
    recent: Sequence[RecentText] = ()
    from_address: int = 0
    from_phone: int = 0
    author: AuthorRecord = AuthorRecord()
    limits: ScreeningLimits = ScreeningLimits()
    score: float | None = None
    texts: tuple[Text, ...] = field(default=(), repr=False)
    _phrases: dict[WordListName, list[FoundPhrase]] = field(init=False, repr=False)
    _signs: dict[str, Signs] = field(init=False, repr=False, default_factory=dict)
    _sketch: list[bytes] = field(init=False, repr=False, default_factory=list)

    def __post_init__(self) -> None:
        texts = self.texts or read_texts(self.full_name, self.title, self.content)
        object.__setattr__(self, "texts", texts)
        phrases: dict[WordListName, list[FoundPhrase]] = {}
        for text in texts:
            for hit in self.words.hits(text.spelling):
                if not _is_initials(text, hit):
                    place = Place(text.field, hit.start, hit.end)
                    phrases.setdefault(hit.name, []).append(FoundPhrase(hit.phrase, place))
        object.__setattr__(self, "_phrases", phrases)

    def phrases(self, *names: WordListName) -> list[FoundPhrase]:
        """What of these lists stands in the text."""
        return [found for name in names for found in self._phrases.get(name, ())]

    def sketch(self) -> bytes:
        """What `sketches.sketch` makes of title and content, worked out once."""
        if not self._sketch:
            self._sketch.append(sketch_of(text.spelling for text in self.written()))
        return self._sketch[0]

    def signs(self, text: Text) -> Signs:
        """The signs in one of `texts`, looked for once."""
        if text.field not in self._signs:
            self._signs[text.field] = signs_of(text.spelling)
        return self._signs[text.field]

    def written(self) -> Iterator[Text]:
        """Title and content: the name says nothing."""
        return iter(self.texts[1:])


_BEFORE_NAMES = [[title] for title in ("ông", "bà", "anh", "chị", "em", "cháu", "cô", "chú", "bác")]


def _is_initials(text: Text, hit: Hit) -> bool:
    """Whether a hit is only a person's initials: "ông V.C.L, 45 tuổi", "Đ.M.Hùng"."""
    written = text.original[hit.start : hit.end]
    if "." not in written or not written.isupper():
        return False
    before = text.original[max(0, hit.start - 6) : hit.start].casefold().split()
    behind = text.original[hit.end : hit.end + 4].lstrip(". ")
    return before[-1:] in _BEFORE_NAMES or (behind[:1].isupper() and behind[1:2].islower())


def pairs(
    ones: Iterable[FoundPhrase], others: Iterable[FoundPhrase], apart: int
) -> list[FoundPhrase]:
    """Phrases of both kinds that stand at most `apart` characters from one of the other kind.

    Both in order, as `ScreeningContext.phrases` gives them for one list.
    """
    found: dict[Place, FoundPhrase] = {}
    later = list(others)
    first = 0
    for one in ones:
        while first < len(later) and _before(later[first].place, one.place, apart):
            first += 1
        for other in later[first : first + _MOST_NEAR]:
            if _near(one.place, other.place, apart):
                found[one.place] = one
                found[other.place] = other
                break
    return sorted(found.values(), key=lambda each: (each.place.field, each.place.start))


#: Of so many that follow one is near, or none is worth looking for.
_MOST_NEAR = 4


def _before(one: Place, other: Place, apart: int) -> bool:
    order = ("full_name", "title", "content")
    if one.field != other.field:
        return order.index(one.field) < order.index(other.field)
    return one.end + apart < other.start


def _near(one: Place, other: Place, apart: int) -> bool:
    return (
        one.field == other.field
        and one.start - other.end <= apart
        and other.start - one.end <= apart
        and (one.end <= other.start or other.end <= one.start)
    )


def places(found: Iterable[FoundPhrase]) -> tuple[Place, ...]:
    """Where the phrases stand."""
    return tuple(each.place for each in found)
