"""Parties, the communities they form, and the persons who act for them."""

from relto.parties.communities import Community, Membership
from relto.parties.countries import country_name, is_country
from relto.parties.parties import Party
from relto.parties.persons import Person

__all__ = ["Community", "Membership", "Party", "Person", "country_name", "is_country"]
