"""Loaded into the process of which the nodes of rounds are forks: the key of each folder derived once, since that is slow on purpose.

Everything but the deriving is done by each of them as ever. Whatever imports this has its keys derived once only.
"""

import functools
import os
from pathlib import Path

from relto.adapters.keystore import file, secrets
from relto.bootstrap import entropy
from tests.faults.serving import FOLDERS
from tests.pairs import PASSPHRASE

file.derived = secrets.derived = functools.cache(file.derived)
for _folder in os.environ[FOLDERS].split(os.pathsep):
    secrets.load_secrets(Path(_folder) / "secrets.sealed", PASSPHRASE)
    file.FileKeyStore.load(Path(_folder) / "keys.json", PASSPHRASE, entropy)
