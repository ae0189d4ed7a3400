"""What the leak check said of tearlines, remembered for those who look at a draft again.

The check is a function of the document, of what is released of it and of the arrangement of the day, and costs most of what looking at
a draft costs. What is kept is what it said and a digest of what it was about; no content. What is approved and sent is checked anew.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection
from hashlib import sha256

from attrs import astuple

from relto.documents import Document, GateResult, TearlineHeader, check_leaks
from relto.labels import Expansion
from relto.release import Check, Engine

_MOST = 256
_Key = tuple[str, frozenset[int], str, str]


class Remembered:
    """Results of the leak check."""

    def __init__(self) -> None:
        self._known: OrderedDict[_Key, tuple[Engine, tuple[GateResult, ...]]] = OrderedDict()
        self._lock = threading.Lock()

    def over(self, content: bytes, engine: Engine) -> Check:
        """The check of tearlines of a document, over the arrangement of a day.

        Args:
            content: the document as it is held.
            engine: the arrangement; what was said over another one counts no more.
        """
        digest = sha256(content).hexdigest()

        def check(
            document: Document, allowed: Collection[int], header: TearlineHeader, *, file_name: str, expand: Expansion
        ) -> tuple[GateResult, ...]:
            said = sha256(repr(astuple(header, recurse=False)).encode()).hexdigest()
            key = digest, frozenset(allowed), said, file_name
            with self._lock:
                kept = self._known.pop(key, None)
            if kept is None or kept[0] is not engine:
                kept = engine, check_leaks(document, allowed, header, file_name=file_name, expand=expand)
            with self._lock:
                self._known[key] = kept
                while len(self._known) > _MOST:
                    self._known.popitem(last=False)
            return kept[1]

        return check
