"""Take the pictures of README.md and the guides: a real server with demo content, a real Chromium.

`make screenshots` takes all of them; `python docs/make_screenshots.py complaint casework` only
those. The server, its database and its logins live in a temporary folder and go with it; only
docs/screenshots changes.
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.conftest import FLAGS, Site, Tab, chromium
from tests.conftest import FIXED_ANSWER
from tests.journeys.server import ROOT, serving

FOLDER = ROOT / "docs" / "screenshots"
COLOURS = 256
STATUS = "performance.getEntriesByType('navigation')[0].responseStatus"
HEIGHTS = {360: 740, 1280: 800}
_ANSWER = (
    "Ngày {done:%d/%m} Công ty Thoát nước đã nạo vét 6 hố ga đầu ngõ 72 đường Đồng Sen. Cả tuyến"
    " cống dài 240 mét được nạo vét xong trước ngày {by:%d/%m/%Y}. Trước hôm làm, đội thi công gọi"
    " ông theo số 0900 000 405."
)
TALL = {"width": 1280, "height": 1040}  # for a page whose point lies below the fold


@contextmanager
def demo_site() -> Iterator[Site]:
    """A server that accepts the tests' security code, so that a picture can show a receipt."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), "--demo", PORTAL_UNDO_SECONDS="60") as server,
    ):
        yield Site(server, Path(folder))


@contextmanager
def tab(site: Site, browser: Browser, width: int, *, dark: bool = False) -> Iterator[Tab]:
    """A window without cookies; a phone's is drawn at two pixels for one, as phones do."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]},
        device_scale_factor=2 if width < 600 else 1,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="vi-VN",
    )
    try:
        yield Tab(site, context.new_page())
    finally:
        context.close()


def shoot(tab: Tab, name: str) -> None:
    """Write what the window shows, once its letters and pictures are there; never an error page."""
    tab.page.wait_for_load_state("networkidle")
    if tab.page.evaluate(STATUS) != 200:
        sys.exit(f"{name}: {tab.page.url} answers with an error.")
    tab.wait_until("document.fonts.status === 'loaded'")
    image = Image.open(io.BytesIO(tab.page.screenshot())).convert("RGB")
    file = FOLDER / f"{name}.png"
    image.quantize(COLOURS, kmeans=2, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} KB")


def shoot_citizen(site: Site, browser: Browser) -> None:
    """Somebody on a phone reads an article, writes under it and gets a receipt."""
    with tab(site, browser, 360) as phone:
        shoot(phone.open("/"), "home-360")
        phone.press(phone.page.locator(".ln-item-t").first)
        phone.page.locator("#viet-binh-luan").evaluate("form => scrollTo(0, form.offsetTop - 16)")
        shoot(phone, "article-360")
        phone.write_comment(
            full_name="Lê Thị Hòa",
            title="Cần thêm hố thu ở cuối ngõ",
            content="Mưa to là nước dồn về cuối ngõ 72. Đề nghị làm thêm hố thu ở đó.",
        )
        shoot(phone, "receipt-360")


def shoot_desk(site: Site, browser: Browser) -> None:
    """An editor's day: findings, masks, many at once, keys, a batch taken and one of it decided."""
    with tab(site, browser, 1280) as desk:
        page = desk.log_in("moderator").page
        shoot(desk.open("/staff/comments?queue=escalated"), "findings-1280")
        page.set_viewport_size(TALL)
        desk.press(page.locator(".ln-mod-t a").nth(1))
        shoot(desk, "masks-1280")
        page.set_viewport_size({"width": 1280, "height": HEIGHTS[1280]})
        desk.open("/staff/comments")
        for number in (2, 4, 5):
            page.locator("input[name=pick]").nth(number).check()
        desk.press("#bulk button[value=reject]")
        shoot(desk, "bulk-1280")
        desk.open("/staff/comments").press("form[action$='/claim'] button")
        page.keyboard.press("j")
        with page.expect_navigation():
            page.keyboard.press("a")
        shoot(desk, "queue-1280")
        page.keyboard.press("?")
        shoot(desk, "keys-1280")
        desk.open("/staff/comments").press(page.locator(".ln-mod-t a").first)
        shoot(desk, "comment-1280")
        desk.open("/staff/articles").press(page.locator(".ln-table tbody a").first)
        shoot(desk, "article-editor-1280")
        shoot(desk.open("/staff/comments?lang=en"), "queue-en-1280")


def shoot_quality(site: Site, browser: Browser) -> None:
    """What became of a refused comment, as its author reads it; everybody's figures."""
    with tab(site, browser, 1280) as desk:
        page = desk.log_in("administrator").page
        shoot(desk.open("/staff/figures"), "figures-1280")
        desk.open("/staff/comments?queue=rejected").press(page.locator(".ln-mod-t a").last)
        receipt = page.locator(".ln-desk-head .ln-code").inner_text()
    with tab(site, browser, 360) as phone:
        phone.open(f"/binh-luan/{receipt}")
        phone.page.locator("#what-now").evaluate("part => scrollTo(0, part.offsetTop - 32)")
        shoot(phone, "receipt-appeal-360")


def shoot_complaint(site: Site, browser: Browser) -> None:
    """Somebody files a complaint; a coordinator reads one; an agency has work to accept."""
    with tab(site, browser, 360) as phone:
        phone.open("/gui-phan-anh")
        phone.page.fill("#content", "Nước ngập nửa bánh xe ở đầu ngõ 72 mỗi khi mưa to.")
        phone.page.fill("#ward", "Phường Hoàn Kiếm")
        phone.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        shoot(phone, "complaint-360")
        phone.press(".ln-form-end button[name=preview]")
        phone.page.fill("#captcha_answer", FIXED_ANSWER)
        phone.press("main form .btn-primary")
        shoot(phone, "sent-360")
    with tab(site, browser, 1280) as desk:
        desk.log_in("coordinator").open("/staff/complaints")
        desk.press(desk.page.locator("main a[href^='/staff/complaints/']").nth(1))
        shoot(desk, "complaint-1280")
    with tab(site, browser, 360) as phone:
        shoot(phone.log_in("agency_officer").open("/agency/?tab=accepted"), "inbox-360")


def shoot_casework(site: Site, browser: Browser) -> None:
    """An answer on its way: drafted, previewed, approved in the agency, sent by the coordinator."""
    with tab(site, browser, 1280) as desk:
        _set_chain(desk.log_in("agency_leader"))
    with tab(site, browser, 360) as phone:
        phone.log_in("agency_officer").open("/agency/?tab=accepted")
        phone.press(phone.page.locator("h2 a", has_text="Nắp bể cáp lún"))
        _scroll_to(phone, "sender")
        shoot(phone, "agency-case-360")
        shoot(phone.open(f"{_path(phone)}/quick"), "quick-360")
    with tab(site, browser, 1280) as desk:
        desk.log_in("agency_officer").open("/agency/?tab=accepted")
        desk.press(desk.page.locator("h2 a", has_text="Cứ mưa là ngập"))
        desk.press("button[value=opinions]")
        _draft(desk)
        desk.press("button[value=preview]")
        desk.page.set_viewport_size(TALL)
        _scroll_to(desk, "preview")
        shoot(desk, "draft-1280")
        desk.press(desk.page.get_by_role("button", name="Gửi câu trả lời"))
    with tab(site, browser, 1280) as desk:
        shoot(desk.log_in("agency_leader").open("/agency/?list=approvals"), "approvals-1280")
        mine = desk.page.get_by_role("article", name="Cứ mưa là ngập")
        desk.press(mine.get_by_role("button", name="Duyệt", exact=True))
    with tab(site, browser, 1280) as desk:
        desk.log_in("coordinator").open("/staff/cases?queue=awaiting_approval")
        shoot(desk, "cases-1280")
        desk.page.set_viewport_size(TALL)
        desk.press(desk.page.locator("table a", has_text="Cứ mưa là ngập"))
        shoot(desk, "case-1280")


def _set_chain(desk: Tab) -> None:
    """The leader approves what leaves the agency, in the director's place."""
    page = desk.open("/agency/chain").page
    page.select_option("#staff1", label="Văn Khải")
    page.select_option("#letters1", "KT.")
    page.fill("#title1", "Giám đốc, Phó Giám đốc")
    desk.press(page.get_by_role("button", name="Lưu trình tự"))


def _draft(desk: Tab) -> None:
    """What the lead adds to the opinions that were copied in."""
    written = desk.page.input_value("#content")
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
    answer = _ANSWER.format(done=today - timedelta(days=1), by=today + timedelta(days=20))
    desk.page.fill("#content", f"{answer}\n\n{written}")
    desk.press("button[value=mask]")
    desk.page.select_option("#outcome", "planned")
    desk.page.fill("#document_number", "2251/SXD-HTKT")


def _path(tab: Tab) -> str:
    return tab.page.url.removeprefix(tab.site.url)


def _scroll_to(tab: Tab, part: str) -> None:
    tab.page.locator(f"#{part}").evaluate("part => scrollTo(0, part.offsetTop - 32)")


def shoot_dark(site: Site, browser: Browser) -> None:
    with tab(site, browser, 1280, dark=True) as window:
        shoot(window.open("/"), "home-dark-1280")


TAKES = {
    "citizen": shoot_citizen,
    "desk": shoot_desk,
    "quality": shoot_quality,
    "complaint": shoot_complaint,
    "casework": shoot_casework,
    "dark": shoot_dark,
}


def main(wanted: list[str]) -> None:
    """Take the pictures named, or all; end with a sentence when there is no browser."""
    if unknown := set(wanted) - set(TAKES):
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. There are: {', '.join(TAKES)}.")
    if not chromium():
        sys.exit("There is no Chromium: install one, or set CHROMIUM to its path.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for name, take in TAKES.items():
            if name in (wanted or TAKES):
                take(site, browser)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
