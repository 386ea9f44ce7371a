"""The second path in a browser: complain, route, answer, follow."""

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.browser import casework
from tests.conftest import FIXED_ANSWER


@pytest.fixture
def photo(tmp_path) -> Path:
    path = tmp_path / "ngap.jpg"
    Image.new("RGB", (800, 600), "teal").save(path, "JPEG")
    return path


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_complaint_is_filed_routed_answered_and_followed(tab, photo, scripts):
    citizen = tab(width=360, scripts=scripts)
    code, number = filed(citizen, photo)
    coordinator = tab(scripts=scripts).log_in("coordinator")
    routed(coordinator, code)
    officer = tab(width=360, scripts=scripts).log_in("agency_officer")
    answered(officer, photo, "sáng nay" if scripts else "chiều qua, thông cả hố ga trước chợ")
    casework.approve(tab(width=360, scripts=scripts).log_in("agency_leader"), code)
    published(coordinator, code)

    citizen.open(f"/tra-cuu/{code}")
    citizen.page.click("main details summary")
    citizen.page.fill("#so", number)
    citizen.press("main details form .btn-primary")
    assert "Đã nạo vét cống ngõ 12" in citizen.text()
    assert "0900 000 301" in citizen.text()
    assert citizen.page.locator(".ln-official img").count() == 1


def filed(citizen, photo: Path) -> tuple[str, str]:
    citizen.open("/gui-phan-anh")
    page = citizen.page
    page.fill("#content", "Cống ngõ 12 tắc ba hôm nay, nước tràn vào nhà. Gọi 0900 000 301.")
    page.fill("#ward", "Phường Hoàn Kiếm")
    page.set_input_files("#photos", photo)
    citizen.press("button[name=add_photo]")
    page.select_option("#category", "HT") if page.locator("#category").is_visible() else None
    page.check("#hide_identity")
    page.check("#consent_publish")
    citizen.press(".ln-form-end button[name=preview]")
    assert "[số điện thoại]" in page.inner_text(".ln-pane >> nth=0")
    page.fill("#captcha_answer", FIXED_ANSWER)
    citizen.press("main form .btn-primary")
    text = citizen.text()
    return re.search(r"PA(?:-\w{4}){3}", text)[0], re.search(r"\b\d{4} \d{4}\b", text)[0]


def opened(coordinator, code: str) -> None:
    """The complaint's page, through the list that holds it."""
    for address in (
        "/staff/complaints", "/staff/cases?queue=awaiting_approval", "/staff/cases?queue=assigned"
    ):  # fmt: skip
        coordinator.open(address)
        while True:
            row = coordinator.page.locator("article, tr, li").filter(has_text=code)
            if row.count():
                coordinator.press(row.last.locator("a[href^='/staff/complaints/']").first)
                return
            following = coordinator.page.locator("a[href*='after=']")
            if not following.count():
                break
            coordinator.press(following.first)
    raise AssertionError(f"{code} is in no list")


def routed(coordinator, code: str) -> None:
    opened(coordinator, code)
    form = coordinator.page.locator("form[action*='/accept']")
    lead = form.locator("select[name=lead] option").filter(has_text="Sở Xây dựng").first
    form.locator("select[name=lead]").select_option(lead.get_attribute("value"))
    coordinator.press(form.locator(".btn-primary"))
    assert "Đã tiếp nhận và giao việc." in coordinator.text()


def answered(officer, photo: Path, when: str) -> None:
    """In words of its own: the same ones again would be warned about."""
    officer.open("/agency/")
    while not officer.page.locator("main").filter(has_text="Cống ngõ 12 tắc").count():
        officer.press(officer.page.locator("a[href*='after=']").first)
    officer.press(officer.page.locator("main a").filter(has_text="Cống ngõ 12 tắc").first)
    assert "0900 000 301" not in officer.text()
    officer.press(officer.page.locator("form[action$='/accept'] button").last)
    officer.page.set_input_files("input[type=file]", photo)
    officer.page.fill("textarea[name=content]", f"Đã nạo vét cống ngõ 12 {when}.")
    officer.page.select_option("select[name=outcome]", "fixed")
    officer.press(officer.page.locator("form[action$='/answer'] button.ln-wide"))
    assert "Đã trình duyệt trong đơn vị." in officer.text()


def published(coordinator, code: str) -> None:
    opened(coordinator, code)
    coordinator.press(coordinator.page.locator("form[action$='/publish#publish'] .btn-primary"))
    assert "Chưa gửi." in coordinator.text()
    coordinator.press(coordinator.page.locator("form[action$='/publish#publish'] .btn-primary"))
    assert "Đã gửi câu trả lời cho người gửi." in coordinator.text()


def test_a_photo_too_large_is_left_out_before_it_travels(tab, photo, tmp_path):
    large = tmp_path / "to.jpg"
    large.write_bytes(b"\0" * (11 * 1024 * 1024))
    page = tab(width=360).open("/gui-phan-anh").page

    page.set_input_files("#photos", [photo, large])

    assert page.evaluate("[...document.querySelector('#photos').files].map(f => f.name)") == [
        photo.name
    ]
    assert "to.jpg: ảnh nặng hơn 10 MB" in page.inner_text("#anh")
