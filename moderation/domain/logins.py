"""Names and tokens of logins."""

import hashlib

from moderation.domain.errors import Invalid

#: Shorter passwords are refused; longer than this would only feed the hash function.
PASSWORD_LENGTHS = (10, 200)


def login_name(email: str) -> str:
    """Addresses are compared without case and surrounding space."""
    return email.strip().lower()


def token_hash(token: str) -> str:
    """What the database keeps of a cookie's token; the token itself has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_password(password: str) -> None:
    """Raises Invalid (field `password`) when `password` is too short or too long."""
    shortest, longest = PASSWORD_LENGTHS
    if not shortest <= len(password) <= longest:
        raise Invalid(f"a password has {shortest} to {longest} characters", field="password")
