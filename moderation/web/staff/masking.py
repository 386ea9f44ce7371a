"""What of a comment whom is shown: words with masks drawn over them, or the masked copy only."""

from dataclasses import dataclass
from typing import Any

from flask.blueprints import BlueprintSetupState
from itsdangerous import BadData, URLSafeTimedSerializer
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField

from models import Comment
from moderation.domain.comment_states import UNDECIDED, CommentState
from moderation.domain.permissions import Permission, allows
from moderation.domain.redaction import (
    FIELDS,
    LABELS,
    MOST_MASKS,
    Mask,
    MaskKind,
    Masks,
    Words,
    chosen_or_suggested,
    label,
    normalise,
    occurrences,
    of_field,
    over_whole_words,
    parse,
    public_copy,
    read_spelled,
    shortened_name,
    spelled,
    suggested,
)
from moderation.services import redactions
from moderation.web import fields
from moderation.web.context import me, settings
from moderation.web.fields import said
from moderation.web.staff.routes import bp
from moderation.web.words import gettext, lazy_gettext

#: For how long one reading of an original lets its masks be worked on.
_OPEN_SECONDS = 30 * 60
_LONGEST_PHRASE = 300
_EVERYWHERE = "all"


@dataclass(frozen=True, slots=True)
class Reading:
    """The words as this person reads them; `masks` lie over them. A copy is masked already."""

    words: Words
    masks: Masks = ()
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A mask to keep or lift; `words` are what it covers, "" when they are not to be seen."""

    mask: Mask
    words: str
    is_kept: bool

    @property
    def value(self) -> str:
        return spelled(self.mask)


@dataclass(frozen=True, slots=True)
class Editor:
    """All that the masks' part of the comment page shows. `form_id` is the form it belongs to."""

    reading: Reading
    public: Words
    options: list[Option]
    form: "MaskForm"
    form_id: str  # "": nothing to be changed here
    is_open: bool  # whether the original is seen
    hides: bool  # whether there is an original behind the copy
    opened: str  # what lets the original stay open on the next page


class MaskForm(fields.Form):
    """Masks to keep, ticked, and words to mask, typed or pasted."""

    masks_sent = HiddenField()
    opened = HiddenField()
    mask = SelectMultipleField(lazy_gettext("Chỗ che"), validate_choice=False, choices=[])
    more = StringField(
        lazy_gettext("Che thêm"),
        [fields.at_most(lambda: _LONGEST_PHRASE)],
        filters=[fields.line],
    )
    more_field = SelectField(lazy_gettext("Ở đâu"), validate_choice=False)
    more_kind = SelectField(lazy_gettext("Thay bằng"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.more_field.choices = [
            (_EVERYWHERE, gettext("Mọi chỗ")),
            *((name, field_name(name)) for name in reversed(FIELDS)),
        ]
        others = [(kind.value, LABELS[kind]) for kind in LABELS if kind is not MaskKind.OTHER]
        self.more_kind.choices = [(MaskKind.OTHER.value, LABELS[MaskKind.OTHER]), *others]

    def chosen(self, comment: Comment) -> Masks | None:
        """The masks ticked and typed; None when the page had none to choose. What can't be masked
        is said beside the field.
        """
        if not self.masks_sent.data:
            return None
        known = {*suggested(comment, comment.findings), *parse(comment.masks)}
        ticked = [read_spelled(text) for text in (self.mask.data or ())[:MOST_MASKS]]
        hidden: Masks = ()
        if not is_open(comment, said(self.opened)):
            hidden = parse(comment.masks)
            ticked += hidden  # nobody lifts what they can't see
        whole = [mask if mask in known else _whole(mask, comment) for mask in ticked]
        return normalise([*whole, *self._typed(comment, hidden)], comment)

    def _typed(self, comment: Comment, hidden: Masks) -> list[Mask]:
        """Masks over the words typed; those that stand under a `hidden` mask are not found, or
        guessing would tell them.
        """
        phrase = said(self.more)
        if not phrase or not self.validate():
            return []
        wanted = self.more_field.data
        kind = self.more_kind.data
        places = occurrences(
            phrase,
            comment,
            fields=[wanted] if wanted in FIELDS else FIELDS,
            kind=MaskKind(kind) if kind in LABELS else MaskKind.OTHER,
            whole_words=True,
        )
        found = [mask for mask in places if not any(_covers(each, mask) for each in hidden)]
        if not found:
            self.more.errors = [gettext("Không thấy những chữ này trong bình luận.")]
        return found


def _whole(mask: Mask, comment: Comment) -> Mask:
    if mask.kind is MaskKind.INITIAL:
        return mask
    return over_whole_words(mask, getattr(comment, mask.field))


def card(row: Any) -> Reading:
    """A row of a queue as this person reads it: what was decided comes masked out of the query."""
    words = Words(row.full_name, row.title, row.content)
    if row.state not in UNDECIDED:
        if _decides() or row.state is CommentState.PUBLISHED or row.masks:
            return Reading(words, (), is_copy=row.masks not in ("", "[]"))
        return Reading(public_copy(words, suggested(words, row.findings)), (), is_copy=True)
    masks = chosen_or_suggested(words, row.masks, row.findings)
    if _decides():
        return Reading(words, masks)
    return Reading(public_copy(words, masks), (), is_copy=True)


def unjudged(row: Any) -> Words:
    """What a second reader reads: masked where it is or ought to be, whatever was decided."""
    words = Words(row.full_name, row.title, row.content)
    return public_copy(
        words, normalise([*parse(row.masks), *suggested(words, row.findings)], words)
    )


def reading(comment: Comment, *, opened: str = "", masks: Masks | None = None) -> Reading:
    """A comment as this person reads it; `masks` are those being chosen, `opened` what a logged
    reading of the original gave.
    """
    words = Words(comment.full_name, comment.title, comment.content)
    chosen = masks
    if chosen is None:
        chosen = chosen_or_suggested(comment, comment.masks, comment.findings)
        if comment.state is CommentState.PUBLISHED:
            chosen = normalise(parse(comment.masks), comment)
    if is_open(comment, opened):
        undecided = comment.state in UNDECIDED
        drawn = undecided or comment.state is CommentState.PUBLISHED
        return Reading(words, chosen if drawn else ())
    return Reading(public_copy(comment, chosen), (), is_copy=True)


def is_open(comment: Comment, opened: str = "") -> bool:
    """Whether this person may see the words as written: whoever decides, until a masked copy stands
    for them; afterwards for a while after a logged reading.
    """
    if not _decides():
        return False
    if comment.state in UNDECIDED or not redactions.hides_something(comment):
        return True
    try:
        return bool(_signer().loads(opened, max_age=_OPEN_SECONDS) == [comment.id, me().id])
    except BadData:
        return False


def opening(comment: Comment) -> str:
    """What lets the original of `comment` stay open for this person after a logged reading."""
    return _signer().dumps([comment.id, me().id])


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="original")


def _decides() -> bool:
    return allows(me().role, Permission.DECIDE_COMMENTS)


def editor(comment: Comment, form: MaskForm | None = None, *, opened: str = "") -> Editor:
    """The masks of `comment` for its page, as `form` left them."""
    masks = form.chosen(comment) if form else None
    opened = opened or (said(form.opened) if form else "")
    read = reading(comment, opened=opened, masks=masks)
    here = is_open(comment, opened)
    chosen = masks
    if chosen is None:
        chosen = read.masks if here else normalise(parse(comment.masks), comment)
    undecided = comment.state in UNDECIDED
    changeable = _decides() and (undecided or comment.state is CommentState.PUBLISHED)
    return Editor(
        reading=read,
        public=read.words if read.is_copy else public_copy(comment, chosen),
        options=_options(comment, chosen, is_open=here),
        form=form or fields.blank(MaskForm, more_field=_EVERYWHERE, more_kind=MaskKind.OTHER),
        form_id=("decide-form" if undecided else "masks-form") if changeable else "",
        is_open=here,
        hides=comment.state not in UNDECIDED and redactions.hides_something(comment),
        opened=opened,
    )


def _options(comment: Comment, chosen: Masks, *, is_open: bool) -> list[Option]:
    if not is_open:
        return [Option(mask, "", is_kept=True) for mask in chosen]
    lifted = [
        mask
        for mask in (*suggested(comment, comment.findings), *parse(comment.masks), _short(comment))
        if mask and not any(_covers(each, mask) for each in chosen)
    ]
    kept = [Option(mask, _covered(mask, comment), is_kept=True) for mask in chosen]
    more = [Option(mask, _covered(mask, comment), is_kept=False) for mask in {*lifted} if mask]
    order = {name: number for number, name in enumerate(FIELDS)}
    return sorted([*kept, *more], key=lambda each: (order[each.mask.field], each.mask.start))


def _short(comment: Comment) -> Mask | None:
    return shortened_name(comment.full_name)


def _covers(mask: Mask, other: Mask) -> bool:
    return mask.field == other.field and mask.start <= other.start and other.end <= mask.end


def _covered(mask: Mask, comment: Comment) -> str:
    return str(getattr(comment, mask.field)[mask.start : mask.end])


def drawn(read: Reading, field: str) -> Markup:
    """A field of a reading as HTML: masks over the words they cover, labels where words are gone.

    Line ends stay as they are: the place that shows it keeps them (`.ln-pre`).
    """
    text = getattr(read.words, field)
    if read.is_copy:
        return labelled(text)
    masks = of_field(read.masks, field)
    if not masks:
        return escape(text)
    pieces, shown = [], 0
    for mask in masks:
        pieces += [str(escape(text[shown : mask.start])), over(mask, text)]
        shown = mask.end
    made = "".join([*pieces, escape(text[shown:])])
    return Markup(made)  # noqa: S704 - every piece of text is escaped


def over(mask: Mask, text: str) -> str:
    """A mask drawn over the words it covers, as HTML in a plain string: a page has hundreds."""
    covered, name = escape(text[mask.start : mask.end]), escape(label(mask, text).strip("[]"))
    return (
        f'<span class="ln-masked" data-mask="{spelled(mask)}"><s>{covered}</s>'
        f'<span class="ln-mask" data-label>{name}</span></span>'
    )


_MASK = Markup('<span class="ln-mask">{}</span>')
_SOLID = [(escape(words), _MASK.format(words.strip("[]"))) for words in LABELS.values()]


def labelled(text: str) -> Markup:
    """A masked copy as HTML: its labels as solid places."""
    shown = escape(text)
    if "[" in text:
        for words, solid in _SOLID:
            shown = shown.replace(words, solid)
    return shown


def kind_name(kind: MaskKind) -> str:
    """What a mask hides, on screen."""
    return {
        MaskKind.PHONE: gettext("Số điện thoại"),
        MaskKind.EMAIL: gettext("E-mail"),
        MaskKind.IDENTITY_NUMBER: gettext("Số căn cước"),
        MaskKind.BANK_ACCOUNT: gettext("Số tài khoản"),
        MaskKind.VEHICLE_PLATE: gettext("Biển số xe"),
        MaskKind.HOUSE_ADDRESS: gettext("Số nhà"),
        MaskKind.CHILD_NAME: gettext("Tên trẻ em"),
        MaskKind.RUDE: gettext("Từ ngữ không phù hợp"),
        MaskKind.INITIAL: gettext("Rút gọn tên"),
        MaskKind.OTHER: gettext("Che theo lựa chọn"),
    }[kind]


def field_name(name: str) -> str:
    """A part of a comment, on screen."""
    return {
        "full_name": gettext("Họ tên"),
        "title": gettext("Tiêu đề"),
        "content": gettext("Nội dung"),
    }[name]


@bp.record_once
def _register(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(
        card_reading=card,
        reading_of=reading,
        drawn=drawn,
        labelled=labelled,
        mask_kind=kind_name,
        comment_part=field_name,
        mask_labels=htmlsafe_json_dumps(dict(LABELS)),
    )
