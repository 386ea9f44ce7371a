"""How well the suggestions do on complaints of which somebody wrote down what is right."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from moderation.cli.session import now, reading, tools
from moderation.domain import checklist, cues, routing, suggestion, urgency
from moderation.domain.complaint_states import ComplaintKind
from moderation.domain.routing import Matter
from moderation.domain.units import resolve
from moderation.queries import issue_words as words_queries
from moderation.queries import routing_rules as rule_queries
from moderation.services import complaints, publications
from moderation.services.complaints import NewComplaint

_URGENT = "khan"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file: what a citizen wrote, and what is expected of us."""

    id: str
    words: NewComplaint
    expected: Mapping[str, Any]

    @property
    def is_denunciation(self) -> bool:
        return bool(self.expected.get("kind") == ComplaintKind.TO_CAO)

    @property
    def is_urgent(self) -> bool:
        return bool(self.expected.get("urgency") == _URGENT)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the house would propose for a row."""

    row: Row
    kind: ComplaintKind | None
    is_covered: bool
    categories: Sequence[str]
    lead: str
    is_urgent: bool
    shown: Sequence[str]  # personal data that would stand in the public text

    @property
    def has_category(self) -> bool:
        return self.row.expected.get("category") in self.categories

    @property
    def has_lead(self) -> bool:
        expected, ward = self.row.expected.get("lead"), self.row.words.ward_code
        return bool(expected and resolve(expected, ward) == self.lead)


@dataclass(slots=True)
class Scores:
    """How many of how many were right."""

    counts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def count(self, name: str, right: bool) -> None:
        """One more that was right or not."""
        had, of = self.counts.get(name, (0, 0))
        self.counts[name] = (had + right, of + 1)

    def share(self, name: str) -> float:
        """1.0 where there was nothing to get wrong."""
        had, of = self.counts.get(name, (0, 0))
        return had / of if of else 1.0


@click.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--denunciations", default=1.0, show_default=True, help="Least share kept covered.")
@click.option("--urgent", default=0.9, show_default=True, help="Least share of urgent ones found.")
@click.option("--category", default=0.8, show_default=True, help="Least share in the first three.")
@click.option("--masks", default=1.0, show_default=True, help="Least share of values masked.")
@with_appcontext
def evaluate(
    file: Path, denunciations: float, urgent: float, category: float, masks: float
) -> None:
    """Compare what is proposed for the complaints of FILE (a JSON object a line, with `title`,
    `content`, `name`, `ward_code` and `expected`) with what is expected. Exit status 1 below a
    threshold. Nothing is written, and no word of a complaint is printed.
    """
    rows = _read(file)
    with reading() as session:
        judged = [_judge(session, row) for row in rows]
    scores = Scores()
    for each in judged:
        click.echo(_line(each))
        _score(each, scores)
    least = {
        "denunciations": denunciations, "urgent": urgent, "category": category, "masks": masks,
    }  # fmt: skip
    for name, (had, of) in scores.counts.items():
        told = f", at least {least[name]:.2f}" if name in least else ""
        click.echo(f"{name}: {had}/{of} = {scores.share(name):.2f}{told}")
    failed = [name for name, share in least.items() if scores.share(name) < share]
    if failed:
        click.echo(f"below the threshold: {', '.join(failed)}", err=True)
        raise click.exceptions.Exit(1)


def _read(file: Path) -> list[Row]:
    rows = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            rows.append(_row(json.loads(line), number))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise click.ClickException(f"{file}, line {number}: not such a complaint") from None
    return rows


def _row(held: Mapping[str, Any], number: int) -> Row:
    words = NewComplaint(
        content=held["content"],
        title=held.get("title") or "",
        full_name=held.get("name") or "",
        ward_code=held.get("ward_code"),
        consent_publish=True,
    )
    return Row(str(held.get("id", number)), words, dict(held["expected"]))


def _judge(session: Session, row: Row) -> Judged:
    """As the form and the desk would: covered or not, suggested, routed, masked."""
    title, content = complaints.title_of(row.words), row.words.content
    ranked = suggestion.rank(title, content, words_queries.current(session))
    issue = ranked[0].issue_code if ranked else None
    known = tools().taxonomy
    found = [known.category_of(each.issue_code) for each in ranked]
    categories = list(dict.fromkeys(each.code for each in found if each))
    zone = tools().settings.zone
    matter = Matter(
        categories[0] if categories else None, issue, row.words.ward_code, title, content,
        now().astimezone(zone),
    )  # fmt: skip
    is_there = rule_queries.there(session, now().astimezone(zone).date())
    choice = routing.choose(matter, rule_queries.active(session), known, is_there)
    public = " ".join(publications.masked(row.words, text) for text in (title, content))
    is_covered = cues.suggests_denunciation(f"{row.words.title}\n{content}")
    personal = [str(each["value"]) for each in row.expected.get("pii") or ()]
    return Judged(
        row=row,
        kind=checklist.advise(checklist.read(title, content)).kind,
        is_covered=is_covered,
        categories=categories,
        lead=choice.lead_code,
        is_urgent=urgency.judge(title, content, ranked, known).is_urgent,
        shown=[] if is_covered else [value for value in personal if value in public],
    )


def _score(each: Judged, scores: Scores) -> None:
    expected = each.row.expected
    scores.count("kind", each.kind == expected.get("kind"))
    if each.row.is_denunciation:
        scores.count("denunciations", each.is_covered)
    else:
        scores.count("left in the open", not each.is_covered)
    if expected.get("category"):
        scores.count("category", each.has_category)
        scores.count("lead", each.has_lead)
    if each.row.is_urgent:
        scores.count("urgent", each.is_urgent)
    else:
        scores.count("not called urgent", not each.is_urgent)
    for value in expected.get("pii") or ():
        scores.count("masks", value["value"] not in each.shown)


def _line(each: Judged) -> str:
    """One row: what was proposed, and what was expected where that is something else."""
    expected, urgent = each.row.expected, each.row.is_urgent
    told = [
        each.row.id,
        _against("kind", each.kind or "-", expected.get("kind") or "-"),
        "covered" if each.is_covered else "open",
        _against(
            "category",
            ",".join(each.categories) or "-",
            expected.get("category") or "-",
            fits=each.has_category,
        ),
        _against("lead", each.lead or "-", expected.get("lead") or "-", fits=each.has_lead),
        _against("urgent", "yes" if each.is_urgent else "no", "yes" if urgent else "no"),
        f"unmasked={len(each.shown)}",
    ]
    return "  ".join(told)


def _against(name: str, found: str, expected: str, *, fits: bool = False) -> str:
    return f"{name}={found}" if fits or found == expected else f"{name}={found} (not {expected})"
