"""Every setting, with its default and its meaning, read once from `PORTAL_*` variables.

`docs/operations.md` carries the same table; a test compares them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from moderation.domain import quiet_hours
from moderation.domain.errors import SettingsError

#: Languages the product speaks; the first is the language of record.
SPOKEN = ("vi", "en")

OfficeHours = tuple[tuple[time, time], ...]
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _setting(default: Any, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


# ruff: noqa: RUF009 - `_setting` only makes a dataclass field


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A field `site_name` is the variable `PORTAL_SITE_NAME`."""

    env: str = _setting(
        "",
        "`production` or `development`. Unset: development for the `flask` command (so for"
        " `make run`), production for every other server.",
    )
    instance: Path = _setting(Path("instance"), "Directory of the database, files and keys.")
    secret_key: str = _setting(
        "",
        "Signs cookies and codes. Unset: `keys/secret_key` of the instance; production refuses"
        " to start without.",
    )
    sealed_keys: tuple[str, ...] = _setting(
        (),
        "Fernet keys of the sealed lane, commas between, the first encrypts. Unset:"
        " `keys/sealed_keys` of the instance.",
    )
    database_url: str = _setting(
        "", "`postgresql+psycopg://...`. Unset: SQLite in `portal.db` of the instance."
    )
    redis_url: str = _setting(
        "", "`redis://...`; needed as soon as more than one web process runs."
    )
    web_processes: int = _setting(
        1, "Web processes on all hosts together; above 1 only with `PORTAL_REDIS_URL`."
    )
    threads: int = _setting(8, "Threads that answer requests, in each process.")
    connection_limit: int = _setting(1000, "Open connections the built-in server holds at most.")

    restart_seconds: int = _setting(
        25, "Seconds a web process waits for the one it replaces to finish what it accepted."
    )

    site_name: str = _setting("Lắng Nghe", "Name in the masthead and in mails.")
    tagline: str = _setting("Cổng góp ý và phản ánh của thành phố", "Second line of the masthead.")
    tagline_en: str = _setting("The city's comment and complaint desk", "The same in English.")
    city_name: str = _setting("thành phố", "How sentences name the city, in Vietnamese.")
    city_name_en: str = _setting("the city", "The same in English.")
    languages: tuple[str, ...] = _setting(
        SPOKEN, "Languages offered, the first by default: `vi,en` or one of them."
    )
    timezone: str = _setting(
        "Asia/Ho_Chi_Minh", "Zone in which dates are shown and deadlines counted."
    )
    office_hours: OfficeHours = _setting(
        ((time(8), time(12)), (time(13, 30), time(17, 30))), "Office hours, Monday to Friday."
    )
    office_phone: str = _setting("", "Telephone of the desk that answers citizens.")
    office_email: str = _setting("", "Mail address of that desk.")
    office_address: str = _setting("", "Street address of that desk.")
    base_url: str = _setting(
        "http://127.0.0.1:8000", "Address under which people reach the site; links in mails use it."
    )
    hosts: tuple[str, ...] = _setting((), "Host names answered; unset: any.")
    proxies: int = _setting(0, "Reverse proxies in front that set `X-Forwarded-*`.")

    name_limit: int = _setting(120, "Characters in a name.")
    title_limit: int = _setting(200, "Characters in a title.")
    content_limit: int = _setting(5000, "Characters in a comment.")
    approval_promise: int = _setting(
        8, "Working hours within which a comment is promised to be read."
    )
    undo_seconds: int = _setting(
        60,
        "Seconds for which a moderator can take a decision back; mails and readers wait so long.",
    )
    claim_minutes: int = _setting(
        10, "Minutes a comment stays with whoever opened it, renewed while the page lives."
    )
    appeal_days: int = _setting(15, "Days within which an author may appeal.")
    hold_days: int = _setting(
        2, "Working days an unverified claim is held at most before it must be decided."
    )
    flood_minutes: int = _setting(
        10, "Minutes over which comments from one address, phone or text are counted."
    )
    flood_limit: int = _setting(
        5, "So many in that time are held as a flood; from one address, four times as many."
    )
    takedown_hours: int = _setting(24, "Hours in which a request to take down is to be done.")
    urgent_takedown_hours: int = _setting(6, "The same for an urgent request.")
    second_reading_percent: int = _setting(
        5, "Of a hundred decisions, how many somebody else reads again without knowing them."
    )
    accept_hours: int = _setting(
        8, "Working hours within which intake promises to decide about a complaint."
    )
    urgent_hours: int = _setting(
        4, "The same for an urgent complaint, and for a suspected denunciation."
    )
    approval_hours: int = _setting(
        8, "Working hours in which whoever approves an answer in an agency decides about it."
    )
    rating_days: int = _setting(
        7, "Days a citizen has to rate an answer or have the case opened again; then it is closed."
    )
    reopen_limit: int = _setting(2, "How often a case may be opened again.")
    merge_undo_days: int = _setting(7, "Days within which joining two cases can be undone.")
    pause_days: int = _setting(
        5, "Working days the clock of a case stands still at most while the citizen is asked."
    )
    urgent_case_hours: int = _setting(
        24, "Hours, day and night, in which an urgent case is to be handled."
    )
    chase_days: tuple[str, ...] = _setting(
        ("-1", "1", "3", "5"),
        "Working days around the due date on which the house chases by itself, the later ones a"
        " step higher: officer, leader, coordinator, Office of the People's Committee.",
    )
    alike_days: int = _setting(60, "Days over which complaints like a new one are looked for.")
    contractor_days: int = _setting(7, "Days a contractor's link works.")
    digest_hour: int = _setting(7, "Local hour of the daily digest for staff; -1: none.")
    quiet_hours: str = _setting(
        "21:00-06:30",
        "Local time in which no message leaves for citizens, but urgent ones; `none`: at any hour.",
    )
    sms_command: str = _setting(
        "",
        "Program that sends an SMS (number, then text, on its input). Unset: files in `sms/` of the"
        " instance, kept for a week.",
    )
    zalo_url: str = _setting(
        "", "Address that takes Zalo messages, or `files` for files in `zalo/`. Unset: no Zalo."
    )
    captcha_length: int = _setting(5, "Digits in the security code.")
    captcha_minutes: int = _setting(
        30, "Minutes a security code, and the pass it earns, stay valid."
    )
    comment_rate: str = _setting("300 per minute; 3000 per hour", "Comments from one address.")
    complaint_rate: str = _setting("120 per minute; 1200 per hour", "Complaints from one address.")
    report_rate: str = _setting("20 per hour", "Reports by readers from one address.")
    photo_rate: str = _setting("60 per minute", "Photos from one address.")
    captcha_rate: str = _setting("120 per minute", "Pictures of codes for one address.")
    sound_rate: str = _setting("20 per minute", "Spoken codes for one address.")
    lookup_rate: str = _setting("30 per minute", "Codes nobody has, asked for from one address.")
    login_rate: str = _setting("30 per 15 minutes", "Wrong passwords from one address.")
    login_account_rate: str = _setting("10 per 15 minutes", "Wrong passwords for one account.")
    staff_session_hours: int = _setting(12, "Hours after which staff log in again.")
    staff_idle_minutes: int = _setting(
        120, "Minutes without a request after which staff log in again."
    )

    smtp_url: str = _setting(
        "",
        "`smtp://user:password@host:25`, `smtps://` or `smtp+starttls://`. Unset: mails become"
        " files in `mail/` of the instance, kept for a week.",
    )
    mail_from: str = _setting("lang-nghe@localhost", "Sender of mails.")
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR.")

    testing: bool = _setting(
        False,
        "1 lets `PORTAL_CAPTCHA_FIXED_ANSWER` work, and serves loopback only. Weakens nothing"
        " else.",
    )
    captcha_fixed_answer: str = _setting(
        "", "An answer that passes every security code; refused without `PORTAL_TESTING=1`."
    )
    testing_bind: str = _setting("", "An address besides loopback that a testing server may bind.")

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def captcha_lifetime(self) -> timedelta:
        return timedelta(minutes=self.captcha_minutes)

    @property
    def undo_time(self) -> timedelta:
        return timedelta(seconds=self.undo_seconds)

    def is_loopback(self, address: str) -> bool:
        """Whether `address` (a host name or number) is this machine only."""
        return address in _LOOPBACK or address.startswith("127.")


def variable(name: str) -> str:
    """The environment variable of the field `name`."""
    return "PORTAL_" + name.upper()


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Settings out of an environment. Raises SettingsError, naming the variable, for what can't be
    used.
    """
    known = {variable(each.name): each for each in fields(Settings)}
    values = {
        each.name: read_value(name, environ[name], each.default)
        for name, each in known.items()
        if environ.get(name, "") != ""
    }
    values.setdefault(
        "env", "development" if environ.get("FLASK_RUN_FROM_CLI") == "true" else "production"
    )
    settings = Settings(**values)
    check(settings)
    return settings


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """`PORTAL_*` variables that mean nothing here, sorted: most often a slip of the pen."""
    known = {variable(each.name) for each in fields(Settings)}
    return sorted(name for name in environ if name.startswith("PORTAL_") and name not in known)


def check(settings: Settings) -> None:
    """Raises SettingsError when the settings contradict each other or cannot work."""
    for broken, reason in _objections(settings):
        if broken:
            raise SettingsError(reason)


def _objections(settings: Settings) -> list[tuple[bool, str]]:
    return [
        (
            settings.env not in ("production", "development"),
            "PORTAL_ENV is `production` or `development`.",
        ),
        (
            bool(settings.captcha_fixed_answer) and not settings.testing,
            "PORTAL_CAPTCHA_FIXED_ANSWER opens every code; it is refused without PORTAL_TESTING=1.",
        ),
        (
            settings.web_processes > 1 and not settings.redis_url,
            "More than one web process needs PORTAL_REDIS_URL: limits are counted in one place.",
        ),
        (
            not set(settings.languages) <= set(SPOKEN) or not settings.languages,
            f"PORTAL_LANGUAGES may hold {', '.join(SPOKEN)}.",
        ),
        (not _zone_exists(settings.timezone), f"PORTAL_TIMEZONE: no zone {settings.timezone}."),
        (
            bool(settings.database_url)
            and not settings.database_url.startswith(("sqlite:", "postgresql+psycopg:")),
            "PORTAL_DATABASE_URL begins with postgresql+psycopg:// or sqlite:///.",
        ),
        (not _quiet_hours_parse(settings), "PORTAL_QUIET_HOURS is like 21:00-06:30, or `none`."),
        *_numbers_out_of_range(settings),
    ]


def _quiet_hours_parse(settings: Settings) -> bool:
    try:
        quiet_hours.parse(settings.quiet_hours, ZoneInfo("UTC"))
    except ValueError:
        return False
    return True


def _numbers_out_of_range(settings: Settings) -> list[tuple[bool, str]]:
    return [
        (
            max(settings.name_limit, settings.title_limit) > 300,
            "PORTAL_NAME_LIMIT and PORTAL_TITLE_LIMIT are at most 300.",
        ),
        (
            not 0 <= settings.second_reading_percent <= 100,
            "PORTAL_SECOND_READING_PERCENT is 0 to 100.",
        ),
        (
            not 0 <= settings.undo_seconds <= 3600,
            "PORTAL_UNDO_SECONDS is 0 to 3600.",
        ),
        (
            min(settings.claim_minutes, settings.flood_minutes, settings.flood_limit) < 1,
            "PORTAL_CLAIM_MINUTES, PORTAL_FLOOD_MINUTES and PORTAL_FLOOD_LIMIT are at least 1.",
        ),
        (not -1 <= settings.digest_hour <= 23, "PORTAL_DIGEST_HOUR is 0 to 23, or -1 for none."),
        (not 4 <= settings.captcha_length <= 8, "PORTAL_CAPTCHA_LENGTH is 4 to 8."),
        (
            min(settings.threads, settings.web_processes) < 1,
            "PORTAL_THREADS and PORTAL_WEB_PROCESSES are at least 1.",
        ),
    ]


def _zone_exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def read_value(name: str, text: str, default: Any) -> Any:
    """The value that `text` means for the variable `name`. Raises SettingsError."""
    try:
        if isinstance(default, bool):
            return _switch(text)
        if isinstance(default, int):
            return int(text)
        if isinstance(default, Path):
            return Path(text)
        if name == "PORTAL_OFFICE_HOURS":
            return _hours(text)
        if isinstance(default, tuple):
            return tuple(part.strip() for part in text.split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(f"{name}={text!r} can't be used: {error}") from None
    return text.strip()


def _switch(text: str) -> bool:
    if text.lower() not in ("1", "0", "true", "false", "yes", "no"):
        raise ValueError("write 1 or 0")
    return text.lower() in ("1", "true", "yes")


def _hours(text: str) -> OfficeHours:
    spans = [span.split("-") for span in text.split(",")]
    hours = tuple(
        (time.fromisoformat(start.strip()), time.fromisoformat(end.strip())) for start, end in spans
    )
    ends = [moment for span in hours for moment in span]
    if ends != sorted(set(ends)):
        raise ValueError("write 08:00-12:00,13:30-17:30, in order")
    return hours
