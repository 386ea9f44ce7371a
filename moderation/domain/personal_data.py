"""Personal data in a Vietnamese text: where it stands, and the text without it.

Texts are NFC, as `tidy_line` and `tidy_block` leave them. The rules lean towards hiding: a
moderator can show again what was hidden, but nobody can take back what was shown.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class PersonalData(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    IDENTITY_NUMBER = "identity_number"
    BANK_ACCOUNT = "bank_account"
    VEHICLE_PLATE = "vehicle_plate"
    HOUSE_ADDRESS = "house_address"
    CHILD_NAME = "child_name"


LABELS = {
    PersonalData.PHONE: "[số điện thoại]",
    PersonalData.EMAIL: "[email]",
    PersonalData.IDENTITY_NUMBER: "[số căn cước]",
    PersonalData.BANK_ACCOUNT: "[số tài khoản]",
    PersonalData.VEHICLE_PLATE: "[biển số]",
    PersonalData.HOUSE_ADDRESS: "[số nhà]",
    PersonalData.CHILD_NAME: "[tên trẻ em]",
}


@dataclass(frozen=True, slots=True)
class Span:
    kind: PersonalData
    start: int
    end: int


# Pieces of the patterns. Keywords stand with and without marks: "s[ốo] nh[àa]". Every repetition
# that can fail is bounded, so the time grows with the length of the text and no faster. A first
# (?=[...]) repeats what must follow: it lets the engine pass over most letters cheaply.
_JOIN = r"(?:[ \t\xa0.\-‐-―_·•()\u200b-\u200d\u2060\xad\ufe0f\u20e3]|,(?=[0-9])){0,3}"
_MORE = rf"(?:{_JOIN}[0-9])"
_MORE_OR_O = rf"(?:{_JOIN}[0-9oO])"
_TILL = r"[^0-9\n\[\]\0]"
_SPOKEN = (
    r"(?:kh[ôo]ng|m[ộốo]t|hai|ba|b[ốo]n|t[ưu]|n[ăa]m|l[ăa]m|s[áa]u|b[ảẩa]y|t[áa]m|ch[íi]n|zero|o)"
    r"(?!\w)"
)
_CALL = (
    r"(?=[sđdzptglh])(?<!\w)"
    r"(?:s?[đd]t|[đd]i[ệe]n tho[ạa]i|zalo|phone|tel|g[ọo]i|li[êe]n h[ệe]|lh|hotline)(?!\w)"
)
_PAPER = (
    r"(?=[cs])(?<!\w)(?:cccd|cmnd|cmt(?:nd)?|c[ăa]n c[ưu][ớo]c"
    r"|ch[ứu]ng minh (?:th[ưu]|nh[âa]n d[âa]n)|s[ốo] [đd][ịi]nh danh)"
)
_BANK = (
    r"(?:ng[âa]n h[àa]ng|vietcombank|vcb|techcombank|bidv|agribank|vietinbank|mb ?bank|acb|vpbank"
    r"|tpbank|sacombank)(?!\w)"
)
_ACCOUNT = rf"(?=[stnvbam])(?<!\w)(?:s?tk(?!\w)|t[àa]i kho[ảa]n|{_BANK})"

_HOUSE = r"[0-9]{1,5}[A-ZĐ]?(?:[/-][0-9]{1,4}[A-ZĐ]?){0,4}(?!\w|/\w|[.,:][0-9])"
_NUMBERED = rf"(?P<hit>s[ốo] {_HOUSE})"
_LANE = r"(?:ng[õo]|ng[áa]ch|h[ẻe]m|ki[ệe]t) [0-9]"
_STREET = (
    rf"(?=,? (?:{_LANE}|(?:ph[ốo]|[đd][ưu][ờo]ng|th[ôo]n|x[óo]m|[ấa]p|l[àa]ng|t[ổo] d[âa]n)(?!\w)"
    r"|t[ổo] [0-9]|khu (?:[0-9]|ph[ốo]|t[ậa]p|d[âa]n|[đd][ôo])|l[ôo] [0-9A-Z]))"
)
_WHOSE_HOUSE = r"nh[àa](?: (?:t[ôo]i|em|m[ìi]nh|ch[áa]u|con|ch[ịi]|anh|[ôo]ng|b[àa]))?"
#: "tuyến buýt số 32 đường Láng": numbered things that aren't houses.
_THINGS = "cổng tuyến buýt quầy cửa cột trạm bàn lô xe định bản văn đội chốt nhóm máy học luật dây"
_NO_THING = "".join(f"(?<!{thing} )" for thing in _THINGS.split())

_UPPER = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
_NO_NAME = (
    r"(?!(?:Trường|Mầm|Mẫu|Tiểu|Lớp|Khối|Phường|Xã|Quận|Huyện|Đảng|Đoàn|Đội|Việt Nam|Nhân dân|Tôi"
    r"|THCS|THPT|UBND|TP)(?!\w))"
)
_TITLE = rf"{_NO_NAME}[{_UPPER}][{_UPPER.lower()}]{{1,7}}(?!\w)"
_CAPS = rf"{_NO_NAME}[{_UPPER}]{{2,7}}(?!\w)"
_NAME = (
    rf"(?P<hit>{_TITLE}(?: (?:{_TITLE}|[{_UPPER}](?!\w))){{0,4}}"
    rf"|{_CAPS}(?: (?:{_CAPS}|[{_UPPER}](?!\w))){{1,4}})"
)
_MINE = r"(?: (?:của )?(?:t[ôo]i|m[ìi]nh|tao|em(?= t[êe]n| l[àa] |,)))"
_CALLED = r"(?: (?:t[êe]n(?: l[àa])?|l[àa]):?)"

_EMAIL = r"(?P<hit>[\w.+-]{1,64}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){1,5})"
_SPOKEN_EMAIL = (
    r"(?i)(?P<hit>[\w.+-]{1,64} ?(?:@|\(at\)|\[at\]|\(?a c[òo]ng\)?) ?[a-z0-9-]{1,63}"
    r" ?(?:\.|ch[ấa]m|\(dot\)|dot) ?(?:com|vn|net|org)(?!\w))"
)
_ACCOUNT_NUMBER = (
    rf"(?i){_ACCOUNT}(?:(?!{_CALL}|{_PAPER}){_TILL}){{0,30}}"
    r"(?P<hit>(?=(?:[ .-]?[0-9]){6})[0-9]{2,19}(?:[ .-][0-9]{2,19}){0,6}(?![0-9]))"
)
_NUMBER_BEFORE_BANK = (
    rf"(?i)(?=[0-9])(?<![0-9])(?P<hit>[0-9]{{8,19}})(?= ?[(,:-]? ?(?:t[ạa]i )?{_BANK})"
)
_CARD = r"(?=[3-9])(?<![0-9])(?P<hit>[3-9][0-9]{3}(?:[ -]?[0-9]{4}){3})(?![0-9])"
_NAMED_IDENTITY = (
    rf"(?i){_PAPER}{_TILL}{{0,25}}(?P<hit>[0-9]{_MORE}{{8}}(?:{_MORE}{{3}})?(?![0-9]))"
)
_CITIZEN_CARD = (
    r"(?=0)(?<![0-9])(?P<hit>0[0-9]{2}(?:[0-9]{9}|(?:[ .-][0-9]{3}){3})"
    r"|0[0-9]{3}(?:[ .-][0-9]{4}){2})(?![0-9])"
)
_NINE_DIGITS = (
    r"(?=[0-9])(?<![0-9])(?<![0-9][.,/-])(?<![Mm]ã )(?<!mã số )(?<!hồ sơ )"
    r"(?P<hit>[0-9]{9})(?![0-9])"
)
_PHONE = (
    r"(?=[(0oO])(?P<hit>(?:\((?=[0-9oO]{2,4}\)))?(?:(?<![0-9])0|(?<!\w)[oO])"
    rf"{_JOIN}(?:[3-9]{_MORE_OR_O}{{8}}|(?:2|1(?={_JOIN}[2689])){_MORE_OR_O}{{9}})(?![0-9]))"
)
_PHONE_WITH_84 = (
    rf"(?=[(+08])(?<![0-9])(?P<hit>(?:\((?=\+?84\)))?(?:\+|00)?{_JOIN}84{_JOIN}0?{_JOIN}"
    rf"(?:[35789]{_MORE_OR_O}{{8}}|2{_MORE_OR_O}{{9}})(?![0-9]))"
)
_PHONE_ABROAD = rf"(?P<hit>\+[1-9]{_MORE}{{8,13}}(?![0-9]))"
_PHONE_WITHOUT_ZERO = rf"(?i){_CALL}{_TILL}{{0,15}}(?P<hit>[35789]{_MORE}{{8}}(?![0-9]))"
_SPOKEN_PHONE = (
    r"(?i)(?<!\w)(?P<hit>(?:(?:kh[ôo]ng|zero|o)(?!\w)|t[áa]m[ ,.-]{1,3}(?=b[ốo]n))"
    rf"(?:[ ,.-]{{0,3}}(?:{_SPOKEN}|[0-9])){{8,15}})(?![0-9])"
)
_PLATE = (
    r"(?=[1-9][0-9])(?<!\w)(?P<hit>[1-9][0-9](?:-?[A-ZĐ]{1,2}|[ -]?[A-Z][0-9])"
    r"(?! (?:19|20)[0-9]{2}\b)[ .-]{0,3}(?:[0-9]{3}[. ]?[0-9]{2}|[0-9]{4}))(?!\w)"
)
_SMALL_PLATE = (
    r"(?=[1-9][0-9])(?<!\w)(?P<hit>[1-9][0-9]-?[a-zđ]{1,2}[0-9]?"
    r"(?:-[0-9]{4,5}|[ -]?[0-9]{3}\.[0-9]{2}))(?!\w)"
)
_NAMED_PLATE = (
    r"(?i)(?=[bx])(?<!\w)(?:bi[ểe]n(?: ki[ểe]m so[áa]t)?(?: s[ốo])?|bks|xe)(?: xe)?"
    r"(?: l[àa])?[ :]{1,3}(?P<hit>[1-9][0-9][ .-]?[a-zđ]{1,2}"
    r"[0-9]?[ .-]{0,3}[0-9]{3}(?:[. ]?[0-9]{1,2})?)(?!\w)"
)
_HOUSE_NUMBER = (
    r"(?i)(?=s)(?<!\w)(?P<hit>(?:s[ốo] nh[àa]|sn(?! ?(?:19|20)[0-9]{2}\b))(?: t[ôo]i)?(?: l[àa])?"
    rf"(?: s[ốo])?:? ?{_HOUSE})"
)
_NUMBER_IN_STREET = rf"(?i)(?=s[ốo] [0-9])(?<!\w){_NO_THING}{_NUMBERED}{_STREET}"
_NUMBER_OF_HOME = (
    rf"(?i)(?=[nhkởotđd])(?<!\w)(?:{_WHOSE_HOUSE}|[ởo]|t[ạa]i|[đd][ịi]a ch[ỉi]"
    rf"|{_LANE}[0-9]{{0,3}}(?:/[0-9]{{1,4}})?)(?: [ởo]| t[ạa]i)?[,:]? {_NUMBERED}"
)
_HOME_IN_STREET = rf"(?i)(?=nh)(?<!\w)nh[àa] (?P<hit>{_HOUSE}){_STREET}"
_HOME_IN_LANE = rf"(?i)(?<!\w)(?:[ởo]|t[ạa]i|[đd][ịi]a ch[ỉi]:?) (?P<hit>{_HOUSE})(?=,? {_LANE})"
_FLAT = (
    r"(?i)(?=[cp])(?<!\w)(?P<hit>c[ăa]n h[ộo](?: s[ốo])? [A-Z]?[0-9]{3,5}(?!\w|[.,][0-9])"
    r"|ph[òo]ng(?: s[ốo])? [A-Z]?[0-9]{2,5}(?=,? (?:t[òo][àa]|chung c[ưu])))"
)
_CHILD = (
    r"(?=[CcBb])(?<!\w)(?<![Cc]ác )(?<!mấy )(?<!những )(?:[Cc]háu|[Bb]é)"
    rf"(?: (?:trai|gái|nhỏ|nội|ngoại))?{_MINE}?,?{_CALLED}? {_NAME}"
)
_MY_CHILD = (
    r"(?=[CcBbHh])(?<!\w)"
    r"(?:[Cc]on(?: (?:trai|gái|gai|lớn|nhỏ|út))?|[Cc]h[áa]u|[Bb][ée]|[Hh]ọc sinh)"
    rf"(?:{_MINE},?{_CALLED}?|{_CALLED}) {_NAME}"
)

_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_SIX_DIGITS = re.compile(rf"[0-9oO](?:{_JOIN}[0-9oO]){{5}}")
_PLATE_SIGN = re.compile(r"[1-9][0-9][ .-]?[A-Za-zĐđ]")
_AT_SIGN = re.compile("@[A-Za-z0-9]")
_SPOKEN_AT_SIGN = re.compile(
    r"@ [a-z0-9-]| @ ?[a-z0-9-]|[(\[]at|a c[òo]ng|@[a-z0-9-]{1,63}(?: |\. |ch[ấa]m|\(|dot)",
    re.IGNORECASE,
)
_SPOKEN_SIGN = re.compile(
    r"(?=[KkZzOoTt])(?<!\w)(?i:(?:kh[ôo]ng|zero|o)(?!\w)|t[áa]m(?=[ ,.-]{1,3}b[ốo]n))"
    rf"[ ,.-]{{0,3}}(?i:{_SPOKEN}|[0-9])"
)
_HOUSE_SIGN = re.compile(
    r"(?=[NnSsTtLlOoPpCcHhÔôỞở])(?<!\w)(?i:nh[àa]|sn|t[ôo]i|l[àa]|s[ốo]|[ởo]|t[ạa]i|ch[ỉi]"
    r"|h[ộo]|ph[òo]ng):? ?[A-Za-z]?[0-9]"
)
_CHILD_SIGN = re.compile(r"[Cc](?:on|h[áa]u) |[Bb][ée] |[Hh]ọc sinh ")

_ANY_SIGN = re.compile(
    "|".join(
        [
            *(_SIX_DIGITS.pattern, _PLATE_SIGN.pattern, _AT_SIGN.pattern, _SPOKEN_SIGN.pattern),
            *(_HOUSE_SIGN.pattern, _CHILD_SIGN.pattern, f"(?i:{_SPOKEN_AT_SIGN.pattern})"),
        ]
    )
)

#: The more certain first: of two matches of the same length the first stays. Texts without the
#: sign in front of a group are not searched for it.
_PATTERNS = [
    (kind, sign, [re.compile(pattern) for pattern in patterns])
    for kind, sign, patterns in (
        (PersonalData.EMAIL, _AT_SIGN, (_EMAIL,)),
        (PersonalData.EMAIL, _SPOKEN_AT_SIGN, (_SPOKEN_EMAIL,)),
        (PersonalData.BANK_ACCOUNT, _SIX_DIGITS, (_ACCOUNT_NUMBER,)),
        (PersonalData.IDENTITY_NUMBER, _SIX_DIGITS, (_NAMED_IDENTITY,)),
        (PersonalData.PHONE, _SIX_DIGITS, (_PHONE, _PHONE_WITH_84, _PHONE_ABROAD)),
        (PersonalData.PHONE, _SIX_DIGITS, (_PHONE_WITHOUT_ZERO,)),
        (PersonalData.PHONE, _SPOKEN_SIGN, (_SPOKEN_PHONE,)),
        (PersonalData.BANK_ACCOUNT, _SIX_DIGITS, (_NUMBER_BEFORE_BANK, _CARD)),
        (PersonalData.IDENTITY_NUMBER, _SIX_DIGITS, (_CITIZEN_CARD, _NINE_DIGITS)),
        (PersonalData.VEHICLE_PLATE, _PLATE_SIGN, (_NAMED_PLATE, _PLATE, _SMALL_PLATE)),
        (
            PersonalData.HOUSE_ADDRESS,
            _HOUSE_SIGN,
            (_HOUSE_NUMBER, _NUMBER_IN_STREET, _NUMBER_OF_HOME),
        ),
        (PersonalData.HOUSE_ADDRESS, _HOUSE_SIGN, (_HOME_IN_STREET, _HOME_IN_LANE, _FLAT)),
        (PersonalData.CHILD_NAME, _CHILD_SIGN, (_CHILD, _MY_CHILD)),
    )
]

#: Numbers everybody may see, so none of the patterns may read them: tracking codes, numbers of
#: documents, dates, spans of years, money and other amounts, hotlines.
_PUBLIC = re.compile(
    r"(?=[0-9BbPp])(?:"
    r"(?<!\w)(?i:BL|PA)[ -]?[0-9A-Za-z]{4}(?:[ -]?[0-9A-Za-z]{4}){2}(?!\w)"
    r"|(?<![0-9])[0-9]{1,9}(?:/(?:19|20)[0-9]{2})?[/-]"
    r"(?:QĐ|NQ|CV|TB|BC|KH|CT|TTr|HD|GM|BB|NĐ|TT|QH|PL|UBND|HĐND|GP|KL)[0-9]{0,2}(?!\w)"
    r"|(?<![0-9])(?<![0-9][.-])[0-3]?[0-9]([/.-])[01]?[0-9]\1(?:19|20)[0-9]{2}(?![.-]?[0-9])"
    r"|(?<![0-9])(?:19|20)[0-9]{2}(?:-[01][0-9]-[0-3][0-9]| ?[-–] ?(?:19|20)[0-9]{2})(?![.-]?[0-9])"
    r"|(?<![0-9])(?<![0-9][., ])[1-9][0-9]{0,15}(?:[ .,][0-9]{1,3}){0,5} ?"
    r"(?i:đồng(?! chí)|dong|vnđ|vnd|đ|d|k|nghìn|nghin|ngàn|triệu|trieu|tr|tỷ|tỉ|ty|usd|%"
    r"|m2|m²|người|nguoi|lượt|tấn)(?!\w)"
    r"|(?<![0-9])(?<![0-9][ .-])(?:1022|11[1-5])(?:[ ,./-]{1,3}(?:1022|11[1-5])){0,9}"
    r"(?![0-9]|[ .-][0-9])"
    r"|(?<![0-9])1[89]00[ .-]?[0-9]{2}[ .-]?[0-9]{2}(?:[ .-]?[0-9]{2})?(?![0-9]|[ .-][0-9]{2})"
    r")"
)


def find(text: str) -> list[Span]:
    """Personal data in `text`, in order, disjoint; of two that overlap the longer one stays."""
    plain = _plain_digits(text)
    found: list[Span] = []
    rest = _without_public(plain)
    parts = [(0, len(text))]
    # Again after each round: what one match covered may leave a part that is itself a number.
    while fresh := _winners(rest, parts):
        found += fresh
        rest = _without_public(_without(plain, found))
        parts = _touched(rest, fresh)
    return sorted(found, key=lambda span: span.start)


def mask(
    text: str,
    spans: Sequence[Span] | None = None,
    label: Callable[[PersonalData], str] = LABELS.__getitem__,
) -> str:
    """`text` with a label in place of each span; without `spans`, of everything `find` finds.

    A label is square-bracketed words without digits: brackets keep `find` from reading across it,
    so masking twice changes nothing more.
    """
    pieces = []
    shown = 0
    for span in sorted(find(text) if spans is None else spans, key=lambda span: span.start):
        if span.start >= shown:
            pieces += [text[shown : span.start], label(span.kind)]
        shown = max(shown, span.end)
    return "".join([*pieces, text[shown:]])


def public_name(full_name: str) -> str:
    """What the public sees of a name: "Trần Văn Lâm" -> "Trần Văn L."; short ones stay."""
    *front, last = full_name.split() or [""]
    short = len(last) == 2 and last.endswith(".")
    if last and not short:
        last = f"{last[0].upper()[0]}."
    return " ".join([*front, last])


def _plain_digits(text: str) -> str:
    """Full-width and other digits as 0-9; every character keeps its place."""
    if not _OTHER_DIGIT.search(text):
        return text
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


def _without(text: str, spans: Sequence[Span]) -> str:
    """As long as `text`, with nothing to read where `spans` are."""
    letters = list(text)
    for span in spans:
        letters[span.start : span.end] = "\0" * (span.end - span.start)
    return "".join(letters)


def _without_public(text: str) -> str:
    """As long as `text`, with nothing to read where public numbers are."""
    return _PUBLIC.sub(lambda number: "\0" * len(number[0]), text)


def _touched(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The parts of `text` that end at one of `spans`: no pattern reads across what is covered or
    across the end of a line, so nothing else has changed.
    """
    parts = set()
    for span in spans:
        start = max(text.rfind("\0", 0, span.start), text.rfind("\n", 0, span.start)) + 1
        ends = [end for sign in "\0\n" if (end := text.find(sign, span.end)) >= 0]
        parts |= {(start, span.start), (span.end, min(ends, default=len(text)))}
    parts = {(start, end) for start, end in parts if start < end}
    # Nothing can be found in most of what is left, and reading it again would take long.
    parts = {(start, end) for start, end in parts if _ANY_SIGN.search(text, start, end)}
    return sorted(parts) if len(parts) <= _FEW_PARTS else [(0, len(text))]


#: With more parts than this, reading the whole text again is quicker.
_FEW_PARTS = 8


def _candidates(text: str, parts: Sequence[tuple[int, int]]) -> Iterator[Span]:
    for kind, sign, patterns in _PATTERNS:
        for start, end in parts:
            if sign.search(text, start, end):
                for pattern in patterns:
                    for match in pattern.finditer(text, start, end):
                        yield Span(kind, *match.span("hit"))


def _winners(text: str, parts: Sequence[tuple[int, int]]) -> list[Span]:
    """The longest candidates in these parts that don't overlap."""
    taken = bytearray(len(text))
    winners = []
    for span in sorted(_candidates(text, parts), key=lambda span: span.start - span.end):
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            winners.append(span)
    return winners
