"""Country codes, from the ``iso3166`` package's table of ISO 3166-1."""

import iso3166


def is_country(code: str) -> bool:
    """Whether the code is an ISO 3166-1 alpha-3 code in capitals."""
    return code in iso3166.countries_by_alpha3


def country_name(code: str) -> str:
    """The short English name of a country.

    Raises:
        KeyError: the code is no ISO 3166-1 alpha-3 code.
    """
    return iso3166.countries_by_alpha3[code].name
