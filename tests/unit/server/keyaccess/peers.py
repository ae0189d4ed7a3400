"""Other people's clients of OpenTDF, run as programs of their own."""

import os
import subprocess

import pytest

PEERS = {"otdf": os.environ.get("RELTO_PEER_OTDF"), "go": os.environ.get("RELTO_PEER_GO")}

_OTDF = """
import os
import sys
from otdf_python.sdk_builder import SDKBuilder
what, url, source, target = sys.argv[1:5]
secret = os.environ["RELTO_CLIENT"], os.environ["RELTO_SECRET"]
sdk = (SDKBuilder().set_platform_endpoint(url).client_secret(*secret).use_insecure_plaintext_connection(True)
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
import os
import sys
from otdf_python.gotdf_python import DecryptFile, EncryptFile, OpentdfConfig
from otdf_python.go import Slice_string
what, url, source, target, *attributes = sys.argv[1:]
config = OpentdfConfig(ClientId=os.environ["RELTO_CLIENT"], ClientSecret=os.environ["RELTO_SECRET"],
                       PlatformEndpoint=url, TokenEndpoint=url + "/token", KasUrl=url,
                       InsecureSkipVerify=True)
if what == "read":
    DecryptFile(source, target, config)
else:
    EncryptFile(source, target, config, Slice_string(attributes), Slice_string([]))
"""


class RefusedThereError(Exception):
    """The peer wrote nothing."""


def runner(name, url, folder, client, secret):
    """Runs a peer: ``run(what, data, *attributes)`` gives what it wrote."""
    python = PEERS[name]
    if python is None:
        pytest.skip(f"no environment of the peer {name} is named")

    def run(what, data, *attributes):
        source, target = folder / "source", folder / "target"
        target.unlink(missing_ok=True)
        source.write_bytes(data)
        program = _OTDF if name == "otdf" else _GO
        clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run(
            [python, "-c", program, what, url, source, target, *attributes],
            env={**clean, "RELTO_CLIENT": client, "RELTO_SECRET": secret},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if name == "go" and what == "write":
            target = target.with_suffix(".tdf")
        if not target.exists() or not target.stat().st_size:
            raise RefusedThereError(done.stdout + done.stderr)
        return target.read_bytes()

    return run
