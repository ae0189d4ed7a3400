"""What every store of objects keeps to: files in a folder, and an S3 server."""

import os
import threading
from datetime import timedelta
from hashlib import sha256

import pytest
from attrs import evolve
from tests.unit.adapters import s3

from relto.adapters.objects.files import FileObjects
from relto.adapters.objects.s3 import S3Objects
from relto.primitives import Malformed, Unavailable

SIZES = [0, 1, 1024 * 1024, 1024 * 1024 + 1, 9 * 1024 * 1024]


@pytest.fixture(scope="module")
def s3_place(tmp_path_factory):
    if s3.program() is None:
        pytest.skip("no S3 server is installed")
    with s3.running(tmp_path_factory.mktemp("s3")) as place:
        yield place


@pytest.fixture(params=["files", "s3"])
def kept(request, tmp_path):
    """A store, and how to damage what it keeps under a name."""
    if request.param == "files":
        folder = tmp_path / "objects"
        return FileObjects(folder), lambda name, data: (folder / name[:2] / name).write_bytes(data)
    place = evolve(request.getfixturevalue("s3_place"), prefix=f"{tmp_path.name}/")
    store = S3Objects(place)
    return store, lambda name, data: store._client.put_object(Bucket=place.bucket, Key=place.prefix + name, Body=data)


@pytest.fixture
def store(kept):
    return kept[0]


@pytest.mark.parametrize("size", SIZES)
def test_what_is_put_comes_back(store, size):
    data = os.urandom(size)
    name = store.put(data)
    assert name == sha256(data).hexdigest()
    assert store.get(name) == data
    assert store.has(name)


def test_what_is_put_twice_is_there_once(store):
    names = {store.put(b"a"), store.put(b"a")}
    assert list(store.names()) == list(names)


def test_names_are_all_told_in_order(store):
    names = sorted(store.put(bytes([number])) for number in range(20))
    assert list(store.names()) == names


def test_what_is_deleted_is_gone(store):
    name = store.put(b"a")
    store.delete(name)
    store.delete(name)
    assert not store.has(name)
    assert list(store.names()) == []
    with pytest.raises(Unavailable, match="not there"):
        store.get(name)


@pytest.mark.parametrize("change", [lambda d: d[:-1], lambda d: d + b"x", lambda d: bytes([d[0] ^ 1]) + d[1:], lambda _: b""])
def test_what_was_damaged_is_not_given(kept, change):
    store, damage = kept
    data = os.urandom(2 * 1024 * 1024 + 7)
    name = store.put(data)
    damage(name, change(data))
    with pytest.raises(Unavailable, match="damaged"):
        store.get(name)


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 65, "/" + "a" * 63, "a" * 62 + "/.", "a" * 63 + "\n"]
)
def test_path_traversal_what_is_no_name_is_refused(store, name):
    for ask in (store.has, store.delete, store.get):
        with pytest.raises(Malformed, match="no name of an object"):
            ask(name)


def test_many_put_at_once_and_none_is_lost(store):
    found = []

    def put(number):
        found.extend(store.put(b"%d-%d shared" % (number, one)) for one in range(5))
        store.put(b"the same")

    threads = [threading.Thread(target=put, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert set(store.names()) == {*found, sha256(b"the same").hexdigest()}
    assert len(found) == 40


def test_a_store_that_is_away_is_unavailable(tmp_path):
    store = S3Objects(s3.S3Place("http://127.0.0.1:1", "relto", "us-east-1", s3.ACCESS, s3.SECRET))
    name = "a" * 64
    for ask in (lambda: store.put(b"a"), lambda: store.get(name), lambda: store.has(name), lambda: store.delete(name)):
        with pytest.raises(Unavailable, match="objects: "):
            ask()
    with pytest.raises(Unavailable):
        list(store.names())


def test_a_wrong_secret_is_unavailable_and_tells_no_secret(s3_place):
    store = S3Objects(evolve(s3_place, secret_key="another"))
    with pytest.raises(Unavailable, match="the store answers") as refused:
        store.has("a" * 64)
    assert "another" not in str(refused.value)


def test_files_of_objects_are_for_their_owner_alone(tmp_path):
    store = FileObjects(tmp_path / "objects")
    name = store.put(b"a")
    path = tmp_path / "objects" / name[:2] / name
    assert path.stat().st_mode & 0o077 == 0
    assert (tmp_path / "objects").stat().st_mode & 0o077 == 0


def test_what_is_older_by_the_clock_of_the_store_is_told(store):
    name = store.put(b"a")
    assert list(store.aged(timedelta(days=1))) == []
    assert list(store.aged(timedelta(days=-1))) == [name]


def test_a_file_is_as_old_as_the_file_system_says(tmp_path):
    store = FileObjects(tmp_path / "objects")
    old, new = store.put(b"old"), store.put(b"new")
    path = tmp_path / "objects" / old[:2] / old
    os.utime(path, (path.stat().st_mtime - 2 * 86_400,) * 2)
    assert list(store.aged(timedelta(days=1))) == [old]
    assert new in set(store.names())
