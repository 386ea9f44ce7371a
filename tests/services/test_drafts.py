from datetime import timedelta

import pytest

from models import Attachment, Draft
from moderation.adapters.files import FileStore
from moderation.adapters.photo_store import PhotoStore
from moderation.adapters.photos import Photo
from moderation.domain.errors import NotFound
from moderation.services import attachments, drafts
from moderation.services.drafts import LIFETIME
from tests import factories
from tests.conftest import NOW

WORDS = {"content": "Ông trưởng đội nhận tiền.", "phone": "0900000303", "photos": ["k"]}
MINE = "the secret of my browser"
FORM = "submission-1"


@pytest.fixture
def seal(tools):
    return tools.seal


@pytest.fixture
def files(tmp_path):
    return FileStore(tmp_path / "files")


@pytest.fixture
def store(files, seal):
    return PhotoStore(files, seal)


@pytest.fixture
def save(session, seal):
    def keep(words=WORDS, *, form=FORM, secret=MINE, now=NOW):
        return drafts.save(session, form, words, secret=secret, seal=seal, now=now)

    return keep


@pytest.fixture
def words_of(session, seal):
    def typed(*, form=FORM, secret=MINE, now=NOW):
        return drafts.words_of(session, form, secret=secret, seal=seal, now=now)

    return typed


def a_photo() -> Photo:
    return Photo(content=b"large picture", thumbnail=b"small picture", width=4, height=3)


def test_what_was_typed_comes_back(save, words_of):
    save()

    assert words_of() == WORDS


def test_what_is_typed_later_replaces_it_and_lives_longer(session, save, words_of):
    first = save()
    created = first.created_at

    save({"content": "Khác"}, now=NOW + timedelta(hours=1))

    draft = session.query(Draft).one()
    assert words_of() == {"content": "Khác"}
    assert (draft.created_at, draft.expires_at) == (created, NOW + timedelta(hours=1) + LIFETIME)


def test_a_draft_belongs_to_the_browser_that_wrote_it(save, words_of):
    save()

    with pytest.raises(NotFound):
        words_of(secret="another browser's")
    with pytest.raises(NotFound):
        save({"content": "Của người khác"}, secret="another browser's")
    assert words_of() == WORDS


def test_a_draft_is_unreadable_at_rest(session, save):
    draft = save()

    row = [str(value) for value in session.query(*Draft.__table__.c).one()]
    assert not [value for value in row for word in ("trưởng", "0900000303", MINE) if word in value]
    assert draft.secret_hash != MINE


def test_a_draft_put_into_anothers_row_does_not_open(session, save, words_of):
    save()
    save({"content": "Khác"}, form="submission-2")
    first, second = (session.get(Draft, form) for form in (FORM, "submission-2"))
    first.ciphertext = second.ciphertext
    session.flush()

    with pytest.raises(ValueError, match="another row"):
        words_of()


@pytest.mark.parametrize(
    ("late", "is_there"), [(timedelta(seconds=-1), True), (timedelta(), False)]
)
def test_a_draft_expires(save, words_of, late, is_there):
    save()
    moment = NOW + LIFETIME + late

    if is_there:
        assert words_of(now=moment) == WORDS
    else:
        with pytest.raises(NotFound):
            words_of(now=moment)


def test_a_draft_nobody_wrote_is_not_there(words_of):
    with pytest.raises(NotFound):
        words_of(form="nobody's")


def test_a_draft_that_became_a_complaint_is_gone_its_photos_are_not(session, save, store):
    save()
    photo = attachments.add(session, a_photo(), store=store, now=NOW, draft_id=FORM)
    complaint = factories.complaint(session)
    attachments.hand_over(session, FORM, complaint.id)

    drafts.drop(session, FORM)
    drafts.drop(session, FORM)  # a form sent twice

    session.refresh(photo)
    assert session.query(Draft).count() == 0
    assert (photo.draft_id, photo.complaint_id) == (None, complaint.id)
    assert store.read(photo.file) == b"large picture"


def test_purging_removes_old_drafts_with_their_photos_from_the_disk(session, save, store, files):
    save(form="old", now=NOW - LIFETIME)
    save(form="new")
    attachments.add(session, a_photo(), store=store, now=NOW, draft_id="old")
    kept = attachments.add(session, a_photo(), store=store, now=NOW, draft_id="new")

    assert drafts.purge(session, store=store, now=NOW) == 1

    assert [draft.id for draft in session.query(Draft)] == ["new"]
    assert [photo.id for photo in session.query(Attachment)] == [kept.id]
    assert set(files.names()) == {kept.file, kept.thumbnail}


def test_purging_takes_so_many_at_once(session, save, store):
    for number in range(5):
        save(form=f"old {number}", now=NOW - LIFETIME)

    assert [drafts.purge(session, store=store, now=NOW, limit=2) for _ in range(4)] == [2, 2, 1, 0]
