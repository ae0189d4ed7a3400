"""Country codes, from the ``iso3166`` package's table of ISO 3166-1."""

from functools import cache

import iso3166
from attrs import frozen


@frozen
class Country:
    """One entry of ISO 3166-1.

    Args:
        alpha2: two letters (``NZ``).
        alpha3: three letters (``NZL``), the code that Relto's lists and parties use.
        numeric: three digits (``554``).
        name: short name in English.
    """

    alpha2: str
    alpha3: str
    numeric: str
    name: str


def is_country(code: str) -> bool:
    """Whether the code is an ISO 3166-1 alpha-3 code in capitals."""
    return code in iso3166.countries_by_alpha3


def country_name(code: str) -> str:
    """The short English name of a country.

    Raises:
        KeyError: the code is no ISO 3166-1 alpha-3 code.
    """
    return iso3166.countries_by_alpha3[code].name


def find_country(code: str) -> Country | None:
    """A country by its alpha-2, alpha-3 or numeric code, as ISO 3166-1 writes it; ``None`` where it has no such code."""
    for table in (iso3166.countries_by_alpha3, iso3166.countries_by_alpha2, iso3166.countries_by_numeric):
        if code in table:
            one = table[code]
            return Country(one.alpha2, one.alpha3, one.numeric, one.name)
    return None


def code_of_country(name: str) -> str | None:
    """The alpha-3 code of a country by its short English name, or ``None``; letters' case does not matter."""
    return _by_name().get(name.upper())


@cache
def _by_name() -> dict[str, str]:
    return {name.upper(): one.alpha3 for one in iso3166.countries for name in (one.name, one.apolitical_name)}
