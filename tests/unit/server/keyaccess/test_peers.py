"""Other people's clients of OpenTDF read what we seal and we read what they make, against the server of keys on loopback.

They stand in environments of their own: ``RELTO_PEER_OTDF`` names the Python of one with otdf-python 0.11.0, ``RELTO_PEER_GO`` that of
one with otdf-python 0.2.20, which holds the official Go SDK.
"""

import os

import pytest
from tests.unit.sealing import sealed as s
from tests.unit.sealing.keys import MemoryKeyStore
from tests.unit.server.keyaccess import peers
from tests.unit.server.keyaccess.peers import PEERS, RefusedThereError
from tests.unit.server.keyaccess.serving import serving

from relto.markings.formats import MachineLabel
from relto.markings.formats.opentdf import write_attributes
from relto.primitives import BrokenSeal
from relto.sealing.access import Answer, KeyAccessServer


@pytest.fixture
def server(decide):
    keys = MemoryKeyStore().add("jpn-1", s.rsa_key("jpn"))
    with serving(KeyAccessServer(keys, decide, os.urandom)) as made:
        yield made


@pytest.fixture
def asked():
    return []


@pytest.fixture
def decide(asked):
    """Permits whatever `reader` asks for, but for what is for the United Kingdom."""

    def decision(caller, policy, label):
        asked.append(caller.id)
        return Answer(label is None or "GBR" not in (label.releasable_to or ()))

    return decision


@pytest.fixture(params=PEERS)
def peer(request, tmp_path, server):
    return peers.runner(request.param, server.url, tmp_path, "reader", "secret")


@pytest.mark.parametrize("size", [51, 100_000_000])
def test_a_peer_opens_what_we_seal(peer, server, asked, size):
    text = os.urandom(size)
    the = s.terms((s.recipient(url=server.url),), bound_by="content-key")
    assert peer("read", s.sealed(text, the)) == text
    assert asked == ["reader"]


@pytest.mark.parametrize("size", [51, 100_000_000])
def test_we_open_what_a_peer_makes(peer, size):
    text = os.urandom(size)
    made = peer("write", text)
    assert s.opened(made, s.trust(require="nothing"), s.opener(("jpn-1", s.rsa_key("jpn")))) == text
    with pytest.raises(BrokenSeal) as refused:
        s.opened(made)
    assert refused.value.reason == "label-missing"


def test_a_peer_does_not_open_what_the_decision_refuses(peer, server, asked):
    made = s.sealed(s.TEXT, s.terms((s.recipient(url=server.url),), bound_by="content-key", label=s.label("SECRET//REL TO USA, GBR")))
    with pytest.raises(RefusedThereError):
        peer("read", made)
    assert asked == ["reader"]


def test_what_a_peer_makes_with_attributes_opens_at_the_server_of_keys(peer):
    attributes = write_attributes(MachineLabel(s.label().label))
    made = peer("write", s.TEXT, *attributes)
    assert s.opened(made, s.trust(require="nothing"), s.opener(("jpn-1", s.rsa_key("jpn")))) == s.TEXT
    assert peer("read", made) == s.TEXT
