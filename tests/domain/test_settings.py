from datetime import time

import pytest

from moderation.domain.errors import SettingsError
from moderation.domain.settings import SPOKEN, from_environ, unknown_variables


def refusal(**environ: str) -> str:
    with pytest.raises(SettingsError) as caught:
        from_environ(environ)
    return str(caught.value)


def test_an_empty_environment_is_a_production_server_with_defaults():
    settings = from_environ({})

    assert settings.is_production
    assert settings.languages == SPOKEN
    assert settings.office_hours == ((time(8), time(12)), (time(13, 30), time(17, 30)))


def test_the_flask_command_begins_in_development():
    assert from_environ({"FLASK_RUN_FROM_CLI": "true"}).env == "development"
    assert from_environ({"FLASK_RUN_FROM_CLI": "true", "PORTAL_ENV": "production"}).is_production


def test_values_are_read_by_their_kind():
    settings = from_environ(
        {
            "PORTAL_THREADS": "3",
            "PORTAL_TESTING": "1",
            "PORTAL_CAPTCHA_FIXED_ANSWER": "11111",
            "PORTAL_HOSTS": "a.example, b.example",
            "PORTAL_OFFICE_HOURS": "07:30-11:30, 13:00-17:00",
            "PORTAL_SITE_NAME": "",
        }
    )

    assert settings.threads == 3
    assert settings.testing
    assert settings.hosts == ("a.example", "b.example")
    assert settings.office_hours == ((time(7, 30), time(11, 30)), (time(13), time(17)))
    assert settings.site_name == "Lắng Nghe"


def test_a_fixed_captcha_answer_alone_is_refused():
    assert "PORTAL_TESTING=1" in refusal(PORTAL_CAPTCHA_FIXED_ANSWER="12345")


def test_several_web_processes_without_redis_are_refused_with_the_reason():
    assert "PORTAL_REDIS_URL" in refusal(PORTAL_WEB_PROCESSES="2")


def test_several_web_processes_with_redis_are_fine():
    environ = {"PORTAL_WEB_PROCESSES": "2", "PORTAL_REDIS_URL": "redis://localhost"}

    assert from_environ(environ).web_processes == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_ENV", "staging"),
        ("PORTAL_THREADS", "many"),
        ("PORTAL_THREADS", "0"),
        ("PORTAL_TESTING", "perhaps"),
        ("PORTAL_TIMEZONE", "Asia/Atlantis"),
        ("PORTAL_LANGUAGES", "vi,fr"),
        ("PORTAL_OFFICE_HOURS", "17:00-08:00"),
        ("PORTAL_OFFICE_HOURS", "morning"),
        ("PORTAL_DATABASE_URL", "mysql://x"),
        ("PORTAL_CAPTCHA_LENGTH", "2"),
        ("PORTAL_QUIET_HOURS", "night"),
        ("PORTAL_DIGEST_HOUR", "24"),
        ("PORTAL_TITLE_LIMIT", "1000"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(name, value):
    assert name in refusal(**{name: value})


def test_slips_of_the_pen_are_found():
    assert unknown_variables({"PORTAL_SITENAME": "x", "PORTAL_ENV": "", "HOME": ""}) == [
        "PORTAL_SITENAME"
    ]


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
    ],
)
def test_loopback_is_this_machine_only(address, loopback):
    assert from_environ({}).is_loopback(address) == loopback
