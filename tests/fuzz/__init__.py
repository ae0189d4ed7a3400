"""Feeding every reader bad input: `python -m tests.fuzz`."""
