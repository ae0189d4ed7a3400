"""Everything that data is decoded into is made ready before a second thread could decode it.

msgspec (0.22.0) works out how a class is decoded when it is decoded into for the first time, and shows the unfinished work to other
threads: two first times at once end the process with a fault of memory. A node that came up under load was ended so, about once in
thirty starts.
"""

import contextlib
import sys
import threading
from typing import Any

import attrs
import msgspec

_one_at_a_time = threading.Lock()
_ready: set[type] = set()


def make_forms_ready(package: str = "relto") -> int:
    """Have msgspec work out every form of the modules that are loaded; again, those alone that came since.

    Args:
        package: whose modules are gone through, with those below it.

    Returns:
        How many were worked out now.
    """
    with _one_at_a_time:
        begin = len(_ready)
        for name, module in list(sys.modules.items()):
            if name == package or name.startswith(f"{package}."):
                for one in list(vars(module).values()):
                    if _is_form(one) and one not in _ready:
                        _work_out(one)
        return len(_ready) - begin


def _is_form(one: Any) -> bool:
    return isinstance(one, type) and (attrs.has(one) or issubclass(one, msgspec.Struct))


def _work_out(form: type) -> None:
    # What is a service and no form is refused, now and always; what names something that is not loaded yet is looked at again.
    with contextlib.suppress(NameError):
        with contextlib.suppress(TypeError, NotImplementedError):
            msgspec.json.Decoder(form)
        _ready.add(form)
