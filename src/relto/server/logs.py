"""The program's own log: one JSON object a line, on standard error; events and names, never content."""

import logging
import sys

import structlog


def log_to_stderr() -> None:
    """Write the log to standard error. Other people's libraries say warnings alone, and not with what they were given."""
    library = '{"event": "library", "logger": "%(name)s", "level": "%(levelname)s"}'
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format=library)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
