import re
from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from tests import factories
from tests.conftest import NOW, close, make_app, settings_for
from tests.visitor import Visitor


def test_the_policy_is_strict_and_scripts_carry_its_nonce(visitor, article):
    page = visitor.open(f"/bai-viet/{article.slug}")

    policy = page.response.headers["Content-Security-Policy"]
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", policy)[1]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert [script["nonce"] for script in page.soup.find_all("script")] == [nonce]
    assert not page.soup.select("[style], [onclick]")


def test_a_page_without_scripts_allows_none(visitor):
    assert (
        "script-src 'none'" in visitor.open("/tra-cuu").response.headers["Content-Security-Policy"]
    )


def test_every_nonce_is_new(visitor, article):
    policies = {
        visitor.open(f"/bai-viet/{article.slug}").response.headers["Content-Security-Policy"]
        for _ in range(3)
    }

    assert len(policies) == 3


def test_pages_are_compressed_when_asked(visitor, article):
    plain = visitor.open(f"/bai-viet/{article.slug}")
    packed = visitor.open(f"/bai-viet/{article.slug}", **{"Accept-Encoding": "gzip"})

    assert packed.response.headers["Content-Encoding"] == "gzip"
    assert len(packed.response.data) < len(plain.response.data) / 2


def test_static_files_are_cached_for_ever_and_carry_their_hash(visitor):
    sheet = visitor.open("/").soup.find("link", href=re.compile("site.css"))["href"]

    answer = visitor.open(sheet, **{"Accept-Encoding": "gzip"})

    assert re.search(r"\?v=[0-9a-f]{10}$", sheet)
    assert "immutable" in answer.response.headers["Cache-Control"]
    assert answer.response.headers["Content-Encoding"] == "gzip"
    assert answer.response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789", "?v=x&y"])
def test_a_static_file_asked_for_without_its_hash_is_not_kept_for_long(visitor, query):
    answer = visitor.open(f"/static/site.css{query}")

    assert answer.response.headers["Cache-Control"] == "max-age=60, public"


def test_a_folder_with_its_version_is_as_good_as_a_hash(visitor):
    font = visitor.open("/static/vendor/be-vietnam-pro-5.3.0/latin-400.woff2")

    assert "immutable" in font.response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/no.css"])
def test_nothing_but_static_files_is_static(visitor, path):
    assert visitor.open(path).status == 404


def test_an_unexpected_error_tells_a_number_and_logs_no_words(
    app, visitor, article, monkeypatch, caplog
):
    def explode(*_args, **_kwargs):
        raise RuntimeError("Lê Thị Hòa 0900000301")

    monkeypatch.setattr("moderation.queries.comments.threads", explode)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    page = visitor.open(f"/bai-viet/{article.slug}")

    number = re.search(r"số ([0-9a-f]{8})", page.words)[1]
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert page.status == 500
    assert number in logged
    assert "RuntimeError" in logged
    assert "0900000301" not in logged + page.text


def test_a_refusal_before_the_view_has_a_number_too(app, session, caplog):
    caplog.set_level("INFO")

    pages = [Visitor(app).post("/login", {}), Visitor(app, address="10.0.0.5").open("/")]

    numbers = [re.search(r"số ([0-9a-f]{8})", page.words)[1] for page in pages]
    assert [page.status for page in pages] == [400, 403]
    assert all(number in caplog.text for number in numbers)


def test_a_busy_database_asks_to_try_again_and_keeps_the_words(visitor, article, monkeypatch):
    page = visitor.open(f"/bai-viet/{article.slug}")

    def busy(*_args, **_kwargs):
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr("moderation.services.submissions.claim", busy)
    answer = page.send(
        "/bai-viet/", full_name="a", title="Tiêu đề của tôi", content="Nội dung của tôi"
    )

    assert answer.status == 503
    assert answer.response.headers["Retry-After"] == "10"
    assert "Nội dung của tôi" in answer.words


def test_a_wrong_method_is_told_which_are_right(visitor):
    answer = visitor.post("/tra-cuu", {})

    assert answer.status == 405
    assert set(answer.response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_requests_are_logged_without_paths_addresses_or_names(visitor, session, article, caplog):
    caplog.set_level("INFO")
    comment = factories.comment(session, article, full_name="Lê Thị Hòa", phone="+84900000301")

    visitor.open(f"/binh-luan/{comment.receipt}")
    visitor.open("/tra-cuu?ma=0900000301")

    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "public.receipt" in logged
    assert not [
        word for word in (comment.receipt, "0900000301", "Hòa", "127.0.0.1") if word in logged
    ]


def test_health_and_readiness(visitor, app, monkeypatch):
    assert visitor.open("/healthz").response.get_json() == {"status": "ok"}
    assert visitor.open("/readyz").status == 200
    monkeypatch.setattr("moderation.web.health.views.is_at_head", lambda _connection: False)
    assert visitor.open("/readyz").status == 503


def test_a_testing_server_answers_this_machine_only(app, session):
    assert Visitor(app, address="10.0.0.5").open("/").status == 403
    assert Visitor(app, address="127.0.0.1").open("/").status == 200


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"env": "development"}, 403),
        ({"env": "development", "testing_bind": "10.0.0.1"}, 200),
        ({"env": "production"}, 200),
    ],
)
def test_a_development_server_answers_this_machine_only(app, session, monkeypatch, changes, status):
    """However it was started: `flask run --host 0.0.0.0` too."""
    tools = app.extensions["toolbox"]
    settings = replace(tools.settings, testing=False, captcha_fixed_answer="", **changes)
    monkeypatch.setitem(app.extensions, "toolbox", replace(tools, settings=settings))

    assert Visitor(app, address="10.0.0.5").open("/healthz").status == status


def test_production_cookies_travel_over_https_only(tmp_path):
    app = make_app(replace(settings_for(tmp_path), env="production"))

    try:
        assert app.config["SESSION_COOKIE_SECURE"]
    finally:
        close(app)


def test_an_https_page_asks_for_https(tmp_path):
    app = make_app(settings_for(tmp_path, proxies=1), clock=lambda: NOW)
    try:
        answer = Visitor(app).open(
            "/tra-cuu", **{"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
        )

        assert answer.response.headers["Strict-Transport-Security"] == "max-age=31536000"
    finally:
        close(app)


def test_somebody_at_the_desk_stays_there_when_a_page_is_missing_or_forbidden(desk, moderator):
    browser = desk(moderator)

    pages = [browser.open(path) for path in ("/staff/comments/999", "/staff/people", "/khong-co")]

    assert [page.status for page in pages] == [404, 403, 404]
    for page in pages:
        assert page.soup.find("a", class_="btn-primary", href="/staff/"), page.words
        assert page.soup.body["class"] == ["desk"]
        assert "Đăng nhập" not in page.words
        assert "Ông/bà" not in page.words


def test_a_stranger_is_told_as_a_citizen(visitor):
    page = visitor.open("/khong-co")

    assert "Ông/bà thử về trang chủ" in page.words
    assert not page.soup.body.has_attr("class")


def test_when_nobody_can_be_asked_who_is_logged_in_the_error_page_is_the_plain_one(
    desk, moderator, monkeypatch
):
    browser = desk(moderator)

    def busy(*_args, **_kwargs):
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr("moderation.queries.staff.session_for", busy)
    page = browser.open("/staff/")

    assert page.status == 503
    assert page.soup.body.get("class") is None
