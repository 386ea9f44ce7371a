"""A text in which suspected personal data stands out."""

from markupsafe import Markup, escape

from moderation.domain import personal_data


def marked(text: str) -> Markup:
    """Paragraphs in which suspected personal data stands out; every sign of the text escaped."""
    pieces, shown = [], 0
    for span in personal_data.find(text):
        pieces += [_plain(text[shown : span.start]), _found(text[span.start : span.end])]
        shown = span.end
    pieces.append(_plain(text[shown:]))
    return Markup("<p>") + Markup("").join(pieces) + Markup("</p>")


def _plain(text: str) -> Markup:
    whole = str(escape(text)).replace("\n\n", "</p><p>").replace("\n", "<br>")
    return Markup(whole)  # noqa: S704 - escaped one line above


def _found(text: str) -> Markup:
    return Markup('<mark class="ln-find">{}</mark>').format(text)
