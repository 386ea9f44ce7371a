"""Telephone numbers, read the way they are written in Vietnam."""

import phonenumbers

_REGION = "VN"
_COUNTRY = 84


def normal_form(text: str) -> str | None:
    """`text` as E.164 ("+84900000101"), or None when no number of that length exists.

    Numbers without a country code are Vietnamese; numbers of readers abroad begin with +.
    """
    try:
        number = phonenumbers.parse(text, _REGION)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def local_form(number: str) -> str:
    """An E.164 number as people write it: "0900 000 101"; one from abroad with its country."""
    try:
        known = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    form = phonenumbers.PhoneNumberFormat
    here = known.country_code == _COUNTRY
    return phonenumbers.format_number(known, form.NATIONAL if here else form.INTERNATIONAL)
