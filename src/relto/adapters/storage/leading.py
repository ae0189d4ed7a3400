"""Which of the processes on one database of PostgreSQL leads: whoever has an advisory lock of the database in a session of its own.

The server lets go of the lock when that session ends, however its process ended. A machine that vanishes without a word is given up
after about half a minute. Nothing rests on there being one leader alone: what it does is locked again where it is done.
"""

import threading

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from relto.adapters.storage.faults import told

_KEY = 0x52454C544F  # RELTO
_TRY, _END = text("SELECT pg_try_advisory_lock(:key)"), text("SELECT pg_advisory_unlock(:key)")
_WATCH = ("tcp_keepalives_idle = 10", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 3")


class Leading:
    """One process, as somebody who leads or would.

    Args:
        engine: the database; of SQLite, whose folder one process has alone, that process always leads.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine, self._is_alone = engine, engine.dialect.name != "postgresql"
        self._session: Connection | None = None
        self._lock = threading.Lock()

    def __call__(self) -> bool:
        """Whether this process leads now; it begins to where nobody does.

        Raises:
            Unavailable: the database cannot be asked.
        """
        if self._is_alone:
            return True
        with self._lock, told():
            if self._session is not None:
                self._session = self._still(self._session)
            if self._session is None:
                self._session = self._begun()
            return self._session is not None

    def end(self) -> None:
        """Lead no more, and let another begin at once."""
        with self._lock:
            if self._session is not None:
                try:
                    self._session.execute(_END, {"key": _KEY})
                except DBAPIError:
                    self._session.invalidate()
                self._session.close()
            self._session = None

    def _begun(self) -> Connection | None:
        session = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if session.execute(_TRY, {"key": _KEY}).scalar_one():
            for one in _WATCH:
                session.execute(text(f"SET {one}"))
            return session
        session.close()
        return None

    def _still(self, session: Connection) -> Connection | None:
        try:
            session.execute(text("SELECT 1"))
        except DBAPIError:
            session.invalidate()  # with its session the lock went
            session.close()
            return None
        return session
