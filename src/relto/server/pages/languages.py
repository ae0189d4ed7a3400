"""The languages of the pages: gettext catalogues, compiled and shipped. Markings and what facts say are data and stay as they are."""

import gettext
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["en", "ja"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_FOLDER = Path(__file__).parent / "locale"


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """The catalogue of a language; English stands in the templates themselves."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("relto", _FOLDER, languages=[language], fallback=True)


def preferred(accepted: str) -> Language:
    """The first language of an ``Accept-Language`` header that the pages have; English where they have none of them."""
    weighed: list[tuple[float, int, Language]] = []
    for place, part in enumerate(accepted[:400].split(",")):
        tag, _, rest = part.strip().partition(";")
        quality = _quality(rest)
        weighed += [(-quality, place, one) for one in LANGUAGES if tag.lower().partition("-")[0] == one and quality > 0]
    return min(weighed)[2] if weighed else "en"


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name != "q":
        return 1.0
    return float(value) if value.replace(".", "", 1).isdigit() else 0.0
