"""Mutation of the library: every part of every agreement that decides, made wrong by a little, must be caught by its own cases."""
