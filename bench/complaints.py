"""What complaints cost: filing, following, routing."""

import re
from collections.abc import Callable
from secrets import token_urlsafe
from typing import Protocol

from moderation.domain.text import fold

Act = Callable[[int], tuple[int, str]]


class Asks(Protocol):
    """A client with a connection and cookies: `bench.__main__.Client`."""

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, str]: ...


def filing(client: Asks, captcha_answer: str) -> Act:
    """File a complaint without a photo, each time a new form."""
    hidden = _fields(client.ask("GET", "/gui-phan-anh")[1])

    def file(number: int) -> tuple[int, str]:
        ids = {"submission_id": token_urlsafe(16), "captcha_id": token_urlsafe(16)}
        words = {"content": f"Cống tắc, lần {number}.", "ward": "Phường Hoàn Kiếm", "send": "1"}
        return client.ask(
            "POST", "/gui-phan-anh", {**hidden, **ids, **words, "captcha_answer": captcha_answer}
        )

    return file


def looking_alike(client: Asks) -> Act:
    """Ask for published complaints like the one being typed."""
    token = _fields(client.ask("GET", "/gui-phan-anh")[1])["csrf_token"]
    words = {"content": "Cống trước cổng trường tắc, nước ngập nửa bánh xe mỗi khi mưa to."}
    form = {"csrf_token": token, "ward": "Phường Hoàn Kiếm", **words}
    return lambda _number: client.ask("POST", "/gui-phan-anh/tuong-tu", form)


def tracking(client: Asks) -> Act:
    """Open the public page of a published complaint."""
    path = re.search(r'href="(/tra-cuu/PA-[^"]+)"', client.ask("GET", "/phan-anh")[1])[1]
    return lambda _number: client.ask("GET", path)


def waiting_page(desk: Asks) -> Act:
    """Open the complaint that waits longest, with all that helps to decide about it."""
    path = f"/staff/complaints/{_waiting(desk, 1)[0]}"
    return lambda _number: desk.ask("GET", path)


def routing(desk: Asks, wanted: int) -> Act:
    """Accept one of the complaints that wait longest and give it to a lead and two others."""
    ids = iter(_waiting(desk, wanted))
    page = desk.ask("GET", f"/staff/complaints/{next(ids)}")[1]
    form = _acceptance(page)
    lead, *others = _agencies(page)
    chosen = {"lead": lead}
    for number, agency in enumerate(others, start=1):
        chosen |= {
            f"agency_{number}": agency,
            f"question_{number}": "Ý kiến thế nào?",
            f"due_{number}": form["due_on"],
        }

    def accept(_number: int) -> tuple[int, str]:
        return desk.ask("POST", f"/staff/complaints/{next(ids)}/accept", {**form, **chosen})

    return accept


def _waiting(desk: Asks, wanted: int) -> list[str]:
    found: list[str] = []
    address = "/staff/complaints"
    while len(found) < wanted:
        page = desk.ask("GET", address)[1]
        found += dict.fromkeys(re.findall(r'href="/staff/complaints/(\d+)"', page))
        following = re.search(r'href="(/staff/complaints\?[^"]*after=[^"]+)"', page)
        if not following:
            break
        address = following[1].replace("&amp;", "&")
    return found


def _fields(page: str) -> dict[str, str]:
    """Hidden fields of a page's forms, the last of a name winning."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def _acceptance(page: str) -> dict[str, str]:
    start = page.index("/accept")
    part = page[start : page.index("</form>", start)]
    fields = _fields(part) | dict(re.findall(r'name="(due_on)"[^>]*value="([^"]*)"', part))
    return fields | {"due_on": fields.get("due_on", "")}


def _agencies(page: str) -> list[str]:
    start = page.index('name="lead"')
    options = re.findall(r'<option value="(\d+)"[^>]*>([^<]*)', page[start : start + 60_000])
    return [value for value, name in options if fold(name).startswith("so ")][:3]
