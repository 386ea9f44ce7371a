"""Large fills by bulk insert: a million comments in minutes, true to what the services keep.

`python -m bench.fill --instance DIR --comments 1000000`; tests/cli/test_fill.py holds a sample of
it against every invariant.
"""

import argparse
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from bench import screened
from models import Article, Comment, CommentCounter, Event, Staff
from moderation.domain import tracking_codes
from moderation.domain.article_states import ArticleState
from moderation.domain.comment_states import UNDECIDED, CommentAction, CommentState
from moderation.domain.permissions import Role
from moderation.domain.text import fold, slugify
from moderation.services.comments import SETTLING

PER_ARTICLE = 100  # published: 70 threads, 30 answers
BATCH = 5_000
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
WORDS = re.findall(
    r"\w+",
    "đường ngõ phường nước rác đèn cống hè xe chợ trường vườn hoa người dân tổ trưởng đề nghị"
    " mong sớm sửa trả lời công khai thời gian ngập tối sáng chiều sạch đẹp tốt chậm nhiều ít",
)
NAMES = ("Trần Văn L.", "Lê Thị Hòa", "Cô Tám", "Bạn đọc", "Phạm Đức", "Mẹ Bống")
#: Further comments under an article: how many stand in which state. The links of the held ones
#: lead to a place nobody knows, and that is what holds them.
REST = (
    [(CommentState.PENDING, None)] * 5
    + [(CommentState.HELD, None)]
    + [(CommentState.REJECTED, CommentAction.REJECT)] * 2
    + [(CommentState.SPAM, CommentAction.MARK_SPAM)]
)


def fill(connection: Connection, comments: int, *, seed: int = 1) -> None:
    """Add articles and `comments` comments with their events and counters; the caller commits."""
    chance = random.Random(seed)
    staff_id = moderator(connection)
    first_article = (connection.scalar(select(func.max(Article.id))) or 0) + 1
    first_comment = (connection.scalar(select(func.max(Comment.id))) or 0) + 1
    counts: Counter[CommentState] = Counter()
    shown: Counter[int] = Counter()
    rows: list[dict[str, Any]] = []
    per_article = PER_ARTICLE + len(REST)
    articles = -(-comments // per_article)
    connection.execute(insert(Article), list(_articles(first_article, articles, first_comment)))
    for row in _comments(chance, first_article, first_comment, comments):
        counts[row["state"]] += 1
        shown[row["article_id"]] += row["state"] is CommentState.PUBLISHED
        rows.append(row)
        if len(rows) == BATCH:
            _write(connection, rows, staff_id)
            rows = []
    if rows:
        _write(connection, rows, staff_id)
    _count(connection, counts, shown)
    _advance_sequences(connection)


def moderator(connection: Connection) -> int:
    known = connection.scalar(select(Staff.id).where(Staff.email == "bench@example.org"))
    if known:
        return known
    row = {
        "email": "bench@example.org",
        "name": "Bench",
        "role": Role.MODERATOR,
        "password_hash": "no login",
        "is_active": False,
        "created_at": BEGIN,
    }
    return connection.execute(insert(Staff).values(**row)).inserted_primary_key[0]


def _articles(first: int, count: int, salt: int) -> Iterator[dict[str, Any]]:
    for number in range(first, first + count):
        title = f"Bài đo tốc độ số {number}"
        at = BEGIN + timedelta(hours=number)
        yield {
            "id": number,
            "slug": f"{slugify(title)}-{salt}",
            "state": ArticleState.PUBLISHED,
            "version": 2,
            "title": title,
            "lead": "Dẫn.",
            "byline": "Bench",
            "body_markdown": "Một đoạn.",
            "body_html": "<p>Một đoạn.</p>\n",
            "comments_open": True,
            "published_at": at,
            "created_at": at,
            "updated_at": at,
            "views": number % 97,
            "published_comments": 0,
            "thread_version": 0,
        }


def _comments(
    chance: random.Random, first_article: int, first_comment: int, count: int
) -> Iterator[dict[str, Any]]:
    """Threads of an article first, then their answers, then what is not published."""
    per_article = PER_ARTICLE + len(REST)
    for offset in range(count):
        article_id, place = first_article + offset // per_article, offset % per_article
        state, action = REST[place - PER_ARTICLE] if place >= PER_ARTICLE else _PUBLISHED
        opening = first_comment + offset - place
        answers = 70 <= place < PER_ARTICLE and opening + place - 70 < first_comment + offset
        at = BEGIN + timedelta(hours=article_id, minutes=place * 7)
        told = _words(chance, NAMES[place % len(NAMES)], state)
        decided_at = at + timedelta(hours=1) if action else None
        settled_at = decided_at + SETTLING if decided_at else None
        yield {
            "id": first_comment + offset,
            "article_id": article_id,
            "parent_id": opening + place - 70 if answers else None,
            "receipt": _receipt(chance),
            "action": action,
            "version": 1 if action is None else 2,
            "language": "vi",
            **told,
            "state": CommentState.HELD if told["hold_code"] else state,
            "phone": f"+8490{offset:07d}" if offset % 3 else None,
            "address_key": f"{chance.getrandbits(256):064x}",
            "submitted_at": at,
            "decided_at": decided_at,
            "visible_from": settled_at,
            "published_at": settled_at if state is CommentState.PUBLISHED else None,
            "reason_code": "duplicate" if action is CommentAction.REJECT else None,
            "reason_text": "",
        }


def _words(chance: random.Random, full_name: str, state: CommentState) -> dict[str, Any]:
    """Name, title and content with what screening keeps of them. Findings stand beside what waits
    only: what is decided counts as older than the screening, or a fill would take an hour.
    """
    title, content = chance.choices(WORDS, k=4), chance.choices(WORDS, k=60)
    if state is CommentState.HELD:
        content = [*content, f"www.trang{chance.randrange(100)}.example"]
    said = {"full_name": full_name, "title": " ".join(title), "content": " ".join(content)}
    found = screened.found_in(**said) if state in UNDECIDED else {"findings": "", "hold_code": None}
    kept = {"name_folded": fold(full_name), **screened.keys(title, content)}
    return said | found | kept


_PUBLISHED = (CommentState.PUBLISHED, CommentAction.APPROVE)


def _receipt(chance: random.Random) -> str:
    body = "".join(chance.choices(tracking_codes.ALPHABET, k=tracking_codes.LENGTH - 1))
    prefix = tracking_codes.Prefix.COMMENT
    return str(tracking_codes.Code(prefix, body + tracking_codes.check_symbol(prefix, body)))


def _write(connection: Connection, rows: list[dict[str, Any]], staff_id: int) -> None:
    actions = [row.pop("action") for row in rows]
    for row, action in zip(rows, actions, strict=True):
        row["decided_by_id"] = staff_id if action else None
    connection.execute(insert(Comment), rows)
    events = []
    for row, action in zip(rows, actions, strict=True):
        events.append(_event(row, CommentAction.SUBMIT, None, None))
        if action:
            events.append(_event(row, action, CommentState.PENDING, staff_id))
    connection.execute(insert(Event), events)


def _event(
    row: dict[str, Any], action: CommentAction, old: CommentState | None, staff_id: int | None
) -> dict[str, Any]:
    return {
        "at": row["decided_at"] if old else row["submitted_at"],
        "actor_id": staff_id,
        "subject": "comment",
        "subject_id": row["id"],
        "action": action,
        "old_state": old,
        "new_state": row["state"] if old or row["state"] in UNDECIDED else CommentState.PENDING,
        "reason_code": row["reason_code"] if old else None,
        "note": "",
    }


def _count(connection: Connection, counts: Counter[CommentState], shown: Counter[int]) -> None:
    for state, number in counts.items():
        counter = CommentCounter.__table__.update().where(CommentCounter.state == state)
        connection.execute(counter.values(comments=CommentCounter.comments + number))
    for article_id, number in shown.items():
        article = Article.__table__.update().where(Article.id == article_id)
        connection.execute(article.values(published_comments=number))


def _advance_sequences(connection: Connection) -> None:
    """Rows with numbers of our own do not move PostgreSQL's counters: the next one would clash."""
    if connection.dialect.name == "postgresql":
        for table in (Article.__table__, Comment.__table__):
            counter = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(counter, func.max(table.c.id))))


def main() -> None:
    """Fill the database of an instance; complaints need agencies, which come first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instance", type=Path, required=True)
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--complaints", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    os.environ["PORTAL_INSTANCE"] = str(asked.instance)
    os.environ["FLASK_RUN_FROM_CLI"] = "true"

    from app import create_app
    from bench import fill_complaints
    from moderation.adapters.database import writing_side
    from moderation.cli import agencies
    from moderation.cli.serve import migrate_to_head
    from moderation.extensions import db

    with create_app().app_context():
        migrate_to_head()
        with writing_side(db.engine).begin() as connection:
            fill(connection, asked.comments, seed=asked.seed)
        if asked.complaints:
            agencies.fill_if_empty()
            with writing_side(db.engine).begin() as connection:
                fill_complaints.fill(
                    connection, asked.complaints, WORDS, moderator(connection), seed=asked.seed
                )


if __name__ == "__main__":
    main()
