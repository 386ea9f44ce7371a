"""Rules of the templates, read from their text and from what they render."""

import re
from pathlib import Path

import pytest

from moderation.domain import tracking_codes
from moderation.services import sealing
from tests import factories
from tests.conftest import NOW

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
#: Where unescaped HTML may come from: our own renderer, which sanitises.
SAFE = {("public/article.html", "article.body_html"), ("staff/article.html", "preview")}


def name(file: Path) -> str:
    return str(file.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_every_imported_macro_is_used(file):
    text = file.read_text()
    for line in re.findall(r"{% from .*? import (.*?) %}", text):
        for imported in line.split(","):
            known = imported.split(" as ")[-1].strip()
            assert len(re.findall(rf"\b{known}\(", text)) >= 1, known


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_nothing_is_unescaped_but_what_was_sanitised(file):
    found = {
        (name(file), value) for value in re.findall(r"{{\s*([\w.]+)\s*\|\s*safe", file.read_text())
    }

    assert found <= SAFE
    assert "autoescape false" not in file.read_text()


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_every_address_exists(file, bare_app):
    endpoints = set(re.findall(r"url_for\('([\w.]+)'", file.read_text()))

    assert endpoints <= set(bare_app.view_functions)


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_every_posting_form_carries_its_token(file):
    for form in re.findall(r'<form[^>]*method="post".*?</form>', file.read_text(), re.DOTALL):
        assert form.count("{{ token() }}") == 1, form[:80]


@pytest.mark.parametrize(
    "file",
    [
        *TEMPLATES,
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted((ROOT / "moderation").rglob("*.py")),
    ],
    ids=lambda file: str(file.relative_to(ROOT)),
)
def test_every_code_given_as_an_example_could_be_one(file):
    for code in re.findall(r"\bBL(?!-XXXX)(?:-[0-9A-Z]{4}){3}\b", file.read_text()):
        assert str(tracking_codes.parse(code)) == code


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_no_style_no_handler_and_no_outside_address_stand_in_a_page(file):
    text = file.read_text()

    assert not re.search(r'\sstyle="|\son\w+="|javascript:', text)
    assert not re.search(r'(src|href)="(https?:)?//', text)


@pytest.mark.parametrize(
    "file",
    sorted((ROOT / "static").glob("*.css")) + sorted((ROOT / "static" / "js").glob("*.js")),
    ids=lambda file: file.name,
)
def test_no_stylesheet_and_no_script_asks_another_host(file):
    assert not re.findall(
        r"url\([\"']?(?!data:)(?:https?:)?//|fetch\([\"'`]https?:", file.read_text()
    )


@pytest.fixture
def pages(app, session, desk, article, moderator, tools):
    """Every page there is, by address, each seen by somebody who may."""
    from moderation.domain.permissions import Role
    from tests.house.test_routes import PUBLIC
    from tests.visitor import Visitor

    shown = factories.published(session, article, moderator)
    factories.comment(session, article)
    covered = factories.comment(session, article)
    sealing.cover(session, covered, seen_version=1, seal=tools.seal, actor=moderator, now=NOW)
    session.commit()
    seen_by = {role: desk(factories.person(session, role)) for role in Role}
    stranger = Visitor(app)
    values = {
        "slug": article.slug,
        "receipt": shown.receipt,
        "code": "BL-1",
        "captcha_id": "x",
        "article_id": article.id,
        "staff_id": moderator.id,
    }

    def address_of(rule):
        comment = covered if rule.endpoint == "staff.read_sealed" else shown
        known = values | {"comment_id": comment.id}
        return app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})

    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    with app.test_request_context():
        addresses = {rule.endpoint: address_of(rule) for rule in rules}

    def collect(language):
        for browser in (stranger, *seen_by.values()):
            browser.open(f"/?lang={language}")
        for endpoint, address in addresses.items():
            role = Role.CONFIDENTIAL_OFFICER if "sealed" in endpoint else Role.ADMINISTRATOR
            page = (stranger if endpoint in PUBLIC else seen_by[role]).open(address)
            if page.response.mimetype == "text/html" and page.status not in (301, 303):
                yield address, page

    return collect


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_has_one_heading_a_title_a_language_and_unique_ids(pages, language):
    seen = list(pages(language))

    assert len(seen) > 15
    for address, page in seen:
        ids = [tag["id"] for tag in page.soup.find_all(id=True)]
        assert len(page.soup.find_all("h1")) == 1, address
        assert page.soup.title.text.strip().endswith("- Lắng Nghe"), address
        assert page.soup.html["lang"] == language, address
        assert len(ids) == len(set(ids)), (address, [i for i in ids if ids.count(i) > 1])
        assert page.soup.find("main", id="main"), address


def test_in_english_no_vietnamese_sentence_of_ours_is_left(pages):
    """Words of the catalogue's Vietnamese side must not show on an English page."""
    from babel.messages.pofile import read_po

    with (ROOT / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        entries = [
            message for message in read_po(file) if message.id and isinstance(message.id, str)
        ]
    sentences = {m.id for m in entries if m.id != m.string and "%(" not in m.id and len(m.id) > 12}

    for address, page in pages("en"):
        left = [sentence for sentence in sentences if sentence in page.words]
        assert left == [], address
