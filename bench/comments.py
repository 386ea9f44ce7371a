"""What is done with comments while CPU is counted."""

import random
import re
import sys
from collections.abc import Callable
from itertools import count
from secrets import token_urlsafe
from typing import Any

from bench.fill import WORDS

Act = Callable[[int], tuple[int, str]]
_BULK = "/staff/comments/bulk/apply"
_IN_A_BATCH = 50


def submitting(reader: Any, path: str, answer: str) -> Act:
    """Send a comment under the article at `path`, each time another text by somebody else."""
    sent_with = {"csrf_token": _token_in(reader.ask("GET", path)[1]), "captcha_answer": answer}
    chance, numbers = random.Random(7), count()

    def submit(_number: int) -> tuple[int, str]:
        number = next(numbers)
        reader.come_from(f"127.1.{number // 250}.{number % 250 + 1}")
        ids = {"submission_id": token_urlsafe(16), "captcha_id": token_urlsafe(16)}
        words = {
            "full_name": f"Người gửi {number}",
            "phone": f"0903{number:06d}",
            "title": " ".join(chance.choices(WORDS, k=5)),
            "content": " ".join(chance.choices(WORDS, k=60)) + ".",
        }
        return reader.ask("POST", path, {**ids, **words, **sent_with})

    return submit


def opening(desk: Any) -> Act:
    """Open one waiting comment after the other."""
    waiting = [comment_id for comment_id, _version, _token in _pending(desk, _IN_A_BATCH)]
    return lambda number: desk.ask("GET", f"/staff/comments/{waiting[number % len(waiting)]}")


def deciding(desk: Any, wanted: int) -> Act:
    """Approve one of the `wanted` comments that wait longest, each time the next, as a browser does
    that has shown what became of the one before: its cookie carries no message any more.
    """
    pending = iter(_pending(desk, wanted))
    cookie = desk.cookie

    def decide(_number: int) -> tuple[int, str]:
        comment_id, version, token = next(pending)
        desk.cookie = cookie
        back = "/staff/comments?queue=pending"
        form = {"csrf_token": token, "version": version, "action": "approve", "back": back}
        return desk.ask("POST", f"/staff/comments/{comment_id}/decide", form)

    return decide


def bulk(desk: Any, batches: int) -> Act | None:
    """Approve fifty at once, `batches` times; None, said aloud, where it can't be done."""
    pending = _pending(desk, batches * _IN_A_BATCH)
    if len(pending) < batches * _IN_A_BATCH:
        return _skipped(f"only {len(pending)} comments wait")
    if desk.ask("POST", _BULK, {"csrf_token": pending[0][2]})[0] == 404:
        return _skipped(f"there is no {_BULK}")
    starts = range(0, len(pending), _IN_A_BATCH)
    chosen = iter([pending[start : start + _IN_A_BATCH] for start in starts])

    def decide(_number: int) -> tuple[int, str]:
        batch = next(chosen)
        picks = [f"{comment_id}-{version}" for comment_id, version, _token in batch]
        form = {"csrf_token": batch[0][2], "action": "approve", "pick": picks}
        return desk.ask("POST", _BULK, form)

    return decide


def _skipped(why: str) -> None:
    print(f"SKIPPED bulk of {_IN_A_BATCH}: {why}", file=sys.stderr)


def _pending(desk: Any, wanted: int) -> list[tuple[str, str, str]]:
    """Ids and versions of waiting comments, from the queue's own pages."""
    found: list[tuple[str, str, str]] = []
    address = "/staff/comments"
    while len(found) < wanted:
        page = desk.ask("GET", address)[1]
        token = _token_in(page)
        forms = re.findall(
            r'/staff/comments/(\d+)/decide".*?name="version" value="(\d+)"', page, re.DOTALL
        )
        found += [(comment_id, version, token) for comment_id, version in forms]
        following = re.search(r'href="(/staff/comments\?queue=\w+&amp;after=[^"&]+)"', page)
        if not following:
            break
        address = following[1].replace("&amp;", "&")
    return found[:wanted]


def _token_in(page: str) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
