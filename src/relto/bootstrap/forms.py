"""Everything that data is decoded into is made ready before a second thread could decode it.

msgspec (0.22.0) works out how a class is decoded when it is decoded into for the first time, and shows the unfinished work to other
threads: two first times at once end the process with a fault of memory. Kill rounds found it: a node that came up under load did not
come back.
"""

import contextlib
import sys
import threading
from typing import Any

import attrs
import msgspec

_one_at_a_time = threading.Lock()


def make_forms_ready() -> None:
    """Have msgspec work out every form of the modules of Relto that are loaded; what it worked out before it passes over."""
    with _one_at_a_time:
        for name, module in list(sys.modules.items()):
            if name.startswith("relto."):
                for one in list(vars(module).values()):
                    if _is_form(one):
                        _work_out(one)


def _is_form(one: Any) -> bool:
    return isinstance(one, type) and (attrs.has(one) or issubclass(one, msgspec.Struct))


def _work_out(form: type) -> None:
    # A service is an attrs class too, and refused: so it would be by whatever decoded into it, which says it aloud.
    with contextlib.suppress(TypeError, NotImplementedError, NameError):
        msgspec.json.Decoder(form)
