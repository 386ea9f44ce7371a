"""What casework costs: an agency's list and its parts, the coordinator's page, an answer sent."""

import re
from collections.abc import Callable

from bench.complaints import Asks

Act = Callable[[int], tuple[int, str]]
_ANSWER = {
    "content": "Ngày 14/7/2026 đội thoát nước số 3 đã nạo vét 40 m cống trước số 12 phố Hàng Bông.",
    "outcome": "explained",
    "document_number": "214/BB-SXD",
    "anyway": "y",
}


def case_page(desk: Asks) -> Act:
    """Open the case that is due first, on which much happened."""
    page = desk.ask("GET", "/staff/cases?queue=open")[1]
    path = re.search(r'href="(/staff/complaints/\d+)"', page)[1]
    return lambda _number: desk.ask("GET", path)


def taking(agency: Asks, paths: list[str]) -> Act:
    """Take the agency's next offered part: the case begins."""
    form = _token(agency, paths[0])
    following = iter(paths)
    return lambda _number: agency.ask("POST", f"{next(following)}/accept", {**form, "version": "1"})


def publishing(desk: Asks, agency: Asks, taken: list[str]) -> Act:
    """Send the answers that the agency gives beforehand to each of the parts it has taken."""
    seen = _seen(agency, taken[0], "/answer")
    for path in taken:
        status, text = agency.ask("POST", f"{path}/answer", {**seen, **_ANSWER})
        assert status == 303, (status, text[:300])
    answered = "/staff/cases?queue=awaiting_approval"
    paths = listed(desk, answered, r'href="(/staff/complaints/\d+)"', len(taken))
    words = {"answer": _ANSWER["content"], "public_answer": "", "outcome": "explained"}
    words |= {"confirmed": "y"}  # as the page that shows it once more sends it
    form = {**_seen(desk, paths[0], "/publish"), **words}
    following = iter(paths)
    return lambda _number: desk.ask("POST", f"{next(following)}/publish", form)


def offered(agency: Asks, wanted: int) -> list[str]:
    """Addresses of parts that wait for the agency to take them."""
    return listed(agency, "/agency/", r'href="(/agency/cases/\d+)"', wanted)


def listed(client: Asks, address: str, link: str, wanted: int) -> list[str]:
    """Links of a list, page after page, until there are enough."""
    found: list[str] = []
    while len(found) < wanted:
        page = client.ask("GET", address)[1]
        found += dict.fromkeys(re.findall(link, page))
        following = re.search(r'href="([^"]*[?&;]after=[^"]+)"', page)
        if not following:
            break
        address = following[1].replace("&amp;", "&")
    return found[:wanted]


def _token(client: Asks, path: str) -> dict[str, str]:
    return _token_in(client.ask("GET", path)[1])


def _token_in(page: str) -> dict[str, str]:
    return {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1]}


def _seen(client: Asks, path: str, action: str) -> dict[str, str]:
    """What the form for `action` sends by itself; the next one's is the same."""
    page = client.ask("GET", path)[1]
    form = page[page.index(f"{action}") :]
    version = re.search(r'name="version" value="(\d+)"', form)[1]
    return {**_token_in(page), "version": version}
