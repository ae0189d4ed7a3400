"""Tests of the program that serves a node."""
