"""A device of the tests' own: a fresh token of SoftHSM2 in a temporary folder."""

import shutil
import subprocess
from pathlib import Path

import pytest

MODULE = next((one for one in map(Path, ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so")) if one.exists()), None)
TOKEN, PIN = "relto", "12345678"
needs_softhsm = pytest.mark.skipif(MODULE is None or shutil.which("softhsm2-util") is None, reason="SoftHSM2 is not installed")


def token(folder: Path, patch) -> None:
    """Makes a token, and says by the environment where it is."""
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    patch.setenv("SOFTHSM2_CONF", str(folder / "conf"))
    words = ["--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", PIN]
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
