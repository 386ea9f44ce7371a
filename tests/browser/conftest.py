"""Ring 3: a real server, a real Chromium, axe. Without Chromium these are reported as not run."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, sync_playwright

from tests.conftest import FIXED_ANSWER
from tests.journeys.server import Server, serving, until

pytest.register_assert_rewrite("tests.browser.casework")

#: Of what axe would fetch beforehand only media serve a rule that is on; each style sheet would be
#: read again for every page.
AXE_OPTIONS = "{resultTypes: ['violations'], preload: {assets: ['media']}}"
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
#: The address bar's own pages, a process for each window; then what Playwright turns off, for only
#: the last list of this kind counts.
UNWANTED = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,OptimizationHints,"
    "ThirdPartyStoragePartitioning,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # What is looked at lives a second: compiling it better costs more than it saves.
    "--js-flags=--no-opt --no-maglev",
    f"--disable-features={UNWANTED}",
]
WIDTHS = (360, 1280)
#: axe reads each page in both languages, shades and widths: width, language, dark.
READ = [(360, "vi", False), (1280, "en", True)]
NOT_RUN = "BROWSER TEST NOT RUN: there is no Chromium"


def chromium() -> str | None:
    """Debian's Chromium, or whatever Chrome there is."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium():
        return
    if os.environ.get("NEED_BROWSER"):
        raise pytest.UsageError("NEED_BROWSER is set and there is no Chromium")
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.skip(reason=NOT_RUN))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it where it is read last."""
    skipped = terminalreporter.stats.get("skipped", [])
    missing = sum(NOT_RUN in str(report.longrepr) for report in skipped)
    if missing:
        terminalreporter.section("BROWSER TESTS NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(
            f"{missing} browser tests were not run: there is no Chromium."
            " Install it (Debian: apt-get install chromium) or set CHROMIUM to its path."
        )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield chrome
        chrome.close()


@dataclass
class Site:
    """A server with demo content, and its demo logins."""

    server: Server
    instance: Path
    logins: dict[str, dict] = field(default_factory=dict)  # the cookie of each role, once typed

    @property
    def url(self) -> str:
        return f"http://{self.server.host}"

    def password(self, role: str) -> str:
        return json.loads((self.instance / "demo_logins.json").read_text())[role]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    instance = tmp_path_factory.mktemp("site")
    # Everybody writes from one address here, and often the same.
    with serving(instance, "--demo", PORTAL_FLOOD_LIMIT="1000") as server:
        yield Site(server, instance)


@dataclass
class Tab:
    """One person's page. Complaints of the browser are collected, and must stay none."""

    site: Site
    page: Page
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> "Tab":
        self.page.goto(self.site.url + path)
        return self

    def text(self) -> str:
        return " ".join(self.page.inner_text("body").split())

    def press(self, target: str | Locator) -> None:
        """Press what leads to another page, and wait for that page."""
        locator = self.page.locator(target) if isinstance(target, str) else target
        with self.page.expect_navigation():
            locator.click()

    def write_comment(self, **typed: str) -> None:
        """Fill the comment form and send it, with the code of a testing server."""
        words = {
            "full_name": "Lê Thị Hòa",
            "title": "Góp ý từ trình duyệt",
            "content": "Cần hố thu ở cuối ngõ.",
            "captcha_answer": FIXED_ANSWER,
        }
        for name, value in {**words, **typed}.items():
            self.page.fill(f"#{name}", value)
        self.press("#viet-binh-luan button.btn-primary")

    def log_in(self, role: str) -> "Tab":
        """Be somebody of the demo. The form is filled in once a role; then its cookie is enough."""
        names = {
            "moderator": "bientapvien",
            "propaganda_officer": "tuyengiao",
            "confidential_officer": "baomat",
            "coordinator": "dieuphoi",
            "agency_officer": "so",
            "agency_leader": "lanhdao",
            "agency_clerk": "vanthu",
            "ward_officer": "phuong",
            "drainage_officer": "thoatnuoc",
            "head_coordinator": "phutrach",
            "administrator": "quantri",
        }
        if role in self.site.logins:
            self.page.context.add_cookies([self.site.logins[role]])
            return self
        self.open("/login")
        self.page.fill("#email", f"{names[role]}@demo.example")
        self.page.fill("#password", self.site.password(role))
        self.press("main button.btn-primary")
        assert "/staff/" in self.page.url or "/agency/" in self.page.url
        cookies = self.page.context.cookies()
        self.site.logins[role] = next(each for each in cookies if each["name"] == "portal")
        return self

    def wait_until(self, expression: str) -> None:
        """Wait for an expression to hold; the pages' own policy forbids Playwright's way."""
        assert until(lambda: self.page.evaluate(expression)), expression

    def axe(self) -> list[str]:
        """What axe objects to, a line each: rule, and the first element."""
        self.page.evaluate(AXE)
        found = self.page.evaluate(f"axe.run(document, {AXE_OPTIONS})")
        return [
            f"{each['id']} ({each['impact']}): {each['nodes'][0]['html'][:160]}"
            f" | {each['nodes'][0].get('failureSummary', '')[:200]}"
            for each in found["violations"]
        ]

    def objections(self, *paths: str, looks: Sequence[tuple[int, bool]] = ()) -> dict[str, object]:
        """What axe and the window's width object to, by address. Of several looks (width, dark)
        axe is asked in the first, and whether the page fits in each.
        """
        found = {}
        for path in paths:
            self._look(*looks[:1])
            self.open(path)
            problems = [*self.axe(), *self._too_wide()]
            for look in looks[1:]:
                self._look(look)
                problems += self._too_wide()
            if problems:
                found[path] = problems
        return found

    def _look(self, *look: tuple[int, bool]) -> None:
        for width, dark in look:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.emulate_media(color_scheme="dark" if dark else "light")

    def _too_wide(self) -> list[str]:
        cut = self.overflow()
        return [f"wider than the window by {cut} px"] if cut > 0 else []

    def first_link(self, beginning: str) -> str:
        """Where the first row of a list leads; the menu's own links left out."""
        found = self.page.locator(f"main a[href^='{beginning}']").evaluate_all(
            "links => links.map(link => link.getAttribute('href')).filter(at => /\\d/.test(at))"
        )
        return found[0]

    def overflow(self) -> int:
        """Pixels by which the page is wider than its window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )


@pytest.fixture
def tab(site, browser) -> Iterator[Callable[..., Tab]]:
    """Open a tab: `tab(width=360, language='en', scripts=False, dark=True)`."""
    contexts: list[BrowserContext] = []
    tabs: list[Tab] = []

    def open_tab(
        *, width: int = 1280, language: str = "vi", scripts: bool = True, dark: bool = False
    ) -> Tab:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="vi-VN",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        made = Tab(site, context.new_page())
        tabs.append(made)
        made.page.on("console", lambda message: _note(made, message.type, message.text))
        made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
        made.page.on("requestfailed", lambda request: _failed(made, request))
        if language != "vi":
            context.add_cookies([{"name": "lang", "value": language, "url": site.url}])
        return made

    yield open_tab
    complaints = [complaint for made in tabs for complaint in made.complaints]
    for context in contexts:
        context.close()
    assert complaints == []


def _failed(tab: Tab, request: Request) -> None:
    """A request that came to nothing, unless the person simply went on to another page."""
    if request.failure != "net::ERR_ABORTED":
        _note(tab, "error", request.url)


def _note(tab: Tab, kind: str, text: str) -> None:
    """Errors count, save that a page was answered with 4xx on purpose or a sound was not wanted."""
    expected = "the server responded with a status of 4" in text or text.endswith(".wav")
    if kind == "error" and not expected:
        tab.complaints.append(text)
