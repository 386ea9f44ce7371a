import os
import re
import stat
from datetime import timedelta

import pytest

from moderation.adapters.files import FileStore
from moderation.domain.errors import NotFound
from tests.conftest import NOW

NAMES_OF_OTHERS = [
    "",
    ".",
    "..",
    "../../keys/secret_key",
    "/etc/passwd",
    "ab",
    "0" * 31,
    "0" * 33,
    "0" * 32 + "\n",
    "G" * 32,
    "AB" * 16,
    "٠" * 32,
    "ab/" + "0" * 29,
    "0" * 30 + "\0\0",
]


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / "photos")


def path_of(tmp_path, name):
    return tmp_path / "photos" / name[:2] / name


def test_what_was_put_is_read_again(store):
    first, second = store.put(b"one"), store.put(b"one")

    assert first != second
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert store.read(first) == store.read(second) == b"one"


def test_a_file_is_for_its_owner_only(store, tmp_path):
    path = path_of(tmp_path, store.put(b"x"))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_and_its_folders_are_on_the_disk_before_it_has_a_name(store, tmp_path, monkeypatch):
    synced = []
    fsync = os.fsync

    def listen(descriptor):
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", listen)

    path = path_of(tmp_path, store.put(b"x"))

    assert synced == [str(path), *(str(folder) for folder in list(path.parents)[:3])]


def test_a_full_disk_leaves_no_half_file(store, tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        store.put(b"x")
    assert list(store.names()) == []


def test_a_name_without_a_file_is_not_found(store):
    with pytest.raises(NotFound):
        store.read("0" * 32)


@pytest.mark.parametrize("name", NAMES_OF_OTHERS)
def test_names_of_another_form_reach_no_file(store, tmp_path, name):
    store.put(b"x")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret_key").write_text("secret")

    with pytest.raises(NotFound):
        store.read(name)
    with pytest.raises(NotFound):
        store.delete(name)
    assert (tmp_path / "keys" / "secret_key").read_text() == "secret"


def test_a_deleted_file_is_blank_before_it_is_gone(store, tmp_path):
    name = store.put(b"a face")
    other_link = tmp_path / "link"
    os.link(path_of(tmp_path, name), other_link)

    store.delete(name)

    assert other_link.read_bytes() == bytes(6)
    with pytest.raises(NotFound):
        store.read(name)


def test_deleting_twice_is_fine(store):
    name = store.put(b"x")

    store.delete(name)
    store.delete(name)

    assert list(store.names()) == []


def test_names_are_those_of_our_files(store, tmp_path):
    ours = {store.put(bytes([i])) for i in range(20)}
    folder = path_of(tmp_path, min(ours)).parent
    (folder / "README").write_text("not ours")
    (folder / ("f" * 32)).write_text("in the wrong folder")
    (tmp_path / "photos" / "stray").write_text("not ours")

    assert set(store.names()) == ours - {"f" * 32}


def test_an_empty_store_has_no_names(store):
    assert list(store.names()) == []
    assert store.older_than(NOW) == []


def test_old_files_are_found_by_their_time(store, tmp_path):
    names = [store.put(b"x") for _ in range(3)]
    for days, name in enumerate(names):
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(path_of(tmp_path, name), (moment, moment))

    assert store.older_than(NOW - timedelta(hours=1)) == sorted(names[1:])
    assert store.older_than(NOW - timedelta(days=2)) == []
