"""What the house ships, with what administrators changed laid over it."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace

from moderation.domain import chasing
from moderation.domain.errors import SettingsError
from moderation.domain.office_sheets import Row
from moderation.domain.proofs import Proof
from moderation.domain.reasons import Reason
from moderation.domain.settings import Settings, check, read_value, variable
from moderation.domain.taxonomy import Category, Issue, Taxonomy

#: Settings that may be changed while the server runs; the others belong to whoever starts it.
IN_THE_BROWSER = (
    "site_name",
    "tagline",
    "tagline_en",
    "city_name",
    "city_name_en",
    "office_hours",
    "office_phone",
    "office_email",
    "office_address",
    "approval_promise",
    "appeal_days",
    "hold_days",
    "takedown_hours",
    "urgent_takedown_hours",
    "second_reading_percent",
    "accept_hours",
    "urgent_hours",
    "approval_hours",
    "rating_days",
    "reopen_limit",
    "merge_undo_days",
    "pause_days",
    "urgent_case_hours",
    "chase_days",
    "alike_days",
    "contractor_days",
    "digest_hour",
    "quiet_hours",
)


def settings_over(shipped: Settings, rows: Mapping[str, str]) -> Settings:
    """`shipped` with the values of `rows`. Raises SettingsError, naming the variable, for a value
    that can't be used; names that may not be changed here are passed over.
    """
    defaults = {each.name: each.default for each in fields(Settings)}
    values = {
        name: read_value(variable(name), text, defaults[name])
        for name, text in rows.items()
        if name in IN_THE_BROWSER
    }
    if not values:
        return shipped
    changed = replace(shipped, **values)
    check(changed)
    _check_numbers(changed)
    _check_words(changed)
    return changed


def _check_numbers(settings: Settings) -> None:
    """Counts and days that run while people work: none is negative, and a promise takes time."""
    for name in IN_THE_BROWSER:
        value = getattr(settings, name)
        least = -1 if name == "digest_hour" else 0 if name in _MAY_BE_NONE else 1
        if isinstance(value, int) and not least <= value <= _MOST.get(name, 1000):
            raise SettingsError(f"{variable(name)}: {least} to {_MOST.get(name, 1000)}.")

    try:
        chasing.ladder(settings.chase_days)
    except ValueError:
        raise SettingsError(f"{variable('chase_days')}: whole numbers, like -1,1,3.") from None


def _check_words(settings: Settings) -> None:
    """Names stand in headings and in subjects of mails: one line, and the house has one."""
    for name in IN_THE_BROWSER:
        value = getattr(settings, name)
        if isinstance(value, str) and len(value.splitlines()) > 1:
            raise SettingsError(f"{variable(name)}: one line.")
    for name in ("site_name", "city_name"):
        if not 1 <= len(getattr(settings, name).strip()) <= _LONGEST_NAME:
            raise SettingsError(f"{variable(name)}: 1 to {_LONGEST_NAME} characters.")


_LONGEST_NAME = 80
_MAY_BE_NONE = ("second_reading_percent", "reopen_limit", "merge_undo_days")
_MOST = {"digest_hour": 23, "second_reading_percent": 100}


def reasons_over(shipped: Mapping[str, Reason], rows: Iterable[Row]) -> dict[str, Reason]:
    """Reasons by code in the order they are offered: those of `rows` by their position, shipped
    ones where they stood.
    """
    order = {code: (number * 10, code) for number, code in enumerate(shipped, start=1)}
    merged = dict(shipped)
    for row in rows:
        code = str(row["code"])
        known = merged.get(code)
        english = row["name_en"] or (known.wording.get("en") if known else None) or row["name"]
        merged[code] = Reason(code, {"vi": row["name"], "en": english}, bool(row["is_active"]))
        if row["position"] or code not in order:
            order[code] = (row["position"] or 10_000, code)
    return {code: merged[code] for code in sorted(merged, key=lambda code: order[code])}


def taxonomy_over(shipped: Taxonomy, categories: Iterable[Row], issues: Iterable[Row]) -> Taxonomy:
    """Categories and issues with the rows laid over them. What is not offered any more stays known
    by its code: old complaints keep their names.
    """
    heads = {each.code: _Head.of(each, number) for number, each in enumerate(shipped.categories)}
    for row in categories:
        heads[str(row["code"])] = _Head.of_row(row, heads.get(str(row["code"])))
    known = {
        issue.code: (issue, number * 10, True)
        for category in shipped.categories
        for number, issue in enumerate(category.issues)
    }
    for row in issues:
        old = known.get(str(row["code"]))
        place = row["position"] or (old[1] if old else 10_000)
        known[str(row["code"])] = (_issue(row), place, bool(row["is_active"]))
    in_order = sorted(known.values(), key=lambda entry: (entry[1], entry[0].code))
    offered, retired = [], []
    for head in sorted(heads.values(), key=lambda each: (each.position, each.category.code)):
        mine = [entry for entry in in_order if entry[0].category_code == head.category.code]
        there = tuple(issue for issue, _, is_active in mine if is_active and head.is_active)
        gone = tuple(issue for issue, _, is_active in mine if not (is_active and head.is_active))
        if head.is_active:
            offered.append(replace(head.category, issues=there))
        if gone or not head.is_active:
            retired.append(replace(head.category, issues=gone))
    return Taxonomy(tuple(offered), tuple(retired))


class _Head:
    """A category without its issues, its place and whether it is offered."""

    def __init__(self, category: Category, position: int, *, is_active: bool) -> None:
        self.category, self.position, self.is_active = category, position, is_active

    @classmethod
    def of(cls, category: Category, number: int) -> "_Head":
        return cls(category, number * 10, is_active=True)

    @classmethod
    def of_row(cls, row: Row, old: "_Head | None") -> "_Head":
        names = {"vi": row["name"], "en": row["name_en"] or row["name"]}
        place = row["position"] or (old.position if old else 10_000)
        category = Category(str(row["code"]), names, str(row["lead_code"]), ())
        return cls(category, place, is_active=bool(row["is_active"]))


def _issue(row: Row) -> Issue:
    return Issue(
        code=str(row["code"]),
        names={"vi": row["name"], "en": row["name_en"] or row["name"]},
        category_code=str(row["category_code"]),
        lead=str(row["lead_code"]),
        coordinate=tuple(str(row["coordinating"] or "").split()),
        deadline_working_days=int(row["due_days"]),
        is_urgent=bool(row["is_urgent"]),
        is_public=bool(row["is_public"]),
        proof=Proof(row["proof"] or ""),
    )
