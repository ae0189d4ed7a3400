"""Parties, the communities they form, and the persons who act for them."""

from relto.parties.communities import Community, Membership
from relto.parties.countries import Country, code_of_country, country_name, find_country, is_country
from relto.parties.parties import Party
from relto.parties.persons import Person

__all__ = ["Community", "Country", "Membership", "Party", "Person", "code_of_country", "country_name", "find_country", "is_country"]
