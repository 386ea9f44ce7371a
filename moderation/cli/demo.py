"""Demo content, made through the services so that every history is true."""

import json
import os
import random
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from models import Article, Comment, Staff
from moderation.adapters import article_files, reference
from moderation.cli import agencies, demo_complaints, demo_desk, demo_rules
from moderation.cli.session import now, tools, writing
from moderation.domain.comment_states import NEEDS_REASON, CommentAction, CommentState
from moderation.domain.permissions import Role
from moderation.queries import agencies as agency_queries
from moderation.queries import articles as article_queries
from moderation.queries import complaints as complaint_queries
from moderation.queries import staff as staff_queries
from moderation.services import (
    articles,
    comments,
    replies,
    screening,
    sealing,
    staff,
    withdrawals,
)
from moderation.services.articles import ArticleText
from moderation.services.comments import Decision, NewComment

group = AppGroup("demo", help="Demo content.")

_FOLDER = reference.FOLDER / "demo"
#: Their logins go by their roles; a second officer of an agency has a name of their own.
_PEOPLE: dict[str, tuple[str, str]] = {
    Role.MODERATOR: ("bientapvien@demo.example", "Minh Thu"),
    Role.CHIEF_EDITOR: ("truongban@demo.example", "Bảo Châu"),
    Role.PROPAGANDA_OFFICER: ("tuyengiao@demo.example", "Hải Yến"),
    Role.COORDINATOR: ("dieuphoi@demo.example", "Ngọc Lan"),
    Role.HEAD_COORDINATOR: ("phutrach@demo.example", "Thanh Tùng"),
    Role.AGENCY_OFFICER: ("so@demo.example", "Đức Anh"),
    Role.AGENCY_CLERK: ("vanthu@demo.example", "Kim Oanh"),
    Role.AGENCY_LEADER: ("lanhdao@demo.example", "Văn Khải"),
    "ward_officer": ("phuong@demo.example", "Bích Vân"),
    "drainage_officer": ("thoatnuoc@demo.example", "Hữu Phước"),
    Role.CONFIDENTIAL_OFFICER: ("baomat@demo.example", "Quang Huy"),
    Role.ADMINISTRATOR: ("quantri@demo.example", "Thu Hà"),
}
_ACTIONS = {
    "published": CommentAction.APPROVE,
    "rejected": CommentAction.REJECT,
    "spam": CommentAction.MARK_SPAM,
    "held": CommentAction.HOLD,
    "taken_down": CommentAction.APPROVE,  # published by mistake first
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the demo's histories."""

    moderator: Staff
    chance: random.Random
    now: datetime


@group.command("seed")
@click.option(
    "--articles", "article_count", default=6, show_default=True, type=click.IntRange(1, 2000)
)
@click.option(
    "--comments", "comment_count", default=68, show_default=True, type=click.IntRange(0, 2000)
)
@click.option(
    "--complaints", "complaint_count", default=40, show_default=True, type=click.IntRange(0, 2000)
)
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same content.")
def seed(article_count: int, comment_count: int, complaint_count: int, seed: int) -> None:
    """Add fictional articles, comments and complaints, in every state there is; migrates first."""
    from moderation.cli.serve import migrate_to_head  # at the top it would be a ring

    if tools().settings.is_production:
        raise click.ClickException("Demo content and demo logins have no place in production.")
    migrate_to_head()
    made = fill(article_count, comment_count, complaint_count, seed=seed)
    click.echo(f"added {article_count} articles, {comment_count} comments and {made} complaints")


def fill_if_empty() -> None:
    """Demo content for a database without articles, complaints for a demo that has none; the demo
    logins are printed every time.
    """
    with writing() as session:
        empty = not article_queries.for_editors(session, limit=1).rows
        lacks_complaints = bool(_passwords()) and not complaint_queries.count_containing(
            session, ""
        )
    if empty and not tools().settings.is_production:
        fill(len(_article_files()), len(_pool()), demo_complaints.pool_size())
    elif lacks_complaints and not tools().settings.is_production:
        fill(0, 0, demo_complaints.pool_size())
    for role, (email, _name) in _PEOPLE.items():
        password = _passwords().get(role)
        if password:
            click.echo(f"demo login  {role:<21} {email:<27} {password}")


def fill(article_count: int, comment_count: int, complaint_count: int, *, seed: int = 1) -> int:
    """Write everything in one transaction: a demo that was interrupted leaves nothing behind. How
    many complaints there were to write.
    """
    agencies.fill_if_empty()
    chance = random.Random(seed)  # noqa: S311 - content, not secrets
    with writing() as session:
        people = _people(session)
        cast = Cast(people[Role.MODERATOR], chance, now())
        written = list(_write_articles(session, article_count, cast))
        commented = _write_comments(session, written, comment_count, cast)
        demo_desk.afterwards(
            session,
            commented,
            people,
            secret_key=tools().settings.secret_key,
            appeal_days=tools().settings.appeal_days,
            now=cast.now,
        )
        demo_desk.read_again(session, commented, people[Role.CHIEF_EDITOR], now=cast.now)
        demo_rules.fill(session, people[Role.HEAD_COORDINATOR], now=cast.now)
        made = demo_complaints.fill(
            session,
            complaint_count,
            people=people,
            comments=commented,
            chance=random.Random(seed),  # noqa: S311 - content, not secrets
            now=cast.now,
        )
        session.commit()
    return made


def _people(session: Session) -> dict[str, Staff]:
    """Everybody by login, with a random password kept beside the database; nobody for an agency
    that this city does not have.
    """
    passwords = dict(_passwords())
    people: dict[str, Staff] = {}
    for login, (email, name) in _PEOPLE.items():
        code = demo_complaints.AGENCIES.get(login)
        agency = agency_queries.by_code(session, code) if code else None
        if code and agency is None:
            continue
        person = staff_queries.by_email(session, email)
        if person is None:
            passwords[login] = f"nghe-{secrets.token_hex(4)}"
            person = staff.add(
                session,
                email=email,
                name=name,
                role=Role(login) if login in set(Role) else Role.AGENCY_OFFICER,
                password_hash=tools().passwords.make(passwords[login]),
                actor=None,
                now=now(),
                agency_id=agency.id if agency else None,
            )
        people[login] = person
    _keep(passwords)
    return people


def _keep(passwords: dict[str, str]) -> None:
    descriptor = os.open(_password_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(passwords, file)


def _passwords() -> dict[str, str]:
    file = _password_file()
    held: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    return held


def _password_file() -> Path:
    return tools().settings.instance / "demo_logins.json"


def _article_files() -> list[Path]:
    return sorted((_FOLDER / "articles").glob("*.md"))


def _write_articles(session: Session, wanted: int, cast: Cast) -> Iterator[Article]:
    """The six written articles, then the same again under other titles; the newest is a day old."""
    files = [article_files.read(path, tools().settings.zone) for path in _article_files()]
    newest = max(file.published_at for file in files)
    yesterday = cast.now.astimezone(newest.tzinfo).date() - timedelta(days=1)
    shift = timedelta(days=(yesterday - newest.date()).days)
    for number in range(wanted):
        file, round_ = files[number % len(files)], number // len(files)
        title = file.title if not round_ else f"{file.title} ({round_ + 1})"
        published_at = file.published_at + shift - timedelta(days=20 * round_)
        text = ArticleText(title=title, lead=file.lead, byline=file.byline, body=file.body)
        article, _outcome = articles.import_text(
            session, text, published_at=published_at, now=published_at
        )
        articles.add_views(session, {article.id: cast.chance.randrange(90, 9000)})
        yield article


def _pool() -> list[dict[str, Any]]:
    held = json.loads((_FOLDER / "comments.json").read_text(encoding="utf-8"))
    return list(held["comments"])


def _write_comments(
    session: Session, written: Sequence[Article], wanted: int, cast: Cast
) -> list[Comment]:
    """The pool in its order, again and again; in a short one, each fate first. Those made last of
    each entry.
    """
    pool = _pool()
    first_of_fate = {entry["fate"]: index for index, entry in reversed(list(enumerate(pool)))}
    order = list(range(len(pool)))
    if wanted < len(pool):
        order = [
            *first_of_fate.values(),
            *(index for index in order if index not in first_of_fate.values()),
        ]
    made: dict[int, Comment] = {}
    for number in islice(count(), wanted):
        index, round_ = order[number % len(pool)], number // len(pool)
        article = written[(pool[index]["article"] - 1 + round_) % len(written)]
        made[index] = _write_comment(session, article, pool[index], made, cast)
    return list(made.values())


def _write_comment(
    session: Session, article: Article, entry: dict[str, Any], made: dict[int, Comment], cast: Cast
) -> Comment:
    parent = _answered(article, entry, made)
    submitted_at = _moment_for(article, entry, parent, cast)
    words = NewComment(
        full_name=entry["name"],
        phone=f"+84{entry['phone'][1:]}" if "phone" in entry else None,
        email=entry.get("email"),
        title=entry["title"],
        content=entry["content"],
        parent_id=parent.id if parent else None,
        language=entry.get("language", "vi"),
    )
    screened = screening.screen(session, words, settings=tools().settings, now=submitted_at)
    comment = comments.submit(session, article.id, words, now=submitted_at, screened=screened)
    _decide(
        session,
        comment,
        entry,
        submitted_at + timedelta(minutes=cast.chance.randrange(4, 170)),
        cast,
    )
    return comment


def _answered(article: Article, entry: dict[str, Any], made: dict[int, Comment]) -> Comment | None:
    """The comment an entry answers, where readers of `article` can see it."""
    parent = made.get(entry.get("answers", -1))
    if parent is None or parent.article_id != article.id:
        return None
    return parent if parent.state is CommentState.PUBLISHED else None


def _moment_for(
    article: Article, entry: dict[str, Any], parent: Comment | None, cast: Cast
) -> datetime:
    """What waits came in during the last hours, what is decided between the article's day and
    yesterday; an answer after what it answers could be read.
    """
    if entry["fate"] in ("pending", "held"):
        return cast.now - timedelta(minutes=cast.chance.randrange(5, 540))
    assert article.published_at is not None, "imported articles are published"
    seen_from = (parent and parent.published_at) or article.published_at
    first = seen_from + timedelta(minutes=10)
    last = max(first, cast.now - timedelta(hours=9))
    moment = first + (last - first) * cast.chance.random()
    awake = moment.astimezone(tools().settings.zone).replace(hour=7 + cast.chance.randrange(15))
    return awake if first < awake < last else moment


def _decide(
    session: Session, comment: Comment, entry: dict[str, Any], at: datetime, cast: Cast
) -> None:
    fate = entry["fate"]
    if fate == "sealed":
        sealing.cover(
            session,
            comment,
            seen_version=comment.version,
            seal=tools().seal,
            actor=cast.moderator,
            now=at,
        )
    if fate == "held" and comment.state is CommentState.HELD:
        return  # the screening did it already
    if fate in _ACTIONS:
        _apply(session, comment, _ACTIONS[fate], entry, at, cast)
    if fate == "withdrawn":
        withdrawals.withdraw(session, comment, now=at)
    if fate == "taken_down":
        _apply(session, comment, CommentAction.TAKE_DOWN, entry, at + timedelta(hours=1), cast)
    if fate == "published" and "reply" in entry:
        office, answer = entry["reply"]
        replies.publish(
            session,
            comment,
            answer,
            signed_as=office,
            actor=cast.moderator,
            now=at + timedelta(hours=5),
        )


def _apply(
    session: Session,
    comment: Comment,
    action: CommentAction,
    entry: dict[str, Any],
    at: datetime,
    cast: Cast,
) -> None:
    decision = Decision(
        action=action,
        seen_version=comment.version,
        reason_code=entry.get("reason") if action in NEEDS_REASON else None,
        reason_text=entry.get("words", "") if action in NEEDS_REASON else "",
    )
    comments.decide(session, comment, decision, actor=cast.moderator, now=at)
