"""Mail addresses as mail servers read them."""

from email_validator import EmailNotValidError, validate_email


def normal_form(text: str) -> str | None:
    """`text` in ASCII ("hoa@xn--mller-kva.example"), or None when no mail can be sent to it.

    Nothing is looked up. A name before the @ with other letters needs a kind of mail server that
    few people have, so it is none.
    """
    try:
        address = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return address.ascii_email
