"""What holds for every test."""

import gc

from hypothesis import settings

settings.register_profile("relto", deadline=None)  # how long an example takes says nothing of whether it is right
settings.load_profile("relto")


def pytest_collection_finish():
    """What was collected is there to the end: the collector need not look at all of it again and again, which slowed every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure():
    """Let every library clear up after itself."""
    gc.unfreeze()
