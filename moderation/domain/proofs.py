"""What an answer has to be proved with, by the issue it is about and how the matter ended."""

from enum import StrEnum

from moderation.domain.case_states import Outcome


class Proof(StrEnum):
    """What an issue asks for."""

    NONE = ""
    PHOTO = "photo"  # something was built or mended: how it looks now
    DOCUMENT = "document"  # somebody decided: the number of what was signed
    EITHER = "either"


def missing(asked: Proof, outcome: Outcome, *, has_photo: bool, has_document: bool) -> Proof:
    """What is still missing before the answer may go; NONE when it may.

    A photo shows what was mended, so it is asked for only of what is said to be mended; a number of
    a document is asked for whatever the outcome.
    """
    if asked is Proof.PHOTO and outcome is Outcome.FIXED and not has_photo:
        return Proof.PHOTO
    if asked is Proof.DOCUMENT and not has_document:
        return Proof.DOCUMENT
    if asked is Proof.EITHER and outcome is Outcome.FIXED and not (has_photo or has_document):
        return Proof.EITHER
    return Proof.NONE
