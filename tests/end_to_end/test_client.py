"""The generated client is the one that the description of the interface gives, and speaks with a node."""

import filecmp
import subprocess
from pathlib import Path

import pytest
from tests.unit.server.rest.serving import serving

from relto.client import AuthenticatedClient
from relto.client.api.default import api_items_hold_document, api_items_page, api_me_me
from relto.client.models import DocumentForm

ROOT = Path(__file__).parents[2]


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.py"))


def test_the_client_is_current(tmp_path):
    if not (ROOT / ".venv-client" / "bin" / "openapi-python-client").exists():
        pytest.skip("the generator is not installed: scripts/client-environment")
    done = subprocess.run([ROOT / "scripts" / "client", tmp_path / "client"], check=True, timeout=300, capture_output=True, text=True)
    assert "will not be generated" not in done.stderr, done.stderr
    kept = ROOT / "src" / "relto" / "client"
    assert files(tmp_path / "client") == files(kept)
    _, different, broken = filecmp.cmpfiles(kept, tmp_path / "client", files(kept), shallow=False)
    assert (different, broken) == ([], []), "run scripts/client"


def test_the_client_speaks_with_a_node(tmp_path):
    with serving(tmp_path / "nzl") as node, AuthenticatedClient(node.url, node.token("drafter")) as client:
        assert api_me_me.sync(client=client).login == "drafter"
        text = "RESTRICTED\n\n(R) The harbour was quiet.\n\nRESTRICTED\n"
        made = api_items_hold_document.sync(client=client, body=DocumentForm(text=text, title="The harbour"))
        assert made.marking == "RESTRICTED"
        assert [one.id for one in api_items_page.sync(client=client).items] == [made.id]
