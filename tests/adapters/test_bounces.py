from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from moderation.adapters import bounces

OURS = "<outbox-7@city.example>"


def report(action: str = "failed", *, whole: bool = True, of: str = OURS) -> bytes:
    """What a mail server sends back, as RFC 3464 shows it."""
    letter = MIMEMultipart("report", report_type="delivery-status")
    letter["From"] = "MAILER-DAEMON@mx.example"
    letter["Subject"] = "Undelivered Mail Returned to Sender"
    letter.attach(MIMEText("I'm sorry.\n"))
    status = MIMEBase("message", "delivery-status")
    status.set_payload(
        [
            _block("Reporting-MTA: dns; mx.example"),
            _block(f"Final-Recipient: rfc822; hoa@mail.example\nAction: {action}\nStatus: 5.1.1"),
        ]
    )
    letter.attach(status)
    original = EmailMessage()
    original["Message-ID"] = of
    original["To"] = "hoa@mail.example"
    original.set_content("Có tin mới.")
    if whole:
        kept = MIMEBase("message", "rfc822")
        kept.set_payload([original])
    else:
        kept = MIMEText(f"Message-ID: {of}\nTo: hoa@mail.example\n", "rfc822-headers")
    letter.attach(kept)
    return letter.as_bytes()


def _block(lines: str):
    import email

    return email.message_from_string(lines + "\n\n")


def read(content: bytes, tmp_path) -> list[str | None]:
    file = tmp_path / "thu"
    file.write_bytes(content)
    return [bounces.undelivered(each) for each in bounces.messages_in(file)]


@pytest.mark.parametrize("whole", [True, False])
def test_the_mail_that_did_not_arrive_is_named(tmp_path, whole):
    assert read(report(whole=whole), tmp_path) == [OURS]


def test_a_mail_that_is_only_late_is_not_lost(tmp_path):
    assert read(report("delayed"), tmp_path) == [None]


def test_an_answer_of_a_person_is_no_report(tmp_path):
    letter = EmailMessage()
    letter["In-Reply-To"] = OURS
    letter.set_content("Cảm ơn.")

    assert read(letter.as_bytes(), tmp_path) == [None]


def test_a_mailbox_is_read_mail_by_mail(tmp_path):
    edge = b"From MAILER-DAEMON Mon Nov 23 02:00:00 2026\n"
    other = report(of="<outbox-8@city.example>")

    found = read(edge + report() + b"\n\n" + edge + other + b"\n\n", tmp_path)

    assert found == [OURS, "<outbox-8@city.example>"]


def test_what_is_no_mail_at_all_is_read_without_harm(tmp_path):
    assert read(b"\x00\xff" * 50, tmp_path) == [None]
    assert read(b"", tmp_path) == [None]
