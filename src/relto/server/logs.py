"""The program's own log: one JSON object a line; events and names, never content."""

import logging
from typing import TextIO

import structlog


def log_to(stream: TextIO) -> None:
    """Write the log. Other people's libraries say warnings alone, and not with what they were given.

    Args:
        stream: where to; a program's is its standard error.
    """
    library = '{"event": "library", "logger": "%(name)s", "level": "%(levelname)s"}'
    logging.basicConfig(level=logging.ERROR, stream=stream, format=library)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
