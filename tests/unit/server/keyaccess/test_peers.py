"""Other people's clients of OpenTDF read what we seal and we read what they make, against our server of keys on loopback.

They stand in environments of their own: ``RELTO_PEER_OTDF`` names the Python of one with otdf-python 0.11.0, ``RELTO_PEER_GO`` that of
one with otdf-python 0.2.20, which holds the official Go SDK.
"""

import os
import subprocess

import pytest
from tests.unit.sealing import sealed as s
from tests.unit.sealing.keys import MemoryKeyStore
from tests.unit.sealing.keyserver import Server

from relto.markings.formats import MachineLabel
from relto.markings.formats.opentdf import write_attributes
from relto.primitives import BrokenSeal
from relto.sealing.access import Answer, KeyAccessServer
from relto.sealing.wrapping import pem_of

PEERS = {"otdf": os.environ.get("RELTO_PEER_OTDF"), "go": os.environ.get("RELTO_PEER_GO")}

_OTDF = """
import sys
from otdf_python.sdk_builder import SDKBuilder
what, url, source, target = sys.argv[1:5]
sdk = (SDKBuilder().set_platform_endpoint(url).client_secret("reader", "secret").use_insecure_plaintext_connection(True)
       .with_ignore_kas_allowlist(True).build())
data = open(source, "rb").read()
if what == "read":
    out = sdk.load_tdf(data).payload
else:
    from io import BytesIO
    from otdf_python.config import KASInfo
    made = BytesIO()
    sdk.create_tdf(BytesIO(data), sdk.new_tdf_config(kas_info_list=[KASInfo(url=url)], attributes=sys.argv[5:]), made)
    out = made.getvalue()
open(target, "wb").write(out)
"""

_GO = """
import sys
from otdf_python.gotdf_python import DecryptFile, EncryptFile, OpentdfConfig
from otdf_python.go import Slice_string
what, url, source, target = sys.argv[1:]
config = OpentdfConfig(ClientId="reader", ClientSecret="secret", PlatformEndpoint=url, TokenEndpoint=url + "/token", KasUrl=url,
                       InsecureSkipVerify=True)
if what == "read":
    DecryptFile(source, target, config)
else:
    EncryptFile(source, target, config, Slice_string([]), Slice_string([]))
"""


@pytest.fixture
def server():
    keys = MemoryKeyStore().add("jpn-1", s.rsa_key("jpn"))
    made = Server(KeyAccessServer(keys, lambda *_: Answer(True), os.urandom))
    yield made
    made.close()


@pytest.fixture(params=["otdf", "go"])
def peer(request, tmp_path, server):
    python = PEERS[request.param]
    if python is None:
        pytest.skip(f"no environment of the peer {request.param} is named")

    def run(what, data, *attributes):
        source, target = tmp_path / "source", tmp_path / "target"
        source.write_bytes(data)
        program = _OTDF if request.param == "otdf" else _GO
        clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(
            [python, "-c", program, what, server.url, source, target, *attributes],
            env=clean,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if request.param == "go" and what == "write":
            target = target.with_suffix(".tdf")
        assert target.exists(), done.stdout + done.stderr
        return target.read_bytes()

    return run


@pytest.mark.parametrize("size", [51, 100_000_000])
def test_a_peer_opens_what_we_seal(peer, server, size):
    text = os.urandom(size)
    the = s.terms((s.recipient(url=server.url),), bound_by="content-key")
    assert peer("read", s.sealed(text, the)) == text
    assert "Rewrap" in server.calls


@pytest.mark.parametrize("size", [51, 100_000_000])
def test_we_open_what_a_peer_makes(peer, size):
    text = os.urandom(size)
    made = peer("write", text)
    assert s.opened(made, s.trust(require="nothing"), s.opener(("jpn-1", s.rsa_key("jpn")))) == text
    with pytest.raises(BrokenSeal) as refused:
        s.opened(made)
    assert refused.value.reason == "label-missing"


@pytest.mark.parametrize("peer", ["otdf"], indirect=True)
def test_what_a_peer_makes_with_attributes_opens_at_our_server_of_keys(peer):
    """The Go SDK asks a service of attributes first, which is none of ours."""
    attributes = write_attributes(MachineLabel(s.label().label))
    made = peer("write", s.TEXT, *attributes)
    assert s.opened(made, s.trust(require="nothing"), s.opener(("jpn-1", s.rsa_key("jpn")))) == s.TEXT
    assert peer("read", made) == s.TEXT


def test_the_public_key_that_peers_seal_for_is_ours(server):
    assert server.machine.public_key("rsa:2048", s.AT)["publicKey"] == pem_of(s.rsa_key("jpn").public_key())
