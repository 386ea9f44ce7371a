import email
import os
from datetime import UTC, datetime
from email import policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from moderation.adapters import mail
from moderation.domain.errors import SettingsError


class Kept(Message):
    def __init__(self):
        super().__init__()
        self.messages = []

    def handle_message(self, message):
        self.messages.append(message)


@pytest.fixture
def smtp():
    handler = Kept()
    controller = Controller(handler, hostname="127.0.0.1", port=0)
    controller.port = _free_port()
    controller.start()
    yield handler, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def message(number=1):
    return mail.compose(
        sender="nghe@city.example",
        to="hoa@mail.example",
        subject="Lắng Nghe: có kết quả",
        text="Đã đăng.\n",
        message_id=f"outbox-{number}",
    )


def test_a_mail_arrives_at_a_real_server(smtp, tmp_path):
    handler, url = smtp

    mail.mailer_for(url, tmp_path).send(message())

    arrived = email.message_from_bytes(bytes(handler.messages[0]), policy=policy.default)
    assert arrived["Subject"] == "Lắng Nghe: có kết quả"
    assert arrived["Message-ID"] == "<outbox-1@city.example>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_content().strip() == "Đã đăng."


def test_a_server_that_is_not_there_raises_what_jobs_expect(tmp_path):
    with pytest.raises(OSError, match="refused"):
        mail.mailer_for(f"smtp://127.0.0.1:{_free_port()}", tmp_path).send(message())


def test_without_a_server_mails_become_files(tmp_path):
    mail.mailer_for("", tmp_path / "mail").send(message(7))

    kept = email.message_from_bytes(
        (tmp_path / "mail" / "outbox-7.eml").read_bytes(), policy=policy.default
    )
    assert kept["To"] == "hoa@mail.example"


@pytest.mark.parametrize("url", ["http://x", "smtp://", "mail.example"])
def test_an_address_that_is_no_mail_server_is_refused(url, tmp_path):
    with pytest.raises(SettingsError, match="PORTAL_SMTP_URL"):
        mail.mailer_for(url, tmp_path)


def test_files_of_old_mails_go_and_new_ones_stay(tmp_path):
    mailer = mail.mailer_for("", tmp_path)
    for number in (1, 2):
        mailer.send(message(number))
    os.utime(next(tmp_path.glob("*1.eml")), (0, 0))

    mailer.forget(datetime(2026, 1, 1, tzinfo=UTC))

    assert len(list(tmp_path.glob("*.eml"))) == 1


class Refusing:
    """A server that takes mail for nobody, with the code it is told."""

    def __init__(self, code):
        self.code = code

    async def handle_RCPT(self, _server, _session, _envelope, _address, _options):
        return f"{self.code} no such mailbox"


@pytest.mark.parametrize(("code", "for_good"), [(550, True), (450, False)])
def test_a_refusal_for_good_is_told_from_one_for_now(tmp_path, code, for_good):
    controller = Controller(Refusing(code), hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        with pytest.raises(OSError) as caught:  # noqa: PT011 - its class is what matters
            mail.mailer_for(f"smtp://127.0.0.1:{controller.port}", tmp_path).send(message())
    finally:
        controller.stop()

    assert isinstance(caught.value, mail.AddressRefused) is for_good
    if for_good:
        assert "hoa@" not in str(caught.value)
