"""Mail addresses, read without asking anybody whether they exist."""

from email_validator import EmailNotValidError, validate_email


def is_address(text: str) -> bool:
    """Whether a mail can be addressed to `text`; nothing is looked up."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
