"""What is said in a message is of the form of its kind, in one form of writing; a release was approved by two."""

import json

import msgspec
import pytest
from tests.unit.protocols.peer.made import HEX, MANIFEST, MESSAGES, NOW, approvals, named

from relto.primitives import BrokenSeal
from relto.protocols.peer import KINDS, Release, content_of, manifest_sha256, parse_message, verify_content, write
from relto.protocols.peer.messages import ATTACHED, FORMS


def refused(kind, body, attached=None):
    with pytest.raises(BrokenSeal) as caught:
        parse_message(kind, body, attached=kind in ATTACHED if attached is None else attached)
    return caught.value.reason


def changed(message, path, value):
    """A message in which one field says something else, or (`del`) nothing."""
    made = msgspec.json.decode(write(message))
    at = made
    for step in path[:-1]:
        at = at[step]
    if value == "del":
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


BY_KIND = {KINDS[type(one)]: one for one in MESSAGES}


@pytest.mark.parametrize("kind", FORMS)
def test_every_kind_comes_back(kind):
    assert parse_message(kind, write(BY_KIND[kind]), attached=kind in ATTACHED) == BY_KIND[kind]


@pytest.mark.parametrize("kind", FORMS)
def test_every_kind_refuses_a_field_it_does_not_know(kind):
    assert refused(kind, changed(BY_KIND[kind], ["more"], 1)) == "message"


@pytest.mark.parametrize("kind", FORMS)
def test_every_kind_refuses_a_field_that_is_missing(kind):
    for name in BY_KIND[kind].__struct_fields__:
        assert refused(kind, changed(BY_KIND[kind], [name], "del")) == "message"


@pytest.mark.parametrize("kind", FORMS)
def test_every_kind_refuses_another_form_of_writing(kind):
    good = write(BY_KIND[kind])
    assert refused(kind, good + b" ") == "message"
    assert refused(kind, good.replace(b":", b": ", 1)) == "message"
    first = BY_KIND[kind].__struct_fields__[0]
    assert refused(kind, b"{" + f'"{first}":1,'.encode() + good[1:]) == "message"


@pytest.mark.parametrize("kind", FORMS)
def test_every_kind_refuses_the_body_of_another(kind):
    for other, message in BY_KIND.items():
        if other != kind:
            assert refused(kind, write(message)) == "message"


@pytest.mark.parametrize("kind", FORMS)
def test_an_attachment_goes_with_its_kinds_alone(kind):
    assert refused(kind, write(BY_KIND[kind]), attached=kind not in ATTACHED) == "attachment"


@pytest.mark.parametrize(
    ("kind", "path", "value", "reason"),
    [
        ("receipt", ["at"], "2026-11-30T12:00:00", "message"),
        ("receipt", ["at"], "2026-11-30T12:00:00+09:00", "message"),
        ("receipt", ["level"], "read", "message"),
        ("receipt", ["digest"], HEX.upper(), "message"),
        ("receipt", ["says"], "a\u200bb", "hidden-characters"),
        ("receipt", ["says"], "", "message"),
        ("release", ["manifest", "originators"], [], "message"),
        ("release", ["manifest", "recipient"], "jpn", "message"),
        ("release", ["manifest", "disclosure", "legal_basis"], "", "message"),
        ("release", ["manifest", "disclosure", "evaluated"], None, "message"),
        ("release", ["manifest", "disclosure"], "del", "message"),
        ("release", ["manifest", "banner", "text"], "", "message"),
        ("release", ["manifest", "portions", 0, "marked"], "del", "message"),
        ("release", ["manifest", "purpose"], "another-purpose", "manifest"),
        ("release", ["manifest", "item"], named("item", 2), "manifest"),
        ("release", ["approvals"], [], "message"),
        ("consent-answer", ["consent"], None, "message"),
        ("consent-answer", ["outcome"], "refused", "message"),
        ("consent-answer", ["outcome"], "perhaps", "message"),
        ("backfill-request", ["gaps"], [], "message"),
        ("backfill-request", ["gaps"], [{"first": 4, "last": 3}], "message"),
        ("backfill-request", ["gaps"], [{"first": 4, "last": 5}, {"first": 5, "last": 6}], "message"),
        ("agreement-proposal", ["terms", "schedule", "tries"], 0, "message"),
        ("agreement-proposal", ["terms", "schedule", "first"], 10**9, "message"),
    ],
)
def test_a_field_that_says_what_it_may_not(kind, path, value, reason):
    assert refused(kind, changed(BY_KIND[kind], path, value)) == reason


def test_one_person_is_not_two():
    assert refused("release", write(Release(manifest=MANIFEST, approvals=approvals(people=("p-1", "p-1"))))) == "manifest"
    assert refused("release", write(Release(manifest=MANIFEST, approvals=approvals(people=("p-1",))))) == "manifest"


def test_approvals_are_of_exactly_this_manifest():
    other = msgspec.structs.replace(MANIFEST, purpose=None)
    assert manifest_sha256(other) != manifest_sha256(MANIFEST)
    assert refused("release", write(Release(manifest=other, approvals=approvals()))) == "manifest"


def test_content_is_what_was_approved():
    content = content_of(b"what it says", "text/plain", b"s" * 16)
    assert verify_content(content, b"what it says") == b"what it says"
    for other in (b"", b"what it saya", b"what it says ", b"s" * 16):
        with pytest.raises(BrokenSeal):
            verify_content(content, other)


def test_ordinary_backslashes_are_no_hidden_characters():
    receipt = msgspec.structs.replace(BY_KIND["receipt"], says="C:\\bin\\u0041\n\ttwo")
    assert parse_message("receipt", write(receipt), attached=False) == receipt
    assert receipt.at == NOW
