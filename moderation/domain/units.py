"""The city's units: offices, wards with their three bodies, and the wards of before."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from moderation.domain.text import fold

#: Codes that stand for a body of the ward where the matter happened.
OF_THE_WARD = ("UBX", "CAX")
_LISTS = ("party_and_elected", "departments", "other_agencies")


class UnitKind(StrEnum):
    CITY = "city"
    PARTY_COMMITTEE = "party_committee"
    PARTY_BOARD = "party_board"
    COUNCIL = "council"
    FRONT = "front"
    CITY_OFFICE = "city_office"
    DEPARTMENT = "department"
    CENTRAL_AGENCY = "central_agency"
    UTILITY = "utility"
    WARD_COMMITTEE = "ward_committee"
    WARD_POLICE = "ward_police"


class WardKind(StrEnum):
    WARD = "ward"
    COMMUNE = "commune"


#: Bodies of every ward: prefix of the code, parent if there is one besides the city, where the
#: name is held, the English name, the kind.
_BODIES = (
    ("UBX", "", "people_committee", "People's Committee", UnitKind.WARD_COMMITTEE),
    ("CAX", "CATP", "police", "Police", UnitKind.WARD_POLICE),
    ("BXDD", "BTGDV", "party_counterpart", "Party Building Board", UnitKind.PARTY_BOARD),
)


@dataclass(frozen=True, slots=True)
class UnitRow:
    code: str
    parent_code: str | None  # None for the city only
    name: str
    name_en: str
    kind: UnitKind
    ward_code: str | None
    valid_from: date | None  # None: for as long as anybody asks


@dataclass(frozen=True, slots=True)
class WardRow:
    """A ward or a commune; the point is near its middle, in degrees (WGS 84)."""

    code: str
    name: str
    short_name: str  # without the word for its kind
    kind: WardKind
    lat: float
    lon: float

    @property
    def name_en(self) -> str:
        """The name without Vietnamese marks: "Cua Nam Ward"."""
        return f"{_without_marks(self.short_name)} {self.kind.capitalize()}"


@dataclass(frozen=True, slots=True)
class FormerWardRow:
    """A ward of before, and one that took it over, whole or in part. A divided one has several
    rows.
    """

    district: str
    name: str
    ward_code: str
    is_whole: bool


def parse_units(held: Mapping[str, Any]) -> tuple[list[UnitRow], list[WardRow]]:
    """Units, parents before their children, and wards, as `moderation/data/units.json` has them.

    Raises ValueError for a missing value, an unknown kind and a code that is there twice.
    """
    try:
        units = [*_city_units(held), *_ward_units(held)]
        wards = [_ward(entry) for entry in held["wards"]]
    except KeyError as error:
        raise ValueError(f"units: {error} is missing") from None
    repeated = [code for code, count in Counter(row.code for row in units).items() if count > 1]
    if repeated:
        raise ValueError(f"units: {', '.join(repeated)} is there twice")
    return units, wards


def parse_former(lines: Iterable[str]) -> list[FormerWardRow]:
    """Rows of `moderation/data/former_wards.csv`; lines that begin with # are comments.

    Raises ValueError for a row that is not complete.
    """
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [_former(row) for row in rows]


def resolve(agency_code: str, ward_code: str | None) -> str | None:
    """The unit meant by a code of the taxonomy: `UBX` and `CAX` are those of the ward, so None
    while no ward is known; every other code is itself.
    """
    if agency_code not in OF_THE_WARD:
        return agency_code
    return f"{agency_code}-{ward_code}" if ward_code else None


#: How units are called in speech and in writing, folded, and how their names have it.
_CALLED = (
    (re.compile(r"[^\w]+"), " "),
    (re.compile(r"\b(?:uy ban nhan dan|uy ban(?= (?:p|x|phuong|xa|tp|thanh pho)\b))"), "ubnd"),
    (re.compile(r"\b(?:ca|cong an)(?= (?:p|x|phuong|xa|tp|thanh pho)\b)"), "cong an"),
    (re.compile(r"\btp\b"), "thanh pho"),
    (re.compile(r"\bp\b"), "phuong"),
    (re.compile(r"\bx\b"), "xa"),
)


def called(name: str) -> str:
    """A unit's name for comparing: "Ủy ban nhân dân P. Hoàn Kiếm" as "UBND phường Hoàn Kiếm"."""
    name = fold(name)
    for pattern, plain in _CALLED:
        name = pattern.sub(plain, name)
    return name.strip()


def _city_units(held: Mapping[str, Any]) -> Iterator[UnitRow]:
    city = held["city"]
    yield UnitRow(city["code"], None, city["name"], city["name_en"], UnitKind.CITY, None, None)
    for listed in _LISTS:
        for entry in held[listed]:
            yield UnitRow(
                code=entry["code"],
                parent_code=city["code"],
                name=entry["name"],
                name_en=entry["name_en"],
                kind=UnitKind(entry["kind"]),
                ward_code=None,
                valid_from=None,
            )


def _ward_units(held: Mapping[str, Any]) -> Iterator[UnitRow]:
    known = {entry["code"] for listed in _LISTS for entry in held[listed]}
    since = date.fromisoformat(held["wards_valid_from"])
    for entry in held["wards"]:
        ward_code, ward_name = entry["code"], _ward(entry).name_en
        for prefix, parent, name, name_en, kind in _BODIES:
            yield UnitRow(
                code=f"{prefix}-{ward_code}",
                parent_code=parent if parent in known else held["city"]["code"],
                name=entry[name],
                name_en=f"{name_en} of {ward_name}",
                kind=kind,
                ward_code=ward_code,
                valid_from=since,
            )


def _ward(entry: Mapping[str, Any]) -> WardRow:
    return WardRow(
        code=entry["code"],
        name=entry["name"],
        short_name=entry["short_name"],
        kind=WardKind(entry["kind"]),
        lat=float(entry["lat"]),
        lon=float(entry["lon"]),
    )


def _former(row: Mapping[str, str | None]) -> FormerWardRow:
    district, name, ward_code = (
        row.get(column) for column in ("old_district", "old_ward", "new_ward_code")
    )
    extent = row.get("extent")
    if not (district and name and ward_code) or extent not in ("whole", "part"):
        raise ValueError(f"former wards: {district} / {name} is not complete")
    return FormerWardRow(district, name, ward_code, extent == "whole")


def _without_marks(text: str) -> str:
    """As `text.fold`, but capital letters stay."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if unicodedata.category(letter) != "Mn")
