"""QR codes, drawn into the page: no picture to fetch, no style attribute to be refused."""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from moderation.domain.errors import Invalid

QUIET_ZONE = 4  # modules of paper on each side, as the standard asks


def svg(text: str, *, label: str) -> str:
    """`text` as an SVG element, safe to put into HTML as it is; `label` is read to the blind.

    Error level M. It has no size of its own, the class `ln-qr` gives one; black on white in any
    colour scheme, since scanners need it so. Raises Invalid for no text and for more than fits
    (about 2,300 bytes).
    """
    import segno  # a megabyte that a process without a thank-you page does not need

    if not text:
        raise Invalid("no text for a QR code")
    try:
        code = segno.make_qr(text, error="m", boost_error=False)
    except segno.DataOverflowError:
        raise Invalid("too much text for a QR code") from None
    side = len(code.matrix) + 2 * QUIET_ZONE
    return (
        f'<svg class="ln-qr" viewBox="0 0 {side} {side}" role="img" aria-label="{escape(label)}"'
        ' shape-rendering="crispEdges">'
        f'<path class="ln-qr-paper" fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path class="ln-qr-ink" fill="#000" d="{"".join(_bars(code.matrix))}"/></svg>'
    )


def _bars(matrix: tuple[bytearray, ...]) -> Iterator[str]:
    """One rectangle for each run of dark modules in a row."""
    for y, row in enumerate(matrix, start=QUIET_ZONE):
        x = QUIET_ZONE
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                yield f"M{x} {y}h{width}v1h-{width}z"
            x += width
