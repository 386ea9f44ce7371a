"""Links in a text, spelled out or hidden, and what they say about it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from moderation.domain.findings import Finding, FindingCode, Place, Severity
from moderation.domain.lookalikes import DIGITS
from moderation.domain.screening_context import ScreeningContext
from moderation.domain.spelling import fold_letters, normalise

#: Endings that are no words, so "xong.Me ơi" is no link without a scheme.
_ENDINGS = (
    "com|net|org|info|biz|vn|xyz|club|vip|shop|store|online|site|website|click|link|bet|casino|app"
    "|asia|icu|top|example|ru|cn|cc"
)
_DOT = r"(?:\.|\s{1,2}\.\s{0,2}|\.\s|\s?[(\[]\s?(?:dot|\.|ch[ấa]m)\s?[)\]]\s?|\s(?:dot|ch[ấa]m)\s)"
_PATH = r"(?:[:/?#][^\s<>\"']{0,300})?"
_HOST_END = re.compile(rf"(?P<dot>{_DOT})(?:{_ENDINGS})(?![\w@])(?!\.\w){_PATH}", re.IGNORECASE)
_SCHEME = re.compile(
    r"(?:h(?:tt|xx)ps?\s?:\s?/\s?/\s?|(?<!\w)www\.)(?P<host>[^\s<>\"'/?#:]{2,100})" + _PATH,
    re.IGNORECASE,
)
_MAYBE = re.compile(
    rf"/\s?/|\.\s?[a-z]{{1,3}}\s?/|www\.|\.[a-z]{{1,3}}/|(?:\.|dot|ch[ấa]m)[\s)\]]{{0,3}}(?:{_ENDINGS})(?!\w)"
)
_DOTTED_NUMBERS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_LONGEST_HOST = 80
_SPELLED = str.maketrans(DIGITS)
_NO_WORDS = frozenset(("com", "net", "org", "info", "xyz", "biz", "example"))

SHORTENERS = frozenset(
    (
        *("bit.ly", "tinyurl.com", "t.co", "goo.gl", "is.gd", "cutt.ly", "rb.gy", "ow.ly"),
        *("shorturl.at", "bom.so", "by.com.vn", "byvn.net", "s.id", "t.ly", "rebrand.ly"),
        *("tiny.cc", "v.gd", "linktr.ee", "t.me", "zalo.me", "m.me", "wa.me", "shope.ee"),
        *("s.shopee.vn", "adf.ly", "lnk.to"),
    )
)
_SHORT = re.compile(
    r"(?<![\w.@-])(?P<host>"
    + "|".join(re.escape(site).replace(r"\.", r"\s?\.\s?") for site in sorted(SHORTENERS))
    + r")\s?/\s?[^\s<>\"']{1,300}",
    re.IGNORECASE,
)


class Link(NamedTuple):
    """A link in a text; `host` is in lower case and may hold letters of any alphabet."""

    host: str
    start: int
    end: int


def links_in(text: str) -> list[Link]:
    """Links in order, disjoint: with a scheme, bare, or with the last dot set apart."""
    if not _MAYBE.search(text.lower()):
        return []
    found = [
        Link(_cleaned(match["host"]), match.start(), match.end())
        for pattern in (_SCHEME, _SHORT)
        for match in pattern.finditer(text)
    ]
    covered = bytearray(len(text))
    kept = []
    for link in [*found, *_bare_links(text)]:
        if not any(covered[link.start : link.end]):
            covered[link.start : link.end] = b"\1" * (link.end - link.start)
            kept.append(link)
    return sorted(kept, key=lambda link: link.start)


def _cleaned(host: str) -> str:
    return "".join(host.split()).casefold().removeprefix("www.").strip(".,;!)]…")


def _bare_links(text: str) -> Iterator[Link]:
    floor = 0  # each letter is looked at once, however many dots there are
    for match in _HOST_END.finditer(text):
        start = match.start()
        first = max(floor, start - _LONGEST_HOST)
        while start > first and (text[start - 1].isalnum() or text[start - 1] in "-._"):
            start -= 1
        floor = match.end()
        name = text[start : match.start()].strip(".-_")
        ending = re.split(r"[:/?#]", match[0][len(match["dot"]) :], maxsplit=1)[0]
        if ending.istitle() and not name.isupper():
            continue  # "xong.Com lê": a new sentence
        if _is_name(name, match["dot"], ending) and text[start - 1 : start] != "@":
            yield Link(f"{name}.{ending}".casefold(), start, match.end())


def _is_name(name: str, dot: str, ending: str) -> bool:
    """Whether it reads as the name of a site; with the dot set apart it has to look like one."""
    if len(name) < 2 or name.isdigit() or fold_letters(name.lower()) != name.lower():
        return False
    return (
        dot == "."
        or ending in _NO_WORDS
        or any(sign.isdigit() or sign == "-" for sign in name)
        or "(" in dot
    )


def _below(host: str, sites: frozenset[str]) -> bool:
    """Whether a host is one of `sites` or stands below one."""
    while host:
        if host in sites:
            return True
        host = host.partition(".")[2]
    return False


@lru_cache(maxsize=8)
def _imitation(familiar: frozenset[str]) -> re.Pattern[str]:
    """A familiar name with more behind it: "vnexpress.net.tin24.info"."""
    sites = "|".join(map(re.escape, sorted(familiar)))
    return re.compile(rf"(?:{sites})[.-]|gov-?vn") if sites else re.compile("gov-?vn")


def _imitates(host: str, familiar: frozenset[str]) -> bool:
    """Whether a host seems to be another: foreign letters, digits for letters, a name in front."""
    if host.startswith("xn--") or ".xn--" in host or _DOTTED_NUMBERS.fullmatch(host):
        return True
    if not host.isascii() and normalise(host).text.isascii():
        return True
    spelled = host.translate(_SPELLED)
    if spelled != host and _below(spelled, familiar):
        return True
    return _imitation(familiar).search(host) is not None


def _code(host: str, familiar: frozenset[str]) -> FindingCode | None:
    if _imitates(host, familiar):
        return FindingCode.LOOKALIKE_HOST
    if _below(host, familiar):
        return None
    return FindingCode.SHORT_LINK if _below(host, SHORTENERS) else FindingCode.LINK


def links(context: ScreeningContext) -> Iterator[Finding]:
    """Many links, short ones, ones that imitate, and ones to sites nobody knows."""
    limits = context.limits
    found = [(text.field, link) for text in context.texts for link in links_in(text.original)]
    if not found:
        return
    familiar = frozenset(limits.familiar_hosts)
    codes = {host: _code(host, familiar) for host in {link.host for _, link in found}}
    sorted_out: dict[FindingCode, list[Place]] = {}
    for name, link in found:
        if code := codes[link.host]:
            sorted_out.setdefault(code, []).append(Place(name, link.start, link.end))
    for code, places in sorted_out.items():
        yield Finding(code, Severity.HOLD, tuple(places))
    if len(found) >= limits.links:
        places = [Place(name, link.start, link.end) for name, link in found]
        numbers = {"count": len(found)}
        yield Finding(FindingCode.MANY_LINKS, Severity.HOLD, tuple(places), numbers)
