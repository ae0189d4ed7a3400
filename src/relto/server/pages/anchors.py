"""Anchors of articles."""

import re


def anchor(article: str) -> str:
    """The anchor of an article in an agreement's page."""
    return f"art-{re.sub('[^0-9A-Za-z]+', '-', article).strip('-').lower() or 'none'}"
