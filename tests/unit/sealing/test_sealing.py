"""What is sealed opens for whom it was sealed, whole, and for nobody else."""

import io
import os
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.sealing import sealed as s

from relto.primitives import BrokenSeal, Malformed
from relto.sealing import examine, seal
from relto.sealing.container import after_payload, local_header, read_container


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=1_000), st.integers(1, 400))
def test_what_is_sealed_comes_back(text, segment):
    assert s.opened(s.sealed(text, s.terms(segment=segment))) == text


@pytest.mark.parametrize("bound_by", ["originator", "content-key"])
@pytest.mark.parametrize("forms", [("stanag4774",), ("json4774",), ("stanag4774", "json4774")])
@pytest.mark.parametrize("key", [s.rsa_key("k"), s.ec_key("k")], ids=["rsa", "ec"])
def test_every_form_opens(bound_by, forms, key):
    file = s.sealed(the=s.terms((s.recipient(key=key),), forms=forms, bound_by=bound_by))
    assert s.opened(file, None, s.opener(("jpn-1", key))) == s.TEXT
    found = examine(io.BytesIO(file), s.trust())
    assert found.label.label.level == "SECRET"
    assert (found.signer.party, found.sealed_at, found.size) == ("USA", s.AT, len(s.TEXT))


def test_each_recipient_of_a_split_suffices():
    the = s.terms((s.recipient("JPN"), s.recipient("AUS", s.ec_key())))
    file = s.sealed(the=the)
    assert s.opened(file, None, s.opener(("jpn-1", s.rsa_key("jpn")))) == s.TEXT
    assert s.opened(file, None, s.opener(("aus-1", s.ec_key()))) == s.TEXT


def test_one_of_every_split_is_needed():
    the = s.terms((s.recipient("JPN"),), (s.recipient("AUS", s.ec_key()), s.recipient("NZL")))
    file = s.sealed(the=the)
    jpn, aus, nzl = ("jpn-1", s.rsa_key("jpn")), ("aus-1", s.ec_key()), ("nzl-1", s.rsa_key("nzl"))
    assert s.opened(file, None, s.opener(jpn, aus)) == s.opened(file, None, s.opener(jpn, nzl)) == s.TEXT
    for some in ((jpn,), (aus,), (aus, nzl)):
        with pytest.raises(BrokenSeal) as refused:
            s.opened(file, None, s.opener(*some))
        assert refused.value.reason == "key"


@pytest.mark.parametrize(
    "more", [{"revoked": True}, {"valid_until": s.AT - timedelta(seconds=1)}, {"valid_from": s.AT + timedelta(seconds=1)}]
)
def test_nothing_is_sealed_for_a_key_that_is_not_valid(more):
    with pytest.raises(Malformed, match="the key of JPN is not valid"):
        s.sealed(the=s.terms((s.recipient(**more),)))


def test_keys_count_from_the_second_on_in_which_they_were_made():
    made = {"valid_from": s.AT + timedelta(milliseconds=400)}
    file = s.sealed(the=s.terms((s.recipient(**made),)))
    assert s.opened(file, s.trust(s.pinned(**made))) == s.TEXT


def test_nothing_is_sealed_for_nobody():
    with pytest.raises(Malformed, match="nobody to seal for"):
        s.sealed(the=s.terms(()))


@pytest.mark.parametrize("size", [len(s.TEXT) - 1, len(s.TEXT) + 1])
def test_content_that_changes_size_is_not_sealed(size):
    with pytest.raises(Malformed, match="while it was sealed"):
        seal(io.BytesIO(s.TEXT), io.BytesIO(), s.terms(), size=size, sign=s.signer().sign, entropy=os.urandom)


def test_any_program_reads_the_archive():
    with zipfile.ZipFile(io.BytesIO(s.sealed())) as archive:
        assert archive.namelist() == ["0.payload", "0.manifest.json"]
        assert archive.testzip() is None


class Hollow(io.RawIOBase):
    """A file with a hole where the content stands: large, and of no weight."""

    def __init__(self, head, hole, tail):
        self.pieces, self.size, self.place = (head, hole, tail), len(head) + hole + len(tail), 0

    def seekable(self):
        return True

    def readable(self):
        return True

    def seek(self, offset, whence=0):
        self.place = offset + (0, self.place, self.size)[whence]
        return self.place

    def tell(self):
        return self.place

    def readinto(self, into):
        head, hole, tail = self.pieces
        count = max(0, min(len(into), self.size - self.place))
        for number in range(count):
            at = self.place + number
            behind = at - len(head) - hole
            into[number] = head[at] if at < len(head) else tail[behind] if behind >= 0 else 0
        self.place += count
        return count


@pytest.mark.parametrize("size", [2**31 - 2, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**40])
def test_large_content_is_laid_out_in_64_bits(size):
    large = size > 2**31 - 1
    manifest = b"{}"
    file = io.BufferedReader(Hollow(local_header("0.payload", size, 7, large=large), size, after_payload(size, 7, manifest)))
    found = read_container(file)
    assert (found.payload_size, found.manifest, found.is_canonical) == (size, manifest, True)
