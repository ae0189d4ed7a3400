"""Adapters: the core's questions, put to databases and engines of other people."""

__all__: list[str] = []
