"""Screening tried on files of decided comments."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup

from moderation.adapters import reference
from moderation.domain.errors import Invalid
from moderation.domain.screening_trials import (
    INSULTS,
    SURE_PERSONAL,
    Figures,
    Result,
    Trial,
    evaluate,
    read,
)
from moderation.domain.word_lists import WordLists

group = AppGroup("moderation", help="Screening of comments.")
_PART = click.FloatRange(0, 1)


@group.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--min-recall", type=_PART, default=0.9, show_default=True, help="Of insulting comments held."
)
@click.option(
    "--min-personal-recall",
    type=_PART,
    default=1.0,
    show_default=True,
    help="Of phone and identity numbers found.",
)
@click.option(
    "--max-false-holds",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Comments that people approved and screening holds.",
)
def evaluate_file(
    file: Path, min_recall: float, min_personal_recall: float, max_false_holds: int
) -> None:
    """Try the shipped word lists on FILE: one JSON object a line, with the expected outcome.

    Prints outcome and findings by row, then what was caught and what was held wrongly, by kind.
    Texts are not printed. Exit status 1 when a threshold is missed.
    """
    figures = evaluate(_trials(file))
    for result in figures.results:
        click.echo(_line(result))
    click.echo(_summary(figures))
    missed = [
        *_below(figures, (INSULTS,), min_recall),
        *_below(figures, tuple(code.value for code in SURE_PERSONAL), min_personal_recall),
    ]
    if (held := figures.false_holds.total()) > max_false_holds:
        missed.append(f"{held} false holds, at most {max_false_holds} allowed")
    for words in missed:
        click.echo(f"missed: {words}", err=True)
    if missed:
        raise click.exceptions.Exit(1)


def _trials(file: Path) -> Iterator[Trial]:
    words = WordLists.compile(reference.word_lists())
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise click.ClickException("the file is not UTF-8") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield read(json.loads(line), words)
            except (ValueError, Invalid) as error:
                raise click.ClickException(f"line {number}: {error}") from None


def _line(result: Result) -> str:
    trial, screening = result.trial, result.screening
    outcome = f"held ({screening.hold})" if screening.hold else "pending"
    codes = " ".join(f"{finding.code}:{finding.severity}" for finding in screening.findings)
    mark = "ok   " if result.is_right else "WRONG"
    return f"{mark} {trial.name:8} {trial.decision:14} {outcome:24} {codes}".rstrip()


def _summary(figures: Figures) -> str:
    right = sum(result.is_right for result in figures.results)
    lines = ["", f"{right} of {len(figures.results)} rows as expected", "caught:"]
    lines += [
        f"  {kind:16} {figures.caught[kind]} of {wanted} ({figures.recall(kind):.2f})"
        for kind, wanted in sorted(figures.wanted.items())
    ]
    lines.append(f"false holds: {figures.false_holds.total()}")
    lines += [f"  {code:16} {count}" for code, count in sorted(figures.false_holds.items())]
    return "\n".join(lines)


def _below(figures: Figures, kinds: tuple[str, ...], least: float) -> Iterator[str]:
    for kind in kinds:
        if figures.recall(kind) < least:
            yield f"recall of {kind} is {figures.recall(kind):.2f}, at least {least} wanted"
