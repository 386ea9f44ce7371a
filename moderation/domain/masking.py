"""Contact details shown inside the house without being told."""


def mask_phone(number: str) -> str:
    """The last three digits only: "+84900000101" -> "••• ••• 101"."""
    return f"••• ••• {number[-3:]}"


def mask_email(address: str) -> str:
    """First letter and domain: "hoa@mail.example" -> "h•••@mail.example"."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"
