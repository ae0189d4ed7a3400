"""What holds for every test."""

from hypothesis import settings

settings.register_profile("relto", deadline=None)  # how long an example takes says nothing of whether it is right
settings.load_profile("relto")
