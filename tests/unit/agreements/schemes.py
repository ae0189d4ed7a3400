"""Schemes as the tests need them, so that they ask nothing of the marking systems."""

from relto.labels import Scheme
from relto.primitives import PartyId


def _ladder(name, owner, *levels):
    return Scheme(id=name, name=name, owner=None if owner is None else PartyId(owner), levels=levels)


SCHEMES = {
    one.id: one
    for one in (
        _ladder("us", "USA", "UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET"),
        Scheme(
            id="nz",
            name="nz",
            owner=PartyId("NZL"),
            levels=("UNCLASSIFIED", "IN-CONFIDENCE", "SENSITIVE", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET"),
            directly_below={
                "IN-CONFIDENCE": frozenset({"UNCLASSIFIED"}),
                "SENSITIVE": frozenset({"IN-CONFIDENCE"}),
                "RESTRICTED": frozenset({"UNCLASSIFIED"}),
                "CONFIDENTIAL": frozenset({"RESTRICTED"}),
                "SECRET": frozenset({"CONFIDENTIAL"}),
                "TOP SECRET": frozenset({"SECRET", "SENSITIVE"}),
            },
        ),
        _ladder("au", "AUS", "UNCLASSIFIED", "OFFICIAL", "OFFICIAL: Sensitive", "PROTECTED", "SECRET", "TOP SECRET"),
        _ladder("uk", "GBR", "UNCLASSIFIED", "OFFICIAL", "SECRET", "TOP SECRET"),
        _ladder("ca", "CAN", "UNCLASSIFIED", "PROTECTED A", "PROTECTED B", "PROTECTED C", "CONFIDENTIAL", "SECRET", "TOP SECRET"),
        _ladder("jp", "JPN", "UNCLASSIFIED", "秘", "極秘", "機密"),
        _ladder("nato", "NATO", "NATO UNCLASSIFIED", "NATO RESTRICTED", "NATO CONFIDENTIAL", "NATO SECRET", "COSMIC TOP SECRET"),
        _ladder("tlp", None, "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"),
    )
}
