import pytest

from models import Attachment
from moderation.adapters.files import FileStore
from moderation.adapters.photo_store import PhotoStore
from moderation.adapters.photos import Photo
from moderation.domain.errors import Invalid, NotFound
from moderation.services import attachments, cases, drafts
from moderation.services.attachments import MOST_PHOTOS
from tests import factories
from tests.conftest import NOW

PHOTO = Photo(content=b"large picture", thumbnail=b"small picture", width=40, height=30)


@pytest.fixture
def files(tmp_path):
    return FileStore(tmp_path / "files")


@pytest.fixture
def store(files, tools):
    return PhotoStore(files, tools.seal)


@pytest.fixture
def draft(session, tools):
    return drafts.save(session, "form", {}, secret="s", seal=tools.seal, now=NOW).id


@pytest.fixture
def add(session, store):
    def keep(**owner):
        return attachments.add(session, PHOTO, store=store, now=NOW, **owner)

    return keep


@pytest.fixture
def assignment(session, coordinator):
    case = factories.routed(session, factories.complaint(session), actor=coordinator)
    return cases.lead_of(session, case)


def test_a_photo_and_its_thumbnail_come_back(session, add, store, draft):
    photo = add(draft_id=draft)

    found = attachments.by_key(session, photo.key)
    assert (store.read(found.file), store.read(found.thumbnail)) == (
        PHOTO.content,
        PHOTO.thumbnail,
    )
    assert (found.width, found.height, found.added_at, found.is_public) == (40, 30, NOW, False)


def test_photos_are_unreadable_on_the_disk(add, files, draft, tmp_path):
    add(draft_id=draft)

    written = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert len(written) == 2
    assert not [content for content in written if b"picture" in content]


def test_nobody_guesses_a_photos_address(add, draft):
    keys = {add(draft_id=draft).key for _ in range(MOST_PHOTOS)}

    assert len(keys) == MOST_PHOTOS
    assert min(len(key) for key in keys) >= 22


@pytest.mark.parametrize("owner", ["draft", "complaint", "assignment"])
def test_five_photos_at_most_for_each_owner(session, add, files, draft, assignment, owner):
    others = {"draft_id": draft} if owner == "assignment" else {"assignment_id": assignment.id}
    mine = {
        "draft": lambda: {"draft_id": draft},
        "complaint": lambda: {"complaint_id": factories.complaint(session).id},
        "assignment": lambda: {"assignment_id": assignment.id},
    }[owner]()
    add(**others)
    for _ in range(5):
        add(**mine)

    with pytest.raises(Invalid) as caught:
        add(**mine)

    assert (str(caught.value), caught.value.field) == ("too_many", "photos")
    assert len(list(files.names())) == 2 * 6
    add(**others)


def test_a_photo_taken_out_leaves_room_and_no_file(session, add, store, files, draft):
    photos = [add(draft_id=draft) for _ in range(5)]

    attachments.remove(session, photos[0].key, draft_id=draft, store=store)

    assert session.query(Attachment).count() == 4
    assert len(list(files.names())) == 8
    add(draft_id=draft)


def test_only_a_photo_of_this_draft_is_taken_out(session, add, store, draft, tools):
    other = drafts.save(session, "other", {}, secret="s", seal=tools.seal, now=NOW).id
    photo = add(draft_id=draft)

    for key, owner in ((photo.key, other), ("nobody's", draft)):
        with pytest.raises(NotFound):
            attachments.remove(session, key, draft_id=owner, store=store)

    assert store.read(photo.file) == PHOTO.content


def test_an_answers_photo_is_taken_out_by_its_own_assignment(session, add, store, assignment):
    photo = add(assignment_id=assignment.id)

    with pytest.raises(NotFound):
        attachments.remove(session, photo.key, assignment_id=assignment.id + 1, store=store)
    attachments.remove(session, photo.key, assignment_id=assignment.id, store=store)

    assert session.query(Attachment).count() == 0


def test_a_citizens_photo_is_taken_out_by_nobody(session, add, store):
    photo = add(complaint_id=factories.complaint(session).id)

    with pytest.raises(NotFound):
        attachments.remove(session, photo.key, store=store)


def test_a_drafts_photos_become_the_complaints(session, add, draft, tools):
    other = drafts.save(session, "other", {}, secret="s", seal=tools.seal, now=NOW).id
    mine, others = add(draft_id=draft), add(draft_id=other)
    complaint = factories.complaint(session)

    attachments.hand_over(session, draft, complaint.id)

    session.expire_all()
    assert (mine.draft_id, mine.complaint_id) == (None, complaint.id)
    assert (others.draft_id, others.complaint_id) == (other, None)


def test_a_photo_nobody_added_is_not_there(session):
    with pytest.raises(NotFound):
        attachments.by_key(session, "nobody's")


def test_a_full_disk_leaves_no_row(session, draft):
    class Full:
        def put(self, content: bytes) -> str:
            raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        attachments.add(session, PHOTO, store=Full(), now=NOW, draft_id=draft)

    assert session.query(Attachment).count() == 0
