"""The names of the decision's rules: cases and decisions both use them."""

RULES = (
    "marking",
    "public",
    "provenance",
    "embargo",
    "exclusion",
    "releasability",
    "third-party",
    "orcon",
    "instrument",
    "ceiling",
    "equivalence",
    "scope",
    "compartment",
    "purpose",
    "national-law",
    "assessment",
    "channel",
    "consent",
    "clearance",
    "need-to-know",
    "nationality",
    "contractor",
)
"""Stable, part of the interface, in the order in which reasons are given; the last four are the rules of persons.

Source: docs/reference/decision.md.
"""
