"""Similar complaints while typing, me too, and the pages of rules: in a browser, with axe."""

import pytest

from tests.browser.conftest import READ


@pytest.mark.parametrize(("width", "language", "dark"), READ)
def test_rules_words_and_the_letter_have_no_violation_and_fit(tab, width, language, dark):
    desk = tab(width=width, language=language, dark=dark).log_in("administrator")
    desk.open("/staff/routing-rules/new")
    desk.page.fill("#name", f"Đêm {width}")
    desk.page.select_option("#lead", "SXD")
    desk.press("main form[action='/staff/routing-rules/new'] .btn-primary")
    rule = desk.open("/staff/routing-rules").first_link("/staff/routing-rules/")
    waiting = desk.open("/staff/complaints").first_link("/staff/complaints/")
    pages = [
        "/staff/", "/staff/routing-rules", rule, "/staff/issue-words", "/staff/issue-words/HT02",
        waiting, f"{waiting}?checked=1&yes=own_decision", f"{waiting}/guidance",
    ]  # fmt: skip

    assert desk.objections(*pages) == {}
    desk.open(rule)
    desk.press("button[name=try]")
    assert desk.axe() == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_who_writes_the_same_again_is_shown_it_and_says_me_too(tab, scripts):
    reader = tab(width=360, scripts=scripts)
    # Others in the ring answer cases meanwhile; only what is still open is offered to follow.
    open_ones = reader.open("/phan-anh?trang-thai=in_progress")
    shown = open_ones.first_link("/tra-cuu/PA-")
    reader.open(shown)
    title = reader.page.inner_text("h1")
    words = reader.page.inner_text("main section.ln-card >> nth=0")
    ward = reader.page.inner_text(".ln-by span >> nth=0")
    reader.open("/gui-phan-anh")
    reader.page.fill("#content", words.split("\n", 1)[-1] + " " + title)
    reader.page.fill("#ward", ward)
    if scripts:
        reader.page.wait_for_selector("[data-alike] a", timeout=15_000)
        assert reader.axe() == []
        reader.press("[data-alike] a >> nth=0")
    else:
        reader.press(".ln-form-end button[name=preview]")
        reader.press(".ln-alike a >> nth=0")

    reader.press("#theo-doi .btn-primary")

    assert "người cùng phản ánh" in reader.text()
    assert reader.complaints == []
